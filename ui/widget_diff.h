#ifndef UI_WIDGET_DIFF_H
#define UI_WIDGET_DIFF_H

/* widget_diff.h - the difference between two programs, verdict first. */

#include "solana/elf_diff.h"
#include "ui/canvas.h"

struct diff_words { /* what was compared, and where it was found; safe */
	const char *a, *b, *found_a, *found_b;
	uint64_t index; /* of the proposal */
};

/* diff_size_word is "small change", diff_size_style how it looks. */
const char *diff_size_word(enum elf_size s);
unsigned diff_size_style(enum elf_size s);

/* diff_draw draws it from `row` on into the columns col to end and returns the next free
 * row; long lists are cut, with the command that has all of them. */
int diff_draw(struct canvas *c, int row, int col, int end, const struct elf_diff *d, const struct diff_words *w);

#endif
