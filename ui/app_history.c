#include "ui/app_state.h"

#include <stdio.h>
#include <string.h>

#include "ui/near.h"

enum {
	AGAIN_MS = 5000, /* newer ones, of a command in another terminal, are looked for after this */
	BUDGET_MS = 5,   /* is read at once; then keys are heard */
};

/* A name somebody gave an address stands for it. */
static void
looked_for(const struct app *a, char out[HISTORY_TEXT])
{
	const struct model *m = &a->model;

	(void)snprintf(out, HISTORY_TEXT, "%s", a->history.text);
	for (size_t i = 0; i < m->label_n; i++)
		if (near_same(m->label[i].name, a->history.text)) {
			(void)pubkey_text(out, &m->label[i].address);
			return;
		}
}

static void
begin(struct app *a)
{
	struct screen_history *s = &a->history;
	char text[HISTORY_TEXT];

	looked_for(a, text);
	history_begin(&a->journal.known, a->s->store, &a->s->genesis, text);
	s->known = &a->journal.known;
	s->touched = false;
	s->top = s->selected = 0;
	s->reading = true;
	s->drawn = false;
	a->journal.again_ms = app_now_ms(a) + AGAIN_MS;
}

void
app_history_begin(struct app *a, const char *text)
{
	a->history = (struct screen_history){ .known = NULL };
	(void)snprintf(a->history.text, sizeof a->history.text, "%s", text);
	begin(a);
	a->place = PLACE_HISTORY;
	app_history_turn(a);
}

/* The ends of the journal, from wherever the list is. */
static void
go_to_end(struct app *a)
{
	struct screen_history *s = &a->history;
	struct history *h = &a->journal.known;

	if (s->want_newest) {
		if (!history_has_newest(h))
			history_begin(h, h->store, &h->genesis, h->text);
		s->touched = false;
		s->top = 0;
	} else if (s->want_oldest) {
		if (!history_has_oldest(h))
			history_from_end(h);
		s->touched = true;
		s->selected = 0;
	}
	s->want_newest = s->want_oldest = false;
}

static void
read_on(struct app *a)
{
	struct screen_history *s = &a->history;
	struct history *h = &a->journal.known;
	uint64_t until = app_now_ms(a) + BUDGET_MS;
	size_t page = s->page > 0 ? s->page : SCREEN_ROWS;

	do {
		s->reading = history_turn(h, screen_history_at(s), page);
		s->drawn = s->drawn && !s->reading;
	} while (s->reading && app_now_ms(a) < until);
}

void
app_history_turn(struct app *a)
{
	char text[HISTORY_TEXT];

	if (a->place != PLACE_HISTORY)
		return;
	looked_for(a, text);
	if (strcmp(text, a->journal.known.text) != 0)
		begin(a);
	if (app_now_ms(a) >= a->journal.again_ms)
		app_history_again(a);
	go_to_end(a);
	read_on(a);
	if (a->history.open && a->journal.known.n > 0)
		history_events(&a->journal.known, a->journal.known.row[screen_history_at(&a->history)].id);
}

int
app_history_deadline_ms(const struct app *a)
{
	uint64_t now = app_now_ms(a);

	if (a->place != PLACE_HISTORY)
		return -1;
	if (a->history.reading || !a->history.drawn)
		return 0;
	return a->journal.again_ms > now ? (int)(a->journal.again_ms - now) : 0;
}

void
app_history_again(struct app *a)
{
	if (a->place != PLACE_HISTORY)
		return;
	a->journal.again_ms = app_now_ms(a) + AGAIN_MS;
	history_again(&a->journal.known);
}

void
app_history_end(struct app *a)
{
	history_wipe(&a->journal.known);
}
