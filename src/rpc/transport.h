#ifndef RPC_TRANSPORT_H
#define RPC_TRANSPORT_H

/* transport.h - many HTTP requests at once, one thread, one wait.  The only
 * module that knows libcurl. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"

struct transport;
struct request; /* in flight; owned by the transport until its callback ran */

#define TRANSPORT_BODY_MAX (32u << 20) /* bytes; a larger reply is refused */
#define TRANSPORT_FDS_MAX 8u

struct reply {
	enum err_code code;     /* ERR_OK, or ERR_RPC with the reason in message */
	const char *message;    /* why not; borrowed for the call */
	int status;             /* HTTP status; 0 when there was none */
	int retry_after_s;      /* Retry-After in seconds, -1 when absent */
	const char *body;       /* NUL terminated, "" when none; borrowed for the call */
	size_t len;
};
typedef void transport_done(void *ctx, const struct reply *r);

struct transport_stats {
	uint64_t requests, bytes_out, bytes_in;
};

/* transport_new starts libcurl; ERR_INTERNAL when it cannot.  The clock is
 * borrowed.  transport_free drops requests in flight without calling back. */
MUST_CHECK enum err_code transport_new(const struct clock *c, struct transport **out, struct err *e);
void transport_free(struct transport *t);

/* transport_post queues a POST of JSON.  `done` is called exactly once, from
 * transport_wait, unless cancelled before.  Returns a handle for
 * transport_cancel, NULL when the URL is unusable (then `done` is not called). */
struct request *transport_post(struct transport *t, const char *url, const char *json, size_t len,
	uint32_t timeout_ms, transport_done *done, void *ctx, struct err *e);
void transport_cancel(struct transport *t, struct request *q);

/* transport_wait sleeps until a request moves, one of `fds` is readable, or
 * `timeout_ms` passes; then runs finished callbacks.  ready[i] tells which fd
 * became readable; both may be NULL when n is 0. */
MUST_CHECK enum err_code transport_wait(struct transport *t, const int *fds, bool *ready, unsigned n,
	int timeout_ms, struct err *e);

struct transport_stats transport_stats(const struct transport *t);

#endif
