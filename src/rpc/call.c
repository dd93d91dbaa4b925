#include "rpc/call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUEST_MAX (1u << 20) /* bytes */
#define BACKOFF_MAX_MS 8000u
#define RETRY_AFTER_MAX_MS 15000u
#define UNREACHABLE_ATTEMPTS 3u

static const struct {
	const char *name;
	uint32_t patience; /* times the usual timeout */
} method[CALL_METHODS] = {
	[CALL_ACCOUNTS] = { "getMultipleAccounts", 2 },
	[CALL_PROGRAM_ACCOUNTS] = { "getProgramAccounts", 3 },
	[CALL_BLOCKHASH] = { "getLatestBlockhash", 1 },
	[CALL_EPOCH] = { "getEpochInfo", 1 },
	[CALL_GENESIS] = { "getGenesisHash", 1 },
	[CALL_RENT] = { "getMinimumBalanceForRentExemption", 1 },
	[CALL_BALANCE] = { "getBalance", 1 },
	[CALL_FEE] = { "getFeeForMessage", 1 },
	[CALL_PRICE] = { "getRecentPrioritizationFees", 1 },
	[CALL_SIMULATE] = { "simulateTransaction", 1 },
	[CALL_SEND] = { "sendTransaction", 1 },
	[CALL_STATUSES] = { "getSignatureStatuses", 1 },
	[CALL_SIGNATURES] = { "getSignaturesForAddress", 2 },
	[CALL_TRANSACTION] = { "getTransaction", 1 },
	[CALL_HEALTH] = { "getHealth", 1 },
};

const char *
call_name(enum call_method m)
{
	return method[m].name;
}

static void
unlink_call(struct rpc_call *c)
{
	if (c->at == NULL) /* detached */
		return;
	*c->at = c->next;
	if (c->next != NULL)
		c->next->at = c->at;
	c->at = NULL;
}

static void
fail(struct rpc_call *c, const struct err *why)
{
	c->state = CALL_FAILED;
	c->error = *why;
	buf_wipe(&c->request);
	free(c->key);
	c->key = NULL;
}

enum err_code
call_blame(const struct rpc_call *c, struct err *e)
{
	char message[ERR_TEXT_MAX];

	memcpy(message, e->message, sizeof message);
	(void)snprintf(e->message, sizeof e->message, "%s at %.120s: %.160s", call_name(c->method),
		c->r != NULL ? c->r->shown : "a closed endpoint", message);
	return e->code;
}

/* A number from 0 to below `n`, for jitter only (xorshift64). */
static uint64_t
dice(struct rpc *r, uint64_t n)
{
	r->dice ^= r->dice << 13;
	r->dice ^= r->dice >> 7;
	r->dice ^= r->dice << 17;
	return n == 0 ? 0 : r->dice % n;
}

/* How long to wait before the next attempt. */
static uint64_t
wait_ms(struct rpc_call *c)
{
	uint64_t wait = c->r->limits.backoff_ms;

	if (c->retry_after_s >= 0) {
		wait = (uint64_t)c->retry_after_s * 1000u;
		if (wait > RETRY_AFTER_MAX_MS)
			wait = RETRY_AFTER_MAX_MS;
		return wait + dice(c->r, 250);
	}
	for (unsigned i = 1; i < c->attempts && wait < BACKOFF_MAX_MS; i++)
		wait *= 2;
	if (wait > BACKOFF_MAX_MS)
		wait = BACKOFF_MAX_MS;
	return wait - wait / 4 + dice(c->r, wait / 2 + 1);
}

static bool
may_ask_again(const struct rpc_call *c, uint64_t now, uint64_t wait)
{
	unsigned most = c->r->limits.attempts;

	if (c->fault == REPLY_UNREACHABLE && most > UNREACHABLE_ATTEMPTS)
		most = UNREACHABLE_ATTEMPTS;
	return c->method != CALL_SEND && c->attempts < most && now + wait - c->began_ms <= c->r->limits.total_ms;
}

/* Waits for another attempt; false when there is to be none. */
static bool
ask_again(struct rpc_call *c, const struct verdict *v)
{
	uint64_t now = clock_mono_ms(&c->r->clock), wait = wait_ms(c);

	if (!may_ask_again(c, now, wait))
		return false;
	c->state = CALL_WAITING;
	c->due_ms = now + wait;
	if (v->refusal == 429 && c->retry_after_s >= 0 && c->r->quiet_ms < c->due_ms)
		c->r->quiet_ms = c->due_ms;
	return true;
}

static void
answered(struct rpc_call *c, const struct reply *r, const struct verdict *v)
{
	c->body = *r->own;
	*r->own = NULL;
	c->result = v->text;
}

