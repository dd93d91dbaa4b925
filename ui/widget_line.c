#include "ui/widget_line.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/term_keys.h"
#include "ui/widget_typing.h"

/* What is in the text was typed: nothing of it is a completion's. */
static void
settle(struct line *l, const struct model *m)
{
	l->typed = strlen(l->text);
	l->chosen = 0;
	order_complete(l->text, m, &l->may);
}

void
line_begin(struct line *l, const struct model *m, const char *text)
{
	l->typing = true;
	l->back = 0;
	(void)snprintf(l->text, sizeof l->text, "%s", text);
	settle(l, m);
}

/* --- completion and history ------------------------------------------------------ */

/* A word that is the only one is taken; of several the next, and after the last what was typed. */
static void
complete(struct line *l, const struct model *m)
{
	const char *word;

	if (l->may.n == 0)
		return;
	l->chosen = l->chosen == l->may.n ? 0 : l->chosen + 1;
	l->text[l->typed] = '\0';
	if (l->chosen == 0)
		return;
	word = l->may.word[l->chosen - 1];
	if (l->may.from + strlen(word) + 2 > sizeof l->text)
		return;
	(void)snprintf(l->text + l->may.from, sizeof l->text - l->may.from, "%s%s", word, l->may.n == 1 ? " " : "");
	if (l->may.n == 1)
		settle(l, m);
}

static void
go_back(struct line *l, const struct model *m, int step)
{
	if (step > 0 ? l->back == l->past_n : l->back == 0)
		return;
	if (l->back == 0)
		memcpy(l->now, l->text, sizeof l->now);
	l->back = step > 0 ? l->back + 1 : l->back - 1;
	memcpy(l->text, l->back == 0 ? l->now : l->past[l->past_n - l->back], sizeof l->text);
	settle(l, m);
}

static void
keep(struct line *l)
{
	if (l->text[0] == '\0' || (l->past_n > 0 && strcmp(l->past[l->past_n - 1], l->text) == 0))
		return;
	if (l->past_n == LINE_PAST)
		memmove(l->past[0], l->past[1], sizeof l->past - sizeof l->past[0]);
	else
		l->past_n++;
	memcpy(l->past[l->past_n - 1], l->text, sizeof l->text);
}

/* --- keys ----------------------------------------------------------------------------- */

enum line_event
line_key(struct line *l, const struct model *m, int key)
{
	bool empty = l->text[0] == '\0';

	switch (key) {
	case KEY_NAME_ENTER:
	case '\n':
		l->typing = false;
		keep(l);
		return empty ? LINE_LEFT : LINE_GIVEN;
	case KEY_NAME_ESCAPE:
		l->typing = false;
		return LINE_LEFT;
	case KEY_NAME_TAB:
		complete(l, m);
		return LINE_STAYS;
	case KEY_NAME_UP:
	case KEY_NAME_DOWN:
		go_back(l, m, key == KEY_NAME_UP ? 1 : -1);
		return LINE_STAYS;
	default:
		l->typing = !(key == KEY_NAME_BACKSPACE && empty);
		if (typing_key(l->text, sizeof l->text, key))
			settle(l, m);
		return l->typing ? LINE_STAYS : LINE_LEFT;
	}
}

/* --- drawing ------------------------------------------------------------------------- */

static void
clear(struct canvas *c, int row)
{
	(void)canvas_cell_text(c, row, 0, c->cols, STYLE_PLAIN, "");
}

/* The words it may become, the one chosen always among those in sight. */
static void
draw_may(const struct line *l, struct canvas *c, int row)
{
	size_t first = 0;
	int x = 1;

	for (size_t i = 0; i < l->chosen; i++) {
		x += text_width(l->may.word[i]) + 2;
		if (x > c->cols) {
			first = i;
			x = 1 + text_width(l->may.word[i]) + 2;
		}
	}
	x = 1;
	for (size_t i = first; i < l->may.n; i++) {
		int width = text_width(l->may.word[i]);

		if (x + width >= c->cols)
			return;
		(void)canvas_text(c, row, x, STYLE_KEY, l->may.word[i]);
		if (i + 1 == l->chosen)
			canvas_select(c, row, x, width);
		x += width + 2;
	}
}

/* What the action typed so far is for, where that is clear. */
static const char *
help_of(const struct line *l)
{
	struct err ignored = ERR_INIT;
	struct order o;

	if (l->text[0] == '\0')
		return "a command; tab lists and completes, up is the last one, esc leaves";
	return order_parse(l->text, &o, &ignored) == ERR_OK && o.action != ACTION_NONE ? action_info(o.action)->help : "";
}

void
line_draw(const struct line *l, struct canvas *c)
{
	const char *from = l->text, *help = help_of(l);
	int row = c->rows - 1, x;
	size_t len;

	clear(c, row - 1);
	clear(c, row);
	draw_may(l, c, row - 1);
	while (text_width(from) > c->cols - 4 && text_next(&from, &len) >= 0)
		continue;
	x = canvas_text(c, row, 1, STYLE_CALL, ":");
	x = canvas_text(c, row, x, STYLE_TITLE, from);
	x = canvas_text(c, row, x, STYLE_CALL, "_");
	if (x + 2 + text_width(help) < c->cols)
		(void)canvas_right(c, row, c->cols - 1, STYLE_DIM, help);
}
