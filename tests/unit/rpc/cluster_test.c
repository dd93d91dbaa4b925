#include "rpc/cluster.h"

#include "test.h"

static uint64_t mono_at;
static int64_t wall_at;

static uint64_t
mono(void *ctx)
{
	(void)ctx;
	return mono_at;
}

static int64_t
wall(void *ctx)
{
	(void)ctx;
	return wall_at;
}

static const struct {
	const char *fact;
	int64_t unix_s;
	uint64_t read_ms, now_ms;
	int64_t wall_s, now, skew;
} rows[] = {
	{ "at once", 1000, 500, 500, 1000, 1000, 0 },
	{ "2.9 s later", 1000, 500, 3400, 1002, 1002, 0 },
	{ "a monotonic clock before the read", 1000, 5000, 100, 990, 1000, -10 },
	{ "a host clock ten years ahead", 1000, 0, 1000, 315361001, 1001, 315360000 },
	{ "a chain before 1970", -50, 0, 10000, 0, -40, 40 },
	{ "the end of time", INT64_MAX - 1, 0, 60000, 0, INT64_MAX, -INT64_MAX },
	{ "as far apart as can be", INT64_MIN, 0, 0, INT64_MAX, INT64_MIN, INT64_MAX },
};

static void
sysvar(void)
{
	uint8_t bytes[41] = { 1, 2, [32] = 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	struct err e = ERR_INIT;
	uint64_t slot = 7;
	int64_t s = 7;

	for (size_t len = 0; len < 40; len++)
		CHECK(clock_sysvar_decode(bytes, len, &slot, &s, &e) == ERR_WIRE && slot == 7, "%zu bytes are no Clock", len);
	CHECK(clock_sysvar_decode(bytes, 41, &slot, &s, &e) == ERR_WIRE, "nor are 41");
	CHECK(clock_sysvar_decode(bytes, 40, &slot, &s, &e) == ERR_OK && slot == 0x201 && s == -1, "40 are");
}

static void
names(void)
{
	static const char *const genesis[][2] = {
		{ "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d", "mainnet" },
		{ "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG", "devnet" },
		{ "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY", "testnet" },
		{ "11111111111111111111111111111111", "local" },
	};
	struct err e = ERR_INIT;
	struct hash h;

	for (size_t i = 0; i < 4; i++)
		CHECK(hash_parse58(genesis[i][0], &h, &e) == ERR_OK && strcmp(cluster_name(&h), genesis[i][1]) == 0, "%s", genesis[i][1]);
	CHECK(strcmp(cluster_genesis(cluster_moniker("m")), "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d") == 0
		&& cluster_genesis(cluster_moniker("l")) == NULL && cluster_genesis("m") == NULL, "a public endpoint means its cluster");
	CHECK(strcmp(cluster_moniker("m"), cluster_moniker("mainnet-beta")) == 0
		&& strcmp(cluster_moniker("mainnet"), "https://api.mainnet-beta.solana.com") == 0, "monikers of mainnet");
	CHECK(strcmp(cluster_moniker("d"), cluster_moniker("devnet")) == 0 && strcmp(cluster_moniker("t"),
		cluster_moniker("testnet")) == 0 && strcmp(cluster_moniker("d"), cluster_moniker("t")) != 0, "of devnet and testnet");
	CHECK(strcmp(cluster_moniker("l"), "http://localhost:8899") == 0, "of a local one");
	CHECK(strcmp(cluster_moniker("http://x/"), "http://x/") == 0, "anything else stays");
}

int
main(void)
{
	struct clock c = { .mono_ms = mono, .wall_s = wall };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct cluster_time t = { .known = true, .unix_s = rows[i].unix_s, .mono_ms = rows[i].read_ms };

		mono_at = rows[i].now_ms;
		wall_at = rows[i].wall_s;
		CHECK(cluster_now(&t, mono_at) == rows[i].now, "%s: now", rows[i].fact);
		CHECK(cluster_skew(&t, &c) == rows[i].skew, "%s: skew", rows[i].fact);
	}
	sysvar();
	names();
	return test_done();
}
