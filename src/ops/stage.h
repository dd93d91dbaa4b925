#ifndef OPS_STAGE_H
#define OPS_STAGE_H

/* stage.h - write a program into a buffer and read it back.
 *
 * The buffer's address follows from the payer and the code: create_with_seed of
 * the first 16 hex digits of the code hash and a counter, so that any machine
 * with the payer's key and the file finds it again.  What is on chain is the
 * only progress there is: a stage that was interrupted reads the buffer, and
 * writes what differs, in transactions of version 1 where the cluster takes
 * them.  It is done when the buffer was read back equal.  A buffer that somebody
 * else's authority holds (an act was proposed with it) is left alone and the
 * next counter taken. */

#include "ops/act.h"
#include "ops/endpoints.h"

#define STAGE_COUNTERS 16u /* buffers of one code by one payer that may be in use at once */

enum stage_phase {
	STAGE_PREPARING,
	STAGE_CARD,    /* stage_card is to be shown and confirmed; a second may come where the first was refused */
	STAGE_WRITING,
	STAGE_DONE,    /* the buffer holds the file, byte for byte */
	STAGE_FAILED,
};

struct stage;

/* stage_new borrows the session and the file's `len` bytes, which elf_check took. */
struct stage *stage_new(struct session *s, const uint8_t *file, size_t len);
void stage_free(struct stage *g);
/* Before the first turn, each at most once.  stage_name: the path of the file (NULL: it is
 * none), for the journal; returns it, the whole of it, until stage_free.  stage_only: it goes
 * on with `buffer` or fails: with ERR_MISMATCH where that is not of this file's code,
 * ERR_NOT_FOUND where there is none. */
const char *stage_name(struct stage *g, const char *path);
void stage_only(struct stage *g, const struct pubkey *buffer);

enum stage_phase stage_turn(struct stage *g);
int stage_deadline_ms(const struct stage *g);

const struct guard_card *stage_card(const struct stage *g); /* borrowed; NULL when there was nothing to sign */
void stage_confirm(struct stage *g); /* that card, and no later one */
const struct err *stage_error(const struct stage *g);
const char *stage_step(const struct stage *g);

const struct pubkey *stage_buffer(const struct stage *g); /* known from STAGE_CARD on */
void stage_hash(const struct stage *g, struct hash *out); /* code hash of the file */
bool stage_made(const struct stage *g);                    /* this run made the buffer */
/* STAGE_FAILED, as the buffer is gone or has another authority now: a proposal may have taken it in. */
bool stage_is_lost(const struct stage *g);
bool stage_is_there(const struct stage *g);                /* the buffer was read and holds the whole file */

/* How far it is; all of it by this run, but for what is there. */
struct stage_progress {
	size_t bytes, bytes_there;   /* of the file; of those, on chain as far as is known */
	size_t pieces, pieces_there; /* transactions the whole file takes; 0 before that is known */
	bool v1;                     /* in transactions of version 1 */
	unsigned transactions;       /* the creation, and those sent the first time or signed anew */
	unsigned resent, renewed, statuses, refusals;
	uint64_t elapsed_ms, left_ms; /* of writing; left 0: not known */
	uint64_t fee_lamports;       /* of the writes so far, at most */
	char trouble[160];           /* what slows it down, "" when nothing */
};
void stage_progress(const struct stage *g, struct stage_progress *out);
/* Its words, the same in a command and on a screen: stage_pace_text "9 transactions/s,
 * about 1m 14s left, 0.000095 SOL so far"; stage_retries_text "4 sent again, 2 signed anew", ""
 * where none was; stage_health_text what the endpoint slows it down with, or did, "" nothing. */
#define STAGE_TEXT 200
char *stage_pace_text(char out[STAGE_TEXT], const struct stage_progress *p);
char *stage_retries_text(char out[STAGE_TEXT], const struct stage_progress *p);
char *stage_health_text(char out[STAGE_TEXT], const struct stage_progress *p);

/* stage_stop ends it before its end, because the user wants it: its row in the journal stays
 * open, and stage_error, with ERR_CANCELLED, says how far it is and how to go on. */
void stage_stop(struct stage *g);

/* stage_endpoints is how each endpoint does; borrowed. */
const struct endpoints *stage_endpoints(const struct stage *g);

/* stage_address is the buffer of `payer` for this code and counter, and its seed. */
#define STAGE_SEED 33
void stage_address(const struct pubkey *payer, const struct hash *code, unsigned counter, char seed[STAGE_SEED],
	struct pubkey *out);

#endif
