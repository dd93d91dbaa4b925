#include "keys/signer.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "keys/signer_process.h"
#include "keys/signer_wire.h"

enum {
	ANSWER_MS = 2000,
	END_MS = 1000,
};

struct signer {
	int fd;       /* this end of the pair; -1 after it broke */
	pid_t child;
	bool awaited; /* it has said its address */
	struct pubkey address;
	uint8_t reply[SIGNER_REPLY_MAX];
};

/* --- frames --- */

static enum err_code
broke(struct signer *s, struct err *e, const char *why)
{
	if (s->fd >= 0)
		(void)close(s->fd);
	s->fd = -1;
	(void)err_set(e, ERR_KEY, "the signer process %s", why);
	return err_hint(e, "start keyturn again; nothing was signed");
}

/* Waits until `fd` is readable.  Negative `until_ms`: for ever. */
static bool
wait_readable(int fd, int64_t until_ms, const struct clock *c)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	for (;;) {
		int64_t left = until_ms < 0 ? -1 : until_ms - (int64_t)clock_mono_ms(c);
		int n;

		if (until_ms >= 0 && left <= 0)
			return false;
		n = poll(&p, 1, (int)left);
		if (n > 0 || (n < 0 && errno != EINTR))
			return n > 0;
	}
}

static enum err_code
receive_all(struct signer *s, uint8_t *p, size_t len, int64_t until_ms, const struct clock *c, struct err *e)
{
	for (size_t at = 0; at < len;) {
		ssize_t n;

		if (!wait_readable(s->fd, until_ms, c))
			return broke(s, e, "does not answer");
		n = recv(s->fd, p + at, len - at, 0);
		if (n == 0 || (n < 0 && errno != EINTR))
			return broke(s, e, "has ended");
		at += n > 0 ? (size_t)n : 0;
	}
	return ERR_OK;
}

/* Receives one reply; *r is what follows its code, which is ERR_OK. */
static enum err_code
receive(struct signer *s, int wait_ms, struct rd *r, struct err *e)
{
	struct clock c = clock_system();
	int64_t until = wait_ms < 0 ? -1 : (int64_t)clock_mono_ms(&c) + wait_ms;
	struct rd front;
	uint8_t code;
	size_t len;

	if (receive_all(s, s->reply, 4, until, &c, e) != ERR_OK)
		return e->code;
	front = rd_from(s->reply, 4);
	len = rd_u32(&front);
	if (len == 0 || len > sizeof s->reply)
		return broke(s, e, "talks nonsense");
	if (receive_all(s, s->reply, len, until, &c, e) != ERR_OK)
		return e->code;
	*r = rd_from(s->reply, len);
	code = rd_u8(r);
	return code == ERR_OK ? ERR_OK : signer_failure_get(r, code, e);
}

