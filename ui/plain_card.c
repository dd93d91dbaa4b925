#include "ui/plain.h"

#include <stdio.h>
#include <string.h>

#include "ui/near.h"
#include "ui/term_keys.h"
#include "ui/widget_page.h"

enum { STEP_MS = 10000 /* a step of which only the numbers change is told again after this */ };

bool
plain_card_is(const struct app *a)
{
	return a->place == PLACE_CARD || (a->place == PLACE_ROLLBACK && a->back.carded);
}

/* --- steps --------------------------------------------------------------------------- */

static bool
only_numbers_differ(const char *a, const char *b)
{
	while (*a != '\0' || *b != '\0') {
		a += strspn(a, "0123456789.#");
		b += strspn(b, "0123456789.#");
		if (*a != *b)
			return false;
		a += *a != '\0';
		b += *b != '\0';
	}
	return true;
}

/* One that takes turns with another, as while others are waited for, is told once. */
static void
step(struct app *a, const char *text)
{
	struct plain *p = a->plain;
	uint64_t now = app_now_ms(a);

	if (text == NULL || text[0] == '\0' || strcmp(p->step, text) == 0 || strcmp(p->step_before, text) == 0 ||
	    (only_numbers_differ(p->step, text) && now - p->step_ms < STEP_MS))
		return;
	memcpy(p->step_before, p->step, sizeof p->step_before);
	(void)snprintf(p->step, sizeof p->step, "%s", text);
	p->step_ms = now;
	say_line(&p->say, "%s", text);
}

/* --- the card ----------------------------------------------------------------------- */

static void
page_of(const struct app *a, struct page *p, const struct screen_card *c)
{
	struct canvas like = { .cols = SAY_COLS, .ascii = a->plain->say.ascii };

	page_begin(p, &like);
	card_fill(p, c, &a->model);
}

/* What is signed, without what the endpoint reports beside it: a card renewed with its blockhash says the same. */
static void
signed_words(const struct app *a, struct buf *out)
{
	struct screen_card bare = a->card;
	struct page p = PAGE_INIT;

	bare.preflight = NULL;
	bare.fee_lamports = 0;
	page_of(a, &p, &bare);
	(void)buf_fmt(out, "%s\n%s\n", bare.title, card_asks(bare.card));
	canvas_dump(&p.canvas, out);
	page_wipe(&p);
}

void
plain_card_again(struct app *a)
{
	struct say *s = &a->plain->say;
	char who[MODEL_NAME];
	struct page p = PAGE_INIT;

	if (a->card.card == NULL || a->card.phase != CARD_SHOWN) {
		say_line(s, "%s", a->card.step);
		return;
	}
	(void)model_name(&a->model, &a->model.me, who);
	say_line(s, "Signing card: %s, to be signed as %s on %s.", a->card.title, who, a->model.cluster);
	page_of(a, &p, &a->card);
	say_page(s, &p.canvas, p.used);
	page_wipe(&p);
	say_line(s, "End of the card. To sign this, type %s as a line. back signs nothing, read reads it again.", card_asks(a->card.card));
}

/* Only what was typed after it was read out is an answer to it. */
static void
read_out(struct app *a)
{
	struct plain *p = a->plain;
	struct buf is = BUF_INIT(1u << 20);
	bool anew;

	signed_words(a, &is);
	anew = p->card.len != is.len || is.len == 0 || memcmp(p->card.p, is.p, is.len) != 0;
	if (anew) {
		unsigned early = plain_drop(p);

		if (early > 0)
			say_line(&p->say, "Not taken: %u line%s typed before the card was read out.", early, early == 1 ? "" : "s");
		if (p->card.len > 0)
			say_line(&p->say, "The card says something else than before. It is read out anew.");
		plain_card_again(a);
		p->step[0] = p->step_before[0] = '\0';
		buf_reset(&p->card);
		(void)buf_put(&p->card, is.p, is.len);
	} else if (p->refused)
		say_line(&p->say, "The card is ready again, and says what was read out.");
	p->refused = false;
	a->card.seen = plain_flush(p);
	buf_wipe(&is);
}

static void
outcome(struct app *a)
{
	struct canvas c = CANVAS_INIT;

	c.ascii = a->plain->say.ascii;
	canvas_reset(&c, SCREEN_ROWS, SAY_COLS);
	card_outcome_draw(&a->card, &a->model, &c, 0);
	say_page(&a->plain->say, &c, SCREEN_ROWS);
	canvas_wipe(&c);
	app_obey(a, (struct intent){ .kind = INTENT_BACK });
}

