#ifndef CLI_PREFLIGHT_H
#define CLI_PREFLIGHT_H

/* preflight.h - "can it execute?" for the commands. */

#include "cli/cli.h"
#include "ops/check.h"

/* cli_check reads and judges act `p` of `w` (with is_draft one that is meant). */
MUST_CHECK enum err_code cli_check(struct cli *c, const struct gov_world *w, const struct gov_proposal *p, bool is_draft,
	struct preflight *out, struct err *e);
/* cli_check_draft refuses what could not execute, with the command that mends
 * it, before it is proposed; with --anyway it only says so.  The next card
 * shows what was found. */
MUST_CHECK enum err_code cli_check_draft(struct cli *c, const struct gov_world *w, const struct kt_act *act, struct err *e);

/* cli_check_file does so before the buffer is written that is to hold `code`; with
 * --anyway it does nothing, as the other comes once it is written. */
MUST_CHECK enum err_code cli_check_file(struct cli *c, const struct gov_world *w, const struct kt_act *act,
	const struct on_chain *code, struct err *e);

void cli_preflight_json(struct jsonout *j, const struct preflight *p); /* executable, blockers, preflight */
void cli_preflight_text(const struct preflight *p);

/* cli_readiness reads and judges whether the way back of `program` is ready (ops/ready.h);
 * out->n is 0 where `w` does not govern it. */
MUST_CHECK enum err_code cli_readiness(struct cli *c, const struct gov_world *w, const struct pubkey *program,
	struct preflight *out, struct err *e);
void cli_readiness_json(struct jsonout *j, const struct preflight *p); /* ready, readiness; null for n 0 */
void cli_readiness_text(const struct preflight *p);

#endif
