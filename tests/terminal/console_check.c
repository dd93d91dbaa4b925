/* console_check.c - the console under what happens to a terminal (R15, R16, R17, R21).
 *
 *   console_check storm  COUNT SEED COMMAND...   resizes, from 1x1 to 60x200, while typing
 *   console_check look   COUNT SEED COMMAND...   pages through everything, opening every row
 *   console_check ends   COUNT SEED COMMAND...   signals and a lost terminal at random moments
 *
 * COMMAND is the console.  Whatever it writes must be allowed.h; nothing typed can
 * sign (no digit is).  Prints TAP. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

#include "allowed.h"
#include "hostile.h"

enum { OUT_MAX = 64 << 20, PATIENCE_MS = 20000, END_MS = 10000 };

struct console {
	pid_t pid;
	int fd;
	char *out; /* everything it wrote */
	size_t n;
	struct termios before;
	int status;
};

static unsigned long long seed;
static int tests;

static void
report(int good, const char *what)
{
	(void)printf("%sok %d - %s\n", good ? "" : "not ", ++tests, what);
	(void)fflush(stdout);
}

static double
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
start(struct console *c, char **command)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	int child;

	c->n = 0;
	if (openpty(&c->fd, &child, NULL, NULL, &size) != 0 || tcgetattr(child, &c->before) != 0 || (c->pid = fork()) < 0) {
		perror("console_check");
		exit(1);
	}
	if (c->pid == 0) {
		(void)close(c->fd);
		if (login_tty(child) != 0) /* lost already */
			_exit(127);
		(void)execvp(command[0], command);
		_exit(127);
	}
	(void)close(child);
}

/* Reads what comes within `ms`; 0 when nothing did. */
static size_t
hear(struct console *c, int ms)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	ssize_t n;

	if (poll(&p, 1, ms) <= 0 || c->n + 1 >= OUT_MAX)
		return 0;
	n = read(c->fd, c->out + c->n, OUT_MAX - c->n - 1);
	if (n <= 0)
		return 0;
	c->n += (size_t)n;
	return (size_t)n;
}

static int
until(struct console *c, size_t from, const char *text)
{
	double began = now_ms();

	while (memmem(c->out + from, c->n - from, text, strlen(text)) == NULL) {
		if (now_ms() - began > PATIENCE_MS)
			return 0;
		(void)hear(c, 100);
	}
	return 1;
}

static void
type(struct console *c, const char *keys)
{
	ssize_t n = write(c->fd, keys, strlen(keys));

	(void)n;
}

static void
resize(struct console *c, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };

	(void)ioctl(c->fd, TIOCSWINSZ, &size);
}

/* Waits for its end; false when it does not come. */
static int
ended(struct console *c)
{
	for (double began = now_ms(); now_ms() - began < END_MS;) {
		if (waitpid(c->pid, &c->status, WNOHANG) == c->pid)
			return 1;
		(void)hear(c, 5);
	}
	(void)kill(c->pid, SIGKILL);
	(void)waitpid(c->pid, &c->status, 0);
	return 0;
}

/* No process of its session is left, the signer among them. */
static int
alone(const struct console *c)
{
	for (int i = 0; i < 400; i++) {
		if (kill(-c->pid, 0) != 0 && errno == ESRCH)
			return 1;
		(void)usleep(10000);
	}
	return 0;
}

static int
harmless(const struct console *c)
{
	size_t good = allowed_up_to(c->out, c->n);

	if (good != c->n)
		(void)printf("# not allowed at byte %zu: %.30s\n", good, c->out + good);
	return good == c->n;
}

/* The place of the last `what`, -1 for none. */
static long
last(const struct console *c, const char *what)
{
	long at = -1;
	const char *p = c->out;

	while ((p = memmem(p, c->n - (size_t)(p - c->out), what, strlen(what))) != NULL) {
		at = p - c->out;
		p++;
	}
	return at;
}

/* Modes as before, the alternate screen left, the cursor shown. */
static int
restored(struct console *c)
{
	struct termios after;

	while (hear(c, 0) > 0)
		;
	return tcgetattr(c->fd, &after) == 0 && after.c_lflag == c->before.c_lflag && after.c_iflag == c->before.c_iflag &&
		after.c_oflag == c->before.c_oflag && last(c, "\033[?1049l") >= last(c, "\033[?1049h") &&
		last(c, "\033[?25l") <= last(c, "\033[?25h") && last(c, "\033[?1000h") <= last(c, "\033[?1000l");
}

static const char *
any_key(void)
{
	static const char *const keys[] = { "j", "k", "g", "G", "n", "N", "p", "m", "?", "\r", "\033OA", "\033OB", "\033[5~", "\033[6~", " ", "u", "y",
		"\f", "/ab\r", "/", "a", "x", "\033", "\033[<64;3;5M", "\033[<0;3;6M", "\xff", "\033[99;9Z" };

	return keys[hostile_dice(&seed, sizeof keys / sizeof keys[0])];
}

/* --- resizes while typing --------------------------------------------------------------- */

