#include "gov/proposal.h"

#include "world_sample.h"

#define DAY 86400
#define LOCK_OVER (APPROVED_AT + 2 * DAY)
#define VOTING_OVER (CREATED_AT + 14 * DAY)
#define GONE (LOCK_OVER + 14 * DAY)

static void
test_states(const struct gov_multisig *m, const struct gov_record *r)
{
	static const struct {
		const char *name;
		enum kt_kind kind;
		enum kt_status status;
		uint32_t approvals;
		uint64_t epoch, newest;
		int64_t now;
		enum gov_state want;
	} rows[] = {
		{ "just proposed", 1, KT_STATUS_ACTIVE, 0, 6, 7, CREATED_AT, STATE_ACTIVE },
		{ "last second of voting", 1, KT_STATUS_ACTIVE, 3, 6, 7, VOTING_OVER - 1, STATE_ACTIVE },
		{ "voting over", 1, KT_STATUS_ACTIVE, 3, 6, 7, VOTING_OVER, STATE_EXPIRED },
		{ "approved, locked", 1, KT_STATUS_APPROVED, 7, 6, 7, LOCK_OVER - 1, STATE_APPROVED },
		{ "lock over", 1, KT_STATUS_APPROVED, 7, 6, 7, LOCK_OVER, STATE_READY },
		{ "last second to execute", 1, KT_STATUS_APPROVED, 7, 6, 7, GONE - 1, STATE_READY },
		{ "never executed", 1, KT_STATUS_APPROVED, 7, 6, 7, GONE, STATE_EXPIRED },
		{ "clock went back", 1, KT_STATUS_APPROVED, 7, 6, 7, 5, STATE_APPROVED },
		{ "older epoch", 1, KT_STATUS_APPROVED, 7, 5, 7, LOCK_OVER, STATE_STALE },
		{ "newer version deployed", 1, KT_STATUS_APPROVED, 7, 6, 8, LOCK_OVER, STATE_SUPERSEDED },
		{ "starts from the next version", 1, KT_STATUS_APPROVED, 7, 6, 6, LOCK_OVER, STATE_READY },
		{ "a change knows no versions", 3, KT_STATUS_APPROVED, 7, 6, 8, LOCK_OVER, STATE_READY },
		{ "handover superseded", 4, KT_STATUS_ACTIVE, 0, 6, 8, CREATED_AT, STATE_SUPERSEDED },
		{ "rollback waits its own delay", 2, KT_STATUS_APPROVED, 15, 6, 7, APPROVED_AT + 599, STATE_APPROVED },
		{ "and no longer", 2, KT_STATUS_APPROVED, 15, 6, 7, APPROVED_AT + 600, STATE_READY },
		{ "executed stays executed in a newer epoch", 1, KT_STATUS_EXECUTED, 7, 5, 9, GONE, STATE_EXECUTED },
		{ "rejected", 1, KT_STATUS_REJECTED, 0, 6, 7, GONE, STATE_REJECTED },
		{ "cancelled", 1, KT_STATUS_CANCELLED, 7, 6, 7, GONE, STATE_CANCELLED },
		{ "withdrawn", 1, KT_STATUS_WITHDRAWN, 1, 6, 7, GONE, STATE_WITHDRAWN },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct gov_proposal p = sample_gov_proposal(m, rows[i].kind, rows[i].status, rows[i].approvals);
		struct gov_record at = *r;

		p.epoch = rows[i].epoch;
		at.newest = rows[i].newest;
		CHECK(proposal_state(&p, m, &at, rows[i].now) == rows[i].want, "%s: %s", rows[i].name,
			state_name(rows[i].want));
		gov_proposal_wipe(&p);
	}
}

