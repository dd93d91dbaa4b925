#ifndef DATA_VOTES_H
#define DATA_VOTES_H

/* votes.h - landed transactions of a proposal that were looked at already: when
 * who voted what.  One that landed never changes, so none is fetched twice. */

#include "data/store.h"

struct store_vote {
	struct signature signature;
	bool is_vote;         /* false: it was looked at and holds no vote */
	struct pubkey member; /* who voted */
	uint8_t choice;       /* enum kt_choice */
	uint64_t slot;
	bool has_time;
	int64_t at;           /* cluster unix time, s, as reported */
};

/* store_votes_save adds rows of `proposal`; one that is there stays as it is. */
MUST_CHECK enum err_code store_votes_save(struct store *s, const struct hash *genesis, const struct pubkey *multisig,
	const struct pubkey *proposal, const struct store_vote *v, size_t n, struct err *e);
typedef void store_vote_fn(void *ctx, const struct store_vote *v);
/* store_votes_load calls fn for each, newest slot first. */
MUST_CHECK enum err_code store_votes_load(struct store *s, const struct hash *genesis, const struct pubkey *multisig,
	const struct pubkey *proposal, store_vote_fn *fn, void *ctx, struct err *e);

#endif
