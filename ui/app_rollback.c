#include "ui/app_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "data/binaries.h"
#include "ops/stage.h"

/* --- the plan: judged from what the board knows ---------------------------------- */

/* Is it staged at an address of this key, where a rollback takes it as it is? */
static bool
is_own(const struct app *a, const struct hash *code, const struct pubkey *buffer)
{
	char seed[STAGE_SEED];
	struct pubkey at;

	for (unsigned counter = 0; counter < STAGE_COUNTERS; counter++) {
		stage_address(&a->model.me, code, counter, seed, &at);
		if (pubkey_eq(&at, buffer))
			return true;
	}
	return false;
}

/* Proving a backup reads all of it: once for each code that is chosen.  What is on
 * chain is told by the program's lamp. */
static void
look_for_source(struct app *a)
{
	struct screen_rollback *s = &a->rollback;
	const struct hash *want = &s->way.target.code_hash;
	const struct model_lamp *lamp = model_lamp_of(&a->model, &s->way.program);
	bool on_chain = lamp != NULL && hash_eq(&lamp->code_hash, want) && !pubkey_is_zero(&lamp->buffer);
	struct err ignored = ERR_INIT;
	char key[PUBKEY_TEXT];

	if (s->way.target.number == 0)
		return;
	if (s->source == NULL || !hash_eq(&a->back.source, want)) {
		a->back.source = *want;
		a->back.backup = a->s->store != NULL && binaries_check(a->s->store, want, &ignored) == ERR_OK;
	}
	s->staged = on_chain && is_own(a, want, &lamp->buffer);
	if (!a->back.backup && on_chain)
		(void)snprintf(a->back.words, sizeof a->back.words, "buffer %s on chain, its code hash equal", pubkey_text(key, &lamp->buffer));
	else
		(void)snprintf(a->back.words, sizeof a->back.words, "%s", a->back.backup ? "the backup on this machine, its code hash verified" :
			"a buffer on chain of equal code hash, where there is one; there is no backup here");
	s->source = a->back.words;
}

static void
plan(struct app *a)
{
	struct screen_rollback *s = &a->rollback;

	s->goal.to = s->to;
	s->why = (struct err)ERR_INIT;
	if (wayback_next(&a->model.world, &s->goal, &a->model.me, &s->way, &s->why) != ERR_OK)
		return;
	look_for_source(a);
}

/* An open rollback is joined: its own reason stands until another is typed. */
static void
take_reason(struct app *a)
{
	struct screen_rollback *s = &a->rollback;
	const struct gov_proposal *p = gov_world_proposal(&a->model.world, s->way.index);

	if (p != NULL && screen_rollback_joins(&s->way))
		(void)snprintf(s->reason, sizeof s->reason, "%s", p->description);
}

static bool
may_not(struct app *a, const struct gov_proposal *p)
{
	if (a->s->signer == NULL)
		app_tell(a, NOTICE_BAD, "there is no key, so nothing can be signed", "start keyturn with -k PATH, without --read-only");
	else if (app_lock_refuses(a))
		return true;
	else if (a->model.source == MODEL_NOTHING)
		app_tell(a, NOTICE_BAD, "the proposals are not read yet", "");
	else if (p != NULL && p->kind == KT_KIND_ROLLBACK && p->act.deploy.advance && gov_world_is_open(&a->model.world, p))
		app_tell(a, NOTICE_INFO, "this way back was made in advance: a approves it, r rejects it",
			"once the upgrade it is for is executed, R on that upgrade takes it");
	else
		return false;
	return true;
}

void
app_rollback_begin(struct app *a, uint64_t index, const struct pubkey *program)
{
	const struct gov_proposal *p = index != 0 ? gov_world_proposal(&a->model.world, index) : NULL;
	struct screen_rollback *s = &a->rollback;

	if ((index != 0 && p == NULL) || may_not(a, p))
		return;
	memset(s, 0, sizeof *s);
	s->goal.index = index;
	s->goal.program = p != NULL ? p->program : *program;
	/* Who presses R on a rollback wants it to happen; r is there to reject it. */
	if (p != NULL && model_is_urgent(p, proposal_state(p, &a->model.world.multisig,
		gov_world_record(&a->model.world, &p->program), a->model.now))) {
		s->goal.index = 0;
		s->to = p->act.deploy.target_number;
	}
	plan(a);
	take_reason(a);
	a->under_rollback = a->place;
	a->place = PLACE_ROLLBACK;
}

/* --- the run -------------------------------------------------------------------------- */

static void
start(struct app *a)
{
	struct screen_rollback *s = &a->rollback;
	struct rollback_goal g;

	memset(&g, 0, sizeof g);
	g.mode = ROLLBACK_WHOLE;
	g.way = s->goal;
	g.wait = true;
	(void)snprintf(g.reason, sizeof g.reason, "%s", s->reason);
	s->phase = GOING_ON;
	s->source = NULL;
	a->back.began_ms = app_now_ms(a);
	a->back.carded = false;
	a->back.op = rollback_new(a->s, &g);
}

