#include "ui/screen_diff.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/widget_frame.h"
#include "ui/widget_page.h"

enum { TOP = 3 };

static void
draw_title(struct canvas *c, const struct screen_diff *s, const struct model *m)
{
	size_t at = model_row_of(m, s->index);
	char name[MODEL_NAME] = "", words[ELF_VERDICT], title[160];
	enum elf_size size = s->phase == DIFF_SHOWN ? elf_verdict(s->d, words) : ELF_SIZE_NONE;
	int end = c->cols - 1;

	if (s->phase == DIFF_SHOWN)
		end = canvas_right(c, 1, end, diff_size_style(size), diff_size_word(size)) - 2;
	if (at < m->row_n)
		(void)model_name(m, &m->row[at].p->program, name);
	(void)snprintf(title, sizeof title, "proposal %" PRIu64 "  what changes in the code%s%s", s->index, name[0] != '\0' ? " of " : "", name);
	(void)canvas_cell_text(c, 1, 1, end - 1, STYLE_TITLE, title);
	canvas_line(c, 2, 0, c->cols, STYLE_DIM);
}

static int
fill_error(struct canvas *c, const struct err *e)
{
	char safe[ERR_TEXT_MAX * 3];
	int y;

	(void)text_safe(safe, sizeof safe, e->message, strlen(e->message), false);
	y = page_head(c, 0, 1, "The two cannot be compared.");
	y = canvas_wrap(c, y + 1, 1, c->cols - 1, STYLE_DANGER, safe);
	(void)text_safe(safe, sizeof safe, e->hint, strlen(e->hint), false);
	if (e->hint[0] != '\0')
		y = canvas_wrap(c, y, 1, c->cols - 1, STYLE_CALL, safe);
	return canvas_wrap(c, y + 1, 1, c->cols - 1, STYLE_PLAIN, "u tries again.");
}

int
screen_diff_fill(struct canvas *c, const struct screen_diff *s)
{
	struct diff_words w = { s->a, s->b, s->found_a, s->found_b, s->index };
	char line[40];
	int y;

	if (s->phase == DIFF_SHOWN)
		return diff_draw(c, 0, 1, c->cols - 1, s->d, &w);
	if (s->phase == DIFF_FAILED)
		return fill_error(c, &s->error);
	if (s->phase == DIFF_READING)
		(void)snprintf(line, sizeof line, "Reading the code of both ...");
	else
		(void)snprintf(line, sizeof line, "Comparing, %u %% ...", s->percent);
	y = canvas_wrap(c, 0, 1, c->cols - 1, STYLE_WAIT, line) + 1;
	y = page_field(c, y, 1, c->cols - 1, "before", STYLE_PLAIN, s->a);
	return page_field(c, y, 1, c->cols - 1, "after", STYLE_PLAIN, s->b);
}

void
screen_diff_draw(struct screen_diff *s, const struct model *m, const struct notice *n, struct canvas *c)
{
	struct page p = PAGE_INIT;
	char more[PAGE_MORE] = "";
	int bottom;

	if (widget_too_small(c))
		return;
	bottom = c->rows - 1 - widget_notice(c, n);
	draw_title(c, s, m);
	page_begin(&p, c);
	p.used = screen_diff_fill(&p.canvas, s);
	page_end(&p, c, TOP, bottom, &s->scroll, &s->page, more);
	widget_keys(c, ON_DIFF, ACTIONS_ALL, more);
	widget_header(c, m);
}

struct intent
screen_diff_handle(struct screen_diff *s, enum action a)
{
	page_scroll(&s->scroll, s->page, a);
	return intent_off_board(a);
}
