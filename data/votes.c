#include "data/votes.h"

#include "data/store_sql.h"

static enum err_code
put(struct sql *q, int64_t scope, const struct pubkey *proposal, const struct store_vote *v, struct err *e)
{
	sql_put_int(q, 1, scope);
	sql_put_blob(q, 2, proposal->b, 32);
	sql_put_blob(q, 3, v->signature.b, 64);
	sql_put_blob(q, 4, v->is_vote ? v->member.b : NULL, 32);
	sql_put_int(q, 5, v->is_vote ? v->choice : 0);
	sql_put_int(q, 6, (int64_t)v->slot);
	sql_put_int(q, 7, v->has_time ? v->at : -1);
	return sql_run(q, e);
}

enum err_code
store_votes_save(struct store *s, const struct hash *genesis, const struct pubkey *multisig, const struct pubkey *proposal,
	const struct store_vote *v, size_t n, struct err *e)
{
	struct sql q;
	int64_t scope;
	enum err_code rc = sql_begin(s, e);

	if (rc != ERR_OK)
		return rc;
	rc = store_scope(s, genesis, multisig, &scope, e);
	if (rc == ERR_OK)
		rc = sql_start(s, "INSERT INTO vote (scope, proposal, signature, member, choice, slot, at)"
			" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING", &q, e);
	if (rc == ERR_OK) {
		for (size_t i = 0; rc == ERR_OK && i < n; i++)
			rc = put(&q, scope, proposal, &v[i], e);
		sql_end(&q);
	}
	return sql_commit(s, rc, e);
}

static void
read_row(struct sql *q, struct store_vote *v)
{
	int64_t at = sql_int(q, 4);

	sql_bytes(q, 0, v->signature.b, 64);
	v->is_vote = !sql_null(q, 1);
	sql_bytes(q, 1, v->member.b, 32);
	v->choice = (uint8_t)sql_int(q, 2);
	v->slot = (uint64_t)sql_int(q, 3);
	v->has_time = at >= 0;
	v->at = at;
}

enum err_code
store_votes_load(struct store *s, const struct hash *genesis, const struct pubkey *multisig, const struct pubkey *proposal,
	store_vote_fn *fn, void *ctx, struct err *e)
{
	struct store_vote v;
	struct sql q;
	bool row = true;
	enum err_code rc = sql_start(s, "SELECT signature, member, choice, slot, at FROM vote"
		" WHERE scope = (SELECT id FROM scope WHERE genesis = ?1 AND multisig = ?2) AND proposal = ?3"
		" ORDER BY slot DESC LIMIT 2000", &q, e);

	if (rc != ERR_OK)
		return rc;
	sql_put_blob(&q, 1, genesis->b, 32);
	sql_put_blob(&q, 2, multisig->b, 32);
	sql_put_blob(&q, 3, proposal->b, 32);
	while (rc == ERR_OK && (rc = sql_row(&q, &row, e)) == ERR_OK && row) {
		read_row(&q, &v);
		fn(ctx, &v);
	}
	sql_end(&q);
	return rc;
}
