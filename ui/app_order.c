#include "ui/plain.h"

#include <inttypes.h>
#include <stdio.h>

unsigned
app_where(const struct app *a)
{
	static const unsigned where[] = { [PLACE_BOARD] = ON_BOARD, [PLACE_PROPOSAL] = ON_PROPOSAL, [PLACE_CARD] = ON_CARD,
		[PLACE_HELP] = ON_HELP, [PLACE_FIRST] = ON_FIRST, [PLACE_PROGRAMS] = ON_PROGRAMS, [PLACE_MEMBERS] = ON_MEMBERS,
		[PLACE_ROLLBACK] = ON_ROLLBACK, [PLACE_HISTORY] = ON_HISTORY,
		[PLACE_BUFFERS] = ON_BUFFERS, [PLACE_DIFF] = ON_DIFF };

	return where[a->place];
}

/* What an action means for a proposal that was named. */
static void
obey_of(struct app *a, const struct order *o)
{
	size_t at = model_row_of(&a->model, o->index);
	char text[80];

	if (at >= a->model.row_n) {
		(void)snprintf(text, sizeof text, "there is no proposal %" PRIu64 " here", o->index);
		app_tell(a, NOTICE_BAD, text, "the number is the first column of the board; a closed proposal is gone");
	} else if (o->action == ACTION_OPEN)
		app_obey(a, (struct intent){ .kind = INTENT_OPEN, .index = o->index });
	else if (o->action == ACTION_COPY)
		app_obey(a, intent_for_copy(&a->model.row[at]));
	else
		app_obey(a, intent_for_move(o->action, o->index));
}

/* Without a number: what its key would mean here, or what it means on every page. */
static void
obey_here(struct app *a, enum action action)
{
	const struct action_info *i = action_info(action);
	struct intent want = intent_common(action);
	bool number = (i->where & TAKES_NUMBER) != 0;
	char name[ACTION_WORD], text[80], hint[80];

	if (want.kind != INTENT_STAY)
		app_obey(a, want);
	else if (i->code != 0 && (i->where & app_where(a)) != 0 && (!number || a->plain == NULL || plain_may_mean_selected(a)))
		app_press(a, i->code);
	else {
		(void)snprintf(text, sizeof text, number ? "%s which one?" : "%s means nothing on this page", action_word(name, action));
		(void)snprintf(hint, sizeof hint, number ? "with its number, as in \"%s 14\"" : "help lists what does", name);
		app_tell(a, NOTICE_BAD, text, hint);
	}
}

/* What the board shows, from any page. */
static void
arrange(struct app *a, const struct order *o)
{
	struct view *v = &a->board.view;
	struct err e = ERR_INIT;

	if (o->action == ACTION_HISTORY || (o->action == ACTION_SEARCH && a->place == PLACE_HISTORY)) {
		app_history_begin(a, o->text);
		return;
	}
	a->place = PLACE_BOARD;
	if (o->action == ACTION_SEARCH)
		board_search(&a->board, &a->model, o->text);
	else if ((o->action == ACTION_FILTER ? view_filter(v, &a->model, o->text, &e) : view_sort(v, o->text, &e)) != ERR_OK)
		app_tell(a, NOTICE_BAD, e.message, e.hint);
}

/* Before a multisig is chosen there is nothing to go to. */
static bool
is_too_early(struct app *a, const struct order *o)
{
	if (a->s->has_multisig || o->action == ACTION_HELP || o->action == ACTION_QUIT || o->action == ACTION_REFRESH ||
	    o->action == ACTION_REDRAW || o->action == ACTION_SET)
		return false;
	app_tell(a, NOTICE_BAD, "no multisig is chosen yet", "");
	return true;
}

void
app_order(struct app *a, const char *text)
{
	struct err e = ERR_INIT;
	struct order o;

	if (order_parse(text, &o, &e) != ERR_OK) {
		app_tell(a, NOTICE_BAD, e.message, e.hint);
		return;
	}
	if (o.action == ACTION_NONE || is_too_early(a, &o))
		return;
	if (o.index != 0)
		obey_of(a, &o);
	else if (o.action == ACTION_SET)
		app_set(a, o.text);
	else if ((action_info(o.action)->where & TAKES_WORDS) != 0)
		arrange(a, &o);
	else if (o.action == ACTION_BOARD)
		a->place = PLACE_BOARD;
	else
		obey_here(a, o.action);
}
