#ifndef UI_WIDGET_PAGE_H
#define UI_WIDGET_PAGE_H

/* widget_page.h - a page taller than the screen: drawn whole, shown in part. */

#include "ui/action.h"
#include "ui/canvas.h"

enum { PAGE_ROWS = 400 };

struct page {
	struct canvas canvas; /* owned */
	int used;             /* rows drawn */
};

#define PAGE_INIT { .canvas = CANVAS_INIT, .used = 0 }

/* page_begin makes it blank, as wide as `c`.  page_wipe frees it. */
void page_begin(struct page *p, const struct canvas *c);
void page_wipe(struct page *p);

/* page_show copies its rows from *scroll on to the rows top to bottom - 1 of
 * `c`, after bringing *scroll within bounds.  Returns the rows still below. */
int page_show(const struct page *p, struct canvas *c, int top, int bottom, int *scroll);

/* page_end shows it as page_show does, frees it, and tells in *rows how many rows
 * are on the screen and in `more` how many are below, for the key bar. */
enum { PAGE_MORE = 32 };
void page_end(struct page *p, struct canvas *c, int top, int bottom, int *scroll, int *rows, char more[PAGE_MORE]);

/* page_title draws the line that names a screen, and the rule below it. */
void page_title(struct canvas *c, const char *title);

/* page_list_first is the first row on the screen of a list of `n`, of which `room` fit:
 * `first` as before where row `at` is then among them, and no more empty than need be. */
size_t page_list_first(size_t first, size_t at, size_t room, size_t n);

/* page_scroll moves *scroll by an action, `page` rows being on the screen. */
void page_scroll(int *scroll, int page, enum action a);

/* page_head draws a heading.  page_field draws a label and its value, wrapped at
 * `end`.  Both return the next row. */
int page_head(struct canvas *c, int row, int col, const char *s);
int page_field(struct canvas *c, int row, int col, int end, const char *name, unsigned style, const char *value);

enum { PAGE_LABEL = 14 }; /* columns of a label and the gap after it */

#endif
