#include "keys/signer_process.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keys/secret.h"
#include "keys/signer_file.h"
#include "keys/signer_wire.h"

/* How a process with the key ends: at LOCK, so that its keeper starts another at UNLOCK. */
enum { END_GOOD = 0, END_BAD = 1, END_LOCKED = 10, END_STILL_LOCKED = 11 };

/* The child's whole state.  The key is in memory of sodium_malloc; everything
 * else may be on the stack. */
struct child {
	uint8_t *key; /* locked; seed and address */
	struct pubkey address;
	struct guard_config config;
	bool ends;              /* after this answer */
	bool described;         /* `message` and `card` are those described last */
	size_t len;
	uint8_t message[PACKET_V1_MAX];
	struct guard_card card;
	uint32_t write_fee;     /* that one of them may pay */
	uint32_t writes_left;   /* into `buffer`, without a card of their own */
	struct pubkey buffer;
	struct signer_request request;
};

/* --- frames --- */

/* False when the parent is gone. */
static bool
read_all(uint8_t *p, size_t len)
{
	for (size_t at = 0; at < len;) {
		ssize_t n = read(SIGNER_FD, p + at, len - at);

		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
		at += n > 0 ? (size_t)n : 0;
	}
	return true;
}

static bool
write_all(const uint8_t *p, size_t len)
{
	for (size_t at = 0; at < len;) {
		ssize_t n = write(SIGNER_FD, p + at, len - at);

		if (n < 0 && errno != EINTR)
			return false;
		at += n > 0 ? (size_t)n : 0;
	}
	return true;
}

/* Room for the length is left at the front of `w`. */
static bool
send_reply(struct wr *w)
{
	struct wr front = wr_to(w->p, 4);

	wr_u32(&front, (uint32_t)(w->len - 4));
	return wr_done(w) && write_all(w->p, w->len);
}

/* The next request's length; 0 when the parent is gone, or no longer talks sense. */
static size_t
read_request(uint8_t in[SIGNER_REQUEST_MAX])
{
	struct rd front;
	size_t len;

	if (!read_all(in, 4))
		return 0;
	front = rd_from(in, 4);
	len = rd_u32(&front);
	return len <= SIGNER_REQUEST_MAX && read_all(in, len) ? len : 0;
}

/* --- signing --- */

static void
sign(const struct child *c, const uint8_t *message, size_t len, struct wr *w)
{
	struct signature s;

	(void)crypto_sign_detached(s.b, NULL, message, len, c->key);
	wr_u8(w, ERR_OK);
	wr_bytes(w, s.b, sizeof s.b);
}

static enum err_code
do_describe(struct child *c, struct wr *w, struct err *e)
{
	const struct signer_request *q = &c->request;
	enum err_code rc;

	c->described = false;
	rc = guard_describe(&c->config, &c->address, q->message, q->len, &q->context, &c->card, e);
	if (rc != ERR_OK)
		return rc;
	memcpy(c->message, q->message, q->len);
	c->len = q->len;
	/* The digest is made here again: SIGN names bytes by it. */
	sha256((const struct seed[]){ { c->message, c->len } }, 1, &c->card.digest);
	c->described = true;
	wr_u8(w, ERR_OK);
	signer_card_put(w, &c->card);
	return ERR_OK;
}

static enum err_code
do_sign(struct child *c, struct wr *w, struct err *e)
{
	if (!c->described || !hash_eq(&c->request.digest, &c->card.digest)) {
		(void)err_set(e, ERR_REFUSED, "the message to be signed is not the one described last");
		return err_hint(e, "look at its card again");
	}
	sign(c, c->message, c->len, w);
	if (c->card.opens_writes) {
		c->buffer = c->card.buffer;
		c->writes_left = c->card.writes_n;
		c->write_fee = c->card.write_fee;
	}
	return ERR_OK;
}

static enum err_code
do_write(struct child *c, struct wr *w, struct err *e)
{
	const struct signer_request *q = &c->request;

	if (c->writes_left == 0) {
		(void)err_set(e, ERR_REFUSED, "no buffer is being written under a card that was signed");
		return err_hint(e, "describe and sign the next write first");
	}
	if (guard_is_write(&c->address, &c->buffer, c->write_fee, q->message, q->len, e) != ERR_OK)
		return e->code;
	c->writes_left--;
	sign(c, q->message, q->len, w);
	return ERR_OK;
}

static enum err_code
do_request(struct child *c, const uint8_t *p, size_t len, struct wr *w, struct err *e)
{
	if (signer_request_decode(p, len, &c->request, e) != ERR_OK)
		return e->code;
	switch (c->request.op) {
	case SIGNER_DESCRIBE:
		return do_describe(c, w, e);
	case SIGNER_SIGN:
		return do_sign(c, w, e);
	case SIGNER_WRITE:
		return do_write(c, w, e);
	case SIGNER_LOCK:
		if (c->config.keeper) /* which answers when this process is gone, and its pages with it */
			(void)syscall(SYS_exit_group, END_LOCKED); /* itself: a sanitizer's _exit does more than the filter lets */
		wr_u8(w, ERR_OK);
		c->ends = true;
		return ERR_OK;
	case SIGNER_UNLOCK:
		return err_set(e, ERR_USAGE, "the signer is not locked");
	}
	return err_set(e, ERR_WIRE, "the signer was asked for unknown operation %u", (unsigned)c->request.op);
}

