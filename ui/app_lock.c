#include "ui/plain.h"

enum { LOOK_MS = 200 /* how often a signal is looked for while a passphrase is typed */ };

/* What was signed is on its way, or a rollback: it is followed to its end, or its next card. */
static bool
under_way(const struct app *a)
{
	return ((a->act != NULL || a->rent.op != NULL) && a->card.phase == CARD_SENDING) || (a->back.op != NULL && !a->back.carded);
}

static void
lock(struct app *a)
{
	struct err e = ERR_INIT;

	if ((a->act != NULL || a->rent.op != NULL) && (a->card.phase == CARD_PREPARING || a->card.phase == CARD_SHOWN))
		app_act_leave(a);
	if (a->back.carded)
		app_rollback_leave(a);
	a->model.locked = true;
	if (signer_lock(a->s->signer, &e) != ERR_OK)
		app_tell(a, NOTICE_BAD, e.message, e.hint);
	else
		app_tell(a, NOTICE_INFO, "the signer is locked: it forgot the key", "L opens it again; everything can still be looked at");
}

void
app_lock_turn(struct app *a)
{
	if (app_lock_deadline_ms(a) == 0)
		lock(a);
}

int
app_lock_deadline_ms(const struct app *a)
{
	if (a->s->signer == NULL || a->model.locked || under_way(a))
		return -1;
	return idle_left_ms(&a->idle, app_now_ms(a));
}

bool
app_lock_refuses(struct app *a)
{
	if (a->model.locked)
		app_tell(a, NOTICE_BAD, "the signer is locked, so nothing can be signed", "L opens the key again");
	return a->model.locked;
}

/* Until the signer has answered, or a signal asks to end; the chain is read on meanwhile. */
static enum err_code
wait_for_key(struct app *a, struct err *e)
{
	bool ready = false;
	enum err_code rc = signer_unlock(a->s->signer, e);

	while (rc == ERR_OK && !ready) {
		int fd = signer_fd(a->s->signer);

		if (app_ended(a) != 0)
			return err_set(e, ERR_CANCELLED, "ended before the key was open");
		app_read_turn(a);
		rc = session_wait(a->s, &fd, &ready, 1, app_sooner(LOOK_MS, app_read_deadline_ms(a)), e);
	}
	return rc == ERR_OK ? signer_unlocked(a->s->signer, e) : rc;
}

static void
unlock(struct app *a)
{
	struct err e = ERR_INIT;

	term_leave("keyturn: opening the key again; ^C leaves it locked\n");
	if (a->plain != NULL) {
		say_line(&a->plain->say, "Opening the key again; control C leaves it locked.");
		(void)plain_flush(a->plain);
	}
	if (wait_for_key(a, &e) == ERR_OK) {
		a->model.locked = false;
		app_tell(a, NOTICE_GOOD, "the key is open again", "");
	} else
		app_tell(a, NOTICE_BAD, e.message, "the signer stays locked; L tries again");
	term_enter();
	a->idle.since_ms = app_now_ms(a);
}

void
app_lock_toggle(struct app *a)
{
	if (a->s->signer == NULL)
		app_tell(a, NOTICE_BAD, "there is no key that could be locked", "");
	else if (a->model.locked)
		unlock(a);
	else if (!under_way(a))
		lock(a);
}
