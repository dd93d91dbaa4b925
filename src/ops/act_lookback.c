#include "ops/act_state.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "ops/outcome.h"

/* What an earlier run left open. */

/* Open rows of the same move by the same key. */
struct lookback {
	const struct act *a;
	struct journal_row sent;    /* newest that was signed; id 0 none */
	int64_t unsigned_id[16];    /* never signed, so never sent */
	unsigned unsigned_n;
};

static void
note_open(void *ctx, const struct journal_row *r)
{
	struct lookback *l = ctx;

	if (strcmp(r->intent.action, l->a->action) != 0 || !pubkey_eq(&r->intent.subject, act_subject(l->a))
		|| !pubkey_eq(&r->intent.signer, signer_address(l->a->s->signer)))
		return;
	if (r->has_signature && (l->a->looked_at == 0 || r->id < l->a->looked_at))
		l->sent = *r;
	else if (!r->has_signature && l->unsigned_n < sizeof l->unsigned_id / sizeof l->unsigned_id[0])
		l->unsigned_id[l->unsigned_n++] = r->id;
}

static void say_before(struct act *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void
say_before(struct act *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(a->before, sizeof a->before, fmt, ap);
	va_end(ap);
}

/* The run before this one may have written down itself that it never signed. */
static void
recall_unsigned(struct act *a)
{
	struct journal_row r;
	struct err ignored = ERR_INIT;

	if (a->s->store == NULL || journal_find(a->s->store, &a->s->genesis, a->action, act_subject(a), &r, &ignored) != ERR_OK)
		return;
	if (r.outcome == JOURNAL_FAILED && !r.has_signature && pubkey_eq(&r.intent.signer, signer_address(a->s->signer)))
		say_before(a, "an earlier run signed nothing: %.200s", r.reason);
}

void
act_lookback_start(struct act *a)
{
	struct lookback l = { .a = a };
	struct err e = ERR_INIT;

	if (a->s->store != NULL && journal_open_rows(a->s->store, &a->s->genesis, note_open, &l, &e) != ERR_OK) {
		act_fail(a, &e);
		return;
	}
	for (unsigned i = 0; i < l.unsigned_n; i++) {
		a->journal_id = l.unsigned_id[i];
		act_outcome(a, JOURNAL_EXPIRED, 0, "an earlier run ended before it signed");
		a->journal_id = 0;
	}
	if (l.unsigned_n > 0)
		say_before(a, "an earlier run ended before it signed: nothing of it was sent");
	else if (l.sent.id == 0 && a->looked_at == 0)
		recall_unsigned(a);
	if (l.sent.id == 0) {
		act_read_start(a);
		return;
	}
	a->journal_id = a->looked_at = l.sent.id;
	a->due_ms = 0;
	a->signature = l.sent.signature;
	a->last_valid_height = l.sent.last_valid_height;
	a->found = l.sent.intent.multisig;
	a->found_hash = l.sent.intent.payload_hash;
	(void)snprintf(a->found_words, sizeof a->found_words, "%s", l.sent.intent.detail);
	a->genesis = rpc_get_genesis(a->s->rpc); /* another cluster knows nothing of it */
	a->stage = STAGE_LOOKBACK;
	a->step = "looking for what an earlier run sent";
}

/* Not to be found and past its last block: it never happened, and may be done again. */
static void
forget(struct act *a)
{
	act_outcome(a, JOURNAL_EXPIRED, 0, "found expired by a later run");
	say_before(a, "what an earlier run signed did not land, and no longer can");
	a->journal_id = 0;
	act_lookback_start(a);
}

/* An earlier run made a multisig, and was ended before it could say which: a
 * fresh create key would make another one now. */
static void
made_before(struct act *a, uint64_t slot)
{
	char key[PUBKEY_TEXT], text[SIGNATURE_TEXT];
	struct err e = ERR_INIT;

	act_outcome(a, JOURNAL_LANDED, slot, "found by a later run");
	a->journal_id = 0;
	(void)err_set(&e, ERR_REFUSED, "an earlier run's %s made %s: %s landed in slot %llu", a->action,
		pubkey_text(key, &a->found), signature_text(text, &a->signature), (unsigned long long)slot);
	(void)err_hint(&e, "look: keyturn multisig show %s; run the same command again to make another", key);
	act_fail(a, &e);
}

/* Would this run's card say what that intent's said?  Then what landed is what this
 * run is asked for. */
static bool
is_same(struct act *a)
{
	struct guard_card *card = mem_new(1, sizeof *card);
	struct err ignored = ERR_INIT;
	bool same = act_build(a, &ignored) == ERR_OK && signer_describe(a->s->signer, a->message, a->message_len, &a->context,
		card, &ignored) == ERR_OK && strcmp(card->sentence, a->found_words) == 0 && hash_eq(&card->payload_hash, &a->found_hash);

	free(card);
	return same;
}

static void
done_before(struct act *a)
{
	a->has_signature = true;
	a->step = "done already: an earlier run's transaction had landed";
	say_before(a, "%s", a->step);
	a->stage = STAGE_DONE;
}

static bool
can_be_replaced(const struct act *a)
{
	return a->move == MOVE_APPROVE || a->move == MOVE_REJECT || a->move == MOVE_CANCEL;
}

/* It landed; what became of it since is read at its slot or later. */
static void
stands_start(struct act *a, uint64_t slot)
{
	a->landed_slot = slot;
	a->reader = a->s->backend->read_one(a->s->rpc, &a->s->governance, &a->s->multisig, a->index, NULL, COMMITMENT_CONFIRMED, slot);
	a->stage = STAGE_STANDS;
	a->step = "looking whether the vote of an earlier run still counts";
}

static bool
stands(const struct act *a, const struct gov_world *w)
{
	const struct gov_proposal *p = gov_world_proposal(w, a->index);
	int i = multisig_member(&w->multisig, signer_address(a->s->signer));
	uint64_t bits = p == NULL ? 0 : a->move == MOVE_APPROVE ? p->approvals : a->move == MOVE_REJECT ? p->rejections : p->cancels;

	return i >= 0 && p != NULL && p->epoch == w->multisig.epoch && (bits >> i & 1) != 0;
}

enum err_code
act_stands_turn(struct act *a, struct err *e)
{
	struct gov_world w;
	bool counts = false;
	enum err_code rc;

	if (a->s->backend->turn(a->reader) == GOV_BUSY)
		return ERR_OK;
	memset(&w, 0, sizeof w);
	rc = a->s->backend->result(a->reader, &w, e);
	if (rc == ERR_OK)
		counts = stands(a, &w);
	gov_world_wipe(&w);
	a->s->backend->free(a->reader);
	a->reader = NULL;
	if (rc == ERR_OK && counts) {
		done_before(a);
	} else if (rc == ERR_OK) {
		say_before(a, "an earlier run's vote had landed in slot %llu, and counts no more", (unsigned long long)a->landed_slot);
		act_read_start(a);
	}
	return rc;
}

static void
landed_before(struct act *a, uint64_t slot)
{
	bool same = a->once && is_same(a), makes_multisig = strcmp(a->action, "multisig create") == 0;

	if (makes_multisig && !same && !pubkey_eq(&a->found, &a->s->multisig)) {
		made_before(a, slot);
		return;
	}
	act_outcome(a, JOURNAL_LANDED, slot, "found by a later run");
	a->journal_id = 0;
	if (same || (a->is_move && !can_be_replaced(a))) {
		done_before(a);
	} else if (a->is_move) {
		stands_start(a, slot);
	} else { /* what it made is on chain now, and something else is asked for */
		say_before(a, "an earlier run's transaction had landed");
		act_read_start(a);
	}
}

static void
keep_row(void *ctx, const struct journal_row *r)
{
	*(struct journal_row *)ctx = *r;
}

/* The run that signed it may go on beside this one, and write down what it hears: another signature, to
 * be looked for from then on, or that it was refused, and nothing is waited for; true where it is that. */
static bool
is_given_up(struct act *a)
{
	struct journal_row r = { .id = 0 };
	struct err ignored = ERR_INIT;

	if (journal_span(a->s->store, &a->s->genesis, "", a->journal_id, a->journal_id, true, 1, keep_row, &r, &ignored) != ERR_OK
		|| r.id != a->journal_id || !r.has_signature)
		return false;
	if (memcmp(&r.signature, &a->signature, sizeof r.signature) == 0)
		return r.outcome == JOURNAL_FAILED && r.slot == 0;
	a->signature = r.signature;
	a->last_valid_height = r.last_valid_height;
	return false;
}

static void
refused_before(struct act *a)
{
	say_before(a, "an earlier run's transaction was refused, and is not on chain");
	a->journal_id = 0;
	act_lookback_start(a);
}

static void
judge(struct act *a, const struct rpc_status *st, uint64_t height)
{
	struct err e = ERR_INIT;

	if (!st->known && is_given_up(a)) {
		refused_before(a);
	} else if (!st->known && height > a->last_valid_height) {
		forget(a);
	} else if (!st->known || st->reached == COMMITMENT_PROCESSED) {
		a->due_ms = clock_mono_ms(&a->s->clock) + 500;
	} else if (st->outcome.failed) {
		(void)outcome_error(&st->outcome, &e);
		act_outcome(a, JOURNAL_FAILED, st->slot, e.message);
		say_before(a, "an earlier run's transaction landed and failed: %.180s", e.message);
		a->journal_id = 0;
		act_lookback_start(a);
	} else {
		landed_before(a, st->slot);
	}
}

/* Is it the cluster that the row is about? */
static bool
is_cluster(struct act *a, struct err *e)
{
	enum err_code rc = a->genesis == NULL ? ERR_OK : session_genesis(a->s, a->genesis, e);

	rpc_call_free(a->genesis);
	a->genesis = NULL;
	return rc == ERR_OK;
}

void
act_lookback_turn(struct act *a)
{
	struct rpc_status st;
	struct rpc_epoch at;
	struct err e = ERR_INIT;

	if (a->height == NULL) {
		if (clock_mono_ms(&a->s->clock) >= a->due_ms)
			a->height = rpc_get_epoch(a->s->rpc, COMMITMENT_CONFIRMED);
		return;
	}
	/* The height comes first: what is not known at a height past its last valid one will never be. */
	if (a->other == NULL && !rpc_pending(a->height))
		a->other = rpc_get_statuses(a->s->rpc, &a->signature, 1, true);
	if (a->other == NULL || rpc_pending(a->other) || (a->genesis != NULL && rpc_pending(a->genesis)))
		return;
	if (!is_cluster(a, &e) || rpc_statuses_result(a->other, &st, 1, &e) != ERR_OK || rpc_epoch_result(a->height, &at, &e) != ERR_OK)
		act_fail(a, &e);
	rpc_call_free(a->other);
	rpc_call_free(a->height);
	a->other = a->height = NULL;
	if (a->stage == STAGE_LOOKBACK)
		judge(a, &st, at.block_height);
}
