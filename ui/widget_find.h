#ifndef UI_WIDGET_FIND_H
#define UI_WIDGET_FIND_H

/* widget_find.h - search in the board: what is looked for, and in which rows it is.
 *
 * Small and capital letters are the same.  A row is its number, program (name and
 * address), kind, state, proposer, description and the code hash it brings. */

#include "ui/screen.h"
#include "ui/view.h"

enum { FIND_TEXT = 64, FIND_ROWS = 1, FIND_HITS_MAX = 1 << 17 /* rows; what is beyond is not found */ };

struct find {
	char text[FIND_TEXT]; /* "" : nothing is looked for */
	bool typing;          /* keys go into the text */
	struct {              /* the rows it is in, found once for a text and an arrangement of the model */
		char text[FIND_TEXT];
		uint64_t version, stamp; /* of the model and of the view */
		size_t n;
		uint8_t is[FIND_HITS_MAX / 8];
	} hits;
};

/* find_begin takes the keys from then on; find_key is one of them and returns
 * false for one that ends it and means something else.  Escape forgets the text. */
void find_begin(struct find *f);
bool find_key(struct find *f, int key);

/* find_from is, of the rows of `v`, the first with it from `at` on, and around the end, in steps of
 * 1 or -1; view_n when there is none.  Without a text it is the next row that waits
 * for this key: a vote, or an execution that may begin. */
size_t find_from(struct find *f, const struct model *m, const struct view *v, size_t at, int step);

/* find_draw draws the line of the search at `row`, nothing without one; returns the rows it took. */
int find_draw(struct find *f, const struct model *m, const struct view *v, struct canvas *c, int row);

#endif
