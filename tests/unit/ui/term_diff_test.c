/* The difference of two frames: a small terminal of the test's own obeys the
 * bytes, and must show the next frame; and the bytes are counted. */

#include <stdio.h>

#include "base/text.h"
#include "page.h"
#include "ui/screen_board.h"
#include "ui/term_diff.h"

static void
move_to(struct buf *out, int row, int col)
{
	(void)buf_fmt(out, "\033[%d;%dH", row + 1, col + 1);
}

/* As term.c does on a terminal of 256 colours. */
static void
pen(struct buf *out, unsigned from, unsigned to)
{
	struct look a = theme_look(from, THEME_DARK, 256), b = theme_look(to, THEME_DARK, 256);

	if (a.colour == b.colour && a.attr == b.attr)
		return;
	for (int i = 0; i < 2; i++) {
		struct look l = theme_look(i == 0 ? from : to, THEME_DARK, 256);

		if (i == 0 && (l.colour >= 0 || l.attr != 0))
			(void)buf_text(out, "\033[m");
		if (i == 1 && l.colour >= 0)
			(void)buf_fmt(out, "\033[38;5;%dm", l.colour);
		if (i == 1 && (l.attr & LOOK_BOLD))
			(void)buf_text(out, "\033[1m");
		if (i == 1 && (l.attr & LOOK_REVERSE))
			(void)buf_text(out, "\033[7m");
		if (i == 1 && (l.attr & LOOK_UNDERLINE))
			(void)buf_text(out, "\033[4m");
	}
}

static bool
inks(unsigned style)
{
	return (theme_look(style, THEME_DARK, 256).attr & (LOOK_REVERSE | LOOK_UNDERLINE)) != 0;
}

static const struct diff_caps caps = { move_to, pen, inks, "\033[K", true, true, true };

/* --- a terminal ------------------------------------------------------------------ */

struct screen {
	struct canvas c; /* style: index into looks seen, see below */
	int row, col, colour;
	unsigned attr;
	bool broken;
};

/* The look of a cluster in a pen as one byte; of a blank only its ink shows. */
static uint8_t
look_byte(const char *p, int colour, unsigned attr)
{
	if (p[0] == ' ') {
		colour = -1;
		attr &= LOOK_REVERSE | LOOK_UNDERLINE;
	}
	return (uint8_t)((unsigned)(colour + 1) * 7u + attr * 53u);
}

static void
put_cluster(struct screen *s, const char *p, size_t len, int w)
{
	struct cell *k;

	if (s->row < 0 || s->row >= s->c.rows || s->col < 0 || s->col + w > s->c.cols) {
		s->broken = true;
		return;
	}
	k = &s->c.cell[s->row * s->c.cols + s->col];
	for (int i = 0; i < w; i++) {
		memset(&k[i], 0, sizeof *k);
		k[i].style = look_byte(p, s->colour, s->attr);
	}
	memcpy(k->text, p, len);
	k->len = (uint8_t)len;
	s->col += w;
}

/* One control sequence; returns its bytes. */
static size_t
obey(struct screen *s, const char *p)
{
	int a = 0, b = 0, n = 0;

	if (sscanf(p, "\033[%d;%dH%n", &a, &b, &n) == 2 && n > 0) {
		s->row = a - 1;
		s->col = b - 1;
	} else if (sscanf(p, "\033[38;5;%dm%n", &a, &n) == 1 && n > 0)
		s->colour = a;
	else if (strncmp(p, "\033[m", 3) == 0) {
		s->colour = -1;
		s->attr = 0;
		n = 3;
	} else if (strncmp(p, "\033[K", 3) == 0) {
		int at = s->col;

		while (s->col < s->c.cols)
			put_cluster(s, " ", 1, 1);
		s->col = at;
		n = 3;
	} else if (sscanf(p, "\033[%dm%n", &a, &n) == 1 && n > 0)
		s->attr |= a == 1 ? LOOK_BOLD : a == 7 ? LOOK_REVERSE : a == 4 ? LOOK_UNDERLINE : 0;
	else {
		s->broken = true;
		n = 1;
	}
	return (size_t)n;
}

static void
feed(struct screen *s, const char *p)
{
	while (*p != '\0') {
		const char *next = p;
		size_t len;
		int w;

		if (*p == '\033') {
			p += obey(s, p);
			continue;
		}
		if (*p == '\b' || *p == '\n') {
			s->col -= *p == '\b';
			s->row += *p == '\n';
			p++;
			continue;
		}
		w = text_next(&next, &len);
		put_cluster(s, p, len, w);
		p = next;
	}
}

static void
power_on(struct screen *s, int rows, int cols)
{
	canvas_reset(&s->c, rows, cols);
	for (int i = 0; i < rows * cols; i++)
		s->c.cell[i].style = look_byte(" ", -1, 0);
	s->row = s->col = 0;
	s->colour = -1;
	s->attr = 0;
	s->broken = false;
}

static bool
shows(const struct screen *s, const struct canvas *want)
{
	for (int i = 0; i < want->rows * want->cols; i++) {
		const struct cell *a = &s->c.cell[i], *b = &want->cell[i];
		struct look l = theme_look(b->style, THEME_DARK, 256);

		if (a->len != b->len || memcmp(a->text, b->text, CELL_TEXT) != 0 || a->style != look_byte(b->len == 0 ? "x" : b->text, l.colour, l.attr))
			return false;
	}
	return !s->broken;
}

