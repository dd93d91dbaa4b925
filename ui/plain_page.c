#include "ui/plain.h"

#include <inttypes.h>

#include "ui/widget_act.h"
#include "ui/widget_checks.h"
#include "ui/widget_page.h"

enum { PAGE_MS = 3000 /* a page that is not all read then is told as it is */ };

static void
begin(struct page *p, const struct plain *s)
{
	struct canvas like = { .cols = SAY_COLS, .ascii = s->say.ascii };

	page_begin(p, &like);
}

static void
end(struct page *p, struct plain *s)
{
	say_page(&s->say, &p->canvas, p->used);
	page_wipe(p);
}

/* --- the board ------------------------------------------------------------------------ */

void
plain_list(struct app *a, size_t from)
{
	struct say *s = &a->plain->say;
	struct view *v = &a->board.view;
	size_t n, to;

	view_look(v, &a->model);
	n = view_n(v, &a->model);
	to = from + PLAIN_ROWS < n ? from + PLAIN_ROWS : n;
	if (a->model.source == MODEL_NOTHING)
		say_link(s, &a->model);
	else if (n == 0)
		say_line(s, view_is_active(v) ? "No proposal is of that filter; back shows all." : "No proposals yet.");
	else if (from >= n)
		say_line(s, "That was the last.");
	for (size_t i = from; i < to && a->model.source != MODEL_NOTHING; i++)
		say_row(s, &a->model, &a->model.row[view_at(v, i)], "");
	if (to < n)
		say_line(s, "%zu more of %zu; more reads on, filter and search choose.", n - to, n);
	a->plain->listed = to;
}

static void
board(struct app *a)
{
	const struct view *v = &a->board.view;

	if (a->model.link != LINK_UP)
		say_link(&a->plain->say, &a->model);
	say_counts(&a->plain->say, &a->model);
	if (v->text[0] != '\0')
		say_line(&a->plain->say, "Only %s; esc shows all.", v->text);
	if (v->order != VIEW_USUAL)
		say_line(&a->plain->say, "Sorted by %s.", view_order_text(v->order));
	plain_list(a, 0);
}

void
plain_found(struct app *a)
{
	struct say *s = &a->plain->say;
	struct view *v = &a->board.view;
	size_t n, told = 0, at = 0, last = 0;

	view_look(v, &a->model);
	n = view_n(v, &a->model);
	while (n > 0 && told < PLAIN_ROWS && (at = find_from(&a->board.find, &a->model, v, at, 1)) < n && (told == 0 || at > last)) {
		say_row(s, &a->model, &a->model.row[view_at(v, at)], "");
		last = at++;
		told++;
		if (at == n)
			break;
	}
	if (told == 0)
		say_line(s, "\"%s\" is in no proposal.", a->board.find.text);
	else
		say_line(s, "%zu found%s; next goes to them one by one.", told, told == PLAIN_ROWS ? " and perhaps more" : "");
}

/* --- the other pages -------------------------------------------------------------------- */

/* What of a page is read only when somebody goes there: its checks, the programs' own accounts. */
static bool
is_read(const struct app *a)
{
	const struct model *m = &a->model;
	size_t at = a->place == PLACE_PROPOSAL ? model_row_of(m, a->proposal.index) : 0;

	if (a->place == PLACE_HISTORY)
		return !a->history.reading;
	if (a->place == PLACE_DIFF)
		return a->diff.phase >= DIFF_SHOWN;
	if (a->place == PLACE_BUFFERS)
		return !a->buffers.reading && (a->buffers.list != NULL || a->buffers.trouble.code != ERR_OK);
	if (m->source != MODEL_LIVE || m->link != LINK_UP)
		return true;
	if (a->place == PLACE_PROPOSAL)
		return at >= m->row_n || !state_is_open(m->row[at].state) || (m->detail.index == a->proposal.index && m->detail.checked);
	for (size_t i = 0; a->place == PLACE_PROGRAMS && i < m->world.record_n && i < MODEL_LAMPS_MAX; i++)
		if (a->programs.live == NULL || (m->world.record[i].governed && model_lamp_of(m, &m->world.record[i].program) == NULL))
			return false;
	return true;
}

static void
proposal(struct app *a)
{
	struct page p = PAGE_INIT;
	size_t at = model_row_of(&a->model, a->proposal.index);
	const struct model_row *r;
	int y;

	if (at >= a->model.row_n) {
		say_line(&a->plain->say, "Proposal %" PRIu64 " is not there any more: its account was closed.", a->proposal.index);
		return;
	}
	r = &a->model.row[at];
	begin(&p, a->plain);
	y = act_draw(&p.canvas, 0, 1, SAY_COLS - 1, &a->model, r);
	y = votes_draw(&p.canvas, y, 1, SAY_COLS - 1, &a->model, r);
	y = checks_draw(&p.canvas, y, 1, SAY_COLS - 1, &a->model, r);
	p.used = timeline_draw(&p.canvas, y, 1, SAY_COLS - 1, &a->model, r);
	end(&p, a->plain);
}

static void
members(struct app *a)
{
	struct page p = PAGE_INIT;

	if (a->model.source == MODEL_NOTHING) {
		say_link(&a->plain->say, &a->model);
		return;
	}
	say_line(&a->plain->say, "Members");
	say_members(&a->plain->say, &a->model);
	begin(&p, a->plain);
	p.used = members_rest_draw(&p.canvas, 0, &a->model);
	end(&p, a->plain);
}

