#ifndef OPS_KNOWN_H
#define OPS_KNOWN_H

/* known.h - the world as it was last seen, from the local store and back.
 *
 * What is saved is one whole reading, in one transaction, so what is loaded is
 * a state the chain was in.  Kept by cluster (genesis hash) and multisig. */

#include "ops/session.h"

/* known_load folds the stored world of the session's multisig into `w`, which
 * is empty and stays so when nothing is stored, and sorts it.  `seen_at` is the
 * host's unix time of it, 0 for none.  True when it is one whole reading: it
 * may then be given to read_all as what is known; w->cluster_unix_s is a cluster time not
 * after that reading's, 0 when it was not kept. */
bool known_load(const struct session *s, struct gov_world *w, int64_t *seen_at, struct err *e);

/* known_save keeps `w`, a finished reading: what differs from `old` (NULL: all)
 * and what of `old` is gone.  Nothing happens without a store, and for a
 * multisig bound to another cluster than the session's. */
MUST_CHECK enum err_code known_save(const struct session *s, const struct gov_world *old, const struct gov_world *w,
	struct err *e);

/* known_fits is false when `w`, read on top of `known`, shows that they are of
 * different histories: another genesis hash, or fewer proposals than before. */
bool known_fits(const struct gov_world *known, const struct gov_world *w);

#endif
