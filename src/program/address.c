#include "program/address.h"

#include "program/abi.h"
#include "program/ids.h"

static void
seeds_from(struct seeds *s, const char *name, uint32_t name_len, const uint8_t *key)
{
	s->part[0].p = (const uint8_t *)name;
	s->part[0].len = name_len;
	s->part[1].p = key;
	s->part[1].len = KEY_LEN;
	s->n = 2;
	s->bump = 0;
}

static void
seeds_add(struct seeds *s, const uint8_t *p, uint64_t len)
{
	s->part[s->n].p = p;
	s->part[s->n].len = len;
	s->n++;
}

void
seeds_multisig(struct seeds *s, const uint8_t *create_key)
{
	seeds_from(s, KT_SEED_MULTISIG, sizeof KT_SEED_MULTISIG - 1, create_key);
	seeds_add(s, &s->bump, 1);
}

void
seeds_authority(struct seeds *s, const uint8_t *multisig)
{
	seeds_from(s, KT_SEED_AUTHORITY, sizeof KT_SEED_AUTHORITY - 1, multisig);
	seeds_add(s, &s->bump, 1);
}

void
seeds_record(struct seeds *s, const uint8_t *multisig, const uint8_t *program)
{
	seeds_from(s, KT_SEED_PROGRAM, sizeof KT_SEED_PROGRAM - 1, multisig);
	seeds_add(s, program, KEY_LEN);
	seeds_add(s, &s->bump, 1);
}

void
seeds_proposal(struct seeds *s, const uint8_t *multisig, const uint8_t *index)
{
	seeds_from(s, KT_SEED_PROPOSAL, sizeof KT_SEED_PROPOSAL - 1, multisig);
	seeds_add(s, index, 8);
	seeds_add(s, &s->bump, 1);
}

static uint64_t
find(struct seeds *s, const uint8_t *program_id, uint8_t *found)
{
	uint8_t bump;

	REQUIRE(sol_try_find_program_address(s->part, s->n - 1, program_id, found, &bump) == 0,
		WRONG_ADDRESS);
	s->bump = bump;
	return 0;
}

uint64_t
seeds_bump(struct seeds *s, const uint8_t *program_id)
{
	uint8_t found[KEY_LEN];

	return find(s, program_id, found);
}

uint64_t
seeds_find(struct seeds *s, const uint8_t *program_id, const uint8_t *key)
{
	uint8_t found[KEY_LEN];

	TRY(find(s, program_id, found));
	REQUIRE(key_equal(found, key), WRONG_ADDRESS);
	return 0;
}

uint64_t
seeds_address(struct seeds *s, uint8_t bump, const uint8_t *program_id, uint8_t *out)
{
	s->bump = bump;
	REQUIRE(sol_create_program_address(s->part, s->n, program_id, out) == 0, WRONG_ADDRESS);
	return 0;
}

uint64_t
seeds_check(struct seeds *s, uint8_t bump, const uint8_t *program_id, const uint8_t *key)
{
	uint8_t address[KEY_LEN];

	TRY(seeds_address(s, bump, program_id, address));
	REQUIRE(key_equal(address, key), WRONG_ADDRESS);
	return 0;
}

void
seeds_signer(const struct seeds *s, struct sys_signer *out)
{
	out->seed = s->part;
	out->seed_n = s->n;
}

bool
address_is_program_data(const uint8_t *key, const uint8_t *program)
{
	struct sys_slice seed = { program, KEY_LEN };
	uint8_t found[KEY_LEN], bump;

	return sol_try_find_program_address(&seed, 1, id_loader, found, &bump) == 0 &&
		key_equal(found, key);
}