/* One request and its reply.  False when the parent is gone, or no longer talks sense. */
static bool
answer(struct child *c)
{
	uint8_t in[SIGNER_REQUEST_MAX], out[SIGNER_REPLY_MAX];
	struct wr w = wr_to(out, sizeof out);
	struct err e = ERR_INIT;
	size_t len = read_request(in);

	if (len == 0)
		return false;
	wr_u32(&w, 0);
	if (do_request(c, in, len, &w, &e) != ERR_OK) {
		w = wr_to(out, sizeof out);
		wr_u32(&w, 0);
		signer_failure_put(&w, &e);
	}
	return send_reply(&w) && !c->ends;
}

/* --- its life --- */

static enum err_code
take_key(struct child *c, const char *path, struct err *e)
{
	if (sodium_init() < 0)
		return err_set(e, ERR_KEY, "libsodium cannot start");
	if (secret_new(&c->key, SIGNER_KEY_LEN, e) != ERR_OK)
		return e->code;
	if (path == NULL)
		(void)crypto_sign_keypair(c->address.b, c->key);
	else if (signer_file_read(path, !c->config.no_input, c->key, e) != ERR_OK)
		return e->code;
	memcpy(c->address.b, c->key + 32, 32);
	return sodium_mprotect_readonly(c->key) == 0 ? ERR_OK : err_set(e, ERR_KEY, "the key cannot be protected");
}

static bool
say_hello(const struct child *c, const struct err *failure)
{
	uint8_t out[2 * ERR_TEXT_MAX + 64];
	struct wr w = wr_to(out, sizeof out);

	wr_u32(&w, 0);
	if (failure->code != ERR_OK)
		signer_failure_put(&w, failure);
	else {
		wr_u8(&w, ERR_OK);
		wr_bytes(&w, c->address.b, 32);
	}
	return send_reply(&w);
}

/* Reads the key, confines itself, says its address, or why there is none, and
 * answers until the other end of `fd` is closed.  `failed` is how it ends without a key. */
static _Noreturn void
hold_key(int fd, const char *path, const struct guard_config *g, pid_t parent, int failed)
{
	struct child c = { .key = NULL, .config = *g };
	struct err e = ERR_INIT;

	if (signer_prepare(fd, path != NULL && strcmp(path, "-") == 0, parent, &e) != ERR_OK || take_key(&c, path, &e) != ERR_OK ||
		signer_confine(&e) != ERR_OK) {
		(void)say_hello(&c, &e);
		_exit(failed);
	}
	if (say_hello(&c, &e))
		while (answer(&c))
			continue;
	/* The kernel clears the pages: the filter lets nothing unprotect them. */
	_exit(END_GOOD);
}

/* --- its keeper --- */

/* Until there is a key again: true when it is asked for, false when the parent is gone. */
static bool
keep_locked(void)
{
	uint8_t in[SIGNER_REQUEST_MAX], out[2 * ERR_TEXT_MAX + 64];

	for (;;) {
		struct wr w = wr_to(out, sizeof out);
		struct err e = ERR_INIT;

		if (read_request(in) == 0)
			return false;
		if (in[0] == SIGNER_UNLOCK)
			return true;
		wr_u32(&w, 0);
		if (in[0] == SIGNER_LOCK)
			wr_u8(&w, ERR_OK);
		else {
			(void)err_set(&e, ERR_KEY, "the signer is locked");
			(void)err_hint(&e, "unlock it first");
			signer_failure_put(&w, &e);
		}
		if (!send_reply(&w))
			return false;
	}
}

static bool
say_locked(void)
{
	uint8_t out[8];
	struct wr w = wr_to(out, sizeof out);

	wr_u32(&w, 0);
	wr_u8(&w, ERR_OK);
	return send_reply(&w);
}

/* Has a process with the key, and another after each lock; never the key. */
static _Noreturn void
keep(const char *path, const struct guard_config *g)
{
	bool had_key = false;

	for (;;) {
		pid_t me = getpid(), child = fork(), r;
		int st = 0;

		if (child == 0)
			hold_key(SIGNER_FD, path, g, me, had_key ? END_STILL_LOCKED : END_BAD);
		do
			r = waitpid(child, &st, 0);
		while (r < 0 && errno == EINTR);
		if (r != child || !WIFEXITED(st) || (WEXITSTATUS(st) != END_LOCKED && WEXITSTATUS(st) != END_STILL_LOCKED))
			_exit(END_BAD);
		had_key = true;
		if ((WEXITSTATUS(st) == END_LOCKED && !say_locked()) || !keep_locked())
			_exit(END_GOOD);
	}
}

void
signer_process_run(int fd, const char *path, const struct guard_config *g, pid_t parent)
{
	struct err e = ERR_INIT;

	if (!g->keeper || path == NULL || strcmp(path, "-") == 0)
		hold_key(fd, path, g, parent, END_BAD);
	if (signer_prepare(fd, false, parent, &e) != ERR_OK) {
		(void)say_hello(&(struct child){ .key = NULL }, &e);
		_exit(END_BAD);
	}
	keep(path, g);
}
