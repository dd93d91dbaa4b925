#ifndef CLI_PAIR_H
#define CLI_PAIR_H

/* pair.h - an upgrade and the way back from it in advance, proposed by one
 * command that may be killed between the two and run again. */

#include "cli/cli.h"

struct pair_half { /* the upgrade */
	struct pubkey program, buffer;
	struct hash code_hash;
	uint64_t index;
	bool made; /* by this run */
};

/* pair_find looks for an open upgrade of `program` by this key from what is live
 * that brings `code_hash` (or, where that is zero, holds `buffer`), and fills in
 * the rest; index 0 where there is none. */
MUST_CHECK enum err_code pair_find(struct cli *c, struct pair_half *up, struct err *e);

/* pair_way_back proposes the way back from `up`, or finds it open, and prints both. */
MUST_CHECK enum err_code pair_way_back(struct cli *c, const struct pair_half *up, const char *description, struct err *e);

#endif
