#include "solana/keyturn.h"

#include <string.h>

#include "solana/keyturn_wire.h"

static const char *const kind_name[] = {
	[KT_KIND_UPGRADE] = "upgrade",
	[KT_KIND_ROLLBACK] = "rollback",
	[KT_KIND_MEMBERS] = "members",
	[KT_KIND_HANDOVER] = "handover",
	[KT_KIND_HANDOVER_MULTISIG] = "handover_multisig",
	[KT_KIND_HANDOVER_UNCHECKED] = "handover_unchecked",
	[KT_KIND_IMMUTABLE] = "immutable",
};

bool
kt_kind_known(unsigned kind)
{
	return kind >= KT_KIND_UPGRADE && kind <= KT_KIND_IMMUTABLE;
}

bool
kt_takes_buffer(enum kt_kind kind)
{
	return kind == KT_KIND_UPGRADE || kind == KT_KIND_ROLLBACK;
}

const char *
kt_kind_name(enum kt_kind k)
{
	return kt_kind_known((unsigned)k) ? kind_name[k] : "unknown";
}

const char *
kt_error_text(unsigned n)
{
	switch (n) {
#define X(number, name, text) \
	case number: \
		return text;
	KT_ERRORS(X)
#undef X
	default:
		return NULL;
	}
}

/* --- addresses --- */

static struct pubkey
derive(const struct pubkey *id, const struct seed *seeds, size_t n)
{
	struct pubkey out;
	uint8_t bump;

	if (!pubkey_derive(seeds, n, id, &out, &bump))
		die("none of 256 bumps gives an address for %s", (const char *)seeds[0].p);
	return out;
}

#define LITERAL(s) { s, sizeof s - 1 }

struct pubkey
kt_multisig_address(const struct pubkey *id, const struct pubkey *create_key)
{
	return derive(id, (const struct seed[]){ LITERAL(KT_SEED_MULTISIG), { create_key->b, 32 } }, 2);
}

struct pubkey
kt_authority_address(const struct pubkey *id, const struct pubkey *multisig)
{
	return derive(id, (const struct seed[]){ LITERAL(KT_SEED_AUTHORITY), { multisig->b, 32 } }, 2);
}

struct pubkey
kt_record_address(const struct pubkey *id, const struct pubkey *multisig, const struct pubkey *program)
{
	return derive(id, (const struct seed[]){ LITERAL(KT_SEED_PROGRAM), { multisig->b, 32 }, { program->b, 32 } }, 3);
}

struct pubkey
kt_proposal_address(const struct pubkey *id, const struct pubkey *multisig, uint64_t index)
{
	uint8_t le[8];
	struct wr w = wr_to(le, sizeof le);

	wr_u64(&w, index);
	return derive(id, (const struct seed[]){ LITERAL(KT_SEED_PROPOSAL), { multisig->b, 32 }, { le, sizeof le } }, 3);
}

/* --- numbers: design rule 1 --- */

struct pubkey
kt_act_program(const struct kt_act *a)
{
	static const struct pubkey none;

	if (a->kind == KT_KIND_MEMBERS)
		return none;
	return kt_takes_buffer(a->kind) ? a->deploy.program : a->handover.program;
}

const struct kt_person *
kt_person_of(const struct kt_governance *g, const struct pubkey *k)
{
	for (unsigned i = 0; g != NULL && i < g->member_n; i++)
		if (pubkey_eq(&g->member[i].address, k))
			return &g->member[i];
	return NULL;
}

const char *
kt_role_name(enum kt_role r)
{
	return r == KT_ROLE_APPROVER ? "approver" : "operator";
}

unsigned
kt_approvers(const struct kt_governance *g)
{
	unsigned n = 0;

	for (unsigned i = 0; i < g->member_n && i < KT_MEMBERS_MAX; i++)
		n += g->member[i].role == KT_ROLE_APPROVER;
	return n;
}

static unsigned
members_check(const struct kt_governance *g)
{
	if (g->member_n < 1 || g->member_n > KT_MEMBERS_MAX)
		return KT_E_MEMBER_COUNT;
	for (unsigned i = 0; i < g->member_n; i++) {
		if (g->member[i].role != KT_ROLE_APPROVER && g->member[i].role != KT_ROLE_OPERATOR)
			return KT_E_MEMBER_ROLE;
		for (unsigned j = 0; j < i; j++)
			if (pubkey_eq(&g->member[i].address, &g->member[j].address))
				return KT_E_MEMBER_DUPLICATE;
		if (!pubkey_on_curve(&g->member[i].address))
			return KT_E_MEMBER_OFF_CURVE;
	}
	return 0;
}

unsigned
kt_governance_check(const struct kt_governance *g)
{
	unsigned bad = members_check(g), approvers = kt_approvers(g);

	if (bad != 0)
		return bad;
	if (g->threshold < 1 || g->threshold > approvers)
		return KT_E_THRESHOLD;
	if (g->rollback_threshold < g->threshold || g->rollback_threshold > approvers)
		return KT_E_ROLLBACK_THRESHOLD;
	if (g->stop_number < 1 || g->stop_number > approvers - g->threshold + 1)
		return KT_E_STOP_NUMBER;
	if (g->timelock_s > KT_TIMELOCK_MAX_S)
		return KT_E_TIMELOCK;
	if (g->rollback_delay_s > g->timelock_s)
		return KT_E_ROLLBACK_DELAY;
	if (g->window_s < KT_WINDOW_MIN_S || g->window_s > KT_WINDOW_MAX_S)
		return KT_E_WINDOW;
	return g->reach_s < KT_REACH_MIN_S || g->reach_s > KT_REACH_MAX_S ? KT_E_REACH : 0;
}

unsigned
kt_needed(const struct kt_governance *g, enum kt_kind kind)
{
	return kind == KT_KIND_ROLLBACK ? g->rollback_threshold : g->threshold;
}

unsigned
kt_reject_number(const struct kt_governance *g, enum kt_kind kind)
{
	unsigned approvers = kt_approvers(g), needed = kt_needed(g, kind);

	return approvers >= needed ? approvers - needed + 1 : 1;
}

unsigned
kt_stop_number(const struct kt_governance *g, enum kt_kind kind)
{
	return kind == KT_KIND_ROLLBACK ? kt_reject_number(g, kind) : g->stop_number;
}
