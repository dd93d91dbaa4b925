#ifndef CLI_CHANGE_OUT_H
#define CLI_CHANGE_OUT_H

/* change_out.h - what a change of members or a handover does, for "show". */

#include "cli/cli.h"

/* cli_change_text prints it; nothing for an upgrade or a rollback. */
void cli_change_text(const struct gov_world *w, const struct gov_proposal *p);
/* cli_change_json is the member `change`: null for an upgrade or a rollback.
 * What is different is told only while the act is open: afterwards nobody
 * knows from what it started. */
void cli_change_json(struct jsonout *j, const struct gov_world *w, const struct gov_proposal *p);
/* cli_dies_json is the array `dies`: open acts, but for number `except`, that a
 * change of members kills when it executes. */
void cli_dies_json(struct jsonout *j, const struct gov_world *w, uint64_t except);

#endif
