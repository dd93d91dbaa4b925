#include "ui/screen_rollback.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/term_keys.h"
#include "ui/widget_frame.h"
#include "ui/widget_lock.h"
#include "ui/widget_page.h"
#include "ui/widget_typing.h"
#include "ui/widget_way.h"

enum { TOP = 3, FOOT_LEAST = 3, FOOT_ROWS = 10 };

bool
screen_rollback_stops(const struct wayback *way)
{
	return way->step == WAYBACK_REJECT || way->step == WAYBACK_CANCEL || way->step == WAYBACK_WAIT_STOP ||
		way->step == WAYBACK_STOPPED;
}

bool
screen_rollback_joins(const struct wayback *way)
{
	return way->index != 0 && way->step != WAYBACK_PROPOSE && !screen_rollback_stops(way);
}

/* --- the choice --------------------------------------------------------------- */

static bool
can_be_chosen(const struct screen_rollback *s, const struct model *m, const struct gov_record *r, uint64_t number)
{
	struct gov_version v;
	struct err why = ERR_INIT;

	return r->version_n > 0 && wayback_target(&m->world.multisig, r, number, s->goal.advance, m->now, &v, &why) == ERR_OK;
}

/* The next version from the one chosen on, `step` 1 towards older ones. */
static void
choose(struct screen_rollback *s, const struct model *m, int step)
{
	const struct gov_record *r = gov_world_record(&m->world, &s->way.program);
	unsigned at = 0;

	if (r == NULL || s->way.target.number == 0)
		return;
	while (at < r->version_n && r->version[at].number != s->way.target.number)
		at++;
	while (step > 0 ? at > 0 : at + 1 < r->version_n) {
		at = step > 0 ? at - 1 : at + 1;
		if (at < r->version_n && can_be_chosen(s, m, r, r->version[at].number)) {
			s->to = r->version[at].number;
			return;
		}
	}
}

/* --- drawing -------------------------------------------------------------------- */

static void
draw_title(const struct screen_rollback *s, const struct model *m, struct canvas *c)
{
	static const char *const words[] = { [GOING_PLAN] = "nothing is done yet", [GOING_REASON] = "nothing is done yet",
		[GOING_ON] = "under way", [GOING_DONE] = "DONE", [GOING_FAILED] = "FAILED" };
	static const unsigned styles[] = { [GOING_PLAN] = STYLE_DIM, [GOING_REASON] = STYLE_DIM, [GOING_ON] = STYLE_WAIT,
		[GOING_DONE] = STYLE_GOOD, [GOING_FAILED] = STYLE_DANGER };
	char name[MODEL_NAME], title[128];

	(void)model_name(m, &s->way.program, name);
	if (s->why.code != ERR_OK)
		(void)snprintf(title, sizeof title, "rollback");
	else if (screen_rollback_stops(&s->way))
		(void)snprintf(title, sizeof title, "stop proposal %" PRIu64, s->way.index);
	else
		(void)snprintf(title, sizeof title, "rollback of %s", name);
	page_title(c, title);
	if (s->why.code == ERR_OK)
		(void)canvas_right(c, 1, c->cols - 1, styles[s->phase], words[s->phase]);
}

void
screen_rollback_fill(struct page *p, const struct screen_rollback *s, const struct model *m, int rows)
{
	if (s->why.code != ERR_OK) {
		int y = canvas_wrap(&p->canvas, 0, 1, p->canvas.cols - 1, STYLE_WARNING, s->why.message) + 1;

		p->used = canvas_wrap(&p->canvas, y, 1, p->canvas.cols - 1, STYLE_PLAIN, s->why.hint);
		return;
	}
	p->used = screen_rollback_stops(&s->way) ? way_stop_draw(&p->canvas, 0, m, s) : way_back_draw(&p->canvas, 0, m, s, rows);
}

/* What was typed, its end where it is longer than the line. */
static void
draw_typed(const struct screen_rollback *s, struct canvas *c, int y)
{
	const char *from = s->reason;
	int x = canvas_text(c, y, 1, STYLE_CALL, "> ");
	size_t len;

	while (text_width(from) > c->cols - 6 && text_next(&from, &len) >= 0)
		continue;
	x = canvas_text(c, y, x, STYLE_TITLE, from);
	(void)canvas_text(c, y, x, STYLE_CALL, "_");
	if (s->empty)
		(void)canvas_text(c, y, x + 3, STYLE_DANGER, "a few words are needed");
}

/* Each of these writes below a rule on a canvas of its own and returns the next row. */
static int
reason_text(const struct screen_rollback *s, struct canvas *c)
{
	char room[24];
	int y;

	(void)snprintf(room, sizeof room, "%zu/%d", strlen(s->reason), KT_DESCRIPTION_MAX);
	y = canvas_wrap(c, 1, 1, c->cols - 2 - text_width(room), STYLE_PLAIN, screen_rollback_stops(&s->way) ?
		"Why? Type the reason and press enter; it is kept in the journal here." :
		"Why? Type the reason and press enter; members read it when they vote.");
	(void)canvas_right(c, 1, c->cols - 1, STYLE_DIM, room);
	draw_typed(s, c, y);
	return y + 1;
}

static int
plan_text(const struct screen_rollback *s, struct canvas *c)
{
	bool stops = screen_rollback_stops(&s->way);
	int x = canvas_text(c, 1, 1, STYLE_KEY, "enter"), y;

	y = canvas_wrap(c, 1, x + 1, c->cols - 1, STYLE_PLAIN, stops ? "stops it: it asks for the reason, then for your signature." :
		"goes on: it asks for the reason, then for your signature.");
	if (stops)
		return y;
	return canvas_wrap(c, y, 1, c->cols - 1, STYLE_DIM, "up and down choose another version; esc leaves, nothing is done yet");
}

