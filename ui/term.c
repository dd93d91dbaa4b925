#include "ui/term.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "ui/term_caps.h"
#include "ui/term_diff.h"

enum { CRASH_STACK = 32 * 1024 /* a handler's, where the stack itself ran out */, ESCAPE_MS = 40 /* how long an Escape may be the begin of a sequence */ };

static char crash_stack[CRASH_STACK]; /* apart from what has a value at the start, which is in the file */
static struct {
	volatile sig_atomic_t is_open, resized, stopped, ended;
	int wake[2];
	struct termios before;
	struct term_caps caps; /* ready for a handler */
	int rows, cols;
	bool ascii, away; /* away: the screen is given back, and the console goes on */
	struct diff diff;
	struct keys keys;
	bool escape_waits;
	struct timespec escape_at;
} t = { .wake = { -1, -1 }, .diff = DIFF_INIT };

static void
send(const char *p, size_t n)
{
	while (n > 0) {
		ssize_t w = write(STDOUT_FILENO, p, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0) {
			t.ended = t.ended ? t.ended : SIGHUP;
			return;
		}
		p += w;
		n -= (size_t)w;
	}
}

/* Only calls that are safe in a handler. */
static void
give_back(void)
{
	ssize_t n = write(STDOUT_FILENO, t.caps.leave, strlen(t.caps.leave));

	(void)n;
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &t.before);
}

static void
wake_up(void)
{
	ssize_t n = write(t.wake[1], "w", 1);

	(void)n; /* a full pipe already means "wake up" */
}

static void
on_signal(int sig)
{
	int kept = errno;

	if (sig == SIGWINCH)
		t.resized = 1;
	else if (sig == SIGTSTP)
		t.stopped = 1;
	else if (t.ended) { /* asked twice: the loop does not get to it */
		if (t.is_open)
			give_back();
		_exit(128 + sig);
	} else
		t.ended = sig;
	wake_up();
	errno = kept;
}

/* A signal that ends the program where it stands: the terminal first, then as it would have ended. */
static void
on_crash(int sig)
{
	if (t.is_open && !t.away)
		give_back();
	t.is_open = 0;
	(void)raise(sig);
}

/* Those somebody else hears, as a sanitizer does, stay that one's. */
static void
catch_crashes(bool on)
{
	static const int all[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTRAP, SIGQUIT, SIGPIPE, SIGALRM, SIGUSR1, SIGUSR2,
		SIGXCPU, SIGXFSZ };
	stack_t stack = { .ss_sp = crash_stack, .ss_size = sizeof crash_stack, .ss_flags = on ? 0 : SS_DISABLE };
	bool has_stack = sigaltstack(&stack, NULL) == 0;
	struct sigaction a, was;

	memset(&a, 0, sizeof a);
	(void)sigemptyset(&a.sa_mask);
	a.sa_flags = on ? (int)SA_RESETHAND | (has_stack ? SA_ONSTACK : 0) : 0;
	a.sa_handler = on ? on_crash : SIG_DFL;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (sigaction(all[i], NULL, &was) == 0 && was.sa_handler == (on ? SIG_DFL : on_crash))
			(void)sigaction(all[i], &a, NULL);
}

static void
catch_signals(bool on)
{
	static const int all[] = { SIGWINCH, SIGTSTP, SIGINT, SIGTERM, SIGHUP };
	struct sigaction a;

	memset(&a, 0, sizeof a);
	(void)sigemptyset(&a.sa_mask);
	a.sa_flags = SA_RESTART;
	a.sa_handler = on ? on_signal : SIG_DFL;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		(void)sigaction(all[i], &a, NULL);
}

/* Input byte by byte without echo; output as it is, so that "\n" only goes down.
 * ISIG stays: Ctrl-C and Ctrl-Z come as the signals they are. */