static void
storm(struct console *c, int count, char **command)
{
	int sizes = 0, whole;
	size_t from;

	start(c, command);
	report(until(c, 0, "NEEDS YOU"), "the board shows");
	for (int i = 0; i < count; i++, sizes++) {
		int small = hostile_dice(&seed, 3) == 0;

		type(c, any_key());
		resize(c, 1 + (int)hostile_dice(&seed, small ? 24 : 60), 1 + (int)hostile_dice(&seed, small ? 80 : 200));
		(void)hear(c, (int)hostile_dice(&seed, 4));
	}
	(void)printf("# %d resizes, %zu bytes\n", sizes, c->n);
	report(waitpid(c->pid, &c->status, WNOHANG) == 0, "after resizes while typing it runs");
	resize(c, 24, 80);
	for (int i = 0; i < 4; i++) {
		type(c, "\033");
		for (double began = now_ms(); now_ms() - began < 150;)
			(void)hear(c, 20);
	}
	from = c->n;
	type(c, "g\f");
	whole = until(c, from, "NEEDS YOU") && until(c, from, "timelock") && until(c, from, "help");
	report(whole, "and its board is whole");
	type(c, "q");
	report(ended(c) && WIFEXITED(c->status) && WEXITSTATUS(c->status) == 0, "q ends it with 0");
	report(restored(c) && alone(c), "the terminal is restored, and nobody left");
	report(harmless(c), "all it wrote was allowed");
	(void)close(c->fd);
}

/* --- hostile texts ------------------------------------------------------------------------ */

static void
look(struct console *c, int count, char **command)
{
	static const char *const tour[] = { "\r", "\033[6~", "\033[6~", "\033", "j", "\r", "\033", "j" };

	start(c, command);
	(void)until(c, 0, "keyturn");
	for (double began = now_ms(); now_ms() - began < 1500;)
		(void)hear(c, 50);
	for (int i = 0; i < count; i++) {
		type(c, tour[(size_t)i % (sizeof tour / sizeof tour[0])]);
		for (int quiet = 0; quiet < 1;)
			quiet = hear(c, 20) == 0;
	}
	(void)printf("# %d keys, %zu bytes\n", count, c->n);
	report(waitpid(c->pid, &c->status, WNOHANG) == 0 && c->n > 200, "it shows what it was given");
	report(harmless(c), "and all it wrote was allowed");
	(void)kill(c->pid, SIGTERM);
	report(ended(c) && restored(c) && alone(c), "it ends and restores the terminal");
	(void)close(c->fd);
}

/* --- signals and a lost terminal -------------------------------------------------------------- */

static const struct {
	int sig; /* 0: the terminal is lost */
	const char *name;
} ways[] = { { SIGTERM, "SIGTERM" }, { SIGHUP, "SIGHUP" }, { SIGINT, "SIGINT" }, { SIGTSTP, "SIGTSTP, then SIGCONT and SIGTERM" }, { 0, "a lost terminal" } };
enum { WAYS = sizeof ways / sizeof ways[0] };

/* Stopped, continued, ended. */
static void
stop_and_go(struct console *c)
{
	(void)kill(c->pid, SIGTSTP);
	for (int i = 0; i < 10; i++)
		(void)hear(c, 3);
	(void)kill(c->pid, SIGCONT);
	for (int i = 0; i < 10; i++)
		(void)hear(c, 3);
	(void)kill(c->pid, SIGTERM);
}

static int
one_end(struct console *c, unsigned way, char **command)
{
	double wait = hostile_dice(&seed, 120), began;
	int good;

	start(c, command);
	for (began = now_ms(); now_ms() - began < wait;) {
		(void)hear(c, 2);
		if (hostile_dice(&seed, 8) == 0 && c->n > 0)
			type(c, any_key());
	}
	if (ways[way].sig == SIGTSTP)
		stop_and_go(c);
	else if (ways[way].sig != 0)
		(void)kill(c->pid, ways[way].sig);
	else
		(void)close(c->fd);
	if (ways[way].sig == 0)
		c->fd = open("/dev/null", 0);
	good = ended(c) && alone(c);
	if (ways[way].sig != 0)
		good = good && restored(c);
	good = good && harmless(c) && !(WIFSIGNALED(c->status) && (WTERMSIG(c->status) == SIGSEGV || WTERMSIG(c->status) == SIGABRT));
	(void)close(c->fd);
	return good;
}

static void
ends(struct console *c, int count, char **command)
{
	int done[WAYS] = { 0 }, good[WAYS] = { 0 };

	for (int i = 0; i < count; i++) {
		unsigned way = (unsigned)i % WAYS;

		done[way]++;
		good[way] += one_end(c, way, command);
	}
	for (unsigned w = 0; w < WAYS; w++) {
		char what[160];

		(void)snprintf(what, sizeof what, "%s at %d random moments: %d ended well", ways[w].name, done[w], good[w]);
		report(good[w] == done[w], what);
	}
}

int
main(int argc, char **argv)
{
	struct console c = { .out = malloc(OUT_MAX) };
	int count = argc > 4 ? (int)strtol(argv[2], NULL, 10) : 0;

	if (count < 1 || c.out == NULL)
		return 2;
	(void)signal(SIGPIPE, SIG_IGN);
	seed = strtoull(argv[3], NULL, 10);
	if (strcmp(argv[1], "storm") == 0)
		storm(&c, count, argv + 4);
	else if (strcmp(argv[1], "look") == 0)
		look(&c, count, argv + 4);
	else if (strcmp(argv[1], "ends") == 0)
		ends(&c, count, argv + 4);
	else
		return 2;
	free(c.out);
	return 0;
}
