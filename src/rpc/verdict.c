#include <inttypes.h>
#include <stdio.h>

#include "rpc/call.h"

static void
unreached(const struct reply *r, struct verdict *v)
{
	v->kind = r->fault == REPLY_REFUSED ? VERDICT_FAILED : VERDICT_AGAIN;
	(void)err_set(&v->error, ERR_RPC, "%s", r->message[0] != '\0' ? r->message : "no answer");
	if (r->fault == REPLY_UNREACHABLE)
		(void)err_hint(&v->error, "check the network and the address, or name another endpoint with -u");
	else if (r->fault == REPLY_LOST)
		(void)err_hint(&v->error, "try again, or name another endpoint with -u");
}

static void
limited(struct verdict *v, const char *how)
{
	v->kind = VERDICT_AGAIN;
	(void)err_set(&v->error, ERR_RPC, "the endpoint limits how often it may be asked (%s)", how);
	(void)err_hint(&v->error, "wait a moment, or name an endpoint with a higher limit with -u");
}

static void
by_status(int status, struct verdict *v)
{
	char how[32];

	v->refusal = status;
	(void)snprintf(how, sizeof how, "HTTP %d", status);
	if (status == 429) {
		limited(v, how);
	} else if (status >= 500 || status == 408) {
		v->kind = VERDICT_AGAIN;
		(void)err_set(&v->error, ERR_RPC, "the endpoint is in trouble (%s)", how);
		(void)err_hint(&v->error, "try again, or name another endpoint with -u");
	} else if (status == 401 || status == 403) {
		(void)err_set(&v->error, ERR_RPC, "the endpoint refuses this client (%s)", how);
		(void)err_hint(&v->error, "check the access key in its address");
	} else if (status >= 300 && status < 400) {
		(void)err_set(&v->error, ERR_RPC, "the endpoint redirects elsewhere (%s), which is not followed", how);
		(void)err_hint(&v->error, "give the address it redirects to with -u");
	} else {
		(void)err_set(&v->error, ERR_RPC, "the endpoint answers %s", how);
		(void)err_hint(&v->error, "check that the address is that of a Solana JSON-RPC endpoint");
	}
}

static void
unhealthy(const struct shape_envelope *env, struct verdict *v)
{
	uint64_t slots;

	v->kind = VERDICT_AGAIN;
	if (env->data.len > 0 && shape_behind(env->data, &slots))
		(void)err_set(&v->error, ERR_RPC, "the node is %" PRIu64 " slots behind the cluster", slots);
	else
		(void)err_set(&v->error, ERR_RPC, "the node is not healthy or limits requests: %s", env->message);
	(void)err_hint(&v->error, "try again, or name another endpoint with -u");
}

/* Codes after which the same question may be answered a moment later: block or
 * status not there yet, storage unreachable, internal error. */
static bool
is_passing(int64_t code)
{
	return code == -32004 || code == -32014 || code == -32019 || code == -32603 || code == RPC_CODE_BEHIND;
}

static void
by_code(const struct shape_envelope *env, struct verdict *v)
{
	v->refusal = env->code;
	if (env->code == 429 || env->code == -32429) {
		limited(v, env->message);
	} else if (env->code == RPC_CODE_UNHEALTHY) {
		unhealthy(env, v);
	} else if (env->code == RPC_CODE_PREFLIGHT) {
		v->text = env->data;
		(void)err_set(&v->error, ERR_CHAIN, "the transaction would fail: %s", env->message);
	} else if (env->code == RPC_CODE_NO_METHOD) {
		(void)err_set(&v->error, ERR_RPC, "the endpoint does not offer this method");
		(void)err_hint(&v->error, "name another endpoint with -u");
	} else {
		v->kind = is_passing(env->code) ? VERDICT_AGAIN : VERDICT_FAILED;
		(void)err_set(&v->error, ERR_RPC, "%s (code %" PRId64 ")",
			env->message[0] != '\0' ? env->message : "refused", env->code);
	}
}

static void
by_body(const struct reply *r, uint64_t id, uint64_t min_slot, struct verdict *v)
{
	struct shape_envelope env;
	bool fine = r->status >= 200 && r->status < 300;
	enum err_code rc = shape_envelope((struct span){ r->body, r->len }, id, &env, &v->error);
	uint64_t slot;

	if (rc == ERR_OK && env.failed) {
		by_code(&env, v);
		if (r->status == 429 || r->status >= 500)
			v->kind = VERDICT_AGAIN;
	} else if (!fine) {
		by_status(r->status, v);
	} else if (rc != ERR_OK) {
		v->kind = env.garbage ? VERDICT_AGAIN : VERDICT_FAILED;
	} else if (min_slot > 0 && shape_slot(env.result, &slot) && slot < min_slot) {
		v->kind = VERDICT_AGAIN;
		v->refusal = RPC_CODE_BEHIND;
		(void)err_set(&v->error, ERR_RPC, "the node answers as of slot %" PRIu64 ", asked for %" PRIu64
			" or newer", slot, min_slot);
	} else {
		v->kind = VERDICT_RESULT;
		v->text = env.result;
	}
}

void
verdict_of(const struct reply *r, uint64_t id, uint64_t min_slot, struct verdict *v)
{
	*v = (struct verdict){ .kind = VERDICT_FAILED, .text = { "", 0 }, .error = ERR_INIT };
	if (r->code != ERR_OK)
		unreached(r, v);
	else
		by_body(r, id, min_slot, v);
}
