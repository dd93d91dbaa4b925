#include "gov/timelock.h"

static uint64_t
since(const struct timelock *t, int64_t now)
{
	return now > t->approved_at ? (uint64_t)now - (uint64_t)t->approved_at : 0;
}

enum timelock_phase
timelock_phase_at(const struct timelock *t, int64_t now)
{
	uint64_t passed = since(t, now);

	if (passed < t->delay)
		return TIMELOCK_WAITING;
	if (t->window != 0 && passed - t->delay >= t->window)
		return TIMELOCK_EXPIRED;
	return TIMELOCK_OPEN;
}

uint64_t
timelock_wait(const struct timelock *t, int64_t now)
{
	uint64_t passed = since(t, now);

	return passed < t->delay ? t->delay - passed : 0;
}

uint64_t
timelock_left(const struct timelock *t, int64_t now)
{
	uint64_t passed = since(t, now), whole = (uint64_t)t->delay + t->window;

	if (t->window == 0)
		return UINT64_MAX;
	return passed < whole ? whole - passed : 0;
}

int64_t
timelock_after(int64_t t, uint64_t s)
{
	return s > (uint64_t)INT64_MAX || t > INT64_MAX - (int64_t)s ? INT64_MAX : t + (int64_t)s;
}

int64_t
timelock_opens_at(const struct timelock *t)
{
	return timelock_after(t->approved_at, t->delay);
}
