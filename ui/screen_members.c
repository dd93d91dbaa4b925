#include "ui/screen_members.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/widget_brief.h"
#include "ui/widget_frame.h"
#include "ui/widget_lock.h"
#include "ui/widget_nothing.h"
#include "ui/widget_page.h"

enum { OWES = 75, OWES_END = 5, TOP = 3, LINE = 256, ROLE = 10, NAME = 14, HOUR_S = 3600, SAFE_THRESHOLD = 3 };

/* --- what the numbers mean ---------------------------------------------------------- */

static const char *
keys_word(unsigned n)
{
	return n == 1 ? "key" : "keys";
}

/* "then it waits 48h". */
static const char *
delay_words(char out[LOCK_TEXT], uint32_t seconds)
{
	char span[TEXT_SHORT];

	(void)snprintf(out, LOCK_TEXT, seconds == 0 ? "at once%s" : "after %s", seconds == 0 ? "" : text_span(span, seconds));
	return out;
}

static int
rule(struct canvas *c, int y, const char *name, unsigned style, const char *text)
{
	return page_field(c, y, 1, c->cols - 1, name, style, text);
}

static int
draw_rules(struct canvas *c, int y, const struct gov_multisig *g)
{
	char line[LINE], lock[LOCK_TEXT], window[TEXT_SHORT], reach[TEXT_SHORT];
	unsigned reject = g->approver_n - g->threshold + 1;

	(void)snprintf(line, sizeof line, "%u of %u have to approve; it may be executed %s", g->threshold, g->approver_n,
		delay_words(lock, g->timelock_s));
	y = rule(c, y, "an upgrade", STYLE_PLAIN, line);
	(void)snprintf(line, sizeof line, "%u of %u, and %s; back to what ran less than %s ago", g->rollback_threshold,
		g->approver_n, delay_words(lock, g->rollback_delay_s), text_span(reach, g->reach_s));
	y = rule(c, y, "a rollback", STYLE_PLAIN, line);
	(void)snprintf(line, sizeof line, "%u to reject while it is voted on; %u to cancel once it is approved, to the last second", reject,
		g->stop_number);
	y = rule(c, y, "to stop one", STYLE_PLAIN, line);
	if (g->window_s == 0)
		return y;
	(void)snprintf(line, sizeof line, "%s to be voted on, and %s again to be executed", text_span(window, g->window_s), window);
	return rule(c, y, "it has", STYLE_PLAIN, line);
}

/* What the loss and the theft of keys would mean. */
static int
draw_risks(struct canvas *c, int y, const struct gov_multisig *g)
{
	char line[LINE], lock[TEXT_SHORT];
	unsigned lost = g->approver_n - g->threshold + 1;

	(void)snprintf(line, sizeof line, "%u lost %s stop%s every upgrade and every change of members, for ever", lost, keys_word(lost),
		lost == 1 ? "s" : "");
	y = rule(c, y, "lost keys", lost == 1 ? STYLE_WARNING : STYLE_PLAIN, line);
	if (g->timelock_s == 0)
		(void)snprintf(line, sizeof line, "%u stolen %s can replace the code at once", g->threshold, keys_word(g->threshold));
	else
		(void)snprintf(line, sizeof line, "%u stolen %s can replace the code, unless %u cancel within %s", g->threshold,
			keys_word(g->threshold), g->stop_number, text_span(lock, g->timelock_s));
	y = rule(c, y, "stolen keys", STYLE_PLAIN, line);
	if (g->timelock_s < HOUR_S)
		y = rule(c, y, "WARNING", STYLE_WARNING, "a timelock under 1 h leaves no time to see and to stop");
	if (g->threshold < SAFE_THRESHOLD)
		y = rule(c, y, "WARNING", STYLE_WARNING, "a threshold below 3: few stolen keys are enough");
	if (g->rollback_threshold == g->approver_n)
		y = rule(c, y, "WARNING", STYLE_WARNING, "a rollback needs everybody: one key that is away holds it up");
	return y;
}

/* --- who ----------------------------------------------------------------------------- */

unsigned
members_owes(const struct model *m, unsigned i)
{
	unsigned n = 0;

	for (size_t k = 0; k < m->row_n; k++)
		n += m->row[k].state == STATE_ACTIVE && m->row[k].p->epoch == m->world.multisig.epoch && proposal_vote(m->row[k].p, i) == NULL;
	return n;
}

/* Where it is said how many acts a member has yet to vote on. */
static int
owes(const struct canvas *c)
{
	return c->cols < SCREEN_COLS ? c->cols - OWES_END : OWES;
}

static int
draw_member(struct canvas *c, int y, const struct model *m, unsigned i)
{
	const struct gov_member *who = &m->world.multisig.member[i];
	bool me = (int)i == m->my_index, named;
	unsigned wanted = who->may_vote ? members_owes(m, i) : 0;
	char label[MODEL_NAME], full[PUBKEY_TEXT];
	int x, room;

	named = model_name(m, &who->address, label);
	(void)canvas_fmt(c, y, 1, STYLE_DIM, "%2u", i + 1);
	(void)canvas_text(c, y, 4, who->may_vote ? STYLE_PLAIN : STYLE_DIM, who->may_vote ? "approver" : "operator");
	x = canvas_text(c, y, 4 + ROLE, me ? STYLE_CALL : STYLE_PLAIN, me ? named ? "you, " : "you" : "");
	(void)canvas_cell_text(c, y, x, 4 + ROLE + NAME - x, STYLE_PLAIN, named ? label : me ? "" : "no name");
	x = 4 + ROLE + NAME + 1;
	room = c->cols < SCREEN_COLS ? owes(c) - 3 - x : PUBKEY_TEXT;
	(void)canvas_cell_text(c, y, x, room, named ? STYLE_DIM : STYLE_PLAIN, pubkey_text(full, &who->address));
	if (wanted > 0)
		(void)canvas_fmt(c, y, owes(c), me ? STYLE_CALL : STYLE_WAIT, "%u", wanted);
	return y + 1;
}

