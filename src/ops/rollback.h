#ifndef OPS_ROLLBACK_H
#define OPS_ROLLBACK_H

/* rollback.h - the emergency path, one op from command to code replaced.
 *
 *   READ -> (vote on it: ACT) -> WAITING
 *        -> BUFFER or CODE -> STAGE -> CHECK -> ACT (propose) -> READ
 *        -> ACT (approve) -> READ -> WAITING -> ACT (execute) -> READ -> PROVE -> DONE
 *
 * Every next step is judged from the chain (gov/wayback.h): killed anywhere,
 * run again by anybody, it goes on; an open rollback is joined, not repeated.
 * Reads are at confirmed, what a sender waits for.  The journal has a row
 * "rollback" with the reason for every run, beside the rows of each step. */

#include "base/buf.h"
#include "gov/wayback.h"
#include "ops/stage.h"

enum rollback_mode {
	ROLLBACK_WHOLE,   /* stop the act, or undo it */
	ROLLBACK_PROPOSE, /* only propose it */
	ROLLBACK_STAGE,   /* have everything ready and propose nothing */
};

struct rollback_goal {
	enum rollback_mode mode;
	struct wayback_goal way;
	char reason[KT_DESCRIPTION_MAX + 1]; /* "" only for ROLLBACK_STAGE */
	const uint8_t *file;  /* borrowed; the code gone back to, NULL none given */
	size_t file_len;
	const char *path;     /* borrowed; of the file, for the journal */
	struct pubkey buffer; /* holds that code; zero none given */
	bool wait;            /* follow votes and delay, and execute */
	bool anyway;          /* propose also what could not execute now */
};

enum rollback_phase {
	ROLLBACK_WORKING,
	ROLLBACK_CARD,    /* rollback_card is to be shown and confirmed; several may come, one after the other */
	ROLLBACK_WAITING, /* others must act, or time must pass: rollback_view tells; with `wait` it goes on by itself */
	ROLLBACK_DONE,
	ROLLBACK_FAILED,
};

struct rollback_view {
	const struct gov_world *world; /* as read last; NULL before */
	struct wayback way;
	struct pubkey buffer;     /* zero before it is known */
	const char *source;       /* where the code came from; NULL */
	struct stage_progress upload; /* of the code; pieces 0 before it begins */
	const struct endpoints *endpoints; /* it is sent to, borrowed until the next turn; NULL: none yet */
	unsigned card;            /* which card of this run rollback_card is: the same while it is only renewed */
	unsigned transactions;    /* landed, of this run */
	bool proposed, proven;    /* this run proposed it; the code on chain was read back equal */
	bool staged, simulated;   /* the buffer holds the code; proposing it was simulated */
	const struct preflight *preflight; /* of the rollback meant; n 0 before */
};

struct rollback;

/* rollback_new borrows the session and copies the goal. */
struct rollback *rollback_new(struct session *s, const struct rollback_goal *g);
void rollback_free(struct rollback *r); /* NULL is ignored; writes what became of it */

enum rollback_phase rollback_turn(struct rollback *r);
int rollback_deadline_ms(const struct rollback *r);
const struct guard_card *rollback_card(const struct rollback *r); /* ROLLBACK_CARD; borrowed */
void rollback_confirm(struct rollback *r);                        /* what that card asks was typed */
/* rollback_act is the transaction of that card; NULL for the upload of a buffer. */
const struct act *rollback_act(const struct rollback *r);
const struct err *rollback_error(const struct rollback *r);       /* ROLLBACK_FAILED */
const char *rollback_step(const struct rollback *r);
void rollback_look(const struct rollback *r, struct rollback_view *out);

#endif
