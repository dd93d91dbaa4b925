#include "keys/guard_card.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "solana/checkwords.h"
#include "solana/system.h"

/* The accounts a call is about, decoded from what the parent handed over. */
struct known {
	struct kt_multisig_account multisig;
	struct kt_proposal_account proposal;
	struct kt_record_account record;
	bool has_record;
};

static enum err_code
know_multisig(struct guarding *g, const struct kt_call *call, struct known *k, struct err *e)
{
	const struct guard_account *a = &g->context->multisig;
	struct pubkey want;

	if (a->len == 0 || !pubkey_eq(&a->address, &call->multisig))
		return err_set(e, ERR_REFUSED, "the multisig account was not handed over with the message");
	if (!pubkey_is_zero(&g->config->multisig) && !pubkey_eq(&g->config->multisig, &call->multisig)) {
		(void)err_set(e, ERR_REFUSED, "it is about another multisig than the one configured");
		return err_hint(e, "start keyturn with --multisig for the one you mean");
	}
	if (kt_multisig_decode(a->data, a->len, &k->multisig, e) != ERR_OK)
		return e->code = ERR_REFUSED;
	want = kt_multisig_address(&g->config->governance, &k->multisig.create_key);
	if (!pubkey_eq(&want, &a->address))
		return err_set(e, ERR_REFUSED, "the account handed over is not this multisig");
	if (kt_governance_check(&k->multisig.governance) != 0)
		return err_set(e, ERR_REFUSED, "the multisig's numbers as handed over are impossible: %s",
			kt_error_text(kt_governance_check(&k->multisig.governance)));
	if (!hash_eq(&k->multisig.genesis_hash, &g->config->genesis_hash)) {
		(void)err_set(e, ERR_REFUSED, "the multisig is for another cluster than the one configured");
		return err_hint(e, "check --url and the genesis hash in the configuration");
	}
	return ERR_OK;
}

/* `who` may do this: be a member, and an approver where it `votes`. */
static enum err_code
is_member(const struct known *k, const struct pubkey *who, bool votes, struct err *e)
{
	const struct kt_governance *m = &k->multisig.governance;
	char text[PUBKEY_TEXT];

	(void)pubkey_text(text, who);
	for (unsigned i = 0; i < m->member_n; i++) {
		if (!pubkey_eq(&m->member[i].address, who))
			continue;
		if (votes && m->member[i].role != KT_ROLE_APPROVER)
			return err_set(e, ERR_REFUSED, "key %s is an operator, which does not vote", text);
		return ERR_OK;
	}
	(void)err_set(e, ERR_REFUSED, "key %s is no member of this multisig", text);
	return err_hint(e, "use a member's key with --keypair, or another multisig with --multisig");
}

static enum err_code
know_record(struct guarding *g, const struct pubkey *program, struct known *k, struct err *e)
{
	const struct guard_account *a = &g->context->record;
	struct pubkey want = kt_record_address(&g->config->governance, &g->context->multisig.address, program);

	if (a->len == 0 || !pubkey_eq(&a->address, &want))
		return err_set(e, ERR_REFUSED, "the record of the program was not handed over with the message");
	if (kt_record_decode(a->data, a->len, &k->record, e) != ERR_OK)
		return e->code = ERR_REFUSED;
	if (!pubkey_eq(&k->record.multisig, &g->context->multisig.address) || !pubkey_eq(&k->record.program, program))
		return err_set(e, ERR_REFUSED, "the record handed over is of another program or multisig");
	if (k->record.state != KT_RECORD_GOVERNED)
		card_flag(g->card, GUARD_WARNING, "the program is no longer governed by this multisig");
	k->has_record = true;
	return ERR_OK;
}

static const struct pubkey *
act_program(const struct kt_act *a)
{
	if (a->kind == KT_KIND_MEMBERS)
		return NULL;
	return kt_takes_buffer(a->kind) ? &a->deploy.program : &a->handover.program;
}

static enum err_code
know_act_record(struct guarding *g, const struct kt_act *a, struct known *k, struct err *e)
{
	const struct pubkey *program = act_program(a);

	return program == NULL ? ERR_OK : know_record(g, program, k, e);
}

