#include "ops/act_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "ops/cure.h"
#include "ops/outcome.h"
#include "solana/system.h"

static struct act *
act_new(struct session *s, const char *action)
{
	struct act *a = mem_new(1, sizeof *a);

	a->s = s;
	a->step = "starting";
	(void)snprintf(a->action, sizeof a->action, "%s", action);
	return a;
}

void
act_fail(struct act *a, const struct err *e)
{
	if (e != &a->error)
		a->error = *e;
	act_unsent(a, a->error.message);
	if (!act_why_start(a))
		a->stage = STAGE_FAILED;
}

static bool
can_sign(struct act *a)
{
	if (a->s->signer != NULL)
		return true;
	(void)err_set(&a->error, ERR_KEY, "there is no key to sign with");
	(void)err_hint(&a->error, "name one with --keypair, and leave --read-only off");
	a->stage = STAGE_FAILED;
	return false;
}

struct act *
act_move(struct session *s, enum gov_move move, uint64_t index, const struct hash *expect)
{
	struct act *a = act_new(s, move_name(move));

	a->is_move = true;
	a->move = move;
	a->index = index;
	a->has_expect = expect != NULL;
	if (expect != NULL)
		a->expect = *expect;
	a->context.multisig.address = s->multisig;
	a->context.proposal.address = kt_proposal_address(&s->governance, &s->multisig, index);
	if (can_sign(a))
		act_lookback_start(a);
	return a;
}

/* The caller's instructions are copied: its storage may go. */
static bool
copy_instructions(struct act *a, const struct instruction *ix, size_t n)
{
	if (n == 0 || n > ACT_IX_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (ix[i].account_n > 16 || ix[i].data_len > PACKET_MAX)
			return false;
		a->ix[i] = ix[i];
		memcpy(a->account[i], ix[i].account, ix[i].account_n * sizeof ix[i].account[0]);
		memcpy(a->data[i], ix[i].data, ix[i].data_len);
		a->ix[i].account = a->account[i];
		a->ix[i].data = a->data[i];
	}
	a->ix_n = n;
	return true;
}

struct act *
act_instruction(struct session *s, const char *action, const struct instruction *ix, size_t n,
	const struct guard_context *context, uint64_t index, act_sign_extra *sign_extra, void *ctx)
{
	struct act *a = act_new(s, action);

	a->index = index;
	a->context = *context;
	a->sign_extra = sign_extra;
	a->sign_ctx = ctx;
	if (!copy_instructions(a, ix, n)) {
		(void)err_set(&a->error, ERR_INTERNAL, "%s has %zu instructions, or one that is too large", action, n);
		a->stage = STAGE_FAILED;
	} else if (can_sign(a)) {
		act_lookback_start(a);
	}
	return a;
}

void
act_once(struct act *a)
{
	a->once = true;
}

void
act_also_sign(struct act *a, const struct pubkey *who, act_sign_extra *sign_extra, void *ctx)
{
	a->also = *who;
	a->sign_extra = sign_extra;
	a->sign_ctx = ctx;
}

void
act_free(struct act *a)
{
	if (a == NULL)
		return;
	rpc_call_free(a->genesis);
	rpc_call_free(a->blockhash);
	rpc_call_free(a->price);
	rpc_call_free(a->other);
	rpc_call_free(a->height);
	if (a->reader != NULL)
		a->s->backend->free(a->reader);
	check_free(a->check);
	save_free(a->save);
	sender_free(a->sender);
	free(a);
}

void
act_read_start(struct act *a)
{
	struct session *s = a->s;

	a->stage = STAGE_READ;
	a->step = "reading the chain";
	a->genesis = rpc_get_genesis(s->rpc);
	act_hash_start(a);
	a->price = rpc_get_price(s->rpc, a->is_move ? &a->context.proposal.address : &s->multisig, 1);
	if (a->is_move)
		a->reader = s->backend->read_one(s->rpc, &s->governance, &s->multisig, a->index, NULL, s->commitment, 0);
}

/* --- READ -> SIMULATE --------------------------------------------------- */

