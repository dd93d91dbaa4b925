#include "ops/save.h"

#include <stdlib.h>

#include "base/text.h"
#include "data/binaries.h"
#include "ops/fetch.h"

struct save {
	struct session *s; /* borrowed */
	struct save_goal goal;
	struct fetch *fetch; /* NULL when it is not needed or over */
	struct err err;
};

bool
save_goal_of(const struct gov_record *r, struct save_goal *out)
{
	if (r == NULL || r->version_n == 0)
		return false;
	out->program = r->program;
	out->version = r->newest;
	out->code_hash = r->version[r->version_n - 1].code_hash;
	out->code_len = r->version[r->version_n - 1].code_len;
	return true;
}

static enum err_code
link(struct save *v, struct err *e)
{
	struct binary_link l = { v->goal.program, v->goal.version, v->goal.code_hash, v->goal.code_len };

	return binaries_link(v->s->store, &v->s->genesis, &v->s->multisig, &l, e);
}

struct save *
save_new(struct session *s, const struct save_goal *g)
{
	struct pubkey data = loader_program_data(&g->program);
	struct save *v = mem_new(1, sizeof *v);
	struct err why = ERR_INIT;

	v->s = s;
	v->goal = *g;
	if (s->store == NULL) {
		(void)err_set(&v->err, ERR_STORE, "without the local database the live code cannot be saved");
		(void)err_hint(&v->err, "mend the folder named by --data-dir");
	} else if (binaries_check(s->store, &g->code_hash, &why) == ERR_OK) {
		(void)link(v, &v->err);
	} else {
		v->fetch = fetch_new(s, &data, LOADER_PROGRAM_DATA, s->commitment);
	}
	return v;
}

void
save_free(struct save *v)
{
	if (v == NULL)
		return;
	fetch_free(v->fetch);
	free(v);
}

static enum err_code
keep(struct save *v, struct err *e)
{
	struct buf code = BUF_INIT(LOADER_ACCOUNT_MAX);
	char want[65], has[65];
	struct fetched f;
	enum err_code rc = fetch_result(v->fetch, &code, &f, e);

	if (rc == ERR_OK && !hash_eq(&f.hash, &v->goal.code_hash)) {
		text_hex(want, v->goal.code_hash.b, 32);
		text_hex(has, f.hash.b, 32);
		(void)err_set(e, ERR_MISMATCH, "the live code is %.16s..., the record says version %llu is %.16s...", has,
			(unsigned long long)v->goal.version, want);
		rc = err_hint(e, "the endpoint lags or lies: ask another one (-u); nothing was signed");
	}
	if (rc == ERR_OK)
		rc = binaries_keep(v->s->store, code.p, code.len, e);
	if (rc == ERR_OK)
		rc = link(v, e);
	buf_wipe(&code);
	return rc;
}

bool
save_turn(struct save *v)
{
	if (v->fetch == NULL)
		return false;
	if (fetch_turn(v->fetch))
		return true;
	if (keep(v, &v->err) != ERR_OK)
		(void)err_while(&v->err, "saving the live code before it is replaced");
	fetch_free(v->fetch);
	v->fetch = NULL;
	return false;
}

enum err_code
save_result(const struct save *v, struct err *e)
{
	if (v->err.code != ERR_OK)
		*e = v->err;
	return v->err.code;
}
