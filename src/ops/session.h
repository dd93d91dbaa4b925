#ifndef OPS_SESSION_H
#define OPS_SESSION_H

/* session.h - everything an operation needs, in one place.
 *
 * Owned by whoever made it (main's cli or ui through cli_open); the parts
 * are borrowed by operations for as long as they run. */

#include "data/store.h"
#include "gov/backend.h"
#include "keys/signer.h"
#include "rpc/cluster.h"
#include "rpc/transport.h"

#define SESSION_MORE_MAX 7u

struct session {
	struct clock clock;
	struct transport *transport;
	struct rpc *rpc;
	struct rpc *more[SESSION_MORE_MAX]; /* further endpoints, said to be of the same cluster: uploads go to them too */
	unsigned more_n;
	struct store *store;          /* may be NULL: read-only without a database */
	struct signer *signer;        /* NULL: nothing can be signed (--read-only, no key) */
	const struct gov_backend *backend;
	struct pubkey governance;     /* the governance program */
	struct pubkey multisig;
	bool has_multisig;
	struct hash genesis;          /* configured or first seen; checked against the endpoint before anything is signed */
	char cluster[24];
	enum commitment commitment;   /* of reads that decide */
	struct cluster_time time;
	uint64_t max_price;           /* micro-lamports per compute unit, ceiling for the priority fee */
	uint32_t timeout_ms;          /* of one request to the endpoint */
	bool dry_run;
};

/* session_turn turns the rpc once and waits up to `timeout_ms` (less when something is due). */
MUST_CHECK enum err_code session_wait(struct session *s, const int *fds, bool *ready, unsigned n, int timeout_ms,
	struct err *e);

/* session_genesis takes the answer of rpc_get_genesis, ERR_REFUSED for another
 * cluster than the session's; `call` stays the caller's.  session_genesis_of is
 * that of one of its endpoints. */
MUST_CHECK enum err_code session_genesis(const struct session *s, struct rpc_call *call, struct err *e);
MUST_CHECK enum err_code session_genesis_of(const struct session *s, const struct rpc *r, struct rpc_call *call,
	struct err *e);

#endif
