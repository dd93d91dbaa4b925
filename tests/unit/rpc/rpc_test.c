/* Every method against every way an endpoint can fail, once (a retry succeeds,
 * or a clean error) and for good (a clean error, within the limits). */
#include "rpc/rpc.h"

#include "server.h"
#include "test.h"

#define ADDRESS "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY"
#define SYSTEM "11111111111111111111111111111111"
#define SIGNATURE "1111111111111111111111111111111111111111111111111111111111111112"
#define ACCOUNT "{\"data\":[\"AAEC\",\"base64\"],\"executable\":false,\"lamports\":7,\"owner\":\"" SYSTEM "\",\"space\":3}"

static const struct server_result results[] = {
	{ "getMultipleAccounts", "{\"context\":{\"slot\":90},\"value\":[" ACCOUNT ",null]}" },
	{ "getProgramAccounts", "{\"context\":{\"slot\":90},\"value\":[{\"pubkey\":\"" ADDRESS "\",\"account\":" ACCOUNT "}]}" },
	{ "getLatestBlockhash", "{\"context\":{\"slot\":90},\"value\":{\"blockhash\":\"" ADDRESS "\",\"lastValidBlockHeight\":240}}" },
	{ "getEpochInfo", "{\"absoluteSlot\":91,\"blockHeight\":80,\"epoch\":2}" },
	{ "getGenesisHash", "\"" ADDRESS "\"" },
	{ "getMinimumBalanceForRentExemption", "18446744073709551615" },
	{ "getBalance", "{\"context\":{\"slot\":90},\"value\":9007199254740993}" },
	{ "getFeeForMessage", "{\"context\":{\"slot\":90},\"value\":5000}" },
	{ "getRecentPrioritizationFees", "[{\"slot\":1,\"prioritizationFee\":9},{\"slot\":2,\"prioritizationFee\":1}]" },
	{ "simulateTransaction", "{\"context\":{\"slot\":90},\"value\":{\"err\":null,\"logs\":[],\"unitsConsumed\":150}}" },
	{ "sendTransaction", "\"" SIGNATURE "\"" },
	{ "getSignatureStatuses", "{\"context\":{\"slot\":90},\"value\":[{\"slot\":5,\"confirmations\":3,\"err\":null,"
		"\"confirmationStatus\":\"confirmed\"}]}" },
	{ "getSignaturesForAddress", "[{\"signature\":\"" SIGNATURE "\",\"slot\":5,\"err\":null,\"blockTime\":null}]" },
	{ "getTransaction", "null" },
	{ NULL, NULL },
};

struct bench {
	struct server server;
	struct clock clock;
	struct transport *t;
	struct rpc *r;
	struct transaction tx;
};

/* The signature is 63 zero bytes and a one, as SIGNATURE says. */
static void
make_transaction(struct transaction *t)
{
	*t = (struct transaction){ .len = 200, .message = 65, .message_len = 135, .signature = 1, .signer_n = 1 };
	t->bytes[0] = 1;
	t->bytes[64] = 1;
}

static struct rpc_call *
done(struct bench *b, struct rpc_call *c)
{
	struct err e = ERR_INIT;

	for (int i = 0; rpc_pending(c) && i < 5000; i++) {
		int due = rpc_deadline_ms(b->r);

		rpc_turn(b->r);
		if (transport_wait(b->t, NULL, NULL, 0, due < 0 || due > 100 ? 100 : due, &e) != ERR_OK)
			abort();
	}
	return c;
}

typedef enum err_code method_try(struct bench *b, struct rpc_call **c, struct err *e);