static int
draw_members(struct canvas *c, int y, const struct model *m)
{
	const struct gov_multisig *g = &m->world.multisig;
	unsigned operators = g->member_n - g->approver_n;

	(void)canvas_text(c, y, owes(c) - 3, STYLE_HEAD, "to vote");
	y = page_head(c, y, 1, "members");
	for (unsigned i = 0; i < g->member_n && i < GOV_MEMBERS_MAX; i++)
		y = draw_member(c, y, m, i);
	if (operators > 0)
		y = canvas_wrap(c, y, 4, c->cols - 1, STYLE_DIM, "An operator may propose and execute, but not vote.");
	return y;
}

/* --- open acts ------------------------------------------------------------------------ */

static int
voted_line(struct canvas *c, int y, const struct model *m, const struct gov_proposal *p, const char *vote, const char *word,
	unsigned style)
{
	char line[NAMES_TEXT];

	if (votes_names(line, m, p, vote) == 0)
		return y;
	(void)canvas_text(c, y, 6, style, word);
	return canvas_wrap(c, y, 1 + PAGE_LABEL, c->cols - 1, STYLE_PLAIN, line);
}

static int
draw_act(struct canvas *c, int y, const struct model *m, const struct model_row *r)
{
	char name[MODEL_NAME] = "", lock[LOCK_TEXT];
	bool members = r->p->kind == KT_KIND_MEMBERS;
	int x = canvas_fmt(c, y, 1, STYLE_TITLE, "%3" PRIu64 "  ", r->p->index);

	if (!members)
		(void)model_name(m, &r->p->program, name);
	x = canvas_fmt(c, y, x, STYLE_TITLE, "%s%s%s", members ? "change of members" : model_kind(r->p->kind), members ? "" : " of ", name) + 2;
	if (lock_text(lock, m, r))
		c->ticks = true;
	x = canvas_text(c, y, x, lock_style(r), state_label(r->state)) + 2;
	(void)canvas_text(c, y++, x, STYLE_PLAIN, lock);
	y = voted_line(c, y, m, r->p, "approve", "for", STYLE_GOOD);
	y = voted_line(c, y, m, r->p, "reject", "against", STYLE_DANGER);
	y = voted_line(c, y, m, r->p, "cancel", "stop", STYLE_DANGER);
	return r->state == STATE_ACTIVE ? voted_line(c, y, m, r->p, NULL, "not yet", STYLE_WAIT) : y;
}

static int
draw_acts(struct canvas *c, int y, const struct model *m)
{
	unsigned n = 0;

	y = page_head(c, y, 1, "open proposals, and who has voted");
	for (size_t i = 0; i < m->row_n && y < PAGE_ROWS - 8; i++)
		if (state_is_open(m->row[i].state)) {
			y = draw_act(c, y, m, &m->row[i]);
			n++;
		}
	return n > 0 ? y : canvas_wrap(c, y, 1, c->cols - 1, STYLE_DIM, "none is open");
}

/* --- the screen ------------------------------------------------------------------------ */

int
members_rest_draw(struct canvas *c, int row, const struct model *m)
{
	const struct gov_multisig *g = &m->world.multisig;
	char full[PUBKEY_TEXT];
	int y = page_head(c, row, 1, "what their numbers mean");

	y = draw_rules(c, y, g);
	y = draw_risks(c, y, g);
	y = draw_acts(c, y + 1, m);
	y = page_head(c, y + 1, 1, "addresses");
	y = rule(c, y, "multisig", STYLE_PLAIN, pubkey_text(full, &g->address));
	y = rule(c, y, "authority", STYLE_PLAIN, pubkey_text(full, &g->authority));
	(void)snprintf(full, sizeof full, "%" PRIu64, g->epoch);
	y = rule(c, y, "epoch", STYLE_PLAIN, full);
	y = page_head(c, y + 1, 1, "where a key was stolen");
	return rule(c, y, "first", STYLE_PLAIN, "keyturn propose members --compromised OLD=NEW");
}

void
members_draw(struct screen_members *s, const struct model *m, const struct notice *n, struct canvas *c)
{
	struct page p = PAGE_INIT;
	char more[PAGE_MORE] = "";
	int bottom;

	if (widget_too_small(c))
		return;
	bottom = c->rows - 1 - widget_notice(c, n);
	page_title(c, "members and their numbers");
	if (m->source == MODEL_NOTHING)
		unread_draw(c, TOP + 1, m, "members");
	else {
		page_begin(&p, c);
		p.used = members_rest_draw(&p.canvas, draw_members(&p.canvas, 0, m) + 1, m);
		page_end(&p, c, TOP, bottom, &s->scroll, &s->page, more);
	}
	widget_keys(c, ON_MEMBERS, ACTIONS_ALL, more);
	widget_header(c, m);
}

struct intent
members_handle(struct screen_members *s, enum action a)
{
	page_scroll(&s->scroll, s->page, a);
	return intent_off_board(a);
}
