#ifndef RPC_PACE_H
#define RPC_PACE_H

/* pace.h - how fast one endpoint may be sent to.
 *
 * A token bucket whose rate is found, not configured.  It begins without a
 * limit; the first refusal (429) makes the rate what was accepted over the time
 * it took, the wait asked for included.  From there it is raised, by a twentieth
 * each second and five sends, by a quarter once the last refusal is 5 s ago.  A
 * refusal takes it back to what held before the raise, and it goes half way
 * towards what was refused until the two are near; what is beyond is tried ever
 * more seldom, so that tries cost little where the limit stays as it is.  One
 * send is free when the wait is over.  Retry-After is honoured to the
 * millisecond.  Pure. */

#include <stdbool.h>
#include <stdint.h>

struct pace {
	uint64_t rate;                /* sends per 1,000 s; 0: no limit known */
	uint64_t token;               /* thousandths of a send */
	uint64_t at_ms;               /* of token */
	uint64_t began_ms, accepted;  /* what the rate is taken from */
	uint64_t quiet_ms;            /* nothing before */
	uint64_t changed_ms, since;   /* the rate was, and how many were accepted since */
	uint64_t refused_ms;          /* the end of the last refusal's wait */
	uint64_t good, top;           /* a rate that held before it was raised; one that was refused; 0 none */
	uint32_t probe_ms;            /* since a refusal, before its rate is tried again; doubles while it is refused */
	bool probed;                  /* the rate is such a try */
	bool begun;                   /* one was sent: began_ms is that of the first */
	uint32_t pause_ms;            /* after the next refusal that names no time; doubles */
	uint64_t refusals;
};

/* pace_start: nothing is known of the endpoint, so nothing holds a send back. */
void pace_start(struct pace *p, uint64_t now_ms);

/* pace_take: may one go out now?  It then counts as gone. */
bool pace_take(struct pace *p, uint64_t now_ms);
/* pace_wait_ms is how long until pace_take may say yes, 0: now. */
uint64_t pace_wait_ms(const struct pace *p, uint64_t now_ms);

/* pace_accepted: the endpoint took one, which may raise the rate. */
void pace_accepted(struct pace *p, uint64_t now_ms);
/* pace_refused: it did not take one; `after_ms` is its Retry-After, 0
 * when it named none.  pace_pause: it cannot be reached, which says nothing
 * about its rate. */
void pace_refused(struct pace *p, uint64_t now_ms, uint64_t after_ms);
void pace_pause(struct pace *p, uint64_t now_ms);

#endif
