#ifndef UI_IDLE_H
#define UI_IDLE_H

/* idle.h - how long nobody pressed a key.  Pure: the caller passes the time. */

#include <stdbool.h>
#include <stdint.h>

struct idle {
	uint64_t since_ms; /* monotonic; of the last key */
	uint32_t after_s;  /* idle after so long; 0 never */
};

/* idle_left_ms is how long until it is, 0 when it is, -1 for never. */
int idle_left_ms(const struct idle *i, uint64_t now_ms);

#endif
