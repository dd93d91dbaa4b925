#include "ui/app_state.h"

#include <stdio.h>

static bool
refused(struct app *a, enum err_code rc, const struct err *e)
{
	if (rc != ERR_OK)
		app_tell(a, NOTICE_BAD, e->message, e->hint);
	return rc != ERR_OK;
}

/* Why the card is not even opened.  Without the chain's time only the act itself can tell. */
static bool
may_not(struct app *a, const struct model_row *r, enum gov_move move)
{
	const char *cannot = a->s->backend->cannot(r->p->kind, move);
	struct err e = ERR_INIT;

	if (a->s->signer == NULL) {
		app_tell(a, NOTICE_BAD, "there is no key, so nothing can be signed", "start keyturn with -k PATH, without --read-only");
		return true;
	}
	if (app_lock_refuses(a))
		return true;
	if (cannot != NULL) {
		app_tell(a, NOTICE_BAD, cannot, "");
		return true;
	}
	if (!model_knows_time(&a->model))
		return false;
	return refused(a, proposal_may(r->p, &a->model.world.multisig, r->r, &a->model.me, move, a->model.now, &e), &e);
}

void
app_act_begin(struct app *a, enum gov_move move, uint64_t index)
{
	size_t at = model_row_of(&a->model, index);

	if (at >= a->model.row_n || may_not(a, &a->model.row[at], move))
		return;
	card_begin(&a->card, move, index);
	(void)snprintf(a->card.step, sizeof a->card.step, "%s", "reading the proposal again...");
	a->act = act_move(a->s, move, index, &a->model.row[at].p->payload_hash);
	a->under_card = a->place;
	a->place = PLACE_CARD;
}

static void
landed(struct app *a)
{
	struct signature s;

	if (a->card.phase != CARD_DONE) {
		a->card.landed_slot = a->model.world.slot;
		a->rent.next_ms = a->journal.again_ms = 0;
		app_read_now(a);
	}
	a->card.phase = CARD_DONE;
	if (act_signature(a->act, &s))
		(void)signature_text(a->card.signature, &s);
}

void
app_act_turn(struct app *a)
{
	struct screen_card *c = &a->card;

	if (a->act == NULL || c->phase == CARD_DONE || c->phase == CARD_FAILED)
		return;
	switch (act_turn(a->act)) {
	case ACT_PREPARING:
		c->phase = CARD_PREPARING;
		c->card = NULL;
		c->preflight = NULL;
		break;
	case ACT_CARD:
		c->phase = CARD_SHOWN;
		c->card = act_card(a->act);
		c->preflight = act_preflight(a->act);
		c->fee_lamports = act_fee_lamports(a->act);
		break;
	case ACT_SENDING:
		c->phase = CARD_SENDING;
		c->card = act_card(a->act);
		break;
	case ACT_DONE:
		landed(a);
		break;
	case ACT_FAILED:
		c->phase = CARD_FAILED;
		c->error = *act_error(a->act);
		app_read_now(a);
		break;
	}
	(void)snprintf(c->step, sizeof c->step, "%s", act_step(a->act));
}

int
app_act_deadline_ms(const struct app *a)
{
	if (a->act == NULL || a->card.phase == CARD_DONE || a->card.phase == CARD_FAILED)
		return -1;
	return act_deadline_ms(a->act);
}

void
app_act_confirm(struct app *a)
{
	if (a->rent.op != NULL && a->card.phase == CARD_SHOWN) {
		buffer_close_confirm(a->rent.op);
		a->card.phase = CARD_SENDING;
		return;
	}
	if (a->act == NULL || a->card.phase != CARD_SHOWN)
		return;
	act_confirm(a->act);
	a->card.phase = CARD_SENDING;
	(void)snprintf(a->card.step, sizeof a->card.step, "%s", "signing");
}

void
app_act_leave(struct app *a)
{
	if (a->card.phase == CARD_SHOWN)
		app_tell(a, NOTICE_INFO, "nothing was signed", "");
	a->card.card = NULL;
	a->card.preflight = NULL;
	app_buffers_leave(a);
	act_free(a->act);
	a->act = NULL;
	a->place = a->under_card;
}
