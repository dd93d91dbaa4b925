/* A sender whose clock is ours: what it asks, how often, and that it ends. */
#include "rpc/sender.h"

#include "server.h"
#include "test.h"

#define SIGNATURE "\"1111111111111111111111111111111111111111111111111111111111111112\""

static const struct server_result results[] = {
	{ "sendTransaction", SIGNATURE },
	{ "getSignatureStatuses", "{\"context\":{\"slot\":90},\"value\":[null]}" },
	{ "getEpochInfo", "{\"absoluteSlot\":90,\"blockHeight\":80,\"epoch\":0}" },
	{ NULL, NULL },
};

static uint64_t now_ms = 1000;

static uint64_t
mono(void *ctx)
{
	(void)ctx;
	return now_ms;
}

static int64_t
wall(void *ctx)
{
	(void)ctx;
	return 0;
}

struct bench {
	struct server server;
	struct clock clock;
	struct transport *t;
	struct rpc *r;
	struct transaction tx;
};

static unsigned sends; /* how often the bytes came to the server */

static const char *
count_sends(const char *body)
{
	sends += strstr(body, "\"method\":\"sendTransaction\"") != NULL;
	return NULL;
}

/* A slow machine: time stands still until everything asked was answered, or
 * failed.  The server answers all, so this ends. */
static void
settle(const struct bench *b)
{
	struct err e = ERR_INIT;

	for (struct transport_stats s = transport_stats(b->t); s.ended < s.requests; s = transport_stats(b->t))
		if (transport_wait(b->t, NULL, NULL, 0, 1000, &e) != ERR_OK)
			abort();
}

/* Turns with our clock going on by what the sender asks for, until it ends or
 * `until_ms`; replies arrive between two steps of the clock. */
static enum sender_state
turns(struct bench *b, struct sender *s, uint64_t until_ms)
{
	enum sender_state state = sender_turn(s);

	while (state == SENDER_WORKING && now_ms < until_ms) {
		unsigned seen = server_requests(&b->server);
		int wait = sender_deadline_ms(s), due = rpc_deadline_ms(b->r);

		settle(b);
		state = sender_turn(s);
		if (server_requests(&b->server) != seen)
			continue;
		now_ms += (uint64_t)(wait < 10 ? 10 : due >= 0 && due < wait ? due + 1 : wait);
		rpc_turn(b->r);
		state = sender_turn(s);
	}
	return state;
}

static void
undecided(struct bench *b)
{
	struct sender *s = sender_new(b->r, &b->clock, &b->tx, 1000, COMMITMENT_CONFIRMED, false);
	uint64_t began = now_ms;
	unsigned before = server_requests(&b->server), asked;
	unsigned sent = sends;
	enum sender_state state = turns(b, s, began + 10000);

	asked = server_requests(&b->server) - before;
	sent = sends - sent;
	CHECK(state == SENDER_WORKING && sent >= 4 && sent <= 6, "10 s undecided: sent %u times", sent);
	CHECK(asked > sent + 4 && asked <= 36, "and asked %u requests in all", asked);
	CHECK(sender_deadline_ms(s) >= 0 && sender_deadline_ms(s) <= 2000, "the next is due within 2 s");
	sender_free(s);
}

static void
expires(struct bench *b)
{
	struct sender *s = sender_new(b->r, &b->clock, &b->tx, 79, COMMITMENT_CONFIRMED, false);
	enum sender_state state = turns(b, s, now_ms + 30000);

	CHECK(state == SENDER_EXPIRED && sender_trouble(s)[0] == '\0', "height 80 is past 79: expired");
	CHECK(strstr(b->server.last, "\"searchTransactionHistory\":true") != NULL, "the last question searched history");
	CHECK(sender_deadline_ms(s) == -1 && sender_turn(s) == SENDER_EXPIRED, "an ended one stays so");
	sender_free(s);
}

static void
dead(struct bench *b)
{
	struct rpc *r = rpc_new(b->t, &b->clock, "http://127.0.0.1:1"), *mine = b->r;
	struct sender *s;
	enum sender_state state;
	uint64_t began = now_ms;

	b->r = r;
	s = sender_new(r, &b->clock, &b->tx, 1000, COMMITMENT_CONFIRMED, false);
	state = turns(b, s, began + 100000);
	CHECK(state == SENDER_UNKNOWN && now_ms - began <= 33000, "a dead endpoint: unknown after %u ms, %s",
		(unsigned)(now_ms - began), sender_trouble(s));
	CHECK(sender_trouble(s)[0] != '\0', "and why is told");
	sender_free(s);
	sender_free(NULL);
	rpc_free(r);
	b->r = mine;
}

/* Freed at any moment, with requests in flight. */
static void
dropped(struct bench *b)
{
	struct err e = ERR_INIT;

	for (unsigned turns_n = 0; turns_n < 6; turns_n++) {
		struct sender *s = sender_new(b->r, &b->clock, &b->tx, 1000, COMMITMENT_CONFIRMED, true);
		bool fine = true;

		for (unsigned i = 0; i < turns_n; i++) {
			fine = fine && sender_turn(s) == SENDER_WORKING && transport_wait(b->t, NULL, NULL, 0, 5, &e) == ERR_OK;
			now_ms += 700;
		}
		sender_free(s);
		CHECK(fine, "freed after %u turns", turns_n);
	}
}

int
main(void)
{
	struct bench b = { .clock = { .mono_ms = mono, .wall_s = wall }, .tx = { .len = 200, .message = 65, .message_len = 135, .signature = 1, .signer_n = 1 } };
	struct err e = ERR_INIT;
	char url[64];

	b.tx.bytes[0] = 1;
	b.tx.bytes[64] = 1;
	server_start(&b.server, results);
	(void)pthread_mutex_lock(&b.server.lock);
	b.server.answer = count_sends;
	(void)pthread_mutex_unlock(&b.server.lock);
	server_url(&b.server, url);
	if (!solana_init() || transport_new(&b.clock, &b.t, &e) != ERR_OK)
		abort();
	b.r = rpc_new(b.t, &b.clock, url);
	undecided(&b);
	expires(&b);
	dead(&b);
	dropped(&b);
	rpc_free(b.r);
	transport_free(b.t);
	server_stop(&b.server);
	return test_done();
}