static enum err_code
take_genesis(struct act *a, struct err *e)
{
	enum err_code rc = session_genesis(a->s, a->genesis, e);

	rpc_call_free(a->genesis);
	a->genesis = NULL;
	return rc;
}

static enum err_code
take_chain(struct act *a, struct err *e)
{
	struct err price = ERR_INIT;

	if (act_hash_take(a, e) != ERR_OK)
		return e->code;
	/* Without recent fees the price is 0: many endpoints do not answer this one. */
	if (rpc_number_result(a->price, &a->micro_lamports, &price) != ERR_OK)
		a->micro_lamports = 0;
	if (a->micro_lamports > a->s->max_price)
		a->micro_lamports = a->s->max_price;
	rpc_call_free(a->price);
	a->price = NULL;
	return ERR_OK;
}

/* What the person looked at must be what is there. */
static enum err_code
check_seen(struct act *a, const struct gov_world *w, const struct gov_proposal *p, struct err *e)
{
	const struct gov_record *r = gov_world_record(w, &p->program);
	int64_t now = w->cluster_unix_s;

	if (a->has_expect && !hash_eq(&a->expect, &p->payload_hash)) {
		(void)err_set(e, ERR_REFUSED, "proposal %llu is not the one you looked at", (unsigned long long)a->index);
		return err_hint(e, "its contents changed between look and signature: look again; nothing was signed");
	}
	if (!p->hash_agrees) {
		(void)err_set(e, ERR_REFUSED, "proposal %llu as read does not have its own payload hash",
			(unsigned long long)a->index);
		return err_hint(e, "the endpoint is lying or broken: try another one; nothing was signed");
	}
	if (proposal_may(p, &w->multisig, r, signer_address(a->s->signer), a->move, now, e) != ERR_OK)
		return cure_move(a->s, w, p, e);
	return ERR_OK;
}

/* The receiver of a handover proves to hold its key: it signs the execution. */
static enum err_code
check_receiver(const struct act *a, const struct gov_proposal *p, struct err *e)
{
	const struct pubkey *to = &p->act.handover.receiver;
	char want[PUBKEY_TEXT], has[PUBKEY_TEXT];

	if (a->move != MOVE_EXECUTE || p->kind != KT_KIND_HANDOVER || pubkey_eq(to, signer_address(a->s->signer))
		|| (a->sign_extra != NULL && pubkey_eq(to, &a->also)))
		return ERR_OK;
	(void)pubkey_text(want, to);
	if (a->sign_extra == NULL)
		(void)err_set(e, ERR_KEY, "the receiver %s has to sign the handover too, and its key is not here", want);
	else
		(void)err_set(e, ERR_KEY, "the receiver is %s, the key given is of %s", want, pubkey_text(has, &a->also));
	return err_hint(e, "keyturn execute %llu --receiver-keypair FILE; nothing was sent.  A member may receive on a machine of its own: "
		"it runs \"keyturn execute %llu\" there, as an operator if it is not to vote", (unsigned long long)a->index,
		(unsigned long long)a->index);
}

static enum err_code
build_move(struct act *a, struct gov_world *w, struct err *e)
{
	const struct gov_proposal *p = gov_world_proposal(w, a->index);
	const struct gov_record *r = p != NULL ? gov_world_record(w, &p->program) : NULL;
	struct gov_build b;

	if (p == NULL) {
		(void)err_set(e, ERR_NOT_FOUND, "there is no proposal %llu", (unsigned long long)a->index);
		return err_hint(e, "list them: keyturn proposals --all");
	}
	if (check_seen(a, w, p, e) != ERR_OK || check_receiver(a, p, e) != ERR_OK
		|| act_give(&a->context.multisig, &w->multisig.address, w->multisig.raw, w->multisig.raw_len, e) != ERR_OK
		|| act_give(&a->context.proposal, &p->address, p->raw, p->raw_len, e) != ERR_OK
		|| (r != NULL && act_give(&a->context.record, &r->address, r->raw, r->raw_len, e) != ERR_OK)
		|| a->s->backend->build(&b, &a->s->governance, w, p, a->move, signer_address(a->s->signer), e) != ERR_OK)
		return e->code;
	a->context.cluster_now = w->cluster_unix_s;
	if (a->move == MOVE_EXECUTE)
		a->check = check_new(a->s, w, p, false, false, a->s->commitment);
	else if (a->move != MOVE_RECLAIM && a->move != MOVE_CLOSE)
		a->check = check_new_vote(a->s, w, p, a->s->commitment);
	act_save_executing(a, p, r);
	if (!copy_instructions(a, &b.s.ix, 1))
		return err_set(e, ERR_INTERNAL, "the instruction is too large");
	return ERR_OK;
}

