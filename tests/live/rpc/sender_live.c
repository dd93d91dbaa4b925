/* Sending against the local chain, with everything that goes wrong on the way.
 * Each row says what is broken first and what must become of the transfer. */
#include "live.h"

enum { FINE = 1000000 };
#define TOO_MUCH 900000000000u

static const struct row {
	const char *fact;
	const char *faults[4];     /* given to the admin address, in order */
	const char *mine;          /* after the blockhash was taken */
	const char *lag;
	uint64_t lamports;
	bool skip_preflight;
	enum commitment wanted;
	enum sender_state end;
	const char *reason;        /* in the outcome, NULL for none */
	unsigned sends_least, sends_most;
	bool landed;               /* the receiver has the lamports */
} rows[] = {
	{ "a transfer lands", { NULL }, NULL, NULL, FINE, false, COMMITMENT_CONFIRMED, SENDER_LANDED, NULL, 1, 99, true },
	{ "a transfer lands at finalized", { NULL }, NULL, NULL, FINE, false, COMMITMENT_FINALIZED, SENDER_LANDED, NULL, 1, 99, true },
	{ "preflight refuses what would fail", { NULL }, NULL, NULL, TOO_MUCH, false, COMMITMENT_CONFIRMED, SENDER_FAILED,
		"Custom", 1, 1, false },
	{ "without preflight it fails in a block", { NULL }, NULL, NULL, TOO_MUCH, true, COMMITMENT_CONFIRMED, SENDER_FAILED,
		"Custom", 1, 99, false },
	{ "an expired blockhash is known to be one", { NULL }, "{\"slots\":200}", NULL, FINE, false, COMMITMENT_CONFIRMED,
		SENDER_EXPIRED, NULL, 1, 99, false },
	{ "an expired blockhash without preflight too", { NULL }, "{\"slots\":200}", NULL, FINE, true, COMMITMENT_CONFIRMED,
		SENDER_EXPIRED, NULL, 1, 99, false },
	{ "a lost transaction is sent again", { "{\"kind\":\"lose\",\"count\":2}" }, NULL, NULL, FINE, false,
		COMMITMENT_CONFIRMED, SENDER_LANDED, NULL, 3, 99, true },
	{ "a send that is never answered, carried out", { "{\"kind\":\"drop\",\"method\":\"sendTransaction\",\"count\":1}" },
		NULL, NULL, FINE, false, COMMITMENT_CONFIRMED, SENDER_LANDED, NULL, 1, 99, true },
	{ "a send that is never answered, not carried out",
		{ "{\"kind\":\"drop\",\"when\":\"before\",\"method\":\"sendTransaction\",\"count\":1}" },
		NULL, NULL, FINE, false, COMMITMENT_CONFIRMED, SENDER_LANDED, NULL, 2, 99, true },
	{ "a send whose connection closes, carried out", { "{\"kind\":\"close\",\"method\":\"sendTransaction\",\"count\":1}" },
		NULL, NULL, FINE, false, COMMITMENT_CONFIRMED, SENDER_LANDED, NULL, 1, 99, true },
	{ "a send limited by 429", { "{\"kind\":\"status\",\"status\":429,\"retryAfter\":1,\"method\":\"sendTransaction\",\"count\":1}" },
		NULL, NULL, FINE, false, COMMITMENT_CONFIRMED, SENDER_LANDED, NULL, 2, 99, true },
	{ "a send answered 503", { "{\"kind\":\"status\",\"status\":503,\"method\":\"sendTransaction\",\"count\":1}" },
		NULL, NULL, FINE, false, COMMITMENT_CONFIRMED, SENDER_LANDED, NULL, 2, 99, true },
	{ "an unhealthy node", { "{\"kind\":\"error\",\"code\":-32005,\"data\":{\"numSlotsBehind\":9},\"method\":\"sendTransaction\",\"count\":1}" },
		NULL, NULL, FINE, false, COMMITMENT_CONFIRMED, SENDER_LANDED, NULL, 2, 99, true },
	{ "an endpoint that does not take transactions",
		{ "{\"kind\":\"error\",\"code\":-32601,\"message\":\"Method not found\",\"method\":\"sendTransaction\"}" },
		NULL, NULL, FINE, false, COMMITMENT_CONFIRMED, SENDER_FAILED, "refused by the endpoint", 1, 1, false },
	{ "statuses that fail for a while", { "{\"kind\":\"status\",\"status\":500,\"method\":\"getSignatureStatuses\",\"count\":2}",
		"{\"kind\":\"truncate\",\"bytes\":40,\"method\":\"getSignatureStatuses\",\"count\":1}" },
		NULL, NULL, FINE, false, COMMITMENT_CONFIRMED, SENDER_LANDED, NULL, 1, 99, true },
	{ "a confirmed state that lags", { NULL }, NULL, "{\"confirmed\":10,\"finalized\":20}", FINE, false,
		COMMITMENT_CONFIRMED, SENDER_LANDED, NULL, 1, 99, true },
	{ "every send lost until it expires", { "{\"kind\":\"lose\"}" }, NULL, NULL, FINE, false, COMMITMENT_CONFIRMED,
		SENDER_EXPIRED, NULL, 2, 99, false },
};

