/* terminal.c - what a full-screen program costs at its terminal; the same for every program.
 *
 *   terminal [options] COMMAND...
 *     -t TEXT   on the screen once the first frame is whole
 *     -l TEXT   on the screen once it has settled; without it, 300 ms of silence
 *     -r RUNS   starts, timed until TEXT came; the first is not counted
 *     -p KEYS   pressed once before anything else is measured
 *     -k KEYS   pressed in turn, each after the frame of the one before it
 *     -n COUNT  how many
 *     -b KEYS   pressed just before each of them, not waited for
 *     -x SHELL  run before each of them, with N counting from 0
 *     -i S      seconds to do nothing
 *
 * Runs COMMAND on a terminal of 80x24 of its own and prints lines of a name and
 * numbers, those that were asked for:
 *
 *   first   ms: median, least, most
 *   key     ms from a key to the last byte of its frame: p50, p99, most; keys that drew nothing
 *   frame   write calls, bytes (mean), bytes (most), CPU ms, of such a frame
 *   idle    wake-ups, CPU ms, bytes, write calls, seconds
 *   memory  KiB: RSS, PSS
 *
 * A frame is whole when nothing came for 15 ms.  Wake-ups (voluntary context
 * switches), CPU time, write calls and memory are the kernel's count for the
 * program with all its threads and descendants; write calls also count those to files. */

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SEEN_MAX = 4 << 20, RUNS_MAX = 20000, QUIET_MS = 15, SETTLED_MS = 300, NO_FRAME_MS = 400, PATIENCE_MS = 30000 };

struct options {
	const char *text, *live, *prefix, *keys, *before, *shell;
	int runs, count, idle_s;
	char **command;
};
struct run {
	pid_t pid;
	int fd;
	char *seen;
	size_t n;
	unsigned long long bytes; /* all that came */
};
struct cost {
	unsigned long long switches, cpu_ns, writes, rss_kb, pss_kb;
};

static double
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
fail(const char *what, const struct run *r)
{
	(void)fprintf(stderr, "terminal: %s\n", what);
	if (r != NULL)
		(void)fprintf(stderr, "%.*s\n", (int)r->n, r->seen);
	exit(1);
}

/* --- the kernel's counts ---------------------------------------------------------- */

static unsigned long long
field(const char *path, const char *name)
{
	char line[256];
	unsigned long long v = 0;
	FILE *f = fopen(path, "r");

	while (f != NULL && fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, name, strlen(name)) == 0)
			v = strtoull(line + strlen(name), NULL, 10);
	if (f != NULL)
		(void)fclose(f);
	return v;
}

static void add_process(struct cost *c, int pid);

static void
add_thread(struct cost *c, int pid, int tid)
{
	char path[96];
	int child;
	FILE *f;

	(void)snprintf(path, sizeof path, "/proc/%d/task/%d/status", pid, tid);
	c->switches += field(path, "voluntary_ctxt_switches:");
	(void)snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", pid, tid);
	c->cpu_ns += field(path, "");
	(void)snprintf(path, sizeof path, "/proc/%d/task/%d/children", pid, tid);
	f = fopen(path, "r");
	while (f != NULL && fscanf(f, "%d", &child) == 1)
		add_process(c, child);
	if (f != NULL)
		(void)fclose(f);
}

static void
add_process(struct cost *c, int pid)
{
	char path[64];
	struct dirent *d;
	DIR *tasks;

	(void)snprintf(path, sizeof path, "/proc/%d/io", pid);
	c->writes += field(path, "syscw:");
	(void)snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
	c->rss_kb += field(path, "Rss:");
	c->pss_kb += field(path, "Pss:");
	(void)snprintf(path, sizeof path, "/proc/%d/task", pid);
	tasks = opendir(path);
	while (tasks != NULL && (d = readdir(tasks)) != NULL)
		if (d->d_name[0] != '.')
			add_thread(c, pid, (int)strtol(d->d_name, NULL, 10));
	if (tasks != NULL)
		(void)closedir(tasks);
}

static struct cost
cost_of(const struct run *r)
{
	struct cost c = { 0 };

	add_process(&c, r->pid);
	return c;
}

