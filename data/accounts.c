#include "data/store_sql.h"

/* The row of a scope, and whether there is one. */
static enum err_code
find_scope(struct store *s, const struct hash *genesis, const struct pubkey *multisig, int64_t *id, int64_t *seen_at,
	struct err *e)
{
	struct sql q;
	bool row = false;
	enum err_code rc = sql_start(s, "SELECT id, seen_at FROM scope WHERE genesis = ?1 AND multisig = ?2", &q, e);

	*id = *seen_at = 0;
	if (rc != ERR_OK)
		return rc;
	sql_put_blob(&q, 1, genesis->b, 32);
	sql_put_blob(&q, 2, multisig->b, 32);
	rc = sql_row(&q, &row, e);
	if (rc == ERR_OK && row) {
		*id = sql_int(&q, 0);
		*seen_at = sql_int(&q, 1);
	}
	sql_end(&q);
	return rc;
}

enum err_code
store_scope(struct store *s, const struct hash *genesis, const struct pubkey *multisig, int64_t *id, struct err *e)
{
	int64_t seen_at;
	struct sql q;
	enum err_code rc = find_scope(s, genesis, multisig, id, &seen_at, e);

	if (rc != ERR_OK || *id != 0)
		return rc;
	/* Another process may make it first. */
	rc = sql_start(s, "INSERT OR IGNORE INTO scope (genesis, multisig) VALUES (?1, ?2)", &q, e);
	if (rc != ERR_OK)
		return rc;
	sql_put_blob(&q, 1, genesis->b, 32);
	sql_put_blob(&q, 2, multisig->b, 32);
	rc = sql_run(&q, e);
	sql_end(&q);
	return rc == ERR_OK ? find_scope(s, genesis, multisig, id, &seen_at, e) : rc;
}

static enum err_code
save_all(struct store *s, int64_t scope, const struct store_account *a, size_t n, struct err *e)
{
	struct sql q;
	enum err_code rc = sql_start(s,
		"INSERT INTO account (scope, address, owner, slot, data, rank) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT "
		"(scope, address) DO UPDATE SET owner = excluded.owner, slot = excluded.slot, data = excluded.data, rank = excluded.rank "
		"WHERE excluded.slot >= slot", &q, e);

	for (size_t i = 0; rc == ERR_OK && i < n; i++) {
		sql_put_int(&q, 1, scope);
		sql_put_blob(&q, 2, a[i].address.b, 32);
		sql_put_blob(&q, 3, a[i].owner.b, 32);
		sql_put_int(&q, 4, (int64_t)a[i].slot);
		sql_put_blob(&q, 5, a[i].len > 0 ? a[i].data : (const uint8_t *)"", a[i].len);
		sql_put_int(&q, 6, a[i].rank);
		rc = sql_run(&q, e);
	}
	sql_end(&q);
	return rc;
}

static enum err_code
save_seen(struct store *s, int64_t scope, struct err *e)
{
	struct sql q;
	enum err_code rc = sql_start(s, "UPDATE scope SET seen_at = ?2 WHERE id = ?1", &q, e);

	if (rc != ERR_OK)
		return rc;
	sql_put_int(&q, 1, scope);
	sql_put_int(&q, 2, clock_wall_s(&s->clock));
	rc = sql_run(&q, e);
	sql_end(&q);
	return rc;
}

enum err_code
store_accounts_save(struct store *s, const struct hash *genesis, const struct pubkey *multisig,
	const struct store_account *a, size_t n, struct err *e)
{
	int64_t scope;
	enum err_code rc = sql_begin(s, e);

	if (rc != ERR_OK)
		return rc;
	rc = store_scope(s, genesis, multisig, &scope, e);
	if (rc == ERR_OK)
		rc = save_all(s, scope, a, n, e);
	if (rc == ERR_OK)
		rc = save_seen(s, scope, e);
	return sql_commit(s, rc, e);
}

enum err_code
store_accounts_load(struct store *s, const struct hash *genesis, const struct pubkey *multisig, unsigned most,
	store_account_fn *fn, void *ctx, int64_t *seen_at, struct err *e)
{
	struct store_account a;
	int64_t scope;
	struct sql q;
	bool row = true;
	enum err_code rc = find_scope(s, genesis, multisig, &scope, seen_at, e);

	if (rc != ERR_OK || scope == 0)
		return rc;
	rc = sql_start(s, "SELECT address, owner, slot, data, rank FROM account WHERE scope = ?1 ORDER BY rank LIMIT ?2", &q, e);
	if (rc == ERR_OK) {
		sql_put_int(&q, 1, scope);
		sql_put_int(&q, 2, most > 0 ? (int64_t)most : -1);
	}
	while (rc == ERR_OK && (rc = sql_row(&q, &row, e)) == ERR_OK && row) {
		sql_bytes(&q, 0, a.address.b, 32);
		sql_bytes(&q, 1, a.owner.b, 32);
		a.slot = (uint64_t)sql_int(&q, 2);
		a.data = sql_blob(&q, 3, &a.len);
		a.rank = sql_int(&q, 4);
		if (a.len > 0)
			fn(ctx, &a);
	}
	sql_end(&q);
	return rc;
}
