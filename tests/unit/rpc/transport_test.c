#include "rpc/transport.h"

#include "server.h"
#include "test.h"

struct got {
	unsigned calls;
	enum err_code code;
	enum reply_fault fault;
	int status, retry_after_s;
	size_t len;
	char body[200], message[300];
	char *kept;
	bool keep;
};

static void
on_reply(void *ctx, const struct reply *r)
{
	struct got *g = ctx;

	g->calls++;
	g->code = r->code;
	g->fault = r->fault;
	g->status = r->status;
	g->retry_after_s = r->retry_after_s;
	g->len = r->len;
	(void)snprintf(g->body, sizeof g->body, "%s", r->body);
	(void)snprintf(g->message, sizeof g->message, "%s", r->message);
	if (g->keep) {
		g->kept = *r->own;
		*r->own = NULL;
	}
}

static const struct server_result results[] = { { "ping", "\"pong\"" }, { NULL, NULL } };
static const char ping[] = "{\"id\":7,\"method\":\"ping\"}";
static const char pong[] = "{\"jsonrpc\":\"2.0\",\"result\":\"pong\",\"id\":7}";

/* Turns until `n` calls came, or far too long. */
static void
wait_calls(struct transport *t, const struct got *g, unsigned n)
{
	struct err e = ERR_INIT;

	for (int i = 0; g->calls < n && i < 400; i++)
		if (transport_wait(t, NULL, NULL, 0, 100, &e) != ERR_OK)
			return;
}

static struct got
ask(struct transport *t, const char *url, uint32_t timeout_ms)
{
	struct got g = { .calls = 0 };
	struct err e = ERR_INIT;

	if (transport_post(t, url, ping, strlen(ping), timeout_ms, on_reply, &g, &e) == NULL)
		return g;
	wait_calls(t, &g, 1);
	return g;
}

static const struct row {
	const char *fact;
	struct server_fault fault;
	uint32_t timeout_ms;
	enum err_code code;
	enum reply_fault became;
	int status, retry_after_s;
	const char *body, *message;
} rows[] = {
	{ "a good reply", { SERVER_GOOD, -1, NULL }, 20000, ERR_OK, REPLY_ANSWERED, 200, -1, pong, "" },
	{ "a reply in chunks", { SERVER_CHUNKED, -1, NULL }, 20000, ERR_OK, REPLY_ANSWERED, 200, -1, pong, "" },
	{ "a slow reply", { SERVER_SLOW, -1, NULL }, 20000, ERR_OK, REPLY_ANSWERED, 200, -1, pong, "" },
	{ "no answer in time", { SERVER_SILENT, 0, NULL }, 150, ERR_RPC, REPLY_LOST, 0, -1, "", "no answer within 150 ms" },
	{ "closed without an answer", { SERVER_CLOSE, 0, NULL }, 20000, ERR_RPC, REPLY_LOST, 0, -1, "", NULL },
	{ "reset without an answer", { SERVER_RESET, 0, NULL }, 20000, ERR_RPC, REPLY_LOST, 0, -1, "", NULL },
	{ "cut off in the body", { SERVER_CUT, 12, NULL }, 20000, ERR_RPC, REPLY_LOST, 200, -1, "{\"jsonrpc\":\"", NULL },
	{ "larger than allowed, announced", { SERVER_HUGE, (long)TRANSPORT_BODY_MAX + 1, NULL }, 20000, ERR_RPC,
		REPLY_REFUSED, 200, -1, "", "the reply is larger than 33554432 bytes" },
	{ "larger than allowed, unannounced", { SERVER_ENDLESS, 0, NULL }, 60000, ERR_RPC, REPLY_REFUSED, 200, -1, NULL,
		"the reply is larger than 33554432 bytes" },
	{ "nothing like HTTP", { SERVER_RAW, 0, "\x1b[31mgo away\r\n\r\n" }, 20000, ERR_RPC, REPLY_REFUSED, 0, -1, NULL, NULL },
	{ "429 with Retry-After", { SERVER_STATUS, 429, "Retry-After: 3\r\n" }, 20000, ERR_OK, REPLY_ANSWERED, 429, 3, NULL, "" },
	{ "429 without", { SERVER_STATUS, 429, NULL }, 20000, ERR_OK, REPLY_ANSWERED, 429, -1, NULL, "" },
	{ "a Retry-After of nonsense", { SERVER_STATUS, 503, "Retry-After: soon\r\n" }, 20000, ERR_OK, REPLY_ANSWERED, 503,
		-1, NULL, "" },
	{ "a redirect is not followed", { SERVER_STATUS, 302, "Location: http://127.0.0.1:1/\r\n" }, 20000, ERR_OK,
		REPLY_ANSWERED, 302, -1, NULL, "" },
	{ "compressed is not unpacked", { SERVER_STATUS, 200, "Content-Encoding: gzip\r\n" }, 20000, ERR_OK, REPLY_ANSWERED,
		200, -1, "<html>no</html>", "" },
};

