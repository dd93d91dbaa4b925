#include "ui/app_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { AGAIN_MS = 30000 }; /* from one reading to the next while the page is looked at */

static const struct gov_world *
world(const struct app *a)
{
	return a->model.source == MODEL_NOTHING ? NULL : &a->model.world;
}

/* --- reading --------------------------------------------------------------------- */

void
app_buffers_begin(struct app *a)
{
	a->place = PLACE_BUFFERS;
	a->rent.next_ms = 0;
}

void
app_buffers_again(struct app *a)
{
	a->rent.next_ms = 0;
}

/* What was read before stays, with its age, where it cannot be read again. */
static void
take(struct app *a)
{
	struct screen_buffers *s = &a->buffers;
	struct buffer_list list = { .row = NULL };

	s->trouble = (struct err)ERR_INIT;
	if (buffers_result(a->rent.reading, world(a), &list, &s->trouble) == ERR_OK) {
		buffer_list_wipe(&a->rent.list);
		a->rent.list = list;
		a->rent.judged = a->model.version;
		s->list = &a->rent.list;
		s->read_ms = app_now_ms(a);
	}
	buffers_free(a->rent.reading);
	a->rent.reading = NULL;
	a->rent.next_ms = app_now_ms(a) + AGAIN_MS;
}

static void
read_them(struct app *a)
{
	bool looked_at = a->place == PLACE_BUFFERS;

	if (looked_at && a->rent.reading == NULL && app_now_ms(a) >= a->rent.next_ms)
		a->rent.reading = buffers_new(a->s, false);
	if (a->rent.reading != NULL && !buffers_turn(a->rent.reading))
		take(a);
	if (looked_at && a->buffers.list != NULL && a->rent.judged != a->model.version) {
		buffers_judge(&a->rent.list, a->s, world(a));
		a->rent.judged = a->model.version;
	}
	a->buffers.reading = a->rent.reading != NULL;
	a->buffers.wall_s = clock_wall_s(&a->s->clock);
}

/* --- closing one ------------------------------------------------------------------- */

static const struct buffer_row *
row_of(const struct app *a, const struct pubkey *buffer)
{
	for (size_t i = 0; i < a->rent.list.n; i++)
		if (pubkey_eq(&a->rent.list.row[i].buffer, buffer))
			return &a->rent.list.row[i];
	return NULL;
}

/* Why there is no card; what a command would close when it is named is not closed by a key. */
static bool
may_not(struct app *a, const struct buffer_row *r)
{
	char use[BUFFER_USE_TEXT], text[BUFFER_USE_TEXT + 40], hint[PUBKEY_TEXT + 80], full[PUBKEY_TEXT];

	if (a->s->signer == NULL) {
		app_tell(a, NOTICE_BAD, "there is no key, so nothing can be signed", "start keyturn with -k PATH, without --read-only");
		return true;
	}
	if (app_lock_refuses(a))
		return true;
	if (buffer_is_refundable(r, signer_address(a->s->signer)))
		return false;
	(void)snprintf(text, sizeof text, "this buffer is needed: %s", buffer_use_text(use, r));
	hint[0] = '\0';
	if (r->use == BUFFER_WAY_BACK || r->use == BUFFER_UNFINISHED)
		(void)snprintf(hint, sizeof hint, "all the same: keyturn buffer close %s", pubkey_text(full, &r->buffer));
	else if (r->use == BUFFER_DEAD) {
		(void)snprintf(text, sizeof text, "proposal %" PRIu64 " took it from another key, which alone can close it", r->proposal);
		(void)snprintf(hint, sizeof hint, "B gives it back to that key");
	} else if (r->use == BUFFER_USED)
		(void)snprintf(text, sizeof text, "proposal %" PRIu64 " holds this buffer and may still execute it", r->proposal);
	else if (r->use == BUFFER_STRAY)
		(void)snprintf(text, sizeof text, "no proposal known here holds it, so nothing can give it back");
	app_tell(a, NOTICE_BAD, text, hint);
	return true;
}

static void
title(struct app *a, bool reclaims, const struct pubkey *buffer)
{
	char name[MODEL_NAME], text[80];

	(void)model_name(&a->model, buffer, name);
	(void)snprintf(text, sizeof text, reclaims ? "reclaim buffer %s" : "close buffer %s", name);
	card_begin_titled(&a->card, text);
}

