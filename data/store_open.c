#include "data/store_sql.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "data/schema.inc"

#define STEP_N ((unsigned)(sizeof schema_step / sizeof schema_step[0]))
#define APPLICATION_ID 1263688014 /* "KRYN": whose database this is, PRAGMA application_id */

static enum err_code
unusable(struct err *e, const char *what, const char *path)
{
	int no = errno;

	(void)err_set(e, ERR_STORE, "%s %s: %s", what, path, strerror(no));
	return err_hint(e, "make its folder writable for you, or choose another with --data-dir");
}

/* Makes the file where there is none.  An existing one is not opened here:
 * closing it again would drop the locks SQLite holds on it in this process. */
static enum err_code
prepare_file(const char *path, struct err *e)
{
	struct stat st;
	int fd;

	if (lstat(path, &st) != 0 && errno != ENOENT)
		return unusable(e, "looking at", path);
	if (lstat(path, &st) != 0) {
		fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fd < 0 && errno != EEXIST)
			return unusable(e, "making", path);
		if (fd >= 0)
			(void)close(fd);
		return ERR_OK;
	}
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_STORE, "%s is not a regular file", path);
	if (st.st_uid != geteuid()) {
		(void)err_set(e, ERR_STORE, "%s belongs to user %u, not to you", path, (unsigned)st.st_uid);
		return err_hint(e, "choose a folder of your own with --data-dir");
	}
	if ((st.st_mode & 07777) != 0600 && chmod(path, 0600) != 0)
		return unusable(e, "making private", path);
	return ERR_OK;
}

/* --- schema --- */

static enum err_code
pragma(struct store *s, const char *sql, int64_t *v, struct err *e)
{
	struct sql q;
	bool row = false;
	enum err_code rc = sql_start(s, sql, &q, e);

	if (rc == ERR_OK)
		rc = sql_row(&q, &row, e);
	*v = row ? sql_int(&q, 0) : 0;
	sql_end(&q);
	return rc;
}

static enum err_code
check_owner(struct store *s, int64_t version, struct err *e)
{
	int64_t application, tables;

	if (pragma(s, "PRAGMA application_id", &application, e) != ERR_OK ||
		pragma(s, "SELECT count(*) FROM sqlite_schema", &tables, e) != ERR_OK)
		return e->code;
	if (application == APPLICATION_ID || (application == 0 && version == 0 && tables == 0))
		return ERR_OK;
	(void)err_set(e, ERR_STORE, "%s is a database of another program", s->path);
	return err_hint(e, "choose another folder with --data-dir");
}

static enum err_code
run_steps(struct store *s, const char *const *step, unsigned from, unsigned n, struct err *e)
{
	char set[96];

	for (unsigned i = from; i < n; i++)
		if (sql_exec(s, step[i], e) != ERR_OK)
			return err_while(e, "upgrading the database to schema %u", i + 1);
	(void)snprintf(set, sizeof set, "PRAGMA user_version=%u; PRAGMA application_id=%d;", n, APPLICATION_ID);
	return sql_exec(s, set, e);
}

enum err_code
store_upgrade(struct store *s, const char *const *step, unsigned n, struct err *e)
{
	int64_t version;
	enum err_code rc = pragma(s, "PRAGMA user_version", &version, e);

	if (rc != ERR_OK || check_owner(s, version, e) != ERR_OK)
		return e->code;
	if (version < 0 || version > n) {
		(void)err_set(e, ERR_STORE, "database %s is of schema %" PRId64 ", this program knows %u", s->path, version, n);
		return err_hint(e, "use the newer keyturn that wrote it, or another --data-dir");
	}
	if (version == n)
		return ERR_OK;
	rc = sql_begin(s, e);
	if (rc != ERR_OK)
		return rc;
	/* Another process may have done it while this one waited. */
	rc = pragma(s, "PRAGMA user_version", &version, e);
	if (rc == ERR_OK && version < n)
		rc = run_steps(s, step, (unsigned)version, n, e);
	return sql_commit(s, rc, e);
}

/* --- damage --- */

static void
beside(char out[STORE_PATH_MAX + 64], const struct store *s, const char *suffix)
{
	(void)snprintf(out, STORE_PATH_MAX + 64, "%s%s", s->path, suffix);
}

