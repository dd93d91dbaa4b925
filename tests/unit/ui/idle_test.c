#include "ui/idle.h"

#include <limits.h>

#include "test.h"

static const struct {
	const char *name;
	uint64_t since_ms;
	uint32_t after_s;
	uint64_t now_ms;
	int left_ms;
} rows[] = {
	{ "a key just now", 5000, 600, 5000, 600000 },
	{ "nine minutes and a bit", 5000, 600, 595001, 9999 },
	{ "a millisecond before", 5000, 600, 604999, 1 },
	{ "ten minutes", 5000, 600, 605000, 0 },
	{ "a night", 5000, 600, 36000000, 0 },
	{ "never", 5000, 0, UINT64_MAX, -1 },
	{ "a clock that went back counts as no time", 5000, 600, 10, 600000 },
	{ "136 years are cut to what a wait can have", 0, UINT32_MAX, 0, INT_MAX },
};

int
main(void)
{
	struct idle i = { 0, 2 };
	unsigned due = 0;

	for (size_t n = 0; n < sizeof rows / sizeof rows[0]; n++) {
		struct idle r = { rows[n].since_ms, rows[n].after_s };

		CHECK(idle_left_ms(&r, rows[n].now_ms) == rows[n].left_ms, "%s: %d ms", rows[n].name, idle_left_ms(&r, rows[n].now_ms));
	}
	/* A person who presses a key every second, then leaves. */
	for (uint64_t now = 0; now <= 20000; now += 100) {
		if (now <= 10000 && now % 1000 == 0)
			i.since_ms = now;
		due += idle_left_ms(&i, now) == 0;
		if (now < 12000 && due != 0)
			break;
	}
	CHECK(due == 81, "it is idle from 12 s on and not before: %u times", due);
	return test_done();
}
