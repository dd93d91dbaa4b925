/* Is the way back ready?  Every answer both ways, and what is meant by it. */

#include "gov/readiness.h"

#include <string.h>

#include "test.h"
#include "world_sample.h"

static void
good(struct readiness_facts *f)
{
	memset(f, 0, sizeof *f);
	f->program = sample_named(0x71);
	f->target = (struct gov_version){ .number = 6, .code_len = 1600 };
	f->saved = PREFLIGHT_YES;
	f->staged_known = f->staged = f->members_known = f->room_known = true;
	f->simulated = SIMULATED_PASSED;
	f->live = 4;
	f->needed = 3;
	f->room = 1600;
}

enum spoil { NOTHING, NO_STORE, NO_BACKUP, UNREAD, NO_BUFFER, PROPOSED, FAILS, NOT_YET, ADVANCE, POOR, MEMBERS_UNREAD, SMALL, SMALL_BY_MUCH,
	ROOM_UNREAD };

static void
spoil(struct readiness_facts *f, enum spoil s)
{
	switch (s) {
	case NOTHING: break;
	case NO_STORE: f->saved = PREFLIGHT_UNKNOWN; break;
	case NO_BACKUP: f->saved = PREFLIGHT_NO; break;
	case UNREAD: f->staged_known = f->staged = false; f->simulated = SIMULATED_NOT; break;
	case NO_BUFFER: f->staged = false; f->simulated = SIMULATED_NOT; break;
	case PROPOSED: f->proposal = 9; f->simulated = SIMULATED_NOT; break;
	case FAILS: f->simulated = SIMULATED_FAILED; (void)snprintf(f->why, sizeof f->why, "no money"); break;
	case NOT_YET: f->simulated = SIMULATED_NOT; break;
	case ADVANCE: f->simulated = SIMULATED_NOT; f->in_advance = true; break;
	case POOR: f->live = 2; break;
	case MEMBERS_UNREAD: f->members_known = false; break;
	case SMALL: f->room = 1599; break;
	case SMALL_BY_MUCH: f->room = 1600; f->target.code_len = 100000; break;
	case ROOM_UNREAD: f->room_known = false; break;
	}
}

static const struct {
	const char *what;
	enum spoil spoil;
	const char *line;
	enum preflight_answer answer, all;
	const char *words, *cure;
} rows[] = {
	{ "everything is there", NOTHING, "saved", PREFLIGHT_YES, PREFLIGHT_YES, "version 6 is saved", "" },
	{ "staged is there", NOTHING, "staged", PREFLIGHT_YES, PREFLIGHT_YES, "holds the code", "" },
	{ "simulated is there", NOTHING, "simulated", PREFLIGHT_YES, PREFLIGHT_YES, "proposing it", "" },
	{ "a quorum is there", NOTHING, "quorum", PREFLIGHT_YES, PREFLIGHT_YES, "4 members", "" },
	{ "room is there, to the byte", NOTHING, "capacity", PREFLIGHT_YES, PREFLIGHT_YES, "1 600 bytes, the program has room for 1 600", "" },
	{ "no database", NO_STORE, "saved", PREFLIGHT_UNKNOWN, PREFLIGHT_UNKNOWN, "database", "" },
	{ "no backup", NO_BACKUP, "saved", PREFLIGHT_NO, PREFLIGHT_NO, "not saved", "keyturn rollback --stage" },
	{ "buffers not read", UNREAD, "staged", PREFLIGHT_UNKNOWN, PREFLIGHT_UNKNOWN, "not read", "" },
	{ "no buffer", NO_BUFFER, "staged", PREFLIGHT_NO, PREFLIGHT_NO, "no member's buffer", "keyturn rollback --stage" },
	{ "nothing to simulate", NO_BUFFER, "simulated", PREFLIGHT_NO, PREFLIGHT_NO, "without a staged buffer", "keyturn rollback --stage" },
	{ "proposed already", PROPOSED, "simulated", PREFLIGHT_YES, PREFLIGHT_YES, "proposal 9 was accepted", "" },
	{ "it would fail", FAILS, "simulated", PREFLIGHT_NO, PREFLIGHT_NO, "fails: no money", "" },
	{ "not simulated yet", NOT_YET, "simulated", PREFLIGHT_UNKNOWN, PREFLIGHT_UNKNOWN, "not simulated yet", "" },
	{ "in advance", ADVANCE, "simulated", PREFLIGHT_UNKNOWN, PREFLIGHT_UNKNOWN, "not before an upgrade", "" },
	{ "too few can pay", POOR, "quorum", PREFLIGHT_NO, PREFLIGHT_NO, "2 members can pay for a vote, a rollback needs 3", "keyturn doctor" },
	{ "balances not read", MEMBERS_UNREAD, "quorum", PREFLIGHT_UNKNOWN, PREFLIGHT_UNKNOWN, "not read", "" },
	{ "a byte too small", SMALL, "capacity", PREFLIGHT_NO, PREFLIGHT_NO, "room for 1 599 only", " 10240" },
	{ "much too small", SMALL_BY_MUCH, "capacity", PREFLIGHT_NO, PREFLIGHT_NO, "room for 1 600 only", " 98400" },
	{ "room not read", ROOM_UNREAD, "capacity", PREFLIGHT_UNKNOWN, PREFLIGHT_UNKNOWN, "not read", "" },
};

static void
answers(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct readiness_facts f;
		const struct preflight_line *l;
		struct preflight p;

		good(&f);
		spoil(&f, rows[i].spoil);
		readiness_judge(&f, &p);
		l = preflight_find(&p, rows[i].line);
		CHECK(p.n == READINESS_LINES && l != NULL && l->answer == rows[i].answer && strstr(l->words, rows[i].words) != NULL &&
			strstr(l->cure, rows[i].cure) != NULL && (rows[i].cure[0] != '\0') == (l->cure[0] != '\0'), "%s: %s -> %s", rows[i].what,
			l != NULL ? l->words : "no line", l != NULL ? l->cure : "");
		CHECK(readiness_of(&p) == rows[i].all, "%s: the whole is %s", rows[i].what, preflight_answer_name(rows[i].all));
	}
}

static void
targets(void)
{
	struct gov_multisig m = sample_gov_multisig();
	struct gov_record r = sample_gov_record(&m);
	struct readiness_facts f;
	struct preflight none = { .n = 0 };

	r.version[r.version_n - 2].retired = false;
	r.version[r.version_n - 2].ended = APPROVED_AT - 60;
	CHECK(readiness_target(&m, &r, APPROVED_AT, &f) && !f.in_advance && f.target.number == r.version[r.version_n - 2].number && f.needed == m.rollback_threshold,
		"what is older and not retired is the way back meant: version %u", (unsigned)f.target.number);
	for (unsigned i = 0; i + 1 < r.version_n; i++)
		r.version[i].retired = true;
	CHECK(readiness_target(&m, &r, APPROVED_AT, &f) && f.in_advance && f.target.number == r.newest, "where there is none it is what is live");
	r.governed = false;
	CHECK(!readiness_target(&m, &r, APPROVED_AT, &f), "a program that was given away has none");
	CHECK(readiness_of(&none) == PREFLIGHT_UNKNOWN, "nothing read is nothing known");
	gov_record_wipe(&r);
	gov_multisig_wipe(&m);
}

int
main(void)
{
	if (!solana_init())
		return 1;
	answers();
	targets();
	return test_done();
}
