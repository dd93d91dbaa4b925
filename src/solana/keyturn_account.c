#include "solana/keyturn_wire.h"

#include <string.h>

enum err_code
kt_unreadable(struct err *e)
{
	return err_hint(e, "an account of the governance program does not deserialize, a migration may be due: was that program "
		"upgraded? \"keyturn doctor\" shows its code; use the keyturn that goes with it");
}

/* Tag and version of every account, and its exact length unless 0. */
static enum err_code
begin(struct rd *r, const char *what, unsigned tag, size_t want, struct err *e)
{
	size_t len = r->left;
	uint8_t has = rd_u8(r), version = rd_u8(r);
	bool good = false;

	if (!rd_done(r))
		(void)err_set(e, ERR_WIRE, "%s account is %zu bytes", what, len);
	else if (has != tag)
		(void)err_set(e, ERR_WIRE, "account tag is %u, %s has %u", has, what, tag);
	else if (version != KT_ABI_VERSION)
		(void)err_set(e, ERR_WIRE, "%s account is of version %u, this program knows %u", what, version, KT_ABI_VERSION);
	else if (want != 0 && len != want)
		(void)err_set(e, ERR_WIRE, "%s account is %zu bytes, not %zu", what, len, want);
	else
		good = true;
	return good ? ERR_OK : kt_unreadable(e);
}

enum err_code
kt_multisig_decode(const uint8_t *p, size_t len, struct kt_multisig_account *out, struct err *e)
{
	struct rd r = rd_from(p, len);
	enum err_code rc = begin(&r, "multisig", KT_ACCOUNT_MULTISIG, KT_MULTISIG_LEN, e);

	if (rc != ERR_OK)
		return rc;
	memset(out, 0, sizeof *out);
	out->bump = rd_u8(&r);
	out->authority_bump = rd_u8(&r);
	rd_bytes(&r, out->create_key.b, 32);
	rd_bytes(&r, out->genesis_hash.b, 32);
	out->epoch = rd_u64(&r);
	out->proposal_count = rd_u64(&r);
	return kt_governance_get(&r, &out->governance, e);
}

static enum err_code
get_version(struct rd *r, struct kt_version_entry *v, struct err *e)
{
	uint8_t flags;

	v->number = rd_u64(r);
	rd_bytes(r, v->code_hash.b, 32);
	v->code_len = rd_u32(r);
	flags = rd_u8(r);
	v->adopted = (flags & KT_VERSION_ADOPTED) != 0;
	v->retired = (flags & KT_VERSION_RETIRED) != 0;
	v->slot = rd_u64(r);
	v->began = rd_i64(r);
	v->ended = rd_i64(r);
	v->proposal = rd_u64(r);
	if ((flags & ~(unsigned)(KT_VERSION_ADOPTED | KT_VERSION_RETIRED)) != 0)
		return err_set(e, ERR_WIRE, "version %llu has flags 0x%02x", (unsigned long long)v->number, flags);
	return ERR_OK;
}

static enum err_code
get_versions(struct rd *r, struct kt_record_account *out, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (unsigned i = 0; rc == ERR_OK && i < out->version_n; i++) {
		rc = get_version(r, &out->version[i], e);
		if (rc == ERR_OK && i > 0 && out->version[i].number <= out->version[i - 1].number)
			return err_set(e, ERR_WIRE, "program record lists version %llu after %llu",
				(unsigned long long)out->version[i].number, (unsigned long long)out->version[i - 1].number);
	}
	if (rc == ERR_OK && out->version[out->version_n - 1].number != out->newest)
		return err_set(e, ERR_WIRE, "program record's newest version is %llu, its last entry %llu",
			(unsigned long long)out->newest, (unsigned long long)out->version[out->version_n - 1].number);
	return rc;
}

