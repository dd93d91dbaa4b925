#include "ui/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum { SPAN = 512 /* rows looked at in one step */, STEP = 64 /* and taken */ };

static void
forget(struct history *h)
{
	free(h->row);
	h->row = NULL;
	h->n = 0;
	free(h->event);
	h->event = NULL;
	h->event_n = 0;
	h->event_of = 0;
	h->begun = false;
	h->trouble = (struct err)ERR_INIT;
}

void
history_begin(struct history *h, struct store *store, const struct hash *genesis, const char *text)
{
	char kept[HISTORY_TEXT]; /* it may be our own */

	(void)snprintf(kept, sizeof kept, "%s", text);
	forget(h);
	h->store = store;
	h->genesis = *genesis;
	memcpy(h->text, kept, sizeof h->text);
	h->low = h->high = h->last = 0;
}

void
history_from_end(struct history *h)
{
	forget(h);
	h->low = h->high = 1;
}

void
history_wipe(struct history *h)
{
	forget(h);
}

bool
history_has_newest(const struct history *h)
{
	return h->begun && h->high > h->last;
}

bool
history_has_oldest(const struct history *h)
{
	return h->begun && h->low <= 1;
}

/* --- a step -------------------------------------------------------------------- */

struct taken {
	struct journal_row row[STEP];
	size_t n;
};

static void
take(void *ctx, const struct journal_row *r)
{
	struct taken *t = ctx;

	if (t->n < STEP)
		t->row[t->n++] = *r;
}

/* Rows numbered `low` to `high`; false in trouble. */
static bool
look(struct history *h, int64_t low, int64_t high, bool newest_first, struct taken *t)
{
	t->n = 0;
	return journal_span(h->store, &h->genesis, h->text, low, high, newest_first, STEP, take, t, &h->trouble) == ERR_OK;
}

static void
older(struct history *h, struct taken *t)
{
	int64_t low = h->low > SPAN ? h->low - SPAN : 1;

	if (!look(h, low, h->low - 1, true, t))
		return;
	h->row = mem_grow(h->row, h->n + t->n + 1, sizeof *h->row);
	memcpy(h->row + h->n, t->row, t->n * sizeof *h->row);
	h->n += t->n;
	h->low = t->n == STEP ? t->row[t->n - 1].id : low;
}

static void
newer(struct history *h, struct taken *t)
{
	int64_t high = h->last - h->high < SPAN ? h->last : h->high + SPAN - 1;

	if (!look(h, h->high, high, false, t))
		return;
	h->row = mem_grow(h->row, h->n + t->n + 1, sizeof *h->row);
	memmove(h->row + t->n, h->row, h->n * sizeof *h->row);
	for (size_t i = 0; i < t->n; i++)
		h->row[i] = t->row[t->n - 1 - i];
	h->n += t->n;
	h->high = t->n == STEP ? t->row[t->n - 1].id + 1 : high + 1;
}

/* What is further from `at` goes, and is read again when it is wanted. */
static void
let_go(struct history *h, size_t at, size_t page)
{
	size_t most = HISTORY_ROWS + 6 * page, over = h->n > most ? h->n - most : 0;

	if (over == 0)
		return;
	if (at < h->n / 2) {
		h->n = most;
		h->low = h->row[h->n - 1].id;
	} else {
		h->n = most;
		memmove(h->row, h->row + over, h->n * sizeof *h->row);
		h->high = h->row[0].id + 1;
	}
}

static void
begin(struct history *h)
{
	if (journal_last(h->store, &h->last, &h->trouble) != ERR_OK)
		return;
	if (h->high == 0)
		h->low = h->high = h->last + 1;
	h->begun = true;
}

bool
history_turn(struct history *h, size_t at, size_t page)
{
	bool down = h->low > 1 && at + 2 * page >= h->n, up = h->high <= h->last && at < 2 * page;
	struct taken t;

	if (h->store == NULL || h->trouble.code != ERR_OK || (h->begun && !down && !up))
		return false;
	if (!h->begun)
		begin(h);
	else if (down)
		older(h, &t);
	else
		newer(h, &t);
	let_go(h, at, page);
	return h->trouble.code == ERR_OK;
}

static void
take_event(void *ctx, const struct journal_event *v)
{
	struct history *h = ctx;

	h->event = mem_grow(h->event, h->event_n + 1, sizeof *h->event);
	h->event[h->event_n++] = *v;
}

void
history_events(struct history *h, int64_t id)
{
	struct err ignored = ERR_INIT;

	if (h->store == NULL || (id == h->event_of && !h->event_old))
		return;
	h->event_n = 0;
	h->event_of = id;
	h->event_old = false;
	if (journal_events(h->store, id, take_event, h, &ignored) != ERR_OK)
		h->event_n = 0;
}

void
history_again(struct history *h)
{
	struct taken *t = mem_new(1, sizeof *t);
	bool whole = true;

	h->trouble = (struct err)ERR_INIT;
	h->event_old = true;
	if (h->store != NULL && h->begun)
		whole = journal_last(h->store, &h->last, &h->trouble) == ERR_OK;
	for (size_t i = 0; whole && h->begun && i < h->n; i++) {
		const struct journal_row *r = &h->row[i];

		if ((r->outcome == JOURNAL_OPEN || r->outcome == JOURNAL_UNKNOWN) && look(h, r->id, r->id, true, t) && t->n == 1)
			h->row[i] = t->row[0];
		whole = h->trouble.code == ERR_OK;
	}
	free(t);
}
