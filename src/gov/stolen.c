#include "gov/stolen.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"

static void PRINTF_LIKE(3, 4)
say(struct stolen *s, enum change_weight weight, const char *fmt, ...)
{
	struct stolen_line *l = &s->line[s->line_n];
	va_list ap;

	if (s->line_n == STOLEN_LINES_MAX)
		die("more than %u lines about a stolen key", STOLEN_LINES_MAX);
	l->weight = weight;
	va_start(ap, fmt);
	(void)vsnprintf(l->text, sizeof l->text, fmt, ap);
	va_end(ap);
	s->line_n++;
}

/* "at once", "after 48h". */
static const char *
after(uint32_t delay_s, char out[2 * TEXT_SHORT])
{
	char t[TEXT_SHORT];

	if (delay_s == 0)
		return "at once";
	(void)snprintf(out, 2 * TEXT_SHORT, "after %s", text_span(t, delay_s));
	return out;
}

/* --- what it can do --------------------------------------------------------- */

static void
passing(struct stolen *s, const struct gov_multisig *m)
{
	char n[CHANGE_NUMBER], k[CHANGE_NUMBER], t[2 * TEXT_SHORT];
	unsigned more = m->threshold - 1;

	if (more == 0)
		say(s, CHANGE_DANGER, "alone it passes any act, an upgrade or new members too: one approval is enough, and it executes %s",
			after(m->timelock_s, t));
	else
		say(s, CHANGE_NOTE, "alone it passes nothing: %s approvals are needed; with %s more stolen key%s it passes any act, which executes %s",
			change_number(m->threshold, n), change_number(more, k), more == 1 ? "" : "s", after(m->timelock_s, t));
	more = m->rollback_threshold - 1;
	if (more == 0)
		say(s, CHANGE_DANGER, "alone it puts an older version of a program back, %s", after(m->rollback_delay_s, t));
	else
		say(s, CHANGE_NOTE, "with %s more stolen key%s it puts an older version of a program back, %s", change_number(more, k),
			more == 1 ? "" : "s", after(m->rollback_delay_s, t));
}

static void
hindering(struct stolen *s, const struct gov_multisig *m)
{
	unsigned reject = m->approver_n - m->threshold + 1;
	char n[CHANGE_NUMBER];

	if (reject == 1)
		say(s, CHANGE_DANGER, "alone it rejects whatever is voted on, its replacement too: one rejection is enough");
	else
		say(s, CHANGE_NOTE, "alone it rejects nothing that is voted on: %s rejections are needed", change_number(reject, n));
	if (m->stop_number == 1)
		say(s, CHANGE_DANGER, "alone it stops whatever is approved, its replacement too, until the second that executes: "
			"one cancel vote is enough");
	else
		say(s, CHANGE_NOTE, "alone it stops nothing that is approved: %s cancel votes are needed", change_number(m->stop_number, n));
	if (m->rollback_threshold == m->approver_n && m->approver_n > 1)
		say(s, CHANGE_DANGER, "no rollback passes without it: the way back is closed until it is replaced");
}

/* --- what the others can ------------------------------------------------------ */

/* "the one other", "the other two". */
static const char *
the_others(unsigned n, char out[32])
{
	char word[CHANGE_NUMBER];

	if (n == 1)
		return "the one other";
	(void)snprintf(out, 32, "the other %s", change_number(n, word));
	return out;
}

static void
replacing(struct stolen *s, const struct gov_multisig *m, unsigned others)
{
	char n[CHANGE_NUMBER], o[32];
	const char *need = change_number(m->threshold, n), *who = the_others(others, o);

	if (others == 0)
		say(s, CHANGE_DANGER, "no other approver is there: only the key itself approves its replacement, by whoever else still holds it");
	else if (others < m->threshold)
		say(s, CHANGE_DANGER, "%s cannot replace it: %s approvals are needed, so one has to come from the key itself, "
			"by whoever else still holds it", who, need);
	else if (others == m->threshold)
		say(s, CHANGE_WARNING, "its replacement needs the approval of %s%s", others == 1 ? "" : "each of ", who);
	else
		say(s, CHANGE_NOTE, "any %s of %s pass%s its replacement", need, who, m->threshold == 1 ? "es" : "");
}

static void
stopping(struct stolen *s, const struct gov_multisig *m, unsigned others)
{
	char n[CHANGE_NUMBER], o[32];
	const char *need = change_number(m->stop_number, n), *who = the_others(others, o);

	if (others == 0)
		say(s, CHANGE_DANGER, "no other approver is there to stop what it passes");
	else if (others < m->stop_number)
		say(s, CHANGE_DANGER, "%s cannot stop an act once it is approved: %s cancel votes are needed", who, need);
	else if (others == m->stop_number)
		say(s, CHANGE_NOTE, "%s%s stop%s an approved act it helped to pass, until the second that executes", who,
			others == 1 ? "" : " together", others == 1 ? "s" : "");
	else
		say(s, CHANGE_NOTE, "any %s of %s stop%s an approved act it helped to pass, until the second that executes",
			need, who, m->stop_number == 1 ? "s" : "");
}

void
stolen_words(const struct gov_multisig *m, unsigned member, struct stolen *out)
{
	bool votes = m->member[member].may_vote;
	unsigned others = m->approver_n - votes;

	out->line_n = 0;
	if (votes) {
		passing(out, m);
		hindering(out, m);
	} else {
		say(out, CHANGE_NOTE, "it is an operator's: it has no vote, so it passes, rejects and stops nothing");
	}
	replacing(out, m, others);
	stopping(out, m, others);
	say(out, CHANGE_NOTE, "it can propose acts, withdraw its own while they are voted on, and execute what the members approved; "
		"it cannot change what was voted on");
}

int64_t
stolen_from(const struct gov_multisig *m, int64_t now)
{
	return timelock_after(now, m->timelock_s);
}
