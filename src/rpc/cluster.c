#include "rpc/cluster.h"

#include <inttypes.h>
#include <string.h>

#include "base/wire.h"

int64_t
cluster_now(const struct cluster_time *t, uint64_t mono_ms)
{
	uint64_t passed_s = mono_ms > t->mono_ms ? (mono_ms - t->mono_ms) / 1000u : 0;

	if (t->unix_s > 0 && passed_s > (uint64_t)(INT64_MAX - t->unix_s))
		return INT64_MAX;
	return t->unix_s + (int64_t)(passed_s > INT64_MAX ? INT64_MAX : passed_s);
}

int64_t
cluster_skew(const struct cluster_time *t, const struct clock *c)
{
	int64_t wall = clock_wall_s(c), now = cluster_now(t, clock_mono_ms(c));

	if (now < 0 && wall > INT64_MAX + now)
		return INT64_MAX;
	if (now > 0 && wall < INT64_MIN + now)
		return INT64_MIN;
	return wall - now;
}

/* Clock sysvar.  solana-sdk clock crate:
 *    0  u64  slot
 *    8  i64  epoch start, unix s
 *   16  u64  epoch
 *   24  u64  leader schedule epoch
 *   32  i64  unix time, s */
enum err_code
clock_sysvar_decode(const uint8_t *p, size_t len, uint64_t *slot, int64_t *unix_s, struct err *e)
{
	struct rd r = rd_from(p, len);
	uint64_t at = rd_u64(&r);
	int64_t now;

	(void)rd_i64(&r);
	(void)rd_u64(&r);
	(void)rd_u64(&r);
	now = rd_i64(&r);
	if (!rd_end(&r))
		return err_set(e, ERR_WIRE, "the Clock sysvar is %zu bytes, not 40", len);
	*slot = at;
	*unix_s = now;
	return ERR_OK;
}

static const struct {
	const char *name, *letter, *other, *genesis, *url;
} cluster[] = {
	{ "mainnet", "m", "mainnet-beta", "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d", "https://api.mainnet-beta.solana.com" },
	{ "devnet", "d", "dev", "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG", "https://api.devnet.solana.com" },
	{ "testnet", "t", "test", "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY", "https://api.testnet.solana.com" },
	{ "localhost", "l", "local", NULL, "http://localhost:8899" },
};

const char *
cluster_name(const struct hash *genesis)
{
	char text[PUBKEY_TEXT];

	(void)hash_text58(text, genesis);
	for (size_t i = 0; i < sizeof cluster / sizeof cluster[0]; i++)
		if (cluster[i].genesis != NULL && strcmp(cluster[i].genesis, text) == 0)
			return cluster[i].name;
	return "local";
}

const char *
cluster_moniker(const char *s)
{
	for (size_t i = 0; i < sizeof cluster / sizeof cluster[0]; i++)
		if (strcmp(s, cluster[i].name) == 0 || strcmp(s, cluster[i].letter) == 0 || strcmp(s, cluster[i].other) == 0)
			return cluster[i].url;
	return s;
}

const char *
cluster_genesis(const char *url)
{
	for (size_t i = 0; i < sizeof cluster / sizeof cluster[0]; i++)
		if (strcmp(url, cluster[i].url) == 0)
			return cluster[i].genesis;
	return NULL;
}
