#ifndef RPC_RPC_H
#define RPC_RPC_H

/* rpc.h - one function per JSON-RPC method in use.
 *
 * Each rpc_get_* queues a request and returns at once with a call.  The owner
 * asks rpc_pending(); once false, the matching rpc_*_result takes the decoded
 * value and the call is freed by its owner.  Freeing a pending call drops it.
 * Reads answered 429, 5xx or not at all are asked again a few times (backoff
 * with jitter, Retry-After honoured) inside the call, without sleeping;
 * rpc_send never is.  ERR_RPC says what the endpoint did, ERR_WIRE that its
 * reply makes no sense; both name the method and the endpoint.
 *
 * Source of shapes: Solana JSON-RPC documentation. */

#include "base/buf.h"
#include "rpc/transport.h"
#include "solana/message.h"

enum commitment { COMMITMENT_PROCESSED, COMMITMENT_CONFIRMED, COMMITMENT_FINALIZED };
const char *commitment_name(enum commitment c);
bool commitment_parse(const char *s, enum commitment *out);

struct rpc;      /* one endpoint */
struct rpc_call; /* one request and, later, its reply */

/* rpc_new borrows the transport, which must outlive it, and copies the clock.
 * rpc_url is the endpoint without query, password or anything that may be an
 * access token in it, fit to be shown; rpc_now_ms its clock, monotonic.  Calls
 * may outlive rpc_free: a pending one fails then. */
struct rpc *rpc_new(struct transport *t, const struct clock *c, const char *url);
void rpc_free(struct rpc *r);
const char *rpc_url(const struct rpc *r);
uint64_t rpc_now_ms(const struct rpc *r);

bool rpc_pending(const struct rpc_call *c); /* false once it is answered, or has failed for good */
void rpc_call_free(struct rpc_call *c); /* NULL is ignored */

/* Why a finished call failed, as the endpoint put it: a JSON-RPC error code
 * (negative, or 429), else the HTTP status where it was not 200, else 0. */
int64_t rpc_error_code(const struct rpc_call *c);
/* Of a finished call: what Retry-After asked for, 0 when nothing; and whether
 * not a byte of it went out, so that it cannot have been carried out. */
uint64_t rpc_retry_after_ms(const struct rpc_call *c);
bool rpc_not_sent(const struct rpc_call *c);
#define RPC_CODE_PREFLIGHT (-32002)
#define RPC_CODE_UNHEALTHY (-32005)
#define RPC_CODE_EXCLUDED (-32010)   /* getProgramAccounts is refused for this program */
#define RPC_CODE_BEHIND (-32016)     /* minContextSlot not reached */
#define RPC_CODE_NO_METHOD (-32601)

/* How long and how often; rpc_new sets the defaults named here. */
struct rpc_limits {
	uint32_t timeout_ms;   /* of one request, 10 s; getProgramAccounts may take 3 times that */
	uint32_t attempts;     /* of a read, 5; of one that cannot connect at most 3 */
	uint32_t backoff_ms;   /* before the second attempt, 500; doubles, with jitter, up to 8 s */
	uint32_t total_ms;     /* no new attempt after this, 60 s */
};
/* rpc_limit takes these in place of the ones above, for calls made from then on and their next attempts. */
void rpc_limit(struct rpc *r, const struct rpc_limits *limits);
/* rpc_patience sets timeout_ms alone, and a total_ms of 6 times that, at least 60 s. */
void rpc_patience(struct rpc *r, uint32_t timeout_ms);

/* rpc_deadline_ms is how long transport_wait may sleep before a retry is due, -1 none. */
int rpc_deadline_ms(const struct rpc *r);
/* rpc_turn sends what is due; call once per turn of the loop. */
void rpc_turn(struct rpc *r);

struct rpc_slice {
	uint32_t offset, len;
	bool on; /* false: whole account */
};
struct rpc_account {
	struct pubkey address;
	bool exists;
	struct pubkey owner;
	uint64_t lamports;
	bool executable;
	uint64_t space; /* bytes of the whole account, also with a slice */
	uint8_t *data;  /* in the bytes of the rpc_accounts it is in; never NULL where it exists */
	size_t len;
};
struct rpc_accounts {
	uint64_t slot; /* of the answer */
	size_t n;
	struct rpc_account *account; /* owned */
	uint8_t *bytes;              /* owned: what the accounts' data points into */
};
void rpc_accounts_free(struct rpc_accounts *a);

#define RPC_ACCOUNTS_MAX 100u
/* Accounts by address, 1 to 100, order kept, missing ones with exists false. */
struct rpc_call *rpc_get_accounts(struct rpc *r, const struct pubkey *keys, size_t n, struct rpc_slice slice,
	enum commitment c, uint64_t min_slot);
MUST_CHECK enum err_code rpc_accounts_result(struct rpc_call *c, struct rpc_accounts *out, struct err *e);

/* Accounts of a program; every filter must hold. */
struct rpc_filter {
	uint32_t offset;
	const uint8_t *bytes; /* borrowed for the call */
	size_t len;           /* 0: dataSize filter of `offset` bytes */
};
struct rpc_call *rpc_get_program_accounts(struct rpc *r, const struct pubkey *program,
	const struct rpc_filter *filter, size_t n, struct rpc_slice slice, enum commitment c);
/* its result is taken with rpc_accounts_result */

