#include "ui/screen_programs.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/widget_frame.h"
#include "ui/widget_lamp.h"
#include "ui/widget_lock.h"
#include "ui/widget_nothing.h"
#include "ui/widget_page.h"

enum {
	LIST_TOP = 4,   /* header, title, rule, column heads */
	HASH_SHORT = 16, HASH_FULL = 64,
	FULL = 130,      /* columns from which hashes are whole */
	ORIGIN = 110,    /* columns from which a version says on its own line where it is from */
	BYTES = 10, SINCE = 10, STATE = 11, OPEN = 6, LAMP = 14,
};

static const struct gov_version *
newest(const struct gov_record *r)
{
	for (unsigned i = 0; i < r->version_n && i < KT_RING; i++)
		if (r->version[i].number == r->newest)
			return &r->version[i];
	return NULL;
}

static const struct program_live *
live_of(const struct screen_programs *s, const struct pubkey *program)
{
	for (size_t i = 0; i < s->live_n; i++)
		if (pubkey_eq(&s->live[i].program, program))
			return &s->live[i];
	return NULL;
}

/* Which of the records is selected. */
static size_t
place(struct screen_programs *s, const struct model *m)
{
	size_t at = 0;

	if (m->world.record_n == 0)
		return 0;
	while (s->touched && at < m->world.record_n && !pubkey_eq(&m->world.record[at].program, &s->selected))
		at++;
	if (at == m->world.record_n)
		at = 0;
	s->selected = m->world.record[at].program;
	return at;
}

/* --- the list ------------------------------------------------------------------ */

struct columns {
	int version, code, bytes, since, state, open, name_width, code_width;
};

static struct columns
columns(const struct model *m, int cols)
{
	struct columns k = { .name_width = 7, .code_width = cols >= FULL ? HASH_FULL : HASH_SHORT };

	for (size_t i = 0; i < m->world.record_n; i++) {
		char name[MODEL_NAME];
		int width;

		(void)model_name(m, &m->world.record[i].program, name);
		width = text_width(name);
		if (width > k.name_width)
			k.name_width = width < 20 ? width : 20;
	}
	k.version = 3 + k.name_width + 2;
	k.code = k.version + 6;
	k.bytes = k.code + k.code_width + 2;
	k.since = k.bytes + BYTES + 2;
	k.state = k.since + SINCE + 2;
	k.open = k.state + STATE + 2;
	if (cols >= SCREEN_COLS)
		return k;
	/* What has no room is put where nothing is drawn. */
	k.bytes = k.bytes + BYTES < cols ? k.bytes : cols;
	k.since = k.since + SINCE < cols ? k.since : cols;
	k.state = k.state + STATE < cols ? k.state : cols;
	return k;
}

static void
draw_heads(struct canvas *c, const struct columns *k)
{
	(void)canvas_text(c, LIST_TOP - 1, 3, STYLE_HEAD, "program");
	(void)canvas_text(c, LIST_TOP - 1, k->version, STYLE_HEAD, "runs");
	(void)canvas_text(c, LIST_TOP - 1, k->code, STYLE_HEAD, "code hash");
	(void)canvas_right(c, LIST_TOP - 1, k->bytes + BYTES, STYLE_HEAD, "bytes");
	(void)canvas_text(c, LIST_TOP - 1, k->since, STYLE_HEAD, "since");
	(void)canvas_text(c, LIST_TOP - 1, k->state, STYLE_HEAD, "governed");
	if (k->open + 4 < c->cols)
		(void)canvas_text(c, LIST_TOP - 1, k->open, STYLE_HEAD, "open");
	if (k->open + OPEN + LAMP < c->cols)
		(void)canvas_text(c, LIST_TOP - 1, k->open + OPEN, STYLE_HEAD, "way back");
}

static unsigned
open_acts(const struct model *m, const struct pubkey *program)
{
	unsigned n = 0;

	for (size_t i = 0; i < m->row_n; i++)
		n += m->row[i].p->kind != KT_KIND_MEMBERS && state_is_open(m->row[i].state) && pubkey_eq(&m->row[i].p->program, program);
	return n;
}