static void
replies(struct transport *t, struct server *s, const char *url)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct row *r = &rows[i];
		struct got g;

		server_break(s, r->fault.kind, r->fault.n, r->fault.text);
		/* a request on a kept connection that is closed unanswered is repeated once by libcurl */
		server_break(s, r->fault.kind, r->fault.n, r->fault.text);
		g = ask(t, url, r->timeout_ms);
		server_mend(s);
		CHECK(g.calls == 1 && g.code == r->code && g.fault == r->became && g.status == r->status,
			"%s: code %d fault %d status %d '%.80s'", r->fact, (int)g.code, (int)g.fault, g.status, g.message);
		CHECK(g.retry_after_s == r->retry_after_s && (r->body == NULL || strcmp(g.body, r->body) == 0)
			&& (r->message == NULL ? g.message[0] != '\0' : strcmp(g.message, r->message) == 0)
			&& strchr(g.message, 0x1b) == NULL, "%s: header, body and message", r->fact);
	}
}

static void
keep_alive(struct transport *t, struct server *s, const char *url)
{
	struct transport_stats a = transport_stats(t), b;
	unsigned before;
	struct got g;

	(void)ask(t, url, 20000);
	before = server_connections(s);
	for (int i = 0; i < 20; i++)
		g = ask(t, url, 20000);
	b = transport_stats(t);
	CHECK(g.calls == 1 && server_connections(s) == before, "20 requests in series share one connection");
	CHECK(b.requests - a.requests == 21 && b.ended - a.ended == 21, "requests and their ends are counted");
}

static void
in_parallel(struct transport *t, struct server *s, const char *url)
{
	struct got g = { .calls = 0 };
	struct err e = ERR_INIT;
	unsigned before = server_connections(s), posted = 0;

	for (int i = 0; i < 50; i++)
		posted += transport_post(t, url, ping, strlen(ping), 30000, on_reply, &g, &e) != NULL;
	wait_calls(t, &g, 50);
	CHECK(posted == 50 && g.calls == 50, "50 at once are all answered, once each");
	CHECK(server_connections(s) - before <= TRANSPORT_CONNECTIONS_MAX, "over at most 8 connections");
}

static void
cancelled(struct transport *t, struct server *s, const char *url)
{
	struct got g = { .calls = 0 }, other;
	struct err e = ERR_INIT;
	struct request *q = transport_post(t, url, ping, strlen(ping), 20000, on_reply, &g, &e);

	transport_cancel(t, q);
	transport_cancel(t, NULL);
	server_break(s, SERVER_SILENT, 0, NULL);
	q = transport_post(t, url, ping, strlen(ping), 20000, on_reply, &g, &e);
	for (int i = 0; i < 3; i++)
		CHECK(transport_wait(t, NULL, NULL, 0, 20, &e) == ERR_OK, "a turn while it flies");
	transport_cancel(t, q);
	server_mend(s);
	other = ask(t, url, 20000);
	CHECK(g.calls == 0 && other.calls == 1, "cancelled ones never call back, others do");
}

struct chain {
	struct transport *t;
	const char *url;
	struct got last;
	struct request *victim;
	unsigned n;
};

static void
on_chain(void *ctx, const struct reply *r)
{
	struct chain *c = ctx;
	struct err e = ERR_INIT;

	if (c->victim != NULL)
		transport_cancel(c->t, c->victim);
	c->victim = NULL;
	if (++c->n < 3)
		(void)transport_post(c->t, c->url, ping, strlen(ping), 20000, on_chain, c, &e);
	else
		on_reply(&c->last, r);
}

static void
from_callbacks(struct transport *t, struct server *s, const char *url)
{
	struct chain c = { .t = t, .url = url };
	struct got never = { .calls = 0 };
	struct err e = ERR_INIT;

	(void)s;
	(void)transport_post(t, url, ping, strlen(ping), 20000, on_chain, &c, &e);
	c.victim = transport_post(t, "http://127.0.0.1:1", ping, strlen(ping), 20000, on_reply, &never, &e);
	transport_cancel(t, c.victim); /* before it can fail by itself; then one that is still queued */
	c.victim = NULL;
	wait_calls(t, &c.last, 1);
	CHECK(c.n == 3 && c.last.calls == 1 && never.calls == 0, "a callback may post and cancel");
}

static void
taken_body(struct transport *t, const char *url)
{
	struct got g = { .keep = true };
	struct err e = ERR_INIT;

	(void)transport_post(t, url, ping, strlen(ping), 20000, on_reply, &g, &e);
	wait_calls(t, &g, 1);
	CHECK(g.kept != NULL && strcmp(g.kept, pong) == 0, "a callback may keep the body");
	free(g.kept);
}

