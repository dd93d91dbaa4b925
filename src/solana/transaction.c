#include "solana/message.h"

#include <string.h>

enum err_code
transaction_start(const uint8_t *message, size_t len, struct transaction *out, struct err *e)
{
	struct message m;
	enum err_code rc = message_parse(message, len, &m, e);

	if (rc != ERR_OK)
		return rc;
	memset(out->bytes, 0, sizeof out->bytes);
	out->bytes[0] = m.signer_n; /* compact, below 128 */
	out->signer_n = m.signer_n;
	out->message = 1 + 64u * m.signer_n;
	out->len = out->message + len;
	memcpy(out->bytes + out->message, message, len);
	return ERR_OK;
}

enum err_code
transaction_parse(const uint8_t *wire, size_t len, struct message *out, struct err *e)
{
	size_t head = len > 0 ? 1 + 64u * (size_t)wire[0] : 0;

	if (len > 0 && (wire[0] & 0x80) != 0) /* version 1 has its signatures last */
		return err_set(e, ERR_WIRE, "a transaction of a version keyturn does not read");
	if (head == 0 || head >= len)
		return err_set(e, ERR_WIRE, "a transaction of %zu bytes, cut in its signatures", len);
	if (message_parse(wire + head, len - head, out, e) != ERR_OK)
		return e->code;
	return out->signer_n == wire[0] ? ERR_OK : err_set(e, ERR_WIRE, "%u signatures where %u are needed", wire[0],
		out->signer_n);
}

enum err_code
transaction_sign(struct transaction *t, const struct pubkey *key, const struct signature *s, struct err *e)
{
	const uint8_t *message = t->bytes + t->message;
	struct message m;
	char text[PUBKEY_TEXT];
	enum err_code rc = message_parse(message, t->len - t->message, &m, e);

	if (rc != ERR_OK)
		return rc;
	for (unsigned i = 0; i < m.signer_n; i++) {
		if (!pubkey_eq(&m.key[i], key))
			continue;
		if (!signature_ok(s, message, t->len - t->message, key))
			return err_set(e, ERR_KEY, "signature of %s does not verify", pubkey_text(text, key));
		memcpy(t->bytes + 1 + 64u * i, s->b, 64);
		return ERR_OK;
	}
	return err_set(e, ERR_KEY, "%s is no signer of this transaction", pubkey_text(text, key));
}

struct signature
transaction_id(const struct transaction *t)
{
	struct signature s;

	memcpy(s.b, t->bytes + 1, sizeof s.b);
	return s;
}
