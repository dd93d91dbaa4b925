#include "ui/widget_brief.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/widget_lamp.h"
#include "ui/widget_lock.h"
#include "ui/widget_page.h"

unsigned
members_names(char out[NAMES_TEXT], const struct model *m, uint64_t bits)
{
	const struct gov_multisig *g = &m->world.multisig;
	size_t at = 0;
	unsigned n = 0;

	out[0] = '\0';
	for (unsigned i = 0; i < g->member_n && i < GOV_MEMBERS_MAX; i++) {
		char name[MODEL_NAME] = "you";

		if (!g->member[i].may_vote || !(bits >> i & 1))
			continue;
		if ((int)i != m->my_index)
			(void)model_name(m, &g->member[i].address, name);
		if (at < NAMES_TEXT)
			at += (size_t)snprintf(out + at, NAMES_TEXT - at, "%s%s", n > 0 ? ", " : "", name);
		n++;
	}
	return n;
}

unsigned
votes_names(char out[NAMES_TEXT], const struct model *m, const struct gov_proposal *p, const char *vote)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < m->world.multisig.member_n && i < GOV_MEMBERS_MAX; i++) {
		const char *has = proposal_vote(p, i);

		if ((has == NULL) == (vote == NULL) && (has == NULL || strcmp(has, vote) == 0))
			bits |= UINT64_C(1) << i;
	}
	return members_names(out, m, bits);
}

/* One line, cut where it is too long; "-" where there is nothing. */
static void
line_draw(struct canvas *c, int row, const char *name, unsigned style, const char *text)
{
	(void)canvas_text(c, row, 1, STYLE_DIM, name);
	(void)canvas_cell_text(c, row, 1 + PAGE_LABEL, c->cols - 2 - PAGE_LABEL, text[0] != '\0' ? style : STYLE_DIM, text[0] != '\0' ? text : "-");
}

/* Who voted against it: rejections, and once it is approved cancel votes. */
static void
against_names(char out[NAMES_TEXT], const struct model *m, const struct gov_proposal *p)
{
	if (votes_names(out, m, p, "cancel") == 0)
		(void)votes_names(out, m, p, "reject");
}

/* Each has its own line, filled or not: from row to row only what differs is drawn. */
static int
votes_lines(struct canvas *c, int y, const struct model *m, const struct gov_proposal *p, bool open)
{
	bool known = p->epoch == m->world.multisig.epoch;
	char names[NAMES_TEXT] = "";

	if (known)
		(void)votes_names(names, m, p, "approve");
	line_draw(c, y, "for", STYLE_PLAIN, names);
	if (known)
		against_names(names, m, p);
	line_draw(c, y + 1, "against", STYLE_DANGER, names);
	if (!known || !open)
		names[0] = '\0';
	else
		(void)votes_names(names, m, p, NULL);
	line_draw(c, y + 2, "not yet", STYLE_PLAIN, names);
	return y + 3;
}

void
brief_next(char out[NEXT_TEXT], const struct model_row *r)
{
	if (r->group == GROUP_STUCK && r->p->hash_agrees)
		(void)snprintf(out, NEXT_TEXT, "B gives its buffer back"); /* the key for it */
	else
		next_words(out, r->p, r->state, r->group == GROUP_NEEDS_YOU);
}

void
brief_draw(struct canvas *c, int row, const struct model *m, const struct model_row *r)
{
	const struct gov_proposal *p = r->p;
	char text[NEXT_TEXT] = "", lamp[LAMP_TEXT];
	unsigned style = STYLE_PLAIN;
	int y = row;

	canvas_line(c, y++, 0, c->cols, STYLE_DIM);
	line_draw(c, y++, "what", STYLE_TITLE, p->description[0] != '\0' ? p->description : "no description");
	if (kt_takes_buffer(p->kind))
		text_hex(text, p->act.deploy.code_hash.b, sizeof p->act.deploy.code_hash.b);
	line_draw(c, y++, "code after", STYLE_PLAIN, text);
	y = votes_lines(c, y, m, p, r->state == STATE_ACTIVE);
	brief_next(text, r);
	line_draw(c, y++, "next", !p->hash_agrees ? STYLE_DANGER : r->group == GROUP_NEEDS_YOU ? STYLE_CALL : STYLE_PLAIN, text);
	lamp[0] = '\0';
	if (r->r != NULL && r->r->governed)
		style = lamp_text(lamp, model_lamp_of(m, &p->program));
	line_draw(c, y, "way back", style, lamp);
}
