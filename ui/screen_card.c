#include "ui/screen_card.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/term_keys.h"
#include "ui/widget_brief.h"
#include "ui/widget_checks.h"
#include "ui/widget_frame.h"
#include "ui/widget_page.h"
#include "ui/widget_typing.h"

enum { TOP = 3, LABEL = 15, ASK_ROWS = 3, ASK_ROWS_NARROW = 5 };

void
card_begin_titled(struct screen_card *s, const char *title)
{
	memset(s, 0, sizeof *s);
	(void)snprintf(s->title, sizeof s->title, "%s", title);
}

void
card_begin(struct screen_card *s, enum gov_move move, uint64_t index)
{
	char title[80];

	(void)snprintf(title, sizeof title, "%s proposal %llu", move_name(move), (unsigned long long)index);
	card_begin_titled(s, title);
	s->move = move;
	s->index = index;
}

const char *
card_asks(const struct guard_card *card)
{
	return card->confirm[0] != '\0' ? card->confirm : "yes";
}

static int
draw_flag(struct canvas *c, int y, const char *text, enum guard_weight w)
{
	static const unsigned styles[] = { [GUARD_NOTE] = STYLE_PLAIN, [GUARD_WARNING] = STYLE_WARNING, [GUARD_DANGER] = STYLE_DANGER };
	static const char *const marks[] = { [GUARD_NOTE] = "note", [GUARD_WARNING] = "WARNING", [GUARD_DANGER] = "DANGER" };
	int i = w == GUARD_DANGER ? GUARD_DANGER : w == GUARD_WARNING ? GUARD_WARNING : GUARD_NOTE;

	(void)canvas_text(c, y, 1, styles[i], marks[i]);
	return canvas_wrap(c, y, 10, c->cols - 1, styles[i], text);
}

/* A label beside an address that is somebody's, for the eye; the address stays. */
static void
label_of(const struct model *m, const char *value, char out[MODEL_NAME + 4])
{
	struct err e = ERR_INIT;
	struct pubkey k;
	char name[MODEL_NAME];

	out[0] = '\0';
	if (strlen(value) < 32 || strlen(value) >= PUBKEY_TEXT || pubkey_parse(value, &k, &e) != ERR_OK || !model_name(m, &k, name))
		return;
	(void)snprintf(out, MODEL_NAME + 4, "  (%s)", name);
}

static int
draw_field(struct canvas *c, int y, const struct model *m, const struct guard_field *f)
{
	char label[MODEL_NAME + 4], line[GUARD_TEXT + MODEL_NAME + 20];
	bool same = strcmp(f->before, f->value) == 0, changed = f->before[0] != '\0' && !same;

	(void)canvas_text(c, y, 1, STYLE_DIM, f->name);
	if (text_width(f->name) >= LABEL - 1)
		y++;
	if (changed && text_width(f->before) + text_width(f->value) + 4 < c->cols - 1 - LABEL) {
		int x = canvas_text(c, y, LABEL, STYLE_DIM, f->before);

		x = canvas_text(c, y, x, STYLE_DIM, " -> ");
		(void)canvas_text(c, y, x, STYLE_TITLE, f->value);
		return y + 1;
	}
	label_of(m, f->value, label);
	(void)snprintf(line, sizeof line, "%s%s%s", f->value, label, same && f->value[0] != '\0' ? ", as before" : "");
	y = canvas_wrap(c, y, LABEL, c->cols - 1, changed ? STYLE_TITLE : STYLE_PLAIN, line);
	if (!changed)
		return y;
	(void)canvas_text(c, y, 1, STYLE_DIM, "  was");
	return canvas_wrap(c, y, LABEL, c->cols - 1, STYLE_DIM, f->before);
}

/* What the bytes do not bind stands apart from what they do. */
static int
draw_fields(struct canvas *c, int y, const struct model *m, const struct guard_card *k)
{
	bool any = false;

	for (unsigned i = 0; i < k->field_n && i < GUARD_FIELDS_MAX; i++)
		if (!k->field[i].reported)
			y = draw_field(c, y, m, &k->field[i]);
	for (unsigned i = 0; i < k->field_n && i < GUARD_FIELDS_MAX; i++) {
		if (!k->field[i].reported)
			continue;
		if (!any) {
			(void)canvas_text(c, y + 1, 1, STYLE_HEAD, "not in what is signed, but as the endpoint reports it");
			y += 2;
			any = true;
		}
		y = draw_field(c, y, m, &k->field[i]);
	}
	return y;
}

/* The guard says the most it can cost; this is what the node asks for it now. */
static int
draw_fee(struct canvas *c, int y, const struct screen_card *s)
{
	char fee[TEXT_SHORT];

	if (s->fee_lamports == 0)
		return y;
	(void)canvas_text(c, y, 1, STYLE_DIM, "fee");
	(void)canvas_fmt(c, y, LABEL, STYLE_PLAIN, "%s SOL, as the endpoint says", text_sol(fee, s->fee_lamports));
	return y + 1;
}

