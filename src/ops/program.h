#ifndef OPS_PROGRAM_H
#define OPS_PROGRAM_H

/* program.h - what is done to a program at top level, without a vote: deploy a
 * new one, make room in one that is there.  Stepped by the loop.
 *
 *   deploy: LOOK (nothing may be at its address) -> STAGE (its buffer) -> ACT
 *   extend: LOOK (how much room there is) -> RENT -> ACT                    */

#include "ops/act.h"

enum program_phase {
	PROGRAM_PREPARING,
	PROGRAM_CARD,    /* program_card is to be shown and confirmed; a deploy may show two, one after the other */
	PROGRAM_SENDING,
	PROGRAM_DONE,
	PROGRAM_FAILED,  /* program_error says why */
};

struct program_op;

/* program_deploy puts the `len` bytes of the file at `path`, which elf_check took and which
 * are borrowed as the path is, at `program` with space for `room` bytes of code; the program's key
 * signs through `sign`. */
struct program_op *program_deploy(struct session *s, const struct pubkey *program, const char *path, const uint8_t *file,
	size_t len, uint64_t room, act_sign_extra *sign, void *ctx);
/* program_extend gives `program` room for `more` bytes; whoever signs pays. */
struct program_op *program_extend(struct session *s, const struct pubkey *program, uint32_t more);
void program_free(struct program_op *o); /* NULL is ignored */

enum program_phase program_turn(struct program_op *o);
int program_deadline_ms(const struct program_op *o);
const struct guard_card *program_card(const struct program_op *o); /* PROGRAM_CARD; borrowed */
void program_confirm(struct program_op *o);                        /* what the card now shown asks was typed */
const struct err *program_error(const struct program_op *o);       /* PROGRAM_FAILED */
/* program_act is the last transaction, for signature and fee; NULL before it. */
const struct act *program_act(const struct program_op *o);
void program_hash(const struct program_op *o, struct hash *out);   /* of a deploy: the code's */

#endif
