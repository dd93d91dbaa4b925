#include "ui/widget_frame.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

bool
widget_too_small(struct canvas *c)
{
	if (c->rows >= SCREEN_ROWS_MIN && c->cols >= SCREEN_COLS_MIN)
		return false;
	(void)canvas_wrap(c, 0, 0, c->cols, STYLE_PLAIN, "keyturn needs 80 columns and 24 lines.");
	if (c->rows > 4)
		(void)canvas_fmt(c, 3, 0, STYLE_DIM, "%dx%d now; q quits", c->cols, c->rows);
	return true;
}

/* The time of day on the chain.  Seconds only where something on the screen
 * ticks anyway: for this line alone nobody is woken. */
static int
draw_time(struct canvas *c, const struct model *m)
{
	char when[TEXT_SHORT];

	if (!model_knows_time(m))
		return canvas_right(c, 0, c->cols - 1, STYLE_DIM, "--:-- UTC");
	(void)text_rfc3339(when, m->now);
	(void)snprintf(when, sizeof when, "%.*s UTC", c->ticks ? 8 : 5, strchr(when, 'T') + 1);
	return canvas_right(c, 0, c->cols - 1, STYLE_PLAIN, when);
}

static int
draw_link(struct canvas *c, const struct model *m, int x)
{
	char age[TEXT_SHORT];

	(void)text_ago(age, (uint64_t)m->age_s);
	switch (m->link) {
	case LINK_UP:
		return canvas_text(c, 0, x, STYLE_DIM, "1/1 agree");
	case LINK_FIRST:
		if (m->source == MODEL_STORED)
			return canvas_fmt(c, 0, x, STYLE_WAIT, "reading, data %s old", age);
		return canvas_text(c, 0, x, STYLE_WAIT, "reading");
	case LINK_SLOW:
	case LINK_DOWN:
		break;
	}
	if (m->source == MODEL_NOTHING)
		return canvas_text(c, 0, x, STYLE_DANGER, m->link == LINK_DOWN ? "NO CONNECTION" : "NO ANSWER");
	return canvas_fmt(c, 0, x, STYLE_DANGER, "%s, data %s old", m->link == LINK_DOWN ? "NO CONNECTION" : "NO ANSWER", age);
}

void
widget_header(struct canvas *c, const struct model *m)
{
	const struct gov_multisig *g = &m->world.multisig;
	int end = draw_time(c, m) - 2, x;
	char name[MODEL_NAME], span[TEXT_SHORT];
	struct canvas left = CANVAS_INIT;

	left.ascii = c->ascii;
	canvas_reset(&left, 1, end > 0 ? end : 1);
	x = canvas_text(&left, 0, 1, STYLE_TITLE, "keyturn") + 2;
	x = canvas_text(&left, 0, x, STYLE_PLAIN, m->cluster) + 2;
	if (m->has_multisig) {
		(void)model_name(m, &m->multisig, name);
		x = canvas_cell_text(&left, 0, x, text_width(name) < 17 ? text_width(name) : 17, STYLE_TITLE, name) + 1;
	}
	if (m->source != MODEL_NOTHING) {
		x = canvas_fmt(&left, 0, x, STYLE_PLAIN, "%u of %u", g->threshold, g->approver_n) + 2;
		x = canvas_fmt(&left, 0, x, STYLE_PLAIN, "lock %s", g->timelock_s == 0 ? "none" : text_span(span, g->timelock_s)) + 2;
	}
	if (m->has_multisig)
		x = draw_link(&left, m, x);
	for (int i = 0; i < left.cols; i++) {
		const struct cell *k = canvas_at(&left, 0, i);

		if (k->len > 0 && k->text[0] != ' ')
			(void)canvas_text(c, 0, i, k->style, k->text);
	}
	canvas_wipe(&left);
}

void
widget_keys(struct canvas *c, unsigned where, const char *right)
{
	int y = c->rows - 1, x = 1, end = canvas_right(c, y, c->cols - 1, STYLE_DIM, right) - 1;

	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
		const struct action_info *i = action_info((enum action)a);
		int width = text_width(i->key) + 1 + text_width(i->word);

		if (i->word[0] == '\0' || (i->where & where) == 0 || x + width > end)
			continue;
		if (a == ACTION_QUIT && where != ON_BOARD)
			continue;
		x = canvas_text(c, y, x, STYLE_KEY, i->key) + 1;
		x = canvas_text(c, y, x, STYLE_DIM, i->word) + 2;
	}
}

int
widget_notice(struct canvas *c, const struct notice *n)
{
	static const unsigned styles[] = { [NOTICE_INFO] = STYLE_PLAIN, [NOTICE_GOOD] = STYLE_GOOD, [NOTICE_BAD] = STYLE_DANGER };
	struct canvas t = CANVAS_INIT;
	int rows, top;

	if (n->kind == NOTICE_NONE)
		return 0;
	t.ascii = c->ascii;
	canvas_reset(&t, 10, c->cols);
	canvas_line(&t, 0, 0, c->cols, STYLE_DIM);
	rows = canvas_wrap(&t, 1, 1, c->cols - 1, styles[n->kind], n->text);
	if (n->hint[0] != '\0')
		rows = canvas_wrap(&t, rows, 1, c->cols - 1, STYLE_PLAIN, n->hint);
	rows = rows > t.rows ? t.rows : rows;
	top = c->rows - 1 - rows;
	canvas_copy(c, top, &t, 0, rows);
	canvas_wipe(&t);
	return rows;
}
