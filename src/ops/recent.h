#ifndef OPS_RECENT_H
#define OPS_RECENT_H

/* recent.h - how the newest transactions that named a program fared.  Hints, as
 * the endpoint reports them: whoever monitors an upgrade looks at them first. */

#include "ops/session.h"

#define RECENT_LIMIT 100u

struct recent {
	bool known;
	unsigned n;          /* transactions since the code was deployed, at most RECENT_LIMIT */
	unsigned failed;
	unsigned unreadable; /* of those, because an account did not deserialize */
};

/* recent_ask asks for them; recent_take counts those of slots above
 * `deployed_slot` and frees the call.  An endpoint that does not answer leaves
 * it unknown. */
struct rpc_call *recent_ask(struct session *s, const struct pubkey *program);
void recent_take(struct rpc_call *call, uint64_t deployed_slot, struct recent *out);
/* recent_words says it in one sentence. */
void recent_words(const struct recent *r, char *out, size_t size);

#endif