static enum err_code
take_world(struct act *a, struct err *e)
{
	struct gov_world w;
	enum err_code rc;

	memset(&w, 0, sizeof w);
	rc = a->s->backend->result(a->reader, &w, e);
	if (rc == ERR_OK)
		rc = build_move(a, &w, e);
	gov_world_wipe(&w);
	a->s->backend->free(a->reader);
	a->reader = NULL;
	return rc;
}

static enum err_code
start_simulation(struct act *a, struct err *e)
{
	struct transaction t;

	if (act_build(a, e) != ERR_OK || transaction_start(a->message, a->message_len, &t, e) != ERR_OK)
		return e->code;
	a->other = rpc_simulate(a->s->rpc, &t, false, COMMITMENT_CONFIRMED);
	act_save_proposing(a);
	a->stage = STAGE_SIMULATE;
	a->step = "simulating";
	return ERR_OK;
}

static enum err_code
turn_read(struct act *a, struct err *e)
{
	if (rpc_pending(a->genesis) || rpc_pending(a->blockhash) || rpc_pending(a->price)
		|| (a->reader != NULL && a->s->backend->turn(a->reader) == GOV_BUSY))
		return ERR_OK;
	if (take_genesis(a, e) != ERR_OK || take_chain(a, e) != ERR_OK || (a->is_move && take_world(a, e) != ERR_OK))
		return e->code;
	return start_simulation(a, e);
}

/* --- SIMULATE -> FEE -> SHOWN -------------------------------------------- */

/* A tenth more than was used: the chain may have moved a little when it lands. */
static uint32_t
with_slack(uint32_t used, uint32_t more, uint32_t max)
{
	uint64_t v = (uint64_t)used + used / 10 + more;

	return v < max ? (uint32_t)v : max;
}

/* The preflight of a vote only tells: what could not be read stays unknown.
 * That of an execution has what its simulation did, and explains a refusal. */
static enum err_code
judge(struct act *a, const struct rpc_outcome *o, struct err *e)
{
	bool executes = a->move == MOVE_EXECUTE;
	const struct preflight_line *l;
	struct err unread = ERR_INIT;
	enum err_code rc;

	if (executes)
		check_simulated(a->check, o);
	rc = check_result(a->check, &a->preflight, &unread);
	check_free(a->check);
	a->check = NULL;
	if (executes && rc != ERR_OK)
		*e = unread;
	if (!executes || rc != ERR_OK || !o->failed)
		return executes ? rc : ERR_OK;
	l = preflight_blocker(&a->preflight, 0);
	rc = outcome_error(o, e);
	if (rc != ERR_CHAIN || l == NULL || strcmp(l->name, "simulation") == 0)
		return rc;
	(void)check_refusal(l, e);
	return e->code = rc;
}

static enum err_code
turn_simulation(struct act *a, struct err *e)
{
	struct rpc_outcome o;
	enum err_code rc;

	if (act_saving(a) || rpc_pending(a->other) || (a->check != NULL && check_pending(a->check)))
		return ERR_OK;
	rc = rpc_simulate_result(a->other, &o, e);
	rpc_call_free(a->other);
	a->other = NULL;
	if (rc == ERR_OK && a->check != NULL)
		rc = judge(a, &o, e);
	if (rc == ERR_OK && o.failed && outcome_is_money(&o)) {
		act_balance_start(a, &o);
		return ERR_OK;
	}
	a->taken = rc == ERR_OK && outcome_is_taken(&o);
	a->overtaken = rc == ERR_OK && outcome_is_overtaken(&o);
	if (rc == ERR_OK && o.failed)
		rc = outcome_error(&o, e);
	if (rc != ERR_OK || act_saved(a, e) != ERR_OK)
		return e->code;
	a->units = with_slack(o.units, 300, BUDGET_UNITS_MAX);
	a->loaded_len = o.loaded_len == 0 ? 0 : with_slack(o.loaded_len, 4096, 64u << 20);
	return act_fee_start(a, e);
}

