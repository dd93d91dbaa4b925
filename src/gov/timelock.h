#ifndef GOV_TIMELOCK_H
#define GOV_TIMELOCK_H

/* timelock.h - when an approved proposal may execute.  Pure: no clock, no
 * I/O; the caller passes the cluster's own time. */

#include <stdbool.h>
#include <stdint.h>

struct timelock {
	int64_t approved_at; /* cluster unix time, s; when the threshold was met */
	uint32_t delay;      /* s */
	uint32_t window;     /* s the proposal stays executable; 0 = no expiry */
};

enum timelock_phase { TIMELOCK_WAITING, TIMELOCK_OPEN, TIMELOCK_EXPIRED };

/* timelock_phase_at tells which phase `now` (cluster unix time, s) is in.
 * Time that runs backwards counts as no time passed. */
enum timelock_phase timelock_phase_at(const struct timelock *t, int64_t now);

/* timelock_wait is how long until the proposal may execute, timelock_left how
 * long until it expires (lock and window together; UINT64_MAX: never), both in
 * s; 0 when over. */
uint64_t timelock_wait(const struct timelock *t, int64_t now);
uint64_t timelock_left(const struct timelock *t, int64_t now);

/* timelock_opens_at is the first second of legal execution, and
 * timelock_after `t` plus `s`; INT64_MAX where that is beyond it. */
int64_t timelock_opens_at(const struct timelock *t);
int64_t timelock_after(int64_t t, uint64_t s);

#endif
