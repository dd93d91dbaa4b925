#include "ui/screen_board.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/term_keys.h"
#include "ui/widget_brief.h"
#include "ui/widget_frame.h"
#include "ui/widget_lock.h"

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
	if (cols - k.what < 16)
		k.what = cols;
	if (cols < k.lock + LOCK_WIDTH)
		leave_out(&k, &k.votes, k.votes_width, cols);
	return k;
}

/* --- counts ----------------------------------------------------------------- */

static int
count(struct canvas *c, int x, unsigned style, const char *word, unsigned n)
{
	if (x + text_width(word) + 2 > c->cols)
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
			(void)canvas_right(c, 1, c->cols - 1, STYLE_DIM, "no key: nothing can be signed");
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
draw_heads(struct canvas *c, const struct columns *k)
{
	(void)canvas_right(c, 2, k->program - k->gap, STYLE_HEAD, "#");
	(void)canvas_text(c, 2, k->program, STYLE_HEAD, "program");
	(void)canvas_text(c, 2, k->kind, STYLE_HEAD, "kind");
	(void)canvas_text(c, 2, k->votes, STYLE_HEAD, "votes");
	(void)canvas_text(c, 2, k->state, STYLE_HEAD, "state");
	(void)canvas_text(c, 2, k->lock, STYLE_HEAD, "timelock");
	(void)canvas_text(c, 2, k->what, STYLE_HEAD, "what");
	if (k->code > 0)
		(void)canvas_text(c, 2, k->code, STYLE_HEAD, "code");
	if (k->proposer > 0)
		(void)canvas_text(c, 2, k->proposer, STYLE_HEAD, "proposer");
	if (k->address > 0)
		(void)canvas_text(c, 2, k->address, STYLE_HEAD, "program's address");
}

static bool
is_deploy(const struct gov_proposal *p)
{
	return p->kind == KT_KIND_UPGRADE || p->kind == KT_KIND_ROLLBACK;
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
		(void)canvas_cell_text(c, y, x, width, STYLE_WARNING, width < 31 ? "b reclaims it" : "holds a buffer: b gives it back");
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

	if (k->code > 0 && is_deploy(p)) {
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

/* --- nothing to list ----------------------------------------------------------- */

static void
draw_lines(struct canvas *c, const char *title, const char *const *line, size_t n)
{
	int y = LIST_TOP + 1;

	(void)canvas_text(c, y, 3, STYLE_TITLE, title);
	y += 2;
	for (size_t i = 0; i < n; i++)
		y = canvas_wrap(c, y, 3, c->cols - 2, line[i][0] == ' ' ? STYLE_KEY : STYLE_PLAIN, line[i]);
}

static void
draw_nothing_known(struct canvas *c, const struct model *m)
{
	char line[256];
	const char *lines[] = { line, "", m->trouble.hint[0] != '\0' ? m->trouble.hint : "it is tried again every 5 s; u tries now" };

	if (m->link == LINK_DOWN) {
		(void)snprintf(line, sizeof line, "%.250s", m->trouble.message);
		draw_lines(c, "The proposals cannot be read.", lines, 3);
		return;
	}
	(void)snprintf(line, sizeof line, "from %s", m->endpoint);
	draw_lines(c, "Reading the proposals...", lines, 1);
}

static void
draw_empty(struct canvas *c, const struct model *m)
{
	static const char *const first[] = {
		"A proposal is one intended act, such as an upgrade, with the votes on it.",
		"", "Make the first one from a shell:", "",
		"  keyturn program adopt PROGRAM",
		"  keyturn propose upgrade PROGRAM FILE --description TEXT", "",
		"It appears here within seconds, for every member." };

	if (m->source == MODEL_NOTHING)
		draw_nothing_known(c, m);
	else
		draw_lines(c, "No proposals yet.", first, sizeof first / sizeof first[0]);
}

/* --- the screen ----------------------------------------------------------------- */

/* The row selected; the list may have changed since. */
static size_t
place(struct screen_board *s, const struct model *m)
{
	size_t at = s->touched ? model_row_of(m, s->selected) : 0;

	if (m->row_n == 0)
		return 0;
	if (at >= m->row_n)
		at = 0;
	s->selected = m->row[at].p->index;
	return at;
}

static void
draw_list(struct screen_board *s, const struct model *m, struct canvas *c, int rows)
{
	struct columns k = columns(m, c->cols);
	size_t at = place(s, m), room = rows > 0 ? (size_t)rows : 1;

	if (at < s->first)
		s->first = at;
	if (at >= s->first + room)
		s->first = at - room + 1;
	if (s->first + room > m->row_n)
		s->first = m->row_n > room ? m->row_n - room : 0;
	s->page = room;
	draw_heads(c, &k);
	for (size_t i = s->first; i < m->row_n && i < s->first + room; i++) {
		int y = LIST_TOP + (int)(i - s->first);

		draw_row(c, y, &k, m, &m->row[i]);
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
	if (c->cols >= WIDE && m->row_n <= s->page && bottom - LIST_TOP - (int)m->row_n > BRIEF_ROWS)
		brief_draw(c, bottom - BRIEF_ROWS, m, &m->row[place(s, m)]);
}

void
board_draw(struct screen_board *s, const struct model *m, const struct notice *n, struct canvas *c)
{
	char range[64] = "";
	int notice;

	if (widget_too_small(c))
		return;
	notice = widget_notice(c, n);
	notice += find_draw(&s->find, m, c, c->rows - 2 - notice);
	draw_counts(c, m);
	if (m->row_n > 0 && m->source != MODEL_NOTHING) {
		draw_list(s, m, c, c->rows - 1 - notice - LIST_TOP);
		draw_brief(s, m, c, c->rows - 1 - notice);
	} else
		draw_empty(c, m);
	if (m->row_n > s->page)
		(void)snprintf(range, sizeof range, m->part ? "%zu-%zu" : "%zu-%zu of %zu", s->first + 1,
			s->first + s->page < m->row_n ? s->first + s->page : m->row_n, m->row_n);
	widget_keys(c, m->row_n > 0 ? ON_BOARD : ON_EMPTY, s->find.typing ? 0 : screen_offers(m, m->row_n > 0 ? &m->row[place(s, m)] : NULL),
		range);
	widget_header(c, m);
}

static void
choose(struct screen_board *s, const struct model *m, size_t at)
{
	if (at >= m->row_n)
		return;
	s->selected = m->row[at].p->index;
	s->touched = true;
}

bool
board_key(struct screen_board *s, const struct model *m, int key)
{
	if (!s->find.typing && (key != KEY_NAME_ESCAPE || s->find.text[0] == '\0'))
		return false;
	if (!find_key(&s->find, key))
		return false;
	if (s->find.typing && s->find.text[0] != '\0')
		choose(s, m, find_from(&s->find, m, place(s, m), 1));
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
	size_t at = place(s, m), page = s->page > 1 ? s->page - 1 : 1, last = m->row_n - 1;

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
		at = find_from(&s->find, m, at + 1, 1);
		break;
	case ACTION_PREVIOUS:
		at = find_from(&s->find, m, at + last, -1);
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
	size_t at = s->first + (size_t)(row - LIST_TOP);

	if (row < LIST_TOP || (size_t)(row - LIST_TOP) >= s->page || at >= m->row_n)
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
	(void)place(s, m);
	step(s, m, a);
	if (a == ACTION_OPEN) {
		s->touched = true;
		return (struct intent){ .kind = INTENT_OPEN, .index = s->selected };
	}
	if (a == ACTION_COPY)
		return intent_for_copy(&m->row[place(s, m)]);
	want = intent_for_move(a, s->selected);
	s->touched = s->touched || want.kind != INTENT_STAY;
	return want;
}
