/* key_to_wire.c - from the key that confirms a vote to its bytes on the wire.
 *
 *   key_to_wire UPSTREAM-PORT ANSWER COMMAND...
 * runs COMMAND (the console) on a terminal of 200x60 of its own with KEYTURN_URL
 * pointing at a relay in this process, opens the signing card of the selected
 * proposal with "a", types ANSWER once the card asks for it, and prints one
 * line: ms from writing Enter to the first byte of sendTransaction, and how
 * many other requests passed in between. */

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PAIRS = 32, SEEN_MAX = 1 << 20, PATIENCE_MS = 30000 };

struct pair {
	int client, chain; /* -1 when closed */
};
struct run {
	struct pair pair[PAIRS];
	int pairs, listener, terminal;
	struct sockaddr_in upstream;
	char seen[SEEN_MAX];
	size_t seen_n;
	int step;             /* 0 waits for the board, 1 for the card, 2 for the send, 3 done */
	double entered, sent; /* ms */
	unsigned between;     /* requests after Enter that are no send */
	const char *answer;
};

static double
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
fail(const char *what)
{
	(void)fprintf(stderr, "key_to_wire: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void
put(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t did = write(fd, p, n);

		if (did <= 0)
			return;
		p += did;
		n -= (size_t)did;
	}
}

static void
take_client(struct run *r)
{
	struct pair *p = &r->pair[r->pairs];

	if (r->pairs == PAIRS)
		fail("too many connections");
	p->client = accept(r->listener, NULL, NULL);
	p->chain = socket(AF_INET, SOCK_STREAM, 0);
	if (p->client < 0 || p->chain < 0 || connect(p->chain, (struct sockaddr *)&r->upstream, sizeof r->upstream) != 0)
		fail("relaying");
	r->pairs++;
}

/* Every request is a POST with its own head, so heads are counted. */
static void
watch(struct run *r, const char *p, size_t n)
{
	if (r->step != 2)
		return;
	if (memmem(p, n, "sendTransaction", 15) != NULL) {
		r->sent = now_ms();
		r->step = 3;
	} else if (n >= 5 && memcmp(p, "POST ", 5) == 0) {
		r->between++;
	}
}

static void
pass(struct run *r, struct pair *p, int from, int to, int up)
{
	char b[65536];
	ssize_t n = read(from, b, sizeof b);

	if (n <= 0) {
		(void)close(p->client);
		(void)close(p->chain);
		p->client = p->chain = -1;
		return;
	}
	if (up)
		watch(r, b, (size_t)n);
	put(to, b, (size_t)n);
}

static int
shows(const struct run *r, const char *text)
{
	return memmem(r->seen, r->seen_n, text, strlen(text)) != NULL;
}

static void
play(struct run *r)
{
	if (r->step == 0 && shows(r, "1/1 agree")) { /* live */
		put(r->terminal, "a", 1);
		r->seen_n = 0;
		r->step = 1;
	} else if (r->step == 1 && shows(r, "To sign this")) {
		put(r->terminal, r->answer, strlen(r->answer));
		(void)usleep(300000); /* what is under way for the card comes to its end */
		r->step = 2;
		r->entered = now_ms();
		put(r->terminal, "\r", 1);
	}
}

static void
look(struct run *r)
{
	ssize_t n = read(r->terminal, r->seen + r->seen_n, sizeof r->seen - r->seen_n);

	if (n <= 0)
		fail("the console ended");
	r->seen_n += (size_t)n;
	play(r);
}

static void
turn(struct run *r)
{
	struct pollfd f[2 + 2 * PAIRS];
	nfds_t n = 2;

	f[0] = (struct pollfd){ r->terminal, POLLIN, 0 };
	f[1] = (struct pollfd){ r->listener, POLLIN, 0 };
	for (int i = 0; i < r->pairs; i++) {
		f[n++] = (struct pollfd){ r->pair[i].client, POLLIN, 0 };
		f[n++] = (struct pollfd){ r->pair[i].chain, POLLIN, 0 };
	}
	if (poll(f, n, PATIENCE_MS) <= 0)
		fail("waiting");
	for (nfds_t i = 2; i < n; i += 2) {
		struct pair *p = &r->pair[(i - 2) / 2];

		if (f[i].revents != 0 && p->client >= 0)
			pass(r, p, p->client, p->chain, 1);
		if (f[i + 1].revents != 0 && p->chain >= 0)
			pass(r, p, p->chain, p->client, 0);
	}
	if (f[1].revents != 0)
		take_client(r);
	if (f[0].revents != 0)
		look(r);
}

int
main(int argc, char **argv)
{
	static struct run r;
	struct winsize size = { .ws_row = 60, .ws_col = 200 };
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof here;
	double began = now_ms();
	char url[64];
	pid_t pid;

	if (argc < 4)
		return 2;
	r.upstream = here;
	r.upstream.sin_port = htons((unsigned short)strtol(argv[1], NULL, 10));
	r.answer = argv[2];
	r.listener = socket(AF_INET, SOCK_STREAM, 0);
	if (r.listener < 0 || bind(r.listener, (struct sockaddr *)&here, sizeof here) != 0 || listen(r.listener, 16) != 0 ||
		getsockname(r.listener, (struct sockaddr *)&here, &len) != 0)
		fail("listening");
	(void)snprintf(url, sizeof url, "http://127.0.0.1:%d", ntohs(here.sin_port));
	(void)setenv("KEYTURN_URL", url, 1);
	(void)signal(SIGPIPE, SIG_IGN);
	pid = forkpty(&r.terminal, NULL, NULL, &size);
	if (pid == 0) {
		(void)execvp(argv[3], argv + 3);
		_exit(127);
	}
	while (r.step < 3 && now_ms() - began < PATIENCE_MS)
		turn(&r);
	for (double until = now_ms() + 500; now_ms() < until && r.step == 3;) /* let it land */
		turn(&r);
	(void)kill(pid, SIGTERM);
	(void)close(r.terminal);
	(void)waitpid(pid, NULL, 0);
	if (r.step < 3) {
		(void)fprintf(stderr, "key_to_wire: stopped at step %d with\n%.*s\n", r.step, (int)r.seen_n, r.seen);
		return 1;
	}
	(void)printf("%.2f %u\n", r.sent - r.entered, r.between);
	return 0;
}