void
plain_card_turn(struct app *a)
{
	struct plain *p = a->plain;

	if (!plain_card_is(a)) {
		buf_reset(&p->card);
		p->refused = false;
		return;
	}
	switch (a->card.phase) {
	case CARD_PREPARING:
		if (p->card.len == 0)
			step(a, a->card.step);
		break;
	case CARD_SHOWN:
		if (a->card.card != NULL)
			read_out(a);
		break;
	case CARD_SENDING:
		step(a, a->card.step);
		break;
	case CARD_DONE:
	case CARD_FAILED:
		outcome(a);
		break;
	}
}

/* Words that are an answer to no card. */
static bool
leaves(struct app *a, const char *line)
{
	bool quits = near_same(line, "quit");

	if (!quits && !near_same(line, "back") && !near_same(line, "esc"))
		return false;
	if (a->card.phase == CARD_SENDING && a->place == PLACE_CARD) {
		say_line(&a->plain->say, "It is signed and on its way; its end is told.");
		return true;
	}
	app_press(a, KEY_NAME_ESCAPE);
	if (quits)
		a->run = false;
	return true;
}

void
plain_card_line(struct app *a, const char *line)
{
	struct say *s = &a->plain->say;
	struct intent want;

	if (line[0] == '\0' || leaves(a, line))
		return;
	if (near_same(line, "help") || strcmp(line, "?") == 0)
		plain_help(a);
	else if (near_same(line, "read"))
		plain_card_again(a);
	else if (near_same(line, "status"))
		say_status(s, &a->model);
	else if (a->card.phase != CARD_SHOWN || !a->card.seen) {
		a->plain->refused = true;
		say_line(s, "Not taken: %s", a->card.phase == CARD_SENDING ? "it is on its way already." : "the card is not read out yet.");
	} else {
		want = card_answer(&a->card, line);
		if (want.kind == INTENT_CONFIRM)
			app_obey(a, want);
		else
			say_line(s, "That is not what is asked for; nothing was signed. It asks for: %s", card_asks(a->card.card));
	}
}

/* --- the rollback --------------------------------------------------------------------- */

static void
foot(struct app *a)
{
	const struct screen_rollback *s = &a->rollback;
	struct canvas c = CANVAS_INIT;
	int rows;

	if (s->phase == GOING_REASON) {
		say_line(&a->plain->say, "Why? Type the reason as a line of at most %d bytes; %s. back leaves.", KT_DESCRIPTION_MAX,
			screen_rollback_stops(&s->way) ? "it is kept in the journal here" : "members read it when they vote");
		if (s->reason[0] != '\0')
			say_line(&a->plain->say, "An empty line keeps the reason there is: %s", s->reason);
		return;
	}
	c.ascii = a->plain->say.ascii;
	canvas_reset(&c, SCREEN_ROWS, SAY_COLS);
	rows = screen_rollback_foot_draw(&a->rollback, &c);
	say_page(&a->plain->say, &c, rows);
	canvas_wipe(&c);
}

void
plain_way_page(struct app *a)
{
	struct canvas like = { .cols = SAY_COLS, .ascii = a->plain->say.ascii };
	struct page p = PAGE_INIT;

	if (plain_card_is(a)) {
		plain_card_again(a);
		return;
	}
	app_rollback_plan(a);
	page_begin(&p, &like);
	screen_rollback_fill(&p, &a->rollback, &a->model, PAGE_ROWS);
	say_page(&a->plain->say, &p.canvas, p.used);
	page_wipe(&p);
	foot(a);
	a->plain->on_way = true;
	a->plain->going = a->rollback.phase;
}

void
plain_way_turn(struct app *a)
{
	struct plain *p = a->plain;

	if (a->place != PLACE_ROLLBACK) {
		p->on_way = false;
		return;
	}
	if (plain_card_is(a))
		return;
	if (!p->on_way)
		plain_way_page(a);
	else if (p->going != a->rollback.phase) {
		p->going = a->rollback.phase;
		foot(a);
		(void)snprintf(p->step, sizeof p->step, "%s", a->rollback.step != NULL ? a->rollback.step : "reading the chain");
	} else if (p->going == GOING_ON)
		step(a, a->rollback.step);
}