enum err_code
kt_record_decode(const uint8_t *p, size_t len, struct kt_record_account *out, struct err *e)
{
	struct rd r = rd_from(p, len);
	enum err_code rc = begin(&r, "program record", KT_ACCOUNT_RECORD, KT_RECORD_LEN, e);
	uint8_t state;

	if (rc != ERR_OK)
		return rc;
	memset(out, 0, sizeof *out);
	out->bump = rd_u8(&r);
	state = rd_u8(&r);
	rd_bytes(&r, out->multisig.b, 32);
	rd_bytes(&r, out->program.b, 32);
	out->newest = rd_u64(&r);
	out->version_n = rd_u8(&r);
	if (state < KT_RECORD_GOVERNED || state > KT_RECORD_SEALED) {
		(void)err_set(e, ERR_WIRE, "program record has unknown state %u", state);
		return kt_unreadable(e);
	}
	out->state = (enum kt_record_state)state;
	if (out->version_n < 1 || out->version_n > KT_RING)
		return err_set(e, ERR_WIRE, "program record has %u versions, there must be 1 to %u", out->version_n, KT_RING);
	return get_versions(&r, out, e);
}

/* kind, status, holds_buffer: the bytes that choose what the rest means. */
static enum err_code
get_state(struct rd *r, struct kt_proposal_account *out, struct err *e)
{
	uint8_t kind, status, holds;

	out->bump = rd_u8(r);
	kind = rd_u8(r);
	rd_bytes(r, out->multisig.b, 32);
	status = rd_u8(r);
	holds = rd_u8(r);
	if (!rd_done(r))
		return err_set(e, ERR_WIRE, "proposal account is cut off");
	if (!kt_kind_known(kind)) {
		(void)err_set(e, ERR_WIRE, "proposal is of unknown kind %u", kind);
		return kt_unreadable(e);
	}
	if (status < KT_STATUS_ACTIVE || status > KT_STATUS_WITHDRAWN) {
		(void)err_set(e, ERR_WIRE, "proposal has unknown status %u", status);
		return kt_unreadable(e);
	}
	if (holds > 1)
		return err_set(e, ERR_WIRE, "proposal's buffer flag is %u", holds);
	out->act.kind = (enum kt_kind)kind;
	out->status = (enum kt_status)status;
	out->holds_buffer = holds == 1;
	return ERR_OK;
}

static void
get_header(struct rd *r, struct kt_proposal_account *out)
{
	out->index = rd_u64(r);
	out->epoch = rd_u64(r);
	rd_bytes(r, out->proposer.b, 32);
	rd_bytes(r, out->rent_payer.b, 32);
	rd_bytes(r, out->depositor.b, 32);
	out->lock_s = rd_u32(r);
	out->window_s = rd_u32(r);
	out->created_at = rd_i64(r);
	out->approved_at = rd_i64(r);
	out->ended_at = rd_i64(r);
	out->approvals = rd_u32(r);
	out->rejections = rd_u32(r);
	out->cancels = rd_u32(r);
	out->approved_by = rd_u32(r);
	rd_bytes(r, out->payload_hash.b, 32);
}

enum err_code
kt_proposal_decode(const uint8_t *p, size_t len, struct kt_proposal_account *out, struct err *e)
{
	struct rd r = rd_from(p, len);
	enum err_code rc = begin(&r, "proposal", KT_ACCOUNT_PROPOSAL, 0, e);
	const uint8_t *payload, *description;
	uint16_t payload_len;

	memset(out, 0, sizeof *out);
	if (rc != ERR_OK || get_state(&r, out, e) != ERR_OK)
		return e->code;
	get_header(&r, out);
	payload_len = rd_u16(&r);
	out->description_len = rd_u8(&r);
	payload = rd_take(&r, payload_len);
	description = rd_take(&r, out->description_len);
	if (!rd_end(&r)) {
		(void)err_set(e, ERR_WIRE, "proposal account of %zu bytes does not end where its lengths say", len);
		return kt_unreadable(e);
	}
	if (out->description_len > KT_DESCRIPTION_MAX)
		return err_set(e, ERR_WIRE, "description is %zu bytes, at most %u are allowed", out->description_len,
			KT_DESCRIPTION_MAX);
	if ((out->approvals & out->rejections) != 0 || ((out->approvals | out->rejections) & out->cancels) != 0)
		return err_set(e, ERR_WIRE, "proposal has a member who votes twice");
	if (((out->approvals | out->rejections | out->cancels | out->approved_by) >> KT_MEMBERS_MAX) != 0)
		return err_set(e, ERR_WIRE, "proposal has votes beyond member %u", KT_MEMBERS_MAX);
	if (out->description_len > 0)
		memcpy(out->description, description, out->description_len);
	return kt_payload_decode(out->act.kind, payload, payload_len, &out->act, e);
}
