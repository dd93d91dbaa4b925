/* Prints the journal of a folder, newest first, one row a line: id, action,
 * outcome, newest signature (- for none), every signature it was sent under,
 * oldest first, with commas.  For suites that judge it after a crash. */
#include <inttypes.h>
#include <stdio.h>

#include "data/journal.h"
#include "data/store_sql.h"

static enum err_code
print_attempts(struct store *s, int64_t intent, struct err *e)
{
	struct signature sig;
	char text[SIGNATURE_TEXT];
	struct sql q;
	bool row = false;
	enum err_code rc = sql_start(s, "SELECT signature FROM attempt WHERE intent = ?1 ORDER BY n", &q, e);

	if (rc != ERR_OK)
		return rc;
	sql_put_int(&q, 1, intent);
	for (bool first = true; (rc = sql_row(&q, &row, e)) == ERR_OK && row; first = false) {
		sql_bytes(&q, 0, sig.b, sizeof sig.b);
		(void)printf("%s%s", first ? "" : ",", signature_text(text, &sig));
	}
	sql_end(&q);
	return rc;
}

static void
print_row(void *ctx, const struct journal_row *r)
{
	char text[SIGNATURE_TEXT];
	struct err e = ERR_INIT;

	(void)printf("%" PRId64 "\t%s\t%d\t%s\t", r->id, r->intent.action, (int)r->outcome,
		r->has_signature ? signature_text(text, &r->signature) : "-");
	if (print_attempts(ctx, r->id, &e) != ERR_OK)
		(void)printf("%s", e.message);
	(void)printf("\n");
}

/* Of the one cluster a suite has. */
static enum err_code
print_all(struct store *s, struct err *e)
{
	struct hash genesis;
	struct sql q;
	bool row = false;
	enum err_code rc = sql_start(s, "SELECT genesis FROM scope", &q, e);

	if (rc != ERR_OK)
		return rc;
	rc = sql_row(&q, &row, e);
	if (rc == ERR_OK && row)
		sql_bytes(&q, 0, genesis.b, sizeof genesis.b);
	sql_end(&q);
	return rc == ERR_OK && row ? journal_search(s, &genesis, "", 0, 10000, print_row, s, e) : rc;
}

int
main(int argc, char **argv)
{
	struct clock c = clock_system();
	struct err e = ERR_INIT;
	struct store *s;

	if (argc != 2 || store_open(argv[1], &c, &s, NULL, &e) != ERR_OK
		|| print_all(s, &e) != ERR_OK) {
		(void)fprintf(stderr, "journal_live: %s\n", e.message);
		return 1;
	}
	store_free(s);
	return 0;
}
