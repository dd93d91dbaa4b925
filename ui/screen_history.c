#include "ui/screen_history.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/term_keys.h"
#include "ui/widget_frame.h"
#include "ui/widget_entry.h"
#include "ui/widget_page.h"
#include "ui/widget_typing.h"

enum { LIST_TOP = 4, PAGE_TOP = 3 };

size_t
screen_history_at(const struct screen_history *s)
{
	const struct history *h = s->known;

	for (size_t i = 0; h != NULL && s->touched && i < h->n; i++)
		if (h->row[i].id <= s->selected)
			return i;
	return s->touched && h != NULL && h->n > 0 ? h->n - 1 : 0;
}

static const struct journal_row *
chosen(const struct screen_history *s)
{
	return s->known != NULL && s->known->n > 0 ? &s->known->row[screen_history_at(s)] : NULL;
}

/* --- drawing ---------------------------------------------------------------------- */

static void
lines(struct canvas *c, const char *title, unsigned style, const char *a, const char *b)
{
	int y = canvas_wrap(c, LIST_TOP, 3, c->cols - 2, style, title) + 1;

	y = canvas_wrap(c, y, 3, c->cols - 2, STYLE_PLAIN, a);
	if (b[0] != '\0')
		(void)canvas_wrap(c, y, 3, c->cols - 2, STYLE_PLAIN, b);
}

static void
draw_nothing(const struct screen_history *s, struct canvas *c)
{
	const struct history *h = s->known;

	if (h == NULL || h->store == NULL)
		lines(c, "There is no journal here.", STYLE_TITLE, "keyturn runs without its database, so nothing is written down.", "");
	else if (h->trouble.code != ERR_OK)
		lines(c, "The journal cannot be read.", STYLE_DANGER, h->trouble.message, h->trouble.hint[0] != '\0' ? h->trouble.hint :
			"u tries again; \"keyturn doctor\" looks at the database");
	else if (s->reading || !h->begun)
		(void)canvas_text(c, LIST_TOP, 3, STYLE_WAIT, s->text[0] != '\0' ? "Searching the journal..." : "Reading the journal...");
	else if (s->text[0] != '\0')
		lines(c, "Nothing like that in the journal of this machine.", STYLE_TITLE,
			"It looks in words, reasons and events, and for outcomes, numbers, whole addresses and signatures.", "");
	else
		lines(c, "Nothing was signed on this machine yet.", STYLE_TITLE,
			"What is signed here, by a command or in the console, is written down before it is sent, and stays.", "");
}

/* The first row on the screen, so that the one selected is among `room`. */
static size_t
first_row(struct screen_history *s, size_t room)
{
	const struct history *h = s->known;
	size_t at = screen_history_at(s), first = 0;

	while (first < h->n && s->top != 0 && h->row[first].id > s->top)
		first++;
	first = page_list_first(first, at, room, h->n);
	s->top = h->row[first].id;
	if (first == 0 && !s->touched)
		s->top = 0; /* newer ones come in above */
	return first;
}

/* Draws the list down to `bottom`; `more` says what is below. */
static void
draw_list(struct screen_history *s, const struct model *m, struct canvas *c, int bottom, char more[PAGE_MORE])
{
	const struct history *h = s->known;
	size_t room = bottom > LIST_TOP ? (size_t)(bottom - LIST_TOP) : 1, at = screen_history_at(s), first = first_row(s, room);

	s->page = room;
	entry_heads(c, LIST_TOP - 1);
	for (size_t i = first; i < h->n && i < first + room; i++) {
		int y = LIST_TOP + (int)(i - first);

		entry_line(c, y, m, &h->row[i]);
		if (i != at)
			continue;
		(void)canvas_text(c, y, 1, STYLE_PLAIN, ">");
		canvas_select(c, y, 0, entry_mark(c));
	}
	if (first + room < h->n || !history_has_oldest(h))
		(void)snprintf(more, PAGE_MORE, "older ones below");
}

/* The line of the search above the key bar; returns the rows it took. */
static int
draw_search(const struct screen_history *s, struct canvas *c, int row)
{
	const struct history *h = s->known;
	char line[80];
	int x;

	if (!s->typing && s->text[0] == '\0')
		return 0;
	x = canvas_text(c, row, 1, STYLE_CALL, "/");
	x = canvas_text(c, row, x, STYLE_TITLE, s->text);
	if (s->typing)
		(void)canvas_text(c, row, x, STYLE_CALL, "_");
	if (s->reading && h != NULL && h->begun)
		(void)snprintf(line, sizeof line, "searching, %" PRId64 " rows to go", h->low > 0 ? h->low - 1 : 0);
	else
		(void)snprintf(line, sizeof line, s->typing ? "enter keeps it, esc shows all" : "esc shows all");
	(void)canvas_right(c, row, c->cols - 1, STYLE_DIM, line);
	return 1;
}

/* What was read stands, though it could not be read again. */
static int
draw_trouble(const struct screen_history *s, struct canvas *c, int row)
{
	const struct history *h = s->known;

	if (h == NULL || h->n == 0 || h->trouble.code == ERR_OK)
		return 0;
	(void)canvas_fmt(c, row, 1, STYLE_DANGER, "NOT READ AGAIN, as it was before: %s", h->trouble.message);
	return 1;
}

static void
draw_open(struct screen_history *s, const struct model *m, struct canvas *c, int bottom, char more[PAGE_MORE])
{
	const struct journal_row *r = chosen(s);
	struct page p = PAGE_INIT;

	page_begin(&p, c);
	p.used = entry_draw(&p.canvas, 0, m, r);
	if (s->known->event_of == r->id)
		p.used = entry_events(&p.canvas, p.used, s->known->event, s->known->event_n);
	page_end(&p, c, PAGE_TOP, bottom, &s->scroll, &s->rows, more);
}

