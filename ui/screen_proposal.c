#include "ui/screen_proposal.h"

#include <stdio.h>

#include "base/text.h"
#include "ui/widget_act.h"
#include "ui/widget_checks.h"
#include "ui/widget_frame.h"
#include "ui/widget_lock.h"
#include "ui/widget_page.h"

enum { TOP = 3, TWO_COLUMNS = 150, LEFT_END = 96, WHAT_LEAST = 9 };

static void
draw_title(struct canvas *c, const struct model *m, const struct model_row *r)
{
	char name[MODEL_NAME], lock[LOCK_TEXT], right[128], what[128], title[160];
	int end;

	(void)model_name(m, &r->p->program, name);
	if (r->p->kind == KT_KIND_MEMBERS)
		(void)snprintf(what, sizeof what, "change of members");
	else if (r->p->kind == KT_KIND_IMMUTABLE)
		(void)snprintf(what, sizeof what, "make %s immutable", name);
	else
		(void)snprintf(what, sizeof what, "%s of %s", model_kind(r->p->kind), name);
	if (lock_text(lock, m, r))
		c->ticks = true;
	(void)snprintf(right, sizeof right, "  %s", lock);
	end = canvas_right(c, 1, canvas_right(c, 1, c->cols - 1, STYLE_PLAIN, right), lock_style(r), state_label(r->state));
	(void)snprintf(title, sizeof title, "proposal %llu", (unsigned long long)r->p->index);
	if (end - 3 - text_width(title) >= WHAT_LEAST)
		(void)snprintf(title, sizeof title, "proposal %llu  %s", (unsigned long long)r->p->index, what);
	(void)canvas_cell_text(c, 1, 1, end - 3, STYLE_TITLE, title);
	if (news_is(&m->news, r->p->index, m->mono_ms))
		(void)canvas_text(c, 1, 0, STYLE_CALL, "*");
	canvas_line(c, 2, 0, c->cols, STYLE_DIM);
}

static void
fill(struct page *p, const struct model *m, const struct model_row *r)
{
	struct canvas *c = &p->canvas;
	bool two = c->cols >= TWO_COLUMNS;
	int end = two ? LEFT_END : c->cols - 1, left = act_draw(c, 0, 1, end, m, r) + 1, y = two ? 0 : left;
	int col = two ? LEFT_END + 3 : 1;

	y = votes_draw(c, y, col, c->cols - 1, m, r) + 1;
	y = checks_draw(c, y, col, c->cols - 1, m, r);
	y = timeline_draw(c, y, col, c->cols - 1, m, r);
	p->used = y > left ? y : left;
}

void
proposal_draw(struct screen_proposal *s, const struct model *m, const struct notice *n, struct canvas *c)
{
	size_t at = model_row_of(m, s->index);
	struct page p = PAGE_INIT;
	char more[PAGE_MORE] = "";
	int bottom;

	if (widget_too_small(c))
		return;
	bottom = c->rows - 1 - widget_notice(c, n);
	if (at < m->row_n) {
		draw_title(c, m, &m->row[at]);
		page_begin(&p, c);
		fill(&p, m, &m->row[at]);
		page_end(&p, c, TOP, bottom, &s->scroll, &s->page, more);
	} else
		(void)canvas_fmt(c, TOP, 1, STYLE_WARNING, "Proposal %llu is not there any more: its account was closed.",
			(unsigned long long)s->index);
	widget_keys(c, ON_PROPOSAL, screen_offers(m, at < m->row_n ? &m->row[at] : NULL), more);
	widget_header(c, m);
}

struct intent
proposal_handle(struct screen_proposal *s, const struct model *m, enum action a)
{
	struct intent want = intent_off_board(a);
	size_t at = model_row_of(m, s->index);

	if (a == ACTION_COPY && at < m->row_n)
		return intent_for_copy(&m->row[at]);
	page_scroll(&s->scroll, s->page, a);
	return want.kind != INTENT_STAY ? want : intent_for_move(a, s->index);
}