void
app_buffers_return(struct app *a, const struct pubkey *buffer)
{
	const struct buffer_row *r = row_of(a, buffer);

	if (r == NULL || a->rent.op != NULL || may_not(a, r))
		return;
	title(a, r->use == BUFFER_DEAD, buffer);
	a->rent.reclaimed = 0;
	a->rent.op = buffer_close_new(a->s, buffer, world(a));
	a->under_card = a->place;
	a->place = PLACE_CARD;
}

/* It is not shown until it was read again, either. */
static void
drop(struct app *a, const struct pubkey *buffer)
{
	struct buffer_list *l = &a->rent.list;

	for (size_t i = 0; i < l->n; i++)
		if (pubkey_eq(&l->row[i].buffer, buffer)) {
			l->n--;
			memmove(&l->row[i], &l->row[i + 1], (l->n - i) * sizeof *l->row);
			return;
		}
}

static void
done(struct app *a, const struct buffer_closed *out)
{
	struct screen_card *c = &a->card;
	char sol[TEXT_SHORT];

	if (out->gone)
		drop(a, &out->buffer);
	if (c->phase != CARD_DONE) {
		a->rent.next_ms = 0;
		app_read_now(a);
	}
	c->phase = CARD_DONE;
	if (out->gone)
		(void)snprintf(c->done, sizeof c->done, "Done: %s SOL of rent are back%s; the buffer was read back as gone.",
			text_sol(sol, out->lamports), out->reclaimed != 0 ? ", reclaimed through the program first" : "");
	else
		(void)snprintf(c->done, sizeof c->done, a->s->dry_run ? "A dry run: nothing was sent." : "Done: it is its depositor's again.");
	if (out->has_signature)
		(void)signature_text(c->signature, &out->signature);
}

/* The first card gives it back, a second one closes it. */
static void
close_on(struct app *a)
{
	struct screen_card *c = &a->card;
	enum buffer_close_phase phase = buffer_close_turn(a->rent.op);
	const struct act *act = buffer_close_act(a->rent.op);
	struct buffer_closed out;

	buffer_close_result(a->rent.op, &out);
	if (out.reclaimed != a->rent.reclaimed) {
		a->rent.reclaimed = out.reclaimed;
		title(a, false, &out.buffer);
	}
	c->card = (phase == BUFFER_CLOSE_CARD || phase == BUFFER_CLOSE_SENDING) && act != NULL ? act_card(act) : NULL;
	c->preflight = c->card != NULL ? act_preflight(act) : NULL;
	c->fee_lamports = act != NULL ? act_fee_lamports(act) : 0;
	if (phase == BUFFER_CLOSE_DONE)
		done(a, &out);
	else if (phase == BUFFER_CLOSE_FAILED) {
		c->phase = CARD_FAILED;
		c->error = *buffer_close_error(a->rent.op);
		a->rent.next_ms = 0;
	} else
		c->phase = phase == BUFFER_CLOSE_CARD ? CARD_SHOWN : phase == BUFFER_CLOSE_SENDING ? CARD_SENDING : CARD_PREPARING;
	(void)snprintf(c->step, sizeof c->step, "%s", buffer_close_step(a->rent.op));
}

void
app_buffers_turn(struct app *a)
{
	read_them(a);
	if (a->rent.op != NULL && a->card.phase != CARD_DONE && a->card.phase != CARD_FAILED)
		close_on(a);
}

int
app_buffers_deadline_ms(const struct app *a)
{
	uint64_t now = app_now_ms(a);

	if (a->rent.op != NULL)
		return a->card.phase == CARD_DONE || a->card.phase == CARD_FAILED ? -1 : buffer_close_deadline_ms(a->rent.op);
	if (a->place != PLACE_BUFFERS || a->rent.reading != NULL)
		return -1;
	return a->rent.next_ms > now ? (int)(a->rent.next_ms - now) : 0;
}

void
app_buffers_leave(struct app *a)
{
	buffer_close_free(a->rent.op);
	a->rent.op = NULL;
}

void
app_buffers_end(struct app *a)
{
	app_buffers_leave(a);
	buffers_free(a->rent.reading);
	a->rent.reading = NULL;
	buffer_list_wipe(&a->rent.list);
}