/* --- random frames ------------------------------------------------------------------ */

static unsigned long long seed = 7;

static unsigned
dice(unsigned n)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (unsigned)(seed >> 33) % n;
}

static void
scribble(struct canvas *c)
{
	static const char *const texts[] = { "hello", "41:12:09", "\xe6\x9b\xb4\xe6\x96\xb0", "e\xcc\x81t\xc3\xa9", "           ", "x", "######",
		"a longer line of words that goes on for a while" };

	for (unsigned i = dice(8); i > 0; i--)
		(void)canvas_text(c, (int)dice(12), (int)dice(60), dice(STYLE_COUNT), texts[dice(8)]);
	if (dice(3) == 0)
		canvas_select(c, (int)dice(12), 0, c->cols);
	if (dice(6) == 0)
		canvas_reset(c, c->rows, c->cols);
}

static void
random_frames(void)
{
	struct diff d = DIFF_INIT;
	struct canvas c = CANVAS_INIT;
	struct screen s = { .c = CANVAS_INIT };
	unsigned wrong = 0;

	canvas_reset(&c, 12, 60);
	power_on(&s, 12, 60);
	for (unsigned round = 0; round < 3000; round++) {
		struct buf out = BUF_INIT(1u << 20);

		scribble(&c);
		diff_frame(&d, &c, &caps, &out);
		feed(&s, buf_str(&out));
		wrong += !shows(&s, &c);
		buf_reset(&out);
		diff_frame(&d, &c, &caps, &out);
		wrong += out.len != 0;
		buf_wipe(&out);
	}
	CHECK(wrong == 0, "3000 random frames arrive as drawn, and an unchanged one costs nothing");
	canvas_wipe(&c);
	canvas_wipe(&s.c);
	diff_wipe(&d);
}

/* --- what the board costs -------------------------------------------------------------- */

struct bench {
	struct diff d;
	struct canvas c;
	struct screen s;
	struct screen_board board;
	struct model m;
};

static size_t
frame_bytes(struct bench *b)
{
	struct buf out = BUF_INIT(1u << 20);
	size_t n;

	canvas_reset(&b->c, 24, 80);
	board_draw(&b->board, &b->m, &silent, &b->c);
	diff_frame(&b->d, &b->c, &caps, &out);
	feed(&b->s, buf_str(&out));
	CHECK(shows(&b->s, &b->c), "the board arrives as drawn in %zu bytes", out.len);
	n = out.len;
	buf_wipe(&out);
	return n;
}

static size_t
worst_move(struct bench *b)
{
	size_t worst = 0;

	for (unsigned i = 0; i < b->m.row_n; i++) {
		size_t n;

		(void)board_handle(&b->board, &b->m, ACTION_DOWN);
		n = frame_bytes(b);
		worst = n > worst ? n : worst;
	}
	return worst;
}

/* Six countdowns and the clock in the header: seven changes each second. */
static void
ticking(struct bench *b)
{
	size_t total = 0;
	unsigned ticks = 0;

	for (uint64_t s = 1; s <= 50; s++) {
		model_tick(&b->m, 1000 + s * 1000);
		if (model_knows_time(&b->m) && b->m.now % 10 != 9)
			ticks++;
		total += frame_bytes(b);
	}
	/* Of ten ticks one turns two digits in each; the goal is per changed countdown. */
	CHECK(total / 50 <= 7 * 10, "a tick of 6 countdowns and the clock is %zu bytes on average, at most 70", total / 50);
	CHECK(ticks > 30, "the ticks were counted");
}

/* A short list: the same goal where there is room below it. */
static void
brief_costs(void)
{
	static struct bench b;
	struct gov_world w;
	size_t n;

	sample_many(&w);
	sample_live(&b.m, &w);
	power_on(&b.s, 24, 80);
	(void)frame_bytes(&b);
	n = worst_move(&b);
	CHECK(n > 0 && n <= 250, "on a short list too a cursor move is %zu bytes at most, 250 allowed", n);
	model_wipe(&b.m);
	canvas_wipe(&b.c);
	canvas_wipe(&b.s.c);
	diff_wipe(&b.d);
}

static void
board_costs(void)
{
	static struct bench b;
	struct gov_world w;
	size_t n;

	sample_many(&w);
	for (uint64_t i = 0; i < 5; i++) {
		struct gov_proposal *p = sample_proposal(&w, 20 + i, KT_KIND_UPGRADE, GOV_APPROVED, "One more with a countdown");

		p->approvals = 7;
		p->lock.approved_at = SAMPLE_NOW - (int64_t)(i * 3600 + i * 61);
	}
	sample_live(&b.m, &w);
	power_on(&b.s, 24, 80);
	n = frame_bytes(&b);
	CHECK(n < 4000, "the first frame is %zu bytes", n);
	CHECK(frame_bytes(&b) == 0, "nothing changed, nothing is written");
	n = worst_move(&b);
	CHECK(n > 0 && n <= 250, "a cursor move is %zu bytes at most, 250 allowed", n);
	ticking(&b);
	model_wipe(&b.m);
	canvas_wipe(&b.c);
	canvas_wipe(&b.s.c);
	diff_wipe(&b.d);
}

int
main(void)
{
	if (!solana_init())
		return 1;
	random_frames();
	board_costs();
	brief_costs();
	return test_done();
}
