#include "ops/unfinished.h"

#include <stdio.h>
#include <string.h>

enum { PATH_LEN = 130, ROWS_MAX = 64 };

#define TO_WRITE " to be written"

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
	char amount[PIECES_AMOUNT];

	(void)snprintf(out, size, "%s" TO_WRITE "%s%s", pieces_amount(amount, lacks, n), path != NULL ? ": " : "", path != NULL ? tail(path) : "");
}

/* A number at *s, which goes on behind it. */
static uint64_t
number(const char **s)
{
	uint64_t v = 0;

	for (; **s >= '0' && **s <= '9' && v < UINT32_MAX; (*s)++)
		v = v * 10 + (uint64_t)(**s - '0');
	return v;
}

const char *
unfinished_words(const char *detail, char amount[PIECES_AMOUNT])
{
	const char *s = detail, *end = strstr(detail, TO_WRITE);
	uint64_t lacks = number(&s), n = lacks;

	if (end == NULL || s == detail)
		return NULL;
	if (strncmp(s, " of ", 4) == 0) {
		s += 4;
		n = number(&s);
	}
	if (strncmp(s, " piece", 6) != 0 || s + 6 + (s[6] == 's') != end)
		return NULL;
	(void)pieces_amount(amount, lacks, n);
	end += strlen(TO_WRITE);
	return strncmp(end, ": ", 2) == 0 ? end + 2 : "";
}

const char *
unfinished_unsigned(const struct journal_row *r)
{
	return strcmp(r->intent.action, "buffer write") == 0 ? "each piece has its own signature" : "nothing was signed";
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
	char amount[PIECES_AMOUNT];
	const char *path = unfinished_words(r->intent.detail, amount);

	return strcmp(r->intent.action, "buffer write") == 0 && pubkey_eq(&r->intent.signer, signer_address(w->s->signer)) &&
		path != NULL && strcmp(path, tail(w->path)) == 0;
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