static void
take_over(void)
{
	struct termios raw = t.before;

	raw.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | IXON | ISTRIP | BRKINT | PARMRK);
	raw.c_oflag &= ~(tcflag_t)OPOST;
	raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | IEXTEN);
	raw.c_cc[VMIN] = 0;
	raw.c_cc[VTIME] = 0;
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	send(t.caps.enter, strlen(t.caps.enter));
	diff_forget(&t.diff);
}

static void
read_size(void)
{
	struct winsize w;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_row > 0 && w.ws_col > 0) {
		t.rows = w.ws_row;
		t.cols = w.ws_col;
	}
	if (t.rows <= 0 || t.cols <= 0) {
		t.rows = 24;
		t.cols = 80;
	}
}

static enum err_code
check(struct err *e)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		(void)err_set(e, ERR_USAGE, "the console needs a terminal on standard input and output");
		return err_hint(e, "\"keyturn --plain\" works in lines, between pipes too; \"keyturn --help\" names every command");
	}
	return ERR_OK;
}

static bool
may_colour(enum term_colour want)
{
	const char *no = getenv("NO_COLOR");

	return want == TERM_COLOUR_ALWAYS || (want == TERM_COLOUR_AUTO && (no == NULL || no[0] == '\0'));
}

bool
term_locale_is_utf8(void)
{
	bool is;

	(void)setlocale(LC_CTYPE, "");
	is = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	(void)setlocale(LC_CTYPE, "C");
	return is;
}

enum err_code
term_open(const struct term_options *o, struct err *e)
{
	enum err_code rc = check(e);

	if (rc == ERR_OK)
		rc = term_caps_learn(&t.caps, may_colour(o->colour), o->theme, e);
	if (rc != ERR_OK)
		return rc;
	if (tcgetattr(STDIN_FILENO, &t.before) != 0 || pipe(t.wake) != 0)
		return err_set(e, ERR_INTERNAL, "taking the terminal over: %s", strerror(errno));
	for (int i = 0; i < 2; i++) {
		(void)fcntl(t.wake[i], F_SETFL, O_NONBLOCK);
		(void)fcntl(t.wake[i], F_SETFD, FD_CLOEXEC);
	}
	t.ascii = o->ascii || !term_locale_is_utf8();
	term_caps_keys(&t.caps, &t.keys);
	if (o->mouse)
		term_caps_mouse(&t.caps);
	read_size();
	t.is_open = 1;
	die_hook(term_close);
	catch_signals(true);
	catch_crashes(true);
	take_over();
	return ERR_OK;
}

void
term_change(const struct term_options *o)
{
	struct err ignored = ERR_INIT;
	struct term_caps fresh = { .info = t.caps.info };

	if (!t.is_open || term_caps_learn(&fresh, may_colour(o->colour), o->theme, &ignored) != ERR_OK)
		return;
	if (o->mouse)
		term_caps_mouse(&fresh);
	give_back();
	t.caps = fresh;
	take_over();
}

void
term_close(void)
{
	if (!t.is_open)
		return;
	t.is_open = 0;
	if (!t.away)
		give_back();
	catch_signals(false);
	catch_crashes(false);
	die_hook(NULL);
	for (int i = 0; i < 2; i++) {
		(void)close(t.wake[i]);
		t.wake[i] = -1;
	}
	diff_wipe(&t.diff);
}

void
term_size(int *rows, int *cols)
{
	*rows = t.rows;
	*cols = t.cols;
}

bool
term_is_ascii(void)
{
	return t.ascii;
}

static void
move_to(struct buf *out, int row, int col)
{
	term_caps_move(&t.caps, out, row, col);
}

static void
change_pen(struct buf *out, unsigned from, unsigned to)
{
	if (strcmp(t.caps.pen[from], t.caps.pen[to]) == 0)
		return; /* two meanings that look alike, as in a selected row */
	if (t.caps.pen[from][0] != '\0')
		(void)buf_text(out, t.caps.plain);
	(void)buf_text(out, t.caps.pen[to]);
}

static bool
inks_blanks(unsigned style)
{
	return t.caps.inks[style];
}

