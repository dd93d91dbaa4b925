#include "ui/plain.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "ui/near.h"
#include "ui/term_keys.h"

void
plain_notice(struct app *a)
{
	const struct notice *n = &a->notice;

	if (n->kind != NOTICE_NONE && n->text[0] != '\0')
		say_line(&a->plain->say, "%s%s%s%s", n->kind == NOTICE_BAD ? "No: " : "", n->text, n->hint[0] == '\0' ? "" :
			strchr("?.", n->text[strlen(n->text) - 1]) != NULL ? " " : "; ", n->hint);
	a->notice.kind = NOTICE_NONE;
}

/* What is selected where the console is; nothing before somebody moved there. */
static struct plain_chosen
chosen_now(const struct app *a)
{
	const struct buffer_row *b = a->place == PLACE_BUFFERS ? screen_buffers_chosen(&a->buffers) : NULL;
	struct plain_chosen c = { .place = a->place };

	if (a->place == PLACE_BOARD) {
		c.number = a->board.selected;
		c.any = a->board.touched && model_row_of(&a->model, c.number) < a->model.row_n;
	} else if (a->place == PLACE_PROGRAMS) {
		c.key = a->programs.selected;
		c.any = a->programs.touched && gov_world_record(&a->model.world, &c.key) != NULL;
	} else if (b != NULL) {
		c.key = b->buffer;
		c.any = a->buffers.touched;
	} else if (a->place == PLACE_HISTORY && a->history.known != NULL && a->history.known->n > 0) {
		c.number = (uint64_t)a->history.known->row[screen_history_at(&a->history)].id;
		c.any = a->history.touched;
	}
	return c;
}

static bool
same_chosen(const struct plain_chosen *a, const struct plain_chosen *b)
{
	return a->any == b->any && a->place == b->place && a->number == b->number && pubkey_eq(&a->key, &b->key);
}

bool
plain_may_mean_selected(const struct app *a)
{
	struct plain_chosen now = chosen_now(a);
	bool list = a->place == PLACE_BOARD || a->place == PLACE_PROGRAMS || a->place == PLACE_BUFFERS || a->place == PLACE_HISTORY;

	return !list || (a->place == PLACE_HISTORY && a->history.open) || (now.any && same_chosen(&now, &a->plain->chosen));
}

static void
tell_chosen(struct app *a)
{
	struct plain_chosen now = chosen_now(a);
	struct say *s = &a->plain->say;
	char name[MODEL_NAME], full[PUBKEY_TEXT];

	if (!now.any || same_chosen(&now, &a->plain->chosen))
		return;
	a->plain->chosen = now;
	if (a->place == PLACE_BOARD)
		say_row(s, &a->model, &a->model.row[model_row_of(&a->model, now.number)], "Selected: ");
	else if (a->place == PLACE_HISTORY) {
		say_line(s, "Selected:");
		plain_history_row(a, &a->history.known->row[screen_history_at(&a->history)]);
	} else {
		(void)model_name(&a->model, &now.key, name);
		say_line(s, "Selected: %s, %s", name, pubkey_text(full, &now.key));
	}
}

/* Without the blanks around it. */
static char *
trim(char *s)
{
	size_t n;

	s += strspn(s, " \t\r");
	for (n = strlen(s); n > 0 && strchr(" \t\r", s[n - 1]) != NULL; n--)
		continue;
	s[n] = '\0';
	return s;
}

/* An action that means something here, by its key as help writes it; ACTION_NONE for no key. */
static enum action
by_key(const struct app *a, const char *line)
{
	for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
		const struct action_info *k = action_info((enum action)i);

		if (k->code != 0 && strcmp(k->key, line) == 0 && (k->where & app_where(a)) != 0)
			return (enum action)i;
	}
	return line[0] == '\0' && (a->place == PLACE_FIRST || a->place == PLACE_ROLLBACK) ? ACTION_OPEN : ACTION_NONE;
}

/* The same by its name, where a key would not be taken for the board's own selection. */
static enum action
by_name(const struct app *a, const char *line)
{
	enum action found = action_named(line);

	if (found == ACTION_NONE || (a->place != PLACE_FIRST && a->place != PLACE_ROLLBACK) || action_info(found)->code == 0 ||
	    (action_info(found)->where & app_where(a)) == 0)
		return ACTION_NONE;
	return found;
}

static bool
needs_words(struct app *a, enum action action)
{
	const char *name = action == ACTION_SEARCH ? "search" : action == ACTION_FILTER ? "filter" : NULL;
	char text[64], hint[64];

	if (name == NULL)
		return false;
	(void)snprintf(text, sizeof text, "%s for what?", name);
	(void)snprintf(hint, sizeof hint, "with words, as in \"%s ledger\"", name);
	app_tell(a, NOTICE_BAD, text, hint);
	return true;
}

