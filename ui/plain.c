#include "ui/plain.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

enum { IN_MAX = 64 * 1024 };

/* --- in and out ------------------------------------------------------------------- */

bool
plain_flush(struct plain *p)
{
	bool ok = p->say.out.len == 0 || fwrite(p->say.out.p, 1, p->say.out.len, stdout) == p->say.out.len;

	buf_reset(&p->say.out);
	return fflush(stdout) == 0 && ok;
}

/* What has arrived, without waiting.  poll is asked itself: the end of a pipe is no data. */
static void
hear(struct plain *p)
{
	struct pollfd f = { .fd = STDIN_FILENO, .events = POLLIN };
	char bytes[4096];
	ssize_t n;

	while (!p->ended && poll(&f, 1, 0) > 0) {
		n = read(STDIN_FILENO, bytes, sizeof bytes);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			p->ended = true;
		else
			(void)buf_put(&p->in, bytes, (size_t)n);
		if (p->in.over)
			p->ended = true; /* nobody types that fast */
	}
}

/* The next whole line; what is before the end of input is one too. */
static bool
next_line(struct plain *p, char out[PLAIN_LINE])
{
	const uint8_t *end = p->in.len == 0 ? NULL : memchr(p->in.p, '\n', p->in.len);
	size_t len = end == NULL ? p->in.len : (size_t)(end - p->in.p), taken = end == NULL ? len : len + 1;

	if (end == NULL && (!p->ended || len == 0))
		return false;
	out[0] = '\0';
	if (len < PLAIN_LINE && memchr(p->in.p, '\0', len) == NULL) {
		memcpy(out, p->in.p, len);
		out[len] = '\0';
	} else
		say_line(&p->say, "Not taken: a line of more than %d bytes, or with a zero in it.", PLAIN_LINE - 1);
	memmove(p->in.p, p->in.p + taken, p->in.len - taken);
	p->in.len -= taken;
	return true;
}

unsigned
plain_drop(struct plain *p)
{
	char ignored[PLAIN_LINE];
	unsigned n = 0;

	hear(p);
	while (next_line(p, ignored))
		n++;
	buf_reset(&p->in);
	if (p->is_terminal)
		(void)tcflush(STDIN_FILENO, TCIFLUSH);
	return n;
}

/* --- signals ---------------------------------------------------------------------- */

static void
ending_signals(sigset_t *set)
{
	(void)sigemptyset(set);
	(void)sigaddset(set, SIGINT);
	(void)sigaddset(set, SIGTERM);
	(void)sigaddset(set, SIGHUP);
}

int
plain_ended(struct plain *p)
{
	struct signalfd_siginfo s;

	if (p->signals >= 0 && read(p->signals, &s, sizeof s) == (ssize_t)sizeof s)
		p->signal = (int)s.ssi_signo;
	return p->signal;
}

/* --- the loop ----------------------------------------------------------------------- */

static void
greet(struct app *a)
{
	struct plain *p = a->plain;

	if (!a->s->has_multisig)
		p->greeted = false;
	if (p->greeted || !a->s->has_multisig || a->model.link == LINK_FIRST)
		return;
	p->greeted = true;
	say_status(&p->say, &a->model);
	/* What was told is not told again as news. */
	p->heard.link = a->model.link;
	p->heard.lost_ms = p->heard.told_ms = a->model.mono_ms;
	p->heard.skew_s = a->model.skew_s;
}

static void
first_turn(struct app *a)
{
	struct plain *p = a->plain;

	if (a->place == PLACE_FIRST && p->search != a->first.search && a->first.search >= FIRST_ANSWERED)
		plain_page(a);
	p->search = a->first.search;
}

static void
tell(struct app *a)
{
	app_tick(a);
	greet(a);
	if (a->plain->greeted)
		heard_look(&a->plain->heard, &a->model, &a->plain->say);
	first_turn(a);
	plain_page_turn(a);
	plain_card_turn(a);
	plain_way_turn(a);
	plain_notice(a);
}

