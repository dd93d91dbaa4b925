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

#include <ncurses.h>
#include <term.h>

#include "base/text.h"
#include "ui/term_diff.h"

enum { ESCAPE_MS = 40 /* how long an Escape may be the begin of a sequence */, CAP = 64, STYLES = 2 * STYLE_SELECTED };

static struct {
	volatile sig_atomic_t is_open, resized, stopped, ended;
	int wake[2];
	struct termios before;
	char leave[CAP * 4]; /* what gives the screen back, ready for a handler */
	size_t leave_len;
	char enter[CAP * 4], clear[CAP], erase_eol[CAP], plain[CAP];
	char pen[STYLES][CAP]; /* from a plain pen to that style */
	const char *cup;
	int colours, rows, cols;
	bool ascii, corner;
	struct diff diff;
	struct keys keys;
	bool escape_waits;
	struct timespec escape_at;
	unsigned long long bytes, writes;
} t = { .wake = { -1, -1 }, .diff = DIFF_INIT };

/* A capability without its delays, which no terminal of today needs. */
static void
add(char *out, size_t size, const char *cap)
{
	size_t n = strlen(out);

	if (cap == NULL || cap == (char *)-1)
		return;
	while (*cap != '\0' && n + 1 < size) {
		const char *end = cap[0] == '$' && cap[1] == '<' ? strchr(cap, '>') : NULL;

		if (end != NULL)
			cap = end + 1;
		else
			out[n++] = *cap++;
	}
	out[n] = '\0';
}

static const char *
cap(char *name)
{
	const char *s = tigetstr(name);

	return s == (char *)-1 ? NULL : s;
}

#define CAP_OF(name) cap((char[]){ name })

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
		t.bytes += (unsigned long long)w;
		t.writes++;
		p += w;
		n -= (size_t)w;
	}
}

/* Only calls that are safe in a handler. */
static void
give_back(void)
{
	ssize_t n = write(STDOUT_FILENO, t.leave, t.leave_len);

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
	send(t.enter, strlen(t.enter));
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

static void
learn_pen(unsigned style)
{
	struct look l = theme_look(style, t.colours);
	char *p = t.pen[style];

	if (l.colour >= 0)
		add(p, CAP, tparm(CAP_OF("setaf"), l.colour, 0, 0, 0, 0, 0, 0, 0, 0));
	if (l.attr & LOOK_BOLD)
		add(p, CAP, CAP_OF("bold"));
	if (l.attr & LOOK_DIM)
		add(p, CAP, CAP_OF("dim"));
	if (l.attr & LOOK_REVERSE)
		add(p, CAP, CAP_OF("rev"));
	if (l.attr & LOOK_UNDERLINE)
		add(p, CAP, CAP_OF("smul"));
}

/* No alternate character set is ever chosen, so of "reset all" the short half will do. */
static void
learn_plain(void)
{
	add(t.plain, CAP, CAP_OF("sgr0"));
	if (strstr(t.plain, "\033[m") != NULL || strstr(t.plain, "\033[0m") != NULL)
		memcpy(t.plain, "\033[m", sizeof "\033[m");
}

static void
learn_keys(void)
{
	static const struct {
		const char name[8];
		int key;
	} of[] = { { "kcuu1", KEY_NAME_UP }, { "kcud1", KEY_NAME_DOWN }, { "kcub1", KEY_NAME_LEFT },
		{ "kcuf1", KEY_NAME_RIGHT }, { "khome", KEY_NAME_HOME }, { "kend", KEY_NAME_END }, { "kpp", KEY_NAME_PAGE_UP },
		{ "knp", KEY_NAME_PAGE_DOWN }, { "kdch1", KEY_NAME_DELETE }, { "kent", KEY_NAME_ENTER } };

	for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
		char name[8];

		memcpy(name, of[i].name, sizeof name);
		keys_learn(&t.keys, cap(name), of[i].key);
	}
}

