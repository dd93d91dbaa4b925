#include "ops/stage_state.h"

#include <stddef.h>

int
stage_deadline_ms(const struct stage *g)
{
	if (g->step == STEP_CREATE && g->act != NULL)
		return act_deadline_ms(g->act);
	if (g->step == STEP_READ_BACK && g->look == NULL)
		return LOOK_AGAIN_MS;
	return g->step == STEP_WRITE ? 500 : -1;
}

const struct guard_card *
stage_card(const struct stage *g)
{
	if (g->has_card)
		return &g->card;
	return g->act != NULL ? act_card(g->act) : NULL;
}

void
stage_confirm(struct stage *g)
{
	g->confirmed = true;
}

const struct err *
stage_error(const struct stage *g)
{
	return &g->err;
}

const char *
stage_step(const struct stage *g)
{
	static const char *const words[] = {
		[STEP_LOOK] = "looking for the buffer", [STEP_CREATE] = "making the buffer",
		[STEP_HASH] = "taking a blockhash", [STEP_CARD] = "waiting for you", [STEP_WRITE] = "writing",
		[STEP_READ_BACK] = "reading back", [STEP_OVER] = "done",
	};

	return words[g->step];
}

const struct pubkey *
stage_buffer(const struct stage *g)
{
	return &g->buffer;
}

void
stage_hash(const struct stage *g, struct hash *out)
{
	*out = g->code;
}

size_t
stage_chunks(const struct stage *g)
{
	return g->chunk_n;
}

size_t
stage_missing(const struct stage *g)
{
	return g->missing;
}

size_t
stage_sent(const struct stage *g)
{
	return g->sent;
}

unsigned
stage_transactions(const struct stage *g)
{
	return (unsigned)g->sent + (g->act != NULL && !g->s->dry_run ? 1 : 0);
}
