#ifndef RPC_PACE_H
#define RPC_PACE_H

/* pace.h - how fast one endpoint may be sent to.
 *
 * A token bucket whose rate is found, not configured.  It begins without a
 * limit; the first refusal (429) makes the rate what was accepted over the time
 * it took, the wait asked for included; each second and five sends without a
 * refusal raise it by a twentieth, and a rate over 5 per second by a quarter
 * once the last refusal is 5 s ago.  Retry-After is honoured to the millisecond.
 * Pure. */

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
	uint32_t pause_ms;            /* after the next refusal that names no time; doubles */
	uint64_t refusals;
};

void pace_start(struct pace *p, uint64_t now_ms);

/* pace_take: may one go out now?  It then counts as gone. */
bool pace_take(struct pace *p, uint64_t now_ms);
/* pace_wait_ms is how long until pace_take may say yes, 0: now. */
uint64_t pace_wait_ms(const struct pace *p, uint64_t now_ms);

void pace_accepted(struct pace *p, uint64_t now_ms);
/* pace_refused: the endpoint did not take one; `after_ms` is its Retry-After, 0
 * when it named none.  pace_pause: it cannot be reached, which says nothing
 * about its rate. */
void pace_refused(struct pace *p, uint64_t now_ms, uint64_t after_ms);
void pace_pause(struct pace *p, uint64_t now_ms);

#endif
