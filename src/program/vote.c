#include "program/ballot.h"
#include "program/instructions.h"
#include "program/state.h"

enum { MEMBER, MULTISIG, PROPOSAL, SYSVAR, ACCOUNT_N };

static const struct shape shape = { ACCOUNT_N, 0, SYSVAR, SHAPE_NONE, SHAPE_NONE, SHAPE_NONE };

static uint64_t
check(const struct context *c, uint32_t *who)
{
	const struct account *a = c->account;
	const uint8_t *d = account_data(&a[PROPOSAL]), *m = account_data(&a[MULTISIG]);
	uint8_t choice = c->data[KT_AT(vote, choice)];

	TRY(account_writable(&a[PROPOSAL]));
	TRY(state_multisig(c, &a[MULTISIG]));
	TRY(state_proposal(c, &a[MULTISIG], &a[PROPOSAL]));
	TRY(state_member(&a[MULTISIG], &a[MEMBER], who));
	REQUIRE(bytes_equal(c->data + KT_AT(vote, payload_hash), d + KT_AT(proposal, payload_hash),
		HASH_LEN), HASH_MISMATCH);
	if (choice != KT_CHOICE_WITHDRAW)
		REQUIRE(rules_approvers(multisig_rules(&a[MULTISIG])) >> *who & 1, NOT_APPROVER);
	REQUIRE(bytes_u64(d + KT_AT(proposal, epoch)) == bytes_u64(m + KT_AT(multisig, epoch)),
		STALE);
	return 0;
}

uint64_t
vote_run(struct context *c)
{
	const struct account *a = c->account;
	struct event e = { 0, 0, &a[MULTISIG], &a[MEMBER], 0 };
	uint32_t who;
	uint8_t *d;

	TRY(context_begin(c, &shape));
	REQUIRE(c->data_len == KT_LEN(vote), BAD_INSTRUCTION);
	e.detail = c->data[KT_AT(vote, choice)];
	REQUIRE(e.detail >= KT_CHOICE_APPROVE && e.detail <= KT_CHOICE_WITHDRAW, BAD_INSTRUCTION);
	TRY(context_clock(c));
	TRY(check(c, &who));
	d = account_data(&a[PROPOSAL]);
	if (e.detail == KT_CHOICE_WITHDRAW) {
		REQUIRE(key_equal(account_key(&a[MEMBER]), d + KT_AT(proposal, proposer)), NOT_PROPOSER);
		TRY(ballot_withdraw(d, c->now));
	} else {
		TRY(ballot_vote(d, multisig_rules(&a[MULTISIG]), who, e.detail, c->now));
	}
	e.status = d[KT_AT(proposal, status)];
	e.index = d + KT_AT(proposal, index);
	context_event(c, &e);
	return 0;
}