/* --- the terminal ------------------------------------------------------------------ */

static void
begin(struct run *r, char **command)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };

	r->n = 0;
	r->bytes = 0;
	r->pid = forkpty(&r->fd, NULL, NULL, &size);
	if (r->pid == 0) {
		(void)execvp(command[0], command);
		_exit(127);
	}
	if (r->pid < 0)
		fail(strerror(errno), NULL);
}

static void
end(struct run *r)
{
	(void)kill(r->pid, SIGTERM);
	(void)close(r->fd);
	for (int i = 0; i < 200 && waitpid(r->pid, NULL, WNOHANG) == 0; i++)
		(void)usleep(10000);
	(void)kill(r->pid, SIGKILL);
	(void)waitpid(r->pid, NULL, 0);
}

/* Reads what comes within `ms`; 0 when nothing did. */
static size_t
hear(struct run *r, double ms)
{
	struct pollfd p = { .fd = r->fd, .events = POLLIN };
	struct timespec t = { .tv_sec = (time_t)(ms / 1e3), .tv_nsec = (long)(ms * 1e6) % 1000000000L };
	ssize_t n;

	if (ms <= 0 || ppoll(&p, 1, &t, NULL) <= 0)
		return 0;
	if (r->n > SEEN_MAX / 2)
		r->n = 0;
	n = read(r->fd, r->seen + r->n, SEEN_MAX - r->n - 1);
	if (n <= 0)
		fail("the program ended", r);
	r->n += (size_t)n;
	r->bytes += (size_t)n;
	return (size_t)n;
}

/* Until TEXT came; returns when. */
static double
until(struct run *r, const char *text)
{
	double began = now_ms();

	while (memmem(r->seen, r->n, text, strlen(text)) == NULL)
		if (hear(r, began + PATIENCE_MS - now_ms()) == 0)
			fail("the text did not come", r);
	return now_ms();
}

/* Until nothing came for `quiet` ms, `most` ms at most.  Returns when the last byte came, 0 for none. */
static double
silence(struct run *r, double quiet, double first, double most)
{
	double last = 0, began = now_ms();

	while (now_ms() - began < most && hear(r, last == 0 ? first : quiet) > 0)
		last = now_ms();
	return last;
}

/* Writes one key of `keys` from `at` on: a byte, or an escape sequence whole.  Returns the next place. */
static size_t
press(struct run *r, const char *keys, size_t at)
{
	size_t len = keys[at] != '\033' ? 1 : keys[at + 1] == 'O' ? 3 : 1;

	if (write(r->fd, keys + at, len) != (ssize_t)len)
		fail("writing a key", r);
	return keys[at + len] == '\0' ? 0 : at + len;
}

