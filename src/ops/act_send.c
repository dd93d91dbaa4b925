#include "ops/act_state.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "ops/outcome.h"
#include "solana/system.h"

enum err_code
act_build(struct act *a, struct err *e)
{
	struct instruction all[ACT_IX_MAX + 3];
	struct system_ix units, price, data;
	size_t n = 0;

	budget_units(&units, a->units != 0 ? a->units : BUDGET_UNITS_MAX);
	all[n++] = units.ix;
	if (a->micro_lamports > 0) {
		budget_price(&price, a->micro_lamports);
		all[n++] = price.ix;
	}
	if (a->loaded_len > 0) {
		budget_data(&data, a->loaded_len);
		all[n++] = data.ix;
	}
	memcpy(all + n, a->ix, a->ix_n * sizeof a->ix[0]);
	return message_build(signer_address(a->s->signer), all, n + a->ix_n, &a->hash.hash, a->message,
		&a->message_len, e);
}

/* Two cards say the same when everything but the digest is equal. */
static bool
same_words(const struct guard_card *a, const struct guard_card *b)
{
	struct guard_card x = *a;

	x.digest = b->digest;
	return memcmp(&x, b, sizeof x) == 0;
}

enum err_code
act_describe(struct act *a, struct err *e)
{
	bool again = a->card.sentence[0] != '\0';
	struct guard_card card;

	memset(&card, 0, sizeof card);
	if (signer_describe(a->s->signer, a->message, a->message_len, &a->context, &card, e) != ERR_OK)
		return e->code;
	if (again && !same_words(&a->card, &card)) {
		(void)err_set(e, ERR_REFUSED, "what is to be signed changed while its card was shown");
		return err_hint(e, "nothing was signed: do it again");
	}
	a->card = card;
	return ERR_OK;
}

/* What the journal's row is about: the proposal, the record, the multisig, or
 * where there is none of them what the last instruction is about. */
const struct pubkey *
act_subject(const struct act *a)
{
	if (!pubkey_is_zero(&a->context.proposal.address))
		return &a->context.proposal.address;
	if (!pubkey_is_zero(&a->context.record.address))
		return &a->context.record.address;
	if (pubkey_is_zero(&a->context.multisig.address) && a->ix_n > 0 && a->ix[a->ix_n - 1].account_n > 0)
		return &a->ix[a->ix_n - 1].account[0].key;
	return &a->context.multisig.address;
}

static enum err_code
write_intent(struct act *a, struct err *e)
{
	struct journal_intent i;

	if (a->journal_id != 0)
		return ERR_OK;
	memset(&i, 0, sizeof i);
	(void)snprintf(i.action, sizeof i.action, "%s", a->action);
	i.genesis_hash = a->s->genesis;
	i.multisig = a->s->multisig;
	i.subject = *act_subject(a);
	i.signer = *signer_address(a->s->signer);
	i.index = a->index;
	i.payload_hash = a->card.payload_hash;
	(void)snprintf(i.detail, sizeof i.detail, "%s", a->card.sentence);
	return journal_intent(a->s->store, &i, &a->journal_id, e);
}

