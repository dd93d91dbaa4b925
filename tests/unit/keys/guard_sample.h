#ifndef TESTS_GUARD_SAMPLE_H
#define TESTS_GUARD_SAMPLE_H

/* guard_sample.h - one message of each kind the guard knows, with what the
 * parent hands over for it. */

#include "keys/guard.h"
#include "solana/loader.h"
#include "solana/system.h"
#include "unit/solana/keyturn_sample.h"

#define SAMPLE_BLOCKHASH 0xee

enum guard_case_kind {
	CASE_CREATE, CASE_ADOPT, CASE_PROPOSE, CASE_VOTE, CASE_EXECUTE, CASE_RECLAIM, CASE_CLOSE,
	CASE_BUFFER, CASE_RESUME, CASE_DEPLOY, CASE_EXTEND, CASE_AUTHORITY, CASE_CHECKED, CASE_CLOSE_BUFFER
};
struct guard_case {
	const char *name;
	enum guard_case_kind what;
	enum kt_kind kind;     /* of the act */
	enum kt_choice choice; /* vote */
	bool weaker;           /* members: threshold 2, lock 10 minutes */
};

static const struct guard_case guard_cases[] = {
	{ "create", CASE_CREATE, 0, 0, false },
	{ "adopt", CASE_ADOPT, 0, 0, false },
	{ "propose-upgrade", CASE_PROPOSE, KT_KIND_UPGRADE, 0, false },
	{ "propose-rollback", CASE_PROPOSE, KT_KIND_ROLLBACK, 0, false },
	{ "propose-members", CASE_PROPOSE, KT_KIND_MEMBERS, 0, false },
	{ "propose-handover", CASE_PROPOSE, KT_KIND_HANDOVER, 0, false },
	{ "propose-handover-multisig", CASE_PROPOSE, KT_KIND_HANDOVER_MULTISIG, 0, false },
	{ "propose-handover-unchecked", CASE_PROPOSE, KT_KIND_HANDOVER_UNCHECKED, 0, false },
	{ "propose-immutable", CASE_PROPOSE, KT_KIND_IMMUTABLE, 0, false },
	{ "approve-upgrade", CASE_VOTE, KT_KIND_UPGRADE, KT_CHOICE_APPROVE, false },
	{ "approve-rollback", CASE_VOTE, KT_KIND_ROLLBACK, KT_CHOICE_APPROVE, false },
	{ "approve-members", CASE_VOTE, KT_KIND_MEMBERS, KT_CHOICE_APPROVE, false },
	{ "approve-members-weaker", CASE_VOTE, KT_KIND_MEMBERS, KT_CHOICE_APPROVE, true },
	{ "approve-handover", CASE_VOTE, KT_KIND_HANDOVER, KT_CHOICE_APPROVE, false },
	{ "approve-handover-multisig", CASE_VOTE, KT_KIND_HANDOVER_MULTISIG, KT_CHOICE_APPROVE, false },
	{ "approve-handover-unchecked", CASE_VOTE, KT_KIND_HANDOVER_UNCHECKED, KT_CHOICE_APPROVE, false },
	{ "approve-immutable", CASE_VOTE, KT_KIND_IMMUTABLE, KT_CHOICE_APPROVE, false },
	{ "reject-immutable", CASE_VOTE, KT_KIND_IMMUTABLE, KT_CHOICE_REJECT, false },
	{ "cancel-upgrade", CASE_VOTE, KT_KIND_UPGRADE, KT_CHOICE_CANCEL, false },
	{ "withdraw-upgrade", CASE_VOTE, KT_KIND_UPGRADE, KT_CHOICE_WITHDRAW, false },
	{ "execute-upgrade", CASE_EXECUTE, KT_KIND_UPGRADE, 0, false },
	{ "execute-rollback", CASE_EXECUTE, KT_KIND_ROLLBACK, 0, false },
	{ "execute-members", CASE_EXECUTE, KT_KIND_MEMBERS, 0, false },
	{ "execute-handover", CASE_EXECUTE, KT_KIND_HANDOVER, 0, false },
	{ "execute-handover-multisig", CASE_EXECUTE, KT_KIND_HANDOVER_MULTISIG, 0, false },
	{ "execute-handover-unchecked", CASE_EXECUTE, KT_KIND_HANDOVER_UNCHECKED, 0, false },
	{ "execute-immutable", CASE_EXECUTE, KT_KIND_IMMUTABLE, 0, false },
	{ "reclaim", CASE_RECLAIM, KT_KIND_UPGRADE, 0, false },
	{ "close", CASE_CLOSE, KT_KIND_UPGRADE, 0, false },
	{ "buffer-new", CASE_BUFFER, 0, 0, false },
	{ "buffer-resume", CASE_RESUME, 0, 0, false },
	{ "deploy", CASE_DEPLOY, 0, 0, false },
	{ "extend", CASE_EXTEND, 0, 0, false },
	{ "authority", CASE_AUTHORITY, 0, 0, false },
	{ "authority-checked", CASE_CHECKED, 0, 0, false },
	{ "buffer-close", CASE_CLOSE_BUFFER, 0, 0, false },
};
#define GUARD_CASE_N (sizeof guard_cases / sizeof guard_cases[0])

