/* P16: the history with many rows.  history_live FOLDER ROWS fills a new journal
 * and prints what it costs, one figure a line: name, figure and goal between
 * tabs.  For the bench; times are medians. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "data/journal.h"
#include "data/store_sql.h"

enum { RUNS = 21, PAGE = 50 };
static const struct hash cluster = { { 7 } };

static void
need(enum err_code rc, const struct err *e)
{
	if (rc != ERR_OK) {
		(void)fprintf(stderr, "history_live: %s\n", e->message);
		exit(1);
	}
}

static void
append(struct store *s, const char *detail)
{
	struct journal_intent i = { .action = "approve", .genesis_hash = cluster, .multisig = { { 1 } }, .subject = { { 2 } },
		.signer = { { 3 } }, .index = 1, .payload_hash = { { 4 } } };
	struct err e = ERR_INIT;
	int64_t id;

	(void)snprintf(i.detail, sizeof i.detail, "%s", detail);
	need(journal_intent(s, &i, &id, &e), &e);
}

/* Rows as a vote leaves them: what was meant, one signature, landed.  The first is found by a word of its own. */
static void
fill(struct store *s, unsigned rows)
{
	static const char *const step[] = {
		"INSERT INTO intent (at, scope, action, subject, signer, number, payload_hash, detail) "
		"SELECT at, scope, action, randomblob(32), signer, (SELECT max(id) FROM intent) + id, randomblob(32), "
		"'approve proposal ' || ((SELECT max(id) FROM intent) + id) || ': upgrade ledger to ' || hex(randomblob(4)) || ', fix rounding in interest accrual' "
		"FROM intent ORDER BY id LIMIT ?1 - (SELECT count(*) FROM intent)",
		"INSERT INTO attempt SELECT id, 1, at, randomblob(64), 312000000 + id FROM intent LIMIT ?1",
		"INSERT INTO outcome SELECT id, 1, at, 1, 312000000 + id, '' FROM intent LIMIT ?1",
		"DELETE FROM pending WHERE intent <= ?1",
	};
	struct err e = ERR_INIT;
	unsigned n = 1;

	append(s, "approve proposal 1: upgrade ledger to 1d22192d, add liquidation checks");
	need(sql_begin(s, &e), &e);
	for (size_t k = 0; k < sizeof step / sizeof step[0]; k += k > 0 || n >= rows) {
		struct sql q;

		need(sql_start(s, step[k], &q, &e), &e);
		sql_put_int(&q, 1, rows);
		need(sql_run(&q, &e), &e);
		sql_end(&q);
		n *= 2; /* each round of the first doubles them */
	}
	need(sql_commit(s, ERR_OK, &e), &e);
}

static void
count(void *ctx, const struct journal_row *r)
{
	(void)r;
	*(unsigned *)ctx += 1;
}

static void
look(struct store *s, const char *text, unsigned expected)
{
	struct err e = ERR_INIT;
	unsigned n = 0;

	need(journal_search(s, &cluster, text, 0, PAGE, count, &n, &e), &e);
	if (n != expected) {
		(void)fprintf(stderr, "history_live: \"%s\" found %u rows, not %u\n", text, n, expected);
		exit(1);
	}
}

enum what { OPEN, PAGED, SEARCHED, APPENDED };

static void
once(enum what what, const char *folder, const struct clock *c, struct store **s)
{
	struct err e = ERR_INIT;

	if (what == OPEN) {
		store_free(*s);
		need(store_open(folder, c, s, NULL, &e), &e);
	} else if (what == APPENDED) {
		append(*s, "approve proposal 1");
	} else {
		look(*s, what == PAGED ? "" : "liquidation", what == PAGED ? PAGE : 1);
	}
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median_ms(enum what what, unsigned runs, const char *folder, const struct clock *c, struct store **s)
{
	double ms[RUNS];

	for (unsigned i = 0; i < runs; i++) {
		struct timespec a, b;

		(void)clock_gettime(CLOCK_MONOTONIC, &a);
		once(what, folder, c, s);
		(void)clock_gettime(CLOCK_MONOTONIC, &b);
		ms[i] = (double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) / 1e6;
	}
	qsort(ms, runs, sizeof ms[0], by_size);
	return ms[runs / 2];
}

int
main(int argc, char **argv)
{
	unsigned rows = argc == 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
	struct clock c = clock_system();
	struct err e = ERR_INIT;
	struct store *s = NULL;
	struct stat st;
	char path[4096];

	if (rows < PAGE)
		return 2;
	need(store_open(argv[1], &c, &s, NULL, &e), &e);
	fill(s, rows);
	store_free(s); /* the log is written back */
	s = NULL;
	(void)snprintf(path, sizeof path, "%s/keyturn.db", argv[1]);
	if (stat(path, &st) != 0)
		return 1;
	(void)printf("P16 history of %u events, a row\t%.0f bytes\t320 bytes\n", rows, (double)st.st_size / rows);
	(void)printf("P16   open\t%.2f ms\t2 ms\n", median_ms(OPEN, RUNS, argv[1], &c, &s));
	(void)printf("P16   a page of %d\t%.2f ms\t1 ms\n", PAGE, median_ms(PAGED, RUNS, argv[1], &c, &s));
	(void)printf("P16   search of one among all\t%.2f ms\t5 ms\n", median_ms(SEARCHED, 3, argv[1], &c, &s));
	(void)printf("P16   append, durable\t%.2f ms\t1 ms\n", median_ms(APPENDED, RUNS, argv[1], &c, &s));
	store_free(s);
	return 0;
}