static void
press(struct app *a, enum action action)
{
	if (needs_words(a, action))
		return;
	if ((action_info(action)->where & TAKES_NUMBER) != 0 && !plain_may_mean_selected(a))
		app_tell(a, NOTICE_BAD, "which one?", "with a proposal's number, as in \"approve 4\"; or select it with down and up");
	else
		app_press(a, action_info(action)->code);
}

/* The action of a command, as the command line reads it. */
static enum action
named_in(const char *line, struct order *o)
{
	struct err ignored = ERR_INIT;

	return order_parse(line, o, &ignored) == ERR_OK ? o->action : ACTION_NONE;
}

/* Words only this mode has. */
static bool
own_word(struct app *a, const char *line)
{
	struct plain *p = a->plain;

	if (near_same(line, "list")) {
		if (a->s->has_multisig)
			a->place = PLACE_BOARD;
		plain_page(a);
	} else if (near_same(line, "more"))
		plain_list(a, p->listed);
	else if (near_same(line, "status"))
		say_status(&p->say, &a->model);
	else if (near_same(line, "read"))
		plain_page(a);
	else
		return false;
	return true;
}

/* Pages are told when somebody goes there, or asks for them again. */
static void
tell_where(struct app *a, enum action action, enum app_place before)
{
	if (a->place == PLACE_HELP) {
		a->place = a->under_help;
		plain_help(a);
	} else if (action == ACTION_SEARCH && a->place == PLACE_BOARD)
		plain_found(a);
	else if (action == ACTION_BACK && a->place == PLACE_BOARD) {
		say_line(&a->plain->say, "The board; list reads it.");
		say_counts(&a->plain->say, &a->model);
	} else if (action == ACTION_REFRESH) {
		say_line(&a->plain->say, "Reading again.");
	} else if (a->place != PLACE_CARD && a->place != PLACE_ROLLBACK && (a->place != before || action == ACTION_OPEN || action == ACTION_PROGRAMS ||
			action == ACTION_MEMBERS || action == ACTION_BOARD || action == ACTION_FILTER || action == ACTION_SORT ||
			action == ACTION_HISTORY || action == ACTION_BUFFERS || action == ACTION_SEARCH))
		plain_page(a);
	tell_chosen(a);
}

static void
order(struct app *a, const char *line)
{
	enum app_place before = a->place;
	struct order o = { .action = ACTION_NONE };
	enum action key = by_key(a, line);

	if (key == ACTION_NONE)
		key = by_name(a, line);
	if (near_same(line, "esc") || near_same(line, "back")) {
		key = ACTION_BACK;
		if (a->place == PLACE_BOARD && a->board.find.text[0] != '\0')
			app_press(a, KEY_NAME_ESCAPE); /* forgets the search */
		app_press(a, KEY_NAME_ESCAPE); /* which on the board shows all again */
	} else if (key != ACTION_NONE)
		press(a, key);
	else if (own_word(a, line))
		return;
	else if (named_in(line, &o) != ACTION_SEARCH || o.text[0] != '\0' || !needs_words(a, ACTION_SEARCH))
		app_order(a, line);
	a->line.typing = a->history.typing = false; /* there is no second line for it to be typed in */
	if (a->notice.kind != NOTICE_BAD && a->run)
		tell_where(a, key != ACTION_NONE ? key : o.action, before);
}

/* A reason is any text; the way back from it has the names it has everywhere. */
static void
reason(struct app *a, const char *line)
{
	struct screen_rollback *s = &a->rollback;

	if (near_same(line, "back") || near_same(line, "esc")) {
		app_press(a, KEY_NAME_ESCAPE);
		return;
	}
	if (strlen(line) >= sizeof s->reason) {
		say_line(&a->plain->say, "Not taken: a reason has at most %zu bytes.", sizeof s->reason - 1);
		return;
	}
	if (line[0] != '\0') /* an own one, instead of that of the proposal that is joined */
		(void)snprintf(s->reason, sizeof s->reason, "%s", line);
	app_press(a, KEY_NAME_ENTER);
	if (s->empty)
		say_line(&a->plain->say, "A few words are needed.");
}

void
plain_take(struct app *a, char *line)
{
	a->notice.kind = NOTICE_NONE;
	a->idle.since_ms = app_now_ms(a);
	line = trim(line);
	if (plain_card_is(a))
		plain_card_line(a, line);
	else if (a->place == PLACE_ROLLBACK && a->rollback.phase == GOING_REASON)
		reason(a, line);
	else
		order(a, line);
	plain_notice(a);
}
