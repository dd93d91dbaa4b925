#ifndef UI_CANVAS_H
#define UI_CANVAS_H

/* canvas.h - a grid of styled cells.  Screens draw here and never on the
 * terminal, so a frame can be compared as text in a test.
 *
 * Nothing outside the grid is ever drawn, and every text goes through
 * text_safe on its way in: no byte a terminal would obey can be in a cell. */

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "ui/theme.h"

#define CANVAS_ROWS_MAX 1000
#define CANVAS_COLS_MAX 1000
#define CELL_TEXT 14 /* bytes: a character and the marks text_safe leaves on it */

struct cell {
	char text[CELL_TEXT]; /* one UTF-8 cluster, the rest zero */
	uint8_t len;          /* its bytes; 0: the right half of a wide one */
	uint8_t style;        /* enum style, and STYLE_SELECTED */
};

struct canvas {
	int rows, cols;
	bool ascii;        /* nothing beyond 0x7e is put into a cell */
	bool ticks;        /* something drawn changes with every second */
	size_t cap;
	struct cell *cell; /* owned */
};

#define CANVAS_INIT { .rows = 0, .cols = 0, .ascii = false, .ticks = false, .cap = 0, .cell = NULL }

/* canvas_reset makes it rows x cols of plain blanks, each at least 1 and at
 * most the limits above.  canvas_wipe frees the cells. */
void canvas_reset(struct canvas *c, int rows, int cols);
void canvas_wipe(struct canvas *c);

/* canvas_at is the cell at row, col; NULL outside. */
const struct cell *canvas_at(const struct canvas *c, int row, int col);

/* canvas_text writes `s` at row, col, which may be outside, and clips at the
 * edges.  Returns the column after the last cell written or clipped. */
int canvas_text(struct canvas *c, int row, int col, unsigned style, const char *s);

/* canvas_cell_text writes `s` into exactly `width` columns: cut with a mark
 * where it is longer, padded where shorter.  Returns col + width. */
int canvas_cell_text(struct canvas *c, int row, int col, int width, unsigned style, const char *s);

/* canvas_right ends `s` just before column `end`.  Returns where it began. */
int canvas_right(struct canvas *c, int row, int end, unsigned style, const char *s);

/* canvas_fmt is canvas_text of formatted text, 1 kB at most. */
int canvas_fmt(struct canvas *c, int row, int col, unsigned style, const char *fmt, ...) PRINTF_LIKE(5, 6);

/* canvas_wrap writes `s` into the columns col to end, breaking between words,
 * from `row` on.  Returns the row after the last one used; at least row + 1. */
int canvas_wrap(struct canvas *c, int row, int col, int end, unsigned style, const char *s);

/* canvas_select adds STYLE_SELECTED to the style of `n` cells. */
void canvas_select(struct canvas *c, int row, int col, int n);

/* canvas_line draws a horizontal rule of `n` cells. */
void canvas_line(struct canvas *c, int row, int col, int n, unsigned style);

/* canvas_copy puts `n` rows of `from`, from its row `first` on, to row `row`. */
void canvas_copy(struct canvas *c, int row, const struct canvas *from, int first, int n);

/* canvas_dump appends the grid as lines, blanks at their ends removed. */
void canvas_dump(const struct canvas *c, struct buf *out);

#endif
