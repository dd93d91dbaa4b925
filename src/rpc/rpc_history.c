#include "rpc/rpc.h"

#include "rpc/call.h"

#define SIGNATURES_MAX 1000u /* a node gives no more */

/* Nodes keep history from confirmed on and refuse to be asked for less. */
static enum commitment
at_least_confirmed(enum commitment c)
{
	return c == COMMITMENT_PROCESSED ? COMMITMENT_CONFIRMED : c;
}

struct rpc_call *
rpc_get_signatures(struct rpc *r, const struct pubkey *k, const struct signature *before, size_t limit,
	enum commitment commitment)
{
	struct rpc_call *c = call_new(r, CALL_SIGNATURES);
	char text[PUBKEY_TEXT], last[SIGNATURE_TEXT];

	c->n = limit == 0 || limit > SIGNATURES_MAX ? SIGNATURES_MAX : limit;
	jsonout_str(&c->json, NULL, pubkey_text(text, k));
	call_config(c, at_least_confirmed(commitment), false);
	jsonout_u64(&c->json, "limit", c->n);
	if (before != NULL)
		jsonout_str(&c->json, "before", signature_text(last, before));
	jsonout_end(&c->json);
	return call_go(c);
}

enum err_code
rpc_signatures_result(struct rpc_call *c, struct rpc_signature *out, size_t cap, size_t *n, struct err *e)
{
	struct span result;

	if (call_take(c, CALL_SIGNATURES, CALL_SIGNATURES, &result, e) != ERR_OK)
		return e->code;
	return shape_signatures(result, out, cap < c->n ? cap : c->n, n, e) == ERR_OK ? ERR_OK : call_blame(c, e);
}

struct rpc_call *
rpc_get_transaction(struct rpc *r, const struct signature *s, enum commitment commitment)
{
	struct rpc_call *c = call_new(r, CALL_TRANSACTION);
	char text[SIGNATURE_TEXT];

	c->signature = *s;
	jsonout_str(&c->json, NULL, signature_text(text, s));
	call_config(c, at_least_confirmed(commitment), true);
	jsonout_u64(&c->json, "maxSupportedTransactionVersion", 1);
	jsonout_end(&c->json);
	return call_go(c);
}

enum err_code
rpc_transaction_result(struct rpc_call *c, struct buf *wire, struct rpc_signature *about, struct err *e)
{
	struct span result;

	if (call_take(c, CALL_TRANSACTION, CALL_TRANSACTION, &result, e) != ERR_OK)
		return e->code;
	return shape_transaction(result, &c->signature, wire, about, e) == ERR_OK ? ERR_OK : call_blame(c, e);
}
