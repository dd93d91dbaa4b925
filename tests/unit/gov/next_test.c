/* What comes next for an act: one row for every state it may be in. */
#include "gov/next.h"

#include "world_sample.h"

#define LOCK_S 172800
#define OPENS (APPROVED_AT + LOCK_S)

static const struct row {
	const char *fact;
	enum gov_state s;
	enum kt_status status;
	uint64_t approvals;
	bool may_vote, holds_buffer;
	uint32_t delay;
	const char *words;
} rows[] = {
	{ "two votes missing", STATE_ACTIVE, KT_STATUS_ACTIVE, 1, false, true, LOCK_S, "2 more approvals, then 48h" },
	{ "one vote missing", STATE_ACTIVE, KT_STATUS_ACTIVE, 3, false, true, LOCK_S, "1 more approval, then 48h" },
	{ "the reader's vote", STATE_ACTIVE, KT_STATUS_ACTIVE, 3, true, true, LOCK_S, "your vote is open; 1 more approval, then 48h" },
	{ "no lock", STATE_ACTIVE, KT_STATUS_ACTIVE, 3, false, true, 0, "1 more approval, then it may be executed at once" },
	{ "locked", STATE_APPROVED, KT_STATUS_APPROVED, 7, false, true, LOCK_S, "may be executed from 2027-01-17 08:00:00 UTC" },
	{ "ready", STATE_READY, KT_STATUS_APPROVED, 7, false, true, LOCK_S, "may be executed until 2027-01-31 08:00:00 UTC" },
	{ "executed", STATE_EXECUTED, KT_STATUS_EXECUTED, 7, false, false, LOCK_S, "" },
	{ "rejected with its buffer", STATE_REJECTED, KT_STATUS_REJECTED, 0, false, true, LOCK_S, "keyturn reclaim 14 gives its buffer back" },
	{ "cancelled with its buffer", STATE_CANCELLED, KT_STATUS_CANCELLED, 7, false, true, LOCK_S, "keyturn reclaim 14 gives its buffer back" },
	{ "withdrawn, the buffer given back", STATE_WITHDRAWN, KT_STATUS_WITHDRAWN, 0, false, false, LOCK_S, "" },
	{ "expired with its buffer", STATE_EXPIRED, KT_STATUS_ACTIVE, 1, false, true, LOCK_S, "keyturn reclaim 14 gives its buffer back" },
	{ "expired", STATE_EXPIRED, KT_STATUS_ACTIVE, 1, false, false, LOCK_S, "it is dead; keyturn propose again 14" },
	{ "stale", STATE_STALE, KT_STATUS_ACTIVE, 1, false, false, LOCK_S, "it is dead; keyturn propose again 14" },
	{ "superseded", STATE_SUPERSEDED, KT_STATUS_APPROVED, 7, false, false, LOCK_S, "it is dead; keyturn propose again 14" },
};

int
main(void)
{
	struct gov_multisig m = sample_gov_multisig();
	struct gov_proposal p;
	char words[NEXT_TEXT];
	uint32_t seen = 0;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		p = sample_gov_proposal(&m, KT_KIND_UPGRADE, rows[i].status, (uint32_t)rows[i].approvals);
		p.holds_buffer = rows[i].holds_buffer;
		p.lock.delay = rows[i].delay;
		next_words(words, &p, rows[i].s, rows[i].may_vote);
		CHECK(strcmp(words, rows[i].words) == 0, "%s: \"%s\"", rows[i].fact, words);
		if (strstr(rows[i].words, "propose again") != NULL) {
			p.kind = KT_KIND_ROLLBACK;
			next_words(words, &p, rows[i].s, rows[i].may_vote);
			CHECK(strcmp(words, "it is dead; keyturn propose rollback, if one is needed still") == 0, "%s, a rollback: \"%s\"",
				rows[i].fact, words);
		}
		p.hash_agrees = false;
		next_words(words, &p, rows[i].s, rows[i].may_vote);
		CHECK(strstr(words, "do not sign") != NULL, "%s, of another hash: \"%s\"", rows[i].fact, words);
		seen |= 1u << rows[i].s;
		gov_proposal_wipe(&p);
	}
	CHECK(seen == (1u << STATE_COUNT) - 1, "every state has a row");
	gov_multisig_wipe(&m);
	return test_done();
}
