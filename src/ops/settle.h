#ifndef OPS_SETTLE_H
#define OPS_SETTLE_H

/* settle.h - what earlier runs of this key left open in the journal gets its
 * outcome: what was signed from its signature on the chain, what never was as
 * ended.  For an op whose next step is judged from the chain: it may have no
 * reason ever to do again what an earlier run had begun.
 *
 * Nothing is waited for.  A signature that is not on the chain and may still
 * land stays open, and so does everything where the endpoint does not answer. */

#include "ops/session.h"

struct settle;

/* settle_new borrows the session, which has a signer; NULL where nothing is open.
 * With an `action` only what was signed for that, and with SETTLE_SIGNED only what
 * was signed: another run may be about to sign the rest. */
#define SETTLE_SIGNED ""
struct settle *settle_new(struct session *s, const char *action);
void settle_free(struct settle *t); /* NULL is ignored */

/* settle_turn: is there more to do?  Not for NULL. */
bool settle_turn(struct settle *t);
/* settle_words is what of it had landed, the newest, in words; "" for nothing. */
const char *settle_words(const struct settle *t);

#endif
