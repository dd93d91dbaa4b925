#include "ui/heard.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/widget_brief.h"

enum { LINE = NAMES_TEXT + 256, AGAIN_MS = 60000 /* a lost endpoint is told again after this, then ever more rarely */,
	DEADLINE_MAX_MS = 3600000 };

/* A row as it was. */
struct heard_row {
	uint64_t index, approvals, rejections, cancels;
	enum gov_state state;
	bool needs_me;
};

/* So long before a lock ends it is said. */
static const uint64_t before_end_s[] = { 86400, 3600, 600, 60 };

void
heard_wipe(struct heard *h)
{
	free(h->row);
	memset(h, 0, sizeof *h);
}

static int
by_index(const void *a, const void *b)
{
	uint64_t x = ((const struct heard_row *)a)->index, y = ((const struct heard_row *)b)->index;

	return (x > y) - (x < y);
}

static struct heard_row *
rows_of(const struct model *m)
{
	struct heard_row *h = mem_new(m->row_n + 1, sizeof *h);

	for (size_t i = 0; i < m->row_n; i++) {
		const struct gov_proposal *p = m->row[i].p;

		h[i] = (struct heard_row){ p->index, p->approvals, p->rejections, p->cancels, m->row[i].state, m->row[i].group == GROUP_NEEDS_YOU };
	}
	if (m->row_n > 0)
		qsort(h, m->row_n, sizeof *h, by_index);
	return h;
}

/* --- votes -------------------------------------------------------------------------- */

/* Those who cast `is` since `was`, and how many it takes. */
static void
votes(struct say *s, const struct model *m, const struct gov_proposal *p, uint64_t was, uint64_t is, const char *verb, unsigned needed)
{
	char names[NAMES_TEXT], name[SAY_NAME];
	uint64_t cast = is & ~was;

	if (cast == 0)
		return;
	if (p->epoch == m->world.multisig.epoch)
		(void)members_names(names, m, cast);
	else
		(void)snprintf(names, sizeof names, "%u members", votes_count(cast));
	say_line(s, "Vote on %s: %s %s, %u of %u.", say_name(name, m, p), names, verb, votes_count(is), needed);
}

/* --- states ------------------------------------------------------------------------- */

static void
became(struct say *s, const struct model *m, const struct model_row *r)
{
	char name[SAY_NAME], next[NEXT_TEXT];

	brief_next(next, r);
	if (r->state == STATE_READY)
		say_line(s, "Lock over: %s is ready%s%s.", say_name(name, m, r->p), next[0] != '\0' ? ", " : "", next);
	else
		say_line(s, "Now %s: %s%s%s.", state_name(r->state), say_name(name, m, r->p), next[0] != '\0' ? "; " : "", next);
}

static void
compare(struct say *s, const struct model *m, const struct heard_row *was, const struct model_row *r)
{
	const struct gov_proposal *p = r->p;

	if (was == NULL) {
		say_row(s, m, r, "New: ");
		return;
	}
	votes(s, m, p, was->approvals, p->approvals, "approved", p->needed);
	votes(s, m, p, was->rejections, p->rejections, "rejected", p->reject_number);
	votes(s, m, p, was->cancels, p->cancels, "voted to cancel", p->stop_number);
	if (was->state != r->state)
		became(s, m, r);
}

static const struct model_row *
row_of(const struct model *m, uint64_t index)
{
	size_t at = model_row_of(m, index);

	return at < m->row_n ? &m->row[at] : NULL;
}

static void
look_at_rows(struct heard *h, const struct model *m, struct say *s)
{
	struct heard_row *now = rows_of(m);
	size_t old = 0;

	for (size_t i = 0; h->begun && i < m->row_n; i++) {
		for (; old < h->row_n && h->row[old].index < now[i].index; old++)
			say_line(s, "Closed: proposal %" PRIu64 ", its account is gone.", h->row[old].index);
		compare(s, m, old < h->row_n && h->row[old].index == now[i].index ? &h->row[old] : NULL, row_of(m, now[i].index));
		old += old < h->row_n && h->row[old].index == now[i].index;
	}
	for (; h->begun && old < h->row_n; old++)
		say_line(s, "Closed: proposal %" PRIu64 ", its account is gone.", h->row[old].index);
	if (h->begun && h->epoch != m->world.multisig.epoch)
		say_line(s, "The members or their numbers changed; members reads them.");
	free(h->row);
	h->row = now;
	h->row_n = m->row_n;
	h->epoch = m->world.multisig.epoch;
	h->version = m->version;
}

