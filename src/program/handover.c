#include "program/handover.h"

#include "program/code.h"
#include "program/cpi.h"
#include "program/ids.h"
#include "program/ring.h"

/* Nothing of ours may become its own authority: nobody could sign for it. */
static uint64_t
check_not_ours(const struct context *c, const struct handover *h, const uint8_t *receiver)
{
	uint8_t authority[KEY_LEN];
	struct seeds s;

	seeds_authority(&s, account_key(h->multisig));
	TRY(seeds_address(&s, account_data(h->multisig)[KT_AT(multisig, authority_bump)],
		c->program_id, authority));
	REQUIRE(!key_equal(receiver, id_system), RECEIVER);
	REQUIRE(!key_equal(receiver, authority), RECEIVER);
	REQUIRE(!key_equal(receiver, account_key(h->multisig)), RECEIVER);
	REQUIRE(!key_equal(receiver, account_key(h->record)), RECEIVER);
	REQUIRE(!key_equal(receiver, c->program_id), RECEIVER);
	REQUIRE(!key_equal(receiver, h->payload + KT_AT(handover, program)), RECEIVER);
	return 0;
}

static uint64_t
check_receiver(const struct context *c, const struct handover *h)
{
	const uint8_t *receiver = h->payload + KT_AT(handover, receiver);
	uint8_t point[KEY_LEN];

	if (h->kind == KT_KIND_IMMUTABLE) {
		REQUIRE(bytes_all_zero(receiver, KEY_LEN), RECEIVER);
		return 0;
	}
	REQUIRE(key_equal(account_key(h->receiver), receiver), RECEIVER);
	TRY(check_not_ours(c, h, receiver));
	/* Only the top level counts as a signature, so only a key can give one. */
	if (h->kind == KT_KIND_HANDOVER)
		REQUIRE(sol_curve_validate_point(0, receiver, point) == 0, RECEIVER);
	if (h->kind == KT_KIND_HANDOVER_MULTISIG) {
		REQUIRE(state_multisig(c, h->receiver) == 0, RECEIVER);
		REQUIRE(bytes_equal(account_data(h->receiver) + KT_AT(multisig, genesis_hash),
			account_data(h->multisig) + KT_AT(multisig, genesis_hash), HASH_LEN), RECEIVER);
	}
	return 0;
}

uint64_t
handover_check(const struct context *c, const struct handover *h)
{
	const uint8_t *p = h->payload;

	TRY(state_governed(c, h->multisig, h->record, p + KT_AT(handover, program)));
	REQUIRE(is_ring_newest(account_data(h->record), p + KT_AT(handover, from_number),
		p + KT_AT(handover, from_hash)), SUPERSEDED);
	return check_receiver(c, h);
}

/* Accounts of an execution, from `first` on: authority, record, program,
 * program data, then by kind the receiver and its authority, then the loader. */
enum { AUTHORITY, RECORD, PROGRAM, PROGRAM_DATA, RECEIVER, RECEIVER_AUTHORITY };

static const struct account *
last(const struct context *c)
{
	return &c->account[c->account_n - 1];
}

static uint64_t
check_accounts(const struct context *c, struct handover *h, const struct account *a,
	struct seeds *ours)
{
	const uint8_t *program = h->payload + KT_AT(handover, program);

	TRY(account_writable(&a[RECORD]));
	TRY(account_writable(&a[PROGRAM_DATA]));
	TRY(state_authority(c, h->multisig, &a[AUTHORITY], ours));
	h->record = &a[RECORD];
	h->receiver = h->kind == KT_KIND_IMMUTABLE ? 0 : &a[RECEIVER];
	TRY(handover_check(c, h));
	TRY(code_program(&a[PROGRAM], program, &a[PROGRAM_DATA]));
	return code_authority(&a[PROGRAM_DATA], account_key(&a[AUTHORITY]));
}

static uint64_t
read_back(const struct account *program_data, const struct account *next)
{
	const uint8_t *d = account_data(program_data);

	if (!next) {
		REQUIRE(d[12] == 0, READ_BACK);
		return 0;
	}
	REQUIRE(code_authority(program_data, account_key(next)) == 0, READ_BACK);
	return 0;
}

uint64_t
handover_execute(const struct context *c, struct handover *h, uint32_t first)
{
	const struct account *a = &c->account[first];
	struct seeds ours, theirs;
	struct handing g = { &a[PROGRAM_DATA], &a[AUTHORITY], 0, last(c), &ours, 0, false };

	TRY(check_accounts(c, h, a, &ours));
	g.next = h->receiver;
	if (h->kind == KT_KIND_HANDOVER) {
		TRY(account_signed(h->receiver));
		g.checked = true;
	}
	if (h->kind == KT_KIND_HANDOVER_MULTISIG) {
		TRY(state_authority(c, h->receiver, &a[RECEIVER_AUTHORITY], &theirs));
		g.next = &a[RECEIVER_AUTHORITY];
		g.signer2 = &theirs;
		g.checked = true;
	}
	cpi_set_authority(&g);
	TRY(read_back(&a[PROGRAM_DATA], g.next));
	ring_close(account_data(h->record),
		h->kind == KT_KIND_IMMUTABLE ? KT_RECORD_SEALED : KT_RECORD_CLOSED, c->now);
	return 0;
}
