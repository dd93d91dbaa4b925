#ifndef GOV_WAYBACK_H
#define GOV_WAYBACK_H

/* wayback.h - what stops an act or undoes it, judged from the chain alone.
 *
 * Pure.  Progress is what the chain says, so that any member on any machine
 * finds out the same next step. */

#include "gov/backend.h"

enum wayback_step {
	WAYBACK_REJECT,      /* vote against the act `index` */
	WAYBACK_CANCEL,      /* vote to stop it */
	WAYBACK_WAIT_STOP,   /* this member has; others must */
	WAYBACK_STOPPED,     /* it can no longer execute */
	WAYBACK_PROPOSE,     /* no rollback is open: get the code, stage it, propose */
	WAYBACK_APPROVE,     /* rollback `index` lacks this member's vote */
	WAYBACK_WAIT_VOTES,  /* it has this member's vote, or this member has none */
	WAYBACK_WAIT_DELAY,  /* approved, not yet legal to execute */
	WAYBACK_EXECUTE,
	WAYBACK_BACK,        /* the target's code is the newest version: read it back */
};

struct wayback_goal {
	uint64_t index;        /* the act to be stopped or undone; 0: whatever `program` runs now */
	struct pubkey program;
	uint64_t to;           /* version gone back to; 0: wayback_target */
	bool advance;          /* the way back from the upgrade `ahead`, which is not deployed yet */
	struct hash ahead;     /* its code hash */
};

struct wayback {
	enum wayback_step step;
	uint64_t index;             /* the act to vote on or execute; else the goal's, 0 none */
	struct pubkey program;
	uint64_t from;              /* version left; its hash */
	struct hash from_hash;
	struct gov_version target;  /* number 0: not known (stopping) */
	unsigned has, needed;       /* votes that count towards the step's end */
	uint64_t missing;           /* bit i: member i has a vote and has not given it */
	int64_t opens_at;           /* WAIT_DELAY: cluster unix s */
};

/* wayback_target is the version to go back to from the newest: the newest one
 * that is not it, not retired and within reach; with `advance` the newest itself.
 * `to` 0 or the number wanted.  ERR_NOT_FOUND or ERR_REFUSED say why not. */
MUST_CHECK enum err_code wayback_target(const struct gov_multisig *m, const struct gov_record *r, uint64_t to, bool advance,
	int64_t now, struct gov_version *out, struct err *e);

/* wayback_next is what `me` does next; `w` was read whole.  Fails where there
 * is no way: an act that undoes nothing, a version that cannot be reached. */
MUST_CHECK enum err_code wayback_next(const struct gov_world *w, const struct wayback_goal *g, const struct pubkey *me,
	struct wayback *out, struct err *e);

#endif
