#include "ui/app.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/plain.h"

void
app_tell(struct app *a, enum notice_kind kind, const char *text, const char *hint)
{
	a->notice.kind = kind;
	(void)snprintf(a->notice.text, sizeof a->notice.text, "%s", text);
	(void)snprintf(a->notice.hint, sizeof a->notice.hint, "%s", hint);
}

uint64_t
app_now_ms(const struct app *a)
{
	return clock_mono_ms(&a->s->clock);
}

int
app_sooner(int a, int b)
{
	if (a < 0)
		return b;
	return b < 0 || a < b ? a : b;
}

void
app_tick(struct app *a)
{
	model_tick(&a->model, app_now_ms(a));
	model_host(&a->model, clock_wall_s(&a->s->clock));
}

int
app_ended(const struct app *a)
{
	return a->plain != NULL ? plain_ended(a->plain) : term_ended();
}

void
app_draw(struct app *a, int rows, int cols, bool ascii)
{
	a->frame.ascii = ascii;
	canvas_reset(&a->frame, rows, cols);
	app_tick(a);
	switch (a->place) {
	case PLACE_BOARD:
		board_draw(&a->board, &a->model, &a->notice, &a->frame);
		break;
	case PLACE_PROPOSAL:
		proposal_draw(&a->proposal, &a->model, &a->notice, &a->frame);
		break;
	case PLACE_CARD:
		card_draw(&a->card, &a->model, &a->frame);
		break;
	case PLACE_HELP:
		help_draw(&a->help, &a->model, &a->frame);
		break;
	case PLACE_FIRST:
		first_draw(&a->first, &a->model, &a->notice, &a->frame);
		break;
	case PLACE_PROGRAMS:
		programs_draw(&a->programs, &a->model, &a->notice, &a->frame);
		break;
	case PLACE_MEMBERS:
		members_draw(&a->members, &a->model, &a->notice, &a->frame);
		break;
	case PLACE_ROLLBACK:
		app_rollback_draw(a);
		break;
	case PLACE_BUFFERS:
		screen_buffers_draw(&a->buffers, &a->model, &a->notice, &a->frame);
		break;
	case PLACE_DIFF:
		screen_diff_draw(&a->diff, &a->model, &a->notice, &a->frame);
		break;
	case PLACE_HISTORY:
		screen_history_draw(&a->history, &a->model, &a->notice, &a->frame);
		break;
	}
	if (a->line.typing)
		line_draw(&a->line, &a->frame);
}

/* --- keys ------------------------------------------------------------------------ */

static void
back(struct app *a)
{
	if (a->place == PLACE_CARD)
		app_act_leave(a);
	else if (a->place == PLACE_HELP)
		a->place = a->under_help;
	else if (a->place == PLACE_ROLLBACK)
		app_rollback_leave(a);
	else if (a->place == PLACE_DIFF)
		a->place = a->under_diff;
	else if (a->place == PLACE_PROPOSAL)
		a->place = a->under_proposal;
	else
		a->place = PLACE_BOARD;
}

static void
copy(struct app *a, const struct intent *want)
{
	char full[PUBKEY_TEXT], text[SIGNATURE_TEXT + 40];
	const char *what = want->text != NULL ? want->text : pubkey_text(full, &want->address);

	(void)snprintf(text, sizeof text, a->plain != NULL ? "it is %s" : "sent to the terminal's clipboard: %s", what);
	term_copy(what);
	app_tell(a, NOTICE_INFO, text, "");
}

/* Where it only goes to another page. */
static bool
go(struct app *a, struct intent want)
{
	switch (want.kind) {
	case INTENT_OPEN:
		a->proposal = (struct screen_proposal){ .index = want.index };
		if (a->place != PLACE_PROPOSAL)
			a->under_proposal = a->place == PLACE_HISTORY || a->place == PLACE_BUFFERS ? a->place : PLACE_BOARD;
		news_forget(&a->model.news, want.index);
		a->place = PLACE_PROPOSAL;
		return true;
	case INTENT_BACK:
		back(a);
		return true;
	case INTENT_HELP:
		a->under_help = a->place;
		a->help = (struct screen_help){ .where = app_where(a) };
		a->place = PLACE_HELP;
		return true;
	case INTENT_PROGRAMS:
		if (a->s->has_multisig)
			a->place = PLACE_PROGRAMS;
		return true;
	case INTENT_MEMBERS:
		if (a->s->has_multisig)
			a->place = PLACE_MEMBERS;
		return true;
	case INTENT_BUFFERS:
		if (a->s->has_multisig)
			app_buffers_begin(a);
		return true;
	case INTENT_HISTORY:
		if (a->s->has_multisig)
			app_history_begin(a, want.text);
		return true;
	default:
		return false;
	}
}

