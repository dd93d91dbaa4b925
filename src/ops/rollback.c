#include "ops/rollback_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static void
read_again(struct rollback *r)
{
	struct session *s = r->s;

	if (r->reader != NULL)
		s->backend->free(r->reader);
	r->reader = s->backend->read_all(s->rpc, &s->governance, &s->multisig, r->has_world ? &r->world : NULL, s->commitment);
	r->due_ms = 0;
	r->stage = RB_READ;
	r->step = "reading the chain";
}

void
rollback_over(struct rollback *r, const char *step)
{
	r->stage = RB_OVER;
	r->phase = ROLLBACK_DONE;
	r->step = step;
}

static void
fail(struct rollback *r, const struct err *e)
{
	r->error = *e;
	r->stage = RB_OVER;
	r->phase = ROLLBACK_FAILED;
}

struct rollback *
rollback_new(struct session *s, const struct rollback_goal *g)
{
	struct rollback *r = mem_new(1, sizeof *r);
	struct err e = ERR_INIT;

	r->s = s;
	r->goal = *g;
	r->code = (struct buf)BUF_INIT(KT_BUFFER_LEN_MAX);
	r->before = s->commitment;
	if (s->commitment == COMMITMENT_FINALIZED)
		s->commitment = COMMITMENT_CONFIRMED;
	if (s->signer == NULL) {
		(void)err_set(&e, ERR_KEY, "there is no key to sign with");
		(void)err_hint(&e, "name one with --keypair, and leave --read-only off");
		fail(r, &e);
	} else {
		r->settle = settle_new(s, NULL);
		read_again(r);
	}
	return r;
}

void
rollback_free(struct rollback *r)
{
	if (r == NULL)
		return;
	rollback_noted(r);
	r->s->commitment = r->before;
	settle_free(r->settle);
	if (r->reader != NULL)
		r->s->backend->free(r->reader);
	verify_free(r->verify);
	source_free(r->source);
	stage_free(r->staging);
	check_free(r->check);
	act_free(r->act);
	rpc_call_free(r->rent);
	gov_world_wipe(&r->world);
	buf_wipe(&r->code);
	free(r);
}

/* --- what the chain says is next ------------------------------------------------- */

static void
move(struct rollback *r, enum gov_move m)
{
	const struct gov_proposal *p = gov_world_proposal(&r->world, r->way.index);

	act_free(r->act);
	r->cards++;
	r->act = act_move(r->s, m, r->way.index, p != NULL ? &p->payload_hash : NULL);
	r->stage = RB_ACT;
}

static void
wait_for(struct rollback *r, const char *step)
{
	r->stage = RB_IDLE;
	r->phase = ROLLBACK_WAITING;
	r->step = step;
	r->due_ms = clock_mono_ms(&r->s->clock) + ROLLBACK_LOOK_MS;
}

static void
prove(struct rollback *r)
{
	verify_free(r->verify);
	r->verify = verify_new(r->s, &r->way.program, LOADER_PROGRAM);
	r->stage = RB_PROVE;
	r->step = "reading the code back";
}

void
rollback_failed(struct rollback *r, bool overtaken, const struct err *e)
{
	r->tries++;
	r->tried = r->way.step;
	r->tried_index = r->way.index;
	r->tried_count = r->world.multisig.proposal_count;
	r->tried_error = *e;
	r->overtaken = overtaken;
	r->failed_ms = clock_mono_ms(&r->s->clock);
	read_again(r);
}

/* Is what failed still the next step?  A proposal whose number was taken gets the next one. */
static bool
stands_still(const struct rollback *r)
{
	if (r->tried != r->way.step || r->tried_index != r->way.index)
		return false;
	return !r->overtaken || r->way.step != WAYBACK_PROPOSE || r->world.multisig.proposal_count <= r->tried_count;
}

/* The step that failed is taken no second time; where somebody else has taken it,
 * an endpoint that is behind gets the time to show it. */
