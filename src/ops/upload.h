#ifndef OPS_UPLOAD_H
#define OPS_UPLOAD_H

/* upload.h - bring the lacking pieces of a buffer onto the chain.
 *
 * Sends as fast as the endpoint takes (pace.h), asks for statuses by 256, sends
 * the same bytes again when they are not seen, and signs anew what expired.
 * Nothing sleeps: upload_turn is called once per turn of the loop.  A status is
 * a hint; whoever needs to know reads the buffer back afterwards. */

#include "ops/endpoints.h"
#include "ops/pieces.h"

struct upload;

enum upload_state {
	UPLOAD_WORKING,
	UPLOAD_LANDED,   /* every piece is there at the session's commitment, as far as the endpoint says */
	UPLOAD_OLD,      /* the endpoint takes no transaction of version 1, or no longer: cut legacy pieces */
	UPLOAD_FAILED,
};

struct upload_count {
	unsigned sent;       /* transactions signed and sent the first time */
	unsigned resent;     /* the same bytes once more */
	unsigned renewed;    /* signed again, the first having expired or been lost */
	unsigned statuses;   /* status calls */
	unsigned refusals;   /* the endpoint wanted it slower */
};

/* upload_new borrows session, endpoints (whose turns are the caller's) and
 * pieces; the signer must have signed a card that opens writes to their buffer. */
struct upload *upload_new(struct session *s, struct endpoints *x, struct pieces *p);
void upload_free(struct upload *u);

enum upload_state upload_turn(struct upload *u);
int upload_deadline_ms(const struct upload *u);
const struct err *upload_error(const struct upload *u);
const struct upload_count *upload_counts(const struct upload *u);
/* upload_slot is the newest slot in which a piece landed, 0 none: who reads the buffer reads it as of that or later. */
uint64_t upload_slot(const struct upload *u);
/* upload_trouble: what an endpoint does that slows it down, "" when nothing; safe to show. */
const char *upload_trouble(const struct upload *u);

#endif