static enum err_code
try_accounts(struct bench *b, struct rpc_call **c, struct err *e)
{
	struct pubkey k[2] = { { .b = { 1 } }, { .b = { 2 } } };
	struct rpc_accounts a = { .n = 0 };
	enum err_code rc;

	*c = done(b, rpc_get_accounts(b->r, k, 2, (struct rpc_slice){ .on = false }, COMMITMENT_CONFIRMED, 90));
	rc = rpc_accounts_result(*c, &a, e);
	if (rc == ERR_OK && (a.n != 2 || a.account[0].len != 3 || a.account[0].data[2] != 2 || a.account[1].exists))
		rc = ERR_INTERNAL;
	rpc_accounts_free(&a);
	return rc;
}

static enum err_code
try_program(struct bench *b, struct rpc_call **c, struct err *e)
{
	struct rpc_accounts a = { .n = 0 };
	enum err_code rc;

	*c = done(b, rpc_get_program_accounts(b->r, &PUBKEY_SYSTEM, NULL, 0, (struct rpc_slice){ .on = false },
		COMMITMENT_CONFIRMED));
	rc = rpc_accounts_result(*c, &a, e);
	if (rc == ERR_OK && (a.n != 1 || a.account[0].lamports != 7))
		rc = ERR_INTERNAL;
	rpc_accounts_free(&a);
	return rc;
}

static enum err_code
try_blockhash(struct bench *b, struct rpc_call **c, struct err *e)
{
	struct rpc_blockhash bh;
	enum err_code rc;

	*c = done(b, rpc_get_blockhash(b->r, COMMITMENT_CONFIRMED));
	rc = rpc_blockhash_result(*c, &bh, e);
	return rc == ERR_OK && bh.last_valid_height != 240 ? ERR_INTERNAL : rc;
}

static enum err_code
try_epoch(struct bench *b, struct rpc_call **c, struct err *e)
{
	struct rpc_epoch epoch;
	enum err_code rc;

	*c = done(b, rpc_get_epoch(b->r, COMMITMENT_CONFIRMED));
	rc = rpc_epoch_result(*c, &epoch, e);
	return rc == ERR_OK && (epoch.slot != 91 || epoch.block_height != 80) ? ERR_INTERNAL : rc;
}

static enum err_code
try_genesis(struct bench *b, struct rpc_call **c, struct err *e)
{
	struct hash h;

	*c = done(b, rpc_get_genesis(b->r));
	return rpc_genesis_result(*c, &h, e);
}

static enum err_code
number(struct bench *b, struct rpc_call *c, uint64_t want, struct err *e)
{
	uint64_t n = 0;
	enum err_code rc = rpc_number_result(done(b, c), &n, e);

	return rc == ERR_OK && n != want ? ERR_INTERNAL : rc;
}

static enum err_code
try_rent(struct bench *b, struct rpc_call **c, struct err *e)
{
	return number(b, *c = rpc_get_rent(b->r, 5), UINT64_MAX, e);
}

static enum err_code
try_balance(struct bench *b, struct rpc_call **c, struct err *e)
{
	return number(b, *c = rpc_get_balance(b->r, &PUBKEY_SYSTEM, COMMITMENT_CONFIRMED), 9007199254740993u, e);
}

static enum err_code
try_fee(struct bench *b, struct rpc_call **c, struct err *e)
{
	return number(b, *c = rpc_get_fee(b->r, b->tx.bytes, 100, COMMITMENT_CONFIRMED), 5000, e);
}

static enum err_code
try_price(struct bench *b, struct rpc_call **c, struct err *e)
{
	return number(b, *c = rpc_get_price(b->r, &PUBKEY_SYSTEM, 1), 1, e);
}

static enum err_code
try_simulate(struct bench *b, struct rpc_call **c, struct err *e)
{
	struct rpc_outcome o;
	enum err_code rc;

	*c = done(b, rpc_simulate(b->r, &b->tx, false, COMMITMENT_CONFIRMED));
	rc = rpc_simulate_result(*c, &o, e);
	return rc == ERR_OK && (o.failed || o.units != 150) ? ERR_INTERNAL : rc;
}

