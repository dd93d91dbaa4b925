#include "ui/news.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/model.h"

/* A row as it was. */
struct news_seen {
	uint64_t index;
	uint64_t approvals, rejections, cancels;
	enum gov_state state;
	enum model_group group;
};

void
news_wipe(struct news *n)
{
	free(n->seen);
	memset(n, 0, sizeof *n);
}

static int
by_index(const void *a, const void *b)
{
	uint64_t x = ((const struct news_seen *)a)->index, y = ((const struct news_seen *)b)->index;

	return (x > y) - (x < y);
}

static struct news_seen
seen_of(const struct model_row *r)
{
	return (struct news_seen){ r->index, r->p->approvals, r->p->rejections, r->p->cancels, r->state, r->group };
}

static const struct news_seen *
seen(const struct news *n, uint64_t index)
{
	struct news_seen key = { .index = index };

	return n->seen_n == 0 ? NULL : bsearch(&key, n->seen, n->seen_n, sizeof key, by_index);
}

/* What is over stays so: only the others are remembered, and the newest number. */
static void
remember(struct news *n, const struct model *m)
{
	n->seen_n = 0;
	for (size_t i = 0; i < m->row_n; i++) {
		const struct model_row *r = &m->row[i];

		n->newest = r->index > n->newest ? r->index : n->newest;
		if (r->group == GROUP_OVER)
			continue;
		n->seen = mem_grow(n->seen, n->seen_n + 1, sizeof *n->seen);
		n->seen[n->seen_n++] = seen_of(r);
	}
	if (n->seen_n > 1)
		qsort(n->seen, n->seen_n, sizeof *n->seen, by_index);
}

static void
call(struct news *n, uint64_t index, enum news_call what)
{
	unsigned from = n->calls > NEWS_CALLS ? n->calls - NEWS_CALLS : 0;

	for (unsigned i = from; i < n->calls; i++)
		if (n->called[i % NEWS_CALLS].index == index && n->called[i % NEWS_CALLS].call == what)
			return;
	n->called[n->calls % NEWS_CALLS].index = index;
	n->called[n->calls % NEWS_CALLS].call = what;
	n->calls++;
}

static void
mark(struct news *n, uint64_t index, uint64_t members, uint64_t mono_ms)
{
	members |= news_votes(n, index, mono_ms);
	news_forget(n, index);
	n->mark[n->marked % NEWS_MARKS].index = index;
	n->mark[n->marked % NEWS_MARKS].until_ms = mono_ms + NEWS_MARK_MS;
	n->mark[n->marked % NEWS_MARKS].members = members;
	n->marked++;
}

/* `was` NULL: it is new. */
static void
compare(struct news *n, const struct news_seen *was, const struct news_seen *is, uint64_t mono_ms)
{
	if (was == NULL || was->approvals != is->approvals || was->rejections != is->rejections || was->cancels != is->cancels ||
		was->state != is->state)
		mark(n, is->index, was == NULL ? 0 : (was->approvals ^ is->approvals) | (was->rejections ^ is->rejections) | (was->cancels ^ is->cancels),
			mono_ms);
	if (is->group == GROUP_NEEDS_YOU && (was == NULL || was->group != GROUP_NEEDS_YOU))
		call(n, is->index, NEWS_VOTE);
	if (is->state == STATE_READY && (was == NULL || was->state != STATE_READY))
		call(n, is->index, NEWS_READY);
}

void
news_look(struct news *n, const struct model *m, uint64_t mono_ms)
{
	for (size_t i = 0; n->begun && i < m->row_n; i++) {
		const struct model_row *r = &m->row[i];
		const struct news_seen *was = seen(n, r->index), is = seen_of(r);

		if (was != NULL || r->group != GROUP_OVER || r->index > n->newest)
			compare(n, was, &is, mono_ms);
	}
	remember(n, m);
	n->begun = true;
}

bool
news_is(const struct news *n, uint64_t index, uint64_t mono_ms)
{
	for (unsigned i = 0; i < NEWS_MARKS; i++)
		if (n->mark[i].index == index && mono_ms < n->mark[i].until_ms)
			return true;
	return false;
}

uint64_t
news_votes(const struct news *n, uint64_t index, uint64_t mono_ms)
{
	for (unsigned i = 0; i < NEWS_MARKS; i++)
		if (n->mark[i].index == index && mono_ms < n->mark[i].until_ms)
			return n->mark[i].members;
	return 0;
}

void
news_forget(struct news *n, uint64_t index)
{
	for (unsigned i = 0; i < NEWS_MARKS; i++)
		if (n->mark[i].index == index)
			n->mark[i].until_ms = 0;
}

enum news_call
news_next(struct news *n, uint64_t *index)
{
	if (n->calls > n->taken + NEWS_CALLS)
		n->taken = n->calls - NEWS_CALLS;
	if (n->taken == n->calls)
		return NEWS_NONE;
	*index = n->called[n->taken % NEWS_CALLS].index;
	return n->called[n->taken++ % NEWS_CALLS].call;
}

enum notify
notify_named(const char *name)
{
	return strcmp(name, "bell") == 0 ? NOTIFY_BELL : strcmp(name, "osc9") == 0 ? NOTIFY_OSC9 : NOTIFY_NONE;
}

const char *
notify_bytes(char out[NOTIFY_TEXT], enum notify how, enum news_call what, uint64_t index)
{
	out[0] = '\0';
	if (what == NEWS_NONE || how == NOTIFY_NONE)
		return out;
	if (how == NOTIFY_BELL)
		(void)snprintf(out, NOTIFY_TEXT, "\a");
	else
		(void)snprintf(out, NOTIFY_TEXT, "\033]9;keyturn: proposal %" PRIu64 " %s\a", index,
			what == NEWS_VOTE ? "needs your vote" : "may be executed");
	return out;
}
