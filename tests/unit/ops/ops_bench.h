#ifndef TESTS_OPS_BENCH_H
#define TESTS_OPS_BENCH_H

/* ops_bench.h - a session on a loopback server, for operations that read the
 * chain: no key and no database, but where a test puts one in. */

#include "../gov/world_sample.h"
#include "../rpc/server.h"
#include "base/text.h"
#include "ops/session.h"

static const struct server_result no_results[] = { { NULL, NULL } };

struct ops_bench {
	struct server server;
	struct session s;
};

/* `answer` says what the endpoint says. */
static inline void
ops_bench_start(struct ops_bench *b, server_answer_fn *answer)
{
	static const struct rpc_limits hasty = { .timeout_ms = 10000, .attempts = 2, .backoff_ms = 1, .total_ms = 60000 };
	struct err e = ERR_INIT;
	char url[64];

	memset(&b->s, 0, sizeof b->s);
	server_start(&b->server, no_results);
	b->server.answer = answer;
	server_url(&b->server, url);
	b->s.clock = clock_system();
	if (transport_new(&b->s.clock, &b->s.transport, &e) != ERR_OK)
		die("%s", e.message);
	b->s.rpc = rpc_new(b->s.transport, &b->s.clock, url);
	rpc_limit(b->s.rpc, &hasty);
	b->s.backend = &gov_native;
	b->s.governance = sample_program;
	b->s.multisig = sample_named(0xb1);
}

static inline void
ops_bench_stop(struct ops_bench *b)
{
	rpc_free(b->s.rpc);
	transport_free(b->s.transport);
	server_stop(&b->server);
}

/* One turn of the loop. */
static inline void
ops_bench_wait(struct ops_bench *b)
{
	struct err e = ERR_INIT;

	if (session_wait(&b->s, NULL, NULL, 0, 100, &e) != ERR_OK)
		die("%s", e.message);
}

/* What the chain has at an address; `len` bytes of the `space` it holds are told. */
struct ops_account {
	bool exists;
	struct pubkey owner;
	uint64_t lamports;
	size_t len, space;
	uint8_t data[256];
};

/* ops_bench_account puts it as getMultipleAccounts tells it; returns its length. */
static inline size_t
ops_bench_account(char *out, size_t size, const struct ops_account *a)
{
	char key[PUBKEY_TEXT];
	int n = !a->exists ? snprintf(out, size, "null") : snprintf(out, size, "{\"executable\":false,\"lamports\":%llu,\"owner\":\"%s\",\"space\":%zu,\"data\":[\"",
		(unsigned long long)a->lamports, pubkey_text(key, &a->owner), a->space);
	size_t at = (size_t)n;

	if (at + text_base64_len(a->len) + 16 > size)
		die("an account of %zu bytes does not fit", a->len);
	if (!a->exists)
		return at;
	text_base64(out + at, a->data, a->len);
	at += text_base64_len(a->len);
	return at + (size_t)snprintf(out + at, size - at, "\",\"base64\"]}");
}

#endif
