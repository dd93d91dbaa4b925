#include "ui/widget_lock.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { DAY_S = 86400, BAR_MAX = 5 };

static uint64_t
since(int64_t now, int64_t then)
{
	return now > then ? (uint64_t)now - (uint64_t)then : 0;
}

static void
copy_text(char out[LOCK_TEXT], const char *s)
{
	(void)snprintf(out, LOCK_TEXT, "%s", s);
}

static void
voting(char out[LOCK_TEXT], const struct model_row *r)
{
	char span[TEXT_SHORT];

	if (r->p->lock.delay == 0)
		(void)snprintf(out, LOCK_TEXT, "with vote %u", r->p->needed);
	else
		(void)snprintf(out, LOCK_TEXT, "%s after vote %u", text_span(span, r->p->lock.delay), r->p->needed);
}

/* Without the chain's time a countdown would be a guess: the moment itself is shown. */
static void
opens_at(char out[LOCK_TEXT], const struct model_row *r)
{
	char when[TEXT_SHORT];

	(void)text_rfc3339(when, timelock_opens_at(&r->p->lock));
	(void)snprintf(out, LOCK_TEXT, "to %.2s-%.2s %.5sZ", when + 5, when + 8, strchr(when, 'T') + 1);
}

static void
ended_ago(char out[LOCK_TEXT], const struct model *m, const struct model_row *r)
{
	int64_t end = r->state == STATE_EXPIRED ? proposal_expires_at(r->p) : r->p->ended_at;
	char ago[TEXT_SHORT];

	if (r->state == STATE_STALE || r->state == STATE_SUPERSEDED)
		copy_text(out, "never");
	else
		(void)snprintf(out, LOCK_TEXT, "%s ago", text_ago(ago, since(m->now, end)));
}

bool
lock_text(char out[LOCK_TEXT], const struct model *m, const struct model_row *r)
{
	const struct model_ready *known;
	char s[TEXT_SHORT];

	switch (r->state) {
	case STATE_ACTIVE:
		voting(out, r);
		return false;
	case STATE_APPROVED:
		if (!model_knows_time(m)) {
			opens_at(out, r);
			return false;
		}
		copy_text(out, text_countdown(s, timelock_wait(&r->p->lock, m->now)));
		return timelock_wait(&r->p->lock, m->now) < 100u * 3600u;
	case STATE_READY:
		known = model_ready_of(m, r->p->index);
		if (known != NULL && known->blocker != NULL)
			(void)snprintf(out, LOCK_TEXT, "no: %s", known->blocker);
		else if (r->p->lock.window == 0)
			copy_text(out, "over");
		else
			(void)snprintf(out, LOCK_TEXT, "over, %s left", text_ago(s, timelock_left(&r->p->lock, m->now)));
		return false;
	default:
		ended_ago(out, m, r);
		return false;
	}
}

unsigned
lock_style(const struct model_row *r)
{
	if (!r->p->hash_agrees)
		return STYLE_DANGER;
	switch (r->group) {
	case GROUP_NEEDS_YOU:
		return STYLE_CALL;
	case GROUP_READY:
		return STYLE_GOOD;
	case GROUP_LOCKED:
		return STYLE_WAIT;
	case GROUP_STUCK:
		return STYLE_WARNING;
	case GROUP_VOTING:
		return STYLE_PLAIN;
	default:
		return STYLE_DIM;
	}
}

void
votes_text(char out[LOCK_TEXT], const struct model *m, const struct gov_proposal *p)
{
	unsigned have = votes_count(p->approvals), whole = m->world.multisig.approver_n;
	unsigned bar = whole < BAR_MAX ? whole : BAR_MAX, full;

	if (whole == 0)
		whole = bar = 1;
	full = have >= whole ? bar : have * bar / whole;
	if (full == 0 && have > 0)
		full = 1;
	memset(out, '#', full);
	memset(out + full, '.', bar - full);
	(void)snprintf(out + bar, LOCK_TEXT - bar, " %u/%u", have, p->needed);
}

unsigned
way_back_text(char out[LOCK_TEXT], const struct model *m, const struct gov_record *r, const struct gov_version *v)
{
	int64_t reach = m->world.multisig.reach_s;
	char left[TEXT_SHORT];

	if (v->number == r->newest) {
		(void)snprintf(out, LOCK_TEXT, "runs now");
		return STYLE_GOOD;
	}
	if (v->retired || !r->governed)
		(void)snprintf(out, LOCK_TEXT, v->retired ? "retired: no way back" : "no way back");
	else if (reach == 0)
		(void)snprintf(out, LOCK_TEXT, "way back open");
	else if (m->now - v->ended >= reach)
		(void)snprintf(out, LOCK_TEXT, "too old for a rollback");
	else {
		(void)snprintf(out, LOCK_TEXT, "way back open for %s", text_ago(left, (uint64_t)(reach - (m->now - v->ended))));
		return STYLE_PLAIN;
	}
	return STYLE_DIM;
}
