#ifndef TESTS_UNIT_RPC_SERVER_H
#define TESTS_UNIT_RPC_SERVER_H

/* server.h - a small HTTP server on loopback, in a thread of its own, that
 * answers as it is told and breaks as it is told.
 *
 * Good replies come from a table of method to result; a queue of faults is
 * taken first, one per request. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum server_kind {
	SERVER_GOOD,     /* the method's result */
	SERVER_STATUS,   /* `n` as HTTP status, `text` as further header lines */
	SERVER_BODY,     /* 200 with `text` as it is; %I in it is the request's id */
	SERVER_RESULT,   /* the result `text` instead of the method's */
	SERVER_ERROR,    /* JSON-RPC error object `text` */
	SERVER_CLOSE,    /* nothing, and closed */
	SERVER_RESET,    /* nothing, and reset */
	SERVER_SILENT,   /* nothing, and kept open */
	SERVER_CUT,      /* the good reply's first `n` bytes of body, announced whole, and closed */
	SERVER_SHORT,    /* the good reply's first `n` bytes as if they were all */
	SERVER_WRONG_ID, /* the good reply to another request */
	SERVER_HUGE,     /* announces `n` bytes */
	SERVER_ENDLESS,  /* sends for ever without announcing */
	SERVER_RAW,      /* `text` instead of HTTP */
	SERVER_CHUNKED,  /* the good reply in chunks */
	SERVER_SLOW,     /* the good reply, some bytes at a time */
};
struct server_fault {
	enum server_kind kind;
	long n;
	const char *text; /* borrowed until it was served */
};
struct server_result {
	const char *method, *result; /* borrowed */
};
/* What a request is answered with, NULL: as the table says.  In the server's
 * thread, while no other request is answered. */
typedef const char *server_answer_fn(const char *body);

#define SERVER_CONNS 32
#define SERVER_FAULTS 64
struct server {
	int listener;
	unsigned port;
	int stop[2];
	pthread_t thread;
	pthread_mutex_t lock; /* of all below */
	const struct server_result *results;
	server_answer_fn *answer; /* NULL: only the table */
	struct server_fault fault[SERVER_FAULTS];
	unsigned fault_n, requests, connections;
	char last[8192];      /* body of the newest request */
	int silent[SERVER_CONNS];
	unsigned silent_n;
};

static inline bool
server_put(int fd, const char *p, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, p, len, MSG_NOSIGNAL);

		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

/* The reply `%I` stands for the id in. */
static inline char *
server_expand(const char *text, const char *id)
{
	size_t len = strlen(text), idl = strlen(id);
	char *out = malloc(len + idl * 8 + 1), *at = out;

	if (out == NULL)
		abort();
	for (unsigned left = 8; *text != '\0'; text++) {
		if (text[0] == '%' && text[1] == 'I' && left-- > 0) {
			memcpy(at, id, idl);
			at += idl;
			text++;
		} else {
			*at++ = *text;
		}
	}
	*at = '\0';
	return out;
}

static inline bool
server_body(int fd, int status, const char *headers, const char *body, size_t len)
{
	char head[512];

	(void)snprintf(head, sizeof head, "HTTP/1.1 %d X\r\nContent-Type: application/json\r\n%sContent-Length: %zu\r\n\r\n",
		status, headers, len);
	return server_put(fd, head, strlen(head)) && server_put(fd, body, len);
}

static inline char *
server_wrap(const char *key, const char *value, const char *id)
{
	size_t size = strlen(value) + strlen(id) + 80;
	char *out = malloc(size);

	if (out == NULL)
		abort();
	(void)snprintf(out, size, "{\"jsonrpc\":\"2.0\",\"%s\":%s,\"id\":%s}", key, value, id);
	return out;
}