struct guard_sample {
	struct guard_config config;
	struct pubkey signer;
	struct kt_where where;
	struct guard_context context;
	struct kt_proposal_account proposal; /* decoded from the context */
	uint8_t message[PACKET_MAX];
	size_t len;
};

static inline void
sample_world(struct guard_sample *s)
{
	struct pubkey create_key;
	uint8_t *r = s->context.record.data;
	struct pubkey program = sample_named(0x71);

	memset(s, 0, sizeof *s);
	s->config = (struct guard_config){ .governance = sample_named(0x11), .cluster = "devnet",
		.endpoint = "http://127.0.0.1:8899" };
	memset(s->config.genesis_hash.b, 0xc2, 32);
	memset(create_key.b, 0xc1, 32);
	s->signer = sample_member(0);
	s->where.id = s->config.governance;
	s->where.multisig = s->context.multisig.address = kt_multisig_address(&s->where.id, &create_key);
	sample_multisig(s->context.multisig.data);
	s->context.multisig.len = KT_MULTISIG_LEN;
	sample_record(r);
	memcpy(AT(r, record, multisig), s->where.multisig.b, 32);
	memcpy(AT(r, record, program), program.b, 32);
	memset(AT(r, record, versions) + 2 * KT_LEN(version) + KT_AT(version, code_hash), 0x74, 32);
	memset(AT(r, record, versions) + KT_AT(version, code_hash), 0x75, 32);
	s->context.record.len = KT_RECORD_LEN;
	s->context.record.address = kt_record_address(&s->where.id, &s->where.multisig, &program);
	s->context.cluster_now = 1790100000;
}

/* Proposal 14 of this multisig, made by the signer, with the right hash. */
static inline void
sample_prepare(struct guard_sample *s, const struct guard_case *c)
{
	struct guard_account *a = &s->context.proposal;
	struct kt_multisig_account m;
	struct err e = ERR_INIT;
	struct hash h;
	uint8_t *p = a->data;

	a->len = sample_proposal(p, c->kind, "Fix rounding in interest accrual");
	a->address = kt_proposal_address(&s->where.id, &s->where.multisig, 14);
	memcpy(AT(p, proposal, multisig), s->where.multisig.b, 32);
	memcpy(AT(p, proposal, proposer), s->signer.b, 32);
	memcpy(AT(p, proposal, rent_payer), s->signer.b, 32);
	memset(AT(p, proposal, depositor), 0, 32);
	if (c->kind <= KT_KIND_ROLLBACK)
		memcpy(AT(p, proposal, depositor), s->signer.b, 32);
	sample_le(AT(p, proposal, lock), c->kind == KT_KIND_ROLLBACK ? 600 : 172800, 4);
	if (c->weaker) {
		p[KT_PROPOSAL_HEADER + KT_AT(rules, threshold)] = 2;
		sample_le(p + KT_PROPOSAL_HEADER + KT_AT(rules, timelock), 600, 4);
	}
	if (kt_multisig_decode(s->context.multisig.data, KT_MULTISIG_LEN, &m, &e) != ERR_OK ||
		kt_proposal_decode(p, a->len, &s->proposal, &e) != ERR_OK)
		die("%s", e.message);
	kt_payload_hash(&s->where.id, &m, &s->where.multisig, &s->proposal, &h);
	memcpy(AT(p, proposal, payload_hash), h.b, 32);
	s->proposal.payload_hash = h;
}

/* A compute unit limit, a price and a data limit in front, as the client builds. */
static inline void
sample_build(struct guard_sample *s, const struct instruction *ix, size_t n)
{
	struct system_ix units, price, data;
	struct instruction all[8];
	struct hash blockhash;
	struct err e = ERR_INIT;

	memset(blockhash.b, SAMPLE_BLOCKHASH, 32);
	budget_units(&units, 40000);
	budget_price(&price, 25000);
	budget_data(&data, 98304);
	all[0] = units.ix;
	all[1] = price.ix;
	all[2] = data.ix;
	for (size_t i = 0; i < n; i++)
		all[3 + i] = ix[i];
	if (message_build(&s->signer, all, 3 + n, &blockhash, s->message, &s->len, &e) != ERR_OK)
		die("%s", e.message);
}

