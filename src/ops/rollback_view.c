#include "ops/rollback_state.h"

int
rollback_deadline_ms(const struct rollback *r)
{
	uint64_t now = clock_mono_ms(&r->s->clock);

	if (r->stage == RB_ACT && r->act != NULL)
		return act_deadline_ms(r->act);
	if (r->stage == RB_STAGE)
		return stage_deadline_ms(r->staging);
	if (r->stage == RB_IDLE || (r->stage == RB_READ && r->reader == NULL) || (r->stage == RB_PROVE && r->verify == NULL))
		return r->due_ms <= now ? 0 : (int)(r->due_ms - now);
	/* A search or a comparison may go on at once. */
	return r->stage == RB_CODE ? 20 : -1;
}

const struct guard_card *
rollback_card(const struct rollback *r)
{
	return r->stage == RB_STAGE ? stage_card(r->staging) : act_card(r->act);
}

const struct act *
rollback_act(const struct rollback *r)
{
	return r->stage == RB_ACT ? r->act : NULL;
}

const struct err *
rollback_error(const struct rollback *r)
{
	return &r->error;
}

const char *
rollback_step(const struct rollback *r)
{
	return r->step;
}

void
rollback_look(const struct rollback *r, struct rollback_view *out)
{
	out->world = r->has_world ? &r->world : NULL;
	out->way = r->way;
	out->buffer = r->buffer;
	out->source = r->from;
	out->upload = (struct stage_progress){ .pieces = 0 };
	out->endpoints = r->staging != NULL ? stage_endpoints(r->staging) : NULL;
	if (r->staging != NULL)
		stage_progress(r->staging, &out->upload);
	out->card = r->cards;
	out->transactions = r->transactions;
	out->proposed = r->made != 0;
	out->proven = r->proven;
	out->staged = r->staged;
	out->simulated = r->simulated;
	out->preflight = &r->preflight;
}