static void
learn_screen(void)
{
	const char *rmam = CAP_OF("rmam");

	t.cup = CAP_OF("cup");
	t.corner = rmam != NULL || tigetflag((char[]){ "am" }) <= 0 || tigetflag((char[]){ "xenl" }) > 0;
	add(t.enter, sizeof t.enter, CAP_OF("smcup"));
	add(t.enter, sizeof t.enter, CAP_OF("smkx"));
	add(t.enter, sizeof t.enter, CAP_OF("civis"));
	add(t.enter, sizeof t.enter, rmam);
	add(t.enter, sizeof t.enter, t.plain);
	add(t.enter, sizeof t.enter, CAP_OF("clear"));
	add(t.clear, sizeof t.clear, CAP_OF("clear"));
	add(t.erase_eol, sizeof t.erase_eol, CAP_OF("el"));
	add(t.leave, sizeof t.leave, t.plain);
	add(t.leave, sizeof t.leave, CAP_OF("clear"));
	add(t.leave, sizeof t.leave, rmam != NULL ? CAP_OF("smam") : NULL);
	add(t.leave, sizeof t.leave, CAP_OF("cnorm"));
	add(t.leave, sizeof t.leave, CAP_OF("rmkx"));
	add(t.leave, sizeof t.leave, CAP_OF("rmcup"));
	t.leave_len = strlen(t.leave);
}

static int
colours(enum term_colour want)
{
	const char *no = getenv("NO_COLOR");
	int n = CAP_OF("setaf") == NULL ? 0 : tigetnum((char[]){ "colors" });

	if (want == TERM_COLOUR_NEVER || (want == TERM_COLOUR_AUTO && no != NULL && no[0] != '\0'))
		return 0;
	if (n < 8)
		return 0;
	return n;
}

static void
learn(const struct term_options *o)
{
	(void)setlocale(LC_CTYPE, "");
	t.ascii = o->plain || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	(void)setlocale(LC_CTYPE, "C");
	t.colours = colours(o->colour);
	learn_plain();
	learn_screen();
	for (unsigned s = 0; s < STYLES; s++)
		if ((s & ~(unsigned)STYLE_SELECTED) < STYLE_COUNT)
			learn_pen(s);
	learn_keys();
}

static enum err_code
check(struct err *e)
{
	int rc = 0;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		(void)err_set(e, ERR_USAGE, "the console needs a terminal on standard input and output");
		return err_hint(e, "\"keyturn proposals\" lists them anywhere; \"keyturn --help\" names every command");
	}
	if (setupterm(NULL, STDOUT_FILENO, &rc) != OK || CAP_OF("cup") == NULL || CAP_OF("clear") == NULL) {
		const char *name = getenv("TERM");

		(void)err_set(e, ERR_USAGE, "terminal '%s' cannot be drawn on", name == NULL ? "" : name);
		return err_hint(e, "set TERM to what your terminal is, as in TERM=xterm-256color");
	}
	return ERR_OK;
}

enum err_code
term_open(const struct term_options *o, struct err *e)
{
	enum err_code rc = check(e);

	if (rc != ERR_OK)
		return rc;
	if (tcgetattr(STDIN_FILENO, &t.before) != 0 || pipe(t.wake) != 0)
		return err_set(e, ERR_INTERNAL, "taking the terminal over: %s", strerror(errno));
	for (int i = 0; i < 2; i++) {
		(void)fcntl(t.wake[i], F_SETFL, O_NONBLOCK);
		(void)fcntl(t.wake[i], F_SETFD, FD_CLOEXEC);
	}
	learn(o);
	read_size();
	t.is_open = 1;
	die_hook(term_close);
	catch_signals(true);
	take_over();
	return ERR_OK;
}

void
term_close(void)
{
	if (!t.is_open)
		return;
	t.is_open = 0;
	give_back();
	catch_signals(false);
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
	char s[CAP] = "";

	add(s, sizeof s, tparm(t.cup, row, col, 0, 0, 0, 0, 0, 0, 0));
	(void)buf_text(out, s);
}

static void
change_pen(struct buf *out, unsigned from, unsigned to)
{
	if (t.pen[from][0] != '\0')
		(void)buf_text(out, t.plain);
	(void)buf_text(out, t.pen[to]);
}

static bool
inks_blanks(unsigned style)
{
	return (theme_look(style, t.colours).attr & (LOOK_REVERSE | LOOK_UNDERLINE)) != 0;
}

void
term_show(const struct canvas *c)
{
	const struct diff_caps caps = { move_to, change_pen, inks_blanks, t.erase_eol, true, true, t.corner };
	struct buf out = BUF_INIT(16u << 20);

	if (!t.diff.known || t.diff.shown.rows != c->rows || t.diff.shown.cols != c->cols) {
		(void)buf_text(&out, t.plain);
		(void)buf_text(&out, t.clear);
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
term_written(unsigned long long *bytes, unsigned long long *writes)
{
	*bytes = t.bytes;
	*writes = t.writes;
}