static void
run_shell(const char *command, int n)
{
	char number[16];
	pid_t pid;

	(void)snprintf(number, sizeof number, "%d", n);
	(void)setenv("N", number, 1);
	pid = fork();
	if (pid == 0) {
		(void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	(void)waitpid(pid, NULL, 0);
}

/* --- figures ------------------------------------------------------------------------- */

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
measure_first(struct run *r, const struct options *o)
{
	static double ms[RUNS_MAX];

	for (int i = -1; i < o->runs; i++) { /* the first is not counted */
		double began = now_ms(), seen;

		begin(r, o->command);
		seen = until(r, o->text);
		if (i >= 0)
			ms[i] = seen - began;
		end(r);
	}
	qsort(ms, (size_t)o->runs, sizeof ms[0], by_size);
	(void)printf("first %.1f %.1f %.1f\n", ms[o->runs / 2], ms[0], ms[o->runs - 1]);
}

static void
settle(struct run *r, const struct options *o)
{
	size_t at = 0;

	(void)until(r, o->text);
	if (o->live != NULL)
		(void)until(r, o->live);
	(void)silence(r, SETTLED_MS, SETTLED_MS, 3000);
	for (size_t n = o->prefix == NULL ? 0 : strlen(o->prefix); n > 0; n--) {
		at = press(r, o->prefix, at);
		(void)silence(r, SETTLED_MS, SETTLED_MS, 3000);
		if (at == 0)
			break;
	}
}

static void
measure_keys(struct run *r, const struct options *o)
{
	static double ms[RUNS_MAX];
	unsigned long long began_bytes = r->bytes, most = 0;
	struct cost before = cost_of(r), after;
	int frames = 0, nothing = 0;
	size_t at = 0, at_before = 0;

	for (int i = 0; i < o->count; i++) {
		unsigned long long bytes;
		double began, last;

		if (o->shell != NULL)
			run_shell(o->shell, i);
		bytes = r->bytes;
		began = now_ms();
		if (o->before != NULL)
			at_before = press(r, o->before, at_before);
		at = press(r, o->keys, at);
		last = silence(r, QUIET_MS, NO_FRAME_MS, 2000);
		if (last == 0) {
			nothing++;
			continue;
		}
		ms[frames++] = last - began;
		most = r->bytes - bytes > most ? r->bytes - bytes : most;
	}
	after = cost_of(r);
	if (frames == 0)
		fail("no key drew anything", r);
	qsort(ms, (size_t)frames, sizeof ms[0], by_size);
	(void)printf("key %.2f %.2f %.2f %d\n", ms[frames / 2], ms[frames * 99 / 100], ms[frames - 1], nothing);
	(void)printf("frame %.2f %.0f %llu %.3f\n", (double)(after.writes - before.writes) / frames,
		(double)(r->bytes - began_bytes) / frames, most, (double)(after.cpu_ns - before.cpu_ns) / 1e6 / frames);
}

static void
measure_idle(struct run *r, const struct options *o)
{
	unsigned long long bytes;
	struct cost before, after;
	double began, until_ms;

	(void)silence(r, SETTLED_MS, SETTLED_MS, 3000);
	bytes = r->bytes;
	before = cost_of(r);
	began = now_ms();
	until_ms = began + 1e3 * o->idle_s;
	while (now_ms() < until_ms)
		(void)hear(r, until_ms - now_ms());
	after = cost_of(r);
	(void)printf("idle %llu %.1f %llu %llu %.0f\n", after.switches - before.switches, (double)(after.cpu_ns - before.cpu_ns) / 1e6,
		r->bytes - bytes, after.writes - before.writes, (now_ms() - began) / 1e3);
	(void)printf("memory %llu %llu\n", after.rss_kb, after.pss_kb);
}

/* "\e" in an option is Escape, "\r" Enter. */
static char *
keys_of(char *s)
{
	char *to = s;

	for (const char *p = s; *p != '\0'; p++)
		if (p[0] == '\\' && (p[1] == 'e' || p[1] == 'r'))
			*to++ = *++p == 'e' ? '\033' : '\r';
		else
			*to++ = *p;
	*to = '\0';
	return s;
}

int
main(int argc, char **argv)
{
	struct options o = { .text = NULL };
	struct run r = { .seen = malloc(SEEN_MAX) };

	for (int c; (c = getopt(argc, argv, "+t:l:r:p:k:n:b:x:i:")) != -1;)
		switch (c) {
		case 't': o.text = optarg; break;
		case 'l': o.live = optarg; break;
		case 'r': o.runs = (int)strtol(optarg, NULL, 10); break;
		case 'p': o.prefix = keys_of(optarg); break;
		case 'k': o.keys = keys_of(optarg); break;
		case 'n': o.count = (int)strtol(optarg, NULL, 10); break;
		case 'b': o.before = keys_of(optarg); break;
		case 'x': o.shell = optarg; break;
		case 'i': o.idle_s = (int)strtol(optarg, NULL, 10); break;
		default: return 2;
		}
	o.command = argv + optind;
	if (o.text == NULL || optind == argc || r.seen == NULL || o.runs > RUNS_MAX || o.count > RUNS_MAX)
		return 2;
	if (o.runs > 0)
		measure_first(&r, &o);
	if (o.keys == NULL && o.idle_s == 0)
		return 0;
	begin(&r, o.command);
	settle(&r, &o);
	if (o.keys != NULL)
		measure_keys(&r, &o);
	if (o.idle_s > 0)
		measure_idle(&r, &o);
	end(&r);
	free(r.seen);
	return 0;
}
