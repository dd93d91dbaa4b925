#ifndef CLI_PROPOSE_ACT_H
#define CLI_PROPOSE_ACT_H

/* propose_act.h - what every command that makes a proposal without a buffer shares. */

#include "cli/cli.h"

struct cli_proposing {
	struct kt_act act;
	const char *description;
	uint64_t index;           /* out: the number it has, or gets */
};

/* cli_propose checks that the key is a member's and that the very same act is
 * not open already, then makes the proposal with card and question.  `w` was
 * read whole.  JSON: id, index, kind and what `more` (may be NULL) adds. */
MUST_CHECK enum err_code cli_propose(struct cli *c, const struct gov_world *w, struct cli_proposing *p, cli_more *more,
	void *ctx, struct err *e);

/* cli_type asks for `want` to be typed, whatever --yes says: for what cannot
 * be undone.  `why` is said before.  ERR_CANCELLED; asks nothing in a dry run. */
MUST_CHECK enum err_code cli_type(struct cli *c, const char *want, const char *why, struct err *e);

/* cli_who is the label of an address and the address, or the address alone. */
#define CLI_WHO 96
char *cli_who(struct cli *c, const struct pubkey *k, char out[CLI_WHO]);

#endif
