#ifndef OPS_VOTES_H
#define OPS_VOTES_H

/* votes.h - when the members voted, read from the transactions that touched a
 * proposal.  Hints, as the endpoint reports them: nothing is decided by them.
 *
 * The newest VOTES_LIMIT signatures of the proposal's address, then those
 * transactions that the local database does not know, a few at a time. */

#include "ops/session.h"

#define VOTES_LIMIT 1000u

struct votes; /* one read under way */

/* votes_new borrows the session.  Votes known locally can be asked for at once. */
struct votes *votes_new(struct session *s, const struct gov_proposal *p, enum commitment c);
void votes_free(struct votes *v); /* NULL is ignored */

/* votes_turn advances it; true while it is under way. */
bool votes_turn(struct votes *v);
/* votes_at is when `member` cast the vote they have ("approve", "reject",
 * "cancel"), cluster unix s; false where that is not known. */
bool votes_at(const struct votes *v, const struct pubkey *member, const char *vote, int64_t *at);

#endif
