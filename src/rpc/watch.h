#ifndef RPC_WATCH_H
#define RPC_WATCH_H

/* watch.h - the sockets that libcurl wants watched, and its timer.
 *
 * libcurl's own poll looks at every request in flight each time one of them
 * moves, with a system call for each; told of the sockets that are ready it
 * looks at theirs alone. */

#include <poll.h>

#include "base/clock.h"
#include "rpc/libcurl.h"

struct watch {
	struct clock clock;        /* the system's, which libcurl's timeouts go by */
	struct pollfd *fd;         /* owned; libcurl's sockets, `n` of them */
	unsigned n, cap;
	uint64_t due_ms;           /* libcurl's timer, UINT64_MAX: none */
};

/* watch_start has `multi` report to `w`, which must stay where it is until
 * watch_end; false when libcurl does not take that. */
MUST_CHECK bool watch_start(struct watch *w, const struct libcurl *curl, CURLM *multi);
void watch_end(struct watch *w);

/* watch_run gives libcurl its timer where that is due.  watch_wait sleeps until
 * a socket is ready, one of the `n` descriptors of `more` is, the timer is due or
 * `timeout_ms` passes (-1: however long), and gives libcurl its sockets; a signal
 * ends it early.  Both are false when libcurl fails. */
MUST_CHECK bool watch_run(struct watch *w, const struct libcurl *curl, CURLM *multi);
MUST_CHECK bool watch_wait(struct watch *w, const struct libcurl *curl, CURLM *multi, struct pollfd *more, unsigned n,
	int timeout_ms);

#endif
