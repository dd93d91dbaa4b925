#include "gov/timelock.h"
#include "test.h"

int
main(void)
{
	static const struct {
		const char *name;
		int64_t approved_at, now;
		uint32_t delay, window;
		enum timelock_phase phase;
		uint64_t wait, left;
	} rows[] = {
		{ "one second early", 1000, 1059, 60, 30, TIMELOCK_WAITING, 1, 31 },
		{ "opens on the second", 1000, 1060, 60, 30, TIMELOCK_OPEN, 0, 30 },
		{ "last second of window", 1000, 1089, 60, 30, TIMELOCK_OPEN, 0, 1 },
		{ "window over", 1000, 1090, 60, 30, TIMELOCK_EXPIRED, 0, 0 },
		{ "cluster time went back", 1000, 900, 60, 30, TIMELOCK_WAITING, 60, 90 },
		{ "no delay", 1000, 1000, 0, 0, TIMELOCK_OPEN, 0, UINT64_MAX },
		{ "far past approval", INT64_MIN, INT64_MAX, 60, 0, TIMELOCK_OPEN, 0, UINT64_MAX },
		{ "longest lock and window", 0, UINT32_MAX, UINT32_MAX, UINT32_MAX, TIMELOCK_OPEN, 0, UINT32_MAX },
	};
	struct timelock late = { INT64_MAX - 5, 60, 30 }, plain = { 1000, 60, 30 };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct timelock t = { rows[i].approved_at, rows[i].delay, rows[i].window };

		CHECK(timelock_phase_at(&t, rows[i].now) == rows[i].phase, "%s: phase", rows[i].name);
		CHECK(timelock_wait(&t, rows[i].now) == rows[i].wait, "%s: wait", rows[i].name);
		CHECK(timelock_left(&t, rows[i].now) == rows[i].left, "%s: left", rows[i].name);
	}
	CHECK(timelock_opens_at(&plain) == 1060 && timelock_opens_at(&late) == INT64_MAX, "opens at, without overflow");
	CHECK(timelock_after(5, UINT64_MAX) == INT64_MAX && timelock_after(INT64_MIN, 1) == INT64_MIN + 1, "after");
	return test_done();
}
