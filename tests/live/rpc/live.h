#ifndef TESTS_LIVE_RPC_LIVE_H
#define TESTS_LIVE_RPC_LIVE_H

/* live.h - what the programs driven against a local chain share: the endpoint,
 * its admin address, keys, and a transfer to send. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/text.h"
#include "rpc/rpc.h"
#include "rpc/sender.h"
#include "solana/system.h"
#include "test.h"

struct live {
	struct clock clock;
	struct transport *t;
	struct rpc *r;
	const char *admin;
	struct pubkey payer, other;
	uint8_t secret[64];
};

static inline void
live_wait(struct live *l, int ms)
{
	struct err e = ERR_INIT;
	int due = rpc_deadline_ms(l->r);

	if (due >= 0 && due < ms)
		ms = due;
	rpc_turn(l->r);
	if (transport_wait(l->t, NULL, NULL, 0, ms, &e) != ERR_OK)
		die("%s", e.message);
}

/* Until the call is finished; it is bounded by its own limits. */
static inline struct rpc_call *
live_done(struct live *l, struct rpc_call *c)
{
	while (rpc_pending(c))
		live_wait(l, 1000);
	return c;
}

struct live_admin {
	bool done;
	int status;
	unsigned sends; /* of a reply with counters: transactions that came in */
};

static inline void
live_on_admin(void *ctx, const struct reply *r)
{
	static const char key[] = "\"sendTransaction\":";
	struct live_admin *a = ctx;
	const char *at = strstr(r->body, key);

	a->done = true;
	a->status = r->status;
	a->sends = at != NULL ? (unsigned)strtoul(at + sizeof key - 1, NULL, 10) : 0;
}

/* One command to the admin address; a refused one ends the program.  Returns the transactions sent, of counters. */
static inline unsigned
live_admin(struct live *l, const char *route, const char *json)
{
	struct live_admin a = { .done = false };
	struct err e = ERR_INIT;
	char url[200];

	(void)snprintf(url, sizeof url, "%s/%s", l->admin, route);
	if (transport_post(l->t, url, json, strlen(json), 20000, live_on_admin, &a, &e) == NULL)
		die("%s", e.message);
	while (!a.done)
		live_wait(l, 1000);
	if (a.status != 200)
		die("%s %s: HTTP %d", route, json, a.status);
	return a.sends;
}

static inline void
live_open(struct live *l)
{
	struct err e = ERR_INIT;
	char json[200], text[PUBKEY_TEXT];
	const char *url = getenv("KEYTURN_TEST_URL");

	*l = (struct live){ .clock = clock_system(), .admin = getenv("KEYTURN_TEST_ADMIN") };
	if (url == NULL || l->admin == NULL || !solana_init() || transport_new(&l->clock, &l->t, &e) != ERR_OK)
		die("run by tests/localnet/with.sh");
	l->r = rpc_new(l->t, &l->clock, url);
	crypto_sign_keypair(l->payer.b, l->secret);
	memset(l->other.b, 9, sizeof l->other.b);
	(void)snprintf(json, sizeof json, "{\"address\":\"%s\",\"lamports\":5000000000}", pubkey_text(text, &l->payer));
	(void)live_admin(l, "airdrop", json);
}

static inline void
live_close(struct live *l)
{
	rpc_free(l->r);
	transport_free(l->t);
}

/* A signed transfer from the payer; `bh` from a fresh read. */
static inline void
live_transfer(struct live *l, uint64_t lamports, struct transaction *t, struct rpc_blockhash *bh)
{
	struct err e = ERR_INIT;
	struct rpc_call *c = live_done(l, rpc_get_blockhash(l->r, COMMITMENT_CONFIRMED));
	uint8_t message[PACKET_MAX];
	struct system_ix ix;
	struct signature s;
	size_t len;

	if (rpc_blockhash_result(c, bh, &e) != ERR_OK)
		die("%s", e.message);
	rpc_call_free(c);
	system_transfer(&ix, &l->payer, &l->other, lamports);
	if (message_build(&l->payer, &ix.ix, 1, &bh->hash, message, &len, &e) != ERR_OK
	    || transaction_start(message, len, t, &e) != ERR_OK)
		die("%s", e.message);
	(void)crypto_sign_detached(s.b, NULL, message, len, l->secret);
	if (transaction_sign(t, &l->payer, &s, &e) != ERR_OK)
		die("%s", e.message);
}

/* Turns a sender until it ends; it is bounded by its own limits. */
static inline enum sender_state
live_send(struct live *l, struct sender *s)
{
	enum sender_state state;

	while ((state = sender_turn(s)) == SENDER_WORKING)
		live_wait(l, sender_deadline_ms(s));
	return state;
}

#endif
