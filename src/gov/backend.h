#ifndef GOV_BACKEND_H
#define GOV_BACKEND_H

/* backend.h - one interface over governance programs.
 *
 * Reading is in steps: a gov_* reader is started, turned by the loop until it
 * is no longer GOV_BUSY, and then asked for its result.  Building is pure: an
 * instruction from what was read.  native.c is ours; Squads v4 fits the same
 * table.  Where a backend cannot do a thing, `cannot` says so in words. */

#include "gov/proposal.h"
#include "rpc/rpc.h"

enum gov_progress { GOV_BUSY, GOV_DONE, GOV_FAILED };

/* Everything known of one multisig, read at one commitment. */
struct gov_world {
	struct gov_multisig multisig;
	struct gov_proposal *proposal; /* owned; newest first */
	size_t proposal_n;
	struct gov_record *record;     /* owned */
	size_t record_n;
	uint64_t slot;                 /* of the newest part */
	int64_t cluster_unix_s;        /* Clock sysvar read with it */
	uint64_t clock_slot;
	bool part;                     /* only what is new on top of another world: gov_world_merge */
	uint64_t *gone;                /* owned; part: indices that were there and are no more */
	size_t gone_n;
};
void gov_world_wipe(struct gov_world *w); /* frees what it owns; a zeroed one is fine */
/* gov_world_sort puts newest first and keeps of two the newer; after the last fold. */
void gov_world_sort(struct gov_world *w);
/* gov_world_copy is deep; `to` is overwritten. */
void gov_world_copy(struct gov_world *to, const struct gov_world *from);
/* gov_world_shed is gov_proposal_shed of every act. */
void gov_world_shed(struct gov_world *w);
/* gov_world_merge puts a part (emptied) on top of the world it was read for. */
void gov_world_merge(struct gov_world *w, struct gov_world *part);
const struct gov_proposal *gov_world_proposal(const struct gov_world *w, uint64_t index); /* NULL */
/* gov_world_is_open: voted on, locked or ready, at the clock read with it. */
bool gov_world_is_open(const struct gov_world *w, const struct gov_proposal *p);
const struct gov_record *gov_world_record(const struct gov_world *w, const struct pubkey *program); /* NULL */

struct gov_reader; /* opaque, one read under way */

struct gov_build {  /* an instruction with its storage */
	struct kt_ix s;
};

struct gov_backend {
	const char *name; /* "keyturn" */

	/* read_all: multisig, clock, every proposal and record.  `known` may be NULL; of the finished
	 * proposals in it a few are fetched again, the newest each time and older ones in turns (warm
	 * refresh: one request): one closed since, or said to be over by an endpoint that lied, goes.
	 * Where `known` proves to be of another history everything is read.  A program adopted since
	 * shows in a warm refresh once an act concerns it, in a cold read at once. */
	struct gov_reader *(*read_all)(struct rpc *r, const struct pubkey *program, const struct pubkey *multisig,
		const struct gov_world *known, enum commitment c);
	/* read_more is read_all on top of `known`, and its result only what is new: a part, where
	 * `known` proved to be of this history, else a whole world.  For worlds of thousands. */
	struct gov_reader *(*read_more)(struct rpc *r, const struct pubkey *program, const struct pubkey *multisig,
		const struct gov_world *known, enum commitment c);
	enum gov_progress (*turn)(struct gov_reader *r);
	enum err_code (*result)(struct gov_reader *r, struct gov_world *out, struct err *e);
	void (*free)(struct gov_reader *r);

	/* read_one: multisig, clock, one proposal (0: none) and the record of `program_hint` (may be
	 * NULL) or of the proposal's program; one round trip where the hint is right. */
	struct gov_reader *(*read_one)(struct rpc *r, const struct pubkey *program, const struct pubkey *multisig,
		uint64_t index, const struct pubkey *program_hint, enum commitment c, uint64_t min_slot);

	/* fold adds a raw account from the local store to a world, for the first frame: the multisig
	 * first, gov_world_sort after the last.  The address is trusted: it was verified when stored. */
	enum err_code (*fold)(struct gov_world *w, const struct pubkey *program, const struct pubkey *address,
		const uint8_t *raw, size_t len, uint64_t slot, struct err *e);

	/* vote, execute, reclaim, close: the instruction for a move on a proposal. */
	enum err_code (*build)(struct gov_build *b, const struct pubkey *program, const struct gov_world *w,
		const struct gov_proposal *p, enum gov_move move, const struct pubkey *member, struct err *e);
	/* propose: the next index is taken from the world. */
	enum err_code (*propose)(struct gov_build *b, const struct pubkey *program, const struct gov_world *w,
		const struct kt_act *act, const struct pubkey *member, const char *description, struct err *e);

	/* cannot: NULL when the backend can do kind/move, else why not and what is best instead. */
	const char *(*cannot)(enum kt_kind kind, enum gov_move move);
};

extern const struct gov_backend gov_native;

#endif