static void
on_reply(void *ctx, const struct reply *r)
{
	struct rpc_call *c = ctx;
	struct verdict v;

	c->flight = NULL;
	c->fault = r->fault;
	c->retry_after_s = r->retry_after_s;
	verdict_of(r, c->id, c->min_slot, &v);
	c->refusal = v.refusal;
	if (v.kind == VERDICT_RESULT) {
		c->state = CALL_ANSWERED;
		answered(c, r, &v);
		buf_wipe(&c->request);
		return;
	}
	if (v.kind == VERDICT_AGAIN && ask_again(c, &v))
		return;
	if (v.refusal == RPC_CODE_PREFLIGHT)
		answered(c, r, &v);
	(void)call_blame(c, &v.error);
	if (c->attempts > 1) {
		size_t len = strlen(v.error.message);

		(void)snprintf(v.error.message + len, sizeof v.error.message - len, " (asked %u times)", c->attempts);
	}
	fail(c, &v.error);
}

void
call_post(struct rpc_call *c)
{
	struct rpc *r = c->r;
	struct err e = ERR_INIT;

	c->attempts++;
	c->state = CALL_FLYING;
	c->flight = transport_post(r->transport, r->url, buf_str(&c->request), c->request.len,
		r->limits.timeout_ms * method[c->method].patience, on_reply, c, &e);
	if (c->flight == NULL)
		fail(c, &e);
}

struct rpc_call *
call_new(struct rpc *r, enum call_method m)
{
	struct rpc_call *c = mem_new(1, sizeof *c);

	*c = (struct rpc_call){ .r = r, .next = r->call, .at = &r->call, .method = m, .id = r->next_id++,
		.request = BUF_INIT(REQUEST_MAX), .result = { "", 0 }, .error = ERR_INIT, .retry_after_s = -1,
		.began_ms = clock_mono_ms(&r->clock) };
	if (r->call != NULL)
		r->call->at = &c->next;
	r->call = c;
	c->json = jsonout_to(&c->request);
	jsonout_object(&c->json, NULL);
	jsonout_str(&c->json, "jsonrpc", "2.0");
	jsonout_u64(&c->json, "id", c->id);
	jsonout_str(&c->json, "method", call_name(m));
	jsonout_array(&c->json, "params");
	return c;
}

void
call_config(struct rpc_call *c, enum commitment commitment, bool encoding)
{
	jsonout_object(&c->json, NULL);
	jsonout_str(&c->json, "commitment", commitment_name(commitment));
	if (encoding)
		jsonout_str(&c->json, "encoding", "base64");
}

struct rpc_call *
call_go(struct rpc_call *c)
{
	struct err e = ERR_INIT;

	jsonout_end(&c->json);
	jsonout_end(&c->json);
	if (c->request.over) {
		(void)err_set(&e, ERR_INTERNAL, "%s: a request of more than %u bytes", call_name(c->method), REQUEST_MAX);
		fail(c, &e);
	} else if (c->method != CALL_SEND && c->r->quiet_ms > c->began_ms) {
		c->due_ms = c->r->quiet_ms;
	} else {
		call_post(c);
	}
	return c;
}

enum err_code
call_take(struct rpc_call *c, enum call_method m, enum call_method or, struct span *result, struct err *e)
{
	if (c->method != m && c->method != or)
		return err_set(e, ERR_INTERNAL, "a result of %s is taken as that of %s", call_name(c->method), call_name(m));
	if (rpc_pending(c))
		return err_set(e, ERR_INTERNAL, "%s has not been answered yet", call_name(m));
	if (c->state == CALL_FAILED) {
		*e = c->error;
		return e->code;
	}
	if (c->body == NULL)
		return err_set(e, ERR_INTERNAL, "the result of %s is taken twice", call_name(m));
	*result = c->result;
	return ERR_OK;
}

bool
rpc_pending(const struct rpc_call *c)
{
	return c->state == CALL_WAITING || c->state == CALL_FLYING;
}

int64_t
rpc_error_code(const struct rpc_call *c)
{
	return c->state == CALL_FAILED ? c->refusal : 0;
}

uint64_t
rpc_retry_after_ms(const struct rpc_call *c)
{
	return c->retry_after_s > 0 ? (uint64_t)c->retry_after_s * 1000u : 0;
}

bool
rpc_not_sent(const struct rpc_call *c)
{
	return c->state == CALL_FAILED && c->fault == REPLY_UNREACHABLE;
}

void
call_detach(struct rpc_call *c)
{
	struct err e = ERR_INIT;

	transport_cancel(c->r->transport, c->flight);
	c->flight = NULL;
	if (rpc_pending(c)) {
		(void)err_set(&e, ERR_RPC, "%s at %.120s: the endpoint was closed", call_name(c->method), c->r->shown);
		fail(c, &e);
	}
	unlink_call(c);
	c->r = NULL;
}

void
rpc_call_free(struct rpc_call *c)
{
	if (c == NULL)
		return;
	if (c->flight != NULL)
		transport_cancel(c->r->transport, c->flight);
	unlink_call(c);
	buf_wipe(&c->request);
	free(c->key);
	free(c->body);
	free(c);
}
