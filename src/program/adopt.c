#include "program/code.h"
#include "program/cpi.h"
#include "program/instructions.h"
#include "program/ring.h"
#include "program/state.h"

enum { PAYER, MEMBER, CURRENT, MULTISIG, AUTHORITY, RECORD, PROGRAM, PROGRAM_DATA, LOADER,
	SYSTEM, SYSVAR, ACCOUNT_N };

static const struct shape shape = { ACCOUNT_N,
	1 << PAYER | 1 << MEMBER | 1 << CURRENT | 1 << AUTHORITY, SYSVAR, SYSTEM, LOADER, SHAPE_NONE };

struct adoption {
	struct seeds record, authority;
	bool exists; /* a record that was closed goes on */
	bool ours;   /* the authority is ours already: nothing to hand over */
};

static uint64_t
check_fixed(const struct context *c)
{
	const struct account *a = c->account;
	uint32_t position;

	TRY(context_begin(c, &shape));
	REQUIRE(c->data_len == KT_LEN(adopt), BAD_INSTRUCTION);
	TRY(account_signed(&a[PAYER]));
	TRY(account_writable(&a[PAYER]));
	TRY(account_writable(&a[RECORD]));
	TRY(account_writable(&a[PROGRAM_DATA]));
	TRY(state_multisig(c, &a[MULTISIG]));
	TRY(state_member(&a[MULTISIG], &a[MEMBER], &position));
	REQUIRE(!key_equal(account_key(&a[PROGRAM]), c->program_id), OWN_PROGRAM);
	return 0;
}

static uint64_t
check_record(const struct context *c, struct adoption *n)
{
	const struct account *a = c->account;
	uint8_t state;

	n->exists = key_equal(account_owner(&a[RECORD]), c->program_id);
	if (!n->exists) {
		seeds_record(&n->record, account_key(&a[MULTISIG]), account_key(&a[PROGRAM]));
		TRY(seeds_find(&n->record, c->program_id, account_key(&a[RECORD])));
		return account_vacant(&a[RECORD]);
	}
	TRY(state_record(c, &a[MULTISIG], &a[RECORD], account_key(&a[PROGRAM])));
	state = account_data(&a[RECORD])[KT_AT(record, state)];
	REQUIRE(state != KT_RECORD_GOVERNED, ALREADY_RECORDED);
	REQUIRE(state == KT_RECORD_CLOSED, IMMUTABLE);
	return 0;
}

static uint64_t
check(const struct context *c, struct adoption *n)
{
	const struct account *a = c->account;

	TRY(check_fixed(c));
	TRY(state_authority(c, &a[MULTISIG], &a[AUTHORITY], &n->authority));
	TRY(code_program(&a[PROGRAM], account_key(&a[PROGRAM]), &a[PROGRAM_DATA]));
	TRY(check_record(c, n));
	TRY(code_authority(&a[PROGRAM_DATA], account_key(&a[CURRENT])));
	n->ours = a[CURRENT].entry == a[AUTHORITY].entry;
	if (!n->ours)
		TRY(account_signed(&a[CURRENT]));
	return code_prove(&a[PROGRAM_DATA], CODE_PROGRAM_DATA_HEADER,
		bytes_u32(c->data + KT_AT(adopt, code_len)), c->data + KT_AT(adopt, code_hash));
}

static uint64_t
make_record(const struct context *c, const struct adoption *n)
{
	const struct account *a = c->account;
	struct creation made = { &a[PAYER], &a[RECORD], &a[SYSTEM], &n->record, KT_RECORD_LEN };
	uint8_t *d = account_data(&a[RECORD]);

	TRY(cpi_create(c, &made));
	d[KT_AT(record, tag)] = KT_ACCOUNT_RECORD;
	d[KT_AT(record, version)] = KT_ABI_VERSION;
	d[KT_AT(record, bump)] = n->record.bump;
	bytes_copy(d + KT_AT(record, multisig), account_key(&a[MULTISIG]), KEY_LEN);
	bytes_copy(d + KT_AT(record, program), account_key(&a[PROGRAM]), KEY_LEN);
	return 0;
}

static uint64_t
take(const struct context *c, const struct adoption *n)
{
	const struct account *a = c->account;
	struct handing h = { &a[PROGRAM_DATA], &a[CURRENT], &a[AUTHORITY], &a[LOADER],
		&n->authority, 0, true };

	if (n->ours)
		return 0;
	cpi_set_authority(&h);
	REQUIRE(code_authority(&a[PROGRAM_DATA], account_key(&a[AUTHORITY])) == 0, READ_BACK);
	return 0;
}

uint64_t
adopt_run(struct context *c)
{
	const struct account *a = c->account;
	struct adoption n;
	struct ring_version v = { c->data + KT_AT(adopt, code_hash), 0, KT_VERSION_ADOPTED, 0, 0, 0 };
	struct event e = { 0, 0, &a[MULTISIG], &a[MEMBER], 0 };
	uint8_t *d;

	TRY(context_clock(c));
	TRY(check(c, &n));
	if (!n.exists)
		TRY(make_record(c, &n));
	TRY(take(c, &n));
	v.code_len = bytes_u32(c->data + KT_AT(adopt, code_len));
	v.slot = c->slot;
	v.now = c->now;
	d = account_data(&a[RECORD]);
	ring_append(d, &v, true);
	d[KT_AT(record, state)] = KT_RECORD_GOVERNED;
	context_event(c, &e);
	return 0;
}
