#ifndef OPS_OPEN_H
#define OPS_OPEN_H

/* open.h - a session from the configuration, in the only safe order: the
 * signer is forked before anything touches the network or the database. */

#include "ops/config.h"
#include "ops/session.h"

struct open_options {
	bool no_key;      /* --read-only, or a command that signs nothing */
	bool no_multisig; /* the command names its own, or needs none */
	bool no_store;
	bool dry_run;
};

/* session_open fills *s.  A network without a known or configured genesis hash
 * is ERR_CONFIG where a key is wanted: the signer must know which cluster the
 * user means before the network can tell.  `notice` (ERR_TEXT_MAX bytes) is ""
 * or something the user should read.  On failure *s is closed. */
MUST_CHECK enum err_code session_open(struct session *s, const struct config *c, const struct open_options *o,
	char *notice, struct err *e);
/* session_close also takes a half-opened one, and one that is all zero. */
void session_close(struct session *s);

/* cluster_genesis is the genesis hash of mainnet, devnet or testnet by the URL
 * or its moniker; false for others. */
bool open_known_genesis(const char *url, struct hash *out);

#endif
