#ifndef RPC_TRANSPORT_H
#define RPC_TRANSPORT_H

/* transport.h - many HTTP requests at once, one thread, one wait.  The only
 * module that knows libcurl, which is loaded when it is first needed.
 *
 * Only http and https, no redirect is followed, replies are never
 * decompressed, connections are kept alive and shared (HTTP/2 where TLS offers
 * it), and proxy settings of the environment do not apply to loopback. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"

struct transport;
struct request; /* in flight; owned by the transport until its callback ran */

#define TRANSPORT_BODY_MAX (32u << 20) /* bytes; a larger reply is refused */
#define TRANSPORT_FDS_MAX 8u
#define TRANSPORT_CONNECTIONS_MAX 8u   /* to one host; further requests queue */

/* What became of a request. */
enum reply_fault {
	REPLY_ANSWERED,    /* whole reply is there, whatever its HTTP status */
	REPLY_UNREACHABLE, /* no connection: not a byte of the request went out */
	REPLY_LOST,        /* timed out, closed or cut off: it may have been carried out */
	REPLY_REFUSED,     /* too large, or nothing HTTP: asking again would not help */
};

struct reply {
	enum err_code code;     /* ERR_OK, or ERR_RPC with the reason in message */
	enum reply_fault fault;
	const char *message;    /* why not, safe to show; borrowed for the call */
	int status;             /* HTTP status; 0 when there was none */
	int retry_after_s;      /* Retry-After in seconds, -1 when absent */
	const char *body;       /* NUL terminated, "" when none; borrowed for the call */
	size_t len;
	char **own;             /* the body's memory: take it and leave NULL, and it is yours to free; may be NULL */
};
typedef void transport_done(void *ctx, const struct reply *r);

/* What was asked so far.  A test waits by it until all is answered, and holds the floors of requests and connections by it. */
struct transport_stats {
	uint64_t requests;
	uint64_t connections;                   /* opened */
	uint64_t ended;                         /* requests whose callback ran, or that were cancelled */
};

/* transport_new costs nothing yet; the clock is borrowed.  transport_free drops
 * requests in flight without calling back. */
MUST_CHECK enum err_code transport_new(const struct clock *c, struct transport **out, struct err *e);
void transport_free(struct transport *t);

/* transport_load loads and starts libcurl, which takes some 20 ms; ERR_INTERNAL
 * when it cannot.  Done by the first transport_post where it was not before. */
MUST_CHECK enum err_code transport_load(struct transport *t, struct err *e);

/* transport_post queues a POST of JSON, which is borrowed until `done` or the
 * cancelling.  `done` is called exactly once, from transport_wait, unless
 * cancelled before; it may post and cancel others.
 * Returns a handle for transport_cancel, NULL when the URL or libcurl is unusable
 * (then `done` is not called). */
struct request *transport_post(struct transport *t, const char *url, const char *json, size_t len,
	uint32_t timeout_ms, transport_done *done, void *ctx, struct err *e);
/* transport_cancel drops one whose callback has not begun; NULL is ignored. */
void transport_cancel(struct transport *t, struct request *q);

/* transport_wait sleeps until a request moves, one of `fds` is readable, or
 * `timeout_ms` passes (-1: however long); then runs finished callbacks.
 * ready[i] tells which fd became readable; both may be NULL when n is 0. */
MUST_CHECK enum err_code transport_wait(struct transport *t, const int *fds, bool *ready, unsigned n,
	int timeout_ms, struct err *e);

struct transport_stats transport_stats(const struct transport *t);

/* transport_url_show writes `url` without user, password, query, fragment, and
 * with path parts long enough to be a token hidden.  ERR_USAGE when it is no
 * http or https address. */
MUST_CHECK enum err_code transport_url_show(const char *url, char *out, size_t size, struct err *e);

#endif
