#include "program/deploy.h"

#include "program/code.h"
#include "program/cpi.h"
#include "program/ids.h"
#include "program/ring.h"

static uint32_t
code_len(const struct deploy *d)
{
	return bytes_u32(d->payload + KT_AT(deploy, code_len));
}

static bool
is_advance(const struct deploy *d)
{
	return d->kind == KT_KIND_ROLLBACK &&
		(d->payload[KT_AT(deploy, flags)] & KT_DEPLOY_ADVANCE) != 0;
}

/* The lamports left over are money: they go to the pinned address, which
 * somebody can hold, and to no account this act works on. */
static uint64_t
check_spill(const struct context *c, const struct deploy *d, uint32_t people)
{
	const uint8_t *key = account_key(d->spill);
	uint8_t point[KEY_LEN];

	REQUIRE(key_equal(key, d->payload + KT_AT(deploy, spill)), SPILL);
	REQUIRE(sol_curve_validate_point(0, key, point) == 0 ||
		key_equal(account_owner(d->spill), id_system), SPILL);
	for (uint32_t i = 0; i < c->account_n; i++)
		if (&c->account[i] != d->spill && !(people >> i & 1))
			REQUIRE(!key_equal(key, account_key(&c->account[i])), SPILL);
	REQUIRE(!key_equal(key, id_system) && !key_equal(key, id_rent), SPILL);
	REQUIRE(!key_equal(key, id_clock) && !key_equal(key, c->program_id), SPILL);
	return 0;
}

uint64_t
deploy_accounts(const struct context *c, struct deploy *d, uint32_t first, uint32_t people)
{
	const struct account *a = &c->account[first];
	const uint8_t *program = d->payload + KT_AT(deploy, program);

	d->authority = &a[0];
	d->record = &a[1];
	d->program = &a[2];
	d->program_data = &a[3];
	d->buffer = &a[4];
	d->spill = &a[5];
	TRY(account_writable(d->buffer));
	TRY(state_authority(c, d->multisig, d->authority, &d->seeds));
	TRY(state_governed(c, d->multisig, d->record, program));
	TRY(code_program(d->program, program, d->program_data));
	TRY(code_authority(d->program_data, account_key(d->authority)));
	TRY(code_buffer(d->buffer, d->payload + KT_AT(deploy, buffer), code_len(d),
		d->program_data));
	return check_spill(c, d, people);
}

static uint64_t
check_flags(const struct deploy *d)
{
	uint8_t flags = d->payload[KT_AT(deploy, flags)];

	if (d->kind == KT_KIND_ROLLBACK) {
		REQUIRE((flags & ~KT_DEPLOY_ADVANCE) == 0, FLAGS);
		return 0;
	}
	REQUIRE((flags & ~KT_DEPLOY_ONE_WAY) == 0, FLAGS);
	REQUIRE(bytes_u64(d->payload + KT_AT(deploy, target_number)) == 0, BAD_INSTRUCTION);
	return 0;
}

/* A way back made in advance starts from the number the next version will
 * get, with the hash of an upgrade that may only be proposed so far. */
static uint64_t
check_advance(const struct deploy *d)
{
	const uint8_t *record = account_data(d->record);
	const uint8_t *p = d->payload, *entry;
	uint64_t newest = bytes_u64(record + KT_AT(record, newest));

	REQUIRE(bytes_u64(p + KT_AT(deploy, from_number)) == newest + 1, SUPERSEDED);
	REQUIRE(!bytes_equal(p + KT_AT(deploy, from_hash), p + KT_AT(deploy, code_hash), HASH_LEN),
		SAME_CODE);
	return ring_target(record, p + KT_AT(deploy, target_number), p + KT_AT(deploy, code_hash),
		&entry);
}

static uint64_t
check_target(const struct context *c, const struct deploy *d)
{
	const uint8_t *record = account_data(d->record), *p = d->payload, *entry;
	uint32_t reach = bytes_u32(multisig_rules(d->multisig) + KT_AT(rules, reach));

	TRY(ring_target(record, p + KT_AT(deploy, target_number), p + KT_AT(deploy, code_hash),
		&entry));
	return ring_reach(record, entry, c->now, reach);
}

