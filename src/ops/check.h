#ifndef OPS_CHECK_H
#define OPS_CHECK_H

/* check.h - reads what gov/preflight.h judges, in one round trip.
 *
 * Program data, spill, rent, feature gates and balances come in one request by
 * address, the buffer in another, and the execution is simulated beside them
 * where the act may execute now. */

#include "gov/preflight.h"
#include "ops/verify.h"

struct check; /* one preflight under way */

/* check_new begins for `p`, an act of `w` (or with is_draft one that is meant);
 * both are copied as far as needed.  `simulate` false leaves the simulation to
 * the caller, see check_simulated. */
struct check *check_new(struct session *s, const struct gov_world *w, const struct gov_proposal *p, bool is_draft,
	bool simulate, enum commitment c);
/* check_new_vote begins for act `p` before a vote on it: what a voter is told. */
struct check *check_new_vote(struct session *s, const struct gov_world *w, const struct gov_proposal *p, enum commitment c);
/* check_new_file begins for draft `p` whose buffer is not written yet: `code` is
 * what it will hold, with its authority and its lamports. */
struct check *check_new_file(struct session *s, const struct gov_world *w, const struct gov_proposal *p,
	const struct on_chain *code, enum commitment c);
void check_free(struct check *c); /* NULL is ignored */
bool check_pending(const struct check *c);
/* check_result judges once it is no longer pending.  A read that failed is
 * returned, and *out judged all the same, with what is missing unknown. */
enum err_code check_result(struct check *c, struct preflight *out, struct err *e);
/* check_simulated is what the caller's own simulation of the execution did. */
void check_simulated(struct check *c, const struct rpc_outcome *o);

/* check_draft fills `out` with what proposing `act` will make, but for new members; owns nothing. */
void check_draft(struct gov_proposal *out, const struct gov_world *w, const struct kt_act *act, const struct pubkey *proposer);

/* check_refusal is ERR_REFUSED with the words and cure of what blocks `p`; a
 * `line` of preflight_blocker. */
enum err_code check_refusal(const struct preflight_line *line, struct err *e);
/* check_draft_refusal is the same of what blocks a draft, ERR_OK where nothing does, and names
 * --anyway, with which it refuses only code that is no program.  Code that would not run is
 * refused in the words and with the code of loadable_code, as a file is. */
MUST_CHECK enum err_code check_draft_refusal(const struct preflight *p, bool anyway, struct err *e);

#endif
