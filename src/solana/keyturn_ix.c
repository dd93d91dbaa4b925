#include "solana/keyturn_wire.h"

#include "solana/loader.h"

enum { PLAIN = 0, S = 1, W = 2, SW = 3 };

static struct wr
begin(struct kt_ix *s, const struct pubkey *id, enum kt_instruction tag)
{
	struct wr w = wr_to(s->data, sizeof s->data);

	s->ix = (struct instruction){ .program = *id, .account = s->account, .account_n = 0, .data = s->data };
	wr_u8(&w, (uint8_t)tag);
	return w;
}

static void
finish(struct kt_ix *s, const struct wr *w)
{
	if (!wr_done(w))
		die("instruction data does not fit");
	s->ix.data_len = w->len;
}

static void
account(struct kt_ix *s, const struct pubkey *key, unsigned flags)
{
	if (s->ix.account_n == KT_ACCOUNT_N_MAX)
		die("more than %u accounts", KT_ACCOUNT_N_MAX);
	s->account[s->ix.account_n++] = (struct account_meta){ *key, (flags & S) != 0, (flags & W) != 0 };
}

void
kt_create_ix(struct kt_ix *s, const struct pubkey *id, const struct pubkey *payer, const struct pubkey *create_key,
	const struct hash *genesis, const struct kt_governance *g)
{
	struct wr w = begin(s, id, KT_CREATE_MULTISIG);
	struct pubkey multisig = kt_multisig_address(id, create_key);

	wr_bytes(&w, genesis->b, 32);
	kt_governance_put(&w, g);
	finish(s, &w);
	account(s, payer, SW);
	account(s, create_key, S);
	account(s, &multisig, W);
	account(s, &PUBKEY_SYSTEM, PLAIN);
	account(s, &PUBKEY_INSTRUCTIONS, PLAIN);
}

void
kt_adopt_ix(struct kt_ix *s, const struct kt_where *where, const struct pubkey *payer, const struct pubkey *member,
	const struct pubkey *current_authority, const struct pubkey *program, uint32_t code_len,
	const struct hash *code_hash)
{
	struct wr w = begin(s, &where->id, KT_ADOPT);
	struct pubkey authority = kt_authority_address(&where->id, &where->multisig);
	struct pubkey record = kt_record_address(&where->id, &where->multisig, program);
	struct pubkey data = loader_program_data(program);

	wr_u32(&w, code_len);
	wr_bytes(&w, code_hash->b, 32);
	finish(s, &w);
	account(s, payer, SW);
	account(s, member, S);
	account(s, current_authority, pubkey_eq(current_authority, &authority) ? PLAIN : S);
	account(s, &where->multisig, PLAIN);
	account(s, &authority, PLAIN);
	account(s, &record, W);
	account(s, program, PLAIN);
	account(s, &data, W);
	account(s, &PUBKEY_LOADER, PLAIN);
	account(s, &PUBKEY_SYSTEM, PLAIN);
	account(s, &PUBKEY_INSTRUCTIONS, PLAIN);
}

/* The accounts of propose that depend on the kind. */
static void
propose_accounts(struct kt_ix *s, const struct kt_where *where, const struct pubkey *depositor, const struct kt_act *a)
{
	bool deploy = kt_takes_buffer(a->kind);
	const struct pubkey *program = deploy ? &a->deploy.program : &a->handover.program;
	struct pubkey authority, record, data;

	if (a->kind == KT_KIND_MEMBERS)
		return;
	record = kt_record_address(&where->id, &where->multisig, program);
	if (!deploy) {
		account(s, &record, PLAIN);
		if (a->kind != KT_KIND_IMMUTABLE)
			account(s, &a->handover.receiver, PLAIN);
		return;
	}
	authority = kt_authority_address(&where->id, &where->multisig);
	data = loader_program_data(program);
	account(s, depositor, S);
	account(s, &authority, PLAIN);
	account(s, &record, PLAIN);
	account(s, program, PLAIN);
	account(s, &data, PLAIN);
	account(s, &a->deploy.buffer, W);
	account(s, &a->deploy.spill, PLAIN);
	account(s, &PUBKEY_LOADER, PLAIN);
}

void
kt_propose_ix(struct kt_ix *s, const struct kt_where *where, const struct pubkey *proposer,
	const struct pubkey *rent_payer, const struct pubkey *depositor, uint64_t index, const struct kt_act *a,
	const char *description, size_t description_len)
{
	struct wr w = begin(s, &where->id, KT_PROPOSE);
	struct pubkey proposal = kt_proposal_address(&where->id, &where->multisig, index);
	uint8_t payload[KT_PAYLOAD_MAX];
	size_t len = kt_payload_encode(a, payload);

	if (description_len > KT_DESCRIPTION_MAX)
		die("description of %zu bytes", description_len);
	wr_u64(&w, index);
	wr_u8(&w, (uint8_t)a->kind);
	wr_bytes(&w, payload, len);
	wr_u8(&w, (uint8_t)description_len);
	wr_bytes(&w, description, description_len);
	finish(s, &w);
	account(s, proposer, S);
	account(s, rent_payer, SW);
	account(s, &where->multisig, W);
	account(s, &proposal, W);
	account(s, &PUBKEY_SYSTEM, PLAIN);
	account(s, &PUBKEY_INSTRUCTIONS, PLAIN);
	propose_accounts(s, where, depositor, a);
}

static struct kt_at
place(const struct kt_where *where, uint64_t index)
{
	return (struct kt_at){ where->id, where->multisig, kt_proposal_address(&where->id, &where->multisig, index) };
}