/* Within an epoch a proposal's delays are the multisig's. */
static bool
times_agree(const struct known *k)
{
	const struct kt_governance *m = &k->multisig.governance;
	uint32_t lock = k->proposal.act.kind == KT_KIND_ROLLBACK ? m->rollback_delay_s : m->timelock_s;

	return k->proposal.lock_s == lock && k->proposal.window_s == m->window_s;
}

/* The proposal the message means, with its payload hash recomputed: what is
 * shown is what the vote names, or nothing is signed. */
static enum err_code
know_proposal(struct guarding *g, const struct kt_call *call, struct known *k, bool judged, struct err *e)
{
	const struct guard_account *a = &g->context->proposal;
	struct pubkey want;
	struct hash hash;

	if (a->len == 0 || !pubkey_eq(&a->address, &call->proposal))
		return err_set(e, ERR_REFUSED, "the proposal account was not handed over with the message");
	if (kt_proposal_decode(a->data, a->len, &k->proposal, e) != ERR_OK)
		return e->code = ERR_REFUSED;
	want = kt_proposal_address(&g->config->governance, &call->multisig, k->proposal.index);
	if (!pubkey_eq(&want, &a->address) || !pubkey_eq(&k->proposal.multisig, &call->multisig))
		return err_set(e, ERR_REFUSED, "the account handed over is no proposal of this multisig");
	g->card->payload_hash = k->proposal.payload_hash;
	if (!judged)
		return know_act_record(g, &k->proposal.act, k, e);
	if (k->proposal.epoch != k->multisig.epoch)
		return err_set(e, ERR_REFUSED, "proposal %" PRIu64 " is stale: made in epoch %" PRIu64 ", the multisig is in %"
			PRIu64, k->proposal.index, k->proposal.epoch, k->multisig.epoch);
	if (!times_agree(k))
		return err_set(e, ERR_REFUSED, "proposal %" PRIu64 " says other delays than the multisig of the same epoch",
			k->proposal.index);
	kt_payload_hash(&g->config->governance, &k->multisig, &call->multisig, &k->proposal, &hash);
	if (!hash_eq(&hash, &k->proposal.payload_hash) || !hash_eq(&hash, &call->payload_hash)) {
		(void)err_set(e, ERR_REFUSED, "proposal %" PRIu64 " as shown does not have the hash the message names",
			k->proposal.index);
		return err_hint(e, "look at the proposal again; if this repeats, the endpoint is lying or the act was changed");
	}
	return know_act_record(g, &k->proposal.act, k, e);
}

/* In whole: characters that cannot be shown grow threefold, and nothing is cut. */
static void
show_description(struct guarding *g, const struct kt_proposal_account *p)
{
	char safe[KT_DESCRIPTION_MAX * 3 + 1];
	size_t len = text_safe(safe, sizeof safe, p->description, p->description_len, false), at = 0;

	do {
		size_t n = len - at < GUARD_TEXT - 1 ? len - at : GUARD_TEXT - 1;

		while (at + n < len && ((unsigned char)safe[at + n] & 0xc0) == 0x80)
			n--;
		card_field(g->card, at == 0 ? "description" : "goes on", "%.*s", (int)n, safe + at);
		at += n;
	} while (at < len);
}

static const char *
status_name(enum kt_status s)
{
	static const char *const name[] = {
		[KT_STATUS_ACTIVE] = "active", [KT_STATUS_APPROVED] = "approved", [KT_STATUS_EXECUTED] = "executed",
		[KT_STATUS_REJECTED] = "rejected", [KT_STATUS_CANCELLED] = "cancelled", [KT_STATUS_WITHDRAWN] = "withdrawn",
	};

	return name[s];
}

static unsigned
count(uint32_t bits)
{
	unsigned n = 0;

	for (; bits != 0; bits &= bits - 1)
		n++;
	return n;
}

/* Votes and times are not in the hash a vote names: the endpoint says so. */
static void
show_reported(struct guarding *g, const struct known *k)
{
	const struct kt_proposal_account *p = &k->proposal;
	unsigned needed = kt_needed(&k->multisig.governance, p->act.kind), have;

	char at[TEXT_SHORT];

	have = count(p->status == KT_STATUS_ACTIVE ? p->approvals : p->approved_by);
	card_reported(g->card, "status", "%s, by %s", status_name(p->status), g->config->endpoint);
	card_reported(g->card, "approvals", "%u of %u, %u against, %u to stop it", have, needed, count(p->rejections),
		count(p->cancels));
	card_reported(g->card, "made at", "%s", text_rfc3339(at, p->created_at));
	if (p->status == KT_STATUS_APPROVED)
		card_reported(g->card, "approved at", "%s", text_rfc3339(at, p->approved_at));
}