static void
descriptors(struct transport *t)
{
	struct err e = ERR_INIT;
	bool ready[2] = { false, false };
	int a[2], b[2], many[TRANSPORT_FDS_MAX + 1] = { 0 };
	bool unused[TRANSPORT_FDS_MAX + 1];

	if (pipe(a) != 0 || pipe(b) != 0)
		abort();
	(void)!write(b[1], "k", 1);
	CHECK(transport_wait(t, (int[]){ a[0], b[0] }, ready, 2, 10000, &e) == ERR_OK && !ready[0] && ready[1],
		"a readable descriptor ends the wait and is told");
	(void)close(a[1]);
	(void)!read(b[0], &(char){ 0 }, 1);
	CHECK(transport_wait(t, (int[]){ a[0], b[0] }, ready, 2, 10000, &e) == ERR_OK && ready[0] && !ready[1],
		"so does one whose other end is closed");
	CHECK(transport_wait(t, many, unused, TRANSPORT_FDS_MAX + 1, 0, &e) == ERR_INTERNAL, "too many are refused");
	(void)close(a[0]), (void)close(b[0]), (void)close(b[1]);
}

static void
urls(struct transport *t)
{
	static const char *const bad[] = { "", "x", "127.0.0.1:8899", "file:///etc/passwd", "ftp://h/", "gopher://h",
		"http://", "http://a b/", "https://user:secret@", "ws://h",
		"https://a:secret@b@h", "https://good\\@h", "http://h:", "http://h:65536", "http://h:1x", "http://[::1", "http://[]",
		"http://h%2eevil/", "http://h\t/", "http:///path" };
	static const struct { const char *url, *shown; } shown[] = {
		{ "https://h.example/?api-key=secret", "https://h.example" },
		{ "https://user:pw@h.example:444/v2/abcdefghijklmnopqrstuvwx", "https://h.example:444/v2/..." },
		{ "http://127.0.0.1:8899", "http://127.0.0.1:8899" },
		{ "http://[::1]:8899/rpc#frag", "http://[::1]:8899/rpc" },
		{ "HTTPS://h.example?@evil/", "https://h.example" },
		{ "https://h.example/a@b/", "https://h.example/..." },
	};
	struct got g = { .calls = 0 };
	char out[160];

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct err e = ERR_INIT;

		CHECK(transport_post(t, bad[i], ping, strlen(ping), 100, on_reply, &g, &e) == NULL && e.code == ERR_USAGE
			&& strstr(e.message, "secret") == NULL, "'%s' is refused", bad[i]);
	}
	CHECK(g.calls == 0, "and never called back");
	for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
		struct err e = ERR_INIT;

		CHECK(transport_url_show(shown[i].url, out, sizeof out, &e) == ERR_OK && strcmp(out, shown[i].shown) == 0,
			"%s is shown as %s", shown[i].url, out);
	}
}

int
main(void)
{
	struct clock clock = clock_system();
	struct transport *t = NULL;
	struct err e = ERR_INIT;
	struct server s;
	char url[64];
	struct got g = { .calls = 0 };

	(void)setenv("http_proxy", "http://127.0.0.1:9", 1); /* nothing listens there */
	(void)setenv("all_proxy", "http://127.0.0.1:9", 1);
	server_start(&s, results);
	server_url(&s, url);
	CHECK(transport_new(&clock, &t, &e) == ERR_OK, "a transport is made");
	CHECK(transport_wait(t, NULL, NULL, 0, 0, &e) == ERR_OK, "which can be waited for before libcurl is there");
	CHECK(transport_load(t, &e) == ERR_OK && transport_load(t, &e) == ERR_OK, "libcurl starts, once");
	keep_alive(t, &s, url);
	replies(t, &s, url);
	in_parallel(t, &s, url);
	cancelled(t, &s, url);
	from_callbacks(t, &s, url);
	taken_body(t, url);
	descriptors(t);
	urls(t);
	g = ask(t, "http://127.0.0.1:1", 20000);
	CHECK(g.calls == 1 && g.code == ERR_RPC && g.fault == REPLY_UNREACHABLE, "nobody listens: %s", g.message);
	server_break(&s, SERVER_SILENT, 0, NULL);
	g.calls = 0;
	(void)transport_post(t, url, ping, strlen(ping), 20000, on_reply, &g, &e);
	CHECK(transport_wait(t, NULL, NULL, 0, 10, &e) == ERR_OK, "one in flight");
	transport_free(t);
	transport_free(NULL);
	CHECK(g.calls == 0, "is dropped with the transport");
	server_stop(&s);
	return test_done();
}