static void
draw_title(const struct screen_history *s, struct canvas *c)
{
	const struct journal_row *r = chosen(s);
	char title[80];

	if (!s->open) {
		page_title(c, "history");
		(void)canvas_right(c, 1, c->cols - 1, STYLE_DIM, c->cols >= SCREEN_COLS ? "what this machine signed and sent" : "of this machine");
		return;
	}
	(void)snprintf(title, sizeof title, "history, row %" PRId64, r->id);
	page_title(c, title);
	(void)canvas_right(c, 1, c->cols - 1, entry_style(r->outcome), journal_outcome_name(r->outcome));
}

void
screen_history_draw(struct screen_history *s, const struct model *m, const struct notice *n, struct canvas *c)
{
	const struct journal_row *r = chosen(s);
	uint64_t offered = ACTIONS_ALL;
	char more[PAGE_MORE] = "";
	int bottom;

	s->drawn = true;
	if (widget_too_small(c))
		return;
	s->open = s->open && r != NULL;
	bottom = c->rows - 1 - widget_notice(c, n);
	bottom -= draw_trouble(s, c, bottom - 1);
	if (!s->open)
		bottom -= draw_search(s, c, bottom - 1);
	draw_title(s, c);
	if (s->open)
		draw_open(s, m, c, bottom, more);
	else if (r != NULL)
		draw_list(s, m, c, bottom, more);
	else
		draw_nothing(s, c);
	if (r == NULL || (s->open && entry_proposal(m, r) >= m->row_n))
		offered &= ~ACTION_BIT(ACTION_OPEN);
	if (r == NULL || !r->has_signature)
		offered &= ~ACTION_BIT(ACTION_COPY);
	if (s->open)
		offered &= ~ACTION_BIT(ACTION_SEARCH);
	widget_keys(c, ON_HISTORY, s->typing ? 0 : offered, more);
	widget_header(c, m);
}

/* --- keys ------------------------------------------------------------------------- */

static void
choose(struct screen_history *s, size_t at)
{
	if (at >= s->known->n)
		return;
	s->selected = s->known->row[at].id;
	s->touched = true;
}

static void
step(struct screen_history *s, enum action a)
{
	size_t at = screen_history_at(s), n = s->known->n, page = s->page > 1 ? s->page - 1 : 1;

	if (a == ACTION_UP && at > 0)
		choose(s, at - 1);
	else if (a == ACTION_DOWN)
		choose(s, at + 1);
	else if (a == ACTION_PAGE_UP)
		choose(s, at > page ? at - page : 0);
	else if (a == ACTION_PAGE_DOWN)
		choose(s, at + page < n ? at + page : n - 1);
	else if (a == ACTION_FIRST)
		s->want_newest = true;
	else if (a == ACTION_LAST)
		s->want_oldest = true;
}

bool
screen_history_key(struct screen_history *s, int key)
{
	size_t n = strlen(s->text);

	if (!s->typing && key == KEY_NAME_ESCAPE && s->open) {
		s->open = false;
		return true;
	}
	if (!s->typing && key == KEY_NAME_ESCAPE && n > 0) {
		s->text[0] = '\0';
		return true;
	}
	if (!s->typing)
		return false;
	if (key == KEY_NAME_ESCAPE || (key == KEY_NAME_BACKSPACE && n == 0)) {
		s->text[0] = '\0';
		s->typing = false;
	} else if (key == KEY_NAME_ENTER || key == '\n')
		s->typing = false;
	else
		return typing_key(s->text, sizeof s->text, key);
	return true;
}

void
screen_history_click(struct screen_history *s, int row)
{
	size_t first = 0, at;

	if (s->open || row < LIST_TOP || (size_t)(row - LIST_TOP) >= s->page || s->known == NULL)
		return;
	while (s->top != 0 && first < s->known->n && s->known->row[first].id > s->top)
		first++;
	at = first + (size_t)(row - LIST_TOP);
	s->open = at < s->known->n && at == screen_history_at(s);
	s->scroll = 0;
	choose(s, at);
}

static struct intent
open_proposal(const struct model *m, const struct journal_row *r)
{
	if (entry_proposal(m, r) >= m->row_n)
		return (struct intent){ .kind = INTENT_STAY };
	return (struct intent){ .kind = INTENT_OPEN, .index = r->intent.index };
}

struct intent
screen_history_handle(struct screen_history *s, const struct model *m, enum action a)
{
	const struct journal_row *r = chosen(s);
	struct intent want = intent_off_board(a);

	if ((a == ACTION_BACK || a == ACTION_QUIT) && s->open) {
		s->open = false;
		return (struct intent){ .kind = INTENT_STAY };
	}
	if (a == ACTION_SEARCH && !s->open) {
		s->text[0] = '\0';
		s->typing = true;
	}
	if (want.kind != INTENT_STAY || r == NULL || a == ACTION_SEARCH)
		return want;
	if (a == ACTION_COPY && r->has_signature)
		return (struct intent){ .kind = INTENT_COPY, .text = signature_text(s->copied, &r->signature) };
	if (s->open && a == ACTION_OPEN)
		return open_proposal(m, r);
	if (s->open) {
		page_scroll(&s->scroll, s->rows, a);
		return want;
	}
	if (a == ACTION_OPEN) {
		choose(s, screen_history_at(s));
		s->open = true;
		s->scroll = 0;
	}
	step(s, a);
	return want;
}