static enum err_code
try_send(struct bench *b, struct rpc_call **c, struct err *e)
{
	struct rpc_outcome o;

	*c = done(b, rpc_send(b->r, &b->tx, false, COMMITMENT_CONFIRMED));
	return rpc_send_result(*c, &o, e);
}

static enum err_code
try_statuses(struct bench *b, struct rpc_call **c, struct err *e)
{
	struct signature s = { .b = { 0 } };
	struct rpc_status status;
	enum err_code rc;

	*c = done(b, rpc_get_statuses(b->r, &s, 1, false));
	rc = rpc_statuses_result(*c, &status, 1, e);
	return rc == ERR_OK && (!status.known || status.reached != COMMITMENT_CONFIRMED) ? ERR_INTERNAL : rc;
}

static enum err_code
try_signatures(struct bench *b, struct rpc_call **c, struct err *e)
{
	struct rpc_signature s[2];
	size_t n = 0;
	enum err_code rc;

	*c = done(b, rpc_get_signatures(b->r, &PUBKEY_SYSTEM, NULL, 2, COMMITMENT_CONFIRMED));
	rc = rpc_signatures_result(*c, s, 2, &n, e);
	return rc == ERR_OK && (n != 1 || s[0].time != INT64_MIN) ? ERR_INTERNAL : rc;
}

/* The good reply is null: not found is its success here. */
static enum err_code
try_transaction(struct bench *b, struct rpc_call **c, struct err *e)
{
	struct buf wire = BUF_INIT(4096);
	struct signature s = { .b = { 0 } };
	struct rpc_signature about;
	enum err_code rc;

	*c = done(b, rpc_get_transaction(b->r, &s, COMMITMENT_CONFIRMED));
	rc = rpc_transaction_result(*c, &wire, &about, e);
	buf_wipe(&wire);
	return rc == ERR_NOT_FOUND ? ERR_OK : rc == ERR_OK ? ERR_INTERNAL : rc;
}

static const struct method {
	const char *name;
	method_try *try;
} methods[] = {
	{ "getMultipleAccounts", try_accounts }, { "getProgramAccounts", try_program },
	{ "getLatestBlockhash", try_blockhash }, { "getEpochInfo", try_epoch }, { "getGenesisHash", try_genesis },
	{ "getMinimumBalanceForRentExemption", try_rent }, { "getBalance", try_balance }, { "getFeeForMessage", try_fee },
	{ "getRecentPrioritizationFees", try_price }, { "simulateTransaction", try_simulate },
	{ "sendTransaction", try_send }, { "getSignatureStatuses", try_statuses },
	{ "getSignaturesForAddress", try_signatures }, { "getTransaction", try_transaction },
};