static enum err_code
after_failure(struct rollback *r, bool *waits, struct err *e)
{
	uint64_t now = clock_mono_ms(&r->s->clock);

	*waits = false;
	if (r->tries == 0 || (r->tries < ROLLBACK_TRIES && !stands_still(r)))
		return ERR_OK;
	if (r->tries < ROLLBACK_TRIES && r->overtaken && now - r->failed_ms < ROLLBACK_HIDDEN_MS) {
		*waits = true;
		r->stage = RB_READ;
		r->step = "waiting for the endpoint to show what landed first";
		r->due_ms = now + ROLLBACK_LAG_MS;
		return ERR_OK;
	}
	*e = r->tried_error;
	return e->code;
}

static enum err_code
take_step(struct rollback *r, struct err *e)
{
	bool waits;

	if (after_failure(r, &waits, e) != ERR_OK)
		return e->code;
	if (waits)
		return ERR_OK;
	switch (r->way.step) {
	case WAYBACK_REJECT:
		move(r, MOVE_REJECT);
		break;
	case WAYBACK_CANCEL:
		move(r, MOVE_CANCEL);
		break;
	case WAYBACK_WAIT_STOP:
		wait_for(r, "waiting for the others' votes to stop it");
		break;
	case WAYBACK_STOPPED:
		rollback_over(r, "it can no longer execute");
		break;
	case WAYBACK_PROPOSE:
		rollback_code_start(r);
		break;
	case WAYBACK_APPROVE:
		move(r, MOVE_APPROVE);
		break;
	case WAYBACK_WAIT_VOTES:
		wait_for(r, "waiting for the others to approve the rollback");
		break;
	case WAYBACK_WAIT_DELAY:
		wait_for(r, "approved, waiting for the rollback delay");
		break;
	case WAYBACK_EXECUTE:
		move(r, MOVE_EXECUTE);
		break;
	case WAYBACK_BACK:
		prove(r);
		break;
	}
	return ERR_OK;
}

/* Staging where there is nothing to go back to yet: what is live is the way back from the next upgrade. */
static enum err_code
next(struct rollback *r, struct err *e)
{
	const struct pubkey *me = signer_address(r->s->signer);
	enum err_code rc = wayback_next(&r->world, &r->goal.way, me, &r->way, e);

	if (rc != ERR_NOT_FOUND || r->goal.mode != ROLLBACK_STAGE || r->goal.way.to != 0 || r->goal.way.advance)
		return rc;
	r->goal.way.advance = true;
	return wayback_next(&r->world, &r->goal.way, me, &r->way, e);
}

/* Proposing stops where a rollback is open already; staging goes on to the code. */
static enum err_code
decide(struct rollback *r, struct err *e)
{
	if (next(r, e) != ERR_OK || rollback_note(r, e) != ERR_OK)
		return e->code;
	if (r->goal.mode == ROLLBACK_STAGE) {
		rollback_code_start(r);
		return ERR_OK;
	}
	if (r->goal.mode == ROLLBACK_PROPOSE && r->way.step != WAYBACK_PROPOSE) {
		rollback_over(r, r->made != 0 ? "proposed" : "it is proposed already");
		return ERR_OK;
	}
	return take_step(r, e);
}

/* What this run proposed has landed, and the endpoint lags behind that, or hides it. */
static enum err_code
wait_until_shown(struct rollback *r, struct err *e)
{
	uint64_t now = clock_mono_ms(&r->s->clock);

	r->step = "waiting for the endpoint to show the proposal";
	r->due_ms = now + ROLLBACK_LAG_MS;
	if (r->hidden_ms == 0)
		r->hidden_ms = now;
	if (now - r->hidden_ms < ROLLBACK_HIDDEN_MS)
		return ERR_OK;
	(void)err_set(e, ERR_RPC, "proposal %llu is made, and the endpoint does not show it for %u s", (unsigned long long)r->made,
		ROLLBACK_HIDDEN_MS / 1000);
	return err_hint(e, "it lags or lies: ask another one (-u) with the same command, which goes on from there");
}

static enum err_code
turn_read(struct rollback *r, struct err *e)
{
	struct gov_world w;
	enum err_code rc;

	/* Asked for beside the chain; a row of this run would not be an earlier one's. */
	if (r->settle != NULL && settle_turn(r->settle))
		return ERR_OK;
	settle_free(r->settle);
	r->settle = NULL;
	if (r->reader == NULL) {
		if (clock_mono_ms(&r->s->clock) >= r->due_ms)
			read_again(r);
		return ERR_OK;
	}
	if (r->s->backend->turn(r->reader) == GOV_BUSY)
		return ERR_OK;
	memset(&w, 0, sizeof w);
	rc = r->s->backend->result(r->reader, &w, e);
	r->s->backend->free(r->reader);
	r->reader = NULL;
	if (rc != ERR_OK)
		return rc;
	gov_world_wipe(&r->world);
	r->world = w;
	r->has_world = true;
	return r->made > w.multisig.proposal_count ? wait_until_shown(r, e) : decide(r, e);
}