void
kt_vote_at(struct kt_ix *s, const struct kt_at *at, const struct pubkey *member, enum kt_choice choice,
	const struct hash *payload_hash)
{
	struct wr w = begin(s, &at->id, KT_VOTE);

	wr_u8(&w, (uint8_t)choice);
	wr_bytes(&w, payload_hash->b, 32);
	finish(s, &w);
	account(s, member, S);
	account(s, &at->multisig, PLAIN);
	account(s, &at->proposal, W);
	account(s, &PUBKEY_INSTRUCTIONS, PLAIN);
}

void
kt_vote_ix(struct kt_ix *s, const struct kt_where *where, const struct pubkey *member, uint64_t index,
	enum kt_choice choice, const struct hash *payload_hash)
{
	struct kt_at at = place(where, index);

	kt_vote_at(s, &at, member, choice, payload_hash);
}

static void
execute_deploy(struct kt_ix *s, const struct kt_at *at, const struct kt_act *a)
{
	struct pubkey authority = kt_authority_address(&at->id, &at->multisig);
	struct pubkey record = kt_record_address(&at->id, &at->multisig, &a->deploy.program);
	struct pubkey data = loader_program_data(&a->deploy.program);

	account(s, &authority, PLAIN);
	account(s, &record, W);
	account(s, &a->deploy.program, W);
	account(s, &data, W);
	account(s, &a->deploy.buffer, W);
	account(s, &a->deploy.spill, W);
	account(s, &PUBKEY_RENT, PLAIN);
	account(s, &PUBKEY_CLOCK, PLAIN);
	account(s, &PUBKEY_LOADER, PLAIN);
}

static void
execute_handover(struct kt_ix *s, const struct kt_at *at, const struct kt_act *a)
{
	struct pubkey authority = kt_authority_address(&at->id, &at->multisig);
	struct pubkey record = kt_record_address(&at->id, &at->multisig, &a->handover.program);
	struct pubkey data = loader_program_data(&a->handover.program);
	struct pubkey other;

	account(s, &authority, PLAIN);
	account(s, &record, W);
	account(s, &a->handover.program, PLAIN);
	account(s, &data, W);
	if (a->kind != KT_KIND_IMMUTABLE)
		account(s, &a->handover.receiver, a->kind == KT_KIND_HANDOVER ? S : PLAIN);
	if (a->kind == KT_KIND_HANDOVER_MULTISIG) {
		other = kt_authority_address(&at->id, &a->handover.receiver);
		account(s, &other, PLAIN);
	}
	account(s, &PUBKEY_LOADER, PLAIN);
}

void
kt_execute_at(struct kt_ix *s, const struct kt_at *at, const struct pubkey *member, const struct kt_act *a,
	const struct hash *payload_hash)
{
	struct wr w = begin(s, &at->id, KT_EXECUTE);

	wr_bytes(&w, payload_hash->b, 32);
	finish(s, &w);
	account(s, member, S);
	account(s, &at->multisig, W);
	account(s, &at->proposal, W);
	account(s, &PUBKEY_INSTRUCTIONS, PLAIN);
	if (kt_takes_buffer(a->kind))
		execute_deploy(s, at, a);
	else if (a->kind != KT_KIND_MEMBERS)
		execute_handover(s, at, a);
}

void
kt_execute_ix(struct kt_ix *s, const struct kt_where *where, const struct pubkey *member, uint64_t index,
	const struct kt_act *a, const struct hash *payload_hash)
{
	struct kt_at at = place(where, index);

	kt_execute_at(s, &at, member, a, payload_hash);
}

void
kt_reclaim_at(struct kt_ix *s, const struct kt_at *at, const struct pubkey *record, const struct pubkey *buffer,
	const struct pubkey *depositor)
{
	struct wr w = begin(s, &at->id, KT_RECLAIM);
	struct pubkey authority = kt_authority_address(&at->id, &at->multisig);

	finish(s, &w);
	account(s, &at->multisig, PLAIN);
	account(s, &authority, PLAIN);
	account(s, &at->proposal, W);
	account(s, record, PLAIN);
	account(s, buffer, W);
	account(s, depositor, PLAIN);
	account(s, &PUBKEY_LOADER, PLAIN);
	account(s, &PUBKEY_INSTRUCTIONS, PLAIN);
}

void
kt_reclaim_ix(struct kt_ix *s, const struct kt_where *where, const struct kt_proposal_account *p)
{
	struct kt_at at = place(where, p->index);
	struct pubkey record = kt_record_address(&where->id, &where->multisig, &p->act.deploy.program);

	kt_reclaim_at(s, &at, &record, &p->act.deploy.buffer, &p->depositor);
}

void
kt_close_at(struct kt_ix *s, const struct kt_at *at, const struct pubkey *closer, const struct pubkey *rent_payer)
{
	struct wr w = begin(s, &at->id, KT_CLOSE);

	finish(s, &w);
	account(s, closer, S);
	account(s, &at->multisig, PLAIN);
	account(s, &at->proposal, W);
	account(s, rent_payer, W);
	account(s, &PUBKEY_INSTRUCTIONS, PLAIN);
}

void
kt_close_ix(struct kt_ix *s, const struct kt_where *where, const struct pubkey *closer,
	const struct kt_proposal_account *p)
{
	struct kt_at at = place(where, p->index);

	kt_close_at(s, &at, closer, &p->rent_payer);
}