static void
programs(struct app *a)
{
	struct page p = PAGE_INIT;

	if (a->model.source == MODEL_NOTHING)
		say_link(&a->plain->say, &a->model);
	else if (a->model.world.record_n == 0)
		say_line(&a->plain->say, "No program is governed yet; keyturn program adopt PROGRAM in a shell hands one over.");
	for (size_t i = 0; i < a->model.world.record_n && a->model.source != MODEL_NOTHING; i++) {
		begin(&p, a->plain);
		p.used = programs_one_draw(&p.canvas, 0, &a->programs, &a->model, &a->model.world.record[i]);
		end(&p, a->plain);
	}
}

void
plain_history_row(struct app *a, const struct journal_row *r)
{
	struct page p = PAGE_INIT;

	begin(&p, a->plain);
	p.used = 1;
	entry_line(&p.canvas, 0, &a->model, r);
	end(&p, a->plain);
}

static void
history(struct app *a)
{
	const struct history *h = a->history.known;
	struct say *s = &a->plain->say;
	struct page p = PAGE_INIT;

	if (h == NULL || h->store == NULL)
		say_line(s, "There is no journal here.");
	else if (h->trouble.code != ERR_OK)
		say_line(s, "The journal cannot be read: %s", h->trouble.message);
	else if (h->n == 0)
		say_line(s, a->history.text[0] != '\0' ? "Nothing like that in the journal of this machine." : "Nothing was signed on this machine yet.");
	else if (a->history.open) {
		begin(&p, a->plain);
		p.used = entry_draw(&p.canvas, 0, &a->model, &h->row[screen_history_at(&a->history)]);
		end(&p, a->plain);
	} else {
		say_line(s, "Signed and sent by this machine, the newest first; down and up select, open reads the one selected.");
		for (size_t i = 0; i < h->n && i < PLAIN_ROWS; i++)
			plain_history_row(a, &h->row[i]);
		if (h->n > PLAIN_ROWS || !history_has_oldest(h))
			say_line(s, "There are older ones; history WORDS looks for some.");
	}
}

static void
buffers(struct app *a)
{
	const struct screen_buffers *b = &a->buffers;
	struct page p = PAGE_INIT;

	if (b->trouble.code != ERR_OK)
		say_line(&a->plain->say, "The buffers cannot be read%s: %s", b->list != NULL ? " again" : "", b->trouble.message);
	else if (b->list == NULL)
		say_line(&a->plain->say, "The buffers are not read yet.");
	else if (b->list->n == 0)
		say_line(&a->plain->say, "No buffers of this key or of the multisig.");
	for (size_t i = 0; b->list != NULL && i < b->list->n; i++) {
		begin(&p, a->plain);
		p.used = screen_buffers_one_draw(&p.canvas, b, &a->model, &b->list->row[i]);
		end(&p, a->plain);
	}
}

static void
difference(struct app *a)
{
	struct page p = PAGE_INIT;

	say_line(&a->plain->say, "What proposal %" PRIu64 " changes in the code", a->diff.index);
	begin(&p, a->plain);
	p.used = screen_diff_fill(&p.canvas, &a->diff);
	end(&p, a->plain);
}

static void
first(struct app *a)
{
	struct page p = PAGE_INIT;

	say_line(&a->plain->say, "First steps: what the console needs, and what is there");
	begin(&p, a->plain);
	p.used = first_fill(&p.canvas, &a->first, &a->model);
	end(&p, a->plain);
}

static void
tell(struct app *a)
{
	switch (a->place) {
	case PLACE_BOARD:
		board(a);
		break;
	case PLACE_PROPOSAL:
		proposal(a);
		break;
	case PLACE_CARD:
		plain_card_again(a);
		break;
	case PLACE_HELP:
		plain_help(a);
		break;
	case PLACE_FIRST:
		first(a);
		break;
	case PLACE_PROGRAMS:
		programs(a);
		break;
	case PLACE_MEMBERS:
		members(a);
		break;
	case PLACE_ROLLBACK:
		plain_way_page(a);
		break;
	case PLACE_DIFF:
		difference(a);
		break;
	case PLACE_HISTORY:
		history(a);
		break;
	case PLACE_BUFFERS:
		buffers(a);
		break;
	}
}

void
plain_page(struct app *a)
{
	struct plain *p = a->plain;
	size_t at = a->place == PLACE_PROPOSAL ? model_row_of(&a->model, a->proposal.index) : a->model.row_n;

	p->due_ms = app_now_ms(a) + PAGE_MS;
	p->due = a->place;
	if (at < a->model.row_n)
		say_row(&p->say, &a->model, &a->model.row[at], "");
	plain_page_turn(a);
}

bool
plain_page_is_due(const struct app *a)
{
	return a->plain->due_ms != 0 && a->plain->due == a->place;
}

void
plain_page_turn(struct app *a)
{
	struct plain *p = a->plain;

	a->history.drawn = true;
	if (!plain_page_is_due(a))
		p->due_ms = 0;
	else if (is_read(a) || app_now_ms(a) >= p->due_ms) {
		p->due_ms = 0;
		tell(a);
	}
}

void
plain_help(struct app *a)
{
	struct say *s = &a->plain->say;
	char name[ACTION_WORD];

	say_line(s, "list: the proposals, a line each, what needs you first; more: the next of them");
	say_line(s, "status: the endpoint, the chain's time, who you are and what waits");
	say_line(s, "read: this page, or the card, again");
	for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
		const struct action_info *k = action_info((enum action)i);
		const char *takes = (k->where & TAKES_NUMBER) != 0 ? " NUMBER" : (k->where & TAKES_WORDS) != 0 ? " WORDS" : "";

		if (i != ACTION_COMMAND && k->where != ON_ALL)
			say_line(s, "%s%s%s%s: %s", action_word(name, (enum action)i), takes, k->code != 0 ? ", or " : "", k->code != 0 ? k->key : "", k->help);
	}
	say_line(s, "A number alone opens that proposal. A signing card is read out whole, then the line it asks for is typed; back signs nothing.");
}
