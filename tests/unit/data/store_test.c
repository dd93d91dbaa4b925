/* store_test.c - the database when things go wrong: killed, damaged, newer,
 * somebody else's, in use, not writable. */

#include "data/journal.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "data/store_sql.h"
#include "test.h"

static char top[] = "/tmp/keyturn-store-XXXXXX";
static char folder[100], path[120];
static struct clock host;

/* A folder of its own for each part. */
static void
fresh(const char *name)
{
	(void)snprintf(folder, sizeof folder, "%s/%s", top, name);
	(void)snprintf(path, sizeof path, "%s/keyturn.db", folder);
}

static struct store *
opened(char notice[ERR_TEXT_MAX], struct err *e)
{
	struct store *s = NULL;

	return store_open(folder, &host, &s, notice, e) == ERR_OK ? s : NULL;
}

static bool
one_intent(struct store *s, uint64_t index, int64_t *id)
{
	struct journal_intent i = { .action = "approve", .index = index };
	struct err e = ERR_INIT;

	i.genesis_hash.b[0] = 1;
	i.subject.b[0] = 2;
	return journal_intent(s, &i, id, &e) == ERR_OK;
}

/* --- kill -9 while it writes --- */

_Noreturn static void
writer(int to, uint64_t from)
{
	struct err e = ERR_INIT;
	struct store *s = opened(NULL, &e);
	struct signature sig = { { 7 } };
	int64_t id;

	if (s == NULL)
		_exit(1);
	for (uint64_t n = from;; n++) {
		if (!one_intent(s, n, &id) || journal_signature(s, id, &sig, n, &e) != ERR_OK ||
			(n % 3 == 0 && journal_outcome(s, id, JOURNAL_LANDED, n, "", &e) != ERR_OK) ||
			write(to, &n, sizeof n) != (ssize_t)sizeof n)
			_exit(2);
	}
}

struct seen {
	unsigned n, unsigned_n, final_n;
	uint64_t low, high;
};

static void
see(void *ctx, const struct journal_row *r)
{
	struct seen *x = ctx;

	x->n++;
	x->unsigned_n += !r->has_signature;
	x->final_n += r->outcome == JOURNAL_LANDED;
	x->low = x->low == 0 || r->intent.index < x->low ? r->intent.index : x->low;
	x->high = r->intent.index > x->high ? r->intent.index : x->high;
}

static void
killed(void)
{
	uint64_t acknowledged = 0, n;
	unsigned lost = 0, damaged = 0, rounds = 0;
	const struct hash genesis = { { 1 } };
	int pipes[2], st;

	fresh("killed");
	for (; rounds < 50; rounds++) {
		char notice[ERR_TEXT_MAX];
		struct err e = ERR_INIT;
		struct seen x = { .n = 0 };
		struct store *s;
		pid_t child;

		if (pipe(pipes) != 0)
			break;
		child = fork();
		if (child == 0) {
			(void)close(pipes[0]);
			writer(pipes[1], acknowledged + 1);
		}
		(void)close(pipes[1]);
		for (unsigned k = 0; k < 1 + rounds % 5 && read(pipes[0], &n, sizeof n) == (ssize_t)sizeof n; k++)
			acknowledged = n;
		(void)usleep(300u * (rounds * 7u % 40u)); /* into the middle of the next ones */
		(void)kill(child, SIGKILL);
		while (read(pipes[0], &n, sizeof n) == (ssize_t)sizeof n)
			acknowledged = n;
		(void)close(pipes[0]);
		(void)waitpid(child, &st, 0);
		damaged += !WIFSIGNALED(st);
		s = opened(notice, &e);
		damaged += s == NULL || notice[0] != '\0';
		if (s == NULL)
			break;
		damaged += journal_search(s, &genesis, "", 0, 1000000, see, &x, &e) != ERR_OK;
		/* At most the one under way is there without its acknowledgement, or without its signature. */
		lost += x.high < acknowledged || x.high > acknowledged + 1 || x.unsigned_n > rounds + 1;
		if (x.high > acknowledged)
			acknowledged = x.high;
		store_free(s);
	}
	CHECK(rounds == 50 && damaged == 0, "killed %u times while writing: the database opens each time", rounds);
	CHECK(lost == 0 && acknowledged > 50, "none of %llu acknowledged intents is lost", (unsigned long long)acknowledged);
}

