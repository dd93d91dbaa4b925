#include "program/state.h"

#include "program/act.h"
#include "program/ids.h"
#include "program/rules.h"

uint64_t
state_multisig(const struct context *c, const struct account *a)
{
	const uint8_t *d = account_data(a);
	struct seeds s;

	TRY(account_ours(a, c->program_id, KT_ACCOUNT_MULTISIG));
	REQUIRE(account_len(a) == KT_MULTISIG_LEN, WRONG_SIZE);
	seeds_multisig(&s, d + KT_AT(multisig, create_key));
	return seeds_check(&s, d[KT_AT(multisig, bump)], c->program_id, account_key(a));
}

uint64_t
state_member(const struct account *m, const struct account *who, uint32_t *position)
{
	TRY(account_signed(who));
	*position = rules_find(multisig_rules(m), account_key(who));
	REQUIRE(*position != RULES_NO_MEMBER, NOT_MEMBER);
	return 0;
}

uint64_t
state_authority(const struct context *c, const struct account *m, const struct account *a,
	struct seeds *s)
{
	seeds_authority(s, account_key(m));
	return seeds_check(s, account_data(m)[KT_AT(multisig, authority_bump)], c->program_id,
		account_key(a));
}

uint64_t
state_record(const struct context *c, const struct account *m, const struct account *a,
	const uint8_t *program)
{
	const uint8_t *d = account_data(a);
	struct seeds s;

	REQUIRE(account_len(a) != 0 || !key_equal(account_owner(a), id_system), NOT_GOVERNED);
	TRY(account_ours(a, c->program_id, KT_ACCOUNT_RECORD));
	REQUIRE(account_len(a) == KT_RECORD_LEN, WRONG_SIZE);
	REQUIRE(key_equal(d + KT_AT(record, multisig), account_key(m)), WRONG_MULTISIG);
	REQUIRE(key_equal(d + KT_AT(record, program), program), NOT_GOVERNED);
	seeds_record(&s, account_key(m), program);
	return seeds_check(&s, d[KT_AT(record, bump)], c->program_id, account_key(a));
}

uint64_t
state_governed(const struct context *c, const struct account *m, const struct account *a,
	const uint8_t *program)
{
	TRY(state_record(c, m, a, program));
	REQUIRE(account_data(a)[KT_AT(record, state)] == KT_RECORD_GOVERNED, NOT_GOVERNED);
	return 0;
}

uint64_t
state_proposal(const struct context *c, const struct account *m, const struct account *a)
{
	const uint8_t *d = account_data(a);
	struct seeds s;

	TRY(account_ours(a, c->program_id, KT_ACCOUNT_PROPOSAL));
	REQUIRE(account_len(a) >= KT_PROPOSAL_HEADER && account_len(a) == act_len(d), WRONG_SIZE);
	REQUIRE(key_equal(d + KT_AT(proposal, multisig), account_key(m)), WRONG_MULTISIG);
	seeds_proposal(&s, account_key(m), d + KT_AT(proposal, index));
	return seeds_check(&s, d[KT_AT(proposal, bump)], c->program_id, account_key(a));
}
