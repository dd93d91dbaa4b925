#include "program/rules.h"

#include "program/context.h"

static const uint8_t *
member(const uint8_t *rules, uint32_t i)
{
	return rules + KT_LEN(rules) + i * KT_LEN(member);
}

static uint32_t
number(const uint8_t *rules, uint32_t at)
{
	return bytes_u32(rules + at);
}

uint32_t
rules_len(const uint8_t *rules, uint64_t avail)
{
	uint32_t len;

	if (avail < KT_LEN(rules))
		return 0;
	len = KT_LEN(rules) + KT_LEN(member) * rules[KT_AT(rules, member_n)];
	return len <= avail ? len : 0;
}

static uint64_t
check_member(const uint8_t *rules, uint32_t i)
{
	const uint8_t *m = member(rules, i);
	uint8_t role = m[KT_AT(member, role)];
	uint8_t point[KEY_LEN];

	REQUIRE(role == KT_ROLE_APPROVER || role == KT_ROLE_OPERATOR, MEMBER_ROLE);
	for (uint32_t j = 0; j < i; j++)
		REQUIRE(!key_equal(m, member(rules, j)), MEMBER_DUPLICATE);
	REQUIRE(sol_curve_validate_point(0, m, point) == 0, MEMBER_OFF_CURVE);
	return 0;
}

static uint64_t
check_numbers(const uint8_t *rules, uint32_t approvers)
{
	uint32_t threshold = rules[KT_AT(rules, threshold)];
	uint32_t rollback = rules[KT_AT(rules, rollback_threshold)];
	uint32_t stop = rules[KT_AT(rules, stop_number)];
	uint32_t timelock = number(rules, KT_AT(rules, timelock));
	uint32_t window = number(rules, KT_AT(rules, window));
	uint32_t reach = number(rules, KT_AT(rules, reach));

	REQUIRE(threshold >= 1 && threshold <= approvers, THRESHOLD);
	REQUIRE(rollback >= threshold && rollback <= approvers, ROLLBACK_THRESHOLD);
	REQUIRE(stop >= 1 && stop <= approvers - threshold + 1, STOP_NUMBER);
	REQUIRE(timelock <= KT_TIMELOCK_MAX_S, TIMELOCK);
	REQUIRE(number(rules, KT_AT(rules, rollback_delay)) <= timelock, ROLLBACK_DELAY);
	REQUIRE(window >= KT_WINDOW_MIN_S && window <= KT_WINDOW_MAX_S, WINDOW);
	REQUIRE(reach >= KT_REACH_MIN_S && reach <= KT_REACH_MAX_S, REACH);
	return 0;
}

uint64_t
rules_check(const uint8_t *rules)
{
	uint32_t n = rules[KT_AT(rules, member_n)];

	REQUIRE(n >= 1 && n <= KT_MEMBERS_MAX, MEMBER_COUNT);
	for (uint32_t i = 0; i < n; i++)
		TRY(check_member(rules, i));
	return check_numbers(rules, bits_count(rules_approvers(rules)));
}

uint32_t
rules_find(const uint8_t *rules, const uint8_t *key)
{
	uint32_t n = rules[KT_AT(rules, member_n)];

	for (uint32_t i = 0; i < n; i++)
		if (key_equal(member(rules, i), key))
			return i;
	return RULES_NO_MEMBER;
}

uint32_t
rules_approvers(const uint8_t *rules)
{
	uint32_t n = rules[KT_AT(rules, member_n)];
	uint32_t bits = 0;

	for (uint32_t i = 0; i < n; i++)
		if (member(rules, i)[KT_AT(member, role)] == KT_ROLE_APPROVER)
			bits |= (uint32_t)1 << i;
	return bits;
}

uint32_t
rules_needed(const uint8_t *rules, uint8_t kind)
{
	return rules[kind == KT_KIND_ROLLBACK ? KT_AT(rules, rollback_threshold) :
		KT_AT(rules, threshold)];
}

uint32_t
rules_reject(const uint8_t *rules, uint8_t kind)
{
	return bits_count(rules_approvers(rules)) - rules_needed(rules, kind) + 1;
}

uint32_t
rules_stop(const uint8_t *rules, uint8_t kind)
{
	return kind == KT_KIND_ROLLBACK ? rules_reject(rules, kind) :
		rules[KT_AT(rules, stop_number)];
}

uint32_t
rules_lock(const uint8_t *rules, uint8_t kind)
{
	return number(rules, kind == KT_KIND_ROLLBACK ? KT_AT(rules, rollback_delay) :
		KT_AT(rules, timelock));
}