/* --- damage --- */

static void
damaged_files(void)
{
	static uint8_t bytes[1u << 20];
	struct buf whole = BUF_INIT(1u << 20);
	struct err e = ERR_INIT;
	unsigned crashed = 0, aside = 0, refused = 0, kept = 0;
	int64_t id;

	fresh("damaged");
	for (unsigned round = 0; round < 60; round++) {
		char notice[ERR_TEXT_MAX];
		struct store *s = opened(notice, &e);
		unsigned r = round * 2654435761u;

		for (uint64_t n = 1; s != NULL && n <= 20; n++)
			crashed += !one_intent(s, n, &id);
		store_free(s); /* the log is folded into the file */
		buf_reset(&whole);
		if (file_read(path, &whole, &e) != ERR_OK || whole.len > sizeof bytes)
			break;
		memcpy(bytes, whole.p, whole.len);
		if (round % 3 == 0)
			whole.len = r % whole.len; /* cut off */
		else if (round % 3 == 1)
			memset(bytes + r % (whole.len - 512), (int)(r >> 24), 512);
		else
			bytes[r % 100] ^= (uint8_t)(r >> 16 | 1); /* the header */
		if (file_replace(path, bytes, whole.len, 0600, &e) != ERR_OK)
			break;
		s = opened(notice, &e);
		refused += s == NULL && e.code == ERR_STORE && e.message[0] != '\0';
		crashed += s == NULL && e.code != ERR_STORE;
		aside += s != NULL && notice[0] != '\0';
		kept += s != NULL && notice[0] == '\0';
		if (s != NULL && !one_intent(s, 99, &id) && s->damaged) { /* met later: the next start looks at all of it */
			store_free(s);
			s = opened(notice, &e);
			crashed += s == NULL || notice[0] == '\0' || !one_intent(s, 99, &id);
		}
		store_free(s);
		(void)unlink(path);
	}
	buf_wipe(&whole);
	CHECK(crashed == 0 && aside > 10, "of 60 damaged files %u set aside and said, %u still read, %u refused", aside, kept,
		refused);
}

/* --- schemas --- */

static void
schemas(void)
{
	static const char *const steps[] = {
		"CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (41);",
		"ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x + 1;",
		"CREATE TABLE b (z INTEGER) STRICT; this is no SQL;",
	};
	struct err e = ERR_INIT;
	struct store s = { .db = NULL };
	struct sql q;
	bool row = false;

	fresh("schemas");
	(void)snprintf(s.path, sizeof s.path, "%s", path);
	s.clock = host;
	CHECK(file_folder(folder, &e) == ERR_OK && file_replace(path, "", 0, 0600, &e) == ERR_OK &&
		sql_open(&s, &e) == ERR_OK, "an empty file is a database %s", e.message);
	CHECK(store_upgrade(&s, steps, 1, &e) == ERR_OK && store_upgrade(&s, steps, 2, &e) == ERR_OK, "two steps, one by one");
	CHECK(store_upgrade(&s, steps, 2, &e) == ERR_OK, "and nothing to do the third time");
	CHECK(sql_start(&s, "SELECT y FROM a", &q, &e) == ERR_OK && sql_row(&q, &row, &e) == ERR_OK && row &&
		sql_int(&q, 0) == 42, "rows are taken along");
	sql_end(&q);
	CHECK(store_upgrade(&s, steps, 3, &e) == ERR_STORE, "a step that fails says so: %s", e.message);
	CHECK(sql_start(&s, "SELECT z FROM b", &q, &e) == ERR_STORE, "and leaves nothing behind");
	CHECK(store_upgrade(&s, steps, 1, &e) == ERR_STORE && strstr(e.message, "schema 2") != NULL,
		"a newer schema is refused: %s", e.message);
	CHECK(sql_exec(&s, "PRAGMA user_version=999", &e) == ERR_OK, "a schema of a far future %s", e.message);
	sql_close(&s);
	CHECK(opened(NULL, &e) == NULL && e.code == ERR_STORE, "by the whole program too: %s", e.message);
	CHECK(sql_open(&s, &e) == ERR_OK && sql_exec(&s, "PRAGMA application_id=77; PRAGMA user_version=0", &e) == ERR_OK,
		"a database of another program");
	sql_close(&s);
	CHECK(opened(NULL, &e) == NULL && strstr(e.message, "another program") != NULL, "is refused: %s", e.message);
}