static inline bool
server_good(int fd, const struct server_fault *f, const char *result, const char *id)
{
	static const char cut[] = "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n";
	char *body = server_wrap("result", result, f->kind == SERVER_WRONG_ID ? "999999" : id), head[128];
	size_t len = strlen(body), part = f->n >= 0 && (size_t)f->n < len ? (size_t)f->n : len;
	bool keep = false;

	if (f->kind == SERVER_CUT) {
		(void)snprintf(head, sizeof head, cut, len);
		(void)(server_put(fd, head, strlen(head)) && server_put(fd, body, part));
	} else if (f->kind == SERVER_SHORT) {
		keep = server_body(fd, 200, "", body, part);
	} else if (f->kind == SERVER_CHUNKED) {
		(void)snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%zx\r\n", len);
		keep = server_put(fd, head, strlen(head)) && server_put(fd, body, len) && server_put(fd, "\r\n0\r\n\r\n", 7);
	} else if (f->kind == SERVER_SLOW) {
		(void)snprintf(head, sizeof head, cut, len);
		keep = server_put(fd, head, strlen(head));
		for (size_t at = 0; keep && at < len; at += 16) {
			keep = server_put(fd, body + at, len - at < 16 ? len - at : 16);
			(void)usleep(500);
		}
	} else {
		keep = server_body(fd, 200, "", body, len);
	}
	free(body);
	return keep;
}

/* Answers one request; false when the connection is to be closed. */
static inline bool
server_answer(struct server *s, int fd, const struct server_fault *f, const char *result, const char *id)
{
	static char block[65536];
	char *body, head[160];
	bool keep;

	switch (f->kind) {
	case SERVER_STATUS:
		return server_body(fd, (int)f->n, f->text != NULL ? f->text : "", "<html>no</html>", 15);
	case SERVER_BODY:
		body = server_expand(f->text, id);
		keep = server_body(fd, 200, "", body, strlen(body));
		free(body);
		return keep;
	case SERVER_ERROR:
	case SERVER_RESULT:
		body = server_wrap(f->kind == SERVER_ERROR ? "error" : "result", f->text, id);
		keep = server_body(fd, 200, "", body, strlen(body));
		free(body);
		return keep;
	case SERVER_CLOSE:
		return false;
	case SERVER_RESET:
		(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger));
		return false;
	case SERVER_SILENT:
		if (s->silent_n < SERVER_CONNS)
			s->silent[s->silent_n++] = dup(fd);
		return false;
	case SERVER_HUGE:
		(void)snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %ld\r\n\r\n", f->n);
		(void)server_put(fd, head, strlen(head));
		return false;
	case SERVER_ENDLESS:
		(void)server_put(fd, "HTTP/1.1 200 OK\r\n\r\n", 19);
		memset(block, ' ', sizeof block);
		while (server_put(fd, block, sizeof block))
			;
		return false;
	case SERVER_RAW:
		(void)server_put(fd, f->text, strlen(f->text));
		return false;
	default:
		return server_good(fd, f, result, id);
	}
}

static inline const char *
server_find(const struct server *s, const char *body)
{
	const char *own = s->answer != NULL ? s->answer(body) : NULL;
	char want[96];

	if (own != NULL)
		return own;
	for (const struct server_result *r = s->results; r->method != NULL; r++) {
		(void)snprintf(want, sizeof want, "\"method\":\"%s\"", r->method);
		if (strstr(body, want) != NULL)
			return r->result;
	}
	return "null";
}

static inline bool
server_request(struct server *s, int fd, const char *body)
{
	struct server_fault f = { .kind = SERVER_GOOD, .n = -1 };
	const char *at = strstr(body, "\"id\":"), *result;
	char id[24] = "0";

	if (at != NULL)
		(void)snprintf(id, sizeof id, "%.*s", (int)strspn(at + 5, "0123456789"), at + 5);
	(void)pthread_mutex_lock(&s->lock);
	s->requests++;
	(void)snprintf(s->last, sizeof s->last, "%s", body);
	result = server_find(s, body);
	if (s->fault_n > 0) {
		f = s->fault[0];
		memmove(s->fault, s->fault + 1, --s->fault_n * sizeof f);
	}
	(void)pthread_mutex_unlock(&s->lock);
	return server_answer(s, fd, &f, result, id);
}

struct server_conn {
	int fd;
	size_t len;
	char in[16384];
};

