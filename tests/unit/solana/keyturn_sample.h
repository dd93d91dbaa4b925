#ifndef TESTS_KEYTURN_SAMPLE_H
#define TESTS_KEYTURN_SAMPLE_H

/* keyturn_sample.h - accounts of the governance program as bytes, put at the
 * offsets of abi.h and not by the code under test. */

#include <sodium.h>

#include "solana/keyturn.h"
#include "test.h"

#define AT(p, table, field) ((p) + KT_AT(table, field))

static inline struct pubkey
sample_named(uint8_t n)
{
	struct pubkey k;

	memset(k.b, n, 32);
	return k;
}

/* A key on the curve, the same for the same n. */
static inline struct pubkey
sample_member(uint8_t n)
{
	uint8_t seed[32] = { n, 0x5a }, secret[64];
	struct pubkey k;

	(void)crypto_sign_seed_keypair(k.b, secret, seed);
	return k;
}

static inline void
sample_le(uint8_t *p, uint64_t v, size_t width)
{
	for (size_t i = 0; i < width; i++)
		p[i] = (uint8_t)(v >> 8 * i);
}

/* 4 approvers and an operator, 3 of 4, rollback 4, stop 2. */
static inline struct kt_governance
sample_governance(void)
{
	struct kt_governance g = { .member_n = 5, .threshold = 3, .rollback_threshold = 4, .stop_number = 2,
		.timelock_s = 172800, .rollback_delay_s = 600, .window_s = 1209600, .reach_s = 2592000 };

	for (uint8_t i = 0; i < 5; i++)
		g.member[i] = (struct kt_person){ sample_member(i), i < 4 ? KT_ROLE_APPROVER : KT_ROLE_OPERATOR };
	return g;
}

static inline void
sample_rules(uint8_t *p, const struct kt_governance *g)
{
	*AT(p, rules, member_n) = g->member_n;
	*AT(p, rules, threshold) = g->threshold;
	*AT(p, rules, rollback_threshold) = g->rollback_threshold;
	*AT(p, rules, stop_number) = g->stop_number;
	sample_le(AT(p, rules, timelock), g->timelock_s, 4);
	sample_le(AT(p, rules, rollback_delay), g->rollback_delay_s, 4);
	sample_le(AT(p, rules, window), g->window_s, 4);
	sample_le(AT(p, rules, reach), g->reach_s, 4);
	for (unsigned i = 0; i < g->member_n; i++) {
		uint8_t *m = p + KT_LEN(rules) + i * KT_LEN(member);

		memcpy(AT(m, member, address), g->member[i].address.b, 32);
		*AT(m, member, role) = (uint8_t)g->member[i].role;
	}
}

static inline void
sample_multisig(uint8_t p[KT_MULTISIG_LEN])
{
	struct kt_governance g = sample_governance();

	memset(p, 0, KT_MULTISIG_LEN);
	*AT(p, multisig, tag) = KT_ACCOUNT_MULTISIG;
	*AT(p, multisig, version) = KT_ABI_VERSION;
	*AT(p, multisig, bump) = 254;
	*AT(p, multisig, authority_bump) = 253;
	memset(AT(p, multisig, create_key), 0xc1, 32);
	memset(AT(p, multisig, genesis_hash), 0xc2, 32);
	sample_le(AT(p, multisig, epoch), 6, 8);
	sample_le(AT(p, multisig, proposal_count), 14, 8);
	sample_rules(AT(p, multisig, rules), &g);
}

/* Three versions: 4 adopted, 5 retired, 7 the newest. */
static inline void
sample_record(uint8_t p[KT_RECORD_LEN])
{
	static const uint8_t number[] = { 4, 5, 7 }, flags[] = { KT_VERSION_ADOPTED, KT_VERSION_RETIRED, 0 };

	memset(p, 0, KT_RECORD_LEN);
	*AT(p, record, tag) = KT_ACCOUNT_RECORD;
	*AT(p, record, version) = KT_ABI_VERSION;
	*AT(p, record, bump) = 252;
	*AT(p, record, state) = KT_RECORD_GOVERNED;
	memset(AT(p, record, multisig), 0xb1, 32);
	memset(AT(p, record, program), 0xb2, 32);
	sample_le(AT(p, record, newest), 7, 8);
	*AT(p, record, version_n) = 3;
	for (unsigned i = 0; i < 3; i++) {
		uint8_t *v = AT(p, record, versions) + i * KT_LEN(version);

		sample_le(AT(v, version, number), number[i], 8);
		memset(AT(v, version, code_hash), 0xd0 + (int)i, 32);
		sample_le(AT(v, version, code_len), 1000 + i, 4);
		*AT(v, version, flags) = flags[i];
		sample_le(AT(v, version, slot), 447552000 + i, 8);
		sample_le(AT(v, version, began), 1790000000 + i, 8);
		sample_le(AT(v, version, ended), i < 2 ? 1790000001 + i : 0, 8);
		sample_le(AT(v, version, proposal), i * 3, 8);
	}
}

