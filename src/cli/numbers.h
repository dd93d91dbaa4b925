#ifndef CLI_NUMBERS_H
#define CLI_NUMBERS_H

/* numbers.h - members and numbers of a multisig on the command line and on the screen. */

#include "cli/cli.h"
#include "solana/change.h"

/* cli_person reads ADDRESS[:approver|:operator]; approver when not said. */
MUST_CHECK enum err_code cli_person(const char *word, struct kt_person *out, struct err *e);
/* cli_pair reads OLD=NEW. */
MUST_CHECK enum err_code cli_pair(const char *word, const char *name, struct pubkey *old, struct pubkey *new, struct err *e);
/* cli_small and cli_span take an option and leave *to as it is without it. */
MUST_CHECK enum err_code cli_small(struct cli *c, const char *name, uint8_t *to, struct err *e);
MUST_CHECK enum err_code cli_span(struct cli *c, const char *name, uint32_t *to, struct err *e);

/* cli_effects_json is the array `effects`. */
void cli_effects_json(struct jsonout *j, const struct change *effects);
/* cli_governance_json is an object of members and numbers. */
void cli_governance_json(struct jsonout *j, const char *name, const struct kt_governance *g);

#endif