/* Everything a page may show. */
static void
read_again(struct app *a)
{
	app_read_now(a);
	app_first_again(a);
	a->live_next_ms = 0;
	app_detail_again(a);
	app_ready_again(a);
	app_history_again(a);
	app_buffers_again(a);
	app_diff_again(a);
}

void
app_obey(struct app *a, struct intent want)
{
	if (go(a, want))
		return;
	switch (want.kind) {
	case INTENT_MOVE:
		app_act_begin(a, want.move, want.index);
		break;
	case INTENT_CONFIRM:
		if (a->place == PLACE_ROLLBACK)
			app_rollback_confirm(a);
		else
			app_act_confirm(a);
		break;
	case INTENT_ROLLBACK:
		app_rollback_begin(a, want.index, &want.address);
		break;
	case INTENT_DIFF:
		app_diff_begin(a, want.index);
		break;
	case INTENT_RETURN:
		app_buffers_return(a, &want.address);
		break;
	case INTENT_CHOOSE:
		app_first_choose(a);
		break;
	case INTENT_COPY:
		copy(a, &want);
		break;
	case INTENT_LOCK:
		app_lock_toggle(a);
		break;
	case INTENT_COMMAND:
		line_begin(&a->line, &a->model, want.text);
		break;
	case INTENT_REFRESH:
		read_again(a);
		break;
	case INTENT_REDRAW:
		term_redraw();
		break;
	case INTENT_QUIT:
		a->run = false;
		break;
	default:
		break;
	}
}

void
app_press(struct app *a, int key)
{
	a->notice.kind = NOTICE_NONE;
	a->idle.since_ms = app_now_ms(a);
	if (a->line.typing) {
		if (line_key(&a->line, &a->model, key) == LINE_GIVEN)
			app_order(a, a->line.text);
		return;
	}
	switch (a->place) {
	case PLACE_BOARD:
		if (!board_key(&a->board, &a->model, key))
			app_obey(a, board_handle(&a->board, &a->model, action_for_key(key, ON_BOARD)));
		break;
	case PLACE_PROPOSAL:
		app_obey(a, proposal_handle(&a->proposal, &a->model, action_for_key(key, ON_PROPOSAL)));
		break;
	case PLACE_CARD:
		app_obey(a, card_handle(&a->card, key));
		break;
	case PLACE_HELP:
		app_obey(a, help_handle(&a->help, action_for_key(key, ON_HELP)));
		break;
	case PLACE_FIRST:
		app_obey(a, first_handle(&a->first, action_for_key(key, ON_FIRST)));
		break;
	case PLACE_PROGRAMS:
		app_obey(a, programs_handle(&a->programs, &a->model, action_for_key(key, ON_PROGRAMS)));
		break;
	case PLACE_MEMBERS:
		app_obey(a, members_handle(&a->members, action_for_key(key, ON_MEMBERS)));
		break;
	case PLACE_ROLLBACK:
		app_obey(a, app_rollback_key(a, key));
		break;
	case PLACE_BUFFERS:
		app_obey(a, screen_buffers_handle(&a->buffers, &a->model, action_for_key(key, ON_BUFFERS)));
		break;
	case PLACE_DIFF:
		app_obey(a, screen_diff_handle(&a->diff, action_for_key(key, ON_DIFF)));
		break;
	case PLACE_HISTORY:
		if (!screen_history_key(&a->history, key))
			app_obey(a, screen_history_handle(&a->history, &a->model, action_for_key(key, ON_HISTORY)));
		app_history_turn(a);
		break;
	}
}

/* A turn of the wheel is three lines; a click means something in the lists. */
static void
point(struct app *a, int key)
{
	enum { LINES = 3 };

	for (int i = 0; key != KEY_NAME_CLICK && i < LINES; i++)
		app_press(a, key == KEY_NAME_WHEEL_UP ? KEY_NAME_UP : KEY_NAME_DOWN);
	a->idle.since_ms = app_now_ms(a);
	if (key == KEY_NAME_CLICK && a->place == PLACE_BOARD)
		app_obey(a, board_click(&a->board, &a->model, term_clicked()));
	else if (key == KEY_NAME_CLICK && a->place == PLACE_PROGRAMS)
		programs_click(&a->programs, &a->model, term_clicked());
	else if (key == KEY_NAME_CLICK && a->place == PLACE_BUFFERS)
		screen_buffers_click(&a->buffers, term_clicked());
	else if (key == KEY_NAME_CLICK && a->place == PLACE_HISTORY)
		screen_history_click(&a->history, term_clicked());
}

/* --- the loop -------------------------------------------------------------------- */

/* To the chain's next full second, where the screen shows seconds. */
static int
tick_ms(const struct app *a)
{
	uint64_t now = app_now_ms(a), then = a->model.time.mono_ms;

	if (!a->frame.ticks || !model_knows_time(&a->model))
		return -1;
	return 1000 - (int)((now - then) % 1000u);
}

