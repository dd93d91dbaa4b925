#include "gov/native.h"

#include <string.h>

#include "base/buf.h"
#include "solana/loader.h"

static uint8_t *
copy(const uint8_t *p, size_t len)
{
	uint8_t *to = mem_new(len == 0 ? 1 : len, 1);

	memcpy(to, p, len);
	return to;
}

enum err_code
native_multisig(struct gov_multisig *out, const struct pubkey *program, const struct pubkey *address,
	const uint8_t *raw, size_t len, uint64_t slot, struct err *e)
{
	struct kt_multisig_account a;
	enum err_code rc = kt_multisig_decode(raw, len, &a, e);
	const struct kt_governance *g = &a.governance;

	if (rc != ERR_OK)
		return rc;
	memset(out, 0, sizeof *out);
	out->address = *address;
	out->authority = kt_authority_address(program, address);
	out->genesis_hash = a.genesis_hash;
	out->epoch = a.epoch;
	out->proposal_count = a.proposal_count;
	out->timelock_s = g->timelock_s;
	out->rollback_delay_s = g->rollback_delay_s;
	out->window_s = g->window_s;
	out->reach_s = g->reach_s;
	out->threshold = g->threshold;
	out->rollback_threshold = g->rollback_threshold;
	out->stop_number = g->stop_number;
	out->approver_n = kt_approvers(g);
	out->member_n = g->member_n;
	for (unsigned i = 0; i < g->member_n; i++)
		out->member[i] = (struct gov_member){ g->member[i].address, g->member[i].role == KT_ROLE_APPROVER, true, true };
	out->slot = slot;
	out->raw = copy(raw, len);
	out->raw_len = len;
	return ERR_OK;
}

enum err_code
native_record(struct gov_record *out, const struct gov_multisig *m, const struct pubkey *address, const uint8_t *raw,
	size_t len, uint64_t slot, struct err *e)
{
	struct kt_record_account a;
	enum err_code rc = kt_record_decode(raw, len, &a, e);
	char at[PUBKEY_TEXT];

	if (rc != ERR_OK)
		return rc;
	if (!pubkey_eq(&a.multisig, &m->address))
		return err_set(e, ERR_WIRE, "record %s belongs to another multisig", pubkey_text(at, address));
	memset(out, 0, sizeof *out);
	out->address = *address;
	out->program = a.program;
	out->program_data = loader_program_data(&a.program);
	out->governed = a.state == KT_RECORD_GOVERNED;
	out->sealed = a.state == KT_RECORD_SEALED;
	out->newest = a.newest;
	out->version_n = a.version_n;
	for (unsigned i = 0; i < a.version_n; i++) {
		const struct kt_version_entry *v = &a.version[i];

		out->version[i] = (struct gov_version){ .number = v->number, .slot = v->slot, .proposal = v->proposal,
			.code_hash = v->code_hash, .code_len = v->code_len, .adopted = v->adopted, .retired = v->retired,
			.began = v->began, .ended = v->ended };
	}
	out->slot = slot;
	out->raw = copy(raw, len);
	out->raw_len = len;
	return ERR_OK;
}

static const enum gov_status statuses[] = {
	[KT_STATUS_ACTIVE] = GOV_ACTIVE, [KT_STATUS_APPROVED] = GOV_APPROVED, [KT_STATUS_EXECUTED] = GOV_EXECUTED,
	[KT_STATUS_REJECTED] = GOV_REJECTED, [KT_STATUS_CANCELLED] = GOV_CANCELLED, [KT_STATUS_WITHDRAWN] = GOV_WITHDRAWN,
};

/* The hash is made anew only where it binds: finished acts and those of another
 * epoch were hashed under members nobody has read. */
static void
judge_hash(struct gov_proposal *out, const struct pubkey *program, const struct gov_multisig *m,
	const struct kt_multisig_account *g, const struct kt_proposal_account *a)
{
	struct hash h;

	out->payload_hash = a->payload_hash;
	out->hash_agrees = true;
	if (a->epoch != m->epoch || (out->status != GOV_ACTIVE && out->status != GOV_APPROVED))
		return;
	kt_payload_hash(program, g, &m->address, a, &h);
	out->hash_agrees = hash_eq(&h, &a->payload_hash);
}

static void
set_votes(struct gov_proposal *out, const struct kt_governance *g, const struct kt_proposal_account *a)
{
	bool frozen = a->status == KT_STATUS_APPROVED || a->status == KT_STATUS_EXECUTED ||
		a->status == KT_STATUS_CANCELLED;

	out->approvals = frozen ? a->approved_by : a->approvals;
	out->rejections = a->rejections;
	out->cancels = a->cancels;
	out->needed = kt_needed(g, a->act.kind);
	out->reject_number = kt_reject_number(g, a->act.kind);
	out->stop_number = kt_stop_number(g, a->act.kind);
}

/* The chain takes a NUL in a description; what stands behind it is not to be hidden by it. */
static void
show_nuls(struct kt_proposal_account *a)
{
	for (size_t i = 0; i < a->description_len; i++)
		if (a->description[i] == '\0')
			a->description[i] = '\1';
}

