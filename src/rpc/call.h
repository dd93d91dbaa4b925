#ifndef RPC_CALL_H
#define RPC_CALL_H

/* call.h - one request and its reply, inside rpc/ only.
 *
 *     WAITING --due--> FLYING --reply--> ANSWERED or FAILED
 *        ^---- again ----'                                       */

#include "base/jsonout.h"
#include "rpc/rpc.h"
#include "rpc/shape.h"

enum call_method {
	CALL_ACCOUNTS, CALL_PROGRAM_ACCOUNTS, CALL_BLOCKHASH, CALL_EPOCH, CALL_GENESIS, CALL_RENT, CALL_BALANCE,
	CALL_FEE, CALL_PRICE, CALL_SIMULATE, CALL_SEND, CALL_STATUSES, CALL_SIGNATURES, CALL_TRANSACTION, CALL_HEALTH,
	CALL_METHODS
};
const char *call_name(enum call_method m); /* as in "getBalance" */

enum call_state { CALL_WAITING, CALL_FLYING, CALL_ANSWERED, CALL_FAILED };

struct rpc {
	struct transport *transport; /* borrowed */
	struct clock clock;
	char *url;
	char shown[160];
	struct rpc_limits limits;
	struct rpc_call *call;       /* every one not freed yet */
	uint64_t next_id;
	uint64_t quiet_ms;           /* monotonic; reads wait until then: the endpoint asked for it */
	uint64_t dice;
};

struct rpc_call {
	struct rpc *r;               /* NULL once its endpoint is gone */
	struct rpc_call *next, **at; /* in r->call */
	enum call_method method;
	enum call_state state;
	uint64_t id;
	struct buf request;
	struct jsonout json;         /* writes request */
	struct request *flight;
	unsigned attempts;
	uint64_t began_ms, due_ms;   /* monotonic */
	char *body;                  /* owned; ANSWERED, and FAILED by preflight */
	struct span result;          /* in body; of a preflight refusal its data */
	struct err error;            /* FAILED */
	int64_t refusal;             /* see rpc_error_code */
	enum reply_fault fault;      /* of the last attempt */
	int retry_after_s;           /* of the last attempt, -1 none */
	/* what was asked, to hold the reply against */
	struct pubkey *key;          /* owned */
	size_t n;
	struct pubkey program;
	struct rpc_slice slice;
	uint64_t min_slot;
	struct signature signature;
};

/* call_new begins a request with its parameter array open in c->json; call_go
 * closes it and sends.  Parameters are written between the two. */
struct rpc_call *call_new(struct rpc *r, enum call_method m);
struct rpc_call *call_go(struct rpc_call *c);
/* call_config writes the usual last parameter: {"commitment":..,"encoding":"base64"}, still open. */
void call_config(struct rpc_call *c, enum commitment commitment, bool encoding);

/* call_take gives the text of the result of a finished call of one of the two
 * methods; else the error.  call_blame puts method and endpoint before the
 * message of an ERR_WIRE in *e, and returns its code. */
MUST_CHECK enum err_code call_take(struct rpc_call *c, enum call_method m, enum call_method or, struct span *result,
	struct err *e);
enum err_code call_blame(const struct rpc_call *c, struct err *e);

/* call_post sends one that is due. */
void call_post(struct rpc_call *c);
/* call_detach lets go of an endpoint that goes away; one that is pending fails. */
void call_detach(struct rpc_call *c);

/* What to do with a reply. */
enum verdict_kind { VERDICT_RESULT, VERDICT_AGAIN, VERDICT_FAILED };
struct verdict {
	enum verdict_kind kind;
	int64_t refusal;
	struct span text;  /* the result, or a preflight refusal's data */
	struct err error;  /* what to report when not asked again */
};
/* verdict_of judges the reply to request `id`; AGAIN where another attempt may
 * help.  Pure.  Messages do not name method or endpoint yet. */
void verdict_of(const struct reply *r, uint64_t id, uint64_t min_slot, struct verdict *v);

#endif
