#include "base/clock.h"

#include <stddef.h>
#include <time.h>

#include "base/err.h"

static struct timespec
now(clockid_t id)
{
	struct timespec t;

	if (clock_gettime(id, &t) != 0)
		die("this machine has no clock %d", (int)id);
	return t;
}

static uint64_t
system_mono_ms(void *ctx)
{
	struct timespec t = now(CLOCK_MONOTONIC);

	(void)ctx;
	return (uint64_t)t.tv_sec * 1000u + (uint64_t)t.tv_nsec / 1000000u;
}

static int64_t
system_wall_s(void *ctx)
{
	(void)ctx;
	return (int64_t)now(CLOCK_REALTIME).tv_sec;
}

struct clock
clock_system(void)
{
	return (struct clock){ .mono_ms = system_mono_ms, .wall_s = system_wall_s, .ctx = NULL };
}

uint64_t
clock_mono_ms(const struct clock *c)
{
	return c->mono_ms(c->ctx);
}

int64_t
clock_wall_s(const struct clock *c)
{
	return c->wall_s(c->ctx);
}
