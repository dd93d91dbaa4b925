/* Every number at its edges, and who counts as what. */
#include "native.h"
#include "program/rules.h"
#include "test.h"

#define DAY 86400u

struct numbers {
	uint8_t approvers, operators, threshold, rollback, stop;
	uint32_t timelock, delay, window, reach;
};
static const struct numbers good = { 5, 2, 3, 4, 2, 2 * DAY, 3600, 14 * DAY, 30 * DAY };

static void
write_rules(uint8_t *r, const struct numbers *n)
{
	char name[16];

	memset(r, 0, KT_PAYLOAD_MAX);
	r[0] = (uint8_t)(n->approvers + n->operators);
	r[1] = n->threshold;
	r[2] = n->rollback;
	r[3] = n->stop;
	bytes_put(r + 4, n->timelock, 4);
	bytes_put(r + 8, n->delay, 4);
	bytes_put(r + 12, n->window, 4);
	bytes_put(r + 16, n->reach, 4);
	for (uint32_t i = 0; i < r[0] && i < KT_MEMBERS_MAX; i++) {
		snprintf(name, sizeof name, "member %u", i);
		native_key(r + 20 + 33 * i, name);
		r[20 + 33 * i + 32] = i < n->approvers ? KT_ROLE_APPROVER : KT_ROLE_OPERATOR;
	}
}

static const struct row {
	const char *fact;
	struct numbers n;
	uint64_t error;
} rows[] = {
	{ "3 of 5 with two operators", { 5, 2, 3, 4, 2, 2 * DAY, 3600, 14 * DAY, 30 * DAY }, 0 },
	{ "one member alone", { 1, 0, 1, 1, 1, 0, 0, 3600, DAY }, 0 },
	{ "20 of 20", { 20, 0, 20, 20, 1, 90 * DAY, 90 * DAY, 90 * DAY, 90 * DAY }, 0 },
	{ "no member", { 0, 0, 1, 1, 1, 0, 0, 3600, DAY }, KT_E_MEMBER_COUNT },
	{ "21 members", { 21, 0, 1, 1, 1, 0, 0, 3600, DAY }, KT_E_MEMBER_COUNT },
	{ "operators only", { 0, 3, 1, 1, 1, 0, 0, 3600, DAY }, KT_E_THRESHOLD },
	{ "threshold 0", { 5, 0, 0, 1, 1, 0, 0, 3600, DAY }, KT_E_THRESHOLD },
	{ "threshold above the approvers, though not above the members", { 5, 2, 6, 6, 1, 0, 0, 3600, DAY }, KT_E_THRESHOLD },
	{ "rollback threshold below the threshold", { 5, 0, 3, 2, 1, 0, 0, 3600, DAY }, KT_E_ROLLBACK_THRESHOLD },
	{ "rollback threshold above the approvers", { 5, 2, 3, 6, 1, 0, 0, 3600, DAY }, KT_E_ROLLBACK_THRESHOLD },
	{ "stop number 0", { 5, 0, 3, 3, 0, 0, 0, 3600, DAY }, KT_E_STOP_NUMBER },
	{ "stop number at the reject number", { 5, 0, 3, 3, 3, 0, 0, 3600, DAY }, 0 },
	{ "stop number above the reject number", { 5, 0, 3, 3, 4, 0, 0, 3600, DAY }, KT_E_STOP_NUMBER },
	{ "timelock of 90 days and a second", { 5, 0, 3, 3, 1, 90 * DAY + 1, 0, 3600, DAY }, KT_E_TIMELOCK },
	{ "rollback delay above the timelock", { 5, 0, 3, 3, 1, 60, 61, 3600, DAY }, KT_E_ROLLBACK_DELAY },
	{ "window a second short of an hour", { 5, 0, 3, 3, 1, 0, 0, 3599, DAY }, KT_E_WINDOW },
	{ "window of 90 days and a second", { 5, 0, 3, 3, 1, 0, 0, 90 * DAY + 1, DAY }, KT_E_WINDOW },
	{ "reach a second short of a day", { 5, 0, 3, 3, 1, 0, 0, 3600, DAY - 1 }, KT_E_REACH },
	{ "reach of 90 days and a second", { 5, 0, 3, 3, 1, 0, 0, 3600, 90 * DAY + 1 }, KT_E_REACH },
};

int
main(void)
{
	uint8_t r[KT_PAYLOAD_MAX + 33];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		write_rules(r, &rows[i].n);
		CHECK(rules_check(r) == rows[i].error, "%s", rows[i].fact);
	}
	write_rules(r, &good);
	CHECK(rules_approvers(r) == 0x1f, "approvers are the first five");
	CHECK(rules_find(r, r + 20 + 33 * 6) == 6 && rules_find(r, r) == RULES_NO_MEMBER, "members are found");
	CHECK(rules_needed(r, KT_KIND_UPGRADE) == 3 && rules_needed(r, KT_KIND_ROLLBACK) == 4, "approvals needed");
	CHECK(rules_reject(r, KT_KIND_UPGRADE) == 3 && rules_reject(r, KT_KIND_ROLLBACK) == 2, "reject numbers");
	CHECK(rules_stop(r, KT_KIND_MEMBERS) == 2 && rules_stop(r, KT_KIND_ROLLBACK) == 2, "stop numbers");
	CHECK(rules_lock(r, KT_KIND_HANDOVER) == 2 * DAY && rules_lock(r, KT_KIND_ROLLBACK) == 3600, "locks");
	CHECK(rules_len(r, KT_PAYLOAD_MAX) == 20 + 33 * 7 && rules_len(r, 20 + 33 * 7 - 1) == 0 && rules_len(r, 19) == 0,
		"length by members, 0 when they are not all there");
	r[20 + 33 * 3 + 32] = 3;
	CHECK(rules_check(r) == KT_E_MEMBER_ROLE, "an unknown role");
	write_rules(r, &good);
	memcpy(r + 20 + 33 * 6, r + 20, 32);
	CHECK(rules_check(r) == KT_E_MEMBER_DUPLICATE, "a member twice, in two roles");
	write_rules(r, &good);
	native_derive(r + 20 + 33, r, "program", r, 32, r, 8);
	CHECK(rules_check(r) == KT_E_MEMBER_OFF_CURVE, "a member nobody can be");
	CHECK(bits_count(0) == 0 && bits_count(0xfffff) == 20 && bits_count(0x80000001u) == 2, "bits are counted");
	return test_done();
}
