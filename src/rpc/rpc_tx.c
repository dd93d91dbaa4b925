#include "rpc/rpc.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "rpc/call.h"

char *
rpc_outcome_text(char out[RPC_OUTCOME_TEXT], const struct rpc_outcome *o)
{
	char where[32] = "", custom[24] = "";

	out[0] = '\0';
	if (!o->failed)
		return out;
	if (o->instruction >= 0)
		(void)snprintf(where, sizeof where, " in instruction %d", o->instruction);
	if (o->has_custom)
		(void)snprintf(custom, sizeof custom, " %" PRIu32, o->custom);
	(void)snprintf(out, RPC_OUTCOME_TEXT, "%s%s%s%s%s", o->has_custom ? "error" : o->reason, custom, where,
		o->last_log[0] != '\0' ? ": " : "", o->last_log);
	return out;
}

bool
rpc_outcome_unreadable(const struct rpc_outcome *o)
{
	enum { ANCHOR_DID_NOT_DESERIALIZE = 3003 };

	if (!o->failed || strstr(o->last_log, "ELF") != NULL || strstr(o->last_log, "sbpf") != NULL)
		return false;
	return (o->has_custom && o->custom == ANCHOR_DID_NOT_DESERIALIZE) || strstr(o->reason, "BorshIoError") != NULL
		|| strcmp(o->reason, "InvalidAccountData") == 0 || strstr(o->last_log, "AccountDidNotDeserialize") != NULL;
}

struct rpc_call *
rpc_simulate(struct rpc *r, const struct transaction *t, bool verify, enum commitment commitment)
{
	struct rpc_call *c = call_new(r, CALL_SIMULATE);

	jsonout_base64(&c->json, NULL, t->bytes, t->len);
	call_config(c, commitment, true);
	jsonout_bool(&c->json, verify ? "sigVerify" : "replaceRecentBlockhash", true);
	jsonout_end(&c->json);
	return call_go(c);
}

enum err_code
rpc_simulate_result(struct rpc_call *c, struct rpc_outcome *out, struct err *e)
{
	struct span result;

	if (call_take(c, CALL_SIMULATE, CALL_SIMULATE, &result, e) != ERR_OK)
		return e->code;
	return shape_simulation(result, out, e) == ERR_OK ? ERR_OK : call_blame(c, e);
}

struct rpc_call *
rpc_send(struct rpc *r, const struct transaction *t, bool skip_preflight, enum commitment preflight)
{
	struct rpc_call *c = call_new(r, CALL_SEND);

	c->signature = transaction_id(t);
	jsonout_base64(&c->json, NULL, t->bytes, t->len);
	jsonout_object(&c->json, NULL);
	jsonout_str(&c->json, "encoding", "base64");
	jsonout_bool(&c->json, "skipPreflight", skip_preflight);
	jsonout_str(&c->json, "preflightCommitment", commitment_name(preflight));
	jsonout_end(&c->json);
	return call_go(c);
}

/* A preflight refusal: its reason, where the node gave one. */
static enum err_code
refused(struct rpc_call *c, struct rpc_outcome *out, struct err *e)
{
	struct err unused = ERR_INIT;
	char text[RPC_OUTCOME_TEXT];

	if (c->result.len == 0 || shape_preflight(c->result, out, &unused) != ERR_OK) {
		*out = (struct rpc_outcome){ .failed = true, .instruction = -1, .reason = "refused by preflight" };
		*e = c->error;
		return e->code;
	}
	return err_set(e, ERR_CHAIN, "the transaction would fail: %s", rpc_outcome_text(text, out));
}

enum err_code
rpc_send_result(struct rpc_call *c, struct rpc_outcome *out, struct err *e)
{
	struct signature got;
	struct span result;

	*out = (struct rpc_outcome){ .instruction = -1 };
	if (call_take(c, CALL_SEND, CALL_SEND, &result, e) != ERR_OK)
		return rpc_error_code(c) == RPC_CODE_PREFLIGHT ? refused(c, out, e) : e->code;
	if (shape_signature(result, &got, e) != ERR_OK)
		return call_blame(c, e);
	if (memcmp(got.b, c->signature.b, sizeof got.b) == 0)
		return ERR_OK;
	(void)err_set(e, ERR_WIRE, "the reply names another transaction than the one sent");
	return call_blame(c, e);
}

struct rpc_call *
rpc_get_statuses(struct rpc *r, const struct signature *s, size_t n, bool history)
{
	struct rpc_call *c = call_new(r, CALL_STATUSES);
	char text[SIGNATURE_TEXT];

	if (n == 0 || n > RPC_STATUSES_MAX)
		die("rpc: %zu statuses at once, 1 to %u", n, RPC_STATUSES_MAX);
	c->n = n;
	jsonout_array(&c->json, NULL);
	for (size_t i = 0; i < n; i++)
		jsonout_str(&c->json, NULL, signature_text(text, &s[i]));
	jsonout_end(&c->json);
	jsonout_object(&c->json, NULL);
	jsonout_bool(&c->json, "searchTransactionHistory", history);
	jsonout_end(&c->json);
	return call_go(c);
}

enum err_code
rpc_statuses_result(struct rpc_call *c, struct rpc_status *out, size_t n, struct err *e)
{
	struct span result;

	if (call_take(c, CALL_STATUSES, CALL_STATUSES, &result, e) != ERR_OK)
		return e->code;
	if (n != c->n)
		return err_set(e, ERR_INTERNAL, "%zu statuses taken of %zu asked for", n, c->n);
	return shape_statuses(result, out, n, e) == ERR_OK ? ERR_OK : call_blame(c, e);
}
