#include "solana/keyturn_wire.h"

#include <string.h>

_Static_assert(sizeof KT_HASH_DOMAIN >= KT_HASH_DOMAIN_LEN, "domain tag is as long as it says");

/* --- rules and members --- */

void
kt_governance_put(struct wr *w, const struct kt_governance *g)
{
	if (g->member_n > KT_MEMBERS_MAX)
		die("%u members", g->member_n);
	wr_u8(w, g->member_n);
	wr_u8(w, g->threshold);
	wr_u8(w, g->rollback_threshold);
	wr_u8(w, g->stop_number);
	wr_u32(w, g->timelock_s);
	wr_u32(w, g->rollback_delay_s);
	wr_u32(w, g->window_s);
	wr_u32(w, g->reach_s);
	for (unsigned i = 0; i < g->member_n; i++) {
		wr_bytes(w, g->member[i].address.b, 32);
		wr_u8(w, (uint8_t)g->member[i].role);
	}
}

enum err_code
kt_governance_get(struct rd *r, struct kt_governance *g, struct err *e)
{
	memset(g, 0, sizeof *g);
	g->member_n = rd_u8(r);
	g->threshold = rd_u8(r);
	g->rollback_threshold = rd_u8(r);
	g->stop_number = rd_u8(r);
	g->timelock_s = rd_u32(r);
	g->rollback_delay_s = rd_u32(r);
	g->window_s = rd_u32(r);
	g->reach_s = rd_u32(r);
	if (!rd_done(r))
		return err_set(e, ERR_WIRE, "numbers are cut off");
	if (g->member_n < 1 || g->member_n > KT_MEMBERS_MAX)
		return err_set(e, ERR_WIRE, "%u members, there must be 1 to %u", g->member_n, KT_MEMBERS_MAX);
	for (unsigned i = 0; i < g->member_n; i++) {
		uint8_t role;

		rd_bytes(r, g->member[i].address.b, 32);
		role = rd_u8(r);
		if (rd_done(r) && role != KT_ROLE_APPROVER && role != KT_ROLE_OPERATOR)
			return err_set(e, ERR_WIRE, "member %u has unknown role %u", i, role);
		g->member[i].role = (enum kt_role)role;
	}
	return rd_done(r) ? ERR_OK : err_set(e, ERR_WIRE, "members are cut off");
}

/* --- payloads --- */

size_t
kt_payload_len(enum kt_kind kind)
{
	if (kind == KT_KIND_MEMBERS)
		return 0;
	return kt_takes_buffer(kind) ? KT_LEN(deploy) : KT_LEN(handover);
}

static void
put_deploy(struct wr *w, const struct kt_act *a)
{
	wr_bytes(w, a->deploy.program.b, 32);
	wr_bytes(w, a->deploy.buffer.b, 32);
	wr_bytes(w, a->deploy.spill.b, 32);
	wr_u64(w, a->deploy.from_number);
	wr_bytes(w, a->deploy.from_hash.b, 32);
	wr_u64(w, a->deploy.target_number);
	wr_bytes(w, a->deploy.code_hash.b, 32);
	wr_u32(w, a->deploy.code_len);
	wr_u8(w, (uint8_t)((a->deploy.one_way ? KT_DEPLOY_ONE_WAY : 0) | (a->deploy.advance ? KT_DEPLOY_ADVANCE : 0)));
}

static void
put_handover(struct wr *w, const struct kt_act *a)
{
	wr_bytes(w, a->handover.program.b, 32);
	wr_u64(w, a->handover.from_number);
	wr_bytes(w, a->handover.from_hash.b, 32);
	wr_bytes(w, a->handover.receiver.b, 32);
}

size_t
kt_payload_encode(const struct kt_act *a, uint8_t out[KT_PAYLOAD_MAX])
{
	struct wr w = wr_to(out, KT_PAYLOAD_MAX);

	if (!kt_kind_known((unsigned)a->kind))
		die("act of unknown kind %u", (unsigned)a->kind);
	if (a->kind == KT_KIND_MEMBERS)
		kt_governance_put(&w, &a->members);
	else if (kt_takes_buffer(a->kind))
		put_deploy(&w, a);
	else
		put_handover(&w, a);
	return w.len;
}

