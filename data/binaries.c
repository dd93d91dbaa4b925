#include "data/binaries.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"
#include "data/store_sql.h"
#include "solana/loader.h"

enum { FILE_PATH_MAX = STORE_PATH_MAX + 96 };

static void
folder_of(const struct store *s, char out[FILE_PATH_MAX])
{
	const char *slash = strrchr(s->path, '/');

	(void)snprintf(out, FILE_PATH_MAX, "%.*sbinaries", slash == NULL ? 0 : (int)(slash - s->path) + 1, s->path);
}

static void
path_of(const struct store *s, const struct hash *h, char out[FILE_PATH_MAX])
{
	char hex[65];
	size_t len;

	text_hex(hex, h->b, sizeof h->b);
	folder_of(s, out);
	len = strlen(out);
	(void)snprintf(out + len, FILE_PATH_MAX - len, "/%s.so", hex);
}

enum err_code
binaries_read(struct store *s, const struct hash *hash, struct buf *out, struct err *e)
{
	char path[FILE_PATH_MAX], is[65];
	size_t before = out->len;
	struct hash h;

	path_of(s, hash, path);
	if (file_read(path, out, e) != ERR_OK)
		return e->code == ERR_NOT_FOUND || e->code == ERR_INTERNAL ? e->code : (e->code = ERR_MISMATCH);
	code_hash(out->p == NULL ? (const uint8_t *)"" : out->p + before, out->len - before, &h);
	if (hash_eq(&h, hash))
		return ERR_OK;
	text_hex(is, h.b, sizeof h.b);
	if (out->p != NULL)
		out->p[before] = '\0';
	out->len = before;
	(void)err_set(e, ERR_MISMATCH, "the backup %.200s is damaged: its code hash is %s", path, is);
	return err_hint(e, "remove it; the code on chain, or a file of the same hash, makes it anew");
}

enum err_code
binaries_check(struct store *s, const struct hash *hash, struct err *e)
{
	struct buf b = BUF_INIT(LOADER_ACCOUNT_MAX);
	enum err_code rc = binaries_read(s, hash, &b, e);

	buf_wipe(&b);
	return rc;
}

enum err_code
binaries_keep(struct store *s, const uint8_t *code, size_t len, struct err *e)
{
	char path[FILE_PATH_MAX];
	struct err why = ERR_INIT;
	struct hash h;
	enum err_code rc;

	len = code_trim(code, len);
	code_hash(code, len, &h);
	if (binaries_check(s, &h, &why) == ERR_OK)
		return ERR_OK;
	folder_of(s, path);
	rc = file_folder(path, e);
	path_of(s, &h, path);
	if (rc == ERR_OK)
		rc = file_replace(path, code, len, 0600, e);
	if (rc == ERR_OK)
		rc = binaries_check(s, &h, e);
	return rc == ERR_OK ? rc : err_while(e, "saving the program's bytes");
}

enum err_code
binaries_link(struct store *s, const struct hash *genesis, const struct pubkey *multisig, const struct binary_link *l,
	struct err *e)
{
	int64_t scope;
	struct sql q;
	enum err_code rc = sql_begin(s, e);

	if (rc != ERR_OK)
		return rc;
	rc = store_scope(s, genesis, multisig, &scope, e);
	if (rc == ERR_OK)
		rc = sql_start(s, "INSERT INTO binary (scope, program, version, code_hash, code_len, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
			" ON CONFLICT DO UPDATE SET code_hash = excluded.code_hash, code_len = excluded.code_len, at = excluded.at", &q, e);
	if (rc == ERR_OK) {
		sql_put_int(&q, 1, scope);
		sql_put_blob(&q, 2, l->program.b, 32);
		sql_put_int(&q, 3, (int64_t)l->version);
		sql_put_blob(&q, 4, l->code_hash.b, 32);
		sql_put_int(&q, 5, (int64_t)l->code_len);
		sql_put_int(&q, 6, clock_wall_s(&s->clock));
		rc = sql_run(&q, e);
		sql_end(&q);
	}
	return sql_commit(s, rc, e);
}

enum err_code
binaries_find(struct store *s, const struct hash *genesis, const struct pubkey *multisig, const struct pubkey *program,
	uint64_t version, struct binary_link *out, struct err *e)
{
	struct sql q;
	bool row = false;
	enum err_code rc = sql_start(s, "SELECT code_hash, code_len FROM binary"
		" WHERE scope = (SELECT id FROM scope WHERE genesis = ?1 AND multisig = ?2) AND program = ?3 AND version = ?4", &q, e);

	if (rc != ERR_OK)
		return rc;
	sql_put_blob(&q, 1, genesis->b, 32);
	sql_put_blob(&q, 2, multisig->b, 32);
	sql_put_blob(&q, 3, program->b, 32);
	sql_put_int(&q, 4, (int64_t)version);
	rc = sql_row(&q, &row, e);
	if (rc == ERR_OK && row) {
		out->program = *program;
		out->version = version;
		sql_bytes(&q, 0, out->code_hash.b, 32);
		out->code_len = (size_t)sql_int(&q, 1);
	}
	sql_end(&q);
	if (rc == ERR_OK && !row)
		return err_set(e, ERR_NOT_FOUND, "no backup of version %llu is known here", (unsigned long long)version);
	return rc;
}
