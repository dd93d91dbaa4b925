/* first_frame.c - how long a terminal program takes to its first whole frame.
 *
 *   first_frame RUNS TEXT COMMAND...
 * runs COMMAND on a terminal of 80x24 of its own, waits until TEXT was drawn,
 * then ends it; prints the median and the extremes in ms, one line. */

#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SEEN_MAX (1u << 20)

static double
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Milliseconds from fork until `text` was seen; negative when it never came. */
static double
once(const char *text, char **command)
{
	static char seen[SEEN_MAX];
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	double began = now_ms(), took = -1;
	size_t n = 0;
	ssize_t got;
	int fd;
	pid_t pid = forkpty(&fd, NULL, NULL, &size);

	if (pid == 0) {
		(void)execvp(command[0], command);
		_exit(127);
	}
	while (pid > 0 && n + 1 < sizeof seen && (got = read(fd, seen + n, sizeof seen - n - 1)) > 0) {
		n += (size_t)got;
		seen[n] = '\0';
		if (memmem(seen, n, text, strlen(text)) != NULL) {
			took = now_ms() - began;
			break;
		}
	}
	(void)kill(pid, SIGTERM);
	(void)close(fd);
	(void)waitpid(pid, NULL, 0);
	return took;
}

int
main(int argc, char **argv)
{
	double ms[101];
	int runs = argc > 3 ? (int)strtol(argv[1], NULL, 10) : 0;

	if (runs < 1 || runs > 101)
		return 2;
	for (int i = -1; i < runs; i++) { /* the first is not counted */
		double took = once(argv[2], argv + 3);

		if (took < 0)
			return 1;
		if (i >= 0)
			ms[i] = took;
	}
	qsort(ms, (size_t)runs, sizeof ms[0], by_size);
	(void)printf("%.1f (%.1f to %.1f, %d runs)\n", ms[runs / 2], ms[0], ms[runs - 1], runs);
	return 0;
}
