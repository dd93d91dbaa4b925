#ifndef RPC_SHAPE_H
#define RPC_SHAPE_H

/* shape.h - what the replies of a node look like.  Pure: text in, values out.
 *
 * Each reader takes the text of `result` (shape_envelope finds it) and refuses
 * with ERR_WIRE what is missing, mistyped, or does not fit what was asked; the
 * message names the field.  Unknown fields are ignored.  Texts given to the
 * readers have passed shape_envelope, which checks all of the JSON. */

#include "rpc/jsonscan.h"
#include "rpc/rpc.h"

#define SHAPE_TEXT_MAX 200u

/* A reply as JSON-RPC 2.0 has it. */
struct shape_envelope {
	bool garbage;                 /* the text is no JSON at all, or cut off */
	bool failed;                  /* an error, below */
	struct span result;           /* points into the text */
	int64_t code;
	char message[SHAPE_TEXT_MAX]; /* made safe */
	struct span data;             /* of an error; empty when absent */
};
/* shape_envelope takes a reply to request `id` apart.  ERR_WIRE: no JSON-RPC 2.0, or
 * to another request; an error object in it is none of ours, and told in *out. */
MUST_CHECK enum err_code shape_envelope(struct span text, uint64_t id, struct shape_envelope *out, struct err *e);

/* shape_slot is result.context.slot; false when there is none. */
bool shape_slot(struct span result, uint64_t *slot);
/* shape_behind is data.numSlotsBehind of an unhealthy node; false when not told. */
bool shape_behind(struct span data, uint64_t *slots);

/* What was asked about accounts. */
struct shape_asked {
	const struct pubkey *key; /* of getMultipleAccounts; NULL for getProgramAccounts */
	size_t n;
	struct pubkey program;    /* of getProgramAccounts: the owner all of them must have */
	struct rpc_slice slice;
	uint64_t min_slot;
};
/* shape_accounts decodes in place: `text` is overwritten from its start with
 * the accounts' data, one behind the other, and *used is their bytes.  The data
 * pointers are set by shape_place once the bytes are where they stay. */
MUST_CHECK enum err_code shape_accounts(char *text, size_t len, const struct shape_asked *asked,
	struct rpc_accounts *out, size_t *used, struct err *e);
void shape_place(struct rpc_accounts *a);

/* shape_number is a result that is one number, from 0 to 2^64 - 1; ERR_WIRE otherwise. */
MUST_CHECK enum err_code shape_number(struct span result, uint64_t *out, struct err *e);
/* Of {context, value}; with `may_be_null` null is ERR_CHAIN and *out 0 (getFeeForMessage: unknown blockhash). */
MUST_CHECK enum err_code shape_value(struct span result, bool may_be_null, uint64_t *out, struct err *e);
/* The 75th percentile of getRecentPrioritizationFees. */
MUST_CHECK enum err_code shape_price(struct span result, uint64_t *out, struct err *e);
MUST_CHECK enum err_code shape_hash(struct span result, struct hash *out, struct err *e);
MUST_CHECK enum err_code shape_blockhash(struct span result, struct rpc_blockhash *out, struct err *e);
MUST_CHECK enum err_code shape_epoch(struct span result, struct rpc_epoch *out, struct err *e);

/* Of simulateTransaction; also the data of a preflight refusal, which has no context. */
MUST_CHECK enum err_code shape_simulation(struct span result, struct rpc_outcome *out, struct err *e);
MUST_CHECK enum err_code shape_preflight(struct span data, struct rpc_outcome *out, struct err *e);
MUST_CHECK enum err_code shape_signature(struct span result, struct signature *out, struct err *e);
MUST_CHECK enum err_code shape_statuses(struct span result, struct rpc_status *out, size_t n, struct err *e);
MUST_CHECK enum err_code shape_signatures(struct span result, struct rpc_signature *out, size_t cap, size_t *n,
	struct err *e);
/* null is ERR_NOT_FOUND; the bytes must carry `asked` as their first signature. */
MUST_CHECK enum err_code shape_transaction(struct span result, const struct signature *asked, struct buf *wire,
	struct rpc_signature *about, struct err *e);

#endif