struct rpc_blockhash {
	struct hash hash;
	uint64_t last_valid_height, slot; /* block height up to which it is taken; slot it was read at */
};
struct rpc_call *rpc_get_blockhash(struct rpc *r, enum commitment c);
MUST_CHECK enum err_code rpc_blockhash_result(struct rpc_call *c, struct rpc_blockhash *out, struct err *e);

/* getEpochInfo: where the chain is. */
struct rpc_epoch {
	uint64_t slot, block_height, epoch;
};
struct rpc_call *rpc_get_epoch(struct rpc *r, enum commitment c);
MUST_CHECK enum err_code rpc_epoch_result(struct rpc_call *c, struct rpc_epoch *out, struct err *e);

/* The genesis hash, which names the cluster. */
struct rpc_call *rpc_get_genesis(struct rpc *r);
MUST_CHECK enum err_code rpc_genesis_result(struct rpc_call *c, struct hash *out, struct err *e);

/* Is the node near the cluster's tip?  ERR_RPC with how far behind it is. */
struct rpc_call *rpc_get_health(struct rpc *r);
MUST_CHECK enum err_code rpc_health_result(struct rpc_call *c, struct err *e);

/* One number: minimum balance, balance, fee of a message (base64 inside; 0 and ERR_CHAIN when the blockhash is unknown). */
struct rpc_call *rpc_get_rent(struct rpc *r, size_t len);
struct rpc_call *rpc_get_balance(struct rpc *r, const struct pubkey *k, enum commitment c);
struct rpc_call *rpc_get_fee(struct rpc *r, const uint8_t *message, size_t len, enum commitment c);
MUST_CHECK enum err_code rpc_number_result(struct rpc_call *c, uint64_t *out, struct err *e);

/* Recent priority fees for these writable accounts, micro-lamports per unit:
 * the 75th percentile of recent slots, 0 when none. */
struct rpc_call *rpc_get_price(struct rpc *r, const struct pubkey *keys, size_t n);
/* its result is taken with rpc_number_result */

/* What a transaction did, or would do. */
#define RPC_LOGS_MAX 64u
struct rpc_outcome {
	bool failed;
	int instruction;     /* index of the failing instruction, -1 when none in particular */
	bool has_custom;
	uint32_t custom;     /* Custom(n) */
	char reason[96];     /* the error's name, as in "BlockhashNotFound", or RPC_REASON_REFUSED */
	uint32_t units;      /* compute units consumed; simulation only */
	uint32_t loaded_len; /* loaded accounts data, bytes; 0 when not told */
	char last_log[200];  /* newest log line that says why; made safe */
};
/* It is the endpoint that would not take the transaction; last_log is what it answered. */
#define RPC_REASON_REFUSED "refused by the endpoint"
/* rpc_outcome_text says it in words, "" when nothing failed; returns `out`. */
#define RPC_OUTCOME_TEXT 360
char *rpc_outcome_text(char out[RPC_OUTCOME_TEXT], const struct rpc_outcome *o);
/* rpc_outcome_unreadable: did it fail because a program could not read an
 * account?  As Anchor (3003), borsh and hand-written programs say it; what the
 * loader says of code is not that.  A hint: any program may give any error. */
bool rpc_outcome_unreadable(const struct rpc_outcome *o);
/* rpc_simulate runs it without sending.  With `verify` its signatures and
 * blockhash must be good; without, any signatures do and the node takes a
 * blockhash of its own. */
struct rpc_call *rpc_simulate(struct rpc *r, const struct transaction *t, bool verify, enum commitment c);
MUST_CHECK enum err_code rpc_simulate_result(struct rpc_call *c, struct rpc_outcome *out, struct err *e);

/* rpc_send submits; a preflight refusal is ERR_CHAIN with *out filled. */
struct rpc_call *rpc_send(struct rpc *r, const struct transaction *t, bool skip_preflight, enum commitment preflight);
MUST_CHECK enum err_code rpc_send_result(struct rpc_call *c, struct rpc_outcome *out, struct err *e);

struct rpc_status {
	bool known;
	uint64_t slot;
	enum commitment reached;
	struct rpc_outcome outcome;
};
#define RPC_STATUSES_MAX 256u
/* rpc_get_statuses asks for `n` signatures, RPC_STATUSES_MAX at most; `history`: older than the node's
 * recent ones too.  The result fills out[i] for the i-th; `n` is the same number. */
struct rpc_call *rpc_get_statuses(struct rpc *r, const struct signature *s, size_t n, bool history);
MUST_CHECK enum err_code rpc_statuses_result(struct rpc_call *c, struct rpc_status *out, size_t n, struct err *e);

/* Signatures that touched an address, newest first, at most `limit` (1000). */
struct rpc_signature {
	struct signature signature;
	uint64_t slot;
	int64_t time; /* block time, unix s; INT64_MIN when unknown */
	bool failed;
	bool unreadable; /* of an account: see rpc_outcome_unreadable; false from rpc_get_transaction */
};
struct rpc_call *rpc_get_signatures(struct rpc *r, const struct pubkey *k, const struct signature *before, size_t limit,
	enum commitment c);
MUST_CHECK enum err_code rpc_signatures_result(struct rpc_call *c, struct rpc_signature *out, size_t cap, size_t *n,
	struct err *e);

/* The message of a landed transaction, and whether it failed. */
struct rpc_call *rpc_get_transaction(struct rpc *r, const struct signature *s, enum commitment c);
MUST_CHECK enum err_code rpc_transaction_result(struct rpc_call *c, struct buf *wire, struct rpc_signature *about,
	struct err *e);

#endif