/* --- SHOWN <-> RENEW ------------------------------------------------------ */

static uint64_t
hash_age_ms(const struct act *a)
{
	return clock_mono_ms(&a->s->clock) - a->hash_ms;
}

static void
start_renewal(struct act *a)
{
	act_hash_start(a);
	a->stage = STAGE_RENEW;
}

static enum err_code
turn_renewal(struct act *a, struct err *e)
{
	if (rpc_pending(a->blockhash))
		return ERR_OK;
	if (act_hash_take(a, e) != ERR_OK || act_build(a, e) != ERR_OK || act_describe(a, e) != ERR_OK)
		return e->code;
	if (a->confirmed)
		return act_send(a, e);
	a->stage = STAGE_SHOWN;
	return ERR_OK;
}

void
act_confirm(struct act *a)
{
	struct err e = ERR_INIT;

	if (a->confirmed || (a->stage != STAGE_SHOWN && a->stage != STAGE_RENEW))
		return;
	a->confirmed = true;
	if (a->stage == STAGE_SHOWN && act_send(a, &e) != ERR_OK)
		act_fail(a, &e);
}

/* --- turning -------------------------------------------------------------- */

static enum err_code
turn(struct act *a, struct err *e)
{
	enum sender_state state;

	switch (a->stage) {
	case STAGE_LOOKBACK:
		act_lookback_turn(a);
		return ERR_OK;
	case STAGE_STANDS:
		return act_stands_turn(a, e);
	case STAGE_READ:
		return turn_read(a, e);
	case STAGE_SIMULATE:
		return turn_simulation(a, e);
	case STAGE_BALANCE:
		return act_balance_turn(a, e);
	case STAGE_FEE:
		return act_fee_turn(a, e);
	case STAGE_SHOWN:
		if (hash_age_ms(a) >= ACT_RENEW_MS)
			start_renewal(a);
		return ERR_OK;
	case STAGE_RENEW:
		return turn_renewal(a, e);
	case STAGE_SEND:
		state = sender_turn(a->sender);
		if (state == SENDER_EXPIRED && ++a->rounds < ACT_ROUNDS)
			start_renewal(a);
		else if (state != SENDER_WORKING)
			act_finish(a, state);
		return ERR_OK;
	case STAGE_WHY:
		return act_why_turn(a, e);
	case STAGE_DONE:
	case STAGE_FAILED:
		break;
	}
	return ERR_OK;
}

enum act_phase
act_turn(struct act *a)
{
	struct err e = ERR_INIT;

	if (turn(a, &e) != ERR_OK)
		act_fail(a, &e);
	switch (a->stage) {
	case STAGE_SHOWN:
		return ACT_CARD;
	case STAGE_RENEW:
		return a->confirmed ? ACT_SENDING : ACT_CARD;
	case STAGE_SEND:
		return ACT_SENDING;
	case STAGE_WHY:
		return a->confirmed ? ACT_SENDING : ACT_PREPARING;
	case STAGE_DONE:
		return ACT_DONE;
	case STAGE_FAILED:
		return ACT_FAILED;
	case STAGE_LOOKBACK:
	case STAGE_STANDS:
	case STAGE_READ:
	case STAGE_SIMULATE:
	case STAGE_BALANCE:
	case STAGE_FEE:
		break;
	}
	return ACT_PREPARING;
}

int
act_deadline_ms(const struct act *a)
{
	uint64_t now = clock_mono_ms(&a->s->clock), age = hash_age_ms(a);

	if (a->stage == STAGE_SEND)
		return sender_deadline_ms(a->sender);
	if (a->stage == STAGE_SHOWN)
		return age >= ACT_RENEW_MS ? 0 : (int)(ACT_RENEW_MS - age);
	if (a->stage == STAGE_LOOKBACK && a->due_ms != 0)
		return a->due_ms <= now ? 0 : (int)(a->due_ms - now);
	return -1;
}
