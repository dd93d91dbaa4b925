#ifndef TESTS_UI_PAGE_H
#define TESTS_UI_PAGE_H

/* page.h - what the test of one page of the console begins with: the model it
 * is drawn from, its frames in the sizes of page_sizes, and no size it cannot
 * take. */

#include "golden.h"
#include "solana/pubkey.h"
#include "ui/screen.h"
#include "ui_sample.h"

static const struct notice silent = { .kind = NOTICE_NONE };

/* Narrow to wide: a page that is not made for an end leaves it out. */
static const struct golden_size page_sizes[] = { { 12, 40, "40x12" }, { 20, 60, "60x20" }, { 24, 80, "80x24" },
	{ 40, 120, "120x40" }, { 60, 200, "200x60" } };
enum { PAGE_SIZES = sizeof page_sizes / sizeof page_sizes[0] };

/* PAGE defines, for the page whose state is a `struct PAGE` and which PAGE_draw draws: draw(), of a copy,
 * as drawing may move its scroll, and frames(), which compares it with WHAT-SIZE in `size_n` sizes from
 * `first` on. */
#define PAGE(page, first, size_n)                                                  \
	static void draw(const void *of, const struct model *m, struct canvas *c)        \
	{                                                                                \
		struct page s = *(const struct page *)of;                                      \
		page##_draw(&s, m, &silent, c);                                                \
	}                                                                                \
	static void frames(const struct page *s, const struct model *m, const char *what) \
	{                                                                                \
		golden_frames(&page_sizes[first], size_n, draw, s, m, what);                   \
	}

/* page_model is the sample of many proposals, just read.  False where the crypto does not start. */
static inline bool
page_model(struct gov_world *w, struct model *m)
{
	if (!solana_init())
		return false;
	sample_many(w);
	sample_live(m, w);
	return true;
}

/* page_odd_sizes draws `of` from 1x1 up, every height near what is needed; how many frames. */
static inline unsigned
page_odd_sizes(golden_draw *draw_it, const void *of, const struct model *m)
{
	struct canvas c = CANVAS_INIT;
	unsigned frame_n = 0;

	for (int rows = 1; rows <= 26; rows += rows < 22 ? 7 : 1)
		for (int cols = 1; cols <= 220; cols += 7) {
			canvas_reset(&c, rows, cols);
			draw_it(of, m, &c);
			frame_n++;
		}
	canvas_wipe(&c);
	return frame_n;
}

#endif
