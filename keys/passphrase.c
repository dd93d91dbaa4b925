#include "keys/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/text.h"
#include "keys/secret.h"

/* Set by a signal that ends the child: the terminal comes first.  A handler
 * reaches nothing but static memory. */
static volatile sig_atomic_t ended;

static void
on_end(int no)
{
	ended = no;
}

struct asking {
	int fd;
	struct termios before;
	struct sigaction term, hup;
};

/* The parent's end is a signal that can be handled, as long as the echo is off. */
static void
watch_signals(struct asking *a)
{
	struct sigaction end = { .sa_handler = on_end }; /* no SA_RESTART: read returns */

	ended = 0;
	(void)sigaction(SIGTERM, &end, &a->term);
	(void)sigaction(SIGHUP, &end, &a->hup);
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
}

static void
unwatch_signals(const struct asking *a, pid_t parent)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	(void)sigaction(SIGTERM, &a->term, NULL);
	(void)sigaction(SIGHUP, &a->hup, NULL);
	if (ended != 0 || getppid() != parent)
		_exit(1);
}

static enum err_code
open_terminal(struct asking *a, struct err *e)
{
	a->fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (a->fd < 0 || tcgetattr(a->fd, &a->before) != 0) {
		(void)err_set(e, ERR_KEY, "a passphrase has to be typed, and there is no terminal");
		return err_hint(e, "run it from a terminal; a passphrase is never taken from arguments or environment");
	}
	if (tcgetpgrp(a->fd) != getpgrp()) {
		(void)err_set(e, ERR_KEY, "a passphrase has to be typed, and keyturn runs in the background");
		return err_hint(e, "bring it to the foreground: fg");
	}
	return ERR_OK;
}

/* ^C comes as a character: no signal may end the parent while the echo is off. */
static bool
echo_off(const struct asking *a)
{
	struct termios t = a->before;

	t.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL | ICANON | ISIG | IEXTEN);
	t.c_iflag &= ~(tcflag_t)IXON;
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	return tcsetattr(a->fd, TCSAFLUSH, &t) == 0;
}

static void
say(int fd, const char *text)
{
	(void)!write(fd, text, strlen(text));
}

/* One character less, whole as UTF-8 has it. */
static void
rub_out(uint8_t *out, size_t *len)
{
	while (*len > 0 && (out[*len - 1] & 0xc0) == 0x80)
		out[--*len] = 0;
	if (*len > 0)
		out[--*len] = 0;
}

static enum err_code
cancelled(struct err *e)
{
	(void)err_set(e, ERR_CANCELLED, "no passphrase was given");
	return err_hint(e, "nothing was signed");
}

/* Up to the end of the line. */
static enum err_code
type(int fd, uint8_t *out, size_t *len, struct err *e)
{
	enum { INTERRUPT = 3, END = 4, BACKSPACE = 8, ERASE_LINE = 21, SUSPEND = 26, QUIT = 28, DELETE = 127 };
	uint8_t *c = out + SEALED_PASSPHRASE_MAX - 1; /* the last byte of the locked memory takes each key */
	ssize_t n;

	for (*len = 0;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };

		/* Looked up now and then: a signal may come just before the wait. */
		if (poll(&p, 1, 200) <= 0 && ended == 0)
			continue;
		n = ended != 0 ? 0 : read(fd, c, 1);
		if (ended != 0 || n == 0)
			return cancelled(e);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, ERR_KEY, "reading the passphrase: %s", strerror(errno));
		if (*c == '\r' || *c == '\n')
			return ERR_OK;
		if (*c == INTERRUPT || *c == QUIT || (*c == END && *len == 0))
			return cancelled(e);
		if (*c == BACKSPACE || *c == DELETE)
			rub_out(out, len);
		else if (*c == ERASE_LINE)
			*len = 0;
		else if (*c == SUSPEND || *c == END)
			continue;
		else if (*len == SEALED_PASSPHRASE_MAX - 1)
			return err_set(e, ERR_KEY, "the passphrase is over %u bytes", SEALED_PASSPHRASE_MAX - 1);
		else
			out[(*len)++] = *c;
	}
}

enum err_code
passphrase_ask(const char *what, uint8_t *out, size_t *len, struct err *e)
{
	struct asking a = { .fd = -1 };
	pid_t parent = getppid();
	char prompt[300];
	enum err_code rc = open_terminal(&a, e);

	if (rc == ERR_OK) {
		watch_signals(&a);
		if (!echo_off(&a)) {
			rc = err_set(e, ERR_KEY, "the terminal's echo cannot be switched off: %s", strerror(errno));
		} else {
			(void)text_safe(prompt, sizeof prompt, what, strlen(what), false);
			say(a.fd, prompt);
			say(a.fd, ": ");
			rc = type(a.fd, out, len, e);
		}
		out[SEALED_PASSPHRASE_MAX - 1] = 0;
		(void)tcsetattr(a.fd, TCSAFLUSH, &a.before);
		say(a.fd, "\r\n");
		unwatch_signals(&a, parent);
	}
	if (a.fd >= 0)
		(void)close(a.fd);
	return rc;
}

enum err_code
passphrase_choose(const char *path, uint8_t *out, size_t *len, struct err *e)
{
	uint8_t *again = NULL;
	size_t again_len = 0;
	char what[300];
	enum err_code rc;

	(void)snprintf(what, sizeof what, "New passphrase for %.250s", path);
	rc = passphrase_ask(what, out, len, e);
	if (rc == ERR_OK && *len < PASSPHRASE_MIN) {
		(void)err_set(e, ERR_KEY, "the passphrase is %zu bytes, at least %u are needed", *len, PASSPHRASE_MIN);
		rc = err_hint(e, "five or six words at random are good");
	}
	if (rc == ERR_OK)
		rc = secret_new(&again, SEALED_PASSPHRASE_MAX, e);
	if (rc == ERR_OK)
		rc = passphrase_ask("The same again", again, &again_len, e);
	if (rc == ERR_OK && (again_len != *len || sodium_memcmp(again, out, *len) != 0))
		rc = err_set(e, ERR_KEY, "the two passphrases differ");
	secret_free(again);
	return rc;
}
