#include "ui/screen_buffers.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/widget_frame.h"
#include "ui/widget_lock.h"
#include "ui/widget_page.h"

enum { LIST_TOP = 5 /* header, title, rule, sum, column heads */, ADDRESS = 44, SHORT = 10, BYTES = 10, RENT = 13, RENT_SHORT = 11, AGE = 5,
	USE = 22, HASH_SHORT = 16, WIDE = 110, FULL = 150 };

/* --- which ------------------------------------------------------------------------ */

static size_t
place(const struct screen_buffers *s)
{
	size_t at = 0;

	while (s->touched && at < s->list->n && !pubkey_eq(&s->list->row[at].buffer, &s->selected))
		at++;
	return at < s->list->n ? at : 0;
}

const struct buffer_row *
screen_buffers_chosen(const struct screen_buffers *s)
{
	return s->list != NULL && s->list->n > 0 ? &s->list->row[place(s)] : NULL;
}

/* --- words ------------------------------------------------------------------------- */

static unsigned
use_style(const struct model *m, const struct buffer_row *r)
{
	if (m->has_me && buffer_is_refundable(r, &m->me))
		return STYLE_CALL;
	return r->use == BUFFER_STRAY ? STYLE_WARNING : r->use == BUFFER_DEAD ? STYLE_WAIT : STYLE_PLAIN;
}

/* What it is for, and what can be done about it. */
static void
use_words(char out[256], const struct model *m, const struct buffer_row *r)
{
	char name[MODEL_NAME];
	bool mine = m->has_me && pubkey_eq(&r->depositor, &m->me);

	(void)model_name(m, &r->depositor, name);
	switch (r->use) {
	case BUFFER_ORPHAN:
		(void)snprintf(out, 256, "nothing. \"keyturn propose upgrade\" proposes its code, z closes it and returns its rent");
		break;
	case BUFFER_WAY_BACK:
		(void)model_name(m, &r->program, name);
		(void)snprintf(out, 256, "the way back of %s to version %" PRIu64 ": a rollback takes it as it is", name, r->version);
		break;
	case BUFFER_DEAD:
		(void)snprintf(out, 256, mine ? "proposal %" PRIu64 " ended and still holds it. B gives it back to you, z closes it too" :
			"proposal %" PRIu64 " ended and still holds it. B gives it back to %s, who alone can close it", r->proposal, name);
		break;
	case BUFFER_USED:
		(void)snprintf(out, 256, "proposal %" PRIu64 " holds it and may still execute it; enter opens that", r->proposal);
		break;
	case BUFFER_UNFINISHED:
		(void)snprintf(out, 256, "an upload into it is unfinished: the same \"keyturn buffer write FILE\" goes on with it");
		break;
	case BUFFER_STRAY:
		(void)snprintf(out, 256, "the multisig's, though no proposal known here holds it");
		break;
	}
}

static void
age_text(char out[TEXT_SHORT], const struct screen_buffers *s, const struct buffer_row *r)
{
	if (r->made_at > 0 && s->wall_s >= r->made_at)
		(void)text_ago(out, (uint64_t)(s->wall_s - r->made_at));
	else
		(void)snprintf(out, TEXT_SHORT, "-");
}

/* --- the list ------------------------------------------------------------------------ */

/* Where columns begin; what has no room begins where nothing is drawn. */
struct columns {
	int buffer, bytes, rent_end, age, whose, use, hash, buffer_width;
};

static struct columns
columns(int cols)
{
	struct columns k = { .buffer = 3, .bytes = cols, .age = cols, .whose = cols, .hash = cols };
	int x;

	k.buffer_width = cols >= WIDE ? ADDRESS : SHORT;
	x = k.buffer + k.buffer_width + (cols >= SCREEN_COLS ? 2 : 0);
	if (cols >= SCREEN_COLS) {
		k.bytes = x;
		x += BYTES + 2;
	}
	x += cols >= SCREEN_COLS ? RENT : RENT_SHORT;
	k.rent_end = x;
	x += 2;
	if (cols >= SCREEN_COLS) {
		k.age = x;
		x += AGE + 2;
		k.whose = x;
		x += 8 + 2;
	}
	k.use = x;
	if (cols >= FULL)
		k.hash = x + USE;
	return k;
}