static void
show_proposal(struct guarding *g, const struct known *k, bool stored)
{
	const struct kt_proposal_account *p = &k->proposal;
	char hex[65], words[CHECKWORDS_TEXT];

	text_hex(hex, p->payload_hash.b, 32);
	card_address(g->card, "multisig", &p->multisig);
	card_field(g->card, "proposal", "%" PRIu64, p->index);
	show_description(g, p);
	guard_act(g, &p->act, &k->multisig, k->has_record ? &k->record : NULL, &p->depositor, p->index);
	card_address(g->card, "proposer", &p->proposer);
	if (!pubkey_eq(&p->rent_payer, &p->proposer))
		card_address(g->card, "rent paid by", &p->rent_payer);
	if (kt_takes_buffer(p->act.kind))
		card_address(g->card, "depositor", &p->depositor);
	card_field(g->card, "payload hash", "%s", hex);
	card_field(g->card, "check words", "%s", checkwords_text(words, &p->payload_hash));
	if (stored)
		show_reported(g, k);
}

/* "withdraw proposal 4: ..." of what the act does in a few words. */
static void
say(struct guarding *g, const char *verb, const struct kt_act *a, uint64_t index)
{
	char words[GUARD_TEXT];

	guard_act_words(a, words);
	card_sentence(g->card, "%s proposal %" PRIu64 ": %.150s", verb, index, words);
}

/* A vote against does no harm: what the act would do is told as a warning only. */
static void
harmless(struct guarding *g, uint64_t index)
{
	for (unsigned i = 0; i < g->card->flag_n && i < GUARD_FLAGS_MAX; i++)
		if (g->card->flag_weight[i] == GUARD_DANGER)
			g->card->flag_weight[i] = GUARD_WARNING;
	card_confirm(g->card, "%" PRIu64, index);
}

static enum err_code
describe_vote(struct guarding *g, const struct kt_call *call, struct known *k, struct err *e)
{
	static const char *const verb[] = {
		[KT_CHOICE_APPROVE] = "approve", [KT_CHOICE_REJECT] = "reject", [KT_CHOICE_CANCEL] = "cancel",
		[KT_CHOICE_WITHDRAW] = "withdraw",
	};
	struct kt_where w = { g->config->governance, call->multisig };
	struct kt_ix want;

	if (is_member(k, g->signer, call->choice != KT_CHOICE_WITHDRAW, e) != ERR_OK ||
		know_proposal(g, call, k, true, e) != ERR_OK)
		return e->code;
	if (call->choice == KT_CHOICE_WITHDRAW && !pubkey_eq(&k->proposal.proposer, g->signer))
		return err_set(e, ERR_REFUSED, "only the proposer may withdraw proposal %" PRIu64, k->proposal.index);
	kt_vote_ix(&want, &w, g->signer, k->proposal.index, call->choice, &call->payload_hash);
	if (message_match(g->m, g->first, &want.ix, e) != ERR_OK)
		return e->code;
	show_proposal(g, k, call->tag != KT_PROPOSE);
	say(g, verb[call->choice], &k->proposal.act, k->proposal.index);
	if (call->choice != KT_CHOICE_APPROVE)
		harmless(g, k->proposal.index);
	return ERR_OK;
}

static enum err_code
describe_execute(struct guarding *g, const struct kt_call *call, struct known *k, struct err *e)
{
	struct kt_where w = { g->config->governance, call->multisig };
	struct kt_ix want;

	if (is_member(k, g->signer, false, e) != ERR_OK || know_proposal(g, call, k, true, e) != ERR_OK)
		return e->code;
	kt_execute_ix(&want, &w, g->signer, k->proposal.index, &k->proposal.act, &call->payload_hash);
	if (message_match(g->m, g->first, &want.ix, e) != ERR_OK)
		return e->code;
	show_proposal(g, k, call->tag != KT_PROPOSE);
	say(g, "execute", &k->proposal.act, k->proposal.index);
	if (k->proposal.act.kind == KT_KIND_HANDOVER)
		guard_role(g, &k->proposal.act.handover.receiver, "the receiver of the program");
	return ERR_OK;
}

