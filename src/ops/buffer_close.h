#ifndef OPS_BUFFER_CLOSE_H
#define OPS_BUFFER_CLOSE_H

/* buffer_close.h - take the lamports of one buffer back, stepped by the loop.
 *
 * The account is read right before: anything but a buffer is refused, programs
 * and program data by name.  One that a dead proposal holds is first reclaimed
 * through the governance program, with a card of its own; where that gives it
 * to another key it ends there.  It is done when the account was read back gone. */

#include "ops/act.h"

enum buffer_close_phase {
	BUFFER_CLOSE_PREPARING,
	BUFFER_CLOSE_CARD,    /* the card of buffer_close_act is to be shown and confirmed */
	BUFFER_CLOSE_SENDING,
	BUFFER_CLOSE_DONE,
	BUFFER_CLOSE_FAILED,
};

struct buffer_close;

/* buffer_close_new borrows the session; `w` (NULL: no multisig) only tells which proposal holds it. */
struct buffer_close *buffer_close_new(struct session *s, const struct pubkey *buffer, const struct gov_world *w);
void buffer_close_free(struct buffer_close *c); /* NULL is ignored */

enum buffer_close_phase buffer_close_turn(struct buffer_close *c);
int buffer_close_deadline_ms(const struct buffer_close *c);

/* buffer_close_act is the transaction under way, borrowed until the next turn; NULL for none.
 * buffer_close_confirm: what its card asks for was typed. */
const struct act *buffer_close_act(const struct buffer_close *c);
void buffer_close_confirm(struct buffer_close *c);
const struct err *buffer_close_error(const struct buffer_close *c);
const char *buffer_close_step(const struct buffer_close *c);

/* What came of it. */
struct buffer_closed {
	struct pubkey buffer;
	uint64_t lamports;       /* it held when it was looked at */
	uint64_t fee_lamports;   /* of the transactions */
	uint64_t reclaimed;      /* number of the proposal it was taken back from, 0 none */
	struct pubkey depositor; /* of that proposal */
	bool gone;               /* read back: there is no account any more */
	bool has_signature;
	struct signature signature; /* of the last transaction */
};
void buffer_close_result(const struct buffer_close *c, struct buffer_closed *out);

#endif