static const struct fault {
	const char *fact;
	struct server_fault f;
	enum err_code code;  /* of a call that meets it to the end */
	bool passing;        /* a read that meets it once succeeds */
	int64_t refusal;     /* rpc_error_code at the end */
} faults[] = {
	{ "no answer", { SERVER_SILENT, 0, NULL }, ERR_RPC, true, 0 },
	{ "closed", { SERVER_CLOSE, 0, NULL }, ERR_RPC, true, 0 },
	{ "reset", { SERVER_RESET, 0, NULL }, ERR_RPC, true, 0 },
	{ "cut off", { SERVER_CUT, 20, NULL }, ERR_RPC, true, 0 },
	{ "cut short without saying so", { SERVER_SHORT, 20, NULL }, ERR_WIRE, true, 0 },
	{ "empty body", { SERVER_BODY, 0, "" }, ERR_WIRE, true, 0 },
	{ "a web page", { SERVER_BODY, 0, "<html>busy</html>" }, ERR_WIRE, true, 0 },
	{ "another request's answer", { SERVER_WRONG_ID, -1, NULL }, ERR_WIRE, false, 0 },
	{ "an array", { SERVER_BODY, 0, "[]" }, ERR_WIRE, false, 0 },
	{ "no result", { SERVER_BODY, 0, "{\"jsonrpc\":\"2.0\",\"id\":%I}" }, ERR_WIRE, false, 0 },
	{ "two ids", { SERVER_BODY, 0, "{\"jsonrpc\":\"2.0\",\"id\":%I,\"id\":1,\"result\":{\"a\":1,\"a\":2}}" }, ERR_WIRE, true, 0 },
	{ "result of another type", { SERVER_RESULT, 0, "true" }, ERR_WIRE, false, 0 },
	{ "result that is an object of nothing", { SERVER_RESULT, 0, "{}" }, ERR_WIRE, false, 0 },
	{ "too large", { SERVER_HUGE, (long)TRANSPORT_BODY_MAX + 1, NULL }, ERR_RPC, false, 0 },
	{ "nothing like HTTP", { SERVER_RAW, 0, "SSH-2.0-OpenSSH\r\n" }, ERR_RPC, false, 0 },
	{ "HTTP 429", { SERVER_STATUS, 429, NULL }, ERR_RPC, true, 429 },
	{ "HTTP 500", { SERVER_STATUS, 500, NULL }, ERR_RPC, true, 500 },
	{ "HTTP 503", { SERVER_STATUS, 503, NULL }, ERR_RPC, true, 503 },
	{ "HTTP 403", { SERVER_STATUS, 403, NULL }, ERR_RPC, false, 403 },
	{ "HTTP 404", { SERVER_STATUS, 404, NULL }, ERR_RPC, false, 404 },
	{ "HTTP 302", { SERVER_STATUS, 302, "Location: http://127.0.0.1:1/\r\n" }, ERR_RPC, false, 302 },
	{ "429 in the body", { SERVER_ERROR, 0, "{\"code\":429,\"message\":\"Too many requests\"}" }, ERR_RPC, true, 429 },
	{ "unhealthy", { SERVER_ERROR, 0, "{\"code\":-32005,\"message\":\"behind\",\"data\":{\"numSlotsBehind\":42}}" },
		ERR_RPC, true, RPC_CODE_UNHEALTHY },
	{ "behind the slot asked for", { SERVER_ERROR, 0, "{\"code\":-32016,\"message\":\"Minimum context slot\"}" },
		ERR_RPC, true, RPC_CODE_BEHIND },
	{ "internal error", { SERVER_ERROR, 0, "{\"code\":-32603,\"message\":\"Internal error\"}" }, ERR_RPC, true, -32603 },
	{ "no such method", { SERVER_ERROR, 0, "{\"code\":-32601,\"message\":\"Method not found\"}" }, ERR_RPC, false,
		RPC_CODE_NO_METHOD },
	{ "invalid parameters", { SERVER_ERROR, 0, "{\"code\":-32602,\"message\":\"\\u001b[2Jbad\\u202e\"}" }, ERR_RPC, false, -32602 },
	{ "excluded from the index", { SERVER_ERROR, 0, "{\"code\":-32010,\"message\":\"excluded\"}" }, ERR_RPC, false,
		RPC_CODE_EXCLUDED },
	{ "an error without a code", { SERVER_ERROR, 0, "{\"message\":\"x\"}" }, ERR_WIRE, false, 0 },
};

#define ATTEMPTS 4u

static bool
is_clean(const struct err *e, const char *name, struct bench *b)
{
	if (e->message[0] == '\0' || strstr(e->message, name) == NULL || strstr(e->message, rpc_url(b->r)) == NULL)
		return false;
	for (const char *s = e->message; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || strstr(e->message, "\xe2\x80\xae") != NULL)
			return false;
	return true;
}

