#include "rpc/transport.h"

#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "rpc/libcurl.h"
#include "rpc/url.h"
#include "rpc/watch.h"

#define FIRST_BODY 4096u
#define RECEIVE_LEN 4096L /* most replies are smaller; a request in flight holds it */
#define CONNECT_MS 10000u
#define IDLE_EASY_MAX 64u
#define HOSTS_MAX 8 /* whose connections are kept beside each other */
#define TOKEN_LEN 16u /* a path part this long may be a key to the endpoint */

struct request {
	struct request *next, **at; /* in transport.live */
	const struct transport *t;
	CURL *easy;
	char *body;
	size_t len, cap;
	bool too_large;
	transport_done *done;
	void *ctx;
	uint32_t timeout_ms;
	char error[CURL_ERROR_SIZE];
};

struct transport {
	struct libcurl curl;
	CURLM *multi; /* NULL: libcurl is not loaded yet */
	struct watch watch;
	struct curl_slist *headers;
	struct request *live;
	CURL *idle[IDLE_EASY_MAX]; /* used before, reset */
	unsigned idle_n;
	struct transport_stats stats;
};

static void
request_free(struct transport *t, struct request *q)
{
	*q->at = q->next;
	if (q->next != NULL)
		q->next->at = q->at;
	(void)t->curl.multi_remove_handle(t->multi, q->easy);
	if (t->idle_n < IDLE_EASY_MAX) {
		t->curl.easy_reset(q->easy);
		t->idle[t->idle_n++] = q->easy;
	} else {
		t->curl.easy_cleanup(q->easy);
	}
	free(q->body);
	free(q);
}

/* Room for `n` more bytes and a NUL.  realloc moves large blocks without copying. */
static void
body_room(struct request *q, size_t n)
{
	size_t need = q->len + n + 1, cap = q->cap < FIRST_BODY ? FIRST_BODY : q->cap;

	if (need <= q->cap)
		return;
	while (cap < need)
		cap *= 2;
	q->body = mem_grow(q->body, cap, 1);
	q->cap = cap;
}

static size_t
on_body(char *p, size_t one, size_t n, void *ctx)
{
	struct request *q = ctx;
	const struct transport *t = q->t;
	curl_off_t whole = -1;

	(void)one; /* always 1 */
	if (n > TRANSPORT_BODY_MAX - q->len) {
		q->too_large = true;
		return 0;
	}
	if (q->cap == 0 && t->curl.easy_getinfo(q->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &whole) == CURLE_OK
	    && whole > 0 && whole <= (curl_off_t)TRANSPORT_BODY_MAX) {
		q->cap = (size_t)whole + 1;
		q->body = mem_grow(NULL, q->cap, 1);
	}
	body_room(q, n);
	memcpy(q->body + q->len, p, n);
	q->len += n;
	q->body[q->len] = '\0';
	return n;
}

static struct curl_slist *
header_list(const struct transport *t)
{
	static const char *const line[] = { "Content-Type: application/json", "Accept: application/json", "Expect:" };
	struct curl_slist *list = NULL;

	for (size_t i = 0; i < sizeof line / sizeof line[0]; i++) {
		struct curl_slist *longer = t->curl.slist_append(list, line[i]);

		if (longer == NULL)
			die("out of memory: a header");
		list = longer;
	}
	return list;
}

enum err_code
transport_new(const struct clock *c, struct transport **out, struct err *e)
{
	(void)c; /* timeouts are libcurl's, which asks the system itself */
	(void)e;
	*out = mem_new(1, sizeof **out);
	return ERR_OK;
}

enum err_code
transport_load(struct transport *t, struct err *e)
{
	if (t->multi != NULL)
		return ERR_OK;
	if (libcurl_load(&t->curl, e) != ERR_OK)
		return e->code;
	if (t->curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(e, ERR_INTERNAL, "libcurl does not start");
	t->multi = t->curl.multi_init();
	if (t->multi == NULL || !watch_start(&t->watch, &t->curl, t->multi)) {
		t->curl.global_cleanup();
		return err_set(e, ERR_INTERNAL, "libcurl does not start");
	}
	(void)t->curl.multi_setopt(t->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)TRANSPORT_CONNECTIONS_MAX);
	(void)t->curl.multi_setopt(t->multi, CURLMOPT_MAXCONNECTS, (long)TRANSPORT_CONNECTIONS_MAX * HOSTS_MAX);
	t->headers = header_list(t);
	return ERR_OK;
}

void
transport_free(struct transport *t)
{
	if (t == NULL)
		return;
	while (t->live != NULL)
		request_free(t, t->live);
	while (t->idle_n > 0)
		t->curl.easy_cleanup(t->idle[--t->idle_n]);
	if (t->multi != NULL) {
		(void)t->curl.multi_cleanup(t->multi);
		watch_end(&t->watch);
		t->curl.slist_free_all(t->headers);
		t->curl.global_cleanup();
	}
	free(t);
}

