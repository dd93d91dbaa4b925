#include "ui/screen_board.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/term_keys.h"
#include "ui/widget_brief.h"
#include "ui/widget_frame.h"
#include "ui/widget_lock.h"
#include "ui/widget_nothing.h"
#include "ui/widget_page.h"

enum {
	LIST_TOP = 3,          /* header, counts, column heads */
	LOCK_WIDTH = 16,
	CODE_WIDTH = 8,
	WHO_WIDTH = 12,
	WIDE = 110, WIDER = 180, /* columns from which more is shown */
};

/* Where the columns begin; 0: not shown. */
struct columns {
	int number, program, kind, votes, state, lock, code, proposer, address, what;
	int program_width, votes_width, gap;
};

static int
digits(uint64_t n)
{
	int d = 1;

	for (; n >= 10; n /= 10)
		d++;
	return d;
}

static int
number_width(const struct model *m)
{
	int w = digits(m->world.multisig.proposal_count);

	return w < 2 ? 2 : w;
}

static struct columns
lay_out(const struct model *m, int cols, int gap)
{
	struct columns k = { .number = 3, .gap = gap };
	int most = cols >= WIDE ? 20 : 10;
	unsigned whole = m->world.multisig.approver_n;

	k.program_width = m->program_width < most ? m->program_width : most;
	k.votes_width = (whole < 5 ? (int)whole : 5) + 4 + (whole > 9 ? 2 : 0);
	k.program = k.number + number_width(m) + gap;
	k.kind = k.program + k.program_width + gap;
	k.votes = k.kind + m->kind_width + gap;
	k.state = k.votes + k.votes_width + gap;
	k.lock = k.state + m->state_width + gap;
	k.what = k.lock + LOCK_WIDTH + gap;
	if (cols >= WIDE) {
		k.code = k.what;
		k.proposer = k.code + CODE_WIDTH + gap;
		k.what = k.proposer + WHO_WIDTH + gap;
	}
	if (cols >= WIDER) {
		k.address = k.what;
		k.what = k.address + PUBKEY_TEXT - 1 + gap;
	}
	return k;
}

/* Takes a column of that width away, by putting it where nothing is drawn. */
static void
leave_out(struct columns *k, int *column, int width, int cols)
{
	int *const after[] = { &k->votes, &k->state, &k->lock, &k->what };

	for (size_t i = 0; i < sizeof after / sizeof after[0]; i++)
		if (*after[i] > *column)
			*after[i] -= width + k->gap;
	*column = cols;
}

static struct columns
columns(const struct model *m, int cols)
{
	struct columns k = lay_out(m, cols, 2);

	if (cols - k.what < 16)
		k = lay_out(m, cols, 1);
	if (cols >= SCREEN_COLS)
		return k;
	if (cols - k.what < 16)
		leave_out(&k, &k.kind, m->kind_width, cols);
	if (cols < k.lock + LOCK_WIDTH)
		leave_out(&k, &k.votes, k.votes_width, cols);
	if (cols - k.what < 16)
		k.what = cols;
	return k;
}

/* --- counts ----------------------------------------------------------------- */

static int
count(struct canvas *c, int x, unsigned style, const char *word, unsigned n)
{
	bool narrow = c->cols < SCREEN_COLS;

	if (x + text_width(word) + 2 > c->cols || (narrow && n == 0 && x > 1)) /* none of it has to make room for what there is */
		return x;
	return canvas_fmt(c, 1, x, n > 0 ? style : STYLE_DIM, "%s %u", word, n) + 2;
}

/* Right of column `from`; in a narrow window only where it has room. */
static void
draw_you(struct canvas *c, int from, const struct model *m)
{
	const struct gov_multisig *g = &m->world.multisig;
	char name[MODEL_NAME], line[128];

	if (!m->has_me) {
		if (c->cols >= SCREEN_COLS)
			(void)canvas_right(c, 1, c->cols - 1, STYLE_DIM, "no key: nothing is signed");
		return;
	}
	(void)model_name(m, &m->me, name);
	if (m->source == MODEL_NOTHING)
		(void)snprintf(line, sizeof line, "you: %s", name);
	else if (m->my_index < 0)
		(void)snprintf(line, sizeof line, "you: %s, no member", name);
	else
		(void)snprintf(line, sizeof line, "you: %s, %d of %u%s", name, m->my_index + 1, g->member_n,
			g->member[m->my_index].may_vote ? "" : ", operator");
	if (c->cols >= SCREEN_COLS || from + text_width(line) < c->cols)
		(void)canvas_right(c, 1, c->cols - 1, m->my_index < 0 && m->source != MODEL_NOTHING ? STYLE_WARNING : STYLE_PLAIN, line);
}