static inline void
sample_governance_message(struct guard_sample *s, const struct guard_case *c)
{
	struct kt_governance g = sample_governance();
	struct pubkey create_key = sample_named(0xc1), now = sample_member(9), program = sample_named(0x71);
	struct hash code;
	struct kt_ix ix;

	memset(code.b, 0x75, 32);
	if (c->kind != 0)
		sample_prepare(s, c);
	switch (c->what) {
	case CASE_CREATE:
		kt_create_ix(&ix, &s->where.id, &s->signer, &create_key, &s->config.genesis_hash, &g);
		s->context.rent_lamports = 4531360;
		break;
	case CASE_ADOPT:
		kt_adopt_ix(&ix, &s->where, &s->signer, &s->signer, &now, &program, 700123, &code);
		break;
	case CASE_PROPOSE:
		kt_propose_ix(&ix, &s->where, &s->signer, &s->signer, &s->proposal.depositor, 14, &s->proposal.act,
			s->proposal.description, s->proposal.description_len);
		break;
	case CASE_VOTE:
		kt_vote_ix(&ix, &s->where, &s->signer, 14, c->choice, &s->proposal.payload_hash);
		break;
	case CASE_EXECUTE:
		kt_execute_ix(&ix, &s->where, &s->signer, 14, &s->proposal.act, &s->proposal.payload_hash);
		break;
	case CASE_RECLAIM:
		kt_reclaim_ix(&ix, &s->where, &s->proposal);
		break;
	default:
		kt_close_ix(&ix, &s->where, &s->signer, &s->proposal);
		break;
	}
	sample_build(s, &ix.ix, 1);
}

static inline void
sample_new_buffer(struct guard_sample *s)
{
	static const char seed[] = "3f2a91c09d1c77e01";
	struct system_ix pay, room, owner;
	struct loader_ix init;
	struct instruction ix[4];
	struct pubkey buffer;

	pubkey_with_seed(&s->signer, seed, &PUBKEY_LOADER, &buffer);
	system_transfer(&pay, &s->signer, &buffer, 3556800240);
	system_allocate_with_seed(&room, &buffer, &s->signer, seed, 700160, &PUBKEY_LOADER);
	system_assign_with_seed(&owner, &buffer, &s->signer, seed, &PUBKEY_LOADER);
	loader_initialize_buffer(&init, &buffer, &s->signer);
	ix[0] = pay.ix;
	ix[1] = room.ix;
	ix[2] = owner.ix;
	ix[3] = init.ix;
	s->context.bulk_n = 730;
	s->context.write_fee = GUARD_WRITE_FEE_MAX;
	sample_build(s, ix, 4);
}

static inline void
sample_loader_message(struct guard_sample *s, const struct guard_case *c)
{
	struct pubkey buffer = sample_named(0x72), program = sample_member(8), next = sample_member(7);
	struct loader_ix ix[1];
	struct system_ix made;
	struct instruction two[2];

	if (c->what == CASE_RESUME) {
		loader_write(ix, &buffer, &s->signer, 960, (const uint8_t *)"a piece of code", 15);
		s->context.bulk_n = 12;
		s->context.write_fee = GUARD_WRITE_FEE_MAX;
	} else if (c->what == CASE_EXTEND) {
		loader_extend(ix, &program, &s->signer, 10240);
		s->context.rent_lamports = 52019200;
	} else if (c->what == CASE_CLOSE_BUFFER) {
		loader_close(ix, &buffer, &s->signer, &s->signer);
	} else if (c->what == CASE_DEPLOY) {
		system_create(&made, &s->signer, &program, 833120, LOADER_PROGRAM_LEN, &PUBKEY_LOADER);
		loader_deploy(ix, &s->signer, &program, &buffer, &s->signer, 700123);
		two[0] = made.ix;
		two[1] = ix->ix;
		sample_build(s, two, 2);
		return;
	} else {
		loader_set_authority(ix, &buffer, &s->signer, &next, c->what == CASE_CHECKED);
	}
	sample_build(s, &ix->ix, 1);
}

/* sample_case makes the whole of one case. */
static inline void
sample_case(struct guard_sample *s, const struct guard_case *c)
{
	sample_world(s);
	if (c->what <= CASE_CLOSE)
		sample_governance_message(s, c);
	else if (c->what == CASE_BUFFER)
		sample_new_buffer(s);
	else
		sample_loader_message(s, c);
}

#endif
