#ifndef OPS_CURE_H
#define OPS_CURE_H

/* cure.h - the next step of an error, with the names people go by. */

#include "ops/session.h"

/* An account of other layout than the code that reads it expects. */
#define CURE_UNREADABLE "an account does not deserialize, a migration may be due: run the one the upgrade brought; until then " \
	"\"keyturn rollback ID REASON\" goes back to the code that reads it"

/* cure_move puts names into the hint of an error that proposal_may gave: too
 * few approvals says who has not voted.  Anything else is left as it is.
 * Returns e's code. */
enum err_code cure_move(const struct session *s, const struct gov_world *w, const struct gov_proposal *p, struct err *e);

/* cure_missing writes the approvers who have not approved, by label where there
 * is one, else by address; as many as fit, then how many more.  Returns how many. */
unsigned cure_missing(const struct session *s, const struct gov_world *w, const struct gov_proposal *p, char *out, size_t size);

#endif
