/* Votes and times on a proposal's bytes: every status, every edge second. */
#include "native.h"
#include "program/ballot.h"
#include "test.h"

enum { LOCK = 1000, WINDOW = 5000, CREATED = 100000, APPROVERS = 5 };

static uint8_t rules[KT_PAYLOAD_MAX], p[KT_PROPOSAL_HEADER];

static void
fresh(uint8_t kind)
{
	char name[16];

	memset(rules, 0, sizeof rules);
	memset(p, 0, sizeof p);
	rules[0] = APPROVERS + 1;
	rules[1] = 3;
	rules[2] = 4;
	rules[3] = 2;
	for (uint32_t i = 0; i < rules[0]; i++) {
		snprintf(name, sizeof name, "member %u", i);
		native_key(rules + 20 + 33 * i, name);
		rules[20 + 33 * i + 32] = i < APPROVERS ? KT_ROLE_APPROVER : KT_ROLE_OPERATOR;
	}
	p[KT_AT(proposal, kind)] = kind;
	p[KT_AT(proposal, status)] = KT_STATUS_ACTIVE;
	bytes_put(p + KT_AT(proposal, lock), LOCK, 4);
	bytes_put(p + KT_AT(proposal, window), WINDOW, 4);
	bytes_put(p + KT_AT(proposal, created_at), CREATED, 8);
}

static uint64_t
vote(uint32_t who, uint8_t choice, uint64_t now)
{
	return ballot_vote(p, rules, who, choice, now);
}

static uint8_t
status(void)
{
	return p[KT_AT(proposal, status)];
}

static void
approve_by(uint32_t n, uint64_t now)
{
	for (uint32_t i = 0; i < n; i++)
		if (vote(i, KT_CHOICE_APPROVE, now) != 0)
			CHECK(0, "approval %u was refused", i);
}

static void
test_approval(void)
{
	fresh(KT_KIND_UPGRADE);
	approve_by(2, CREATED);
	CHECK(status() == KT_STATUS_ACTIVE, "two of three approvals are not enough");
	CHECK(vote(1, KT_CHOICE_APPROVE, CREATED) == KT_E_ALREADY_VOTED, "the same vote twice");
	CHECK(vote(0, KT_CHOICE_CANCEL, CREATED) == KT_E_NOT_APPROVED, "nothing to cancel yet");
	CHECK(vote(4, KT_CHOICE_APPROVE, CREATED + WINDOW - 1) == 0 && status() == KT_STATUS_APPROVED,
		"the third approval in the last second");
	CHECK(bytes_u64(p + KT_AT(proposal, approved_at)) == CREATED + WINDOW - 1, "the lock starts with it");
	CHECK(bytes_u32(p + KT_AT(proposal, approved_by)) == 0x13, "who approved");
	CHECK(vote(2, KT_CHOICE_APPROVE, CREATED + WINDOW - 1) == KT_E_NOT_ACTIVE, "a vote after the threshold");
	fresh(KT_KIND_UPGRADE);
	CHECK(vote(0, KT_CHOICE_APPROVE, CREATED + WINDOW) == KT_E_VOTING_EXPIRED, "a vote in the first second after");
	CHECK(ballot_withdraw(p, CREATED + WINDOW) == KT_E_VOTING_EXPIRED, "a withdrawal then");
	fresh(KT_KIND_ROLLBACK);
	approve_by(3, CREATED);
	CHECK(status() == KT_STATUS_ACTIVE, "a rollback needs its own threshold");
	CHECK(vote(3, KT_CHOICE_APPROVE, CREATED) == 0 && status() == KT_STATUS_APPROVED, "and four meet it");
}

static void
test_changes_of_mind(void)
{
	fresh(KT_KIND_UPGRADE);
	approve_by(2, CREATED);
	CHECK(vote(0, KT_CHOICE_REJECT, CREATED) == 0, "an approver thinks again");
	CHECK(bytes_u32(p + KT_AT(proposal, approvals)) == 2 && bytes_u32(p + KT_AT(proposal, rejections)) == 1,
		"one bit moved");
	CHECK(vote(0, KT_CHOICE_APPROVE, CREATED) == 0 && bytes_u32(p + KT_AT(proposal, rejections)) == 0, "and back");
	bytes_put(p + KT_AT(proposal, approvals), 0x20 | 1, 4);
	CHECK(vote(1, KT_CHOICE_APPROVE, CREATED) == 0 && status() == KT_STATUS_ACTIVE, "an operator's bit counts for nothing");
	CHECK(vote(2, KT_CHOICE_APPROVE, CREATED) == 0 && bytes_u32(p + KT_AT(proposal, approved_by)) == 7, "nor is it put on record");
}