static const char *
governed_word(const struct gov_record *r)
{
	return r->governed ? "yes" : r->sealed ? "immutable" : "handed over";
}

static void
draw_hash(struct canvas *c, int y, int x, int width, unsigned style, const struct hash *h)
{
	char hex[HASH_FULL + 1];

	text_hex(hex, h->b, sizeof h->b);
	hex[width < HASH_FULL ? width : HASH_FULL] = '\0';
	(void)canvas_text(c, y, x, style, hex);
}

static void
draw_row(struct canvas *c, int y, const struct columns *k, const struct model *m, const struct gov_record *r)
{
	const struct gov_version *v = newest(r);
	unsigned weight = r->governed ? STYLE_PLAIN : STYLE_DIM, open = open_acts(m, &r->program);
	char name[MODEL_NAME], text[LOCK_TEXT], ago[TEXT_SHORT], lamp[LAMP_TEXT];

	(void)model_name(m, &r->program, name);
	(void)canvas_cell_text(c, y, 3, k->name_width, weight, name);
	(void)canvas_fmt(c, y, k->version, weight, "v%" PRIu64, r->newest);
	if (v != NULL) {
		draw_hash(c, y, k->code, k->code_width, weight, &v->code_hash);
		(void)text_count(text, v->code_len);
		(void)canvas_right(c, y, k->bytes + BYTES, weight, text);
		if (v->began > 0 && m->now >= v->began)
			(void)canvas_fmt(c, y, k->since, weight, "%s ago", text_ago(ago, (uint64_t)(m->now - v->began)));
	}
	(void)canvas_text(c, y, k->state, r->governed ? STYLE_GOOD : STYLE_DIM, governed_word(r));
	if (open > 0 && k->open + 4 < c->cols)
		(void)canvas_fmt(c, y, k->open, STYLE_WAIT, "%u", open);
	if (r->governed && k->open + OPEN + LAMP < c->cols) {
		unsigned style = lamp_word(lamp, model_lamp_of(m, &r->program));

		(void)canvas_text(c, y, k->open + OPEN, style, lamp);
	}
}

/* --- one program ----------------------------------------------------------------- */

static int
draw_version(struct canvas *c, int y, const struct model *m, const struct gov_record *r, const struct gov_version *v)
{
	int width = c->cols >= FULL ? HASH_FULL : HASH_SHORT, x = 9 + width;
	char text[LOCK_TEXT];
	unsigned style = way_back_text(text, m, r, v);

	(void)canvas_fmt(c, y, 3, style == STYLE_DIM ? STYLE_DIM : STYLE_PLAIN, "v%" PRIu64, v->number);
	draw_hash(c, y, 9, width, style == STYLE_DIM ? STYLE_DIM : STYLE_PLAIN, &v->code_hash);
	if (c->cols < SCREEN_COLS)
		(void)canvas_text(c, y + 1, x + 5, style, text);
	else
		(void)canvas_text(c, y, x + BYTES + 2 + 19, style, text);
	(void)text_count(text, v->code_len);
	(void)canvas_right(c, y, x + BYTES, STYLE_PLAIN, text);
	text_moment(text, v->began);
	text[16] = '\0';
	(void)canvas_text(c, y, x + BYTES + 2, STYLE_DIM, v->began > 0 ? text : "");
	if (v->adopted)
		(void)snprintf(text, sizeof text, "as it was adopted");
	else
		(void)snprintf(text, sizeof text, "by proposal %" PRIu64, v->proposal);
	if (c->cols < ORIGIN)
		(void)canvas_text(c, ++y, 9, STYLE_DIM, text);
	else
		(void)canvas_text(c, y, x + BYTES + 2 + 19 + 24, STYLE_DIM, text);
	return y + 1;
}

