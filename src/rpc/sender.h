#ifndef RPC_SENDER_H
#define RPC_SENDER_H

/* sender.h - send one signed transaction, resend it, and know what became of it.
 *
 * The loop of a careful client: send, ask for the status, soon and then every
 * 500 ms, every 2 s send the same bytes again, and watch the block height; when it is
 * past the last valid height, one last status with history decides.  Sending
 * the same bytes again is always safe: a signature executes at most once. */

#include "rpc/rpc.h"

struct sender;

enum sender_state {
	SENDER_WORKING,
	SENDER_LANDED,  /* executed with success at the commitment wanted */
	SENDER_FAILED,  /* executed and failed, or refused by preflight: outcome says why */
	SENDER_EXPIRED, /* will never execute: may be signed again with a new blockhash */
	SENDER_UNKNOWN, /* the endpoint stopped answering: look for its effect before anything else */
};

/* sender_new sends nothing yet.  `r` is borrowed until sender_free, the transaction is copied; it lands
 * at `wanted`, or not after block height `last_valid_height`.  sender_free drops what is in flight. */
struct sender *sender_new(struct rpc *r, const struct clock *c, const struct transaction *t,
	uint64_t last_valid_height, enum commitment wanted, bool skip_preflight);
void sender_free(struct sender *s);

/* sender_turn advances as far as it can; call once per turn of the loop. */
enum sender_state sender_turn(struct sender *s);
int sender_deadline_ms(const struct sender *s);

/* Of a landed or failed one: slot, outcome.  Borrowed. */
const struct rpc_outcome *sender_outcome(const struct sender *s);
uint64_t sender_slot(const struct sender *s);
/* Why it is unknown or could not be sent, "" when it is not. */
const char *sender_trouble(const struct sender *s);

#endif