static void
test_moves(const struct gov_multisig *m, const struct gov_record *r)
{
	static const struct {
		const char *name;
		enum kt_kind kind;
		enum kt_status status;
		uint32_t approvals;
		unsigned member; /* 9: a stranger */
		enum gov_move move;
		int64_t now;
		enum err_code want;
		const char *says;
	} rows[] = {
		{ "approve", 1, KT_STATUS_ACTIVE, 1, 1, MOVE_APPROVE, CREATED_AT, ERR_OK, "" },
		{ "approve twice", 1, KT_STATUS_ACTIVE, 2, 1, MOVE_APPROVE, CREATED_AT, ERR_REFUSED, "already" },
		{ "change of mind", 1, KT_STATUS_ACTIVE, 2, 1, MOVE_REJECT, CREATED_AT, ERR_OK, "" },
		{ "a stranger", 1, KT_STATUS_ACTIVE, 0, 9, MOVE_APPROVE, CREATED_AT, ERR_REFUSED, "no member" },
		{ "an operator votes", 1, KT_STATUS_ACTIVE, 0, 4, MOVE_APPROVE, CREATED_AT, ERR_REFUSED, "operator" },
		{ "approve what is approved", 1, KT_STATUS_APPROVED, 7, 3, MOVE_APPROVE, APPROVED_AT, ERR_REFUSED, "approved already" },
		{ "approve what expired", 1, KT_STATUS_ACTIVE, 0, 1, MOVE_APPROVE, VOTING_OVER, ERR_REFUSED, "expired" },
		{ "cancel while voting", 1, KT_STATUS_ACTIVE, 0, 1, MOVE_CANCEL, CREATED_AT, ERR_REFUSED, "not approved" },
		{ "cancel", 1, KT_STATUS_APPROVED, 7, 3, MOVE_CANCEL, GONE - 1, ERR_OK, "" },
		{ "cancel too late", 1, KT_STATUS_APPROVED, 7, 3, MOVE_CANCEL, GONE, ERR_REFUSED, "expired" },
		{ "execute", 1, KT_STATUS_APPROVED, 7, 4, MOVE_EXECUTE, LOCK_OVER, ERR_OK, "" },
		{ "execute early", 1, KT_STATUS_APPROVED, 7, 0, MOVE_EXECUTE, LOCK_OVER - 61, ERR_TIMELOCK, "00:01:01 of 48h" },
		{ "execute without votes", 1, KT_STATUS_ACTIVE, 1, 0, MOVE_EXECUTE, CREATED_AT, ERR_APPROVALS, "1 of 3 approvals, 2 missing" },
		{ "approved by too few", 1, KT_STATUS_APPROVED, 3, 0, MOVE_EXECUTE, LOCK_OVER, ERR_APPROVALS, "2 of 3" },
		{ "execute twice", 1, KT_STATUS_EXECUTED, 7, 0, MOVE_EXECUTE, LOCK_OVER, ERR_REFUSED, "executed since" },
		{ "stranger executes", 1, KT_STATUS_APPROVED, 7, 9, MOVE_EXECUTE, LOCK_OVER, ERR_REFUSED, "no member" },
		{ "withdraw", 1, KT_STATUS_ACTIVE, 1, 0, MOVE_WITHDRAW, CREATED_AT, ERR_OK, "" },
		{ "withdraw another's", 1, KT_STATUS_ACTIVE, 1, 1, MOVE_WITHDRAW, CREATED_AT, ERR_REFUSED, "only the proposer" },
		{ "withdraw when approved", 1, KT_STATUS_APPROVED, 7, 0, MOVE_WITHDRAW, APPROVED_AT, ERR_REFUSED, "approved already" },
		{ "reclaim while open", 1, KT_STATUS_ACTIVE, 1, 9, MOVE_RECLAIM, CREATED_AT, ERR_REFUSED, "still needed" },
		{ "reclaim by anybody", 1, KT_STATUS_CANCELLED, 7, 9, MOVE_RECLAIM, GONE, ERR_OK, "" },
		{ "reclaim without buffer", 3, KT_STATUS_CANCELLED, 7, 9, MOVE_RECLAIM, GONE, ERR_REFUSED, "holds no buffer" },
		{ "close holding", 1, KT_STATUS_CANCELLED, 7, 0, MOVE_CLOSE, GONE, ERR_REFUSED, "still holds" },
		{ "close early", 4, KT_STATUS_EXECUTED, 7, 0, MOVE_CLOSE, LOCK_OVER + 99, ERR_REFUSED, "kept until" },
		{ "close", 4, KT_STATUS_EXECUTED, 7, 0, MOVE_CLOSE, GONE + 100, ERR_OK, "" },
		{ "close a change", 3, KT_STATUS_EXECUTED, 7, 0, MOVE_CLOSE, GONE + 100, ERR_REFUSED, "for ever" },
		{ "close by a stranger", 4, KT_STATUS_EXECUTED, 7, 9, MOVE_CLOSE, GONE + 100, ERR_REFUSED, "no member" },
		{ "go back", 2, KT_STATUS_APPROVED, 15, 0, MOVE_EXECUTE, APPROVED_AT + 600, ERR_OK, "" },
	};
	struct pubkey stranger = sample_named(0x99);

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct gov_proposal p = sample_gov_proposal(m, rows[i].kind, rows[i].status, rows[i].approvals);
		const struct pubkey *who = rows[i].member == 9 ? &stranger : &m->member[rows[i].member].address;
		struct gov_record at = *r;
		struct err e = ERR_INIT;
		enum err_code rc;

		at.version[0].ended = APPROVED_AT - 5;
		rc = proposal_may(&p, m, &at, who, rows[i].move, rows[i].now, &e);
		CHECK(rc == rows[i].want && e.code == rc && strstr(e.message, rows[i].says) != NULL, "%s: %s", rows[i].name,
			e.message);
		gov_proposal_wipe(&p);
	}
}

