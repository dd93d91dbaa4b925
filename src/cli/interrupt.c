#include "cli/interrupt.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { TURN_MS = 500 };

static const int ending[] = { SIGINT, SIGTERM, SIGHUP };
enum { ENDING_N = sizeof ending / sizeof ending[0] };

/* Those that would end the process. */
static void
ending_set(sigset_t *set)
{
	struct sigaction is;

	(void)sigemptyset(set);
	for (int i = 0; i < ENDING_N; i++)
		if (sigaction(ending[i], NULL, &is) == 0 && is.sa_handler == SIG_DFL)
			(void)sigaddset(set, ending[i]);
}

void
interrupt_begin(struct interrupt *i)
{
	sigset_t set, was;

	if (i->fd >= 0)
		return;
	ending_set(&set);
	if (sigprocmask(SIG_BLOCK, &set, &was) != 0)
		return;
	for (int k = 0; k < ENDING_N; k++)
		i->was[k] = sigismember(&was, ending[k]) == 1;
	i->fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (i->fd < 0)
		(void)sigprocmask(SIG_SETMASK, &was, NULL);
}

void
interrupt_end(struct interrupt *i)
{
	sigset_t set;

	if (i->fd < 0)
		return;
	(void)close(i->fd);
	i->fd = -1;
	ending_set(&set);
	for (int k = 0; k < ENDING_N; k++)
		if (i->was[k])
			(void)sigdelset(&set, ending[k]);
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
}

enum err_code
interrupt_wait(struct cli *c, const struct interrupt *i, int timeout_ms, int *hit, struct err *e)
{
	struct signalfd_siginfo s;
	bool ready = false;
	enum err_code rc;

	*hit = 0;
	if (timeout_ms < 0 || timeout_ms > TURN_MS)
		timeout_ms = TURN_MS;
	rc = session_wait(&c->s, &i->fd, &ready, i->fd >= 0 ? 1 : 0, timeout_ms, e);
	if (rc == ERR_OK && i->fd >= 0 && read(i->fd, &s, sizeof s) == (ssize_t)sizeof s)
		*hit = (int)s.ssi_signo;
	return rc;
}