static void
pair(struct bench *b, const struct method *m, const struct fault *f)
{
	bool send = strcmp(m->name, "sendTransaction") == 0;
	struct rpc_call *c = NULL;
	struct err e = ERR_INIT;
	unsigned before = server_requests(&b->server);
	enum err_code once, always;

	server_break(&b->server, f->f.kind, f->f.n, f->f.text);
	once = m->try(b, &c, &e);
	server_mend(&b->server);
	/* libcurl itself repeats a request whose kept connection was closed under it */
	if (send && (f->f.kind == SERVER_CLOSE || f->f.kind == SERVER_RESET))
		CHECK(once == ERR_OK || once == ERR_RPC, "%s, %s once: %d %s", m->name, f->fact, (int)once, e.message);
	else
		CHECK(once == (f->passing && !send ? ERR_OK : f->code), "%s, %s once: %d %s", m->name, f->fact, (int)once, e.message);
	if (send && f->f.kind != SERVER_CLOSE && f->f.kind != SERVER_RESET)
		CHECK(server_requests(&b->server) - before == 1, "%s, %s: a send is never repeated", m->name, f->fact);
	rpc_call_free(c);
	for (unsigned i = 0; i < ATTEMPTS * 2; i++)
		server_break(&b->server, f->f.kind, f->f.n, f->f.text);
	always = m->try(b, &c, &e);
	server_mend(&b->server);
	CHECK(always == f->code && is_clean(&e, m->name, b), "%s, %s for good: %d %s", m->name, f->fact, (int)always, e.message);
	CHECK(rpc_error_code(c) == f->refusal, "%s, %s for good: code %lld", m->name, f->fact, (long long)rpc_error_code(c));
	rpc_call_free(c);
}

/* Numbers a node must not be believed, field by field. */
static void
lies(struct bench *b)
{
	static const char *const accounts[] = {
		"{\"context\":{\"slot\":89},\"value\":[" ACCOUNT ",null]}",
		"{\"context\":{\"slot\":90},\"value\":[" ACCOUNT "]}",
		"{\"context\":{\"slot\":90},\"value\":[null,null,null]}",
		"{\"context\":{\"slot\":90},\"value\":[{\"data\":[\"AAEC\",\"base58\"],\"executable\":false,\"lamports\":7,\"owner\":\""
			SYSTEM "\",\"space\":3},null]}",
		"{\"context\":{\"slot\":90},\"value\":[{\"data\":[\"AAEC\",\"base64\"],\"executable\":false,\"lamports\":7,\"owner\":\""
			SYSTEM "\",\"space\":4},null]}",
		"{\"context\":{\"slot\":90},\"value\":[{\"data\":[\"AAEC\",\"base64\"],\"executable\":false,\"lamports\":7.5,\"owner\":\""
			SYSTEM "\",\"space\":3},null]}",
		"{\"context\":{\"slot\":90},\"value\":[{\"data\":[\"AAEC\",\"base64\"],\"executable\":false,\"lamports\":-7,\"owner\":\""
			SYSTEM "\",\"space\":3},null]}",
		"{\"context\":{\"slot\":90},\"value\":[{\"data\":[\"AAEC\",\"base64\"],\"executable\":0,\"lamports\":7,\"owner\":\""
			SYSTEM "\",\"space\":3},null]}",
		"{\"context\":{\"slot\":90},\"value\":[{\"data\":[\"AAE\",\"base64\"],\"executable\":false,\"lamports\":7,\"owner\":\""
			SYSTEM "\",\"space\":3},null]}",
		"{\"context\":{\"slot\":90},\"value\":[{\"data\":[\"AAEC\",\"base64\"],\"executable\":false,\"lamports\":7,\"owner\":\"111\","
			"\"space\":3},null]}",
		"{\"context\":{\"slot\":90},\"value\":[{\"data\":[\"AAEC\",\"base64\"],\"executable\":false,\"lamports\":7,\"lamports\":7,"
			"\"owner\":\"" SYSTEM "\",\"space\":3},null]}",
		"{\"context\":{\"slot\":90},\"value\":[{\"executable\":false,\"lamports\":7,\"owner\":\"" SYSTEM "\",\"space\":3},null]}",
		"{\"value\":[" ACCOUNT ",null]}", "{\"context\":{\"slot\":90}}",
		"{\"context\":{\"slot\":18446744073709551616},\"value\":[" ACCOUNT ",null]}",
	};

	for (size_t i = 0; i < sizeof accounts / sizeof accounts[0]; i++) {
		struct err e = ERR_INIT;
		struct rpc_call *c = NULL;
		enum err_code rc;

		for (unsigned k = 0; k < ATTEMPTS; k++)
			server_break(&b->server, SERVER_RESULT, 0, accounts[i]);
		rc = try_accounts(b, &c, &e);
		server_mend(&b->server);
		CHECK(rc == ERR_WIRE || rc == ERR_RPC, "accounts %zu are not believed: %s", i, e.message);
		rpc_call_free(c);
	}
}

