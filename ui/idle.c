#include "ui/idle.h"

#include <limits.h>

int
idle_left_ms(const struct idle *i, uint64_t now_ms)
{
	uint64_t after = (uint64_t)i->after_s * 1000u, gone = now_ms > i->since_ms ? now_ms - i->since_ms : 0;

	if (i->after_s == 0)
		return -1;
	if (gone >= after)
		return 0;
	return after - gone > INT_MAX ? INT_MAX : (int)(after - gone);
}
