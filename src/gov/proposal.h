#ifndef GOV_PROPOSAL_H
#define GOV_PROPOSAL_H

/* proposal.h - a proposal as every backend gives it, and its state.
 *
 * Backend-neutral: the console and the commands know only these shapes. */

#include "gov/timelock.h"
#include "solana/keyturn.h"

#define GOV_MEMBERS_MAX 64u

struct gov_member {
	struct pubkey address;
	bool may_vote, may_propose, may_execute;
};

struct gov_multisig {
	struct pubkey address, authority;
	struct hash genesis_hash; /* zero where the backend binds none */
	uint64_t epoch, proposal_count;
	uint32_t timelock_s, rollback_delay_s, window_s, reach_s; /* window 0: never expires */
	unsigned threshold, rollback_threshold, stop_number, approver_n;
	unsigned member_n;
	struct gov_member member[GOV_MEMBERS_MAX];
	uint64_t slot;    /* read at */
	uint8_t *raw;     /* owned: the account's bytes, what the guard is given */
	size_t raw_len;
};

/* What is stored on chain says. */
enum gov_status { GOV_ACTIVE, GOV_APPROVED, GOV_EXECUTED, GOV_REJECTED, GOV_CANCELLED, GOV_WITHDRAWN };

/* What it comes to at a moment: the JSON `status`. */
enum gov_state {
	STATE_ACTIVE, STATE_APPROVED, STATE_READY, STATE_EXECUTED, STATE_REJECTED, STATE_CANCELLED,
	STATE_WITHDRAWN, STATE_EXPIRED, STATE_STALE, STATE_SUPERSEDED,
	STATE_COUNT
};

struct gov_version {
	uint64_t number, slot, proposal;
	struct hash code_hash;
	uint32_t code_len;
	bool adopted, retired;
	int64_t began, ended;
};
struct gov_record { /* a governed program */
	struct pubkey address, program, program_data;
	bool governed;      /* false: handed over or sealed */
	bool sealed;
	uint64_t newest;
	unsigned version_n;
	struct gov_version version[KT_RING]; /* oldest first */
	uint64_t slot;
	uint8_t *raw;       /* owned */
	size_t raw_len;
};

/* A kt_act as thousands of them are kept: a change of members is large, and few acts are one. */
struct gov_act {
	union {
		struct kt_deploy_act deploy;     /* upgrade, rollback */
		struct kt_handover_act handover; /* handovers, immutable */
	};
	struct kt_governance *members;           /* owned; NULL but for a change of members, and for one only meant */
};

struct gov_proposal {
	uint64_t index;
	struct pubkey address, proposer, rent_payer, depositor;
	enum kt_kind kind;
	enum gov_status status;
	bool holds_buffer;
	uint64_t epoch;
	uint32_t window_s;
	struct timelock lock;       /* approved_at, delay, window */
	int64_t created_at, ended_at;
	uint64_t approvals, rejections, cancels; /* bit i: member i; approvals frozen once approved */
	unsigned needed, reject_number, stop_number;
	struct pubkey program;      /* zero for a change of members */
	struct gov_act act;
	struct hash payload_hash;   /* as stored: what votes name */
	bool hash_agrees;           /* it equals the one recomputed under the multisig read with it; judged only
	                             * while the act is open and of the multisig's epoch, else true */
	const char *description;    /* untrusted; never NULL, in `text` where it is not empty */
	char *text;                 /* owned */
	uint64_t slot;
	uint8_t *raw;               /* owned; NULL after gov_proposal_shed */
	size_t raw_len;
};

/* Each frees what one owns; the struct itself is the caller's. */
void gov_multisig_wipe(struct gov_multisig *m);
void gov_record_wipe(struct gov_record *r);
void gov_proposal_wipe(struct gov_proposal *p);

/* gov_proposal_shed lets go of the bytes of an act that never changes again: what only shows it needs
 * no more, and they are most of what it takes.  A move on it is built from another reading. */
void gov_proposal_shed(struct gov_proposal *p);

/* gov_proposal_describe sets the description to a copy of `text`, a C string. */
void gov_proposal_describe(struct gov_proposal *p, const char *text);

/* gov_proposal_set_act sets kind, program and act, but for new members, which have an owner;
 * gov_proposal_act is the act of `p` as the wire formats know it. */
void gov_proposal_set_act(struct gov_proposal *p, const struct kt_act *a);
void gov_proposal_act(const struct gov_proposal *p, struct kt_act *out);

/* proposal_state is the state at cluster time `now`; `r` is the record of the
 * program concerned, NULL when not read (then never SUPERSEDED). */
enum gov_state proposal_state(const struct gov_proposal *p, const struct gov_multisig *m,
	const struct gov_record *r, int64_t now);
bool state_is_open(enum gov_state s);      /* active, approved or ready */
const char *state_name(enum gov_state s);  /* JSON: "active" */
const char *state_label(enum gov_state s); /* board: "voting", "LOCKED", "READY", "done" */

/* What a member may do now.  Reasons are words for people; NULL means it may. */
enum gov_move { MOVE_APPROVE, MOVE_REJECT, MOVE_CANCEL, MOVE_WITHDRAW, MOVE_EXECUTE, MOVE_RECLAIM, MOVE_CLOSE, MOVE_COUNT };
const char *move_name(enum gov_move m);    /* "approve" */
/* proposal_may fails with the exit code design gives the reason (TIMELOCK,
 * APPROVALS, REFUSED, CHAIN, ...), numbers in the message, next step in the hint. */
MUST_CHECK enum err_code proposal_may(const struct gov_proposal *p, const struct gov_multisig *m,
	const struct gov_record *r, const struct pubkey *member, enum gov_move move, int64_t now, struct err *e);

/* proposal_target refuses a rollback whose target, when it executes at `now`, is
 * not in the ring, retired, the newest, or out of reach. */
MUST_CHECK enum err_code proposal_target(const struct gov_proposal *p, const struct gov_multisig *m,
	const struct gov_record *r, int64_t now, struct err *e);

/* proposal_expires_at is when voting, or later the execution, is over; INT64_MAX
 * for never or no longer.  proposal_from is the version the act starts from, 0
 * for a change of members.  proposal_vote is member i's own vote: "approve",
 * "reject", "cancel" or NULL. */
int64_t proposal_expires_at(const struct gov_proposal *p);
uint64_t proposal_from(const struct gov_proposal *p, struct hash *hash);
const char *proposal_vote(const struct gov_proposal *p, unsigned member);

/* Votes. */
int multisig_member(const struct gov_multisig *m, const struct pubkey *k); /* index or -1 */
unsigned votes_count(uint64_t bits);

#endif