/* Takes an endpoint's address apart, http or https only. */
static enum err_code
url_open(const char *url, struct url *u, struct err *e)
{
	char shown[80];

	if (url_parse(url, u))
		return ERR_OK;
	if (strchr(url, '@') != NULL) /* a password may be before it */
		url = strrchr(url, '@');
	(void)text_safe(shown, sizeof shown, url, strcspn(url, "?#"), false);
	(void)err_set(e, ERR_USAGE, "endpoint '%s' is not an http or https address", shown);
	return err_hint(e, "write it as https://HOST, or http://127.0.0.1:8899 for a local chain");
}

static void
set_route(const struct transport *t, CURL *easy, const struct url *u)
{
	if (url_is_loopback(u))
		(void)t->curl.easy_setopt(easy, CURLOPT_PROXY, "");
	if (u->tls)
		(void)t->curl.easy_setopt(easy, CURLOPT_PIPEWAIT, 1L); /* share one HTTP/2 connection */
}

/* Every option on its own line: a forgotten one is a hole, not a detail. */
static bool
set_options(struct transport *t, struct request *q, const char *url, const char *json, size_t len)
{
	CURL *c = q->easy;
	long connect_ms = (long)(q->timeout_ms < CONNECT_MS ? q->timeout_ms : CONNECT_MS);

	return t->curl.easy_setopt(c, CURLOPT_URL, url) == CURLE_OK
		&& t->curl.easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK
		&& t->curl.easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK
		&& t->curl.easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS) == CURLE_OK
		&& t->curl.easy_setopt(c, CURLOPT_HTTPHEADER, t->headers) == CURLE_OK
		&& t->curl.easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)len) == CURLE_OK
		&& t->curl.easy_setopt(c, CURLOPT_POSTFIELDS, json) == CURLE_OK
		&& t->curl.easy_setopt(c, CURLOPT_USERAGENT, "keyturn") == CURLE_OK
		&& t->curl.easy_setopt(c, CURLOPT_BUFFERSIZE, RECEIVE_LEN) == CURLE_OK
		&& t->curl.easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body) == CURLE_OK
		&& t->curl.easy_setopt(c, CURLOPT_WRITEDATA, q) == CURLE_OK
		&& t->curl.easy_setopt(c, CURLOPT_PRIVATE, q) == CURLE_OK
		&& t->curl.easy_setopt(c, CURLOPT_ERRORBUFFER, q->error) == CURLE_OK
		&& t->curl.easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK
		&& t->curl.easy_setopt(c, CURLOPT_TCP_KEEPALIVE, 1L) == CURLE_OK
		&& t->curl.easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)TRANSPORT_BODY_MAX) == CURLE_OK
		&& t->curl.easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, connect_ms) == CURLE_OK
		&& t->curl.easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)q->timeout_ms) == CURLE_OK;
}

struct request *
transport_post(struct transport *t, const char *url, const char *json, size_t len,
	uint32_t timeout_ms, transport_done *done, void *ctx, struct err *e)
{
	struct request *q;
	struct url u;

	if (url_open(url, &u, e) != ERR_OK || transport_load(t, e) != ERR_OK)
		return NULL;
	q = mem_new(1, sizeof *q);
	*q = (struct request){ .next = t->live, .at = &t->live, .t = t, .done = done, .ctx = ctx,
		.timeout_ms = timeout_ms == 0 ? 1 : timeout_ms };
	q->easy = t->idle_n > 0 ? t->idle[--t->idle_n] : t->curl.easy_init();
	if (q->easy == NULL)
		die("out of memory: a request");
	if (t->live != NULL)
		t->live->at = &q->next;
	t->live = q;
	set_route(t, q->easy, &u);
	if (!set_options(t, q, url, json, len) || t->curl.multi_add_handle(t->multi, q->easy) != CURLM_OK) {
		request_free(t, q);
		(void)err_set(e, ERR_INTERNAL, "libcurl does not take the request");
		return NULL;
	}
	t->stats.requests++;
	return q;
}

void
transport_cancel(struct transport *t, struct request *q)
{
	if (q == NULL)
		return;
	request_free(t, q);
	t->stats.ended++;
}

static enum reply_fault
fault_of(CURLcode rc)
{
	switch (rc) {
	case CURLE_OK:
		return REPLY_ANSWERED;
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
		return REPLY_UNREACHABLE;
	case CURLE_URL_MALFORMAT:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_FILESIZE_EXCEEDED:
	case CURLE_WRITE_ERROR:
		return REPLY_REFUSED;
	default:
		return REPLY_LOST;
	}
}

/* Why a transfer failed, made safe: libcurl quotes the server in places. */
static void
explain(const struct transport *t, const struct request *q, CURLcode rc, char *out, size_t size)
{
	const char *why = q->error[0] != '\0' ? q->error : t->curl.easy_strerror(rc);

	if (q->too_large || rc == CURLE_FILESIZE_EXCEEDED)
		(void)snprintf(out, size, "the reply is larger than %u bytes", TRANSPORT_BODY_MAX);
	else if (rc == CURLE_OPERATION_TIMEDOUT)
		(void)snprintf(out, size, "no answer within %u ms", (unsigned)q->timeout_ms);
	else
		(void)text_safe(out, size, why, strlen(why), false);
}