static uint64_t
check_versions(const struct context *c, const struct deploy *d)
{
	const uint8_t *record = account_data(d->record), *p = d->payload;

	if (is_advance(d))
		return check_advance(d);
	REQUIRE(is_ring_newest(record, p + KT_AT(deploy, from_number),
		p + KT_AT(deploy, from_hash)), SUPERSEDED);
	/* The code that is deployed may be deployed again: it shows that the whole
	 * path works, and changes nothing else. */
	return d->kind == KT_KIND_ROLLBACK ? check_target(c, d) : 0;
}

uint64_t
deploy_propose(const struct context *c, const struct deploy *d, const struct account *depositor)
{
	TRY(check_flags(d));
	TRY(check_versions(c, d));
	REQUIRE(!is_code_buffer_of(d->buffer, account_key(d->authority)), BUFFER_HELD);
	REQUIRE(is_code_buffer_of(d->buffer, account_key(depositor)), BUFFER_AUTHORITY);
	TRY(account_signed(depositor));
	return code_prove(d->buffer, CODE_BUFFER_HEADER, code_len(d),
		d->payload + KT_AT(deploy, code_hash));
}

uint64_t
deploy_take(const struct deploy *d, const struct account *depositor)
{
	struct handing h = { d->buffer, depositor, d->authority, d->loader, &d->seeds, 0, true };

	cpi_set_authority(&h);
	REQUIRE(is_code_buffer_of(d->buffer, account_key(d->authority)), READ_BACK);
	return 0;
}

static uint64_t
check_now(const struct context *c, const struct deploy *d, const uint8_t *proposal)
{
	const uint8_t *p = d->payload;
	uint64_t order = ring_order(account_data(d->record), p + KT_AT(deploy, from_number),
		p + KT_AT(deploy, from_hash));

	TRY(order);
	if (d->kind == KT_KIND_ROLLBACK)
		TRY(check_target(c, d));
	REQUIRE(proposal[KT_AT(proposal, holds_buffer)] == 1, NO_BUFFER_HELD);
	REQUIRE(is_code_buffer_of(d->buffer, account_key(d->authority)), BUFFER_AUTHORITY);
	return code_prove(d->buffer, CODE_BUFFER_HEADER, code_len(d),
		p + KT_AT(deploy, code_hash));
}

static void
record_version(const struct context *c, const struct deploy *d, const uint8_t *proposal)
{
	uint8_t *record = account_data(d->record);
	struct ring_version v = { d->payload + KT_AT(deploy, code_hash), code_len(d), 0, c->slot,
		c->now, bytes_u64(proposal + KT_AT(proposal, index)) };

	if (d->kind == KT_KIND_ROLLBACK)
		ring_retire_newest(record);
	ring_append(record, &v, false);
	if (d->kind == KT_KIND_UPGRADE && (d->payload[KT_AT(deploy, flags)] & KT_DEPLOY_ONE_WAY))
		ring_retire_old(record);
}

uint64_t
deploy_execute(const struct context *c, const struct deploy *d, uint8_t *proposal,
	const struct account *rent_and_clock)
{
	struct account seven[CPI_UPGRADE_N] = { *d->program_data, *d->program, *d->buffer,
		*d->spill, rent_and_clock[0], rent_and_clock[1], *d->authority };
	struct code_mark mark;

	TRY(account_writable(d->record));
	TRY(account_writable(d->program));
	TRY(account_writable(d->program_data));
	TRY(account_writable(d->spill));
	TRY(check_now(c, d, proposal));
	code_mark(d->buffer, code_len(d), &mark);
	cpi_upgrade(seven, d->loader, &d->seeds);
	TRY(code_deployed(d->program_data, d->buffer, account_key(d->authority), c->slot, &mark));
	record_version(c, d, proposal);
	proposal[KT_AT(proposal, holds_buffer)] = 0;
	return 0;
}

bool
is_deploy_superseded(const uint8_t *record, const uint8_t *payload)
{
	if (record[KT_AT(record, state)] != KT_RECORD_GOVERNED)
		return true;
	return ring_order(record, payload + KT_AT(deploy, from_number),
		payload + KT_AT(deploy, from_hash)) == KT_E_SUPERSEDED;
}
