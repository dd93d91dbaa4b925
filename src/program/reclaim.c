#include "program/act.h"
#include "program/ballot.h"
#include "program/code.h"
#include "program/cpi.h"
#include "program/deploy.h"
#include "program/instructions.h"

enum { MULTISIG, AUTHORITY, PROPOSAL, RECORD, BUFFER, DEPOSITOR, LOADER, SYSVAR, ACCOUNT_N };

static const struct shape shape = { ACCOUNT_N, 0, SYSVAR, SHAPE_NONE, LOADER, SHAPE_NONE };

static uint64_t
check_accounts(const struct context *c, struct seeds *s)
{
	const struct account *a = c->account;
	uint8_t *d = account_data(&a[PROPOSAL]);

	TRY(account_writable(&a[PROPOSAL]));
	TRY(account_writable(&a[BUFFER]));
	TRY(state_multisig(c, &a[MULTISIG]));
	TRY(state_authority(c, &a[MULTISIG], &a[AUTHORITY], s));
	TRY(state_proposal(c, &a[MULTISIG], &a[PROPOSAL]));
	REQUIRE(d[KT_AT(proposal, holds_buffer)] == 1, NO_BUFFER_HELD);
	TRY(state_record(c, &a[MULTISIG], &a[RECORD], act_payload(d) + KT_AT(deploy, program)));
	REQUIRE(key_equal(account_key(&a[DEPOSITOR]), d + KT_AT(proposal, depositor)),
		WRONG_ADDRESS);
	TRY(code_is_buffer(&a[BUFFER], act_payload(d) + KT_AT(deploy, buffer)));
	REQUIRE(is_code_buffer_of(&a[BUFFER], account_key(&a[AUTHORITY])), BUFFER_AUTHORITY);
	return 0;
}

static bool
is_dead(const struct context *c)
{
	const struct account *a = c->account;
	uint8_t *d = account_data(&a[PROPOSAL]);
	const uint8_t *m = account_data(&a[MULTISIG]);

	return is_ballot_over(d, c->now) ||
		bytes_u64(d + KT_AT(proposal, epoch)) != bytes_u64(m + KT_AT(multisig, epoch)) ||
		is_deploy_superseded(account_data(&a[RECORD]), act_payload(d));
}

uint64_t
reclaim_run(struct context *c)
{
	const struct account *a = c->account;
	struct seeds s;
	struct handing h = { &a[BUFFER], &a[AUTHORITY], &a[DEPOSITOR], &a[LOADER], &s, 0, false };
	struct event e = { 0, 0, &a[MULTISIG], 0, 0 };
	uint8_t *d;

	TRY(context_begin(c, &shape));
	REQUIRE(c->data_len == KT_LEN(reclaim), BAD_INSTRUCTION);
	TRY(context_clock(c));
	TRY(check_accounts(c, &s));
	REQUIRE(is_dead(c), NOT_DEAD);
	cpi_set_authority(&h);
	REQUIRE(is_code_buffer_of(&a[BUFFER], account_key(&a[DEPOSITOR])), READ_BACK);
	d = account_data(&a[PROPOSAL]);
	d[KT_AT(proposal, holds_buffer)] = 0;
	e.detail = d[KT_AT(proposal, kind)];
	e.status = d[KT_AT(proposal, status)];
	e.index = d + KT_AT(proposal, index);
	context_event(c, &e);
	return 0;
}
