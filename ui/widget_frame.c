#include "ui/widget_frame.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { NAME_COLS = 17, NAME_LEAST = 6 };

bool
widget_too_small(struct canvas *c)
{
	if (c->rows >= SCREEN_ROWS_MIN && c->cols >= SCREEN_COLS_MIN)
		return false;
	(void)canvas_wrap(c, 0, 0, c->cols, STYLE_PLAIN, "keyturn needs 40 columns and 12 lines.");
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

/* Left of it, how far the host's clock is off: countdowns do not run by it, logs and people do. */
static int
draw_skew(struct canvas *c, const struct model *m, int end)
{
	int64_t off = m->skew_s < 0 ? -m->skew_s : m->skew_s;
	char span[TEXT_SHORT], line[TEXT_SHORT + 8];

	if (!model_knows_time(m) || off <= MODEL_SKEW_S)
		return end;
	(void)snprintf(line, sizeof line, "host %c%s", m->skew_s < 0 ? '-' : '+', text_ago(span, (uint64_t)off));
	return canvas_right(c, 0, end - 1, STYLE_WARNING, line);
}

static unsigned
link_text(const struct model *m, char out[64])
{
	const char *bad = m->link == LINK_DOWN ? "NO CONNECTION" : "NO ANSWER";
	char age[TEXT_SHORT];

	(void)text_ago(age, (uint64_t)(m->age_s > 0 ? m->age_s : 0));
	if (m->link == LINK_UP) {
		(void)snprintf(out, 64, "%u/%u agree", m->agree_n, m->endpoint_n);
		return STYLE_DIM;
	}
	if (m->source == MODEL_NOTHING)
		(void)snprintf(out, 64, "%s", m->link == LINK_FIRST ? "reading" : bad);
	else
		(void)snprintf(out, 64, m->age_s >= 0 ? "%s, data %s old" : "%s, data of unknown age", m->link == LINK_FIRST ? "reading" : bad, age);
	return m->link == LINK_FIRST ? STYLE_WAIT : STYLE_DANGER;
}

/* Text at x where it ends before `end`, and two blanks; else nothing. */
static int
fit(struct canvas *c, int x, int end, unsigned style, const char *s)
{
	return s[0] == '\0' || x + text_width(s) > end ? x : canvas_text(c, 0, x, style, s) + 2;
}

/* Over what else is on the first line; of a word that has no room left nothing is shown. */
static void
draw_lost(struct canvas *c, unsigned style, const char *link)
{
	int at = c->cols - 2 - text_width(link);
	const struct cell *before;

	for (int x = at - 1; x > 1 && (before = canvas_at(c, 0, x)) != NULL && before->text[0] != ' '; x--)
		(void)canvas_text(c, 0, x, STYLE_PLAIN, " ");
	(void)canvas_fmt(c, 0, at, style, " %s ", link);
}

void
widget_header(struct canvas *c, const struct model *m)
{
	const struct gov_multisig *g = &m->world.multisig;
	int end = draw_skew(c, m, draw_time(c, m)) - 2, x, width, room;
	char name[MODEL_NAME] = "", span[TEXT_SHORT], link[64] = "", numbers[48] = "", lock[48] = "";
	unsigned style = m->has_multisig ? link_text(m, link) : STYLE_DIM;

	if (m->has_multisig)
		(void)model_name(m, &m->multisig, name);
	if (m->source != MODEL_NOTHING) {
		(void)snprintf(numbers, sizeof numbers, "%u of %u", g->threshold, g->approver_n);
		(void)snprintf(lock, sizeof lock, "lock %s", g->timelock_s == 0 ? "none" : text_span(span, g->timelock_s));
	}
	x = canvas_text(c, 0, 1, m->locked ? STYLE_WARNING : STYLE_TITLE, !m->locked ? "keyturn" :
		c->cols < SCREEN_COLS ? "LOCKED SIGNER: L" : "LOCKED SIGNER: L unlocks") + 2;
	x = canvas_text(c, 0, x, STYLE_PLAIN, m->cluster) + 2;
	room = end - text_width(link) - 3 - x;
	width = text_width(name) < NAME_COLS ? text_width(name) : NAME_COLS;
	if (width > room && m->locked && room >= NAME_LEAST)
		width = room;
	else if (width > room && (m->locked || c->cols < SCREEN_COLS))
		width = 0; /* how the endpoint and the signer do is said before who this is */
	x = canvas_cell_text(c, 0, x, width, STYLE_TITLE, name) + (width > 0);
	width = end - text_width(link) - 2; /* the link is said before the numbers are */
	x = fit(c, x, width, STYLE_PLAIN, numbers);
	x = fit(c, x, width, STYLE_PLAIN, lock);
	if (fit(c, m->source == MODEL_NOTHING ? x + 1 : x, end, style, link) == x && style == STYLE_DANGER)
		draw_lost(c, style, link);
}

/* A key and its word take so many columns, 0 where the action is not in this bar. */
static int
key_width(enum action a, unsigned where, uint64_t offered)
{
	const struct action_info *i = action_info(a);

	if (i->word[0] == '\0' || (i->where & where) == 0 || (offered & ACTION_BIT(a)) == 0)
		return 0;
	if (a == ACTION_QUIT && (where & (ON_BOARD | ON_EMPTY | ON_FIRST)) == 0)
		return 0;
	if (a == ACTION_OPEN && where == ON_ROLLBACK) /* said above the bar, in other words */
		return 0;
	return text_width(i->key) + 1 + text_width(i->word) + 2;
}

/* What a bar is made of, in the order it is drawn: the moves come last, so that
 * going to another row changes the end of the line and not all of it. */
enum part { PART_PLACES, PART_OUT, PART_MOVES };
enum { MOVES_ROOM = 36 };

static enum part
part_of(enum action a)
{
	if (a == ACTION_BACK || a == ACTION_HELP || a == ACTION_QUIT)
		return PART_OUT;
	return a >= ACTION_APPROVE && a <= ACTION_ROLLBACK ? PART_MOVES : PART_PLACES;
}

static int
part_width(enum part p, unsigned where, uint64_t offered)
{
	int width = 0;

	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		if (part_of((enum action)a) == p)
			width += key_width((enum action)a, where, offered);
	return width;
}

/* The actions of a part from x to `end`, those that fit. */
static int
draw_part(struct canvas *c, int x, int end, enum part p, unsigned where, uint64_t offered)
{
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
		const struct action_info *i = action_info((enum action)a);
		int width = part_of((enum action)a) == p ? key_width((enum action)a, where, offered) : 0;

		if (width == 0 || x + width - 2 > end)
			continue;
		x = canvas_text(c, c->rows - 1, x, STYLE_KEY, i->key) + 1;
		x = canvas_text(c, c->rows - 1, x, STYLE_DIM, i->word) + 2;
	}
	return x;
}