static void
draw_counts(struct canvas *c, const struct model *m)
{
	int x = 1;

	if (c->cols >= SCREEN_COLS || m->source == MODEL_NOTHING)
		draw_you(c, x, m);
	if (m->source == MODEL_NOTHING)
		return;
	x = count(c, x, STYLE_CALL, "NEEDS YOU", m->count[GROUP_NEEDS_YOU]);
	x = count(c, x, STYLE_PLAIN, "VOTING", m->count[GROUP_NEEDS_YOU] + m->count[GROUP_VOTING]);
	x = count(c, x, STYLE_WAIT, "LOCKED", m->count[GROUP_LOCKED]);
	x = count(c, x, STYLE_GOOD, "READY", m->count[GROUP_READY]);
	x = count(c, x, STYLE_WARNING, "STUCK", m->count[GROUP_STUCK]);
	if (c->cols < SCREEN_COLS)
		draw_you(c, x, m);
}

/* --- rows -------------------------------------------------------------------- */

static void
draw_heads(struct canvas *c, int y, const struct columns *k)
{
	(void)canvas_right(c, y, k->program - k->gap, STYLE_HEAD, "#");
	(void)canvas_text(c, y, k->program, STYLE_HEAD, "program");
	(void)canvas_text(c, y, k->kind, STYLE_HEAD, "kind");
	(void)canvas_text(c, y, k->votes, STYLE_HEAD, "votes");
	(void)canvas_text(c, y, k->state, STYLE_HEAD, "state");
	(void)canvas_text(c, y, k->lock, STYLE_HEAD, "timelock");
	(void)canvas_text(c, y, k->what, STYLE_HEAD, "what");
	if (k->code > 0)
		(void)canvas_text(c, y, k->code, STYLE_HEAD, "code");
	if (k->proposer > 0)
		(void)canvas_text(c, y, k->proposer, STYLE_HEAD, "proposer");
	if (k->address > 0)
		(void)canvas_text(c, y, k->address, STYLE_HEAD, "program's address");
}

static void
draw_what(struct canvas *c, int y, const struct columns *k, const struct model_row *r)
{
	const struct gov_version *v = model_version(r->r, r->p);
	int width = c->cols - 1 - k->what, x = k->what;
	char hash[2 * sizeof v->code_hash.b + 1], tag[32] = "";

	if (!r->p->hash_agrees) {
		(void)canvas_cell_text(c, y, x, width, STYLE_DANGER, "HASH DIFFERS from its content: do not sign");
		return;
	}
	if (r->group == GROUP_STUCK) {
		(void)canvas_cell_text(c, y, x, width, STYLE_WARNING, width < 31 ? "B reclaims it" : "holds a buffer: B gives it back");
		return;
	}
	if (v != NULL) {
		text_hex(hash, v->code_hash.b, sizeof v->code_hash.b);
		(void)snprintf(tag, sizeof tag, k->code > 0 ? "v%" PRIu64 "  " : "v%" PRIu64 " %.8s  ", v->number, hash);
	}
	if (text_width(tag) > width)
		tag[0] = '\0';
	x = canvas_text(c, y, x, STYLE_PLAIN, tag);
	if (r->p->description[0] != '\0' && (tag[0] == '\0' || c->cols - 1 - x >= 8))
		(void)canvas_cell_text(c, y, x, c->cols - 1 - x, r->group == GROUP_OVER ? STYLE_DIM : STYLE_PLAIN, r->p->description);
	else if (tag[0] == '\0')
		(void)canvas_cell_text(c, y, x, width, STYLE_DIM, "no description");
}

static void
draw_wide(struct canvas *c, int y, const struct columns *k, const struct model *m, const struct gov_proposal *p)
{
	char name[MODEL_NAME], full[PUBKEY_TEXT], hash[65];

	if (k->code > 0 && kt_takes_buffer(p->kind)) {
		text_hex(hash, p->act.deploy.code_hash.b, 32);
		(void)canvas_cell_text(c, y, k->code, CODE_WIDTH, STYLE_PLAIN, (hash[CODE_WIDTH] = '\0', hash));
	}
	if (k->proposer > 0) {
		(void)model_name(m, &p->proposer, name);
		(void)canvas_cell_text(c, y, k->proposer, WHO_WIDTH, STYLE_PLAIN, name);
	}
	if (k->address > 0 && p->kind != KT_KIND_MEMBERS)
		(void)canvas_text(c, y, k->address, STYLE_DIM, pubkey_text(full, &p->program));
}

