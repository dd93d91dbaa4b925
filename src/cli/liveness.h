#ifndef CLI_LIVENESS_H
#define CLI_LIVENESS_H

/* liveness.h - after a program changed hands: is it held, and does the whole path work?
 *
 * The liveness upgrade deploys the code that is live once more: nothing
 * changes, and buffer, votes, timelock and loader have all been proven. */

#include "cli/cli.h"

/* cli_live_code reads the code a program runs now, trimmed, and checks that the loader takes it. */
MUST_CHECK enum err_code cli_live_code(struct cli *c, const struct pubkey *program, struct buf *out, struct err *e);

/* cli_held_by reads the upgrade authority back (NULL: none wanted) and says so;
 * ERR_MISMATCH when it is another. */
MUST_CHECK enum err_code cli_held_by(struct cli *c, const struct pubkey *program, const struct pubkey *authority, struct err *e);

/* cli_offer_liveness says the command that proves the path. */
void cli_offer_liveness(const struct cli *c, const struct pubkey *program);

#endif
