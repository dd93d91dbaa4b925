#ifndef OPS_ACT_STATE_H
#define OPS_ACT_STATE_H

/* act_state.h - the inside of an act, shared by act*.c only.
 *
 *   LOOKBACK -> READ -> SIMULATE -> FEE -> SHOWN <-> RENEW
 *      |  ^                                 |
 *      v  v                              confirm
 *    DONE   <----------  SEND  <-----------/   (expired: RENEW, then SEND again)
 *      ^  |
 *      |  STANDS, of a vote that landed: another one may have taken its place since
 *
 * SIMULATE refused for want of money goes to BALANCE, which tells how much there is; a
 * move that is refused there or in SEND to WHY, which asks whether it was somebody else. */

#include "data/journal.h"
#include "ops/act.h"
#include "ops/check.h"
#include "ops/save.h"
#include "rpc/sender.h"

#define ACT_IX_MAX 6u
#define ACT_RENEW_MS 20000u  /* a blockhash is renewed after this while the card waits */
#define ACT_ROUNDS 3u        /* how often an expired transaction is signed again */

enum act_stage {
	STAGE_LOOKBACK, STAGE_STANDS, STAGE_READ, STAGE_SIMULATE, STAGE_BALANCE, STAGE_FEE, STAGE_SHOWN, STAGE_RENEW, STAGE_SEND,
	STAGE_WHY, STAGE_DONE, STAGE_FAILED
};

struct act {
	struct session *s; /* borrowed */
	enum act_stage stage;
	char action[24];
	const char *step;
	struct err error;

	/* what is to be done */
	bool is_move, once;
	enum gov_move move;
	uint64_t index;
	bool has_expect;
	struct hash expect;
	struct instruction ix[ACT_IX_MAX];        /* own storage below */
	struct account_meta account[ACT_IX_MAX][16];
	uint8_t data[ACT_IX_MAX][PACKET_MAX];
	size_t ix_n;
	struct guard_context context;
	act_sign_extra *sign_extra;
	struct pubkey also;  /* who signs by it; of a move */
	void *sign_ctx;

	/* what is under way */
	struct rpc_call *genesis, *blockhash, *price, *other; /* other: simulation, balance, fee, status */
	struct rpc_call *height;
	struct gov_reader *reader;
	struct check *check; /* of an execution or a vote; NULL once judged */
	struct save *save;   /* of an upgrade proposed or executed: the live code; NULL once over */
	struct sender *sender;
	uint64_t due_ms;     /* monotonic; when the stage wants its next turn, 0 none */

	/* what is known */
	struct rpc_blockhash hash;
	uint64_t hash_ms;    /* monotonic, when it was read */
	uint64_t micro_lamports;
	uint32_t units, loaded_len; /* limits; 0: the largest */
	uint64_t fee;
	struct preflight preflight; /* of an execution or a vote; n 0 for others */
	uint8_t message[PACKET_MAX];
	size_t message_len;
	struct guard_card card;
	unsigned hashes;     /* taken anew before there was a card */
	bool confirmed;
	unsigned rounds;
	int64_t journal_id;  /* 0 none */
	bool taken;     /* refused: the account that it makes is there already */
	bool overtaken; /* refused: it changed in the meantime what this act rests on */
	bool has_signature;
	struct signature signature;
	int64_t looked_at;          /* the row that is, or was last, looked back at; 0 none */
	uint64_t last_valid_height; /* of its signature */
	struct pubkey found;        /* the multisig of that intent */
	struct hash found_hash;     /* its payload hash, and what its card said */
	char found_words[GUARD_TEXT];
	uint64_t landed_slot;       /* a vote of an earlier run landed in it; 0 none, or not asked about any more */
	char before[256];    /* what became of an earlier run, "" none */
};

/* act_fail keeps the error and stops. */
void act_fail(struct act *a, const struct err *e);
/* act_build writes the message with the limits known so far. */
MUST_CHECK enum err_code act_build(struct act *a, struct err *e);
/* act_describe has the signer describe the message; a second time the words must be the same. */
MUST_CHECK enum err_code act_describe(struct act *a, struct err *e);
/* act_send journals, signs and hands the transaction to a sender. */
MUST_CHECK enum err_code act_send(struct act *a, struct err *e);
/* act_finish folds the sender's end into journal and stage. */
void act_finish(struct act *a, enum sender_state state);
/* act_tell_cost adds that it is in a block, so its fee is spent. */
void act_tell_cost(const struct act *a, struct err *e);
/* act_why_start asks, for a move that was just refused with a->error, whether
 * somebody else did it or ended it; false where that is not the question.
 * act_why_turn fails with what is known once it is answered. */
bool act_why_start(struct act *a);
MUST_CHECK enum err_code act_why_turn(struct act *a, struct err *e);
/* act_subject is what the journal's row is about: the proposal, the record, the multisig, or
 * where there is none of them what the last instruction is about; borrowed.
 * act_outcome writes what became of the row, where there is one. */
const struct pubkey *act_subject(const struct act *a);
void act_outcome(struct act *a, enum journal_outcome o, uint64_t slot, const char *reason);
/* act_unsent writes the outcome of an intent of this run that failed with nothing in flight. */
void act_unsent(struct act *a, const char *why);
/* act_lookback starts, and turns, the search for what an earlier run left open, the newest
 * first: what did not land leads to the one before it. */
void act_lookback_start(struct act *a);
void act_lookback_turn(struct act *a);
/* act_stands_turn asks whether the vote that landed is the one that counts now. */
MUST_CHECK enum err_code act_stands_turn(struct act *a, struct err *e);
/* act_save_* begin to save the live code where an upgrade is executed or
 * proposed; act_saving turns it, act_saved is what came of it. */
void act_save_executing(struct act *a, const struct gov_proposal *p, const struct gov_record *r);
void act_save_proposing(struct act *a);
bool act_saving(struct act *a);
MUST_CHECK enum err_code act_saved(struct act *a, struct err *e);
/* act_balance_start asks what the key holds, after `o` refused for want of
 * money; act_balance_turn makes the answer the error. */
void act_balance_start(struct act *a, const struct rpc_outcome *o);
MUST_CHECK enum err_code act_balance_turn(struct act *a, struct err *e);
/* act_hash_start asks for a blockhash; act_hash_take takes it once it is no longer pending. */
void act_hash_start(struct act *a);
MUST_CHECK enum err_code act_hash_take(struct act *a, struct err *e);
/* act_fee_start builds the message and asks what it costs. */
MUST_CHECK enum err_code act_fee_start(struct act *a, struct err *e);
/* act_fee_turn takes the fee, asks again with a new blockhash where that one died, and has what it costs described: then the card is there. */
MUST_CHECK enum err_code act_fee_turn(struct act *a, struct err *e);
/* act_read_start asks for everything the transaction needs, in one round trip. */
void act_read_start(struct act *a);

#endif
