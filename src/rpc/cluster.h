#ifndef RPC_CLUSTER_H
#define RPC_CLUSTER_H

/* cluster.h - which cluster this is, and what time it is there.
 *
 * Cluster time is the Clock sysvar's unix_timestamp, read with its slot and
 * carried forward with the monotonic clock, so a wrong or jumping host clock
 * changes nothing. */

#include "rpc/rpc.h"

struct cluster_time {
	bool known;
	int64_t unix_s;    /* Clock sysvar at `slot` */
	uint64_t slot;
	uint64_t mono_ms;  /* host monotonic when it was read */
};

/* cluster_now is the cluster's unix time at monotonic `mono_ms`; never behind
 * what was read.  cluster_skew is host minus cluster, s. */
int64_t cluster_now(const struct cluster_time *t, uint64_t mono_ms);
int64_t cluster_skew(const struct cluster_time *t, const struct clock *c);

/* clock_sysvar_decode reads the 40 bytes of the Clock sysvar. */
MUST_CHECK enum err_code clock_sysvar_decode(const uint8_t *p, size_t len, uint64_t *slot, int64_t *unix_s,
	struct err *e);

/* cluster_name is "mainnet", "devnet", "testnet" for the known genesis hashes,
 * else "local".  cluster_moniker maps m, d, t, l and their long names to the
 * public URLs; anything else comes back as it is. */
const char *cluster_name(const struct hash *genesis);
const char *cluster_moniker(const char *s);
/* cluster_genesis is the genesis hash, in base58, of the public cluster whose
 * own endpoint `url` is; NULL for any other. */
const char *cluster_genesis(const char *url);

#endif