/* --- acts ------------------------------------------------------------------------- */

static void
act_ended(struct rollback *r)
{
	if (r->s->dry_run) {
		rollback_over(r, "dry run: nothing was sent");
		return;
	}
	r->transactions++;
	if (r->way.step == WAYBACK_PROPOSE) {
		r->made = r->world.multisig.proposal_count + 1;
		r->hidden_ms = 0;
	}
	read_again(r);
}

static enum err_code
turn_act(struct rollback *r, struct err *e)
{
	switch (act_turn(r->act)) {
	case ACT_CARD:
		if (r->goal.mode == ROLLBACK_STAGE) {
			r->simulated = true;
			rollback_over(r, "staged");
			return ERR_OK;
		}
		r->phase = ROLLBACK_CARD;
		return ERR_OK;
	case ACT_DONE:
		act_ended(r);
		return ERR_OK;
	case ACT_FAILED:
		*e = *act_error(r->act);
		if (r->goal.mode == ROLLBACK_STAGE)
			return e->code;
		rollback_failed(r, act_is_overtaken(r->act), e);
		return ERR_OK;
	default:
		r->phase = ROLLBACK_WORKING;
		r->step = act_step(r->act);
		return ERR_OK;
	}
}

static enum err_code
turn_prove(struct rollback *r, struct err *e)
{
	struct on_chain code;
	char want[65], has[65];

	if (r->verify == NULL) {
		if (clock_mono_ms(&r->s->clock) >= r->due_ms)
			prove(r);
		return ERR_OK;
	}
	if (verify_pending(r->verify))
		return ERR_OK;
	if (verify_result(r->verify, &code, e) != ERR_OK)
		return e->code;
	if (hash_eq(&code.hash, &r->way.target.code_hash)) {
		r->proven = true;
		rollback_over(r, "the code on chain is what it was gone back to");
		return ERR_OK;
	}
	if (++r->looks < ROLLBACK_LOOKS) { /* two reads of one endpoint may differ by a slot */
		verify_free(r->verify);
		r->verify = NULL;
		r->due_ms = clock_mono_ms(&r->s->clock) + ROLLBACK_LAG_MS;
		return ERR_OK;
	}
	text_hex(has, code.hash.b, 32);
	text_hex(want, r->way.target.code_hash.b, 32);
	(void)err_set(e, ERR_MISMATCH, "the code on chain is %s, gone back to was %s", has, want);
	return err_hint(e, "look at another endpoint (-u): \"keyturn program show\"");
}

static enum err_code
turn(struct rollback *r, struct err *e)
{
	switch (r->stage) {
	case RB_READ:
		return turn_read(r, e);
	case RB_BUFFER:
		return rollback_turn_buffer(r, e);
	case RB_CODE:
		return rollback_turn_code(r, e);
	case RB_STAGE:
		return rollback_turn_stage(r, e);
	case RB_CHECK:
		return rollback_turn_check(r, e);
	case RB_ACT:
		return turn_act(r, e);
	case RB_PROVE:
		return turn_prove(r, e);
	case RB_IDLE:
		if (r->goal.wait && clock_mono_ms(&r->s->clock) >= r->due_ms)
			read_again(r);
		return ERR_OK;
	case RB_OVER:
		break;
	}
	return ERR_OK;
}

enum rollback_phase
rollback_turn(struct rollback *r)
{
	struct err e = ERR_INIT;

	if (turn(r, &e) != ERR_OK)
		fail(r, &e);
	return r->phase;
}

void
rollback_confirm(struct rollback *r)
{
	r->phase = ROLLBACK_WORKING;
	r->cards++;
	if (r->stage == RB_STAGE)
		stage_confirm(r->staging);
	else if (r->stage == RB_ACT)
		act_confirm(r->act);
}