int
app_deadline_ms(const struct app *a)
{
	int first = app_sooner(app_read_deadline_ms(a), app_act_deadline_ms(a));
	int more = app_sooner(app_detail_deadline_ms(a), app_programs_deadline_ms(a));
	int last = app_sooner(app_sooner(app_lock_deadline_ms(a), app_ready_deadline_ms(a)), tick_ms(a));

	int own = app_sooner(app_sooner(app_rollback_deadline_ms(a), app_diff_deadline_ms(a)), app_history_deadline_ms(a));

	return app_sooner(app_sooner(first, more), app_sooner(app_sooner(own, app_buffers_deadline_ms(a)), last));
}

static void
notify(struct app *a)
{
	char bytes[NOTIFY_TEXT];
	uint64_t index = 0;
	enum news_call what;

	while ((what = news_next(&a->model.news, &index)) != NEWS_NONE)
		term_say(notify_bytes(bytes, a->notify, what, index));
}

void
app_turn(struct app *a)
{
	app_read_turn(a);
	app_act_turn(a);
	app_lock_turn(a);
	notify(a);
	app_detail_turn(a);
	app_first_turn(a);
	app_programs_turn(a);
	app_settle_turn(a);
	app_ready_turn(a);
	app_rollback_turn(a);
	app_history_turn(a);
	app_buffers_turn(a);
	app_diff_turn(a);
}

static void
hear(struct app *a)
{
	for (int k; a->run && (k = term_key()) != KEY_NONE_YET;)
		(k >= KEY_NAME_WHEEL_UP && k <= KEY_NAME_CLICK ? point : app_press)(a, k);
	if (term_ended() != 0)
		a->run = false;
}

static enum err_code
with_terminal(struct app *a, struct err *e)
{
	enum err_code rc = ERR_OK;

	hear(a);
	while (a->run && rc == ERR_OK) {
		bool ready[TERM_FDS] = { false };
		int fds[TERM_FDS], rows, cols;

		term_size(&rows, &cols);
		app_draw(a, rows, cols, term_is_ascii());
		term_show(&a->frame);
		/* The first time this takes longer than all before, and has waited until something is to be seen. */
		rc = transport_load(a->s->transport, e);
		if (rc != ERR_OK)
			break;
		app_turn(a);
		term_fds(fds);
		rc = session_wait(a->s, fds, ready, TERM_FDS, app_sooner(app_deadline_ms(a), term_deadline_ms()), e);
		app_turn(a);
		hear(a);
	}
	if (rc == ERR_OK && term_ended() != 0)
		rc = err_set(e, ERR_CANCELLED, "ended by signal %d (%s)", term_ended(), strsignal(term_ended()));
	return rc;
}

/* --- begin and end ------------------------------------------------------------------ */

static void
begin(struct app *a, struct session *s, const struct app_options *o)
{
	struct model *m = &a->model;

	memset(a, 0, sizeof *a);
	a->s = s;
	a->run = true;
	a->notify = o->notify;
	a->settings = (struct settings){ .term = o->term, .notify = o->notify, .idle_lock_s = o->idle_lock_s };
	a->idle = (struct idle){ .since_ms = clock_mono_ms(&s->clock), .after_s = o->idle_lock_s };
	model_init(m);
	(void)text_safe(m->cluster, sizeof m->cluster, s->cluster, strlen(s->cluster), false);
	(void)snprintf(m->endpoint, sizeof m->endpoint, "%s", rpc_url(s->rpc));
	m->has_multisig = s->has_multisig;
	m->multisig = s->multisig;
	m->has_me = s->signer != NULL;
	if (m->has_me)
		m->me = *signer_address(s->signer);
	app_read_stored(a);
	app_first_begin(a, o->first);
}

enum err_code
app_run(struct session *s, const struct app_options *o, struct err *e)
{
	struct app a;
	bool screen = o->script == NULL && !o->lines;
	enum err_code rc = screen ? term_open(&o->term, e) : o->script != NULL ? transport_load(s->transport, e) : ERR_OK;

	if (rc != ERR_OK)
		return rc;
	begin(&a, s, o);
	rc = screen ? with_terminal(&a, e) : o->script != NULL ? app_script(&a, o, e) : plain_run(&a, o, e);
	if (a.act != NULL)
		act_free(a.act);
	app_rollback_end(&a);
	app_diff_end(&a);
	app_read_end(&a);
	app_detail_end(&a);
	app_first_end(&a);
	app_programs_end(&a);
	app_ready_end(&a);
	app_settle_end(&a);
	app_history_end(&a);
	app_buffers_end(&a);
	term_close();
	canvas_wipe(&a.frame);
	view_wipe(&a.board.view);
	model_wipe(&a.model);
	return rc;
}
