#include "program/ballot.h"

#include "program/context.h"

static uint64_t
stored_time(const uint8_t *p, uint32_t at)
{
	return bytes_u64(p + at);
}

static uint64_t
window(const uint8_t *p)
{
	return bytes_u32(p + KT_AT(proposal, window));
}

static uint64_t
voting_ends(const uint8_t *p)
{
	return stored_time(p, KT_AT(proposal, created_at)) + window(p);
}

static uint64_t
lock_ends(const uint8_t *p)
{
	return stored_time(p, KT_AT(proposal, approved_at)) + bytes_u32(p + KT_AT(proposal, lock));
}

static uint64_t
check_stage(const uint8_t *p, uint8_t choice, uint64_t now)
{
	uint8_t status = p[KT_AT(proposal, status)];

	if (choice == KT_CHOICE_CANCEL) {
		REQUIRE(status == KT_STATUS_APPROVED, NOT_APPROVED);
		REQUIRE(now < lock_ends(p) + window(p), EXECUTION_EXPIRED);
		return 0;
	}
	REQUIRE(status == KT_STATUS_ACTIVE, NOT_ACTIVE);
	REQUIRE(now < voting_ends(p), VOTING_EXPIRED);
	return 0;
}

/* Sets or clears one member's bit; returns the bits afterwards. */
static uint32_t
mark(uint8_t *p, uint32_t at, uint32_t bit, bool set)
{
	uint32_t bits = bytes_u32(p + at);

	bits = set ? bits | bit : bits & ~bit;
	bytes_put(p + at, bits, 4);
	return bits;
}

static uint32_t
field_of(uint8_t choice)
{
	return choice == KT_CHOICE_APPROVE ? KT_AT(proposal, approvals) :
		choice == KT_CHOICE_REJECT ? KT_AT(proposal, rejections) : KT_AT(proposal, cancels);
}

static void
approve(uint8_t *p, uint32_t bits, uint64_t now)
{
	p[KT_AT(proposal, status)] = KT_STATUS_APPROVED;
	bytes_put(p + KT_AT(proposal, approved_at), now, 8);
	bytes_put(p + KT_AT(proposal, approved_by), bits, 4);
}

uint64_t
ballot_vote(uint8_t *p, const uint8_t *rules, uint32_t who, uint8_t choice, uint64_t now)
{
	uint8_t kind = p[KT_AT(proposal, kind)];
	uint32_t bit = (uint32_t)1 << who;
	uint32_t count[KT_CHOICE_CANCEL + 1], bits = 0;

	TRY(check_stage(p, choice, now));
	REQUIRE(!(bytes_u32(p + field_of(choice)) & bit), ALREADY_VOTED);
	for (uint8_t c = KT_CHOICE_APPROVE; c <= KT_CHOICE_CANCEL; c++) {
		uint32_t after = mark(p, field_of(c), bit, c == choice) & rules_approvers(rules);
		count[c] = bits_count(after);
		if (c == choice)
			bits = after;
	}
	if (choice == KT_CHOICE_APPROVE && count[choice] >= rules_needed(rules, kind))
		approve(p, bits, now);
	if (choice == KT_CHOICE_REJECT && count[choice] >= rules_reject(rules, kind))
		ballot_end(p, KT_STATUS_REJECTED, now);
	if (choice == KT_CHOICE_CANCEL && count[choice] >= rules_stop(rules, kind))
		ballot_end(p, KT_STATUS_CANCELLED, now);
	return 0;
}

uint64_t
ballot_withdraw(uint8_t *p, uint64_t now)
{
	TRY(check_stage(p, KT_CHOICE_WITHDRAW, now));
	ballot_end(p, KT_STATUS_WITHDRAWN, now);
	return 0;
}

uint64_t
ballot_ripe(const uint8_t *p, const uint8_t *rules, uint64_t now)
{
	uint32_t by = bytes_u32(p + KT_AT(proposal, approved_by)) & rules_approvers(rules);

	REQUIRE(p[KT_AT(proposal, status)] == KT_STATUS_APPROVED, NOT_APPROVED);
	REQUIRE(now >= lock_ends(p), TIMELOCK_NOT_OVER);
	REQUIRE(now < lock_ends(p) + window(p), EXECUTION_EXPIRED);
	REQUIRE(bits_count(by) >= rules_needed(rules, p[KT_AT(proposal, kind)]), THRESHOLD_NOT_MET);
	return 0;
}

void
ballot_end(uint8_t *p, uint8_t status, uint64_t now)
{
	p[KT_AT(proposal, status)] = status;
	bytes_put(p + KT_AT(proposal, ended_at), now, 8);
}

uint64_t
ballot_ended_at(const uint8_t *p)
{
	switch (p[KT_AT(proposal, status)]) {
	case KT_STATUS_ACTIVE:
		return voting_ends(p);
	case KT_STATUS_APPROVED:
		return lock_ends(p) + window(p);
	default:
		return stored_time(p, KT_AT(proposal, ended_at));
	}
}

bool
is_ballot_over(const uint8_t *p, uint64_t now)
{
	uint8_t status = p[KT_AT(proposal, status)];

	if (status != KT_STATUS_ACTIVE && status != KT_STATUS_APPROVED)
		return true;
	return now >= ballot_ended_at(p);
}
