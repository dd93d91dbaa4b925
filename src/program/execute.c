#include "program/act.h"
#include "program/ballot.h"
#include "program/deploy.h"
#include "program/handover.h"
#include "program/instructions.h"

enum { MEMBER, MULTISIG, PROPOSAL, SYSVAR, COMMON_N };
enum { SPILL = COMMON_N + 5, RENT, CLOCK, LOADER, DEPLOY_N };
enum { RECEIVER = COMMON_N + 4 };
enum { IMMUTABLE_N = COMMON_N + 5, HANDOVER_N, HANDOVER_MULTISIG_N };

static uint64_t
begin(const struct context *c, uint8_t kind)
{
	struct shape s = { HANDOVER_N, 1 << MEMBER, SYSVAR, SHAPE_NONE, SHAPE_NONE, SHAPE_NONE };

	if (is_act_deploy(kind)) {
		s.account_n = DEPLOY_N;
		s.people |= 1 << SPILL;
		s.rent = RENT;
	} else if (kind == KT_KIND_MEMBERS) {
		s.account_n = COMMON_N;
	} else if (kind == KT_KIND_IMMUTABLE) {
		s.account_n = IMMUTABLE_N;
	} else if (kind == KT_KIND_HANDOVER_MULTISIG) {
		s.account_n = HANDOVER_MULTISIG_N;
	} else {
		s.people |= 1 << RECEIVER;
	}
	if (kind != KT_KIND_MEMBERS)
		s.loader = (uint8_t)(s.account_n - 1);
	return context_begin(c, &s);
}

/* The proposal decides how many accounts there must be, so it is looked at
 * before the rest is. */
static uint64_t
check_proposal(const struct context *c)
{
	const struct account *a = c->account;

	REQUIRE(c->data_len == KT_LEN(execute), BAD_INSTRUCTION);
	REQUIRE(c->account_n >= COMMON_N, BAD_ACCOUNT_COUNT);
	TRY(account_writable(&a[MULTISIG]));
	TRY(account_writable(&a[PROPOSAL]));
	TRY(state_multisig(c, &a[MULTISIG]));
	return state_proposal(c, &a[MULTISIG], &a[PROPOSAL]);
}

static uint64_t
check_act(const struct context *c)
{
	const struct account *a = c->account;
	const uint8_t *d = account_data(&a[PROPOSAL]), *m = account_data(&a[MULTISIG]);
	uint8_t hash[HASH_LEN];
	uint32_t position;

	TRY(state_member(&a[MULTISIG], &a[MEMBER], &position));
	REQUIRE(bytes_equal(c->data + KT_AT(execute, payload_hash),
		d + KT_AT(proposal, payload_hash), HASH_LEN), HASH_MISMATCH);
	REQUIRE(bytes_u64(d + KT_AT(proposal, epoch)) == bytes_u64(m + KT_AT(multisig, epoch)),
		STALE);
	TRY(ballot_ripe(d, multisig_rules(&a[MULTISIG]), c->now));
	act_hash(c->program_id, m, d, hash);
	REQUIRE(bytes_equal(hash, d + KT_AT(proposal, payload_hash), HASH_LEN), HASH_MISMATCH);
	return 0;
}

static uint64_t
run_members(const struct context *c, uint8_t *proposal)
{
	uint8_t *m = account_data(&c->account[MULTISIG]), *payload = act_payload(proposal);
	uint32_t len = bytes_u16(proposal + KT_AT(proposal, payload_len));

	REQUIRE(len > 0 && rules_len(payload, len) == len, MEMBER_COUNT);
	TRY(rules_check(payload));
	bytes_put(m + KT_AT(multisig, epoch), bytes_u64(m + KT_AT(multisig, epoch)) + 1, 8);
	bytes_copy(m + KT_AT(multisig, rules), payload, len);
	bytes_zero(m + KT_AT(multisig, rules) + len, KT_PAYLOAD_MAX - len);
	return 0;
}

static uint64_t
run_deploy(const struct context *c, uint8_t *proposal)
{
	struct deploy d;

	d.multisig = &c->account[MULTISIG];
	d.payload = act_payload(proposal);
	d.kind = proposal[KT_AT(proposal, kind)];
	d.loader = &c->account[LOADER];
	TRY(deploy_accounts(c, &d, COMMON_N, 1 << MEMBER));
	return deploy_execute(c, &d, proposal, &c->account[RENT]);
}

static uint64_t
run_handover(const struct context *c, uint8_t *proposal)
{
	struct handover h = { &c->account[MULTISIG], 0, 0, act_payload(proposal),
		proposal[KT_AT(proposal, kind)] };

	return handover_execute(c, &h, COMMON_N);
}

uint64_t
execute_run(struct context *c)
{
	const struct account *a = c->account;
	struct event e = { 0, KT_STATUS_EXECUTED, &a[MULTISIG], &a[MEMBER], 0 };
	uint8_t *d;

	TRY(check_proposal(c));
	d = account_data(&a[PROPOSAL]);
	e.detail = d[KT_AT(proposal, kind)];
	e.index = d + KT_AT(proposal, index);
	TRY(begin(c, e.detail));
	TRY(context_clock(c));
	TRY(check_act(c));
	TRY(e.detail == KT_KIND_MEMBERS ? run_members(c, d) :
		is_act_deploy(e.detail) ? run_deploy(c, d) : run_handover(c, d));
	ballot_end(d, KT_STATUS_EXECUTED, c->now);
	context_event(c, &e);
	return 0;
}
