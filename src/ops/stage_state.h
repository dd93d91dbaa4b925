#ifndef OPS_STAGE_STATE_H
#define OPS_STAGE_STATE_H

/* stage_state.h - what the files of stage share. */

#include "ops/stage.h"

enum step { STEP_LOOK, STEP_CREATE, STEP_HASH, STEP_CARD, STEP_WRITE, STEP_READ_BACK, STEP_OVER };

enum {
	FLIGHT = 32,          /* sends in flight */
	WRITE_UNITS = 2670,   /* compute units of a Write with limit and price */
	LOOK_AGAIN_MS = 700,  /* between read-backs while writes are landing */
	RESEND_MS = 2000,
	HASH_AGE_MS = 20000,  /* a write is not signed with an older blockhash */
	IDLE_MAX = 60,        /* read-backs in a row that brought nothing new */
};

struct stage {
	struct session *s; /* borrowed, like file */
	const uint8_t *file;
	size_t len, missing, chunk_n, next, sent;
	struct hash code;
	struct pubkey buffer;
	char seed[STAGE_SEED];
	unsigned counter, idle, flight;
	bool *lacks;                       /* owned: chunk i is not on chain */
	enum step step;
	enum stage_phase phase;
	struct act *act;                   /* creation */
	struct rpc_call *look, *rent, *hash, *genesis, *send[FLIGHT];
	struct rpc_blockhash blockhash;
	uint64_t hash_at_ms, look_at_ms, rent_lamports, price;
	struct guard_card card;
	bool has_card, confirmed, signed_first, first_sent;
	struct transaction first;          /* the described write, signed */
	int64_t row;
	struct err err;
};

#endif
