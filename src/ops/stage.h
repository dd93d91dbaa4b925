#ifndef OPS_STAGE_H
#define OPS_STAGE_H

/* stage.h - write a program into a buffer and read it back.
 *
 * The buffer's address follows from the payer and the code: create_with_seed of
 * the first 16 hex digits of the code hash and a counter, so that any machine
 * with the payer's key and the file finds it again.  What is on chain is the
 * only progress there is: a stage that was interrupted reads the buffer, and
 * writes what differs.  A buffer that somebody else's authority holds (an act
 * was proposed with it) is left alone and the next counter taken. */

#include "ops/act.h"

#define STAGE_COUNTERS 16u /* buffers of one code by one payer that may be in use at once */
#define STAGE_CHUNK 960u   /* bytes of a Write beside unit limit and price */

enum stage_phase {
	STAGE_PREPARING,
	STAGE_CARD,    /* stage_card is to be shown and confirmed */
	STAGE_WRITING,
	STAGE_DONE,    /* the buffer holds the file, byte for byte */
	STAGE_FAILED,
};

struct stage;

/* stage_new borrows the session and the file's `len` bytes, which elf_check took. */
struct stage *stage_new(struct session *s, const uint8_t *file, size_t len);
void stage_free(struct stage *g);

enum stage_phase stage_turn(struct stage *g);
int stage_deadline_ms(const struct stage *g);

const struct guard_card *stage_card(const struct stage *g); /* borrowed; NULL when there was nothing to sign */
void stage_confirm(struct stage *g);
const struct err *stage_error(const struct stage *g);
const char *stage_step(const struct stage *g);

const struct pubkey *stage_buffer(const struct stage *g); /* known from STAGE_CARD on */
void stage_hash(const struct stage *g, struct hash *out); /* code hash of the file */
size_t stage_chunks(const struct stage *g);               /* pieces the file has */
size_t stage_missing(const struct stage *g);              /* of those, not on chain at the last look */
size_t stage_sent(const struct stage *g);                 /* writes sent so far */
unsigned stage_transactions(const struct stage *g);       /* those, and the creation */

/* stage_address is the buffer of `payer` for this code and counter, and its seed. */
#define STAGE_SEED 33
void stage_address(const struct pubkey *payer, const struct hash *code, unsigned counter, char seed[STAGE_SEED],
	struct pubkey *out);

#endif