/* An act of each kind with every field of its part filled. */
static inline struct kt_act
sample_act(enum kt_kind kind)
{
	struct kt_act a = { .kind = kind };

	if (kind == KT_KIND_MEMBERS) {
		a.members = sample_governance();
		a.members.member_n = 4;
		a.members.member[4] = (struct kt_person){ .role = 0 };
	} else if (kind == KT_KIND_UPGRADE || kind == KT_KIND_ROLLBACK) {
		a.deploy.program = sample_named(0x71);
		a.deploy.buffer = sample_named(0x72);
		a.deploy.spill = sample_named(0x73);
		a.deploy.from_number = 7;
		memset(a.deploy.from_hash.b, 0x74, 32);
		a.deploy.target_number = kind == KT_KIND_ROLLBACK ? 4 : 0;
		memset(a.deploy.code_hash.b, 0x75, 32);
		a.deploy.code_len = 700123;
		a.deploy.one_way = kind == KT_KIND_UPGRADE;
		a.deploy.advance = kind == KT_KIND_ROLLBACK;
	} else {
		a.handover.program = sample_named(0x71);
		a.handover.from_number = 7;
		memset(a.handover.from_hash.b, 0x74, 32);
		if (kind != KT_KIND_IMMUTABLE)
			a.handover.receiver = sample_named(0x76);
	}
	return a;
}

/* sample_payload puts the act by the offsets of abi.h; returns its length. */
static inline size_t
sample_payload(uint8_t p[KT_PAYLOAD_MAX], const struct kt_act *a)
{
	if (a->kind == KT_KIND_MEMBERS) {
		sample_rules(p, &a->members);
		return KT_LEN(rules) + a->members.member_n * KT_LEN(member);
	}
	if (a->kind == KT_KIND_UPGRADE || a->kind == KT_KIND_ROLLBACK) {
		memcpy(AT(p, deploy, program), a->deploy.program.b, 32);
		memcpy(AT(p, deploy, buffer), a->deploy.buffer.b, 32);
		memcpy(AT(p, deploy, spill), a->deploy.spill.b, 32);
		sample_le(AT(p, deploy, from_number), a->deploy.from_number, 8);
		memcpy(AT(p, deploy, from_hash), a->deploy.from_hash.b, 32);
		sample_le(AT(p, deploy, target_number), a->deploy.target_number, 8);
		memcpy(AT(p, deploy, code_hash), a->deploy.code_hash.b, 32);
		sample_le(AT(p, deploy, code_len), a->deploy.code_len, 4);
		*AT(p, deploy, flags) = (uint8_t)((a->deploy.one_way ? KT_DEPLOY_ONE_WAY : 0) |
			(a->deploy.advance ? KT_DEPLOY_ADVANCE : 0));
		return KT_LEN(deploy);
	}
	memcpy(AT(p, handover, program), a->handover.program.b, 32);
	sample_le(AT(p, handover, from_number), a->handover.from_number, 8);
	memcpy(AT(p, handover, from_hash), a->handover.from_hash.b, 32);
	memcpy(AT(p, handover, receiver), a->handover.receiver.b, 32);
	return KT_LEN(handover);
}

static inline size_t
sample_proposal(uint8_t p[KT_PROPOSAL_LEN_MAX], enum kt_kind kind, const char *description)
{
	struct kt_act a = sample_act(kind);
	size_t n, text = strlen(description);

	memset(p, 0, KT_PROPOSAL_LEN_MAX);
	n = sample_payload(p + KT_PROPOSAL_HEADER, &a);
	*AT(p, proposal, tag) = KT_ACCOUNT_PROPOSAL;
	*AT(p, proposal, version) = KT_ABI_VERSION;
	*AT(p, proposal, bump) = 251;
	*AT(p, proposal, kind) = (uint8_t)kind;
	*AT(p, proposal, status) = KT_STATUS_APPROVED;
	*AT(p, proposal, holds_buffer) = kind <= KT_KIND_ROLLBACK;
	memset(AT(p, proposal, multisig), 0xa1, 32);
	sample_le(AT(p, proposal, index), 14, 8);
	sample_le(AT(p, proposal, epoch), 6, 8);
	memset(AT(p, proposal, proposer), 0xa2, 32);
	memset(AT(p, proposal, rent_payer), 0xa3, 32);
	memset(AT(p, proposal, depositor), 0xa4, 32);
	sample_le(AT(p, proposal, lock), 172800, 4);
	sample_le(AT(p, proposal, window), 1209600, 4);
	sample_le(AT(p, proposal, created_at), 1790000000, 8);
	sample_le(AT(p, proposal, approved_at), 1790000100, 8);
	sample_le(AT(p, proposal, ended_at), 1790000200, 8);
	sample_le(AT(p, proposal, approvals), 0x5, 4);
	sample_le(AT(p, proposal, rejections), 0x8, 4);
	sample_le(AT(p, proposal, cancels), 0x2, 4);
	sample_le(AT(p, proposal, approved_by), 0x7, 4);
	memset(AT(p, proposal, payload_hash), 0xa5, 32);
	sample_le(AT(p, proposal, payload_len), n, 2);
	*AT(p, proposal, description_len) = (uint8_t)text;
	memcpy(p + KT_PROPOSAL_HEADER + n, description, text);
	return KT_PROPOSAL_HEADER + n + text;
}

#endif