/* --- time --------------------------------------------------------------------------- */

/* How long before its end it was and is, where such a moment lies between. */
static void
look_at_time(const struct heard *h, const struct model *m, struct say *s)
{
	char name[SAY_NAME], span[SAY_SPAN];

	for (size_t i = 0; i < m->row_n && h->now < m->now; i++) {
		const struct model_row *r = &m->row[i];
		uint64_t was = timelock_wait(&r->p->lock, h->now), is = timelock_wait(&r->p->lock, m->now);

		for (size_t k = 0; r->state == STATE_APPROVED && k < sizeof before_end_s / sizeof before_end_s[0]; k++)
			if (was > before_end_s[k] && is <= before_end_s[k] && (k + 1 == sizeof before_end_s / sizeof before_end_s[0] || is > before_end_s[k + 1]))
				say_line(s, "In %s the lock ends of %s.", say_span(span, is), say_name(name, m, r->p));
	}
}

/* --- the endpoint and the clock -------------------------------------------------------- */

static bool
is_lost(enum model_link l)
{
	return l == LINK_DOWN || l == LINK_SLOW;
}

static void
look_at_link(struct heard *h, const struct model *m, struct say *s)
{
	bool was = is_lost(h->link), is = is_lost(m->link);
	bool again = is && was && m->mono_ms - h->told_ms >= AGAIN_MS && m->mono_ms - h->told_ms >= h->told_ms - h->lost_ms;

	if (is && !was)
		h->lost_ms = m->mono_ms;
	if (is && (!was || again || (h->link == LINK_SLOW && m->link == LINK_DOWN))) {
		say_link(s, m);
		h->told_ms = m->mono_ms;
	} else if (was && m->link == LINK_UP)
		say_line(s, "Connected again, the data is new: %u of %u endpoints agree.", m->agree_n, m->endpoint_n);
	h->link = m->link;
}

/* A clock that is set, or drifts off by more than is shown. */
static void
look_at_clock(struct heard *h, const struct model *m, struct say *s)
{
	int64_t moved = m->skew_s - h->skew_s;

	if (!model_knows_time(m) || (moved <= MODEL_SKEW_S && moved >= -MODEL_SKEW_S))
		return;
	say_clock(s, m);
	h->skew_s = m->skew_s;
}

void
heard_look(struct heard *h, const struct model *m, struct say *s)
{
	look_at_link(h, m, s);
	look_at_clock(h, m, s);
	if (m->source != MODEL_LIVE)
		return;
	if (!h->begun || h->version != m->version)
		look_at_rows(h, m, s);
	if (h->begun && h->now > 0)
		look_at_time(h, m, s);
	h->now = m->now;
	h->begun = true;
}

int
heard_deadline_ms(const struct heard *h, const struct model *m)
{
	uint64_t first = UINT64_MAX;

	for (size_t i = 0; model_knows_time(m) && i < m->row_n; i++) {
		uint64_t left = m->row[i].state == STATE_APPROVED ? timelock_wait(&m->row[i].p->lock, m->now) : 0;

		if (left > 0 && left < first)
			first = left;
		for (size_t k = 0; k < sizeof before_end_s / sizeof before_end_s[0]; k++)
			if (left > before_end_s[k] && left - before_end_s[k] < first)
				first = left - before_end_s[k];
	}
	if (is_lost(h->link) && AGAIN_MS / 1000 < first)
		first = AGAIN_MS / 1000;
	if (first == UINT64_MAX)
		return -1;
	return first < DEADLINE_MAX_MS / 1000 ? (int)first * 1000 : DEADLINE_MAX_MS;
}