static enum err_code
get_deploy(struct rd *r, struct kt_act *a, struct err *e)
{
	unsigned allowed = a->kind == KT_KIND_UPGRADE ? KT_DEPLOY_ONE_WAY : KT_DEPLOY_ADVANCE;
	uint8_t flags;

	rd_bytes(r, a->deploy.program.b, 32);
	rd_bytes(r, a->deploy.buffer.b, 32);
	rd_bytes(r, a->deploy.spill.b, 32);
	a->deploy.from_number = rd_u64(r);
	rd_bytes(r, a->deploy.from_hash.b, 32);
	a->deploy.target_number = rd_u64(r);
	rd_bytes(r, a->deploy.code_hash.b, 32);
	a->deploy.code_len = rd_u32(r);
	flags = rd_u8(r);
	a->deploy.one_way = (flags & KT_DEPLOY_ONE_WAY) != 0;
	a->deploy.advance = (flags & KT_DEPLOY_ADVANCE) != 0;
	if ((flags & ~allowed) != 0)
		return err_set(e, ERR_WIRE, "%s has flags 0x%02x", kt_kind_name(a->kind), flags);
	return ERR_OK;
}

static enum err_code
get_handover(struct rd *r, struct kt_act *a)
{
	rd_bytes(r, a->handover.program.b, 32);
	a->handover.from_number = rd_u64(r);
	rd_bytes(r, a->handover.from_hash.b, 32);
	rd_bytes(r, a->handover.receiver.b, 32);
	return ERR_OK;
}

enum err_code
kt_payload_decode(enum kt_kind kind, const uint8_t *p, size_t len, struct kt_act *out, struct err *e)
{
	struct rd r = rd_from(p, len);
	enum err_code rc;

	if (!kt_kind_known((unsigned)kind))
		return err_set(e, ERR_WIRE, "act of unknown kind %u", (unsigned)kind);
	if (kind != KT_KIND_MEMBERS && len != kt_payload_len(kind))
		return err_set(e, ERR_WIRE, "payload of %s is %zu bytes, not %zu", kt_kind_name(kind), len,
			kt_payload_len(kind));
	memset(out, 0, sizeof *out);
	out->kind = kind;
	if (kind == KT_KIND_MEMBERS)
		rc = kt_governance_get(&r, &out->members, e);
	else
		rc = kt_takes_buffer(kind) ? get_deploy(&r, out, e) : get_handover(&r, out);
	if (rc == ERR_OK && !rd_end(&r))
		return err_set(e, ERR_WIRE, "payload of %s has %zu bytes left over", kt_kind_name(kind), r.left);
	return rc;
}

/* --- what a vote names --- */

static void
governance_hash(const struct kt_governance *g, struct hash *out)
{
	uint8_t bytes[KT_PAYLOAD_MAX];
	struct wr w = wr_to(bytes, sizeof bytes);

	kt_governance_put(&w, g);
	sha256((const struct seed[]){ { bytes, w.len } }, 1, out);
}

void
kt_payload_hash(const struct pubkey *id, const struct kt_multisig_account *m, const struct pubkey *multisig,
	const struct kt_proposal_account *p, struct hash *out)
{
	uint8_t payload[KT_PAYLOAD_MAX], front[16], middle[3], length = (uint8_t)p->description_len;
	struct wr f = wr_to(front, sizeof front), d = wr_to(middle, sizeof middle);
	size_t len = kt_payload_encode(&p->act, payload);
	struct hash rules;

	if (p->description_len > KT_DESCRIPTION_MAX)
		die("description of %zu bytes", p->description_len);
	governance_hash(&m->governance, &rules);
	wr_u64(&f, p->index);
	wr_u64(&f, p->epoch);
	wr_u8(&d, (uint8_t)p->act.kind);
	wr_u16(&d, (uint16_t)len);
	sha256((const struct seed[]){
		{ KT_HASH_DOMAIN, KT_HASH_DOMAIN_LEN }, { id->b, 32 }, { m->genesis_hash.b, 32 }, { multisig->b, 32 },
		{ front, f.len }, { rules.b, 32 }, { middle, d.len }, { payload, len }, { p->proposer.b, 32 },
		{ p->depositor.b, 32 }, { p->rent_payer.b, 32 }, { &length, 1 }, { p->description, p->description_len },
	}, 13, out);
}