/* What the program's own account says, and where it contradicts the record. */
static int
draw_account(struct canvas *c, int y, const struct screen_programs *s, const struct model *m, const struct gov_record *r)
{
	const struct program_live *l = live_of(s, &r->program);
	const struct gov_version *v = newest(r);
	char room[LOCK_TEXT], line[160];
	bool ours;

	if (l == NULL)
		return page_field(c, y, 1, c->cols - 1, "room", STYLE_DIM, "its account is being read");
	if (!l->exists)
		return page_field(c, y, 1, c->cols - 1, "room", STYLE_DANGER, "ITS ACCOUNT IS GONE: the program was closed");
	(void)text_count(room, l->capacity);
	(void)snprintf(line, sizeof line, "%s bytes of code fit; \"keyturn program extend\" makes more", room);
	y = page_field(c, y, 1, c->cols - 1, "room", STYLE_PLAIN, line);
	ours = l->has_authority && pubkey_eq(&l->authority, &m->world.multisig.authority);
	if (r->governed && !ours)
		y = page_field(c, y, 1, c->cols - 1, "authority", STYLE_DANGER, "IS NOT THIS MULTISIG'S: it was not given, or was taken");
	if (r->governed && v != NULL && v->slot > 0 && l->slot > v->slot)
		y = page_field(c, y, 1, c->cols - 1, "note", STYLE_WARNING, "its account was written after this version: an extension, or more. "
			"\"keyturn program verify\" compares the code");
	return y;
}

/* Its lamp, and the commands that mend what says no, each once. */
static int
draw_lamp(struct canvas *c, int y, const struct model *m, const struct gov_record *r)
{
	const struct model_lamp *lamp = model_lamp_of(m, &r->program);
	const char *said = "";
	char text[LAMP_TEXT];
	unsigned style = lamp_text(text, lamp);

	if (!r->governed)
		return y;
	y = page_field(c, y, 1, c->cols - 1, "way back", style, text);
	for (size_t i = 0; lamp != NULL && i < lamp->answers.n; i++) {
		const char *cure = lamp->answers.line[i].cure;

		if (cure[0] == '\0' || strcmp(cure, said) == 0)
			continue;
		(void)canvas_text(c, y, 1, STYLE_DIM, "->");
		y = canvas_wrap(c, y, 4, c->cols - 1, STYLE_CALL, said = cure);
	}
	return y;
}

static int
draw_program(struct canvas *c, int y, const struct screen_programs *s, const struct model *m, const struct gov_record *r)
{
	char full[PUBKEY_TEXT];

	y = page_field(c, y, 1, c->cols - 1, "program", STYLE_PLAIN, pubkey_text(full, &r->program));
	y = page_field(c, y, 1, c->cols - 1, "program data", STYLE_PLAIN, pubkey_text(full, &r->program_data));
	y = draw_account(c, y, s, m, r);
	y = draw_lamp(c, y, m, r);
	for (unsigned i = r->version_n < KT_RING ? r->version_n : KT_RING; i > 0; i--)
		y = draw_version(c, y, m, r, &r->version[i - 1]);
	return y;
}

int
programs_one_draw(struct canvas *c, int row, const struct screen_programs *s, const struct model *m, const struct gov_record *r)
{
	unsigned open = open_acts(m, &r->program);
	char name[MODEL_NAME], line[160], acts[40] = "";

	(void)model_name(m, &r->program, name);
	if (open > 0)
		(void)snprintf(acts, sizeof acts, ", %u open proposal%s", open, open == 1 ? "" : "s");
	(void)snprintf(line, sizeof line, "%s, runs version %" PRIu64 ", governed: %s%s", name, r->newest, governed_word(r), acts);
	return draw_program(c, page_head(c, row, 1, line), s, m, r);
}

/* --- the screen --------------------------------------------------------------------- */

