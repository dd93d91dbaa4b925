/* step.c - preloaded into the program under test, which stays as it is built:
 * counts the steps of the journal as they happen, and ends the process with
 * a signal at the one asked for.
 *
 *   KEYTURN_STEP_LOG  a file that gets one line a step: number, what, when
 *   KEYTURN_STEP      the number of the step to die at; none: only count
 *   KEYTURN_STEP_SIGNAL  the signal's number; none: SIGKILL
 *
 * A row is "before" when everything of it is written and the transaction not
 * yet committed, "after" when the commit has returned.  A send is "before"
 * the system call and "after" it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *row; /* what the open transaction writes; NULL nothing of the journal */
static unsigned long steps;

/* The next definition of `name`; POSIX has the pointer of dlsym hold a function's. */
static void
real(const char *name, void *function, size_t len)
{
	void *found = dlsym(RTLD_NEXT, name);

	if (found == NULL)
		abort();
	memcpy(function, &found, len);
}

static void
step(const char *what, const char *when)
{
	const char *path = getenv("KEYTURN_STEP_LOG"), *at = getenv("KEYTURN_STEP"), *with = getenv("KEYTURN_STEP_SIGNAL");
	char line[64];
	int n = snprintf(line, sizeof line, "%lu %s %s\n", ++steps, what, when);
	int fd = path == NULL ? -1 : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, line, (size_t)n) != n)
		abort();
	(void)close(fd);
	if (at != NULL && strtoul(at, NULL, 10) == steps)
		(void)raise(with != NULL ? (int)strtol(with, NULL, 10) : SIGKILL);
}

int
sqlite3_step(sqlite3_stmt *statement)
{
	static const char *const rows[] = { "intent", "attempt", "outcome" };
	static int (*next)(sqlite3_stmt *);
	const char *sql = sqlite3_sql(statement);

	if (next == NULL)
		real("sqlite3_step", &next, sizeof next);
	for (size_t i = 0; sql != NULL && i < sizeof rows / sizeof rows[0]; i++)
		if (strncmp(sql, "INSERT INTO ", 12) == 0 && strncmp(sql + 12, rows[i], strlen(rows[i])) == 0)
			row = rows[i];
	return next(statement);
}

int
sqlite3_exec(sqlite3 *db, const char *sql, int (*fn)(void *, int, char **, char **), void *ctx, char **error)
{
	static int (*next)(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);
	const char *done = strcmp(sql, "COMMIT") == 0 ? row : NULL;
	int rc;

	if (next == NULL)
		real("sqlite3_exec", &next, sizeof next);
	row = NULL;
	if (done != NULL)
		step(done, "before");
	rc = next(db, sql, fn, ctx, error);
	if (done != NULL)
		step(done, "after");
	return rc;
}

ssize_t
send(int fd, const void *bytes, size_t len, int flags)
{
	static ssize_t (*next)(int, const void *, size_t, int);
	bool sends = memmem(bytes, len, "\"sendTransaction\"", 17) != NULL;
	ssize_t n;

	if (next == NULL)
		real("send", &next, sizeof next);
	if (sends)
		step("send", "before");
	n = next(fd, bytes, len, flags);
	if (sends && n > 0)
		step("send", "after");
	return n;
}
