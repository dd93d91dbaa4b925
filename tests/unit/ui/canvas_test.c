/* Properties of the canvas under random text at random places. */

#include "base/text.h"
#include "test.h"
#include "ui/canvas.h"

static unsigned long long seed = 1;

static unsigned
dice(unsigned n)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (unsigned)(seed >> 33) % n;
}

/* Bytes a hostile server might send: controls, escapes, bidi, wide, broken UTF-8. */
static void
random_text(char *out, size_t size)
{
	static const char *const pieces[] = { "a", "Z9", " ", "\x1b[2J", "\r", "\n", "\t", "\xc2\x9b\x33\x31m", "\xe6\x9b\xb4", "\xf0\x9f\x92\xa9",
		"e\xcc\x81", "\xcc\x81\xcc\x81\xcc\x81\xcc\x81", "\xe2\x80\xae", "\xe2\x80\x8b", "\xff", "\xc3", "\xef\xbf\xbd", "\x7f",
		"\xf3\xa0\x81\x81", "\xed\xa0\x80", "\x07", "word ", "\xc3\xa9" };
	size_t n = 0;

	for (unsigned k = dice(40); k > 0; k--) {
		const char *p = pieces[dice(sizeof pieces / sizeof pieces[0])];

		if (n + strlen(p) + 1 > size)
			break;
		memcpy(out + n, p, strlen(p));
		n += strlen(p);
	}
	out[n] = '\0';
}

/* What must hold of every cell whatever was drawn. */
static const char *
fault_of(const struct canvas *c)
{
	for (int y = 0; y < c->rows; y++)
		for (int x = 0; x < c->cols; x++) {
			const struct cell *k = canvas_at(c, y, x);
			char text[CELL_TEXT + 1], safe[4 * CELL_TEXT];
			int w;

			memcpy(text, k->text, CELL_TEXT);
			text[CELL_TEXT] = '\0';
			if (strlen(text) != k->len)
				return "length differs from text";
			if (k->len == 0) {
				if (x == 0 || text_width(canvas_at(c, y, x - 1)->text) != 2)
					return "a right half without its left";
				continue;
			}
			(void)text_safe(safe, sizeof safe, text, k->len, c->ascii);
			if (strcmp(safe, text) != 0)
				return "a cell a terminal would obey";
			w = text_width(text);
			if (w < 1 || w > 2)
				return "a cell of no width";
			if (w == 2 && (x + 1 >= c->cols || canvas_at(c, y, x + 1)->len != 0))
				return "a left half without its right";
		}
	return NULL;
}

static void
draw_randomly(struct canvas *c, const char *s)
{
	int row = (int)dice(30) - 5, col = (int)dice(120) - 20;

	switch (dice(6)) {
	case 0:
		(void)canvas_text(c, row, col, STYLE_PLAIN, s);
		break;
	case 1:
		(void)canvas_cell_text(c, row, col, (int)dice(40), STYLE_DIM, s);
		break;
	case 2:
		(void)canvas_right(c, row, col, STYLE_KEY, s);
		break;
	case 3:
		(void)canvas_wrap(c, row, col, col + (int)dice(50) - 4, STYLE_GOOD, s);
		break;
	case 4:
		canvas_select(c, row, col, (int)dice(50));
		break;
	default:
		(void)canvas_fmt(c, row, col, STYLE_WAIT, "%s|%d", s, row);
		break;
	}
}

static void
random_drawings(void)
{
	struct canvas c = CANVAS_INIT, to = CANVAS_INIT;
	const char *fault = NULL;
	unsigned drawn = 0;

	for (unsigned round = 0; round < 1500 && fault == NULL; round++) {
		char s[300];

		c.ascii = to.ascii = dice(4) == 0;
		canvas_reset(&c, 1 + (int)dice(24), 1 + (int)dice(100));
		for (unsigned i = dice(12); i > 0; i--, drawn++) {
			random_text(s, sizeof s);
			draw_randomly(&c, s);
		}
		fault = fault_of(&c);
		canvas_reset(&to, 1 + (int)dice(24), 1 + (int)dice(100));
		canvas_copy(&to, (int)dice(10) - 4, &c, (int)dice(10) - 4, (int)dice(30));
		fault = fault == NULL ? fault_of(&to) : fault;
	}
	CHECK(fault == NULL && drawn > 5000, "%u random drawings keep every cell whole and harmless: %s", drawn, fault == NULL ? "yes" : fault);
	canvas_wipe(&c);
	canvas_wipe(&to);
}

/* Random drawings change only the rectangle they may. */
static void
cut_texts(void)
{
	struct canvas c = CANVAS_INIT;
	unsigned bad = 0;

	for (unsigned round = 0; round < 3000; round++) {
		int col = (int)dice(30), width = 1 + (int)dice(20), end;
		char s[300];

		canvas_reset(&c, 3, 60);
		(void)canvas_text(&c, 1, 0, STYLE_PLAIN, "############################################################");
		random_text(s, sizeof s);
		end = canvas_cell_text(&c, 1, col, width, STYLE_DIM, s);
		bad += end != col + width;
		for (int x = 0; x < 60; x++) {
			bool inside = x >= col && x < col + width, hash = canvas_at(&c, 1, x)->text[0] == '#';

			bad += inside == hash || canvas_at(&c, 0, x)->text[0] != ' ' || canvas_at(&c, 2, x)->text[0] != ' ';
		}
	}
	CHECK(bad == 0, "a cell text fills its columns exactly and touches no other");
	canvas_wipe(&c);
}

/* Which cells of a canvas of '#' may have been written: rows top to bottom - 1, columns left to right - 1. */
struct area {
	int top, bottom, left, right;
};