static void
test_rollback_target(const struct gov_multisig *m, const struct gov_record *r)
{
	struct gov_proposal p = sample_gov_proposal(m, KT_KIND_ROLLBACK, KT_STATUS_APPROVED, 15);
	struct gov_record at = *r;
	struct err e = ERR_INIT;
	const struct pubkey *who = &m->member[0].address;

	at.version[0].ended = APPROVED_AT + 600 - 2592000;
	CHECK(proposal_may(&p, m, &at, who, MOVE_EXECUTE, APPROVED_AT + 600, &e) == ERR_REFUSED &&
		strstr(e.message, "reach") != NULL, "a version beyond the reach: %s", e.message);
	at.version[0].ended = APPROVED_AT;
	at.version[0].retired = true;
	CHECK(proposal_may(&p, m, &at, who, MOVE_EXECUTE, APPROVED_AT + 600, &e) == ERR_REFUSED &&
		strstr(e.message, "retired") != NULL, "a retired version: %s", e.message);
	p.act.deploy.target_number = 3;
	CHECK(proposal_may(&p, m, &at, who, MOVE_EXECUTE, APPROVED_AT + 600, &e) == ERR_REFUSED &&
		strstr(e.message, "no longer in the record") != NULL, "a forgotten version: %s", e.message);
	gov_proposal_wipe(&p);
}

static void
test_hash(const struct gov_multisig *m)
{
	struct pubkey at = kt_proposal_address(&sample_program, &m->address, 14);
	uint8_t raw[KT_PROPOSAL_LEN_MAX];
	size_t len = sample_proposal_raw(raw, m, KT_KIND_UPGRADE, 14, KT_STATUS_ACTIVE, 0);
	struct gov_proposal p;
	struct err e = ERR_INIT;
	unsigned caught = 0;

	for (size_t i = KT_PROPOSAL_HEADER; i < KT_PROPOSAL_HEADER + KT_AT(deploy, flags); i++) {
		raw[i] ^= 1;
		if (native_proposal(&p, &sample_program, m, &at, raw, len, 1, &e) != ERR_OK)
			continue;
		caught += !p.hash_agrees &&
			proposal_may(&p, m, NULL, &m->member[1].address, MOVE_APPROVE, CREATED_AT, &e) == ERR_REFUSED;
		gov_proposal_wipe(&p);
		raw[i] ^= 1;
	}
	CHECK(caught == KT_AT(deploy, flags), "a change of any of %u payload bytes is noticed and not voted on", caught);
}

int
main(void)
{
	struct gov_multisig m = sample_gov_multisig();
	struct gov_record r = sample_gov_record(&m);

	test_states(&m, &r);
	test_moves(&m, &r);
	test_rollback_target(&m, &r);
	test_hash(&m);
	CHECK(votes_count(0) == 0 && votes_count(UINT64_MAX) == 64 && votes_count(5) == 2, "votes are counted");
	CHECK(multisig_member(&m, &m.member[4].address) == 4 && multisig_member(&m, &r.program) == -1, "members are found");
	gov_multisig_wipe(&m);
	gov_record_wipe(&r);
	return test_done();
}
