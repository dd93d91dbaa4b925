#ifndef RPC_CONFIRM_H
#define RPC_CONFIRM_H

/* confirm.h - the rules of sending one transaction, as a pure function of
 * replies and time; sender.c asks, this decides.
 *
 * Bytes that never left are not asked about.  Bytes that may have left are
 * decided only by a status at the commitment wanted, or by the confirmed block
 * height being past the last valid one and, after that, a status with history
 * from a node at least as new that does not know them. */

#include "rpc/sender.h"

#define CONFIRM_STATUS_MS 500u     /* between statuses; at first the time the send took, then twice as long each time */
#define CONFIRM_STATUS_FIRST_MS 10u
#define CONFIRM_RESEND_MS 2000u
#define CONFIRM_HEIGHT_MS 2000u
#define CONFIRM_SILENCE_MS 30000u  /* without a useful answer: unknown */
#define CONFIRM_TOTAL_MS 300000u   /* undecided for so long, as on a halted cluster: unknown */
#define CONFIRM_TROUBLE 320u

enum confirm_want { CONFIRM_SEND = 1, CONFIRM_STATUS = 2, CONFIRM_HEIGHT = 4 };

enum confirm_answer {
	CONFIRM_ACCEPTED,  /* a node took it */
	CONFIRM_PREFLIGHT, /* simulated and refused: not passed on */
	CONFIRM_REFUSED,   /* the endpoint does not take it, for whatever reason it gave: not passed on */
	CONFIRM_LATER,     /* not taken, but may be: rate limit, unhealthy, no connection */
	CONFIRM_AMBIGUOUS, /* it may have been passed on */
};

struct confirm {
	enum sender_state state;
	enum commitment wanted;
	uint64_t last_valid_height;
	bool out;      /* the bytes may have reached the cluster */
	bool seen;     /* the newest status knew them */
	uint64_t height, height_slot;           /* newest confirmed height and its slot */
	uint64_t send_ms, status_ms, height_ms; /* when each is next due */
	uint64_t asked_ms, wait_ms;             /* the last send went out; until the next status after one */
	uint64_t began_ms, answer_ms;           /* start; last useful answer */
	struct rpc_outcome outcome;
	uint64_t slot;
	char trouble[CONFIRM_TROUBLE];
};

void confirm_start(struct confirm *c, uint64_t now, uint64_t last_valid_height, enum commitment wanted);

/* confirm_due is what is to be asked now, CONFIRM_* or-ed, 0 when decided;
 * confirm_asked says that it was.  confirm_history: is the status to search history? */
unsigned confirm_due(const struct confirm *c, uint64_t now);
void confirm_asked(struct confirm *c, uint64_t now, enum confirm_want what);
bool confirm_history(const struct confirm *c);
/* confirm_wait_ms is how long until something is due, 0 when decided. */
uint64_t confirm_wait_ms(const struct confirm *c, uint64_t now);

/* What came back.  `outcome` is of CONFIRM_PREFLIGHT, else ignored; `after_ms`
 * is how long the endpoint asked to be left alone, 0 when it did not. */
void confirm_sent(struct confirm *c, uint64_t now, enum confirm_answer what, const struct rpc_outcome *outcome,
	const char *why, uint64_t after_ms);
/* A status as of slot `as_of`, asked for with or without history. */
void confirm_status(struct confirm *c, uint64_t now, const struct rpc_status *s, uint64_t as_of, bool history);
void confirm_height(struct confirm *c, uint64_t now, const struct rpc_epoch *e);
/* A question that got no usable answer. */
void confirm_trouble(struct confirm *c, const char *why);
/* confirm_tick lets time decide. */
void confirm_tick(struct confirm *c, uint64_t now);

#endif
