#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

/* clock.h - monotonic and wall time through a pointer, so that a test owns time. */

#include <stdint.h>

struct clock {
	uint64_t (*mono_ms)(void *ctx); /* ms since some start; never goes back */
	int64_t (*wall_s)(void *ctx);   /* host's unix time, s; may be wrong and jump */
	void *ctx;
};

/* clock_system is the real one. */
struct clock clock_system(void);
uint64_t clock_mono_ms(const struct clock *c);
int64_t clock_wall_s(const struct clock *c);

#endif
