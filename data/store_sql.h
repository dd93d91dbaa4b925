#ifndef DATA_STORE_SQL_H
#define DATA_STORE_SQL_H

/* store_sql.h - what the files of data/ share and nobody else needs: SQL
 * without SQLite's types, which stay in store.c. */

#include <stdbool.h>

#include "data/store.h"

#define STORE_PATH_MAX 4096
#define STORE_CACHE 16u

struct store {
	void *db; /* owned; sqlite3 * */
	struct clock clock;
	char path[STORE_PATH_MAX];
	unsigned depth;  /* of sql_begin */
	bool spoiled;    /* an inner sql_commit was a rollback: so is the outer one */
	bool damaged;    /* SQLite found the file to be no database, or a broken one */
	struct {
		const char *sql; /* a literal, compared as a pointer */
		void *statement; /* owned; sqlite3_stmt * */
		bool busy;
	} cache[STORE_CACHE];
};

/* sql_open opens s->path, which exists, in WAL mode with synchronous=FULL.
 * sql_close closes and frees everything but *s. */
MUST_CHECK enum err_code sql_open(struct store *s, struct err *e);
void sql_close(struct store *s);

/* sql_exec runs statements without arguments or results. */
MUST_CHECK enum err_code sql_exec(struct store *s, const char *sql, struct err *e);

/* A statement under way.  `sql` is a literal: it is prepared once and kept.
 * Bind with sql_put_*, numbering from 1; step with sql_row; read columns from
 * 0; always sql_end it.  sql_put_* keep no copy: the memory must stay until then. */
struct sql {
	struct store *s;
	void *statement;
	unsigned slot;
};
MUST_CHECK enum err_code sql_start(struct store *s, const char *sql, struct sql *q, struct err *e);
void sql_put_int(struct sql *q, int at, int64_t v);
void sql_put_text(struct sql *q, int at, const char *v);
void sql_put_blob(struct sql *q, int at, const void *p, size_t len); /* p NULL: null */
/* sql_row steps to the next row; *row is false when there is none. */
MUST_CHECK enum err_code sql_row(struct sql *q, bool *row, struct err *e);
/* sql_run steps a statement without results and readies it for other values. */
MUST_CHECK enum err_code sql_run(struct sql *q, struct err *e);
int64_t sql_int(struct sql *q, int at);
bool sql_null(struct sql *q, int at);
void sql_text(struct sql *q, int at, char *out, size_t size); /* cut to fit */
const uint8_t *sql_blob(struct sql *q, int at, size_t *len);  /* borrowed until the next step */
void sql_bytes(struct sql *q, int at, uint8_t *out, size_t len); /* zeros unless exactly `len` */
void sql_end(struct sql *q);

/* Transactions nest: the outermost counts.  After sql_begin succeeded exactly
 * one sql_commit follows; with `rc` not ERR_OK it rolls back and returns rc. */
MUST_CHECK enum err_code sql_begin(struct store *s, struct err *e);
MUST_CHECK enum err_code sql_commit(struct store *s, enum err_code rc, struct err *e);
int64_t sql_last_id(const struct store *s);
unsigned sql_changes(const struct store *s); /* rows touched by the last statement */

/* store_scope is the number of a multisig on a cluster, made when missing. */
MUST_CHECK enum err_code store_scope(struct store *s, const struct hash *genesis, const struct pubkey *multisig,
	int64_t *id, struct err *e);

/* store_upgrade takes the schema to version `n` by those of the `n` steps it
 * lacks.  ERR_STORE for a newer schema and for a database of another program. */
MUST_CHECK enum err_code store_upgrade(struct store *s, const char *const *step, unsigned n, struct err *e);

#endif
