#include "gov/proposal.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

void
gov_multisig_wipe(struct gov_multisig *m)
{
	free(m->raw);
	m->raw = NULL;
	m->raw_len = 0;
}

void
gov_record_wipe(struct gov_record *r)
{
	free(r->raw);
	r->raw = NULL;
	r->raw_len = 0;
}

void
gov_proposal_wipe(struct gov_proposal *p)
{
	free(p->raw);
	free(p->act.members);
	free(p->text);
	p->raw = NULL;
	p->act.members = NULL;
	p->text = NULL;
	p->description = "";
	p->raw_len = 0;
}

void
gov_proposal_shed(struct gov_proposal *p)
{
	if (p->status == GOV_ACTIVE || p->status == GOV_APPROVED || p->holds_buffer)
		return;
	free(p->raw);
	p->raw = NULL;
	p->raw_len = 0;
}

void
gov_proposal_describe(struct gov_proposal *p, const char *text)
{
	free(p->text);
	p->text = text[0] == '\0' ? NULL : mem_str(text);
	p->description = p->text == NULL ? "" : p->text;
}

void
gov_proposal_set_act(struct gov_proposal *p, const struct kt_act *a)
{
	p->kind = a->kind;
	p->program = kt_act_program(a);
	if (kt_takes_buffer(a->kind))
		p->act.deploy = a->deploy;
	else if (a->kind != KT_KIND_MEMBERS)
		p->act.handover = a->handover;
}

void
gov_proposal_act(const struct gov_proposal *p, struct kt_act *out)
{
	memset(out, 0, sizeof *out);
	out->kind = p->kind;
	if (kt_takes_buffer(p->kind))
		out->deploy = p->act.deploy;
	else if (p->kind != KT_KIND_MEMBERS)
		out->handover = p->act.handover;
	if (p->act.members != NULL)
		out->members = *p->act.members;
}

uint64_t
proposal_from(const struct gov_proposal *p, struct hash *hash)
{
	bool deploy = kt_takes_buffer(p->kind);

	if (p->kind == KT_KIND_MEMBERS)
		return 0;
	*hash = deploy ? p->act.deploy.from_hash : p->act.handover.from_hash;
	return deploy ? p->act.deploy.from_number : p->act.handover.from_number;
}

/* The version it starts from has been left; a way back made in advance may
 * start from the next one. */
static bool
is_superseded(const struct gov_proposal *p, const struct gov_record *r)
{
	struct hash from;
	uint64_t number = proposal_from(p, &from);

	if (r == NULL || p->kind == KT_KIND_MEMBERS)
		return false;
	if (!r->governed || number < r->newest)
		return true;
	return number == r->newest && r->version_n > 0 && !hash_eq(&from, &r->version[r->version_n - 1].code_hash);
}

int64_t
proposal_expires_at(const struct gov_proposal *p)
{
	if (p->window_s == 0 || (p->status != GOV_ACTIVE && p->status != GOV_APPROVED))
		return INT64_MAX;
	if (p->status == GOV_ACTIVE)
		return timelock_after(p->created_at, p->window_s);
	return timelock_after(p->lock.approved_at, (uint64_t)p->lock.delay + p->window_s);
}

enum gov_state
proposal_state(const struct gov_proposal *p, const struct gov_multisig *m, const struct gov_record *r, int64_t now)
{
	static const enum gov_state final[] = {
		[GOV_ACTIVE] = STATE_ACTIVE, [GOV_APPROVED] = STATE_APPROVED, [GOV_EXECUTED] = STATE_EXECUTED,
		[GOV_REJECTED] = STATE_REJECTED, [GOV_CANCELLED] = STATE_CANCELLED, [GOV_WITHDRAWN] = STATE_WITHDRAWN,
	};

	if (p->status != GOV_ACTIVE && p->status != GOV_APPROVED)
		return final[p->status];
	if (p->epoch != m->epoch)
		return STATE_STALE;
	if (is_superseded(p, r))
		return STATE_SUPERSEDED;
	if (now >= proposal_expires_at(p))
		return STATE_EXPIRED;
	if (p->status == GOV_ACTIVE)
		return STATE_ACTIVE;
	return timelock_phase_at(&p->lock, now) == TIMELOCK_WAITING ? STATE_APPROVED : STATE_READY;
}

bool
state_is_open(enum gov_state s)
{
	return s == STATE_ACTIVE || s == STATE_APPROVED || s == STATE_READY;
}

static const struct {
	const char *name, *label;
} states[STATE_COUNT] = {
	[STATE_ACTIVE] = { "active", "voting" },
	[STATE_APPROVED] = { "approved", "LOCKED" },
	[STATE_READY] = { "ready", "READY" },
	[STATE_EXECUTED] = { "executed", "done" },
	[STATE_REJECTED] = { "rejected", "rejected" },
	[STATE_CANCELLED] = { "cancelled", "cancelled" },
	[STATE_WITHDRAWN] = { "withdrawn", "withdrawn" },
	[STATE_EXPIRED] = { "expired", "expired" },
	[STATE_STALE] = { "stale", "stale" },
	[STATE_SUPERSEDED] = { "superseded", "superseded" },
};

const char *
state_name(enum gov_state s)
{
	return states[s].name;
}

const char *
state_label(enum gov_state s)
{
	return states[s].label;
}

const char *
move_name(enum gov_move m)
{
	static const char *const names[MOVE_COUNT] = {
		[MOVE_APPROVE] = "approve", [MOVE_REJECT] = "reject", [MOVE_CANCEL] = "cancel",
		[MOVE_WITHDRAW] = "withdraw", [MOVE_EXECUTE] = "execute", [MOVE_RECLAIM] = "reclaim", [MOVE_CLOSE] = "close",
	};

	return names[m];
}

const char *
proposal_vote(const struct gov_proposal *p, unsigned member)
{
	uint64_t bit = (uint64_t)1 << member;

	if (p->cancels & bit)
		return "cancel";
	if (p->rejections & bit)
		return "reject";
	return p->approvals & bit ? "approve" : NULL;
}

int
multisig_member(const struct gov_multisig *m, const struct pubkey *k)
{
	for (unsigned i = 0; i < m->member_n; i++)
		if (pubkey_eq(&m->member[i].address, k))
			return (int)i;
	return -1;
}

unsigned
votes_count(uint64_t bits)
{
	unsigned n = 0;

	for (; bits != 0; bits &= bits - 1)
		n++;
	return n;
}
