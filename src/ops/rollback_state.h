#ifndef OPS_ROLLBACK_STATE_H
#define OPS_ROLLBACK_STATE_H

/* rollback_state.h - the inside of a rollback, shared by rollback*.c only. */

#include "ops/check.h"
#include "ops/rollback.h"
#include "ops/settle.h"
#include "ops/source.h"
#include "ops/stage.h"
#include "ops/verify.h"

#define ROLLBACK_LOOK_MS 1000u /* between looks while others vote */
#define ROLLBACK_LAG_MS 400u   /* until an endpoint that lags is asked again */
#define ROLLBACK_HIDDEN_MS 30000u /* how long what landed may stay unseen */
#define ROLLBACK_TRIES 6u      /* acts of one run that may fail before it gives up */
#define ROLLBACK_LOOKS 20u     /* how often the code is read back before it counts as another */

enum rollback_stage {
	RB_READ, RB_BUFFER, RB_CODE, RB_STAGE, RB_CHECK, RB_ACT, RB_PROVE, RB_IDLE, RB_OVER
};

struct rollback {
	struct session *s; /* borrowed */
	struct rollback_goal goal;
	enum commitment before; /* the session's, given back at the end */
	enum rollback_stage stage;
	enum rollback_phase phase;
	const char *step;
	struct err error;

	struct settle *settle; /* what earlier runs left open; NULL nothing, or over */
	struct gov_reader *reader;
	struct gov_world world;
	bool has_world;
	struct wayback way;
	uint64_t made;       /* number of the rollback this run proposed; 0 none */
	uint64_t hidden_ms;  /* monotonic, when it was first found missing; 0 not yet */
	uint64_t due_ms;     /* RB_IDLE, and a read that is to be repeated */

	struct verify *verify;
	struct source *source;
	struct buf code;     /* what is gone back to */
	const char *from;
	struct stage *staging;
	struct check *check;
	struct preflight preflight;
	struct act *act;
	struct kt_act draft;
	struct pubkey buffer;
	struct rpc_call *rent;

	enum wayback_step tried; /* step of the act that failed last, and on what */
	uint64_t tried_index;
	uint64_t tried_count;    /* proposals there were when it began */
	unsigned tries;          /* acts that failed */
	bool overtaken;          /* something else landed first; the endpoint may show it later */
	uint64_t failed_ms;      /* monotonic */
	struct err tried_error;

	bool staged, simulated, proven;
	unsigned transactions, looks;
	unsigned cards;      /* acts and uploads begun, and cards confirmed */
	int64_t row;         /* of the journal; 0 none */
};

/* rollback_over ends it well. */
void rollback_over(struct rollback *r, const char *step);

/* rollback_failed notes that the step failed with `e`, and looks again: somebody else may have taken
 * it.  `overtaken`: somebody has, so that is waited for where the endpoint does not show it yet. */
void rollback_failed(struct rollback *r, bool overtaken, const struct err *e);

/* rollback_code.c: from no proposal to one.  Each is one turn of its stage. */
void rollback_code_start(struct rollback *r);
MUST_CHECK enum err_code rollback_turn_buffer(struct rollback *r, struct err *e);
MUST_CHECK enum err_code rollback_turn_code(struct rollback *r, struct err *e);
MUST_CHECK enum err_code rollback_turn_stage(struct rollback *r, struct err *e);
MUST_CHECK enum err_code rollback_turn_check(struct rollback *r, struct err *e);

/* rollback_note.c: the journal's row of this run. */
MUST_CHECK enum err_code rollback_note(struct rollback *r, struct err *e);
void rollback_noted(struct rollback *r);

#endif