/* --- places --- */

static void
places(void)
{
	struct err e = ERR_INIT;
	struct store *s = NULL;
	char elsewhere[120];
	struct stat st;

	CHECK(store_open("/proc/keyturn", &host, &s, NULL, &e) == ERR_STORE && e.hint[0] != '\0',
		"a folder that cannot be made: %s", e.message);
	CHECK(store_open("/proc/self", &host, &s, NULL, &e) == ERR_STORE && e.hint[0] != '\0',
		"a folder that cannot be written: %s", e.message);
	fresh("places");
	(void)snprintf(elsewhere, sizeof elsewhere, "%s/elsewhere", top);
	CHECK(file_folder(folder, &e) == ERR_OK && file_replace(elsewhere, "", 0, 0600, &e) == ERR_OK &&
		symlink(elsewhere, path) == 0, "a symbolic link in its place");
	CHECK(opened(NULL, &e) == NULL && e.code == ERR_STORE, "is not followed: %s", e.message);
	(void)unlink(path);
	CHECK(mkdir(path, 0700) == 0 && opened(NULL, &e) == NULL && e.code == ERR_STORE, "nor a folder: %s", e.message);
	(void)rmdir(path);
	CHECK(file_replace(path, "", 0, 0666, &e) == ERR_OK && chmod(path, 0666) == 0, "a file open to all");
	s = opened(NULL, &e);
	CHECK(s != NULL && stat(path, &st) == 0 && (st.st_mode & 07777) == 0600, "is made private");
	store_free(s);
	CHECK(stat(folder, &st) == 0 && (st.st_mode & 07777) == 0700, "in a folder of mode 0700");
}

/* --- two at once, and the journal's rules --- */

static void
together(void)
{
	struct err e = ERR_INIT;
	struct journal_row r;
	struct store *a, *b;
	struct signature sig = { { 1 } };
	struct hash genesis = { { 1 } };
	struct pubkey subject = { { 2 } };
	int64_t x = 0, y = 0;

	fresh("together");
	a = opened(NULL, &e);
	b = opened(NULL, &e);
	CHECK(a != NULL && b != NULL && one_intent(a, 1, &x) && one_intent(b, 2, &y) && x != y, "two at once have two numbers");
	CHECK(journal_find(a, &genesis, "approve", &subject, &r, &e) == ERR_OK && r.id == y, "each sees the other's");
	CHECK(sql_exec(a, "UPDATE intent SET detail = 'x'", &e) == ERR_STORE, "an intent is not changed: %s", e.message);
	CHECK(sql_exec(a, "DELETE FROM intent", &e) == ERR_STORE, "nor removed");
	CHECK(journal_signature(a, 999, &sig, 1, &e) == ERR_STORE, "no signature without an intent: %s", e.message);
	CHECK(journal_outcome(a, 999, JOURNAL_LANDED, 1, "", &e) == ERR_STORE, "no outcome without one");
	CHECK(journal_outcome(a, x, JOURNAL_OPEN, 1, "", &e) == ERR_INTERNAL, "open is no outcome");
	CHECK(journal_outcome(a, x, JOURNAL_UNKNOWN, 0, "lost", &e) == ERR_OK &&
		journal_outcome(b, x, JOURNAL_EXPIRED, 0, "late", &e) == ERR_OK, "an unknown outcome is followed by the final one");
	CHECK(sql_exec(b, "DELETE FROM outcome", &e) == ERR_STORE, "which stays");
	store_free(a);
	store_free(b);
}

static void
tally(void *ctx, const struct store_account *a)
{
	size_t *bytes = ctx;

	*bytes += a->len;
}

