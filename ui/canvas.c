#include "ui/canvas.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { SAFE_LEN = 4 * CANVAS_COLS_MAX }; /* bytes of a text that are looked at */

static const struct cell blank = { .text = " ", .len = 1, .style = STYLE_PLAIN };

static int
within(int v, int max)
{
	return v < 1 ? 1 : v > max ? max : v;
}

void
canvas_reset(struct canvas *c, int rows, int cols)
{
	size_t n;

	c->rows = within(rows, CANVAS_ROWS_MAX);
	c->cols = within(cols, CANVAS_COLS_MAX);
	c->ticks = false;
	n = (size_t)c->rows * (size_t)c->cols;
	if (n > c->cap) {
		c->cell = mem_grow(c->cell, n, sizeof *c->cell);
		c->cap = n;
	}
	for (size_t i = 0; i < n; i++)
		c->cell[i] = blank;
}

void
canvas_wipe(struct canvas *c)
{
	free(c->cell);
	c->cell = NULL;
	c->cap = 0;
	c->rows = c->cols = 0;
}

static struct cell *
at(const struct canvas *c, int row, int col)
{
	if (row < 0 || row >= c->rows || col < 0 || col >= c->cols)
		return NULL;
	return &c->cell[(size_t)row * (size_t)c->cols + (size_t)col];
}

const struct cell *
canvas_at(const struct canvas *c, int row, int col)
{
	return at(c, row, col);
}

static void
make_blank(struct cell *k, unsigned style)
{
	if (k == NULL)
		return;
	*k = blank;
	k->style = (uint8_t)style;
}

/* A wide character that loses one half loses the other. */
static void
tear(struct canvas *c, int row, int col)
{
	struct cell *k = at(c, row, col), *next = at(c, row, col + 1);

	if (k != NULL && k->len == 0)
		make_blank(at(c, row, col - 1), k->style);
	if (next != NULL && next->len == 0)
		make_blank(next, next->style);
}

/* One cluster of `len` bytes and width `w` at row, col; `end` is the first column not to be touched. */
static void
put(struct canvas *c, int row, int col, int end, unsigned style, const char *s, size_t len, int w)
{
	if (row < 0 || row >= c->rows)
		return;
	end = end < c->cols ? end : c->cols;
	for (int i = 0; i < w; i++)
		if (col + i < end)
			tear(c, row, col + i);
	if (col < 0 || col + w > end || len > CELL_TEXT) {
		for (int i = 0; i < w; i++)
			if (col + i < end)
				make_blank(at(c, row, col + i), style);
		return;
	}
	for (int i = 0; i < w; i++) {
		struct cell *k = at(c, row, col + i);

		memset(k, 0, sizeof *k);
		k->style = (uint8_t)style;
		if (i > 0)
			continue;
		memcpy(k->text, s, len);
		k->len = (uint8_t)len;
	}
}

/* Safe text into the columns before `end`.  *cut tells whether some was left. */
static int
lay(struct canvas *c, int row, int col, int end, unsigned style, const char *s, bool *cut)
{
	size_t len;
	int w;

	if (end > c->cols)
		end = c->cols;
	for (const char *p = s; (w = text_next(&s, &len)) >= 0; p = s) {
		if (w == 0)
			continue;
		if (col + w > end) {
			*cut = true;
			break;
		}
		if (row >= 0 && row < c->rows && col + w > 0)
			put(c, row, col, end, style, p, len, w);
		col += w;
	}
	return col;
}

int
canvas_text(struct canvas *c, int row, int col, unsigned style, const char *s)
{
	char safe[SAFE_LEN + 1];
	bool cut = false;

	(void)text_safe(safe, sizeof safe, s, strlen(s), c->ascii);
	return lay(c, row, col, c->cols, style, safe, &cut);
}

int
canvas_cell_text(struct canvas *c, int row, int col, int width, unsigned style, const char *s)
{
	char safe[SAFE_LEN + 1];
	bool cut = false;

	if (width <= 0)
		return col;
	(void)text_safe(safe, sizeof safe, s, strlen(s), c->ascii);
	for (int x = lay(c, row, col, col + width, style, safe, &cut); x < col + width; x++)
		put(c, row, x, c->cols, style, " ", 1, 1);
	if (cut && col + width <= c->cols && row >= 0 && row < c->rows && col + width > 0)
		(void)canvas_text(c, row, col + width - 1, style, c->ascii ? "~" : "…");
	return col + width;
}

int
canvas_right(struct canvas *c, int row, int end, unsigned style, const char *s)
{
	char safe[SAFE_LEN + 1];
	int from;

	(void)text_safe(safe, sizeof safe, s, strlen(s), c->ascii);
	from = end - text_width(safe);
	(void)canvas_text(c, row, from, style, safe);
	return from;
}

int
canvas_fmt(struct canvas *c, int row, int col, unsigned style, const char *fmt, ...)
{
	char line[1024];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	return canvas_text(c, row, col, style, line);
}

/* Bytes of `s` to put on one line of `cols`: whole words where any fits, the
 * groups of a number together, one cluster at least. */
static size_t
line_len(const char *s, int cols)
{
	size_t fits = text_clip(s, cols), n = fits, len;
	const char *p = s;

	if (s[fits] == '\0')
		return fits;
	while (n > 0 && (s[n] != ' ' || text_joins(s + n)))
		n--;
	if (n > 0)
		return n;
	if (fits == 0 && text_next(&p, &len) >= 0)
		return len;
	return fits;
}

int
canvas_wrap(struct canvas *c, int row, int col, int end, unsigned style, const char *s)
{
	char safe[SAFE_LEN + 1], line[SAFE_LEN + 1];
	const char *p = safe;

	(void)text_safe(safe, sizeof safe, s, strlen(s), c->ascii);
	do {
		size_t n = line_len(p, end - col);

		memcpy(line, p, n);
		line[n] = '\0';
		(void)canvas_text(c, row++, col, style, line);
		for (p += n; *p == ' ';)
			p++;
	} while (*p != '\0' && row < CANVAS_ROWS_MAX);
	return row;
}

void
canvas_select(struct canvas *c, int row, int col, int n)
{
	for (int x = col; x < col + n; x++) {
		struct cell *k = at(c, row, x);

		if (k != NULL)
			k->style |= STYLE_SELECTED;
	}
}

void
canvas_line(struct canvas *c, int row, int col, int n, unsigned style)
{
	for (int x = col; x < col + n; x++)
		(void)canvas_text(c, row, x, style, c->ascii ? "-" : "─");
}

void
canvas_copy(struct canvas *c, int row, const struct canvas *from, int first, int n)
{
	int cols = c->cols < from->cols ? c->cols : from->cols;

	for (int y = 0; y < n; y++) {
		struct cell *to = at(c, row + y, 0);
		const struct cell *k = at(from, first + y, 0);

		if (to == NULL || k == NULL)
			continue;
		memcpy(to, k, (size_t)cols * sizeof *to);
		if (at(from, first + y, cols) != NULL && at(from, first + y, cols)->len == 0)
			make_blank(to + cols - 1, to[cols - 1].style);
	}
}

void
canvas_dump(const struct canvas *c, struct buf *out)
{
	for (int y = 0; y < c->rows; y++) {
		int end = c->cols;

		while (end > 0 && at(c, y, end - 1)->len == 1 && at(c, y, end - 1)->text[0] == ' ')
			end--;
		for (int x = 0; x < end; x++)
			(void)buf_put(out, at(c, y, x)->text, at(c, y, x)->len);
		(void)buf_text(out, "\n");
	}
}