void
term_show(const struct canvas *c)
{
	const struct diff_caps caps = { move_to, change_pen, inks_blanks, t.caps.erase_eol, true, true, t.caps.corner };
	struct buf out = BUF_INIT(16u << 20);

	if (!t.diff.known || t.diff.shown.rows != c->rows || t.diff.shown.cols != c->cols) {
		(void)buf_text(&out, t.caps.plain);
		(void)buf_text(&out, t.caps.clear);
		diff_forget(&t.diff);
	}
	diff_frame(&t.diff, c, &caps, &out);
	send(buf_str(&out), out.len);
	buf_wipe(&out);
}

void
term_redraw(void)
{
	diff_forget(&t.diff);
}

void
term_fds(int fds[TERM_FDS])
{
	fds[0] = STDIN_FILENO;
	fds[1] = t.wake[0];
}

void
term_leave(const char *say)
{
	if (!t.is_open || t.away)
		return;
	t.away = true;
	give_back();
	send(say, strlen(say));
}

void
term_enter(void)
{
	if (!t.is_open || !t.away)
		return;
	t.away = false;
	read_size();
	take_over();
}

/* Ctrl-Z: gives the terminal back, stops, and takes it over again on fg. */
static void
stop(void)
{
	struct sigaction a, kept;

	t.stopped = 0;
	give_back();
	memset(&a, 0, sizeof a);
	a.sa_handler = SIG_DFL;
	(void)sigaction(SIGTSTP, &a, &kept);
	(void)raise(SIGTSTP);
	(void)sigaction(SIGTSTP, &kept, NULL);
	read_size();
	take_over();
}

static void
obey_signals(void)
{
	char drain[64];

	while (read(t.wake[0], drain, sizeof drain) > 0)
		;
	if (t.stopped)
		stop();
	if (t.resized) {
		t.resized = 0;
		read_size();
		diff_forget(&t.diff);
	}
}

static int
escape_left_ms(void)
{
	struct timespec now;
	long ms;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	ms = (now.tv_sec - t.escape_at.tv_sec) * 1000 + (now.tv_nsec - t.escape_at.tv_nsec) / 1000000;
	return ms >= ESCAPE_MS ? 0 : (int)(ESCAPE_MS - ms);
}

/* A terminal that went away is for ever ready to be read, and gives nothing. */
static bool
is_lost(void)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

int
term_key(void)
{
	unsigned char in[KEYS_HELD];
	size_t room = keys_room(&t.keys);
	ssize_t n = 0;
	int key;

	obey_signals();
	if (room > 0) {
		n = read(STDIN_FILENO, in, room);
		if ((n < 0 && errno != EINTR && errno != EAGAIN) || (n == 0 && is_lost()))
			t.ended = t.ended ? t.ended : SIGHUP;
		if (n > 0)
			keys_feed(&t.keys, in, (size_t)n);
	}
	key = keys_next(&t.keys, t.escape_waits && n <= 0 && escape_left_ms() == 0);
	if (key == KEY_NONE_YET && keys_waits(&t.keys)) {
		if (!t.escape_waits)
			(void)clock_gettime(CLOCK_MONOTONIC, &t.escape_at);
		t.escape_waits = true;
	} else
		t.escape_waits = false;
	return key;
}

int
term_clicked(void)
{
	return t.keys.row;
}

int
term_deadline_ms(void)
{
	return t.escape_waits ? escape_left_ms() : -1;
}

int
term_ended(void)
{
	return t.ended;
}

void
term_copy(const char *text)
{
	char line[200] = "\033]52;c;";
	size_t n = strlen(line), len = strlen(text), coded = text_base64_len(len);

	if (!t.is_open || n + coded + 2 > sizeof line)
		return;
	text_base64(line + n, (const uint8_t *)text, len);
	line[n + coded] = '\a';
	send(line, n + coded + 1);
}

void
term_say(const char *bytes)
{
	if (t.is_open && !t.away && bytes[0] != '\0')
		send(bytes, strlen(bytes));
}
