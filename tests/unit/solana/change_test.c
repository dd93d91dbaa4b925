#include "solana/change.h"
#include "test.h"

static struct kt_governance
council(uint8_t n, uint8_t threshold, uint8_t rollback, uint8_t stop)
{
	struct kt_governance g = { .member_n = n, .threshold = threshold, .rollback_threshold = rollback, .stop_number = stop,
		.timelock_s = 172800, .window_s = KT_WINDOW_DEFAULT_S, .reach_s = KT_REACH_DEFAULT_S };

	for (unsigned i = 0; i < n; i++)
		g.member[i] = (struct kt_person){ { { 0x58, (uint8_t)(i + 1) } }, KT_ROLE_APPROVER };
	return g;
}

static const struct change_line *
line(const struct change *c, const char *text)
{
	for (unsigned i = 0; i < c->line_n; i++)
		if (strcmp(c->line[i].text, text) == 0)
			return &c->line[i];
	return NULL;
}

/* Each row: a council, another one, and a sentence that must be there, with its weight. */
static void
words(void)
{
	static const struct {
		uint8_t n, t, rt, stop, n2, t2, rt2, stop2;
		enum change_weight weight;
		bool weakens;
		const char *text;
	} rows[] = {
		{ 5, 3, 3, 2, 5, 2, 3, 2, CHANGE_DANGER, true, "two keys can now upgrade; it was three" },
		{ 5, 2, 3, 2, 5, 1, 3, 2, CHANGE_DANGER, true, "one key can now upgrade; it was two" },
		{ 5, 3, 3, 2, 5, 4, 4, 2, CHANGE_NOTE, false, "four keys are now needed to upgrade; it was three" },
		{ 5, 3, 4, 2, 5, 3, 3, 2, CHANGE_DANGER, true, "three keys can now roll back; it was four" },
		{ 5, 3, 3, 1, 5, 3, 3, 3, CHANGE_DANGER, true, "three keys are needed to stop an approved act; it was one" },
		{ 5, 3, 3, 2, 5, 3, 3, 1, CHANGE_NOTE, false, "one key can now stop an approved act; it was two" },
		{ 5, 3, 3, 2, 6, 3, 3, 2, CHANGE_WARNING, true, "3 keys of now 6 approvers upgrade; it was 3 of 5" },
		{ 5, 4, 4, 2, 4, 4, 4, 1, CHANGE_WARNING, false, "one lost key now stops everything for ever; it took two" },
		{ 5, 3, 3, 2, 6, 3, 3, 2, CHANGE_NOTE, false, "four lost keys now stop everything for ever; it took three" },
		{ 5, 3, 3, 2, 5, 3, 3, 2, CHANGE_NOTE, false, "three lost keys stop everything for ever" },
		{ 5, 3, 3, 2, 5, 3, 3, 2, CHANGE_NOTE, false, "a stolen quorum of three is stopped only when the other two all cancel" },
		{ 5, 3, 3, 2, 5, 3, 3, 1, CHANGE_NOTE, false, "a stolen quorum of three is stopped when any one of the other two cancels" },
		{ 3, 3, 3, 1, 3, 3, 3, 1, CHANGE_WARNING, false, "nobody is left to stop three stolen keys: they are all there are" },
		{ 5, 3, 3, 1, 5, 3, 3, 3, CHANGE_WARNING, false,
			"the other two cannot stop three stolen keys: three cancel votes are needed" },
		{ 5, 3, 3, 2, 5, 3, 5, 2, CHANGE_WARNING, false,
			"a rollback needs every approver: one lost key closes the way back" },
		{ 5, 3, 3, 2, 5, 2, 3, 2, CHANGE_WARNING, false, "two stolen keys are enough to upgrade" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct kt_governance old = council(rows[i].n, rows[i].t, rows[i].rt, rows[i].stop);
		struct kt_governance now = council(rows[i].n2, rows[i].t2, rows[i].rt2, rows[i].stop2);
		const struct change_line *l;
		struct change c;

		change_words(&old, &now, &c);
		l = line(&c, rows[i].text);
		CHECK(l != NULL && l->weight == rows[i].weight && l->weakens == rows[i].weakens, "%s", rows[i].text);
	}
}

static void
delays(void)
{
	struct kt_governance old = council(5, 3, 3, 2), now = old;
	struct change c;

	now.timelock_s = 1800;
	now.window_s = KT_WINDOW_MAX_S;
	now.reach_s = KT_REACH_MIN_S;
	change_words(&old, &now, &c);
	CHECK(line(&c, "the timelock shrinks from 48h to 30m") != NULL && change_weakens(&c), "a shorter timelock weakens");
	CHECK(line(&c, "the timelock is under one hour: nobody has time to look") != NULL, "under an hour is said");
	CHECK(line(&c, "an approved act stays executable for 90d; it was 14d") != NULL, "a longer window");
	CHECK(line(&c, "a version can be gone back to for 24h after it ended; it was 30d") != NULL ||
		line(&c, "a version can be gone back to for 1d after it ended; it was 30d") != NULL, "a shorter reach");
	now = old;
	now.timelock_s *= 2;
	change_words(&old, &now, &c);
	CHECK(line(&c, "the timelock grows from 48h to 96h") != NULL || line(&c, "the timelock grows from 48h to 4d") != NULL,
		"a longer timelock");
	CHECK(!change_weakens(&c), "and does not weaken");
	change_words(NULL, &old, &c);
	CHECK(!change_weakens(&c) && line(&c, "three lost keys stop everything for ever") != NULL, "without a before");
}

/* Everything at once must fit into a change. */
static void
worst(void)
{
	struct kt_governance old = council(10, 9, 10, 1), now = council(20, 2, 2, 19);
	struct change c;

	old.rollback_delay_s = 3600;
	old.window_s = KT_WINDOW_MIN_S;
	old.reach_s = KT_REACH_MAX_S;
	now.timelock_s = 0;
	now.reach_s = KT_REACH_MIN_S;
	CHECK(kt_governance_check(&now) == 0 || kt_governance_check(&now) == KT_E_MEMBER_OFF_CURVE, "legal but for the curve");
	change_words(&old, &now, &c);
	CHECK(c.line_n >= 11 && c.line_n <= CHANGE_LINES_MAX, "%u effects at once", c.line_n);
	for (unsigned i = 0; i < c.line_n; i++)
		CHECK(strlen(c.line[i].text) + 1 < CHANGE_TEXT, "in whole: %s", c.line[i].text);
}

static void
editing(void)
{
	struct kt_governance g = council(3, 2, 2, 1), before = g;
	struct pubkey fresh = { { 0x77 } }, second = g.member[1].address, third = g.member[2].address;
	struct err e = ERR_INIT;

	CHECK(change_add(&g, &fresh, KT_ROLE_OPERATOR, &e) == ERR_OK && g.member_n == 4 &&
		g.member[3].role == KT_ROLE_OPERATOR, "add");
	CHECK(change_add(&g, &fresh, KT_ROLE_OPERATOR, &e) == ERR_USAGE, "not twice");
	CHECK(change_add(&g, &fresh, KT_ROLE_APPROVER, &e) == ERR_OK && g.member_n == 4 && kt_approvers(&g) == 4, "another role");
	CHECK(change_remove(&g, &fresh, &e) == ERR_OK && change_same(&g, &before), "remove");
	CHECK(change_remove(&g, &fresh, &e) == ERR_NOT_FOUND, "no member");
	CHECK(change_replace(&g, &second, &third, &e) == ERR_USAGE, "replace by a member");
	CHECK(change_replace(&g, &fresh, &second, &e) == ERR_NOT_FOUND, "replace a stranger");
	CHECK(change_replace(&g, &second, &fresh, &e) == ERR_OK && pubkey_eq(&g.member[1].address, &fresh) &&
		pubkey_eq(&g.member[2].address, &third), "replace in place");
	CHECK(!change_same(&g, &before), "which is different");
	g = council(KT_MEMBERS_MAX, 2, 2, 1);
	CHECK(change_add(&g, &fresh, KT_ROLE_APPROVER, &e) == ERR_USAGE && g.member_n == KT_MEMBERS_MAX, "not beyond twenty");
}

int
main(void)
{
	char n[CHANGE_NUMBER];

	CHECK(strcmp(change_number(20, n), "twenty") == 0 && strcmp(change_number(21, n), "21") == 0, "numbers in words");
	words();
	delays();
	worst();
	editing();
	return test_done();
}
