#include "ui/widget_page.h"

#include <stdio.h>

void
page_begin(struct page *p, const struct canvas *c)
{
	p->canvas.ascii = c->ascii;
	canvas_reset(&p->canvas, PAGE_ROWS, c->cols);
	p->used = 0;
}

void
page_wipe(struct page *p)
{
	canvas_wipe(&p->canvas);
}

int
page_show(const struct page *p, struct canvas *c, int top, int bottom, int *scroll)
{
	int room = bottom - top, used = p->used < PAGE_ROWS ? p->used : PAGE_ROWS, most = used - room;

	if (*scroll > most)
		*scroll = most;
	if (*scroll < 0)
		*scroll = 0;
	canvas_copy(c, top, &p->canvas, *scroll, room < used - *scroll ? room : used - *scroll);
	c->ticks = c->ticks || p->canvas.ticks;
	return most > *scroll ? most - *scroll : 0;
}

void
page_end(struct page *p, struct canvas *c, int top, int bottom, int *scroll, int *rows, char more[PAGE_MORE])
{
	int below = page_show(p, c, top, bottom, scroll);

	*rows = bottom - top;
	more[0] = '\0';
	if (below > 0)
		(void)snprintf(more, PAGE_MORE, "%d more line%s", below, below == 1 ? "" : "s");
	page_wipe(p);
}

void
page_title(struct canvas *c, const char *title)
{
	(void)canvas_text(c, 1, 1, STYLE_TITLE, title);
	canvas_line(c, 2, 0, c->cols, STYLE_DIM);
}

int
page_head(struct canvas *c, int row, int col, const char *s)
{
	(void)canvas_text(c, row, col, STYLE_HEAD, s);
	return row + 1;
}

int
page_field(struct canvas *c, int row, int col, int end, const char *name, unsigned style, const char *value)
{
	(void)canvas_text(c, row, col, STYLE_DIM, name);
	return canvas_wrap(c, row, col + PAGE_LABEL, end, style, value);
}

size_t
page_list_first(size_t first, size_t at, size_t room, size_t n)
{
	if (at < first)
		first = at;
	if (at >= first + room)
		first = at - room + 1;
	if (first + room > n)
		first = n > room ? n - room : 0;
	return first;
}

void
page_scroll(int *scroll, int page, enum action a)
{
	switch (a) {
	case ACTION_UP:
		*scroll -= 1;
		break;
	case ACTION_DOWN:
		*scroll += 1;
		break;
	case ACTION_PAGE_UP:
		*scroll -= page - 1;
		break;
	case ACTION_PAGE_DOWN:
		*scroll += page - 1;
		break;
	case ACTION_FIRST:
		*scroll = 0;
		break;
	case ACTION_LAST:
		*scroll = PAGE_ROWS;
		break;
	default:
		break;
	}
	if (*scroll < 0)
		*scroll = 0;
}
