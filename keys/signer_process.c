#include "keys/signer_process.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "keys/secret.h"
#include "keys/signer_file.h"
#include "keys/signer_wire.h"

/* The child's whole state.  The key is in memory of sodium_malloc; everything
 * else may be on the stack. */
struct child {
	uint8_t *key; /* locked; seed and address */
	struct pubkey address;
	struct guard_config config;
	bool locked;
	bool described;         /* `message` and `card` are those described last */
	size_t len;
	uint8_t message[PACKET_V1_MAX];
	struct guard_card card;
	uint32_t pieces;        /* that the card described last lets follow */
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
refuse_locked(const struct child *c, struct err *e)
{
	if (!c->locked)
		return ERR_OK;
	(void)err_set(e, ERR_KEY, "the signer is locked");
	return err_hint(e, "unlock it first");
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
	c->pieces = guard_pieces(q->context.bulk_n);
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
	if (refuse_locked(c, e) != ERR_OK)
		return e->code;
	if (!c->described || !hash_eq(&c->request.digest, &c->card.digest)) {
		(void)err_set(e, ERR_REFUSED, "the message to be signed is not the one described last");
		return err_hint(e, "look at its card again");
	}
	sign(c, c->message, c->len, w);
	if (c->card.opens_writes) {
		c->buffer = c->card.buffer;
		c->writes_left = c->pieces;
	}
	return ERR_OK;
}

static enum err_code
do_write(struct child *c, struct wr *w, struct err *e)
{
	const struct signer_request *q = &c->request;

	if (refuse_locked(c, e) != ERR_OK)
		return e->code;
	if (c->writes_left == 0) {
		(void)err_set(e, ERR_REFUSED, "no buffer is being written under a card that was signed");
		return err_hint(e, "describe and sign the next write first");
	}
	if (guard_is_write(&c->address, &c->buffer, q->message, q->len, e) != ERR_OK)
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
	case SIGNER_UNLOCK:
		c->locked = c->request.op == SIGNER_LOCK;
		wr_u8(w, ERR_OK);
		return ERR_OK;
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
	struct rd front;
	size_t len;

	if (!read_all(in, 4))
		return false;
	front = rd_from(in, 4);
	len = rd_u32(&front);
	if (len == 0 || len > sizeof in || !read_all(in, len))
		return false;
	wr_u32(&w, 0);
	if (do_request(c, in, len, &w, &e) != ERR_OK) {
		w = wr_to(out, sizeof out);
		wr_u32(&w, 0);
		signer_failure_put(&w, &e);
	}
	return send_reply(&w);
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

void
signer_process_run(int fd, const char *path, const struct guard_config *g, pid_t parent)
{
	struct child c = { .key = NULL, .config = *g };
	struct err e = ERR_INIT;

	if (signer_prepare(fd, path != NULL && strcmp(path, "-") == 0, parent, &e) != ERR_OK || take_key(&c, path, &e) != ERR_OK ||
		signer_confine(&e) != ERR_OK) {
		(void)say_hello(&c, &e);
		_exit(1);
	}
	if (say_hello(&c, &e))
		while (answer(&c))
			continue;
	/* The kernel clears the pages: the filter lets nothing unprotect them. */
	_exit(0);
}