static void
test_stops(void)
{
	fresh(KT_KIND_UPGRADE);
	for (uint32_t i = 0; i < 3; i++)
		CHECK(vote(i, KT_CHOICE_REJECT, CREATED + 5) == 0, "rejection %u", i + 1);
	CHECK(status() == KT_STATUS_REJECTED && bytes_u64(p + KT_AT(proposal, ended_at)) == CREATED + 5, "rejected");
	fresh(KT_KIND_UPGRADE);
	approve_by(3, CREATED);
	CHECK(vote(3, KT_CHOICE_CANCEL, CREATED + LOCK + WINDOW) == KT_E_EXECUTION_EXPIRED, "too late to cancel");
	CHECK(vote(3, KT_CHOICE_CANCEL, CREATED + LOCK + WINDOW - 1) == 0 && status() == KT_STATUS_APPROVED, "one cancel vote");
	CHECK(vote(0, KT_CHOICE_CANCEL, CREATED + LOCK + WINDOW - 1) == 0 && status() == KT_STATUS_CANCELLED,
		"the second, by one who approved, in the last second");
	CHECK(bytes_u32(p + KT_AT(proposal, approved_by)) == 7, "who approved stays on record");
	fresh(KT_KIND_ROLLBACK);
	approve_by(4, CREATED);
	CHECK(vote(0, KT_CHOICE_CANCEL, CREATED) == 0 && status() == KT_STATUS_APPROVED, "one cannot stop a rollback");
	CHECK(vote(1, KT_CHOICE_CANCEL, CREATED) == 0 && status() == KT_STATUS_CANCELLED, "its reject number, two, can");
	fresh(KT_KIND_UPGRADE);
	CHECK(ballot_withdraw(p, CREATED) == 0 && status() == KT_STATUS_WITHDRAWN, "withdrawn");
	CHECK(ballot_withdraw(p, CREATED) == KT_E_NOT_ACTIVE, "once");
}

static void
test_ripe(void)
{
	fresh(KT_KIND_UPGRADE);
	CHECK(ballot_ripe(p, rules, CREATED) == KT_E_NOT_APPROVED, "not approved");
	approve_by(3, CREATED);
	CHECK(ballot_ripe(p, rules, CREATED + LOCK - 1) == KT_E_TIMELOCK_NOT_OVER, "a second early");
	CHECK(ballot_ripe(p, rules, CREATED + LOCK) == 0, "the first second");
	CHECK(ballot_ripe(p, rules, CREATED + LOCK + WINDOW - 1) == 0, "the last second");
	CHECK(ballot_ripe(p, rules, CREATED + LOCK + WINDOW) == KT_E_EXECUTION_EXPIRED, "a second late");
	bytes_put(p + KT_AT(proposal, approved_by), 0x23, 4);
	CHECK(ballot_ripe(p, rules, CREATED + LOCK) == KT_E_THRESHOLD_NOT_MET, "an operator among those counted");
	fresh(KT_KIND_UPGRADE);
	bytes_put(p + KT_AT(proposal, lock), UINT32_MAX, 4);
	bytes_put(p + KT_AT(proposal, window), UINT32_MAX, 4);
	bytes_put(p + KT_AT(proposal, created_at), INT64_MAX - 10, 8);
	approve_by(3, INT64_MAX - 5);
	CHECK(ballot_ripe(p, rules, INT64_MAX) == KT_E_TIMELOCK_NOT_OVER, "the end of time does not wrap");
}

static void
test_over(void)
{
	fresh(KT_KIND_UPGRADE);
	CHECK(!is_ballot_over(p, CREATED + WINDOW - 1) && is_ballot_over(p, CREATED + WINDOW), "active until its window ends");
	CHECK(ballot_ended_at(p) == CREATED + WINDOW, "ends by itself then");
	approve_by(3, CREATED + 7);
	CHECK(!is_ballot_over(p, CREATED + 7 + LOCK + WINDOW - 1), "approved until lock and window end");
	CHECK(is_ballot_over(p, CREATED + 7 + LOCK + WINDOW), "and not longer");
	ballot_end(p, KT_STATUS_EXECUTED, CREATED + 2000);
	CHECK(is_ballot_over(p, CREATED) && ballot_ended_at(p) == CREATED + 2000, "executed is over, then");
}

int
main(void)
{
	test_approval();
	test_changes_of_mind();
	test_stops();
	test_ripe();
	test_over();
	return test_done();
}