static void
draw_row(struct canvas *c, int y, const struct columns *k, const struct model *m, const struct model_row *r)
{
	const struct gov_proposal *p = r->p;
	unsigned weight = r->group == GROUP_OVER ? STYLE_DIM : STYLE_PLAIN;
	char s[MODEL_NAME], text[LOCK_TEXT];

	if (news_is(&m->news, p->index, m->mono_ms))
		(void)canvas_text(c, y, 0, STYLE_CALL, "*");
	(void)snprintf(text, sizeof text, "%" PRIu64, p->index);
	(void)canvas_right(c, y, k->program - k->gap, r->group == GROUP_NEEDS_YOU ? STYLE_CALL : weight, text);
	(void)model_name(m, &p->program, s);
	(void)canvas_cell_text(c, y, k->program, k->program_width, weight, p->kind == KT_KIND_MEMBERS ? "-" : s);
	(void)canvas_text(c, y, k->kind, p->kind == KT_KIND_HANDOVER_UNCHECKED ? STYLE_DANGER :
		model_is_urgent(p, r->state) ? STYLE_WARNING : weight, model_kind(p->kind));
	votes_text(text, m, p);
	(void)canvas_text(c, y, k->votes, weight, text);
	(void)canvas_text(c, y, k->state, lock_style(r), state_label(r->state));
	if (lock_text(text, m, r))
		c->ticks = true;
	(void)canvas_cell_text(c, y, k->lock, k->lock + LOCK_WIDTH < c->cols ? LOCK_WIDTH : c->cols - k->lock, weight, text);
	draw_wide(c, y, k, m, p);
	draw_what(c, y, k, r);
}

/* --- the screen ----------------------------------------------------------------- */

static const struct model_row *
shown(const struct screen_board *s, const struct model *m, size_t at)
{
	return &m->row[view_at(&s->view, at)];
}

/* The row selected; the list may have changed since. */
static size_t
place(struct screen_board *s, const struct model *m)
{
	size_t n, at;

	view_look(&s->view, m);
	n = view_n(&s->view, m);
	at = s->touched ? view_place(&s->view, m, s->selected) : 0;
	if (n == 0)
		return 0;
	if (at >= n)
		at = 0;
	s->selected = shown(s, m, at)->index;
	return at;
}

/* A filter or an order takes a line above the heads. */
static int
list_top(const struct screen_board *s)
{
	return LIST_TOP + view_is_active(&s->view);
}

static void
draw_view(const struct screen_board *s, const struct model *m, struct canvas *c)
{
	const struct view *v = &s->view;
	char right[80];
	int end, x;

	if (!view_is_active(v))
		return;
	(void)snprintf(right, sizeof right, "%zu of %zu; esc shows all", view_n(v, m), m->row_n);
	end = canvas_right(c, LIST_TOP - 1, c->cols - 1, STYLE_WARNING, right) - 2;
	x = canvas_text(c, LIST_TOP - 1, 1, STYLE_CALL, v->text[0] != '\0' ? "only " : "all");
	if (v->text[0] != '\0')
		x = canvas_cell_text(c, LIST_TOP - 1, x, text_width(v->text) < end - x ? text_width(v->text) : end - x, STYLE_TITLE, v->text);
	if (v->order != VIEW_USUAL && x + 20 < end)
		(void)canvas_fmt(c, LIST_TOP - 1, x, STYLE_CALL, ", by %s", view_order_text(v->order));
}

static void
draw_list(struct screen_board *s, const struct model *m, struct canvas *c, int rows)
{
	struct columns k = columns(m, c->cols);
	size_t at = place(s, m), room = rows > 0 ? (size_t)rows : 1, n = view_n(&s->view, m);

	s->first = page_list_first(s->first, at, room, n);
	s->page = room;
	draw_heads(c, list_top(s) - 1, &k);
	if (n == 0)
		(void)canvas_text(c, list_top(s) + 1, 3, STYLE_DIM, "Nothing is. esc shows all again, f chooses anew.");
	for (size_t i = s->first; i < n && i < s->first + room; i++) {
		int y = list_top(s) + (int)(i - s->first);

		draw_row(c, y, &k, m, shown(s, m, i));
		if (i != at)
			continue;
		(void)canvas_text(c, y, 1, STYLE_PLAIN, ">");
		canvas_select(c, y, 0, (k.votes < k.state ? k.votes : k.state) - 1); /* not all of it: states keep their colour, and a move is few bytes */
	}
}

/* Where a wide board leaves room, what is selected is told in a few lines; at 80
 * columns a move stays a matter of few bytes. */
static void
draw_brief(struct screen_board *s, const struct model *m, struct canvas *c, int bottom)
{
	size_t n = view_n(&s->view, m);

	if (c->cols >= WIDE && n > 0 && n <= s->page && bottom - list_top(s) - (int)n > BRIEF_ROWS)
		brief_draw(c, bottom - BRIEF_ROWS, m, shown(s, m, place(s, m)));
}