static void
finish(struct transport *t, struct request *q, CURLcode rc)
{
	char why[CURL_ERROR_SIZE] = "";
	curl_off_t after = 0;
	long status = 0, out = 0;
	struct request gone = *q;
	struct reply r = { .code = rc == CURLE_OK ? ERR_OK : ERR_RPC, .fault = fault_of(rc), .message = why,
		.retry_after_s = -1, .body = q->body != NULL ? q->body : "", .len = q->len, .own = &gone.body };

	(void)t->curl.easy_getinfo(q->easy, CURLINFO_REQUEST_SIZE, &out);
	if (r.fault == REPLY_UNREACHABLE && out > 0)
		r.fault = REPLY_LOST; /* it went out on a connection that died, and libcurl tried once more */
	(void)t->curl.easy_getinfo(q->easy, CURLINFO_RESPONSE_CODE, &status);
	(void)t->curl.easy_getinfo(q->easy, CURLINFO_RETRY_AFTER, &after);
	r.status = status > 0 && status < 1000 ? (int)status : 0;
	if (after > 0)
		r.retry_after_s = after > INT_MAX ? INT_MAX : (int)after;
	if (rc != CURLE_OK)
		explain(t, q, rc, why, sizeof why);
	q->body = NULL;
	request_free(t, q);
	t->stats.ended++;
	gone.done(gone.ctx, &r);
	free(gone.body);
}

/* Runs the callbacks of what has finished; returns how many. */
static unsigned
collect(struct transport *t)
{
	unsigned n = 0;
	CURLMsg *msg;
	int left;

	while ((msg = t->curl.multi_info_read(t->multi, &left)) != NULL) {
		struct request *q = NULL;
		CURLcode rc = msg->data.result; /* msg dies with its handle */
		long opened = 0;

		if (msg->msg != CURLMSG_DONE
		    || t->curl.easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, (char **)&q) != CURLE_OK || q == NULL)
			continue;
		if (t->curl.easy_getinfo(msg->easy_handle, CURLINFO_NUM_CONNECTS, &opened) == CURLE_OK && opened > 0)
			t->stats.connections += (uint64_t)opened;
		finish(t, q, rc);
		n++;
	}
	return n;
}

/* Without libcurl nothing can be under way. */
static bool
wait_for(struct transport *t, struct pollfd *fd, unsigned n, int timeout_ms)
{
	if (t->multi == NULL) {
		(void)poll(fd, n, timeout_ms); /* a signal ends it early, as it may */
		return true;
	}
	if (!watch_run(&t->watch, &t->curl, t->multi))
		return false;
	if (collect(t) > 0)
		timeout_ms = 0;
	if (!watch_wait(&t->watch, &t->curl, t->multi, fd, n, timeout_ms) || !watch_run(&t->watch, &t->curl, t->multi))
		return false;
	(void)collect(t);
	return true;
}

enum err_code
transport_wait(struct transport *t, const int *fds, bool *ready, unsigned n, int timeout_ms, struct err *e)
{
	struct pollfd fd[TRANSPORT_FDS_MAX] = { { .fd = -1 } };

	if (n > TRANSPORT_FDS_MAX)
		return err_set(e, ERR_INTERNAL, "%u descriptors to wait for, at most %u", n, TRANSPORT_FDS_MAX);
	for (unsigned i = 0; i < n; i++)
		fd[i] = (struct pollfd){ .fd = fds[i], .events = POLLIN };
	if (!wait_for(t, fd, n, timeout_ms))
		return err_set(e, ERR_INTERNAL, "libcurl does not go on");
	for (unsigned i = 0; i < n; i++)
		ready[i] = fd[i].revents != 0;
	return ERR_OK;
}

struct transport_stats
transport_stats(const struct transport *t)
{
	return t->stats;
}

/* Copies a path, hiding parts that may be an access token. */
static void
show_path(struct url_part path, char *out, size_t size)
{
	size_t at = strlen(out);

	while (path.len > 0 && at + 1 < size) {
		size_t n = 1 + strcspn(path.at + 1, "/?#");

		if (n == 1 && path.len == 1)
			return; /* a slash at the end says nothing */
		if (n > TOKEN_LEN || memchr(path.at, '@', n) != NULL)
			(void)snprintf(out + at, size - at, "/...");
		else
			(void)text_safe(out + at, size - at, path.at, n, false);
		at += strlen(out + at);
		path = (struct url_part){ path.at + n, path.len - n };
	}
}

enum err_code
transport_url_show(const char *url, char *out, size_t size, struct err *e)
{
	struct url u;
	char base[256];

	if (url_open(url, &u, e) != ERR_OK)
		return e->code;
	(void)snprintf(base, sizeof base, "%s://%.*s%s%.*s", u.tls ? "https" : "http", (int)u.host.len, u.host.at,
		u.port.len > 0 ? ":" : "", (int)u.port.len, u.port.at);
	(void)text_safe(out, size, base, strlen(base), false);
	show_path(u.path, out, size);
	return ERR_OK;
}
