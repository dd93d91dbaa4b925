/* Prints the journal of a folder, newest first: id, action, outcome, signature
 * (- for none), one row a line.  For suites that judge it after a crash. */
#include <inttypes.h>
#include <stdio.h>

#include "data/journal.h"

static void
print_row(void *ctx, const struct journal_row *r)
{
	char text[SIGNATURE_TEXT];

	(void)ctx;
	(void)printf("%" PRId64 "\t%s\t%d\t%s\n", r->id, r->intent.action, (int)r->outcome,
		r->has_signature ? signature_text(text, &r->signature) : "-");
}

int
main(int argc, char **argv)
{
	struct clock c = clock_system();
	struct err e = ERR_INIT;
	struct store *s;

	if (argc != 2 || store_open(argv[1], &c, &s, NULL, &e) != ERR_OK
		|| journal_page(s, 0, 10000, print_row, NULL, &e) != ERR_OK) {
		(void)fprintf(stderr, "journal_live: %s\n", e.message);
		return 1;
	}
	store_free(s);
	return 0;
}