static int
draw_list(struct screen_programs *s, const struct model *m, struct canvas *c, int rows)
{
	struct columns k = columns(m, c->cols);
	size_t at = place(s, m), n = m->world.record_n, room = rows > 0 ? (size_t)rows : 1;

	room = room < n ? room : n;
	s->first = page_list_first(s->first, at, room, n);
	s->page = room;
	draw_heads(c, &k);
	for (size_t i = s->first; i < s->first + room; i++) {
		int y = LIST_TOP + (int)(i - s->first);

		draw_row(c, y, &k, m, &m->world.record[i]);
		if (i != at)
			continue;
		(void)canvas_text(c, y, 1, STYLE_PLAIN, ">");
		canvas_select(c, y, 0, k.version - 1);
	}
	return LIST_TOP + (int)room;
}

/* The versions below the list; oldest are cut where the screen ends. */
static void
draw_detail(struct screen_programs *s, const struct model *m, struct canvas *c, int top, int bottom)
{
	struct page p = PAGE_INIT;
	int scroll = 0, below;

	canvas_line(c, top, 0, c->cols, STYLE_DIM);
	page_begin(&p, c);
	p.used = draw_program(&p.canvas, 0, s, m, &m->world.record[place(s, m)]);
	below = page_show(&p, c, top + 1, bottom, &scroll);
	page_wipe(&p);
	if (below > 0)
		(void)canvas_right(c, top, c->cols - 1, STYLE_DIM, " older versions need a taller window ");
}

void
programs_draw(struct screen_programs *s, const struct model *m, const struct notice *n, struct canvas *c)
{
	uint64_t offered = ACTIONS_ALL;
	int bottom, top;

	if (widget_too_small(c))
		return;
	bottom = c->rows - 1 - widget_notice(c, n);
	page_title(c, "programs and versions");
	if (m->world.record_n > 0) {
		top = draw_list(s, m, c, (bottom - LIST_TOP) / 2 - 1);
		draw_detail(s, m, c, top, bottom);
	} else if (m->source == MODEL_NOTHING)
		unread_draw(c, LIST_TOP, m, "programs");
	else {
		(void)canvas_text(c, LIST_TOP, 3, STYLE_TITLE, "No program is governed yet.");
		(void)canvas_text(c, LIST_TOP + 2, 3, STYLE_PLAIN, "Who holds a program's upgrade authority hands it over from a shell:");
		(void)canvas_text(c, LIST_TOP + 4, 5, STYLE_KEY, "keyturn program adopt PROGRAM");
	}
	if (m->world.record_n == 0)
		offered &= ~ACTION_BIT(ACTION_COPY);
	if (m->world.record_n == 0 || m->my_index < 0)
		offered &= ~ACTION_BIT(ACTION_ROLLBACK);
	widget_keys(c, ON_PROGRAMS, offered, "");
	widget_header(c, m);
}

void
programs_click(struct screen_programs *s, const struct model *m, int row)
{
	size_t at = s->first + (size_t)(row - LIST_TOP);

	if (row < LIST_TOP || (size_t)(row - LIST_TOP) >= s->page || at >= m->world.record_n)
		return;
	s->selected = m->world.record[at].program;
	s->touched = true;
}

struct intent
programs_handle(struct screen_programs *s, const struct model *m, enum action a)
{
	struct intent want = intent_off_board(a);
	size_t at = place(s, m), n = m->world.record_n, page = s->page > 1 ? s->page - 1 : 1;

	if (want.kind != INTENT_STAY || n == 0)
		return want;
	switch (a) {
	case ACTION_ROLLBACK:
		return (struct intent){ .kind = INTENT_ROLLBACK, .address = s->selected };
	case ACTION_COPY:
		return (struct intent){ .kind = INTENT_COPY, .address = s->selected };
	case ACTION_UP:
		at -= at > 0;
		break;
	case ACTION_DOWN:
		at += at + 1 < n;
		break;
	case ACTION_PAGE_UP:
		at = at > page ? at - page : 0;
		break;
	case ACTION_PAGE_DOWN:
		at = at + page < n ? at + page : n - 1;
		break;
	case ACTION_FIRST:
		at = 0;
		break;
	case ACTION_LAST:
		at = n - 1;
		break;
	default:
		return want;
	}
	s->selected = m->world.record[at].program;
	s->touched = true;
	return want;
}
