#ifndef OPS_KNOWN_H
#define OPS_KNOWN_H

/* known.h - the world as it was last seen, from the local store and back.
 *
 * What is saved is one whole reading, in one transaction, so what is loaded is
 * a state the chain was in.  Kept by cluster (genesis hash) and multisig. */

#include "ops/session.h"

/* known_load folds the stored world of the session's multisig into `w`, which
 * is empty and stays so when nothing is stored, and sorts it; `most` accounts
 * (0: all), open acts and newest first.  `seen_at` is the host's unix time of it, 0 for
 * none.  True when it is one whole reading: it may then be given to read_all as
 * what is known.  w->cluster_unix_s is a cluster time not after that reading's,
 * 0 when it was not kept.  What never changes again comes without its bytes (gov_proposal_shed). */
bool known_load(const struct session *s, unsigned most, struct gov_world *w, int64_t *seen_at, struct err *e);

/* known_save keeps `w`, a finished reading that is at least confirmed: what
 * differs from `old` (NULL: all) and what of `old` is gone; acts without their bytes
 * were kept before.  With nothing to tell it writes nothing, and with `old` being `w` only that it
 * was seen again.  Nothing happens without a store, and for a multisig bound to another cluster. */
MUST_CHECK enum err_code known_save(const struct session *s, const struct gov_world *old, const struct gov_world *w,
	struct err *e);

#endif