static enum err_code
sign_others(struct act *a, struct transaction *t, struct err *e)
{
	struct message m;
	struct signature sig;

	if (message_parse(a->message, a->message_len, &m, e) != ERR_OK)
		return e->code;
	for (uint8_t i = 1; i < m.signer_n; i++) {
		if (a->sign_extra == NULL)
			return err_set(e, ERR_KEY, "%u signatures are needed and one key is here", m.signer_n);
		if (a->sign_extra(a->sign_ctx, a->message, a->message_len, &m.key[i], &sig, e) != ERR_OK
			|| transaction_sign(t, &m.key[i], &sig, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

enum err_code
act_send(struct act *a, struct err *e)
{
	struct transaction t;

	if (a->s->dry_run) {
		a->stage = STAGE_DONE;
		a->step = "dry run: nothing was sent";
		return ERR_OK;
	}
	if (a->s->store == NULL) {
		(void)err_set(e, ERR_STORE, "without the local database nothing is sent");
		return err_hint(e, "mend the folder named by --data-dir: what is sent is written down there first");
	}
	if (write_intent(a, e) != ERR_OK || transaction_start(a->message, a->message_len, &t, e) != ERR_OK
		|| signer_sign(a->s->signer, &a->card.digest, &a->signature, e) != ERR_OK
		|| transaction_sign(&t, signer_address(a->s->signer), &a->signature, e) != ERR_OK
		|| sign_others(a, &t, e) != ERR_OK)
		return e->code;
	if (journal_signature(a->s->store, a->journal_id, &a->signature,
		a->hash.last_valid_height, e) != ERR_OK)
		return e->code;
	a->has_signature = true;
	sender_free(a->sender);
	a->sender = sender_new(a->s->rpc, &a->s->clock, &t, a->hash.last_valid_height, COMMITMENT_CONFIRMED, false);
	a->stage = STAGE_SEND;
	a->step = "sent, waiting for the chain";
	return ERR_OK;
}

void
act_outcome(struct act *a, enum journal_outcome o, uint64_t slot, const char *reason)
{
	struct err e = ERR_INIT;

	/* What happened has happened; a journal that cannot be written is said, not undone. */
	if (a->s->store != NULL && a->journal_id != 0
		&& journal_outcome(a->s->store, a->journal_id, o, slot, reason, &e) != ERR_OK)
		a->step = "landed, but the journal could not be written";
}

/* It is in a block, so its fee is spent. */
void
act_tell_cost(const struct act *a, struct err *e)
{
	char sol[TEXT_SHORT];
	struct err was = *e;

	(void)err_set(e, was.code, "%.200s; it landed in slot %llu all the same, and its fee of %s SOL is spent", was.message,
		(unsigned long long)sender_slot(a->sender), text_sol(sol, a->fee));
	(void)err_hint(e, "%s", was.hint);
}

void
act_finish(struct act *a, enum sender_state state)
{
	char text[SIGNATURE_TEXT];
	struct err e = ERR_INIT;

	switch (state) {
	case SENDER_LANDED:
		a->step = "landed";
		act_outcome(a, JOURNAL_LANDED, sender_slot(a->sender), "");
		a->stage = STAGE_DONE;
		return;
	case SENDER_FAILED:
		a->taken = outcome_is_taken(sender_outcome(a->sender));
		a->overtaken = outcome_is_overtaken(sender_outcome(a->sender));
		(void)outcome_error(sender_outcome(a->sender), &e);
		if (sender_slot(a->sender) != 0)
			act_tell_cost(a, &e);
		act_outcome(a, JOURNAL_FAILED, sender_slot(a->sender), e.message);
		break;
	case SENDER_EXPIRED:
		(void)err_set(&e, ERR_RPC, "the transaction expired %u times without landing", a->rounds);
		(void)err_hint(&e, "the chain is busy or the endpoint drops transactions: do it again");
		act_outcome(a, JOURNAL_EXPIRED, 0, e.message);
		break;
	case SENDER_UNKNOWN:
		(void)err_set(&e, ERR_RPC, "the endpoint stopped answering after %.88s was sent: %.120s",
			signature_text(text, &a->signature), sender_trouble(a->sender));
		(void)err_hint(&e, "run the same command again: it finds out what happened before it sends anything");
		act_outcome(a, JOURNAL_UNKNOWN, 0, e.message);
		break;
	case SENDER_WORKING:
		return;
	}
	a->journal_id = 0; /* its outcome is written */
	act_fail(a, &e);
}

void
act_unsent(struct act *a, const char *why)
{
	if (a->journal_id == 0 || a->stage == STAGE_LOOKBACK)
		return;
	act_outcome(a, a->rounds > 0 ? JOURNAL_EXPIRED : JOURNAL_FAILED, 0, why);
	a->journal_id = 0;
}