enum err_code
native_proposal(struct gov_proposal *out, const struct pubkey *program, const struct gov_multisig *m,
	const struct pubkey *address, const uint8_t *raw, size_t len, uint64_t slot, struct err *e)
{
	struct kt_proposal_account a;
	struct kt_multisig_account g;
	enum err_code rc = kt_multisig_decode(m->raw, m->raw_len, &g, e);
	char at[PUBKEY_TEXT];

	if (rc == ERR_OK)
		rc = kt_proposal_decode(raw, len, &a, e);
	if (rc != ERR_OK)
		return err_while(e, "reading proposal %s", pubkey_text(at, address));
	if (!pubkey_eq(&a.multisig, &m->address))
		return err_set(e, ERR_WIRE, "proposal %s belongs to another multisig", pubkey_text(at, address));
	memset(out, 0, sizeof *out);
	out->index = a.index;
	out->address = *address;
	out->proposer = a.proposer;
	out->rent_payer = a.rent_payer;
	out->depositor = a.depositor;
	out->status = statuses[a.status];
	out->holds_buffer = a.holds_buffer;
	out->epoch = a.epoch;
	out->window_s = a.window_s;
	out->lock = (struct timelock){ a.approved_at, a.lock_s, a.window_s };
	out->created_at = a.created_at;
	out->ended_at = a.ended_at;
	set_votes(out, &g.governance, &a);
	gov_proposal_set_act(out, &a.act);
	if (a.act.kind == KT_KIND_MEMBERS) {
		out->act.members = mem_new(1, sizeof *out->act.members);
		*out->act.members = a.act.members;
	}
	judge_hash(out, program, m, &g, &a);
	show_nuls(&a);
	gov_proposal_describe(out, a.description);
	out->slot = slot;
	out->raw = copy(raw, len);
	out->raw_len = len;
	return ERR_OK;
}

static struct gov_proposal *
more_proposal(struct gov_world *w)
{
	if ((w->proposal_n & (w->proposal_n - 1)) == 0)
		w->proposal = mem_grow(w->proposal, w->proposal_n == 0 ? 1 : w->proposal_n * 2, sizeof *w->proposal);
	return &w->proposal[w->proposal_n];
}

static struct gov_record *
more_record(struct gov_world *w)
{
	if ((w->record_n & (w->record_n - 1)) == 0)
		w->record = mem_grow(w->record, w->record_n == 0 ? 1 : w->record_n * 2, sizeof *w->record);
	return &w->record[w->record_n];
}

static enum err_code
fold_multisig(struct gov_world *w, const struct pubkey *program, const struct pubkey *address, const uint8_t *raw,
	size_t len, uint64_t slot, struct err *e)
{
	struct gov_multisig m;
	enum err_code rc = native_multisig(&m, program, address, raw, len, slot, e);

	if (rc != ERR_OK)
		return rc;
	gov_multisig_wipe(&w->multisig);
	w->multisig = m;
	return ERR_OK;
}

enum err_code
native_fold(struct gov_world *w, const struct pubkey *program, const struct pubkey *address, const uint8_t *raw,
	size_t len, uint64_t slot, struct err *e)
{
	unsigned tag = len > 0 ? raw[0] : KT_ACCOUNT_CLOSED;
	char at[PUBKEY_TEXT];
	enum err_code rc;

	if (slot > w->slot)
		w->slot = slot;
	if (tag == KT_ACCOUNT_MULTISIG)
		return fold_multisig(w, program, address, raw, len, slot, e);
	if (w->multisig.raw == NULL)
		return err_set(e, ERR_WIRE, "the multisig was not read before %s", pubkey_text(at, address));
	if (tag == KT_ACCOUNT_RECORD) {
		rc = native_record(more_record(w), &w->multisig, address, raw, len, slot, e);
		w->record_n += rc == ERR_OK;
		return rc;
	}
	if (tag == KT_ACCOUNT_PROPOSAL) {
		rc = native_proposal(more_proposal(w), program, &w->multisig, address, raw, len, slot, e);
		w->proposal_n += rc == ERR_OK;
		return rc;
	}
	(void)err_set(e, ERR_WIRE, "%s has tag %u, which no account of the governance program known here has", pubkey_text(at, address), tag);
	return kt_unreadable(e);
}

/* Where the account says it is must be where it was found. */
static enum err_code
check_address(const struct gov_world *w, const struct pubkey *program, const struct rpc_account *a, unsigned tag,
	struct err *e)
{
	const struct gov_record *r = &w->record[w->record_n == 0 ? 0 : w->record_n - 1];
	const struct gov_proposal *p = &w->proposal[w->proposal_n == 0 ? 0 : w->proposal_n - 1];
	const struct pubkey *m = &w->multisig.address;
	struct pubkey want = tag == KT_ACCOUNT_RECORD ? kt_record_address(program, m, &r->program) :
		kt_proposal_address(program, m, p->index);
	char at[PUBKEY_TEXT], should[PUBKEY_TEXT];

	if (pubkey_eq(&want, &a->address))
		return ERR_OK;
	return err_set(e, ERR_WIRE, "account %s says it is the one at %s", pubkey_text(at, &a->address),
		pubkey_text(should, &want));
}

enum err_code
native_take(struct gov_world *w, const struct pubkey *program, const struct pubkey *multisig,
	const struct rpc_account *a, uint64_t slot, struct err *e)
{
	unsigned tag = a->len > 0 ? a->data[0] : KT_ACCOUNT_CLOSED;
	char at[PUBKEY_TEXT], owner[PUBKEY_TEXT];
	enum err_code rc;

	if (!pubkey_eq(&a->owner, program))
		return err_set(e, ERR_WIRE, "account %s is owned by %s, not by the governance program",
			pubkey_text(at, &a->address), pubkey_text(owner, &a->owner));
	if ((tag == KT_ACCOUNT_MULTISIG) != pubkey_eq(&a->address, multisig)) {
		(void)err_set(e, ERR_WIRE, "account %s has tag %u", pubkey_text(at, &a->address), tag);
		return kt_unreadable(e);
	}
	rc = native_fold(w, program, &a->address, a->data, a->len, slot, e);
	if (rc != ERR_OK || tag == KT_ACCOUNT_MULTISIG)
		return rc;
	return check_address(w, program, a, tag, e);
}