/* Reads what is there; answers when a request is whole.  False: close. */
static inline bool
server_read(struct server *s, struct server_conn *c)
{
	ssize_t n = recv(c->fd, c->in + c->len, sizeof c->in - 1 - c->len, 0);
	char *end, *length;
	size_t need;

	if (n <= 0)
		return false;
	c->len += (size_t)n;
	c->in[c->len] = '\0';
	end = strstr(c->in, "\r\n\r\n");
	length = strstr(c->in, "Content-Length: ");
	if (end == NULL || length == NULL)
		return true;
	need = (size_t)(end + 4 - c->in) + strtoul(length + 16, NULL, 10);
	if (c->len < need)
		return true;
	c->len = 0;
	return server_request(s, c->fd, end + 4);
}

static inline void *
server_run(void *ctx)
{
	static struct server_conn conn[SERVER_CONNS];
	struct server *s = ctx;
	struct pollfd p[SERVER_CONNS + 2];
	int n = 0;

	for (;;) {
		p[0] = (struct pollfd){ .fd = s->stop[0], .events = POLLIN };
		p[1] = (struct pollfd){ .fd = s->listener, .events = POLLIN };
		for (int i = 0; i < n; i++)
			p[i + 2] = (struct pollfd){ .fd = conn[i].fd, .events = POLLIN };
		(void)poll(p, (nfds_t)n + 2, -1);
		if (p[0].revents != 0)
			break;
		for (int i = n - 1; i >= 0; i--) {
			if (p[i + 2].revents == 0 || server_read(s, &conn[i]))
				continue;
			(void)close(conn[i].fd);
			conn[i] = conn[--n];
		}
		if (p[1].revents != 0 && n < SERVER_CONNS) {
			conn[n].fd = accept(s->listener, NULL, NULL);
			conn[n].len = 0;
			(void)setsockopt(conn[n].fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
			n += conn[n].fd >= 0;
			(void)pthread_mutex_lock(&s->lock);
			s->connections++;
			(void)pthread_mutex_unlock(&s->lock);
		}
	}
	while (n > 0)
		(void)close(conn[--n].fd);
	return NULL;
}

/* One server per program at a time. */
static inline void
server_start(struct server *s, const struct server_result *results)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof a;

	memset(s, 0, sizeof *s);
	s->results = results;
	s->listener = socket(AF_INET, SOCK_STREAM, 0);
	(void)pthread_mutex_init(&s->lock, NULL);
	if (bind(s->listener, (struct sockaddr *)&a, sizeof a) != 0 || listen(s->listener, 64) != 0
	    || getsockname(s->listener, (struct sockaddr *)&a, &len) != 0 || pipe(s->stop) != 0
	    || pthread_create(&s->thread, NULL, server_run, s) != 0)
		abort();
	s->port = ntohs(a.sin_port);
}

static inline void
server_stop(struct server *s)
{
	(void)!write(s->stop[1], "x", 1);
	(void)pthread_join(s->thread, NULL);
	(void)close(s->listener);
	(void)close(s->stop[0]);
	(void)close(s->stop[1]);
	while (s->silent_n > 0)
		(void)close(s->silent[--s->silent_n]);
}

static inline void
server_url(const struct server *s, char out[64])
{
	(void)snprintf(out, 64, "http://127.0.0.1:%u", s->port);
}

/* The next request meets this; further ones queue behind it. */
static inline void
server_break(struct server *s, enum server_kind kind, long n, const char *text)
{
	(void)pthread_mutex_lock(&s->lock);
	if (s->fault_n < SERVER_FAULTS)
		s->fault[s->fault_n++] = (struct server_fault){ kind, n, text };
	(void)pthread_mutex_unlock(&s->lock);
}

static inline void
server_mend(struct server *s)
{
	(void)pthread_mutex_lock(&s->lock);
	s->fault_n = 0;
	(void)pthread_mutex_unlock(&s->lock);
}

static inline unsigned
server_requests(struct server *s)
{
	unsigned n;

	(void)pthread_mutex_lock(&s->lock);
	n = s->requests;
	(void)pthread_mutex_unlock(&s->lock);
	return n;
}

static inline unsigned
server_connections(struct server *s)
{
	unsigned n;

	(void)pthread_mutex_lock(&s->lock);
	n = s->connections;
	(void)pthread_mutex_unlock(&s->lock);
	return n;
}

#endif