static enum err_code
describe_after(struct guarding *g, const struct kt_call *call, struct known *k, struct err *e)
{
	struct kt_where w = { g->config->governance, call->multisig };
	struct kt_ix want;
	unsigned before;

	if (know_proposal(g, call, k, false, e) != ERR_OK)
		return e->code;
	if (call->tag == KT_RECLAIM)
		kt_reclaim_ix(&want, &w, &k->proposal);
	else
		kt_close_ix(&want, &w, g->signer, &k->proposal);
	if (message_match(g->m, g->first, &want.ix, e) != ERR_OK)
		return e->code;
	before = g->card->field_n;
	show_proposal(g, k, call->tag != KT_PROPOSE);
	card_unbound(g->card, before + 2); /* all but multisig and number: reclaim and close name no hash */
	g->card->flag_n = 0; /* the act they warn of will not be done */
	card_address(g->card, call->tag == KT_RECLAIM ? "buffer goes back to" : "rent goes back to",
		call->tag == KT_RECLAIM ? &k->proposal.depositor : &k->proposal.rent_payer);
	say(g, call->tag == KT_RECLAIM ? "give the buffer back of" : "close", &k->proposal.act, k->proposal.index);
	card_confirm(g->card, "%" PRIu64, k->proposal.index); /* nothing of the act is done any more */
	return ERR_OK;
}

/* Propose names no hash: what the multisig is now, the endpoint alone says. */
static void
propose_unbound(struct guarding *g, const struct kt_act *a)
{
	for (unsigned i = 0; i < g->card->field_n && i < GUARD_FIELDS_MAX; i++) {
		struct guard_field *f = &g->card->field[i];

		f->reported |= strcmp(f->name, "timelock") == 0 || strcmp(f->name, "payload hash") == 0 ||
			strcmp(f->name, "check words") == 0 ||
			(a->kind == KT_KIND_MEMBERS && f->before[0] != '\0');
	}
}

static enum err_code
describe_propose(struct guarding *g, const struct kt_call *call, struct known *k, struct err *e)
{
	struct kt_proposal_account *p = &k->proposal;
	uint8_t payload[KT_PAYLOAD_MAX];

	*p = (struct kt_proposal_account){ .status = KT_STATUS_ACTIVE, .multisig = call->multisig,
		.proposer = call->signer, .rent_payer = call->payer, .depositor = call->depositor, .index = call->index,
		.epoch = k->multisig.epoch, .act = call->act, .description_len = call->description_len };
	(void)snprintf(p->description, sizeof p->description, "%s", call->description);
	if (!pubkey_eq(&call->payer, g->signer))
		return err_set(e, ERR_REFUSED, "the rent of the proposal is paid by another key");
	if (is_member(k, &call->signer, false, e) != ERR_OK || know_act_record(g, &p->act, k, e) != ERR_OK)
		return e->code;
	kt_payload_hash(&g->config->governance, &k->multisig, &call->multisig, p, &p->payload_hash);
	g->card->payload_hash = p->payload_hash;
	show_proposal(g, k, call->tag != KT_PROPOSE);
	propose_unbound(g, &p->act);
	say(g, "make", &p->act, p->index);
	guard_role(g, &call->depositor, "the depositor of the buffer");
	g->room += SYSTEM_ACCOUNT_EXTRA + KT_PROPOSAL_HEADER + kt_payload_encode(&p->act, payload) + call->description_len;
	return ERR_OK;
}