void
board_draw(struct screen_board *s, const struct model *m, const struct notice *n, struct canvas *c)
{
	char range[64] = "";
	uint64_t offered;
	size_t at, rows;
	int notice;

	if (widget_too_small(c))
		return;
	notice = widget_notice(c, n);
	at = place(s, m);
	rows = view_n(&s->view, m);
	notice += find_draw(&s->find, m, &s->view, c, c->rows - 2 - notice);
	draw_counts(c, m);
	if (m->row_n > 0 && m->source != MODEL_NOTHING) {
		draw_view(s, m, c);
		draw_list(s, m, c, c->rows - 1 - notice - list_top(s));
		draw_brief(s, m, c, c->rows - 1 - notice);
	} else
		nothing_draw(c, LIST_TOP + 1, m);
	if (rows > s->page)
		(void)snprintf(range, sizeof range, m->part ? "%zu-%zu" : "%zu-%zu of %zu", s->first + 1,
			s->first + s->page < rows ? s->first + s->page : rows, rows);
	offered = s->find.typing ? 0 : screen_offers(m, rows > 0 ? shown(s, m, at) : NULL);
	if (m->row_n > 0 && rows == 0)
		offered &= ~(ACTION_BIT(ACTION_OPEN) | ACTION_BIT(ACTION_COPY) | ACTION_BIT(ACTION_SEARCH) | ACTION_BIT(ACTION_NEXT));
	widget_keys(c, m->row_n > 0 ? ON_BOARD : ON_EMPTY, offered, range);
	widget_header(c, m);
}

static void
choose(struct screen_board *s, const struct model *m, size_t at)
{
	if (at >= view_n(&s->view, m))
		return;
	s->selected = shown(s, m, at)->index;
	s->touched = true;
}

bool
board_key(struct screen_board *s, const struct model *m, int key)
{
	size_t at;

	if (!s->find.typing && s->find.text[0] == '\0' && key == KEY_NAME_ESCAPE)
		return view_all(&s->view);
	if (!s->find.typing && key != KEY_NAME_ESCAPE)
		return false;
	if (!find_key(&s->find, key))
		return false;
	at = place(s, m);
	if (s->find.typing && s->find.text[0] != '\0')
		choose(s, m, find_from(&s->find, m, &s->view, at, 1));
	return true;
}

void
board_search(struct screen_board *s, const struct model *m, const char *text)
{
	find_begin(&s->find);
	for (const char *c = text; *c != '\0'; c++)
		(void)board_key(s, m, (unsigned char)*c);
	if (text[0] != '\0')
		(void)board_key(s, m, KEY_NAME_ENTER);
}

static void
step(struct screen_board *s, const struct model *m, enum action a)
{
	size_t at = place(s, m), page = s->page > 1 ? s->page - 1 : 1, last = view_n(&s->view, m) - 1;

	switch (a) {
	case ACTION_UP:
		at -= at > 0;
		break;
	case ACTION_DOWN:
		at += at < last;
		break;
	case ACTION_PAGE_UP:
		at = at > page ? at - page : 0;
		break;
	case ACTION_PAGE_DOWN:
		at = at + page < last ? at + page : last;
		break;
	case ACTION_FIRST:
		at = 0;
		break;
	case ACTION_LAST:
		at = last;
		break;
	case ACTION_NEXT:
		at = find_from(&s->find, m, &s->view, at + 1, 1);
		break;
	case ACTION_PREVIOUS:
		at = find_from(&s->find, m, &s->view, at + last, -1);
		break;
	case ACTION_SEARCH:
		find_begin(&s->find);
		return;
	default:
		return;
	}
	choose(s, m, at);
}

struct intent
board_click(struct screen_board *s, const struct model *m, int row)
{
	int top = list_top(s);
	size_t at = s->first + (size_t)(row - top);

	if (row < top || (size_t)(row - top) >= s->page || at >= view_n(&s->view, m))
		return (struct intent){ .kind = INTENT_STAY };
	if (place(s, m) == at)
		return board_handle(s, m, ACTION_OPEN);
	choose(s, m, at);
	return (struct intent){ .kind = INTENT_STAY };
}

struct intent
board_handle(struct screen_board *s, const struct model *m, enum action a)
{
	struct intent want = intent_common(a);

	if (want.kind != INTENT_STAY || m->row_n == 0)
		return want;
	if (a == ACTION_SORT)
		view_next(&s->view);
	(void)place(s, m);
	if (view_n(&s->view, m) == 0)
		return want;
	step(s, m, a);
	if (a == ACTION_OPEN) {
		s->touched = true;
		return (struct intent){ .kind = INTENT_OPEN, .index = s->selected };
	}
	if (a == ACTION_COPY)
		return intent_for_copy(shown(s, m, place(s, m)));
	want = intent_for_move(a, s->selected);
	s->touched = s->touched || want.kind != INTENT_STAY;
	return want;
}