static enum err_code
tell(struct signer *s, struct wr *w, struct err *e)
{
	struct wr front = wr_to(w->p, 4);

	wr_u32(&front, (uint32_t)(w->len - 4));
	if (!wr_done(w))
		return err_set(e, ERR_USAGE, "the message does not fit into a request to the signer");
	if (s->fd < 0)
		return broke(s, e, "has ended");
	for (size_t at = 0; at < w->len;) {
		ssize_t n = send(s->fd, w->p + at, w->len - at, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return broke(s, e, "has ended");
		at += n > 0 ? (size_t)n : 0;
	}
	return ERR_OK;
}

static enum err_code
ask(struct signer *s, struct wr *w, struct rd *r, struct err *e)
{
	return tell(s, w, e) == ERR_OK ? receive(s, ANSWER_MS, r, e) : e->code;
}

static struct wr
request(uint8_t *p, size_t size, enum signer_op op)
{
	struct wr w = wr_to(p, size);

	wr_u32(&w, 0);
	wr_u8(&w, (uint8_t)op);
	return w;
}

/* --- beginning and end --- */

/* As long as it takes: a passphrase may have to be typed first. */
static enum err_code
hello(struct signer *s, struct pubkey *address, struct err *e)
{
	struct rd r;
	enum err_code rc = receive(s, -1, &r, e);

	if (rc != ERR_OK)
		return rc;
	rd_bytes(&r, address->b, 32);
	return rd_end(&r) ? ERR_OK : broke(s, e, "talks nonsense");
}

enum err_code
signer_fork(const char *path, const struct guard_config *g, struct signer **out, struct err *e)
{
	pid_t parent = getpid();
	struct signer *s;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return err_set(e, ERR_KEY, "making a pair of sockets: %s", strerror(errno));
	s = mem_new(1, sizeof *s);
	s->fd = pair[0];
	s->child = fork();
	if (s->child == 0) {
		(void)close(pair[0]);
		signer_process_run(pair[1], path, g, parent);
	}
	(void)close(pair[1]);
	if (s->child < 0) {
		(void)err_set(e, ERR_KEY, "starting the signer process: %s", strerror(errno));
		signer_free(s);
		return e->code;
	}
	*out = s;
	return ERR_OK;
}

enum err_code
signer_await(struct signer *s, struct err *e)
{
	if (s->awaited)
		return ERR_OK;
	s->awaited = hello(s, &s->address, e) == ERR_OK;
	return s->awaited ? ERR_OK : e->code;
}

enum err_code
signer_start(const char *path, const struct guard_config *g, struct signer **out, struct err *e)
{
	struct signer *s;
	enum err_code rc = signer_fork(path, g, &s, e);

	if (rc != ERR_OK)
		return rc;
	rc = signer_await(s, e);
	if (rc == ERR_OK)
		*out = s;
	else
		signer_free(s);
	return rc;
}

/* True when the child has ended and was waited for. */
static bool
reap(pid_t child, int options)
{
	pid_t r;

	do
		r = waitpid(child, NULL, options);
	while (r < 0 && errno == EINTR);
	return r != 0;
}

void
signer_free(struct signer *s)
{
	struct clock c = clock_system();
	uint64_t until = clock_mono_ms(&c) + END_MS;
	bool ended;

	if (s == NULL)
		return;
	if (s->fd >= 0)
		(void)close(s->fd);
	if (s->child > 0) {
		/* It ends by itself once the pair is closed. */
		while (!(ended = reap(s->child, WNOHANG)) && clock_mono_ms(&c) < until)
			(void)poll(NULL, 0, 1);
		if (!ended) {
			(void)kill(s->child, SIGKILL);
			(void)reap(s->child, 0);
		}
	}
	free(s);
}

const struct pubkey *
signer_address(const struct signer *s)
{
	return &s->address;
}

/* --- requests --- */

enum err_code
signer_describe(struct signer *s, const uint8_t *message, size_t len, const struct guard_context *x,
	struct guard_card *out, struct err *e)
{
	static const struct guard_context none;
	uint8_t bytes[SIGNER_REQUEST_MAX + 4];
	struct wr w = request(bytes, sizeof bytes, SIGNER_DESCRIBE);
	struct hash digest;
	struct rd r;

	if (len > PACKET_V1_MAX)
		return err_set(e, ERR_USAGE, "a message of %zu bytes is over %u", len, PACKET_V1_MAX);
	signer_describe_put(&w, message, len, x == NULL ? &none : x);
	if (ask(s, &w, &r, e) != ERR_OK)
		return e->code;
	if (signer_card_get(&r, out, e) != ERR_OK)
		return broke(s, e, "talks nonsense");
	sha256((const struct seed[]){ { message, len } }, 1, &digest);
	return hash_eq(&digest, &out->digest) ? ERR_OK : broke(s, e, "described another message");
}

static enum err_code
take_signature(struct signer *s, struct rd *r, struct signature *out, struct err *e)
{
	struct signature got;

	rd_bytes(r, got.b, sizeof got.b);
	if (!rd_end(r))
		return broke(s, e, "talks nonsense");
	*out = got;
	return ERR_OK;
}

enum err_code
signer_sign(struct signer *s, const struct hash *digest, struct signature *out, struct err *e)
{
	uint8_t bytes[64];
	struct wr w = request(bytes, sizeof bytes, SIGNER_SIGN);
	struct rd r;

	wr_bytes(&w, digest->b, 32);
	return ask(s, &w, &r, e) == ERR_OK ? take_signature(s, &r, out, e) : e->code;
}

enum err_code
signer_write(struct signer *s, const uint8_t *message, size_t len, struct signature *out, struct err *e)
{
	uint8_t bytes[PACKET_V1_MAX + 16];
	struct wr w = request(bytes, sizeof bytes, SIGNER_WRITE);
	struct rd r;

	wr_u16(&w, (uint16_t)(len <= PACKET_V1_MAX ? len : PACKET_V1_MAX + 1));
	wr_bytes(&w, message, len);
	return ask(s, &w, &r, e) == ERR_OK ? take_signature(s, &r, out, e) : e->code;
}

/* --- lock --- */

enum err_code
signer_lock(struct signer *s, struct err *e)
{
	uint8_t bytes[16];
	struct wr w = request(bytes, sizeof bytes, SIGNER_LOCK);
	struct rd r;

	if (ask(s, &w, &r, e) != ERR_OK)
		return e->code;
	return rd_end(&r) ? ERR_OK : broke(s, e, "talks nonsense");
}

enum err_code
signer_unlock(struct signer *s, struct err *e)
{
	uint8_t bytes[16];
	struct wr w = request(bytes, sizeof bytes, SIGNER_UNLOCK);

	return tell(s, &w, e);
}

enum err_code
signer_unlocked(struct signer *s, struct err *e)
{
	struct pubkey address;
	struct err ignored = ERR_INIT;
	char now[PUBKEY_TEXT], then[PUBKEY_TEXT];

	if (hello(s, &address, e) != ERR_OK)
		return e->code;
	if (pubkey_eq(&address, &s->address))
		return ERR_OK;
	if (signer_lock(s, &ignored) != ERR_OK)
		return broke(s, e, "opened another key and cannot be locked");
	(void)err_set(e, ERR_KEY, "the key file now holds %s, it held %s", pubkey_text(now, &address),
		pubkey_text(then, &s->address));
	return err_hint(e, "put the right file back, or start keyturn again to sign with the other key");
}

int
signer_fd(const struct signer *s)
{
	return s->fd;
}
