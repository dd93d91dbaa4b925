#ifndef OPS_DIFF_H
#define OPS_DIFF_H

/* diff.h - what is different between two programs, wherever they are: a file, an
 * address, a version of a program, what a proposal changes.  Both sides are read at
 * once, then compared in small steps; turned by the loop.
 *
 * Code that is named by its hash (a version, both sides of a proposal) is what it is
 * compared with, or nothing: a side that cannot be found is said, never replaced. */

#include "ops/session.h"
#include "ops/source.h"
#include "solana/elf_diff.h"

enum diff_from { DIFF_FILE, DIFF_ADDRESS, DIFF_HASH };
struct diff_side {
	enum diff_from from;
	const uint8_t *file; /* DIFF_FILE: borrowed until diff_free */
	size_t len;
	struct pubkey at;    /* DIFF_ADDRESS: of a program, its program data, or a buffer */
	struct hash hash;    /* DIFF_HASH */
	struct source_place place[SOURCE_PLACES_MAX]; /* DIFF_HASH: where on the chain it may be */
	size_t place_n;
	char what[120];      /* "version 3 of program 9xQe...", for people; safe */
};

/* diff_of_version is version `number` of a program: ERR_NOT_FOUND where neither the
 * record in `w` nor the store knows it. */
MUST_CHECK enum err_code diff_of_version(struct session *s, const struct gov_world *w, const struct pubkey *program,
	uint64_t number, struct diff_side *out, struct err *e);
/* diff_of_proposal is the code proposal `p` starts from and the code it brings.
 * ERR_REFUSED for a proposal that changes no code. */
MUST_CHECK enum err_code diff_of_proposal(const struct gov_world *w, const struct gov_proposal *p, struct diff_side *a,
	struct diff_side *b, struct err *e);

struct diff; /* one difference under way */

/* diff_new begins; what a side names but for its file is copied, the session borrowed. */
struct diff *diff_new(struct session *s, const struct diff_side *a, const struct diff_side *b);
void diff_free(struct diff *d); /* NULL is ignored */
bool diff_turn(struct diff *d);  /* true while it is under way; a turn takes about a millisecond, the first few longer */
/* diff_deadline_ms is 0 while it computes, and short or -1 while it waits for the endpoint. */
int diff_deadline_ms(const struct diff *d);
unsigned diff_percent(const struct diff *d); /* of comparing, 0 to 100 */

/* Where the sides were found, known once it is no longer under way: "file", "buffer",
 * "program", "backup", "chain". */
struct diff_found {
	const char *a, *b;
};
/* diff_result is the difference, borrowed; what failed says which side it was. */
MUST_CHECK enum err_code diff_result(const struct diff *d, const struct elf_diff **out, struct diff_found *found, struct err *e);

#endif