/* Whoever executes sees every line, whoever votes how many say yes and the others. */
static int
draw_checks(struct canvas *c, int y, const struct screen_card *s)
{
	const struct preflight *p = s->preflight;
	struct preflight others = { .n = 0 };

	if (p == NULL || p->n == 0)
		return y;
	for (size_t i = 0; i < p->n; i++)
		if (p->line[i].answer != PREFLIGHT_YES)
			others.line[others.n++] = p->line[i];
	if (s->move == MOVE_EXECUTE)
		(void)canvas_text(c, y + 1, 1, STYLE_HEAD, "can it be executed? as the endpoint reports it");
	else
		(void)canvas_fmt(c, y + 1, 1, STYLE_HEAD, "can it be executed? %zu of %zu say yes, as the endpoint reports it", p->n - others.n,
			p->n);
	return checks_lines(c, y + 2, 1, c->cols - 1, s->move == MOVE_EXECUTE ? p : &others);
}

void
card_fill(struct page *p, const struct screen_card *s, const struct model *m)
{
	struct canvas *c = &p->canvas;
	const struct guard_card *k = s->card;
	int y = canvas_wrap(c, 0, 1, c->cols - 1, STYLE_TITLE, k->sentence);

	for (unsigned i = 0; i < k->flag_n && i < GUARD_FLAGS_MAX; i++)
		y = draw_flag(c, y, k->flag[i], k->flag_weight[i]);
	y = draw_fields(c, y + 1, m, k);
	y = draw_fee(c, y, s);
	p->used = draw_checks(c, y, s);
}

static const char ask_before[] = "To sign this, type ", ask_after[] = " and press enter. esc signs nothing.";

/* The rows of the question: more where it is wider than the window. */
static int
ask_rows(const struct screen_card *s, const struct canvas *c)
{
	int width = text_width(ask_before) + text_width(card_asks(s->card)) + text_width(ask_after);

	return width + 2 <= c->cols ? ASK_ROWS : ASK_ROWS_NARROW;
}

static void
draw_question(const struct screen_card *s, struct canvas *c, int y)
{
	char line[256];
	int x;

	if (ask_rows(s, c) == ASK_ROWS_NARROW) {
		(void)snprintf(line, sizeof line, "%s%s%s", ask_before, card_asks(s->card), ask_after);
		(void)canvas_wrap(c, y, 1, c->cols - 1, STYLE_PLAIN, line);
		return;
	}
	x = canvas_text(c, y, 1, STYLE_PLAIN, ask_before);
	x = canvas_text(c, y, x, STYLE_TITLE, card_asks(s->card));
	(void)canvas_text(c, y, x, STYLE_PLAIN, ask_after);
}

static void
draw_ask(const struct screen_card *s, struct canvas *c, int below)
{
	int rows = ask_rows(s, c), y = c->rows - 1 - rows, x;
	char line[96];

	canvas_line(c, y, 0, c->cols, STYLE_DIM);
	if (!s->seen) {
		(void)snprintf(line, sizeof line, "%d more lines: read to the end first, down or page down.", below);
		(void)canvas_wrap(c, y + 1, 1, c->cols - 1, STYLE_WARNING, line);
		return;
	}
	draw_question(s, c, y + 1);
	y += rows - 1;
	x = canvas_text(c, y, 1, STYLE_CALL, "> ");
	x = canvas_text(c, y, x, STYLE_TITLE, s->typed);
	(void)canvas_text(c, y, x, STYLE_CALL, "_");
	if (s->wrong)
		(void)canvas_text(c, y, x + 3, STYLE_DANGER, "that is not what is asked for; nothing was signed");
}

/* What comes next, once the world that was read knows what has just landed. */
static void
draw_next(const struct screen_card *s, const struct model *m, struct canvas *c, int y)
{
	size_t at = model_row_of(m, s->index);
	char text[NEXT_TEXT] = "";

	if (m->world.slot > s->landed_slot && at < m->row_n)
		brief_next(text, &m->row[at]);
	else
		(void)snprintf(text, sizeof text, "reading what the chain says now...");
	if (text[0] == '\0')
		return;
	(void)canvas_text(c, y, 1, STYLE_DIM, "next");
	(void)canvas_wrap(c, y + 1, 1, c->cols - 1, STYLE_CALL, text);
}

void
card_outcome_draw(const struct screen_card *s, const struct model *m, struct canvas *c, int y)
{
	if (s->phase == CARD_DONE) {
		if (s->done[0] != '\0')
			y = canvas_wrap(c, y, 1, c->cols - 1, STYLE_GOOD, s->done) - 1;
		else
			(void)canvas_fmt(c, y, 1, STYLE_GOOD, "Done: %s of proposal %llu is on the chain.", move_name(s->move),
				(unsigned long long)s->index);
		if (s->signature[0] != '\0') {
			(void)canvas_text(c, y + 2, 1, STYLE_DIM, "signature");
			y = canvas_wrap(c, y + 3, 1, c->cols - 1, STYLE_PLAIN, s->signature);
		}
		if (s->done[0] == '\0')
			draw_next(s, m, c, y + 1);
		return;
	}
	y = canvas_wrap(c, y, 1, c->cols - 1, STYLE_DANGER, s->error.message) + 1;
	if (s->error.hint[0] != '\0')
		y = canvas_wrap(c, y, 1, c->cols - 1, STYLE_PLAIN, s->error.hint) + 1;
	(void)canvas_text(c, y, 1, STYLE_DIM, "Nothing is in flight.");
}

