#include "program/abi.h"
#include "program/cpi.h"
#include "program/instructions.h"
#include "program/rules.h"

enum { PAYER, CREATE_KEY, MULTISIG, SYSTEM, SYSVAR, ACCOUNT_N };

static const struct shape shape = { ACCOUNT_N, 1 << PAYER | 1 << CREATE_KEY, SYSVAR, SYSTEM,
	SHAPE_NONE, SHAPE_NONE };

static uint64_t
check(const struct context *c, struct seeds *s, uint8_t *authority_bump)
{
	const struct account *a = c->account;
	const uint8_t *rules = c->data + KT_LEN(create);
	struct seeds authority;

	TRY(context_begin(c, &shape));
	REQUIRE(c->data_len >= KT_LEN(create) + KT_LEN(rules), BAD_INSTRUCTION);
	REQUIRE(rules[KT_AT(rules, member_n)] <= KT_MEMBERS_MAX, MEMBER_COUNT);
	REQUIRE(rules_len(rules, c->data_len - KT_LEN(create)) == c->data_len - KT_LEN(create),
		BAD_INSTRUCTION);
	TRY(account_signed(&a[PAYER]));
	TRY(account_signed(&a[CREATE_KEY]));
	TRY(account_writable(&a[PAYER]));
	TRY(account_writable(&a[MULTISIG]));
	TRY(rules_check(rules));
	seeds_multisig(s, account_key(&a[CREATE_KEY]));
	TRY(seeds_find(s, c->program_id, account_key(&a[MULTISIG])));
	TRY(account_vacant(&a[MULTISIG]));
	seeds_authority(&authority, account_key(&a[MULTISIG]));
	TRY(seeds_bump(&authority, c->program_id));
	*authority_bump = authority.bump;
	return 0;
}

uint64_t
create_run(struct context *c)
{
	const struct account *a = c->account;
	struct seeds s;
	struct creation n = { &a[PAYER], &a[MULTISIG], &a[SYSTEM], &s, KT_MULTISIG_LEN };
	struct event e = { 0, 0, &a[MULTISIG], &a[CREATE_KEY], 0 };
	uint8_t authority_bump, *d;

	TRY(check(c, &s, &authority_bump));
	TRY(cpi_create(c, &n));
	d = account_data(&a[MULTISIG]);
	d[KT_AT(multisig, tag)] = KT_ACCOUNT_MULTISIG;
	d[KT_AT(multisig, version)] = KT_ABI_VERSION;
	d[KT_AT(multisig, bump)] = s.bump;
	d[KT_AT(multisig, authority_bump)] = authority_bump;
	bytes_copy(d + KT_AT(multisig, create_key), account_key(&a[CREATE_KEY]), KEY_LEN);
	bytes_copy(d + KT_AT(multisig, genesis_hash), c->data + KT_AT(create, genesis_hash),
		HASH_LEN);
	bytes_copy(d + KT_AT(multisig, rules), c->data + KT_LEN(create),
		c->data_len - KT_LEN(create));
	context_event(c, &e);
	return 0;
}