static void
draw_heads(struct canvas *c, const struct columns *k)
{
	(void)canvas_text(c, LIST_TOP - 1, k->buffer, STYLE_HEAD, "buffer");
	(void)canvas_right(c, LIST_TOP - 1, k->bytes + BYTES, STYLE_HEAD, k->bytes < c->cols ? "bytes" : "");
	(void)canvas_right(c, LIST_TOP - 1, k->rent_end, STYLE_HEAD, "rent SOL");
	(void)canvas_right(c, LIST_TOP - 1, k->age + AGE, STYLE_HEAD, k->age < c->cols ? "age" : "");
	(void)canvas_text(c, LIST_TOP - 1, k->whose, STYLE_HEAD, "whose");
	(void)canvas_text(c, LIST_TOP - 1, k->use, STYLE_HEAD, "for");
	(void)canvas_text(c, LIST_TOP - 1, k->hash, STYLE_HEAD, "code hash");
}

static void
draw_row(struct canvas *c, int y, const struct columns *k, const struct screen_buffers *s, const struct model *m,
	const struct buffer_row *r)
{
	char full[PUBKEY_TEXT], name[MODEL_NAME], text[LOCK_TEXT], sol[TEXT_SHORT], use[BUFFER_USE_TEXT], hex[HASH_SHORT + 1];

	(void)model_name(m, &r->buffer, name);
	(void)canvas_cell_text(c, y, k->buffer, k->buffer_width, STYLE_PLAIN, k->buffer_width == ADDRESS ?
		pubkey_text(full, &r->buffer) : name);
	(void)text_count(text, r->room);
	(void)canvas_right(c, y, k->bytes + BYTES, STYLE_PLAIN, k->bytes < c->cols ? text : "");
	(void)canvas_right(c, y, k->rent_end, STYLE_PLAIN, text_sol(sol, r->lamports));
	age_text(sol, s, r);
	(void)canvas_right(c, y, k->age + AGE, STYLE_PLAIN, k->age < c->cols ? sol : "");
	(void)canvas_text(c, y, k->whose, STYLE_PLAIN, r->own ? "you" : "multisig");
	(void)canvas_text(c, y, k->use, use_style(m, r), buffer_use_text(use, r));
	text_hex(hex, r->code_hash.b, HASH_SHORT / 2);
	(void)canvas_text(c, y, k->hash, STYLE_DIM, r->has_hash ? hex : "-");
}

static int
draw_list(struct screen_buffers *s, const struct model *m, struct canvas *c, int rows)
{
	struct columns k = columns(c->cols);
	size_t at = place(s), n = s->list->n, room = rows > 0 ? (size_t)rows : 1;

	room = room < n ? room : n;
	s->first = page_list_first(s->first, at, room, n);
	s->page = room;
	draw_heads(c, &k);
	for (size_t i = s->first; i < s->first + room; i++) {
		int y = LIST_TOP + (int)(i - s->first);

		draw_row(c, y, &k, s, m, &s->list->row[i]);
		if (i != at)
			continue;
		(void)canvas_text(c, y, 1, STYLE_PLAIN, ">");
		canvas_select(c, y, 0, k.buffer + SHORT);
	}
	return LIST_TOP + (int)room;
}

/* --- what they hold, and the one selected ---------------------------------------------- */

/* The rent they hold in all, and what of it z would bring back to this key. */
static void
draw_sum(const struct screen_buffers *s, const struct model *m, struct canvas *c)
{
	uint64_t all = 0, back = 0;
	size_t back_n = 0;
	char sol[TEXT_SHORT], line[120];
	int x = 1;

	for (size_t i = 0; i < s->list->n; i++) {
		const struct buffer_row *r = &s->list->row[i];
		bool refundable = m->has_me && buffer_is_refundable(r, &m->me);

		all += r->lamports;
		back += refundable ? r->lamports : 0;
		back_n += refundable;
	}
	if (c->cols >= SCREEN_COLS)
		x = canvas_fmt(c, LIST_TOP - 2, x, STYLE_PLAIN, "%zu buffer%s %s SOL of rent", s->list->n, s->list->n == 1 ? " holds" : "s hold",
			text_sol(sol, all)) + 2;
	if (back_n == 0)
		(void)snprintf(line, sizeof line, "nothing can be given back now");
	else
		(void)snprintf(line, sizeof line, "%zu of %zu can give back %s SOL", back_n, s->list->n, text_sol(sol, back));
	(void)canvas_text(c, LIST_TOP - 2, x, back_n > 0 ? STYLE_CALL : STYLE_DIM, line);
}

