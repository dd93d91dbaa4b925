#include "ops/stage_state.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

#include "base/text.h"

int
stage_deadline_ms(const struct stage *g)
{
	if (endpoints_pending(&g->endpoints))
		return 50;
	if (g->step == STEP_CREATE && g->act != NULL)
		return act_deadline_ms(g->act);
	if ((g->step == STEP_HASH && g->hash == NULL) || (g->step == STEP_CARD && g->confirmed))
		return 0; /* nothing is asked for yet that would wake it */
	if ((g->step == STEP_COMPARE && g->page == NULL) || (g->step == STEP_LOOK && g->look == NULL))
		return LOOK_AGAIN_MS;
	return g->step == STEP_WRITE && g->upload != NULL ? upload_deadline_ms(g->upload) : -1;
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
	if (g->phase != STAGE_CARD)
		return;
	g->confirmed = true;
	g->phase = STAGE_WRITING;
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
		[STEP_COMPARE] = "reading it back", [STEP_OVER] = "done",
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

bool
stage_made(const struct stage *g)
{
	return g->act != NULL && g->opened;
}

bool
stage_is_lost(const struct stage *g)
{
	return g->lost;
}

bool
stage_is_there(const struct stage *g)
{
	return g->act == NULL && g->pieces.n > 0 && g->pieces.there == g->pieces.n;
}

const struct endpoints *
stage_endpoints(const struct stage *g)
{
	return &g->endpoints;
}

static void
total(const struct stage *g, struct upload_count *c)
{
	const struct upload_count *now = g->upload != NULL ? upload_counts(g->upload) : NULL;

	*c = g->before;
	if (now == NULL)
		return;
	c->sent += now->sent;
	c->resent += now->resent;
	c->renewed += now->renewed;
	c->statuses += now->statuses;
	c->refusals += now->refusals;
}

/* From the bytes written since it began; nothing is said before some are. */
static uint64_t
left(const struct stage_progress *p, size_t at_start)
{
	uint64_t done = p->bytes_there > at_start ? p->bytes_there - at_start : 0;

	return done == 0 ? 0 : (p->bytes - p->bytes_there) * p->elapsed_ms / done;
}

void
stage_progress(const struct stage *g, struct stage_progress *out)
{
	uint64_t end = g->ended_ms != 0 ? g->ended_ms : clock_mono_ms(&g->s->clock);
	struct upload_count c;

	total(g, &c);
	*out = (struct stage_progress){ .bytes = g->len, .pieces = g->pieces.n, .pieces_there = g->pieces.there,
		.v1 = g->pieces.format == PIECES_V1, .resent = c.resent, .renewed = c.renewed, .statuses = c.statuses,
		.refusals = c.refusals };
	out->bytes_there = g->pieces.n > 0 ? pieces_bytes_there(&g->pieces) : 0;
	out->transactions = c.sent + c.renewed + stage_made(g);
	out->elapsed_ms = g->began_ms == 0 ? 0 : end - g->began_ms;
	out->left_ms = left(out, g->there_at_start);
	out->fee_lamports = (c.sent + c.renewed) * (g->pieces.n > 0 ? pieces_fee(&g->pieces) : 0);
	if (g->upload != NULL)
		(void)snprintf(out->trouble, sizeof out->trouble, "%s", upload_trouble(g->upload));
}

/* Before the first of them landed nothing can be said of the time. */
char *
stage_pace_text(char out[STAGE_TEXT], const struct stage_progress *p)
{
	uint64_t per_s = p->elapsed_ms > 0 ? p->transactions * UINT64_C(1000) / p->elapsed_ms : 0;
	char left[TEXT_SHORT], sol[TEXT_SHORT], time[TEXT_SHORT + 16] = "";

	if (p->left_ms > 0)
		(void)snprintf(time, sizeof time, ", about %s left", text_left(left, p->left_ms / 1000u + 1));
	(void)snprintf(out, STAGE_TEXT, "%" PRIu64 " transaction%s/s%s, %s SOL so far", per_s, per_s == 1 ? "" : "s", time,
		text_sol(sol, p->fee_lamports));
	return out;
}

char *
stage_retries_text(char out[STAGE_TEXT], const struct stage_progress *p)
{
	out[0] = '\0';
	if (p->resent > 0 && p->renewed > 0)
		(void)snprintf(out, STAGE_TEXT, "%u sent again, %u signed anew", p->resent, p->renewed);
	else if (p->resent > 0)
		(void)snprintf(out, STAGE_TEXT, "%u sent again", p->resent);
	else if (p->renewed > 0)
		(void)snprintf(out, STAGE_TEXT, "%u signed anew", p->renewed);
	return out;
}

char *
stage_health_text(char out[STAGE_TEXT], const struct stage_progress *p)
{
	out[0] = '\0';
	if (p->trouble[0] != '\0')
		(void)snprintf(out, STAGE_TEXT, "%s", p->trouble);
	else if (p->refusals > 0)
		(void)snprintf(out, STAGE_TEXT, "the endpoint asked for less %u time%s, and takes it now", p->refusals, p->refusals == 1 ? "" : "s");
	return out;
}
