#include "program/address.h"

#include "program/abi.h"
#include "program/ids.h"

#define MARKER "ProgramDerivedAddress"
enum { SEEDS_MAX = 4 };

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

/* Finds the highest bump that gives no point of the curve, as
 * sol_try_find_program_address does, but by hash and curve check: 300 compute
 * units an attempt, not 1,500.  Where 2.6 MB are hashed besides, an unlucky
 * address would otherwise not fit one transaction. */
static uint64_t
find(const struct sys_slice *seed, uint32_t n, const uint8_t *program_id, uint8_t *bump,
	uint8_t *found)
{
	struct sys_slice part[SEEDS_MAX + 3];
	uint8_t point[KEY_LEN];

	for (uint32_t i = 0; i < n; i++)
		part[i] = seed[i];
	part[n].p = bump;
	part[n].len = 1;
	part[n + 1].p = program_id;
	part[n + 1].len = KEY_LEN;
	part[n + 2].p = (const uint8_t *)MARKER;
	part[n + 2].len = sizeof MARKER - 1;
	for (uint32_t tried = 0; tried < 256; tried++) {
		*bump = (uint8_t)(255 - tried);
		(void)sol_sha256(part, n + 3, found);
		if (sol_curve_validate_point(0, found, point) != 0)
			return 0;
	}
	return KT_E_WRONG_ADDRESS;
}

uint64_t
seeds_bump(struct seeds *s, const uint8_t *program_id)
{
	uint8_t found[KEY_LEN];

	return find(s->part, s->n - 1, program_id, &s->bump, found);
}

uint64_t
seeds_find(struct seeds *s, const uint8_t *program_id, const uint8_t *key)
{
	uint8_t found[KEY_LEN];

	TRY(find(s->part, s->n - 1, program_id, &s->bump, found));
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

	return find(&seed, 1, id_loader, &bump, found) == 0 && key_equal(found, key);
}