/* Those for wide bars go, the last first, until the rest has room. */
static uint64_t
without_wide(unsigned where, uint64_t offered, int end)
{
	int moves = part_width(PART_MOVES, where, offered), width = 1 - 2;

	/* Room for what other rows may offer, so that the rest stays where it is from row to row. */
	if ((where & ON_LISTS) != 0 && moves < MOVES_ROOM)
		moves = MOVES_ROOM;
	width += moves + part_width(PART_PLACES, where, offered) + part_width(PART_OUT, where, offered);
	for (int a = ACTION_COUNT - 1; a > ACTION_NONE && width > end; a--) {
		if ((action_info((enum action)a)->where & IN_WIDE) == 0)
			continue;
		width -= key_width((enum action)a, where, offered);
		offered &= ~ACTION_BIT(a);
	}
	return offered;
}

void
widget_keys(struct canvas *c, unsigned where, uint64_t offered, const char *right)
{
	int end, x = 1, tail;

	(void)canvas_cell_text(c, c->rows - 1, 0, c->cols, STYLE_PLAIN, ""); /* what was longer than the page ends above */
	end = canvas_right(c, c->rows - 1, c->cols - 1, STYLE_DIM, right) - 1;
	offered = without_wide(where, offered, end);
	tail = part_width(PART_OUT, where, offered) + part_width(PART_MOVES, where, offered);
	x = draw_part(c, x, end - tail, PART_PLACES, where, offered);
	x = draw_part(c, x, end, PART_OUT, where, offered);
	(void)draw_part(c, x, end, PART_MOVES, where, offered);
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
