#include "data/store_sql.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BUSY_MS = 5000 };

static sqlite3 *
db(const struct store *s)
{
	return s->db;
}

/* Damage is found at the first page that shows it, maybe long after the start.
 * The next store_open finds this mark and looks at every page. */
static void
mark_damaged(struct store *s)
{
	char mark[STORE_PATH_MAX + 16];
	int fd;

	s->damaged = true;
	(void)snprintf(mark, sizeof mark, "%s.suspect", s->path);
	fd = open(mark, O_CREAT | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0)
		(void)close(fd);
}

static enum err_code
failed(struct store *s, struct err *e)
{
	int code = sqlite3_extended_errcode(db(s));

	switch (code & 0xff) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		mark_damaged(s);
		(void)err_set(e, ERR_STORE, "database %s is damaged: %s", s->path, sqlite3_errmsg(db(s)));
		return err_hint(e, "start again: what is damaged is set aside and a new one begun");
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		(void)err_set(e, ERR_STORE, "database %s was in use by another process for %d s", s->path, BUSY_MS / 1000);
		return err_hint(e, "end the other keyturn, or give this one its own --data-dir");
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
		(void)err_set(e, ERR_STORE, "database %s cannot be written: %s", s->path, sqlite3_errmsg(db(s)));
		return err_hint(e, "make its folder writable for you, or choose another with --data-dir");
	case SQLITE_FULL:
		(void)err_set(e, ERR_STORE, "no room left on the disk for database %s", s->path);
		return err_hint(e, "free some room: nothing is sent without a journal");
	default:
		return err_set(e, ERR_STORE, "database %s: %s (%d)", s->path, sqlite3_errmsg(db(s)), code);
	}
}

enum err_code
sql_exec(struct store *s, const char *sql, struct err *e)
{
	return sqlite3_exec(db(s), sql, NULL, NULL, NULL) == SQLITE_OK ? ERR_OK : failed(s, e);
}

enum err_code
sql_open(struct store *s, struct err *e)
{
	/* One thread uses it: no mutex.  The schema of a file is not trusted to call functions. */
	static const char settings[] =
		"PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA foreign_keys=ON;"
		"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-256;";
	sqlite3 *handle = NULL;
	int rc;

	/* Pages are taken as they are used, not twenty with the first; refused at the second opening, having been done. */
	(void)sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
	rc = sqlite3_open_v2(s->path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW,
		NULL);

	s->db = handle;
	if (handle == NULL)
		die("out of memory");
	if (rc != SQLITE_OK)
		return failed(s, e);
	(void)sqlite3_extended_result_codes(handle, 1);
	(void)sqlite3_busy_timeout(handle, BUSY_MS);
	return sql_exec(s, settings, e);
}

void
sql_close(struct store *s)
{
	for (unsigned i = 0; i < STORE_CACHE; i++)
		(void)sqlite3_finalize(s->cache[i].statement);
	memset(s->cache, 0, sizeof s->cache);
	(void)sqlite3_close(db(s));
	s->db = NULL;
}

/* --- statements --- */

/* A place for `sql`: where it is already, else a free one, else one not in use. */
static unsigned
cache_slot(struct store *s, const char *sql)
{
	unsigned spare = STORE_CACHE;

	for (unsigned i = 0; i < STORE_CACHE; i++) {
		if (s->cache[i].sql == sql && !s->cache[i].busy)
			return i;
		if (!s->cache[i].busy && (spare == STORE_CACHE || s->cache[i].sql == NULL))
			spare = i;
	}
	if (spare == STORE_CACHE)
		die("%u statements at once", STORE_CACHE);
	return spare;
}

