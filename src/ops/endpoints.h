#ifndef OPS_ENDPOINTS_H
#define OPS_ENDPOINTS_H

/* endpoints.h - where an upload is sent: the session's endpoint and the further
 * ones beside it.
 *
 * Each has a pace and connections of its own.  A further one is sent to once it
 * has said that it is of the session's cluster: one of another is an error, one
 * that does not answer is asked again and joins when it does.  What is signed
 * rests on the first, and so does reading back; only while that is down are
 * blockhash, height and statuses asked of another. */

#include "ops/session.h"
#include "rpc/pace.h"

#define ENDPOINTS_MAX (1u + SESSION_MORE_MAX)

struct endpoint {
	struct rpc *rpc;             /* the session's */
	struct rpc_call *genesis;    /* being asked; NULL: not now */
	uint64_t ask_ms;             /* not before */
	bool ours;                   /* of the session's cluster */
	bool out;                    /* it takes none of this upload */
	bool down;                   /* the last that was asked of it had no answer */
	struct pace pace;
	uint64_t answered_ms;
	unsigned accepted, refusals; /* transactions it took; times it wanted them slower */
	char trouble[160];           /* what it does that slows it down, "" when nothing; safe to show */
	char last[160];              /* the newest trouble, also when it is over */
	unsigned troubles;           /* how often there was one */
};

struct endpoints {
	const struct session *s; /* borrowed */
	struct endpoint at[ENDPOINTS_MAX];
	unsigned n;
	uint64_t until_ms;       /* how long is waited for the further ones at first */
};

/* endpoints_start asks the further ones for their cluster; the first one's is
 * the caller's to check.  endpoints_end drops what is asked. */
void endpoints_start(struct endpoints *x, const struct session *s);
void endpoints_end(struct endpoints *x);

/* endpoints_turn takes answers and asks again; ERR_REFUSED names one of another
 * cluster.  endpoints_pending: may one of them soon say so for the first time? */
MUST_CHECK enum err_code endpoints_turn(struct endpoints *x, struct err *e);
bool endpoints_pending(const struct endpoints *x);

bool endpoint_is_used(const struct endpoint *p);
/* endpoints_used is how many are; endpoints_asked is the one to ask: the first that is not down. */
unsigned endpoints_used(const struct endpoints *x);
struct endpoint *endpoints_asked(struct endpoints *x);

/* endpoint_note says what trouble there is now, "" none. */
void endpoint_note(struct endpoint *p, const char *text);
/* endpoints_trouble is the first trouble of one, "" for none. */
const char *endpoints_trouble(const struct endpoints *x);

#endif