static unsigned
outside(const struct canvas *c, struct area a)
{
	unsigned bad = 0;

	for (int y = 0; y < c->rows; y++)
		for (int x = 0; x < c->cols; x++) {
			bool may = y >= a.top && y < a.bottom && x >= a.left && x < a.right;

			bad += !may && (canvas_at(c, y, x)->text[0] != '#' || canvas_at(c, y, x)->style != STYLE_DIM);
		}
	return bad;
}

static void
fill(struct canvas *c, int rows, int cols)
{
	canvas_reset(c, rows, cols);
	for (int y = 0; y < rows; y++)
		for (int x = 0; x < cols; x++)
			(void)canvas_text(c, y, x, STYLE_DIM, "#");
}

/* Text of any width at any place: only its own cells are written, and the width told is that of what is shown. */
static void
places(void)
{
	struct canvas c = CANVAS_INIT;
	unsigned bad = 0, wrong = 0, fitting = 0;

	for (unsigned round = 0; round < 4000; round++) {
		int rows = 1 + (int)dice(6), cols = 1 + (int)dice(40), row = (int)dice(8) - 1, col = (int)dice(50) - 5, end, width;
		char s[300], safe[900];

		random_text(s, sizeof s);
		c.ascii = dice(4) == 0;
		fill(&c, rows, cols);
		(void)text_safe(safe, sizeof safe, s, strlen(s), c.ascii);
		width = text_width(safe);
		switch (round % 3) {
		case 0:
			end = canvas_text(&c, row, col, STYLE_KEY, s);
			bad += outside(&c, (struct area){ row, row + 1, col, col + width });
			fitting += col + width <= cols;
			wrong += col + width <= cols && end != col + width;
			break;
		case 1:
			wrong += canvas_right(&c, row, col, STYLE_KEY, s) != col - width;
			bad += outside(&c, (struct area){ row, row + 1, col - width, col });
			break;
		default:
			end = canvas_wrap(&c, row, col, col + 2 + (int)dice(20), STYLE_KEY, s);
			bad += end <= row || outside(&c, (struct area){ row, end, col, col + 22 });
			break;
		}
	}
	CHECK(bad == 0, "random texts at random places write no cell outside their own");
	CHECK(wrong == 0 && fitting > 150, "and tell the width that they take");
	canvas_wipe(&c);
}

static void
expect(struct canvas *c, const char *want, const char *what)
{
	struct buf b = BUF_INIT(10000);

	canvas_dump(c, &b);
	CHECK(strcmp(buf_str(&b), want) == 0, "%s: %s", what, buf_str(&b));
	buf_wipe(&b);
}

static void
examples(void)
{
	struct canvas c = CANVAS_INIT;

	canvas_reset(&c, 1, 10);
	(void)canvas_text(&c, 0, 8, STYLE_PLAIN, "abc");
	expect(&c, "        ab\n", "clips at the right edge");
	canvas_reset(&c, 1, 10);
	(void)canvas_text(&c, 0, -2, STYLE_PLAIN, "abc");
	expect(&c, "c\n", "clips at the left edge");
	canvas_reset(&c, 1, 4);
	(void)canvas_text(&c, 0, 0, STYLE_PLAIN, "abc\xe6\x9b\xb4");
	expect(&c, "abc\n", "half of a wide character is never drawn");
	canvas_reset(&c, 1, 6);
	(void)canvas_text(&c, 0, 0, STYLE_PLAIN, "\xe6\x9b\xb4\xe6\x96\xb0");
	(void)canvas_text(&c, 0, 1, STYLE_PLAIN, "x");
	expect(&c, " x\xe6\x96\xb0\n", "a wide character overwritten in part is gone whole");
	canvas_reset(&c, 1, 12);
	(void)canvas_cell_text(&c, 0, 0, 6, STYLE_PLAIN, "longer than six");
	expect(&c, "longe\xe2\x80\xa6\n", "what is cut ends in a mark");
	c.ascii = true;
	canvas_reset(&c, 2, 12);
	(void)canvas_cell_text(&c, 0, 0, 6, STYLE_PLAIN, "l\xc3\xb6nger than six");
	canvas_line(&c, 1, 0, 4, STYLE_PLAIN);
	expect(&c, "l?nge~\n----\n", "ASCII stays ASCII");
	canvas_reset(&c, 4, 10);
	CHECK(canvas_wrap(&c, 0, 0, 10, STYLE_PLAIN, "one two three extraordinary") == 4, "wrapping counts its rows");
	expect(&c, "one two\nthree\nextraordin\nary\n", "breaks between words, and in one that is too long");
	canvas_reset(&c, 4, 14);
	CHECK(canvas_wrap(&c, 0, 0, 14, STYLE_PLAIN, "reads on 2 600 000 of bytes, 99.5 % is") == 4, "what does not fit is moved down whole");
	expect(&c, "reads on\n2 600 000 of\nbytes, 99.5 %\nis\n", "a number's groups stay on one line");
	canvas_reset(&c, 3, 14);
	(void)canvas_wrap(&c, 0, 0, 14, STYLE_PLAIN, "needed are: 77 60 and row 771 1234");
	expect(&c, "needed are: 77\n60 and row 771\n1234\n", "two numbers do not");
	canvas_reset(&c, 3, 14);
	(void)canvas_wrap(&c, 0, 0, 14, STYLE_PLAIN, "of version 2 694c44ed016f");
	expect(&c, "of version 2\n694c44ed016f\n\n", "a number and a hash do not");
	canvas_wipe(&c);
}

int
main(void)
{
	examples();
	random_drawings();
	cut_texts();
	places();
	return test_done();
}
