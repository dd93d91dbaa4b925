/* say_test.c - the model in lines: what is told of a proposal, a page, a time, and
 * what changed since it was told before. */

#include "ui/heard.h"

#include "test.h"
#include "ui_sample.h"

static void
same(const char *is, const char *want, const char *what)
{
	CHECK(strcmp(is, want) == 0, "%s", what);
	if (strcmp(is, want) != 0)
		(void)printf("# is     %s# wanted %s\n", is, want);
}

static const char *
told(struct say *s)
{
	return buf_str(&s->out);
}

static bool
has(struct say *s, const char *line)
{
	const char *at = strstr(told(s), line);

	if (at == NULL)
		(void)printf("# not in:\n# %s", told(s));
	return at != NULL;
}

static void
spans(void)
{
	static const struct {
		uint64_t s;
		const char *is;
	} rows[] = { { 0, "0 seconds" }, { 1, "1 second" }, { 61, "1 minute 1 second" }, { 3600, "1 hour" }, { 3661, "1 hour 1 minute" },
		{ 2 * DAYS + 3 * HOURS + 59, "2 days 3 hours" }, { DAYS + 59, "1 day" } };
	char out[SAY_SPAN];

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		same(say_span(out, rows[i].s), rows[i].is, rows[i].is);
}

/* One row of a page at a time. */
static void
pages(void)
{
	static const struct {
		const char *row, *is;
	} rows[] = { { " program       ledger  ABC", "program, ledger, ABC\n" }, { " threshold     2 -> 3", "threshold, 2 becomes 3\n" },
		{ " -       bob", "not yet, bob\n" }, { "  ?    balance     was not read", "not known, balance, was not read\n" },
		{ "       buffer     ####......   4 of 10 pieces", "buffer, 4 of 10 pieces\n" }, { " -> keyturn rollback --stage X", "do: keyturn rollback --stage X\n" },
		{ " > v2  abc", "chosen, v2, abc\n" }, { "", "" }, { "*approve   carol", "just now, approve, carol\n" }, { " reading...", "reading...\n" } };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct say s = SAY_INIT(false);
		struct canvas c = CANVAS_INIT;

		canvas_reset(&c, 1, 200);
		(void)canvas_text(&c, 0, 0, STYLE_PLAIN, rows[i].row);
		say_page(&s, &c, 1);
		same(told(&s), rows[i].is, rows[i].row);
		canvas_wipe(&c);
		buf_wipe(&s.out);
	}
}

static void
take(struct model *m, void (*change)(struct gov_world *w), uint64_t mono_ms)
{
	struct gov_world w;

	sample_many(&w);
	w.cluster_unix_s += (int64_t)(mono_ms / 1000) - 1;
	if (change != NULL)
		change(&w);
	model_take(m, &w, mono_ms);
	model_tick(m, mono_ms);
	model_host(m, m->now);
}

static void
rows(void)
{
	struct say s = SAY_INIT(false), ascii = SAY_INIT(true);
	struct model m;
	size_t at;

	sample_blank(&m);
	take(&m, NULL, 1000);
	for (size_t i = 0; i < m.row_n; i++)
		say_row(&s, &m, &m.row[i], "");
	CHECK(has(&s, "proposal 14, upgrade of ledger, voting, 2 of 3 approvals, a lock of 2 days begins with approval 3, needs your vote: "
		"Add improved liquidation checks to the ledger\n"), "what is voted on");
	CHECK(has(&s, "proposal 13, upgrade of ledger, locked, 3 of 3 approvals, its lock ends in 1 day 17 hours: "), "what is locked, its time in words");
	CHECK(has(&s, "proposal 9, upgrade of ledger, rejected, 0 of 3 approvals, 3 of 3 rejections, 4 days ago, stuck: "), "what is stuck");
	CHECK(has(&s, "proposal 11, change of members, voting, "), "a change of members has no program");
	CHECK(strchr(told(&s), '\033') == NULL && strstr(told(&s), "\xe2\x80\xae") == NULL, "a description is told harmlessly");
	CHECK(has(&s, "Freeze \xef\xbf\xbd[31mledger\xef\xbf\xbd for good"), "and visibly");
	at = model_row_of(&m, 7);
	say_row(&ascii, &m, &m.row[at], "");
	CHECK(has(&ascii, ": ?? of an old version\n"), "in ASCII where that is all there is");
	buf_reset(&s.out);
	say_members(&s, &m);
	CHECK(has(&s, "2, approver, you, alice, "), "a member that is this key");
	CHECK(has(&s, ", has yet to vote on 2\n"), "and on how many it has yet to vote");
	buf_reset(&s.out);
	say_status(&s, &m);
	CHECK(has(&s, "mainnet, ledger-council, 3 of 5 approve, lock 2 days.\n"), "the multisig and its numbers");
	CHECK(has(&s, "You are alice, member 2 of 5.\n"), "and who this is");
	model_wipe(&m);
	buf_wipe(&s.out);
	buf_wipe(&ascii.out);
}

/* --- what changed ---------------------------------------------------------------------- */

static struct gov_proposal *
of(struct gov_world *w, uint64_t index)
{
	for (size_t i = 0; i < w->proposal_n; i++)
		if (w->proposal[i].index == index)
			return &w->proposal[i];
	return NULL;
}

static void
vote(struct gov_world *w)
{
	of(w, 14)->approvals = 0x15;
}

static void
approve(struct gov_world *w)
{
	vote(w);
	of(w, 14)->status = GOV_APPROVED;
	of(w, 14)->lock.approved_at = w->cluster_unix_s;
	of(w, 11)->rejections = 0x4;
}