static int
field(struct canvas *c, int y, const char *name, unsigned style, const char *text)
{
	return page_field(c, y, 1, c->cols - 1, name, style, text);
}

int
screen_buffers_one_draw(struct canvas *c, const struct screen_buffers *s, const struct model *m, const struct buffer_row *r)
{
	char full[PUBKEY_TEXT], line[256], name[MODEL_NAME], text[LOCK_TEXT], age[TEXT_SHORT], hex[65];
	int y = field(c, 0, "buffer", STYLE_PLAIN, pubkey_text(full, &r->buffer));

	use_words(line, m, r);
	y = field(c, y, "for", use_style(m, r), line);
	if (!pubkey_is_zero(&r->program)) {
		(void)snprintf(line, sizeof line, "%s  (%s)", pubkey_text(full, &r->program), model_name(m, &r->program, name) ? name : "no label");
		y = field(c, y, "program", STYLE_PLAIN, line);
	}
	(void)text_count(text, r->has_hash ? r->code_len : r->room);
	text_hex(hex, r->code_hash.b, sizeof r->code_hash.b);
	(void)snprintf(line, sizeof line, r->has_hash ? "%s bytes" : "room for %s bytes; \"keyturn buffer show\" reads its hash", text);
	y = field(c, y, "code", STYLE_PLAIN, line);
	if (r->has_hash)
		y = field(c, y, "code hash", STYLE_PLAIN, hex);
	age_text(age, s, r);
	(void)snprintf(line, sizeof line, r->made_at > 0 ? "%s ago, from this machine" : "not from this machine, as far as its journal knows", age);
	y = field(c, y, "made", STYLE_DIM, line);
	(void)snprintf(line, sizeof line, "%s%s", pubkey_text(full, &r->authority), r->own ? "  (you)" : "  (the multisig's)");
	return field(c, y, "authority", STYLE_PLAIN, line);
}

static void
draw_detail(const struct screen_buffers *s, const struct model *m, struct canvas *c, int top, int bottom)
{
	struct page p = PAGE_INIT;
	int scroll = 0, below;

	if (top + 1 >= bottom)
		return;
	canvas_line(c, top, 0, c->cols, STYLE_DIM);
	page_begin(&p, c);
	p.used = screen_buffers_one_draw(&p.canvas, s, m, screen_buffers_chosen(s));
	below = page_show(&p, c, top + 1, bottom, &scroll);
	page_wipe(&p);
	if (below > 0)
		(void)canvas_right(c, top, c->cols - 1, STYLE_DIM, " more in a taller window ");
}

/* --- the screen --------------------------------------------------------------------------- */

static void
draw_nothing(const struct screen_buffers *s, const struct model *m, struct canvas *c)
{
	int y = LIST_TOP - 1;

	if (s->trouble.code != ERR_OK) {
		y = canvas_wrap(c, y, 3, c->cols - 2, STYLE_TITLE, "The buffers cannot be read.") + 1;
		y = canvas_wrap(c, y, 3, c->cols - 2, STYLE_PLAIN, s->trouble.message);
		(void)canvas_wrap(c, y + 1, 3, c->cols - 2, STYLE_PLAIN, s->trouble.hint[0] != '\0' ? s->trouble.hint :
			"it is tried again every 30 s; u tries now");
	} else if (s->list == NULL)
		(void)canvas_wrap(c, y, 3, c->cols - 2, STYLE_WAIT, "Reading the buffers...");
	else {
		y = canvas_wrap(c, y, 3, c->cols - 2, STYLE_TITLE, m->has_me ? "No buffers of this key or of the multisig." :
			"No buffers of the multisig.") + 1;
		y = canvas_wrap(c, y, 3, c->cols - 2, STYLE_PLAIN, "A buffer holds the code of an upgrade until it is executed, and rent for as long.");
		(void)canvas_wrap(c, y + 1, 3, c->cols - 2, STYLE_KEY, "keyturn buffer write FILE");
	}
}

/* How old the list is, where it could not be read again. */
static void
draw_title(const struct screen_buffers *s, const struct model *m, struct canvas *c)
{
	char age[TEXT_SHORT], line[80];

	page_title(c, "buffers");
	if (s->list == NULL)
		return;
	(void)text_ago(age, m->mono_ms > s->read_ms ? (m->mono_ms - s->read_ms) / 1000u : 0);
	if (s->trouble.code != ERR_OK)
		(void)snprintf(line, sizeof line, "NOT READ AGAIN, %s old", age);
	else
		(void)snprintf(line, sizeof line, s->reading ? "reading again" : "in slot %" PRIu64, s->list->slot);
	(void)canvas_right(c, 1, c->cols - 1, s->trouble.code != ERR_OK ? STYLE_DANGER : STYLE_DIM, line);
}

