#ifndef KEYS_SIGNER_WIRE_H
#define KEYS_SIGNER_WIRE_H

/* signer_wire.h - what crosses the pair between the parent and the signer.
 *
 * A frame is a u32 length and so many bytes.  The signer speaks first: a reply
 * with its address.  Then each request gets one reply.
 *     request: u8 operation, then
 *         DESCRIBE  u16 length + message, three times (address 32, u16 length
 *                   + account), i64 cluster time, u64 rent, u32 bulk, u32 write fee
 *         SIGN      digest 32
 *         WRITE     u16 length + message
 *         LOCK, UNLOCK  nothing; UNLOCK is answered as the signer speaks first
 *     reply:   u8 error code; 0: what was asked for; else u16 length + message,
 *              u16 length + hint */

#include "base/wire.h"
#include "keys/guard.h"

enum signer_op { SIGNER_DESCRIBE = 1, SIGNER_SIGN, SIGNER_WRITE, SIGNER_LOCK, SIGNER_UNLOCK };

#define SIGNER_REQUEST_MAX (PACKET_V1_MAX + 3u * (GUARD_ACCOUNT_MAX + 34u) + 64u) /* bytes */
#define SIGNER_REPLY_MAX (GUARD_FIELDS_MAX * (2u * GUARD_TEXT + 32u) + (GUARD_FLAGS_MAX + 2u) * (GUARD_TEXT + 3u) + 512u)

struct signer_request {
	enum signer_op op;
	size_t len;                   /* describe, write */
	uint8_t message[PACKET_V1_MAX];
	struct guard_context context; /* describe */
	struct hash digest;           /* sign */
};

/* signer_request_decode reads a whole request.  ERR_WIRE for an unknown
 * operation, a length over its ceiling, and anything short or left over. */
MUST_CHECK enum err_code signer_request_decode(const uint8_t *p, size_t len, struct signer_request *out,
	struct err *e);
void signer_describe_put(struct wr *w, const uint8_t *message, size_t len, const struct guard_context *x);

/* The card of a described message.  signer_card_get fails as above. */
void signer_card_put(struct wr *w, const struct guard_card *c);
MUST_CHECK enum err_code signer_card_get(struct rd *r, struct guard_card *c, struct err *e);

/* A failure as a reply, and back: signer_failure_get sets *e and returns its code. */
void signer_failure_put(struct wr *w, const struct err *failure);
MUST_CHECK enum err_code signer_failure_get(struct rd *r, uint8_t code, struct err *e);

#endif
