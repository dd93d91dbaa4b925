/* What a stolen key can do: numbers of a multisig, and the words they come to. */
#include "gov/stolen.h"

#include <string.h>

#include "../../test.h"

#define HOUR 3600u

static const struct row {
	const char *fact;
	unsigned approvers, threshold, rollback, stop;
	uint32_t timelock_s, delay_s;
	bool is_operator;
	const char *danger[6]; /* every line of CHANGE_DANGER, in order */
	const char *says[6];   /* lines that are there */
} rows[] = {
	{ "3 of 5 stands it", 5, 3, 3, 2, 48 * HOUR, 0, false, { NULL }, {
		"alone it passes nothing: three approvals are needed; with two more stolen keys it passes any act, which executes after 48h",
		"with two more stolen keys it puts an older version of a program back, at once",
		"alone it rejects nothing that is voted on: three rejections are needed",
		"alone it stops nothing that is approved: two cancel votes are needed",
		"any three of the other four pass its replacement",
		"any two of the other four stop an approved act it helped to pass, until the second that executes" } },
	{ "3 of 5 whose rollback needs all", 5, 3, 5, 2, 48 * HOUR, 0, false, {
		"no rollback passes without it: the way back is closed until it is replaced" }, {
		"with four more stolen keys it puts an older version of a program back, at once" } },
	{ "1 of 3: the key is everything", 3, 1, 1, 2, 48 * HOUR, HOUR, false, {
		"alone it passes any act, an upgrade or new members too: one approval is enough, and it executes after 48h",
		"alone it puts an older version of a program back, after 1h" }, {
		"any one of the other two passes its replacement",
		"the other two together stop an approved act it helped to pass, until the second that executes" } },
	{ "no timelock at all", 2, 1, 2, 1, 0, 0, false, {
		"alone it passes any act, an upgrade or new members too: one approval is enough, and it executes at once",
		"alone it stops whatever is approved, its replacement too, until the second that executes: one cancel vote is enough",
		"no rollback passes without it: the way back is closed until it is replaced" }, {
		"with one more stolen key it puts an older version of a program back, at once",
		"alone it rejects nothing that is voted on: two rejections are needed",
		"its replacement needs the approval of the one other",
		"the one other stops an approved act it helped to pass, until the second that executes" } },
	{ "2 of 3, one vote stops", 3, 2, 2, 1, 48 * HOUR, 0, false, {
		"alone it stops whatever is approved, its replacement too, until the second that executes: one cancel vote is enough" }, {
		"alone it passes nothing: two approvals are needed; with one more stolen key it passes any act, which executes after 48h",
		"its replacement needs the approval of each of the other two",
		"any one of the other two stops an approved act it helped to pass, until the second that executes" } },
	{ "3 of 3: nothing goes without it", 3, 3, 3, 1, 48 * HOUR, 0, false, {
		"alone it rejects whatever is voted on, its replacement too: one rejection is enough",
		"alone it stops whatever is approved, its replacement too, until the second that executes: one cancel vote is enough",
		"no rollback passes without it: the way back is closed until it is replaced",
		"the other two cannot replace it: three approvals are needed, so one has to come from the key itself, by whoever else still holds it" },
		{ NULL } },
	{ "1 of 1", 1, 1, 1, 1, HOUR, 0, false, {
		"alone it passes any act, an upgrade or new members too: one approval is enough, and it executes after 1h",
		"alone it puts an older version of a program back, at once",
		"alone it rejects whatever is voted on, its replacement too: one rejection is enough",
		"alone it stops whatever is approved, its replacement too, until the second that executes: one cancel vote is enough",
		"no other approver is there: only the key itself approves its replacement, by whoever else still holds it",
		"no other approver is there to stop what it passes" }, { NULL } },
	{ "2 of 2", 2, 2, 2, 1, HOUR, 0, false, {
		"alone it rejects whatever is voted on, its replacement too: one rejection is enough",
		"alone it stops whatever is approved, its replacement too, until the second that executes: one cancel vote is enough",
		"no rollback passes without it: the way back is closed until it is replaced",
		"the one other cannot replace it: two approvals are needed, so one has to come from the key itself, by whoever else still holds it" },
		{ NULL } },
	{ "stopping takes more than there are others", 4, 1, 1, 4, HOUR, HOUR, false, {
		"alone it passes any act, an upgrade or new members too: one approval is enough, and it executes after 1h",
		"alone it puts an older version of a program back, after 1h",
		"the other three cannot stop an act once it is approved: four cancel votes are needed" }, { NULL } },
	{ "an operator's key", 5, 3, 3, 2, 48 * HOUR, 0, true, { NULL }, {
		"it is an operator's: it has no vote, so it passes, rejects and stops nothing",
		"any three of the other five pass its replacement" } },
};

static const char *
danger(const struct stolen *s, unsigned nth)
{
	for (unsigned i = 0; i < s->line_n; i++)
		if (s->line[i].weight == CHANGE_DANGER && nth-- == 0)
			return s->line[i].text;
	return "";
}

static bool
has(const struct stolen *s, const char *text)
{
	for (unsigned i = 0; i < s->line_n; i++)
		if (strcmp(s->line[i].text, text) == 0)
			return true;
	return false;
}

static void
check(const struct row *r)
{
	struct gov_multisig m = { .approver_n = r->approvers, .threshold = r->threshold, .rollback_threshold = r->rollback,
		.stop_number = r->stop, .timelock_s = r->timelock_s, .rollback_delay_s = r->delay_s, .member_n = r->approvers + 1 };
	struct stolen s;
	unsigned n = 0;

	for (unsigned i = 0; i < r->approvers; i++)
		m.member[i].may_vote = true;
	stolen_words(&m, r->is_operator ? r->approvers : 0, &s);
	for (; n < 6 && r->danger[n] != NULL; n++)
		CHECK(strcmp(danger(&s, n), r->danger[n]) == 0, "%s: danger %u: \"%s\"", r->fact, n, danger(&s, n));
	if (n < 6)
		CHECK(danger(&s, n)[0] == '\0', "%s: no more is dangerous: \"%s\"", r->fact, danger(&s, n));
	for (unsigned i = 0; i < 6 && r->says[i] != NULL; i++)
		CHECK(has(&s, r->says[i]), "%s: says \"%s\"", r->fact, r->says[i]);
	CHECK(stolen_from(&m, 1000) == 1000 + (int64_t)r->timelock_s, "%s: the whole timelock passes", r->fact);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		check(&rows[i]);
	return test_done();
}
