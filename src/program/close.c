#include "program/ballot.h"
#include "program/ids.h"
#include "program/instructions.h"
#include "program/state.h"

enum { CLOSER, MULTISIG, PROPOSAL, RENT_PAYER, SYSVAR, ACCOUNT_N };

static const struct shape shape = { ACCOUNT_N, 1 << CLOSER | 1 << RENT_PAYER, SYSVAR,
	SHAPE_NONE, SHAPE_NONE, SHAPE_NONE };

static uint64_t
check_accounts(const struct context *c)
{
	const struct account *a = c->account;
	const uint8_t *d = account_data(&a[PROPOSAL]);

	TRY(account_signed(&a[CLOSER]));
	TRY(account_writable(&a[PROPOSAL]));
	TRY(account_writable(&a[RENT_PAYER]));
	TRY(state_multisig(c, &a[MULTISIG]));
	TRY(state_proposal(c, &a[MULTISIG], &a[PROPOSAL]));
	REQUIRE(key_equal(account_key(&a[CLOSER]), d + KT_AT(proposal, rent_payer)) ||
		rules_find(multisig_rules(&a[MULTISIG]), account_key(&a[CLOSER])) != RULES_NO_MEMBER,
		NOT_CLOSER);
	REQUIRE(key_equal(account_key(&a[RENT_PAYER]), d + KT_AT(proposal, rent_payer)),
		WRONG_RENT_PAYER);
	return 0;
}

static uint64_t
check_over(const struct context *c)
{
	const struct account *a = c->account;
	const uint8_t *d = account_data(&a[PROPOSAL]), *m = account_data(&a[MULTISIG]);
	bool stale = bytes_u64(d + KT_AT(proposal, epoch)) != bytes_u64(m + KT_AT(multisig, epoch));

	REQUIRE(d[KT_AT(proposal, kind)] != KT_KIND_MEMBERS ||
		d[KT_AT(proposal, status)] != KT_STATUS_EXECUTED, CHANGE_IS_KEPT);
	REQUIRE(stale || is_ballot_over(d, c->now), NOT_DEAD);
	REQUIRE(d[KT_AT(proposal, holds_buffer)] == 0, HOLDS_BUFFER);
	REQUIRE(c->now >= ballot_ended_at(d) + bytes_u32(d + KT_AT(proposal, window)),
		TOO_EARLY_TO_CLOSE);
	return 0;
}

/* The account's lamports go, its bytes are zeroed, its length becomes 0 and
 * its owner System: nothing is left to be mistaken for a proposal. */
static void
erase(const struct account *a, const struct account *to)
{
	bytes_zero(account_data(a), account_len(a));
	account_set_lamports(to, account_lamports(to) + account_lamports(a));
	account_set_lamports(a, 0);
	account_set_len(a, 0);
	bytes_copy(account_owner(a), id_system, KEY_LEN);
}

uint64_t
close_run(struct context *c)
{
	const struct account *a = c->account;
	struct event e = { 0, 0, &a[MULTISIG], &a[CLOSER], 0 };
	uint8_t *d, index[KT_SIZE(proposal, index)];

	TRY(context_begin(c, &shape));
	REQUIRE(c->data_len == KT_LEN(close), BAD_INSTRUCTION);
	TRY(context_clock(c));
	TRY(check_accounts(c));
	TRY(check_over(c));
	d = account_data(&a[PROPOSAL]);
	e.detail = d[KT_AT(proposal, kind)];
	e.status = d[KT_AT(proposal, status)];
	bytes_copy(index, d + KT_AT(proposal, index), sizeof index);
	e.index = index;
	erase(&a[PROPOSAL], &a[RENT_PAYER]);
	context_event(c, &e);
	return 0;
}