static void
preflight(struct bench *b)
{
	struct rpc_outcome o;
	struct err e = ERR_INIT;
	struct rpc_call *c;

	server_break(&b->server, SERVER_ERROR, 0, "{\"code\":-32002,\"message\":\"Transaction simulation failed\",\"data\":{\"err\":"
		"{\"InstructionError\":[1,{\"Custom\":6001}]},\"logs\":[\"Program X invoke [1]\",\"Program log: not \\u001b[31menough\","
		"\"Program X failed: custom program error: 0x1771\"],\"unitsConsumed\":99}}");
	c = done(b, rpc_send(b->r, &b->tx, false, COMMITMENT_CONFIRMED));
	CHECK(rpc_send_result(c, &o, &e) == ERR_CHAIN && o.failed && o.instruction == 1 && o.has_custom && o.custom == 6001
		&& o.units == 99 && strstr(o.last_log, "enough") != NULL && strchr(o.last_log, 0x1b) == NULL,
		"a preflight refusal is understood: %s", e.message);
	CHECK(rpc_error_code(c) == RPC_CODE_PREFLIGHT, "and has its code");
	rpc_call_free(c);
	server_break(&b->server, SERVER_ERROR, 0, "{\"code\":-32002,\"message\":\"no\"}");
	c = done(b, rpc_send(b->r, &b->tx, false, COMMITMENT_CONFIRMED));
	CHECK(rpc_send_result(c, &o, &e) == ERR_CHAIN && o.failed && o.reason[0] != '\0', "one without a reason: %s", e.message);
	rpc_call_free(c);
	server_break(&b->server, SERVER_RESULT, 0, "\"1111111111111111111111111111111111111111111111111111111111111113\"");
	c = done(b, rpc_send(b->r, &b->tx, false, COMMITMENT_CONFIRMED));
	CHECK(rpc_send_result(c, &o, &e) == ERR_WIRE, "a reply naming another transaction: %s", e.message);
	rpc_call_free(c);
}

static void
misuse(struct bench *b)
{
	struct rpc_call *c = rpc_get_genesis(b->r), *d;
	struct rpc *other = rpc_new(b->t, &b->clock, "ftp://x");
	struct err e = ERR_INIT;
	struct hash h;
	uint64_t n;

	CHECK(rpc_genesis_result(c, &h, &e) == ERR_INTERNAL, "a result is not taken before it is there");
	CHECK(rpc_number_result(done(b, c), &n, &e) == ERR_INTERNAL, "nor as that of another method");
	rpc_call_free(c);
	c = rpc_get_genesis(other);
	CHECK(!rpc_pending(c) && rpc_genesis_result(c, &h, &e) == ERR_USAGE, "an unusable address: %s", e.message);
	rpc_call_free(c);
	rpc_free(other);
	other = rpc_new(b->t, &b->clock, "http://127.0.0.1:1/");
	c = rpc_get_genesis(other);
	d = rpc_get_genesis(other);
	rpc_call_free(d);
	rpc_free(other);
	CHECK(!rpc_pending(c) && rpc_genesis_result(c, &h, &e) == ERR_RPC, "a call outlives its endpoint: %s", e.message);
	rpc_call_free(c);
	rpc_call_free(NULL);
	rpc_free(NULL);
}