static void
look(struct app *a)
{
	struct screen_rollback *s = &a->rollback;
	struct rollback_view v;

	rollback_look(a->back.op, &v);
	if (v.world != NULL && (v.way.index != 0 || !pubkey_is_zero(&v.way.program)))
		s->way = v.way;
	s->buffer = v.buffer;
	upload_look(&s->upload, &v.upload, v.endpoints);
	s->proposed = v.proposed;
	s->proven = v.proven;
	s->transactions = v.transactions;
	s->step = rollback_step(a->back.op);
	s->took_ms = app_now_ms(a) - a->back.began_ms;
}

/* A card is renewed with its blockhash while it waits, and stays as far as it was
 * read; one that says anything else begins anew. */
static void
show_card(struct app *a)
{
	const struct guard_card *k = rollback_card(a->back.op);
	const struct act *act = rollback_act(a->back.op);
	const struct screen_rollback *s = &a->rollback;
	struct rollback_view v;
	char title[80];

	rollback_look(a->back.op, &v);
	if (!a->back.carded || a->back.card != v.card) {
		if (act == NULL)
			(void)snprintf(title, sizeof title, "rollback: write the buffer");
		else if (s->way.step == WAYBACK_PROPOSE)
			(void)snprintf(title, sizeof title, "rollback: propose it");
		else
			(void)snprintf(title, sizeof title, "rollback: %s proposal %" PRIu64, s->way.step == WAYBACK_APPROVE ? "approve" :
				s->way.step == WAYBACK_EXECUTE ? "execute" : s->way.step == WAYBACK_REJECT ? "reject" : "cancel", s->way.index);
		card_begin_titled(&a->card, title);
	}
	a->back.carded = true;
	a->back.card = v.card;
	a->card.phase = CARD_SHOWN;
	a->card.card = k;
	a->card.preflight = act != NULL ? act_preflight(act) : NULL;
	a->card.fee_lamports = act != NULL ? act_fee_lamports(act) : 0;
}

static void
ended(struct app *a, enum going how)
{
	struct screen_rollback *s = &a->rollback;

	s->phase = how;
	if (how == GOING_FAILED)
		s->error = *rollback_error(a->back.op);
	a->back.carded = false;
	a->card.card = NULL;
	a->card.preflight = NULL;
	rollback_free(a->back.op);
	a->back.op = NULL;
	app_read_now(a);
}

void
app_rollback_turn(struct app *a)
{
	enum rollback_phase phase;

	if (a->back.op == NULL)
		return;
	phase = rollback_turn(a->back.op);
	look(a);
	if (phase == ROLLBACK_CARD) {
		show_card(a);
		return;
	}
	a->card.card = NULL;
	a->card.preflight = NULL;
	if (phase == ROLLBACK_DONE)
		ended(a, GOING_DONE);
	else if (phase == ROLLBACK_FAILED)
		ended(a, GOING_FAILED);
	else if (phase == ROLLBACK_WAITING)
		a->back.carded = false;
	else if (a->back.carded)
		a->card.phase = CARD_PREPARING;
	(void)snprintf(a->card.step, sizeof a->card.step, "%s", a->rollback.step != NULL ? a->rollback.step : "");
}

int
app_rollback_deadline_ms(const struct app *a)
{
	return a->back.op != NULL ? rollback_deadline_ms(a->back.op) : -1;
}

void
app_rollback_plan(struct app *a)
{
	if (a->rollback.phase == GOING_PLAN || a->rollback.phase == GOING_REASON)
		plan(a);
}

/* --- its page ------------------------------------------------------------------------- */

void
app_rollback_draw(struct app *a)
{
	struct screen_rollback *s = &a->rollback;

	if (a->back.carded) {
		card_draw(&a->card, &a->model, &a->frame);
		return;
	}
	app_rollback_plan(a);
	screen_rollback_draw(s, &a->model, &a->notice, &a->frame);
}

struct intent
app_rollback_key(struct app *a, int key)
{
	return a->back.carded ? card_handle(&a->card, key) : screen_rollback_handle(&a->rollback, &a->model, key);
}

void
app_rollback_confirm(struct app *a)
{
	if (a->back.op == NULL) {
		if (!app_lock_refuses(a))
			start(a);
		return;
	}
	a->back.carded = false;
	rollback_confirm(a->back.op);
}

void
app_rollback_leave(struct app *a)
{
	if (a->back.op != NULL)
		app_tell(a, NOTICE_INFO, a->back.carded ? "nothing more was signed; what is on the chain stays" : "stopped; what is on the chain stays",
			"R goes on from there, here or on another machine");
	app_rollback_end(a);
	app_read_now(a);
	a->place = a->under_rollback;
}

void
app_rollback_end(struct app *a)
{
	a->back.carded = false;
	a->card.card = NULL;
	a->card.preflight = NULL;
	rollback_free(a->back.op);
	a->back.op = NULL;
}