static void
stop(struct gov_world *w)
{
	approve(w);
	of(w, 13)->cancels = 0x8;
}

static void
fresh(struct gov_world *w)
{
	stop(w);
	(void)sample_proposal(w, 15, KT_KIND_UPGRADE, GOV_ACTIVE, "One more");
}

/* Without 8: its account was closed. */
static void
closed(struct gov_world *w)
{
	struct gov_proposal *p;

	fresh(w);
	p = of(w, 8);
	gov_proposal_wipe(p);
	*p = w->proposal[--w->proposal_n];
}

static void
changes(void)
{
	static const struct {
		const char *what;
		void (*change)(struct gov_world *w);
		const char *is;
	} steps[] = {
		{ "the first reading is no news", NULL, "" },
		{ "nor is one that says the same", NULL, "" },
		{ "a vote", vote, "Vote on proposal 14, upgrade of ledger: erin approved, 3 of 3.\n" },
		{ "an approval and a vote against", approve, "Vote on proposal 11, change of members: carol rejected, 1 of 3.\n"
			"Now approved: proposal 14, upgrade of ledger; may be executed from 2026-09-23 14:13:35 UTC.\n" },
		{ "a vote to cancel", stop, "Vote on proposal 13, upgrade of ledger: dave voted to cancel, 1 of 2.\n" },
		{ "a new proposal", fresh, "New: proposal 15, upgrade of ledger, voting, 0 of 3 approvals, a lock of 2 days begins with approval 3, needs your vote: One more\n" },
		{ "one that is gone", closed, "Closed: proposal 8, its account is gone.\n" },
	};
	struct heard h = { .begun = false };
	struct model m;

	sample_blank(&m);
	m.link = LINK_UP;
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		struct say s = SAY_INIT(false);

		take(&m, steps[i].change, 1000 + i * 5000);
		m.link = LINK_UP;
		heard_look(&h, &m, &s);
		same(told(&s), steps[i].is, steps[i].what);
		heard_look(&h, &m, &s);
		same(told(&s), steps[i].is, "and not twice");
		buf_wipe(&s.out);
	}
	heard_wipe(&h);
	model_wipe(&m);
}

/* Time alone: moments before the lock of 13 ends, and its end. */
static void
moments(void)
{
	static const struct {
		int64_t left_s; /* of 13's lock */
		const char *is;
	} steps[] = { { 90000, "" }, { 86401, "" }, { 86400, "In 1 day the lock ends of proposal 13, upgrade of ledger.\n" }, { 86399, "" },
		{ 3599, "In 59 minutes 59 seconds the lock ends of proposal 13, upgrade of ledger.\n" }, { 601, "" },
		{ 30, "In 30 seconds the lock ends of proposal 13, upgrade of ledger.\n" }, { 1, "" },
		{ 0, "Lock over: proposal 13, upgrade of ledger is ready, may be executed until " } };
	struct heard h = { .begun = false };
	struct model m;
	int64_t opens;

	sample_blank(&m);
	take(&m, NULL, 1000);
	opens = timelock_opens_at(&m.row[model_row_of(&m, 13)].p->lock);
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		struct say s = SAY_INIT(false);

		model_tick(&m, 1000 + (uint64_t)(opens - steps[i].left_s - SAMPLE_NOW) * 1000);
		model_host(&m, m.now);
		m.link = LINK_UP;
		heard_look(&h, &m, &s);
		CHECK(strncmp(told(&s), steps[i].is, strlen(steps[i].is)) == 0 && (steps[i].is[0] != '\0' || s.out.len == 0), "%lld s before its lock ends",
			(long long)steps[i].left_s);
		CHECK(heard_deadline_ms(&h, &m) != 0, "and it does not ask at once again");
		buf_wipe(&s.out);
	}
	heard_wipe(&h);
	model_wipe(&m);
}

static void
endpoint(void)
{
	struct heard h = { .begun = false };
	struct say s = SAY_INIT(false);
	struct model m;
	unsigned lines = 0;

	sample_blank(&m);
	take(&m, NULL, 1000);
	m.link = LINK_UP;
	heard_look(&h, &m, &s);
	m.link = LINK_DOWN;
	(void)err_set(&m.trouble, ERR_RPC, "no route");
	model_tick(&m, 7000);
	heard_look(&h, &m, &s);
	same(told(&s), "No connection, the data is 6 seconds old.\nno route\n", "it is lost");
	for (uint64_t ms = 8000; ms < 8000 + 3600000; ms += 1000) {
		buf_reset(&s.out);
		model_tick(&m, ms);
		heard_look(&h, &m, &s);
		lines += s.out.len > 0;
	}
	CHECK(lines >= 5 && lines <= 10, "an hour without it is told ever more rarely, not each second: %u times", lines);
	buf_reset(&s.out);
	take(&m, NULL, 4000000);
	m.link = LINK_UP;
	m.agree_n = m.endpoint_n = 1;
	heard_look(&h, &m, &s);
	CHECK(has(&s, "Connected again, the data is new: 1 of 1 endpoints agree.\n"), "it is back");
	buf_reset(&s.out);
	model_host(&m, m.now + 3600);
	heard_look(&h, &m, &s);
	CHECK(has(&s, "this machine's clock is 1 hour ahead.\n"), "a clock that is set is told");
	buf_reset(&s.out);
	model_host(&m, m.now + 3601);
	heard_look(&h, &m, &s);
	same(told(&s), "", "a second of drift is not");
	heard_wipe(&h);
	model_wipe(&m);
	buf_wipe(&s.out);
}

int
main(void)
{
	spans();
	pages();
	rows();
	changes();
	moments();
	endpoint();
	return test_done();
}