static uint64_t
offers(const struct screen_buffers *s, const struct model *m)
{
	const struct buffer_row *r = screen_buffers_chosen(s);
	uint64_t all = ACTIONS_ALL;

	if (r == NULL)
		all &= ~ACTION_BIT(ACTION_COPY);
	if (r == NULL || r->proposal == 0 || model_row_of(m, r->proposal) >= m->row_n)
		all &= ~ACTION_BIT(ACTION_OPEN);
	if (r == NULL || !m->has_me || !buffer_is_refundable(r, &m->me))
		all &= ~ACTION_BIT(ACTION_CLOSE);
	if (r == NULL || !m->has_me || r->use != BUFFER_DEAD || m->my_index < 0)
		all &= ~ACTION_BIT(ACTION_RECLAIM);
	return all;
}

/* Why it was not read again stands above the key bar; returns the rows that takes. */
static int
draw_trouble(const struct screen_buffers *s, struct canvas *c, int row)
{
	if (s->list == NULL || s->list->n == 0 || s->trouble.code == ERR_OK)
		return 0;
	(void)canvas_cell_text(c, row, 1, c->cols - 2, STYLE_DANGER, s->trouble.message);
	return 1;
}

void
screen_buffers_draw(struct screen_buffers *s, const struct model *m, const struct notice *n, struct canvas *c)
{
	int bottom, top;

	if (widget_too_small(c))
		return;
	bottom = c->rows - 1 - widget_notice(c, n);
	bottom -= draw_trouble(s, c, bottom - 1);
	draw_title(s, m, c);
	if (s->list != NULL && s->list->n > 0) {
		draw_sum(s, m, c);
		top = draw_list(s, m, c, (bottom - LIST_TOP) / 2);
		draw_detail(s, m, c, top, bottom);
	} else
		draw_nothing(s, m, c);
	widget_keys(c, ON_BUFFERS, offers(s, m), "");
	widget_header(c, m);
}

/* --- keys ----------------------------------------------------------------------------------- */

static void
choose(struct screen_buffers *s, size_t at)
{
	s->selected = s->list->row[at].buffer;
	s->touched = true;
}

void
screen_buffers_click(struct screen_buffers *s, int row)
{
	size_t at = s->first + (size_t)(row - LIST_TOP);

	if (s->list != NULL && row >= LIST_TOP && (size_t)(row - LIST_TOP) < s->page && at < s->list->n)
		choose(s, at);
}

struct intent
screen_buffers_handle(struct screen_buffers *s, const struct model *m, enum action a)
{
	const struct buffer_row *r = screen_buffers_chosen(s);
	struct intent want = intent_off_board(a);
	size_t at, n, page = s->page > 1 ? s->page - 1 : 1;

	if (want.kind != INTENT_STAY || r == NULL)
		return want;
	at = place(s);
	n = s->list->n;
	choose(s, at);
	if (a == ACTION_OPEN && r->proposal != 0 && model_row_of(m, r->proposal) < m->row_n)
		return (struct intent){ .kind = INTENT_OPEN, .index = r->proposal };
	if (a == ACTION_COPY)
		return (struct intent){ .kind = INTENT_COPY, .address = r->buffer };
	if (a == ACTION_CLOSE)
		return (struct intent){ .kind = INTENT_RETURN, .address = r->buffer };
	if (a == ACTION_RECLAIM)
		return r->proposal != 0 ? intent_for_move(a, r->proposal) : (struct intent){ .kind = INTENT_RETURN, .address = r->buffer };
	if (a == ACTION_UP)
		choose(s, at - (at > 0));
	else if (a == ACTION_DOWN)
		choose(s, at + (at + 1 < n));
	else if (a == ACTION_PAGE_UP || a == ACTION_FIRST)
		choose(s, a == ACTION_FIRST || at < page ? 0 : at - page);
	else if (a == ACTION_PAGE_DOWN || a == ACTION_LAST)
		choose(s, a == ACTION_LAST || at + page >= n ? n - 1 : at + page);
	return want;
}