static bool
is_whole(struct store *s)
{
	struct err e = ERR_INIT;
	char verdict[80] = "";
	bool row = false;
	struct sql q;

	if (sql_start(s, "PRAGMA integrity_check", &q, &e) == ERR_OK && sql_row(&q, &row, &e) == ERR_OK && row)
		sql_text(&q, 0, verdict, sizeof verdict);
	sql_end(&q);
	printf("# integrity: %s\n", verdict);
	return strcmp(verdict, "ok") == 0;
}

/* A mark of damage that was none, as after a crash of the disk's driver: every
 * page is looked at, and a good database with all kinds of rows stays. */
static void
suspected(void)
{
	struct store_account two[2] = { { .slot = 1, .rank = 7, .data = (const uint8_t *)"x", .len = 1 },
		{ .slot = 2, .rank = 3, .data = (const uint8_t *)"y", .len = 1 } };
	struct hash genesis = { { 1 } };
	struct pubkey multisig = { { 2 } };
	char notice[ERR_TEXT_MAX], mark[160];
	struct err e = ERR_INIT;
	size_t bytes = 0;
	int64_t id, seen = 0;
	struct store *s;

	fresh("suspected");
	two[1].address.b[0] = 1;
	s = opened(NULL, &e);
	CHECK(s != NULL && one_intent(s, 1, &id) && store_accounts_save(s, &genesis, &multisig, two, 2, &e) == ERR_OK &&
		is_whole(s), "accounts and an intent, in a whole database %s", e.message);
	store_free(s);
	(void)snprintf(mark, sizeof mark, "%s.suspect", path);
	CHECK(file_replace(mark, "", 0, 0600, &e) == ERR_OK, "marked");
	s = opened(notice, &e);
	CHECK(s != NULL && notice[0] == '\0' && access(mark, F_OK) != 0, "it is kept, and the mark goes %s", notice);
	CHECK(s != NULL && store_accounts_load(s, &genesis, &multisig, 0, tally, &bytes, &seen, &e) == ERR_OK && bytes == 2,
		"with what was in it");
	store_free(s);
}

/* P5 reads these before the first frame: one statement, the time is printed. */
static void
ten_thousand(void)
{
	enum { N = 10000, LEN = 460 };
	static struct store_account many[N];
	static uint8_t data[LEN];
	struct hash genesis = { { 1 } };
	struct pubkey multisig = { { 2 } }, other = { { 3 } };
	struct err e = ERR_INIT;
	struct store *s;
	size_t bytes = 0;
	uint64_t began;
	int64_t seen = 0;

	fresh("many");
	s = opened(NULL, &e);
	for (size_t i = 0; i < N; i++) {
		many[i] = (struct store_account){ .slot = 100 + i, .data = data, .len = LEN };
		memcpy(many[i].address.b, &i, sizeof i);
	}
	CHECK(s != NULL && store_accounts_save(s, &genesis, &multisig, many, N, &e) == ERR_OK, "10,000 accounts are saved");
	began = clock_mono_ms(&host);
	CHECK(store_accounts_load(s, &genesis, &multisig, 0, tally, &bytes, &seen, &e) == ERR_OK && bytes == (size_t)N * LEN &&
		seen > 0, "and loaded");
	printf("# in %llu ms\n", (unsigned long long)(clock_mono_ms(&host) - began));
	many[0].len = 0;
	many[0].slot = 1000000;
	bytes = 0;
	CHECK(store_accounts_save(s, &genesis, &multisig, many, 1, &e) == ERR_OK &&
		store_accounts_load(s, &genesis, &multisig, 0, tally, &bytes, &seen, &e) == ERR_OK &&
		bytes == (size_t)(N - 1) * LEN, "a closed one is loaded no more");
	bytes = 0;
	CHECK(store_accounts_load(s, &genesis, &other, 0, tally, &bytes, &seen, &e) == ERR_OK && bytes == 0 && seen == 0,
		"another multisig has none");
	store_free(s);
}

int
main(void)
{
	char command[160];

	host = clock_system();
	if (!solana_init() || mkdtemp(top) == NULL)
		return 1;
	killed();
	damaged_files();
	schemas();
	places();
	together();
	suspected();
	ten_thousand();
	(void)snprintf(command, sizeof command, "rm -rf %s", top);
	CHECK(system(command) == 0, "nothing is left");
	return test_done();
}