enum err_code
sql_start(struct store *s, const char *sql, struct sql *q, struct err *e)
{
	unsigned i = cache_slot(s, sql);
	sqlite3_stmt *statement = NULL;

	*q = (struct sql){ .s = s, .slot = i };
	if (s->cache[i].sql != sql) {
		(void)sqlite3_finalize(s->cache[i].statement);
		s->cache[i].statement = NULL;
		s->cache[i].sql = NULL;
		if (sqlite3_prepare_v3(db(s), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
			return failed(s, e);
		s->cache[i].statement = statement;
		s->cache[i].sql = sql;
	}
	s->cache[i].busy = true;
	q->statement = s->cache[i].statement;
	return ERR_OK;
}

/* Binding can fail for a number that is not in the statement, or for want of memory. */
static void
bound(int rc)
{
	if (rc != SQLITE_OK)
		die("binding a value: %s", sqlite3_errstr(rc));
}

void
sql_put_int(struct sql *q, int at, int64_t v)
{
	bound(sqlite3_bind_int64(q->statement, at, v));
}

void
sql_put_text(struct sql *q, int at, const char *v)
{
	bound(sqlite3_bind_text(q->statement, at, v, -1, SQLITE_STATIC));
}

void
sql_put_blob(struct sql *q, int at, const void *p, size_t len)
{
	if (p == NULL)
		bound(sqlite3_bind_null(q->statement, at));
	else if (len == 0)
		bound(sqlite3_bind_zeroblob(q->statement, at, 0));
	else
		bound(sqlite3_bind_blob64(q->statement, at, p, len, SQLITE_STATIC));
}

enum err_code
sql_row(struct sql *q, bool *row, struct err *e)
{
	int rc = sqlite3_step(q->statement);

	*row = rc == SQLITE_ROW;
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? ERR_OK : failed(q->s, e);
}

enum err_code
sql_run(struct sql *q, struct err *e)
{
	bool row;
	enum err_code rc = sql_row(q, &row, e);

	(void)sqlite3_reset(q->statement);
	return rc;
}

int64_t
sql_int(struct sql *q, int at)
{
	return sqlite3_column_int64(q->statement, at);
}

bool
sql_null(struct sql *q, int at)
{
	return sqlite3_column_type(q->statement, at) == SQLITE_NULL;
}

void
sql_text(struct sql *q, int at, char *out, size_t size)
{
	const unsigned char *text = sqlite3_column_text(q->statement, at);
	size_t len = (size_t)sqlite3_column_bytes(q->statement, at);

	if (text == NULL)
		len = 0;
	if (len > size - 1)
		len = size - 1;
	if (len > 0)
		memcpy(out, text, len);
	out[len] = '\0';
}

const uint8_t *
sql_blob(struct sql *q, int at, size_t *len)
{
	const void *p = sqlite3_column_blob(q->statement, at);

	*len = p == NULL ? 0 : (size_t)sqlite3_column_bytes(q->statement, at);
	return p;
}

void
sql_bytes(struct sql *q, int at, uint8_t *out, size_t len)
{
	size_t has;
	const uint8_t *p = sql_blob(q, at, &has);

	if (p != NULL && has == len)
		memcpy(out, p, len);
	else
		memset(out, 0, len);
}

void
sql_end(struct sql *q)
{
	if (q->statement == NULL)
		return;
	(void)sqlite3_reset(q->statement);
	(void)sqlite3_clear_bindings(q->statement);
	q->s->cache[q->slot].busy = false;
	q->statement = NULL;
}

/* --- transactions --- */

enum err_code
sql_begin(struct store *s, struct err *e)
{
	enum err_code rc = ERR_OK;

	/* IMMEDIATE: wait for the writer's lock here, not in the middle. */
	if (s->depth == 0) {
		s->spoiled = false;
		rc = sql_exec(s, "BEGIN IMMEDIATE", e);
	}
	if (rc == ERR_OK)
		s->depth++;
	return rc;
}

enum err_code
sql_commit(struct store *s, enum err_code rc, struct err *e)
{
	if (s->depth == 0)
		die("a transaction is ended that never began");
	s->depth--;
	if (rc != ERR_OK)
		s->spoiled = true;
	if (s->depth > 0)
		return rc;
	if (!s->spoiled) {
		rc = sql_exec(s, "COMMIT", e);
		if (rc == ERR_OK)
			return rc;
	}
	/* Of several errors the first is the one to tell; ROLLBACK fails where SQLite did it itself. */
	(void)sqlite3_exec(db(s), "ROLLBACK", NULL, NULL, NULL);
	if (rc == ERR_OK)
		rc = err_set(e, ERR_STORE, "an earlier step of this transaction failed");
	return rc;
}

int64_t
sql_last_id(const struct store *s)
{
	return sqlite3_last_insert_rowid(db(s));
}

unsigned
sql_changes(const struct store *s)
{
	return (unsigned)sqlite3_changes(db(s));
}