static int
now_text(const struct screen_rollback *s, struct canvas *c)
{
	int y = canvas_wrap(c, 1, 1, c->cols - 1, STYLE_WAIT, s->step != NULL ? s->step : "reading the chain");

	return canvas_wrap(c, y, 1, c->cols - 1, STYLE_DIM, s->way.step == WAYBACK_WAIT_VOTES || s->way.step == WAYBACK_WAIT_STOP ?
		"esc leaves; the others' votes count all the same, and R comes back here" :
		"esc stops it here; what is on the chain stays, and R goes on from there");
}

static int
failed_text(const struct screen_rollback *s, struct canvas *c)
{
	int y = canvas_wrap(c, 1, 1, c->cols - 1, STYLE_DANGER, s->error.message);

	if (s->error.hint[0] != '\0')
		y = canvas_wrap(c, y, 1, c->cols - 1, STYLE_PLAIN, s->error.hint);
	return canvas_wrap(c, y, 1, c->cols - 1, STYLE_DIM, "What is on the chain stays: R goes on from there.");
}

static int
done_text(const struct screen_rollback *s, struct canvas *c)
{
	char took[TEXT_SHORT], line[128];
	int y = canvas_wrap(c, 1, 1, c->cols - 1, STYLE_GOOD, s->proven ?
		"The code hash on chain was read back: it is the one gone back to." :
		screen_rollback_stops(&s->way) ? "Stopped: it can no longer execute." : s->step != NULL ? s->step : "done");

	(void)snprintf(line, sizeof line, "%u transaction%s from here, over %s after the reason was given.", s->transactions,
		s->transactions == 1 ? "" : "s", text_ago(took, s->took_ms / 1000u));
	return canvas_wrap(c, y, 1, c->cols - 1, STYLE_PLAIN, line);
}

int
screen_rollback_foot_draw(const struct screen_rollback *s, struct canvas *c)
{
	static int (*const text[])(const struct screen_rollback *, struct canvas *) = { [GOING_PLAN] = plan_text,
		[GOING_REASON] = reason_text, [GOING_ON] = now_text, [GOING_DONE] = done_text, [GOING_FAILED] = failed_text };

	return s->why.code != ERR_OK ? 0 : text[s->phase](s, c);
}

/* What is below the page, above the key bar, as high as it is; returns its rows. */
static int
draw_foot(const struct screen_rollback *s, struct canvas *c)
{
	struct canvas t = CANVAS_INIT;
	int rows;

	if (s->why.code != ERR_OK)
		return 0;
	t.ascii = c->ascii;
	canvas_reset(&t, FOOT_ROWS, c->cols);
	canvas_line(&t, 0, 0, c->cols, STYLE_DIM);
	rows = screen_rollback_foot_draw(s, &t);
	rows = rows < FOOT_LEAST ? FOOT_LEAST : rows > t.rows ? t.rows : rows;
	canvas_copy(c, c->rows - 1 - rows, &t, 0, rows);
	canvas_wipe(&t);
	return rows;
}

void
screen_rollback_draw(struct screen_rollback *s, const struct model *m, const struct notice *n, struct canvas *c)
{
	uint64_t offered = s->phase == GOING_REASON ? ACTION_BIT(ACTION_BACK) : ACTIONS_ALL;
	char more[PAGE_MORE] = "";
	struct page p = PAGE_INIT;
	int bottom;

	if (widget_too_small(c))
		return;
	bottom = c->rows - 1 - draw_foot(s, c);
	draw_title(s, m, c);
	page_begin(&p, c);
	screen_rollback_fill(&p, s, m, bottom - TOP);
	page_end(&p, c, TOP, bottom, &s->scroll, &s->page, more);
	(void)widget_notice(c, n);
	widget_keys(c, ON_ROLLBACK, offered, more);
	widget_header(c, m);
}

/* --- keys ------------------------------------------------------------------------- */

static struct intent
type(struct screen_rollback *s, int key)
{
	s->empty = false;
	if (key == KEY_NAME_ESCAPE) {
		s->phase = GOING_PLAN;
	} else if (key == KEY_NAME_ENTER || key == '\n') {
		s->empty = s->reason[strspn(s->reason, " ")] == '\0';
		return (struct intent){ .kind = s->empty ? INTENT_STAY : INTENT_CONFIRM };
	} else
		(void)typing_key(s->reason, sizeof s->reason, key);
	return (struct intent){ .kind = INTENT_STAY };
}

struct intent
screen_rollback_handle(struct screen_rollback *s, const struct model *m, int key)
{
	enum action a = action_for_key(key, ON_ROLLBACK);
	struct intent want = intent_off_board(a);

	if (key == 12)
		return (struct intent){ .kind = INTENT_REDRAW };
	if (s->phase == GOING_REASON)
		return type(s, key);
	if (want.kind != INTENT_STAY)
		return want;
	if (a == ACTION_OPEN && (s->phase == GOING_DONE || s->phase == GOING_FAILED || s->why.code != ERR_OK))
		return (struct intent){ .kind = INTENT_BACK };
	if (a == ACTION_OPEN && s->phase == GOING_PLAN)
		s->phase = GOING_REASON;
	else if (s->phase == GOING_PLAN && (a == ACTION_UP || a == ACTION_DOWN))
		choose(s, m, a == ACTION_DOWN ? 1 : -1);
	else
		page_scroll(&s->scroll, s->page, a);
	return want;
}
