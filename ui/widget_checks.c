#include "ui/widget_checks.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "ui/widget_lock.h"
#include "ui/widget_page.h"

struct list {
	struct canvas *c;
	int y, col, end;
};

static void check(struct list *l, bool yes, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void
check(struct list *l, bool yes, const char *fmt, ...)
{
	char line[256];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	(void)canvas_text(l->c, l->y, l->col, yes ? STYLE_GOOD : STYLE_WARNING, yes ? "yes" : "no");
	l->y = canvas_wrap(l->c, l->y, l->col + 5, l->end, STYLE_PLAIN, line);
}

static void
check_time(struct list *l, const struct model *m, const struct model_row *r)
{
	const struct timelock *t = &r->p->lock;
	char s[TEXT_SHORT], when[LOCK_TEXT];
	uint64_t wait = timelock_wait(t, m->now);

	if (r->p->status != GOV_APPROVED) {
		check(l, false, "timelock over: it begins with approval %u and takes %s", r->p->needed, text_span(s, t->delay));
		return;
	}
	if (wait > 0 && model_knows_time(m)) {
		check(l, false, "timelock over: %s to go", text_countdown(s, wait));
		l->c->ticks = true;
		return;
	}
	moment_text(when, timelock_opens_at(t));
	check(l, wait == 0, "timelock over: %s %s", wait == 0 ? "since" : "not before", when);
	if (t->window > 0)
		check(l, timelock_left(t, m->now) > 0, "not too late: %s left", text_ago(s, timelock_left(t, m->now)));
}

static void
check_version(struct list *l, const struct model_row *r)
{
	struct hash from;
	uint64_t number = proposal_from(r->p, &from);

	if (r->p->kind == KT_KIND_MEMBERS)
		return;
	if (r->r == NULL)
		check(l, false, "the program's record was not read");
	else
		check(l, r->state != STATE_SUPERSEDED && number == r->r->newest,
			"starts from the newest version: it names %" PRIu64 ", newest is %" PRIu64, number, r->r->newest);
}

static void
check_you(struct list *l, const struct model *m)
{
	if (!m->has_me)
		check(l, false, "you may execute: there is no key here");
	else if (m->my_index < 0)
		check(l, false, "you may execute: this key is no member");
	else
		check(l, m->world.multisig.member[m->my_index].may_execute, "you may execute");
}

int
checks_draw(struct canvas *c, int y, int col, int end, const struct model *m, const struct model_row *r)
{
	const struct gov_proposal *p = r->p;
	unsigned have = votes_count(p->approvals);
	struct list l = { c, y, col, end };

	if (!state_is_open(r->state) && r->state != STATE_STALE && r->state != STATE_SUPERSEDED && r->state != STATE_EXPIRED)
		return y;
	l.y = page_head(c, l.y, col, "can it be executed?");
	check(&l, have >= p->needed, "enough approvals: %u of %u", have, p->needed);
	check_time(&l, m, r);
	check(&l, p->epoch == m->world.multisig.epoch, "same members and numbers as when it was proposed");
	check_version(&l, r);
	check(&l, p->hash_agrees, "what is shown is what votes name");
	check_you(&l, m);
	return l.y + 1;
}
