#include "solana/message.h"

#include <string.h>

enum err_code
transaction_start(const uint8_t *message, size_t len, struct transaction *out, struct err *e)
{
	struct message m;
	enum err_code rc = message_parse(message, len, &m, e);
	bool last;

	if (rc != ERR_OK)
		return rc;
	last = m.version == MESSAGE_V1;
	memset(out->bytes, 0, sizeof out->bytes);
	out->signer_n = m.signer_n;
	out->message = last ? 0 : 1 + 64u * m.signer_n;
	out->message_len = len;
	out->signature = last ? len : 1;
	out->len = len + 64u * m.signer_n + (last ? 0 : 1);
	memcpy(out->bytes + out->message, message, len);
	if (!last)
		out->bytes[0] = m.signer_n; /* compact, below 128 */
	return ERR_OK;
}

/* The message stands in front; its own count says how much behind it are signatures. */
static enum err_code
parse_v1(const uint8_t *wire, size_t len, struct message *out, struct err *e)
{
	size_t tail = len > 1 ? 64u * (size_t)wire[1] : 0;

	if (tail == 0 || tail >= len)
		return err_set(e, ERR_WIRE, "a transaction of %zu bytes, cut in its signatures", len);
	return message_parse(wire, len - tail, out, e);
}

enum err_code
transaction_parse(const uint8_t *wire, size_t len, struct message *out, struct err *e)
{
	size_t head = len > 0 ? 1 + 64u * (size_t)wire[0] : 0;

	if (len > 0 && wire[0] == MESSAGE_V1_FIRST)
		return parse_v1(wire, len, out, e);
	if (len > 0 && (wire[0] & 0x80) != 0)
		return err_set(e, ERR_WIRE, "a transaction of a version keyturn does not read");
	if (head == 0 || head >= len)
		return err_set(e, ERR_WIRE, "a transaction of %zu bytes, cut in its signatures", len);
	if (message_parse(wire + head, len - head, out, e) != ERR_OK)
		return e->code;
	if (out->version == MESSAGE_V1)
		return err_set(e, ERR_WIRE, "a message of version 1 stands behind its signatures");
	return out->signer_n == wire[0] ? ERR_OK : err_set(e, ERR_WIRE, "%u signatures where %u are needed", wire[0],
		out->signer_n);
}

void
transaction_put(struct transaction *t, unsigned i, const struct signature *s)
{
	if (i < t->signer_n)
		memcpy(t->bytes + t->signature + 64u * i, s->b, 64);
}

enum err_code
transaction_sign(struct transaction *t, const struct pubkey *key, const struct signature *s, struct err *e)
{
	const uint8_t *message = t->bytes + t->message;
	struct message m;
	char text[PUBKEY_TEXT];
	enum err_code rc = message_parse(message, t->message_len, &m, e);

	if (rc != ERR_OK)
		return rc;
	for (unsigned i = 0; i < m.signer_n; i++) {
		if (!pubkey_eq(&m.key[i], key))
			continue;
		if (!signature_ok(s, message, t->message_len, key))
			return err_set(e, ERR_KEY, "signature of %s does not verify", pubkey_text(text, key));
		transaction_put(t, i, s);
		return ERR_OK;
	}
	return err_set(e, ERR_KEY, "%s is no signer of this transaction", pubkey_text(text, key));
}

struct signature
transaction_id(const struct transaction *t)
{
	struct signature s;

	memcpy(s.b, t->bytes + t->signature, sizeof s.b);
	return s;
}
