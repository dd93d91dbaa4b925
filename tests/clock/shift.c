/* shift.c - preloaded into the program under test, which stays as it is built:
 * this machine's clock is wrong by so many seconds, and by others as soon as
 * somebody writes them.  The monotonic clock stays right, as on a machine whose
 * time of day is set.
 *
 *   KEYTURN_SHIFT  a file of 8 bytes, the seconds to add, in this machine's order
 *
 * It is mapped before the program begins: the process with the key may open none. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *shift;

__attribute__((constructor)) static void
map(void)
{
	const char *path = getenv("KEYTURN_SHIFT");
	int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	void *p = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *shift, PROT_READ, MAP_SHARED, fd, 0);

	if (p == MAP_FAILED)
		abort();
	shift = p;
	(void)close(fd);
}

int
clock_gettime(clockid_t id, struct timespec *t)
{
	static int (*next)(clockid_t, struct timespec *);
	void *found;
	int rc;

	if (next == NULL) {
		found = dlsym(RTLD_NEXT, "clock_gettime");
		if (found == NULL)
			abort();
		memcpy(&next, &found, sizeof next);
	}
	rc = next(id, t);
	if (rc == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
		t->tv_sec += *shift;
	return rc;
}

time_t
time(time_t *out)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_REALTIME, &t);
	if (out != NULL)
		*out = t.tv_sec;
	return t.tv_sec;
}

int
gettimeofday(struct timeval *tv, void *zone)
{
	struct timespec t;

	(void)zone;
	(void)clock_gettime(CLOCK_REALTIME, &t);
	tv->tv_sec = t.tv_sec;
	tv->tv_usec = t.tv_nsec / 1000;
	return 0;
}