/* What goes over the wire, word by word. */
static void
wire(struct bench *b)
{
	static const uint8_t bytes[] = { 1, 2, 3 };
	struct rpc_filter f[] = { { .offset = 4, .bytes = bytes, .len = 3 }, { .offset = 36 } };
	struct rpc_call *c = done(b, rpc_get_program_accounts(b->r, &PUBKEY_SYSTEM, f, 2,
		(struct rpc_slice){ .offset = 1, .len = 2, .on = true }, COMMITMENT_FINALIZED));

	CHECK(strstr(b->server.last, "\"method\":\"getProgramAccounts\",\"params\":[\"" SYSTEM "\",{\"commitment\":\"finalized\","
		"\"encoding\":\"base64\",\"withContext\":true,\"dataSlice\":{\"offset\":1,\"length\":2},\"filters\":[{\"memcmp\":"
		"{\"offset\":4,\"bytes\":\"AQID\",\"encoding\":\"base64\"}},{\"dataSize\":36}]}]}") != NULL, "filters and slice");
	rpc_call_free(c);
	c = done(b, rpc_get_accounts(b->r, &PUBKEY_SYSTEM, 1, (struct rpc_slice){ .on = false }, COMMITMENT_PROCESSED, 44));
	CHECK(strstr(b->server.last, "[[\"" SYSTEM "\"],{\"commitment\":\"processed\",\"encoding\":\"base64\",\"minContextSlot\":44}]")
		!= NULL, "a lower bound for the slot");
	rpc_call_free(c);
	c = done(b, rpc_send(b->r, &b->tx, true, COMMITMENT_FINALIZED));
	CHECK(strstr(b->server.last, "\"encoding\":\"base64\",\"skipPreflight\":true,\"preflightCommitment\":\"finalized\"}") != NULL,
		"a send says its encoding");
	rpc_call_free(c);
}

int
main(void)
{
	static const struct rpc_limits hasty = { .timeout_ms = 10000, .attempts = ATTEMPTS, .backoff_ms = 1, .total_ms = 60000 };
	static const struct rpc_limits brief = { .timeout_ms = 60, .attempts = ATTEMPTS, .backoff_ms = 1, .total_ms = 60000 };
	struct bench b = { .clock = clock_system() };
	struct err e = ERR_INIT;
	char url[64];

	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	server_start(&b.server, results);
	server_url(&b.server, url);
	make_transaction(&b.tx);
	if (!solana_init() || transport_new(&b.clock, &b.t, &e) != ERR_OK)
		abort();
	b.r = rpc_new(b.t, &b.clock, url);
	rpc_limit(b.r, &hasty);
	for (size_t m = 0; m < sizeof methods / sizeof methods[0]; m++)
		for (size_t f = 1; f < sizeof faults / sizeof faults[0]; f++)
			pair(&b, &methods[m], &faults[f]);
	lies(&b);
	preflight(&b);
	wire(&b);
	misuse(&b);
	rpc_limit(b.r, &brief); /* a slow machine may time out where no fault is: only what fails for good is asked */
	for (size_t m = 0; m < sizeof methods / sizeof methods[0]; m++) {
		struct rpc_call *c = NULL;
		enum err_code rc;

		for (unsigned i = 0; i < ATTEMPTS * 2; i++)
			server_break(&b.server, SERVER_SILENT, 0, NULL);
		rc = methods[m].try(&b, &c, &e);
		server_mend(&b.server);
		CHECK(rc == ERR_RPC && is_clean(&e, methods[m].name, &b), "%s, no answer for good: %s", methods[m].name, e.message);
		rpc_call_free(c);
	}
	rpc_free(b.r);
	transport_free(b.t);
	server_stop(&b.server);
	return test_done();
}
