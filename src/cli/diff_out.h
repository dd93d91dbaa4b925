#ifndef CLI_DIFF_OUT_H
#define CLI_DIFF_OUT_H

/* diff_out.h - a difference between two programs, as text and as JSON. */

#include "cli/cli.h"
#include "ops/diff.h"

struct diff_told {
	const char *a, *b; /* what was compared; safe */
	struct diff_found found;
};

/* cli_diff_text prints the verdict first, then what there is to see, lists cut short. */
void cli_diff_text(const struct elf_diff *d, const struct diff_told *t);
/* cli_diff_json writes all of it into the object that is open. */
void cli_diff_json(struct jsonout *j, const struct elf_diff *d, const struct diff_told *t);

#endif