static void
draw_card(struct screen_card *s, const struct model *m, struct canvas *c)
{
	int bottom = c->rows - 1 - (s->phase == CARD_SHOWN ? ask_rows(s, c) : 2), below;
	struct page p = PAGE_INIT;

	page_begin(&p, c);
	card_fill(&p, s, m);
	s->page = bottom - TOP;
	below = page_show(&p, c, TOP, bottom, &s->scroll);
	page_wipe(&p);
	s->seen = s->seen || below == 0;
	if (s->phase == CARD_SHOWN)
		draw_ask(s, c, below);
	else {
		canvas_line(c, c->rows - 3, 0, c->cols, STYLE_DIM);
		(void)canvas_text(c, c->rows - 2, 1, STYLE_WAIT, s->step);
	}
}

void
card_draw(struct screen_card *s, const struct model *m, struct canvas *c)
{
	char who[MODEL_NAME], line[128];

	if (widget_too_small(c)) {
		s->seen = false; /* what is not shown is not signed */
		return;
	}
	(void)model_name(m, &m->me, who);
	(void)canvas_text(c, 1, 1, STYLE_TITLE, s->title);
	(void)snprintf(line, sizeof line, "%s as %s on %s", s->phase == CARD_DONE || s->phase == CARD_SENDING ? "signed" : "to be signed", who,
		m->cluster);
	if (text_width(s->title) + text_width(line) + 4 > c->cols) /* the header has the cluster */
		(void)snprintf(line, sizeof line, "as %s", who);
	if (s->phase != CARD_FAILED && text_width(s->title) + text_width(line) + 4 <= c->cols)
		(void)canvas_right(c, 1, c->cols - 1, STYLE_PLAIN, line);
	canvas_line(c, 2, 0, c->cols, STYLE_DIM);
	if (s->phase == CARD_DONE || s->phase == CARD_FAILED)
		card_outcome_draw(s, m, c, TOP);
	else if (s->card != NULL)
		draw_card(s, m, c);
	else
		(void)canvas_text(c, TOP, 1, STYLE_WAIT, s->step);
	widget_keys(c, ON_CARD, s->phase == CARD_SENDING ? ~ACTION_BIT(ACTION_BACK) : ACTIONS_ALL, "");
	widget_header(c, m);
}

static struct intent
confirm(struct screen_card *s)
{
	bool right = strcmp(s->typed, card_asks(s->card)) == 0;

	s->wrong = !right;
	s->typed[0] = '\0';
	return (struct intent){ .kind = right ? INTENT_CONFIRM : INTENT_STAY };
}

struct intent
card_answer(struct screen_card *s, const char *line)
{
	if (s->phase != CARD_SHOWN || !s->seen)
		return (struct intent){ .kind = INTENT_STAY };
	(void)snprintf(s->typed, sizeof s->typed, "%s", strlen(line) < sizeof s->typed ? line : "");
	return confirm(s);
}

static struct intent
type(struct screen_card *s, int key)
{
	if (key == KEY_NAME_ENTER && s->typed[0] != '\0')
		return confirm(s);
	s->wrong = false;
	(void)typing_key(s->typed, sizeof s->typed, key);
	return (struct intent){ .kind = INTENT_STAY };
}

struct intent
card_handle(struct screen_card *s, int key)
{
	struct intent stay = { .kind = INTENT_STAY };
	bool letter = key < KEY_NAMED && key >= 0x20;

	if (key == 12)
		return (struct intent){ .kind = INTENT_REDRAW };
	if (key == '?') /* no card asks for one to be typed */
		return (struct intent){ .kind = INTENT_HELP };
	if (key == KEY_NAME_ESCAPE)
		return (struct intent){ .kind = s->phase == CARD_SENDING ? INTENT_STAY : INTENT_BACK };
	if ((s->phase == CARD_DONE || s->phase == CARD_FAILED) && (key == KEY_NAME_ENTER || key == 'q' || key == ' '))
		return (struct intent){ .kind = INTENT_BACK };
	if (!letter && key != KEY_NAME_ENTER && key != KEY_NAME_LEFT && key != KEY_NAME_RIGHT)
		page_scroll(&s->scroll, s->page, action_for_key(key, ON_CARD));
	if (s->phase == CARD_SHOWN && s->seen)
		return type(s, key);
	if (s->phase == CARD_SHOWN && key == ' ')
		page_scroll(&s->scroll, s->page, ACTION_PAGE_DOWN);
	return stay;
}
