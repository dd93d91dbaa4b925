#ifndef SOLANA_ALIGN_H
#define SOLANA_ALIGN_H

/* align.h - what two sequences have in common, in the same order.
 *
 * Where windows of elements occur once on each side they are anchors; the longest
 * chain of them that is in order on both sides stands, each grown as far as the two
 * agree, and what is left between is looked at with shorter windows, small gaps at
 * last exactly.  An insertion that shifts everything behind it costs what it inserts.
 * Pieces shorter than ALIGN_LEAST elements do not count, so that two unrelated
 * functions do not look alike.
 *
 * Bound: every element is looked at a constant number of times for each of the at most
 * ALIGN_LEVELS window lengths, O(n log n) altogether, and the tables take at most
 * 8 MiB, whatever the input: what is made to collide is left out, and counts as
 * different.  The result does not depend on which side is first. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ALIGN_LEVELS 4u
#define ALIGN_LEAST(width) ((width) == 8 ? 4u : 8u)

struct align_seq { /* `n` elements of 8 bytes (native words, aligned) or 1 byte at `p` */
	const void *p;
	size_t n;
	unsigned width;
};
struct align_run { /* a[a + i] equals b[b + i] for i < len */
	uint32_t a, b, len;
};

struct align; /* one comparison under way */

/* align_new compares sequences of the same width, below 2^31 elements, borrowed. */
struct align *align_new(struct align_seq a, struct align_seq b);
void align_free(struct align *l); /* NULL is ignored */
/* align_turn looks at about `steps` elements; true while there is more to do. */
bool align_turn(struct align *l, size_t steps);
/* align_runs is what they have in common, in order on both sides, none touching
 * the next on both; once align_turn said false.  Borrowed. */
const struct align_run *align_runs(const struct align *l, size_t *n);

/* align_map finds what element `a` is on the other side among `n` runs; false where it is in none. */
bool align_map(const struct align_run *run, size_t n, size_t a, size_t *b);

/* align_corresponds: is element `b` what `a` has become, among `n` runs of sequences of
 * a_n and b_n?  Either aligned with it, or as far into, or before the end of, what came in
 * place of the same piece, or the first of what was put in front of it (or the other way
 * round: a function that begins with something new is the same one). */
bool align_corresponds(const struct align_run *run, size_t n, size_t a_n, size_t b_n, size_t a, size_t b);

#endif