static enum err_code
describe_create(struct guarding *g, const struct kt_call *call, struct err *e)
{
	char text[PUBKEY_TEXT];

	if (!hash_eq(&call->genesis_hash, &g->config->genesis_hash))
		return err_set(e, ERR_REFUSED, "the new multisig would be for another cluster than the one configured");
	if (kt_governance_check(&call->governance) != 0)
		return err_set(e, ERR_REFUSED, "the new multisig is impossible: %s",
			kt_error_text(kt_governance_check(&call->governance)));
	card_sentence(g->card, "create multisig %s: %u of %u approvers upgrade after %u s", pubkey_text(text, &call->multisig),
		call->governance.threshold, kt_approvers(&call->governance), call->governance.timelock_s);
	card_address(g->card, "payer", &call->payer);
	card_address(g->card, "create key", &call->create_key);
	card_address(g->card, "multisig", &call->multisig);
	guard_role(g, &call->create_key, "the create key");
	g->room += SYSTEM_ACCOUNT_EXTRA + KT_MULTISIG_LEN;
	guard_members(g->card, NULL, &call->governance);
	card_confirm(g->card, "%.8s", text);
	return ERR_OK;
}

static enum err_code
describe_adopt(struct guarding *g, const struct kt_call *call, struct known *k, struct err *e)
{
	struct pubkey authority = kt_authority_address(&g->config->governance, &call->multisig);
	char now[PUBKEY_TEXT], next[PUBKEY_TEXT], text[PUBKEY_TEXT], hex[65], span[TEXT_SHORT], len[TEXT_SHORT];

	if (know_multisig(g, call, k, e) != ERR_OK || is_member(k, &call->signer, false, e) != ERR_OK)
		return e->code;
	text_hex(hex, call->code_hash.b, 32);
	card_sentence(g->card, "put program %s under the multisig", pubkey_text(text, &call->program));
	card_address(g->card, "program", &call->program);
	card_address(g->card, "multisig", &call->multisig);
	if (!pubkey_eq(&call->signer, &call->payer))
		card_address(g->card, "member", &call->signer);
	card_address(g->card, "rent paid by", &call->payer);
	guard_role(g, &call->authority_now, "the upgrade authority that is given up");
	g->room += SYSTEM_ACCOUNT_EXTRA + KT_RECORD_LEN;
	card_change(g->card, "upgrade authority", pubkey_text(now, &call->authority_now), pubkey_text(next, &authority));
	card_field(g->card, "code hash", "%s", hex);
	card_field(g->card, "code length", "%s bytes", text_count(len, call->code_len));
	card_reported(g->card, "governed by", "%u of %u, timelock %s", k->multisig.governance.threshold,
		kt_approvers(&k->multisig.governance), text_span(span, k->multisig.governance.timelock_s));
	if (k->multisig.governance.timelock_s < 3600)
		card_flag(g->card, GUARD_WARNING, "its timelock is under one hour");
	if (k->multisig.governance.threshold < 3)
		card_flag(g->card, GUARD_WARNING, "its threshold is %u", k->multisig.governance.threshold);
	card_flag(g->card, GUARD_WARNING, "from then on only the multisig can upgrade the program");
	card_confirm(g->card, "%.8s", text);
	return ERR_OK;
}

enum err_code
guard_governance(struct guarding *g, struct err *e)
{
	struct known k = { .has_record = false };
	struct kt_call call;

	if (g->first + 1u != g->m->instruction_n)
		return err_set(e, ERR_REFUSED, "the message holds %u acts; one at a time is signed",
			g->m->instruction_n - g->first);
	if (hash_eq(&g->config->genesis_hash, &(struct hash){ { 0 } }))
		return err_set(e, ERR_REFUSED, "no genesis hash is configured, so the cluster is not known");
	if (kt_ix_decode(g->m, g->first, &g->config->governance, &call, e) != ERR_OK)
		return e->code;
	if (call.tag == KT_CREATE_MULTISIG)
		return describe_create(g, &call, e);
	if (call.tag == KT_ADOPT)
		return describe_adopt(g, &call, &k, e);
	if (know_multisig(g, &call, &k, e) != ERR_OK)
		return e->code;
	switch (call.tag) {
	case KT_PROPOSE:
		return describe_propose(g, &call, &k, e);
	case KT_VOTE:
		return describe_vote(g, &call, &k, e);
	case KT_EXECUTE:
		return describe_execute(g, &call, &k, e);
	case KT_RECLAIM:
	case KT_CLOSE:
		return describe_after(g, &call, &k, e);
	case KT_CREATE_MULTISIG:
	case KT_ADOPT:
		break;
	}
	return err_set(e, ERR_REFUSED, "unknown instruction %u", (unsigned)call.tag);
}