static uint64_t
balance(struct live *l)
{
	struct err e = ERR_INIT;
	uint64_t n = 0;
	struct rpc_call *c = live_done(l, rpc_get_balance(l->r, &l->other, COMMITMENT_PROCESSED));

	if (rpc_number_result(c, &n, &e) != ERR_OK)
		die("%s", e.message);
	rpc_call_free(c);
	return n;
}

static void
run(struct live *l, const struct row *row)
{
	uint64_t before = balance(l), lamports = row->lamports + (uint64_t)(row - rows);
	struct transaction t;
	struct rpc_blockhash bh;
	unsigned sends;
	enum sender_state end;
	const struct rpc_outcome *o;
	struct sender *s;

	if (row->lag != NULL)
		(void)live_admin(l, "lag", row->lag);
	live_transfer(l, lamports, &t, &bh);
	if (row->mine != NULL)
		(void)live_admin(l, "mine", row->mine);
	for (int i = 0; i < 4 && row->faults[i] != NULL; i++)
		(void)live_admin(l, "fault", row->faults[i]);
	(void)live_admin(l, "counters/reset", "{}");
	s = sender_new(l->r, &l->clock, &t, bh.last_valid_height, row->wanted, row->skip_preflight);
	end = live_send(l, s);
	o = sender_outcome(s);
	sends = live_admin(l, "counters", "{}");
	(void)live_admin(l, "faults/clear", "{}");
	(void)live_admin(l, "lag", "{}");
	CHECK(end == row->end, "%s: ended %d after %u sends %s", row->fact, (int)end, sends, sender_trouble(s));
	CHECK(sends >= row->sends_least && sends <= row->sends_most, "%s: sends", row->fact);
	CHECK(o->failed == (row->reason != NULL) && (row->reason == NULL || strcmp(o->reason, row->reason) == 0),
		"%s: outcome '%s' %s", row->fact, o->reason, o->last_log);
	CHECK(balance(l) - before == (row->landed ? lamports : 0), "%s: the money", row->fact);
	sender_free(s);
}

/* The same bytes given to a second sender: found to have landed, not repeated. */
static void
again(struct live *l)
{
	uint64_t before = balance(l);
	struct transaction t;
	struct rpc_blockhash bh;

	live_transfer(l, 2 * FINE, &t, &bh);
	for (int i = 0; i < 2; i++) {
		struct sender *s = sender_new(l->r, &l->clock, &t, bh.last_valid_height, COMMITMENT_CONFIRMED, false);

		CHECK(live_send(l, s) == SENDER_LANDED, "sending the same bytes, time %d: landed", i + 1);
		sender_free(s);
	}
	CHECK(balance(l) - before == 2 * FINE, "and executed once");
}

int
main(void)
{
	static const struct rpc_limits quick = { .timeout_ms = 3000, .attempts = 5, .backoff_ms = 50, .total_ms = 20000 };
	struct live l;

	live_open(&l);
	rpc_limit(l.r, &quick);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		run(&l, &rows[i]);
	again(&l);
	live_close(&l);
	return test_done();
}
