#include "ops/source.h"

#include <stdlib.h>

#include "base/text.h"
#include "data/binaries.h"
#include "ops/fetch.h"
#include "solana/elf_layout.h"

struct source {
	struct session *s; /* borrowed */
	struct hash hash;
	struct source_place place[SOURCE_PLACES_MAX];
	size_t n, at;
	struct rpc_call *heads; /* which of the places are there at all */
	bool there[SOURCE_PLACES_MAX];
	struct fetch *fetch;    /* place[at] */
	struct buf code;
	const char *from;
	bool over;
	struct err err;
};

static void
found(struct source *o, const char *from)
{
	o->from = from;
	o->over = true;
	if (!elf_restore(&o->code))
		(void)err_set(&o->err, ERR_REFUSED, "the code is %zu bytes, more than an account holds", o->code.len);
}

static void
take_file(struct source *o, const uint8_t *file, size_t len)
{
	char want[65], has[65];
	struct hash h;

	o->over = true;
	code_hash(file, len, &h);
	if (hash_eq(&h, &o->hash)) {
		(void)buf_put(&o->code, file, code_trim(file, len));
		found(o, "file");
		return;
	}
	text_hex(want, o->hash.b, 32);
	text_hex(has, h.b, 32);
	(void)err_set(&o->err, ERR_MISMATCH, "the file's code hash is %.16s..., wanted is %.16s...", has, want);
	(void)err_hint(&o->err, "give the very build that was live, or leave the file out: a backup or the chain may have it");
}

struct source *
source_new(struct session *s, const struct hash *hash, const uint8_t *file, size_t len, const struct source_place *place, size_t n)
{
	struct rpc_slice head = { 0, LOADER_PROGRAM_DATA_HEADER, true };
	struct pubkey key[SOURCE_PLACES_MAX];
	struct source *o = mem_new(1, sizeof *o);
	struct err why = ERR_INIT;

	o->s = s;
	o->hash = *hash;
	o->code = (struct buf)BUF_INIT(LOADER_ACCOUNT_MAX);
	for (; o->n < n && o->n < SOURCE_PLACES_MAX; o->n++) {
		o->place[o->n] = place[o->n];
		key[o->n] = place[o->n].at;
	}
	if (file != NULL)
		take_file(o, file, len);
	else if (s->store != NULL && binaries_read(s->store, hash, &o->code, &why) == ERR_OK)
		found(o, "backup");
	else if (o->n > 0)
		o->heads = rpc_get_accounts(s->rpc, key, o->n, head, s->commitment, 0);
	return o;
}

void
source_free(struct source *o)
{
	if (o == NULL)
		return;
	rpc_call_free(o->heads);
	fetch_free(o->fetch);
	buf_wipe(&o->code);
	free(o);
}

static void
nowhere(struct source *o)
{
	char hex[65];

	o->over = true;
	text_hex(hex, o->hash.b, 32);
	(void)err_set(&o->err, ERR_NOT_FOUND, "code %s is in no backup here and in no buffer that was looked at", hex);
	(void)err_hint(&o->err, "the command takes a file of that build, \"keyturn rollback ID REASON --file FILE\", or a buffer that holds it, --buffer ADDRESS");
}

static void
take_heads(struct source *o)
{
	struct rpc_accounts a = { .n = 0 };

	if (rpc_accounts_result(o->heads, &a, &o->err) != ERR_OK)
		o->over = true;
	for (size_t i = 0; i < a.n && i < o->n; i++)
		o->there[i] = a.account[i].exists && pubkey_eq(&a.account[i].owner, &PUBKEY_LOADER);
	rpc_accounts_free(&a);
	rpc_call_free(o->heads);
	o->heads = NULL;
}

/* A place that is something else, or holds other code, is passed over. */
static void
take_fetched(struct source *o)
{
	struct err why = ERR_INIT;
	struct fetched f;

	buf_reset(&o->code);
	if (fetch_result(o->fetch, &o->code, &f, &why) == ERR_OK && hash_eq(&f.hash, &o->hash)) {
		found(o, "chain");
		if (o->s->store != NULL && !o->s->dry_run && binaries_keep(o->s->store, o->code.p, o->code.len, &o->err) != ERR_OK)
			o->from = NULL;
	}
	fetch_free(o->fetch);
	o->fetch = NULL;
	o->at++;
}

bool
source_turn(struct source *o)
{
	if (o->over)
		return false;
	if (o->heads != NULL && rpc_pending(o->heads))
		return true;
	if (o->heads != NULL) {
		take_heads(o);
	} else if (o->fetch != NULL) {
		if (!fetch_turn(o->fetch))
			take_fetched(o);
	} else {
		while (o->at < o->n && !o->there[o->at])
			o->at++;
		if (o->at >= o->n)
			nowhere(o);
		else
			o->fetch = fetch_new(o->s, &o->place[o->at].at, o->place[o->at].tag, o->s->commitment);
	}
	return !o->over;
}

enum err_code
source_result(struct source *o, struct buf *out, const char **from, struct err *e)
{
	if (o->err.code != ERR_OK) {
		*e = o->err;
		return e->code;
	}
	*from = o->from;
	if (!buf_put(out, o->code.p, o->code.len))
		return err_set(e, ERR_REFUSED, "the code is %zu bytes, more than can be proposed", o->code.len);
	return ERR_OK;
}
