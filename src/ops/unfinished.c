#include "ops/unfinished.h"

#include <stdio.h>
#include <string.h>

enum { PATH_LEN = 130, ROWS_MAX = 64 };

/* The end of a path says which file it is. */
static const char *
tail(const char *path)
{
	size_t len = strlen(path);

	return len > PATH_LEN ? path + len - PATH_LEN : path;
}

void
unfinished_detail(char *out, size_t size, size_t lacks, size_t n, const char *path)
{
	(void)snprintf(out, size, "%zu of %zu pieces to be written%s%s", lacks, n, path != NULL ? ": " : "",
		path != NULL ? tail(path) : "");
}

enum unfinished
unfinished_of(const struct session *s, const struct pubkey *buffer, struct journal_row *row)
{
	struct err none = ERR_INIT;

	if (s->store == NULL)
		return UPLOAD_NOT_KNOWN;
	if (journal_find(s->store, &s->genesis, "buffer write", buffer, row, &none) == ERR_OK)
		return row->outcome == JOURNAL_LANDED ? UPLOAD_ENDED : UPLOAD_UNFINISHED;
	if (journal_find(s->store, &s->genesis, "buffer create", buffer, row, &none) == ERR_OK)
		return UPLOAD_UNFINISHED; /* nothing was written by this machine */
	return UPLOAD_NOT_KNOWN;
}

struct wanted {
	const struct session *s;
	const char *path;
	const struct hash *code;
	struct pubkey ended[ROWS_MAX]; /* newer rows say so of these */
	size_t ended_n;
	bool found;
	struct journal_row *out;
};

static bool
has_ended(const struct wanted *w, const struct pubkey *buffer)
{
	for (size_t i = 0; i < w->ended_n; i++)
		if (pubkey_eq(&w->ended[i], buffer))
			return true;
	return false;
}

static bool
is_of_file(const struct wanted *w, const struct journal_row *r)
{
	const char *at = strstr(r->intent.detail, "written: ");

	return strcmp(r->intent.action, "buffer write") == 0 && pubkey_eq(&r->intent.signer, signer_address(w->s->signer)) &&
		at != NULL && strcmp(at + strlen("written: "), tail(w->path)) == 0;
}

/* Newest first, so the first row about a buffer counts. */
static void
look(void *ctx, const struct journal_row *r)
{
	struct wanted *w = ctx;

	if (w->found || !is_of_file(w, r) || has_ended(w, &r->intent.subject))
		return;
	if (r->outcome == JOURNAL_LANDED || hash_eq(&r->intent.payload_hash, w->code)) {
		if (w->ended_n < ROWS_MAX)
			w->ended[w->ended_n++] = r->intent.subject;
		return;
	}
	w->found = true;
	*w->out = *r;
}

bool
unfinished_of_file(const struct session *s, const char *path, const struct hash *code, struct journal_row *out)
{
	struct wanted w = { .s = s, .path = path, .code = code, .out = out };
	struct err none = ERR_INIT;

	if (s->store == NULL || s->signer == NULL)
		return false;
	return journal_search(s->store, &s->genesis, tail(path), 0, ROWS_MAX, look, &w, &none) == ERR_OK && w.found;
}

struct left {
	const struct session *s;
	const struct pubkey *buffer;
	int64_t but, id[32];
	unsigned n;
};

static void
note_left(void *ctx, const struct journal_row *r)
{
	struct left *l = ctx;

	if (l->n < sizeof l->id / sizeof l->id[0] && r->id != l->but && pubkey_eq(&r->intent.subject, l->buffer)
		&& pubkey_eq(&r->intent.signer, signer_address(l->s->signer)))
		l->id[l->n++] = r->id;
}

void
unfinished_end(const struct session *s, const struct pubkey *buffer, int64_t row, enum journal_outcome o, const char *why)
{
	struct left l = { .s = s, .buffer = buffer, .but = row };
	struct err ignored = ERR_INIT;

	if (s->store == NULL || journal_open_rows(s->store, &s->genesis, note_left, &l, &ignored) != ERR_OK)
		return;
	for (unsigned i = 0; i < l.n; i++)
		if (journal_outcome(s->store, l.id[i], o, 0, why, &ignored) != ERR_OK)
			return; /* it stays open, for the next run */
}
