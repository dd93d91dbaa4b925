#ifndef CLI_UNUSED_H
#define CLI_UNUSED_H

/* unused.h - members the chain has never heard of: an address typed wrong has no account. */

#include "cli/cli.h"

/* cli_unused tells of every member of `after` who is not in `before` (NULL: no
 * one is) and whose address has no account; returns how many approvers are left
 * without them in *left. */
MUST_CHECK enum err_code cli_unused(struct cli *c, const struct kt_governance *before, const struct kt_governance *after,
	unsigned *left, struct err *e);
/* cli_unused_refused refuses a change (ERR_REFUSED) whose threshold cannot be
 * met without addresses nobody ever used; --anyway lets it pass. */
MUST_CHECK enum err_code cli_unused_refused(struct cli *c, const struct kt_governance *before, const struct kt_governance *after,
	struct err *e);

#endif