/* The first complaint of SQLite about the whole file, "" for none.  What 3.40
 * says of accounts in the order of schema 4 is a false alarm. */
static enum err_code
complaint(struct store *s, char *verdict, size_t size, struct err *e)
{
	static const char false_alarm[] = "NULL value in account.";
	struct sql q;
	bool row = true;
	enum err_code rc = sql_start(s, "PRAGMA integrity_check(1000000)", &q, e);

	verdict[0] = '\0';
	while (rc == ERR_OK && (rc = sql_row(&q, &row, e)) == ERR_OK && row && verdict[0] == '\0') {
		sql_text(&q, 0, verdict, size);
		if (strcmp(verdict, "ok") == 0 || strncmp(verdict, false_alarm, sizeof false_alarm - 1) == 0)
			verdict[0] = '\0';
	}
	sql_end(&q);
	return rc;
}

/* Every page is looked at only where an earlier run met damage. */
static enum err_code
check_suspect(struct store *s, struct err *e)
{
	char mark[STORE_PATH_MAX + 64], verdict[80];

	beside(mark, s, ".suspect");
	if (access(mark, F_OK) != 0)
		return ERR_OK;
	if (complaint(s, verdict, sizeof verdict, e) != ERR_OK)
		return e->code;
	if (verdict[0] != '\0') {
		s->damaged = true;
		return err_set(e, ERR_STORE, "database %s is damaged: %s", s->path, verdict);
	}
	(void)unlink(mark);
	return ERR_OK;
}

/* Renames the file and its log, together, to a name that is free. */
static enum err_code
set_aside(struct store *s, char *notice, struct err *e)
{
	char to[STORE_PATH_MAX + 64], old[STORE_PATH_MAX + 64], log[STORE_PATH_MAX + 80];
	int64_t now = clock_wall_s(&s->clock);
	unsigned n = 0;

	do
		(void)snprintf(to, sizeof to, "%s.damaged-%" PRId64 "%s%.0u", s->path, now, n > 0 ? "-" : "", n);
	while (access(to, F_OK) == 0 && ++n < 1000);
	if (rename(s->path, to) != 0)
		return unusable(e, "setting aside", s->path);
	beside(old, s, "-wal");
	(void)snprintf(log, sizeof log, "%s-wal", to);
	(void)rename(old, log);
	beside(old, s, "-shm");
	(void)unlink(old);
	beside(old, s, ".suspect");
	(void)unlink(old);
	if (notice != NULL)
		(void)snprintf(notice, ERR_TEXT_MAX, "the database was damaged; it is kept as %.200s and a new one begun", to);
	return ERR_OK;
}

static enum err_code
try_open(struct store *s, struct err *e)
{
	s->damaged = false;
	if (prepare_file(s->path, e) != ERR_OK || sql_open(s, e) != ERR_OK || check_suspect(s, e) != ERR_OK)
		return e->code;
	return store_upgrade(s, schema_step, STEP_N, e);
}

enum err_code
store_open(const char *folder, const struct clock *c, struct store **out, char *notice, struct err *e)
{
	struct store *s;
	enum err_code rc = file_folder(folder, e);

	if (notice != NULL)
		notice[0] = '\0';
	if (rc != ERR_OK) {
		e->code = ERR_STORE;
		return err_hint(e, "choose another folder with --data-dir");
	}
	if (strlen(folder) + sizeof "/keyturn.db" > STORE_PATH_MAX)
		return err_set(e, ERR_USAGE, "the data folder's name is %zu bytes long", strlen(folder));
	s = mem_new(1, sizeof *s);
	s->clock = *c;
	(void)snprintf(s->path, sizeof s->path, "%s/keyturn.db", folder);
	rc = try_open(s, e);
	if (rc != ERR_OK && s->damaged) {
		sql_close(s);
		rc = set_aside(s, notice, e);
		if (rc == ERR_OK)
			rc = try_open(s, e);
	}
	if (rc != ERR_OK) {
		store_free(s);
		return rc;
	}
	*out = s;
	return ERR_OK;
}

void
store_free(struct store *s)
{
	if (s == NULL)
		return;
	sql_close(s);
	free(s);
}
