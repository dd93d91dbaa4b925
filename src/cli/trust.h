#ifndef CLI_TRUST_H
#define CLI_TRUST_H

/* trust.h - who could change the governance program itself. */

#include "cli/cli.h"

/* cli_trust shows the governance program's own upgrade authority and code hash,
 * and refuses (ERR_REFUSED) when one plain key holds it, unless `allow`. */
MUST_CHECK enum err_code cli_trust(struct cli *c, bool allow, struct err *e);

#endif
