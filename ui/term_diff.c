#include "ui/term_diff.h"

#include <string.h>

enum {
	GAP = 4,       /* unchanged cells written again rather than jumped over */
	GROUP_MAX = 32, /* runs drawn in the order of their pens; more from the top down */
};

struct run {
	int row, col, end;
	bool erase; /* clear from col to the end of the line */
	bool done;
};

struct job {
	struct diff *d;
	const struct canvas *next;
	const struct diff_caps *caps;
	struct buf *out;
};

void
diff_wipe(struct diff *d)
{
	canvas_wipe(&d->shown);
	d->known = false;
}

void
diff_forget(struct diff *d)
{
	d->known = false;
	d->row = d->col = -1;
	d->pen = STYLE_PLAIN;
}

static bool
same(const struct cell *a, const struct cell *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

static bool
is_blank(const struct cell *k)
{
	return k->len == 1 && k->text[0] == ' ' && k->style == STYLE_PLAIN;
}

static void
use_pen(const struct job *j, unsigned style)
{
	if (j->d->pen == style)
		return;
	j->caps->pen(j->out, j->d->pen, style);
	j->d->pen = style;
}

/* A blank looks the same in every pen that leaves no ink on it. */
static bool
pen_will_do(const struct job *j, const struct cell *k)
{
	if (k->style == j->d->pen)
		return true;
	return k->len == 1 && k->text[0] == ' ' && !j->caps->inks(k->style) && !j->caps->inks(j->d->pen);
}

/* A few unchanged cells of the pen's style between here and there can be written again. */
static bool
walk_right(const struct job *j, int col)
{
	struct diff *d = j->d;

	if (col - d->col > GAP)
		return false;
	for (int x = d->col; x < col; x++) {
		const struct cell *k = canvas_at(j->next, d->row, x);

		if (k->len != 1 || !pen_will_do(j, k))
			return false;
	}
	for (; d->col < col; d->col++)
		(void)buf_put(j->out, canvas_at(j->next, d->row, d->col)->text, 1);
	return true;
}

/* Backspaces and line feeds where they are shorter than an address. */
static bool
walk(const struct job *j, int row, int col)
{
	struct diff *d = j->d;
	int down = row - d->row, left = d->col - col;

	if (d->row < 0 || down < 0 || left < 0 || down + left > 5 || (left > 0 && !j->caps->backspace) ||
	    (down > 0 && !j->caps->linefeed))
		return false;
	for (; d->col > col; d->col--)
		(void)buf_text(j->out, "\b");
	for (; d->row < row; d->row++)
		(void)buf_text(j->out, "\n");
	return true;
}

static void
go(const struct job *j, int row, int col)
{
	struct diff *d = j->d;

	if (d->row == row && d->col == col)
		return;
	if (d->row == row && d->col >= 0 && d->col < col && walk_right(j, col))
		return;
	if (!walk(j, row, col))
		j->caps->move(j->out, row, col);
	d->row = row;
	d->col = col;
}

/* A terminal may draw a wide character, or marks on one, otherwise than the
 * table says: after those the place is given anew. */
static bool
is_doubtful(const struct canvas *c, int row, int col)
{
	const struct cell *k = canvas_at(c, row, col), *right = canvas_at(c, row, col + 1);

	return k->len > 3 || (right != NULL && right->len == 0);
}

static void
draw_run(const struct job *j, const struct run *r)
{
	struct diff *d = j->d;

	for (int x = r->col; x < r->end; x++) {
		const struct cell *k = canvas_at(j->next, r->row, x);

		if (k->len == 0)
			continue;
		if (!pen_will_do(j, k))
			use_pen(j, k->style);
		go(j, r->row, x);
		(void)buf_put(j->out, k->text, k->len);
		d->col++;
		if (is_doubtful(j->next, r->row, x) || d->col >= j->next->cols)
			d->row = d->col = -1;
	}
	if (!r->erase)
		return;
	use_pen(j, STYLE_PLAIN);
	go(j, r->row, r->end);
	(void)buf_text(j->out, j->caps->erase_eol);
}

/* The blank end of row y that is cheaper cleared than written, next->cols when there is none. */
static int
blank_from(const struct job *j, int y)
{
	int end = j->next->cols, changed = 0;

	if (j->caps->erase_eol[0] == '\0')
		return end;
	while (end > 0 && is_blank(canvas_at(j->next, y, end - 1))) {
		end--;
		changed += !same(canvas_at(j->next, y, end), canvas_at(&j->d->shown, y, end));
	}
	return changed > GAP ? end : j->next->cols;
}

/* The next run of row y from column x on; false when there is none. */
static bool
next_run(const struct job *j, int y, int x, int end, struct run *r)
{
	int quiet = 0;

	while (x < end && same(canvas_at(j->next, y, x), canvas_at(&j->d->shown, y, x)))
		x++;
	if (x >= end)
		return false;
	while (x > 0 && canvas_at(j->next, y, x)->len == 0)
		x--;
	*r = (struct run){ .row = y, .col = x, .end = x + 1 };
	for (x++; x < end && quiet <= GAP; x++) {
		bool changed = !same(canvas_at(j->next, y, x), canvas_at(&j->d->shown, y, x));

		quiet = changed ? 0 : quiet + 1;
		if (changed)
			r->end = x + 1;
		if (canvas_at(j->next, y, x)->style != canvas_at(j->next, y, r->col)->style && !changed)
			break;
	}
	return true;
}

/* Draws those waiting, the ones of the pen at hand first. */
static void
draw_grouped(const struct job *j, struct run *r, size_t n)
{
	for (size_t left = n; left > 0; left--) {
		size_t pick = n;

		for (size_t i = 0; i < n; i++) {
			if (r[i].done)
				continue;
			if (pick == n)
				pick = i;
			if (r[i].col < r[i].end && canvas_at(j->next, r[i].row, r[i].col)->style == j->d->pen) {
				pick = i;
				break;
			}
		}
		draw_run(j, &r[pick]);
		r[pick].done = true;
	}
}

static size_t
row_runs(const struct job *j, int y, struct run r[], size_t room)
{
	int end = blank_from(j, y), x = 0;
	bool corner = y == j->next->rows - 1 && !j->caps->corner;
	size_t n = 0;

	if (corner && end == j->next->cols)
		end--;
	while (n < room && next_run(j, y, x, end, &r[n]))
		x = r[n++].end;
	if (end < j->next->cols && n < room && !(corner && end == j->next->cols - 1))
		r[n++] = (struct run){ .row = y, .col = end, .end = end, .erase = true };
	return n;
}

void
diff_frame(struct diff *d, const struct canvas *next, const struct diff_caps *caps, struct buf *out)
{
	struct job j = { d, next, caps, out };
	struct run held[GROUP_MAX], row[CANVAS_COLS_MAX + 1];
	size_t held_n = 0;
	bool grouped = true;

	if (!d->known || d->shown.rows != next->rows || d->shown.cols != next->cols) {
		canvas_reset(&d->shown, next->rows, next->cols);
		d->known = true;
	}
	for (int y = 0; y < next->rows; y++) {
		size_t n = row_runs(&j, y, row, CANVAS_COLS_MAX + 1);

		if (grouped && held_n + n <= GROUP_MAX) {
			memcpy(held + held_n, row, n * sizeof row[0]);
			held_n += n;
			continue;
		}
		for (size_t i = 0; grouped && i < held_n; i++)
			draw_run(&j, &held[i]);
		grouped = false;
		for (size_t i = 0; i < n; i++)
			draw_run(&j, &row[i]);
	}
	if (grouped)
		draw_grouped(&j, held, held_n);
	canvas_copy(&d->shown, 0, next, 0, next->rows);
}
