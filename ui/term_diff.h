#ifndef UI_TERM_DIFF_H
#define UI_TERM_DIFF_H

/* term_diff.h - from what the terminal shows to the next frame, in as few
 * bytes as is simple.  Pure: bytes go into a buf, what the terminal can do
 * comes in through struct diff_caps.
 *
 * Goals (performance.md P7): at most 250 bytes for a cursor move at 80 columns,
 * 10 for a changed countdown, none when nothing changed.  The pen is left as it
 * is between frames and runs are drawn grouped by pen, so that a ticking digit
 * costs a short move and itself. */

#include "ui/canvas.h"

struct diff_caps {
	void (*move)(struct buf *out, int row, int col);
	void (*pen)(struct buf *out, unsigned from, unsigned to); /* from a style to another */
	bool (*inks)(unsigned style); /* a blank in that style can be told from a plain one */
	const char *erase_eol; /* clears to the end of the line; "" where it cannot */
	bool backspace;        /* "\b" goes one column left */
	bool linefeed;         /* "\n" goes one row down and stays in the column */
	bool corner;           /* the bottom right cell may be written */
};

struct diff {
	struct canvas shown; /* owned: what the terminal shows */
	bool known;          /* false: nothing is known, all is drawn */
	int row, col;        /* of the cursor, -1 unknown */
	unsigned pen;
};

#define DIFF_INIT { .shown = CANVAS_INIT, .known = false, .row = -1, .col = -1, .pen = STYLE_PLAIN }

void diff_wipe(struct diff *d);

/* diff_forget: the terminal was cleared with a plain pen, or is of another size. */
void diff_forget(struct diff *d);

/* diff_frame appends to `out` what turns the terminal into `next`, nothing
 * when it already is. */
void diff_frame(struct diff *d, const struct canvas *next, const struct diff_caps *caps, struct buf *out);

#endif
