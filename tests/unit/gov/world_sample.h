#ifndef TESTS_WORLD_SAMPLE_H
#define TESTS_WORLD_SAMPLE_H

/* world_sample.h - the sample accounts as the backend reads them: a multisig at
 * sample_named(0xb1), 3 of 4, lock 48 h, window 14 d, epoch 6; a program at
 * sample_named(0x71) whose newest version is 7. */

#include "../solana/keyturn_sample.h"
#include "gov/native.h"

#define APPROVED_AT 1800000000
#define CREATED_AT 1799990000

static const struct pubkey sample_program = { { 0x11, 0x22, 0x33 } };

static inline struct gov_multisig
sample_gov_multisig(void)
{
	struct pubkey at = sample_named(0xb1);
	uint8_t raw[KT_MULTISIG_LEN];
	struct gov_multisig m;
	struct err e;

	sample_multisig(raw);
	if (native_multisig(&m, &sample_program, &at, raw, sizeof raw, 100, &e) != ERR_OK)
		die("%s", e.message);
	return m;
}

/* The record of the program the sample acts are about. */
static inline void
sample_record_of_act(uint8_t p[KT_RECORD_LEN])
{
	sample_record(p);
	memset(AT(p, record, program), 0x71, 32);
	memset(AT(p, record, versions) + 2 * KT_LEN(version) + KT_AT(version, code_hash), 0x74, 32);
	sample_le(AT(p, record, versions) + 2 * KT_LEN(version) + KT_AT(version, ended), 0, 8);
}

static inline struct gov_record
sample_gov_record(const struct gov_multisig *m)
{
	struct pubkey program = sample_named(0x71), at = kt_record_address(&sample_program, &m->address, &program);
	uint8_t raw[KT_RECORD_LEN];
	struct gov_record r;
	struct err e;

	sample_record_of_act(raw);
	if (native_record(&r, m, &at, raw, sizeof raw, 100, &e) != ERR_OK)
		die("%s", e.message);
	return r;
}

/* A proposal of `kind` by member 0, with its hash; `status` as given. */
static inline size_t
sample_proposal_raw(uint8_t p[KT_PROPOSAL_LEN_MAX], const struct gov_multisig *m, enum kt_kind kind, uint64_t index,
	enum kt_status status, uint32_t approvals)
{
	struct kt_act act = sample_act(kind);
	struct kt_multisig_account g;
	struct kt_proposal_account a;
	struct err e;
	size_t len;

	act.deploy.advance = false;
	memset(p, 0, KT_PROPOSAL_LEN_MAX);
	*AT(p, proposal, tag) = KT_ACCOUNT_PROPOSAL;
	*AT(p, proposal, version) = KT_ABI_VERSION;
	*AT(p, proposal, kind) = (uint8_t)kind;
	*AT(p, proposal, status) = (uint8_t)status;
	*AT(p, proposal, holds_buffer) = kind == KT_KIND_UPGRADE || kind == KT_KIND_ROLLBACK;
	memcpy(AT(p, proposal, multisig), m->address.b, 32);
	sample_le(AT(p, proposal, index), index, 8);
	sample_le(AT(p, proposal, epoch), m->epoch, 8);
	memcpy(AT(p, proposal, proposer), m->member[0].address.b, 32);
	memcpy(AT(p, proposal, rent_payer), m->member[0].address.b, 32);
	sample_le(AT(p, proposal, lock), kind == KT_KIND_ROLLBACK ? 600 : 172800, 4);
	sample_le(AT(p, proposal, window), 1209600, 4);
	sample_le(AT(p, proposal, created_at), CREATED_AT, 8);
	sample_le(AT(p, proposal, approved_at), status == KT_STATUS_ACTIVE ? 0 : APPROVED_AT, 8);
	sample_le(AT(p, proposal, ended_at), status > KT_STATUS_APPROVED ? APPROVED_AT + 172900 : 0, 8);
	sample_le(AT(p, proposal, approvals), approvals, 4);
	sample_le(AT(p, proposal, approved_by), status == KT_STATUS_ACTIVE ? 0 : approvals, 4);
	len = sample_payload(p + KT_PROPOSAL_HEADER, &act);
	sample_le(AT(p, proposal, payload_len), len, 2);
	if (kt_multisig_decode(m->raw, m->raw_len, &g, &e) != ERR_OK ||
		kt_proposal_decode(p, KT_PROPOSAL_HEADER + len, &a, &e) != ERR_OK)
		die("%s", e.message);
	kt_payload_hash(&sample_program, &g, &m->address, &a, &a.payload_hash);
	memcpy(AT(p, proposal, payload_hash), a.payload_hash.b, 32);
	return KT_PROPOSAL_HEADER + len;
}

static inline struct gov_proposal
sample_gov_proposal(const struct gov_multisig *m, enum kt_kind kind, enum kt_status status, uint32_t approvals)
{
	struct pubkey at = kt_proposal_address(&sample_program, &m->address, 14);
	uint8_t raw[KT_PROPOSAL_LEN_MAX];
	size_t len = sample_proposal_raw(raw, m, kind, 14, status, approvals);
	struct gov_proposal p;
	struct err e;

	if (native_proposal(&p, &sample_program, m, &at, raw, len, 100, &e) != ERR_OK)
		die("%s", e.message);
	return p;
}

#endif