/* Something is on its way whose end is told before the input's end is obeyed. */
static bool
is_busy(const struct app *a)
{
	bool act = (a->act != NULL || a->rent.op != NULL) && (a->card.phase == CARD_PREPARING || a->card.phase == CARD_SENDING);
	bool way = a->back.op != NULL && !a->back.carded && a->rollback.way.step != WAYBACK_WAIT_VOTES &&
		a->rollback.way.step != WAYBACK_WAIT_STOP && a->rollback.way.step != WAYBACK_WAIT_DELAY;

	return act || way || plain_page_is_due(a) || (a->s->has_multisig && !a->plain->greeted);
}

/* From a pipe the first command waits for the first reading, or for its failure, and
 * others for the page before them. */
static bool
takes_line(struct app *a, char line[PLAIN_LINE])
{
	struct plain *p = a->plain;

	hear(p);
	if (!p->is_terminal && ((a->s->has_multisig && !p->greeted) || plain_page_is_due(a)))
		return false;
	return next_line(p, line);
}

static int
deadline_ms(const struct app *a)
{
	const struct plain *p = a->plain;
	uint64_t now = app_now_ms(a);
	int page = p->due_ms == 0 ? -1 : p->due_ms > now ? (int)(p->due_ms - now) : 0;

	return app_sooner(page, app_sooner(app_deadline_ms(a), heard_deadline_ms(&p->heard, &a->model)));
}

static enum err_code
wait(struct app *a, struct err *e)
{
	struct plain *p = a->plain;
	int fds[2] = { p->signals, STDIN_FILENO };
	bool ready[2] = { false };
	enum err_code rc = transport_load(a->s->transport, e);

	if (rc != ERR_OK)
		return rc;
	app_turn(a);
	rc = session_wait(a->s, fds, ready, p->ended ? 1 : 2, deadline_ms(a), e);
	app_turn(a);
	return rc;
}

static enum err_code
loop(struct app *a, struct err *e)
{
	struct plain *p = a->plain;
	enum err_code rc = ERR_OK;
	char line[PLAIN_LINE];

	say_line(&p->say, "keyturn in lines: one command a line, help lists them, quit ends.");
	if (a->place == PLACE_FIRST)
		plain_page(a);
	while (a->run && rc == ERR_OK && plain_ended(p) == 0) {
		tell(a);
		if (!plain_flush(p))
			return err_set(e, ERR_INTERNAL, "standard output: %s", strerror(errno));
		if (takes_line(a, line))
			plain_take(a, line);
		else if (p->ended && !is_busy(a))
			break;
		else
			rc = wait(a, e);
	}
	if (rc == ERR_OK && plain_card_is(a) && a->card.phase == CARD_SHOWN)
		say_line(&p->say, "Nothing was signed.");
	(void)plain_flush(p);
	if (rc == ERR_OK && p->signal != 0)
		rc = err_set(e, ERR_CANCELLED, "ended by signal %d (%s)", p->signal, strsignal(p->signal));
	return rc;
}

enum err_code
plain_run(struct app *a, const struct app_options *o, struct err *e)
{
	struct plain p = { .say = SAY_INIT(o->term.ascii || !term_locale_is_utf8()), .in = BUF_INIT(IN_MAX), .card = BUF_INIT(1u << 20) };
	sigset_t set, before;
	enum err_code rc;

	ending_signals(&set);
	(void)sigprocmask(SIG_BLOCK, &set, &before);
	p.signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	p.is_terminal = isatty(STDIN_FILENO) == 1;
	a->plain = &p;
	rc = p.signals < 0 ? err_set(e, ERR_INTERNAL, "waiting for signals: %s", strerror(errno)) : loop(a, e);
	a->plain = NULL;
	if (p.signals >= 0)
		(void)close(p.signals);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	heard_wipe(&p.heard);
	buf_wipe(&p.say.out);
	buf_wipe(&p.in);
	buf_wipe(&p.card);
	return rc;
}
