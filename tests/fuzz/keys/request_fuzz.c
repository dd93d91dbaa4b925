#include "fuzz/fuzz.h"
#include "keys/signer_wire.h"

/* Requests as the signer reads them, and replies as its parent does. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t len)
{
	static struct signer_request q;
	static struct guard_card card;
	static uint8_t again[SIGNER_REPLY_MAX + SIGNER_REQUEST_MAX];
	struct wr w = wr_to(again, sizeof again);
	struct rd r = rd_from(p, len);
	struct err e = ERR_INIT;

	if (signer_request_decode(p, len, &q, &e) == ERR_OK && q.op == SIGNER_DESCRIBE) {
		HOLDS(q.len <= PACKET_V1_MAX && q.context.record.len <= GUARD_ACCOUNT_MAX);
		wr_u8(&w, SIGNER_DESCRIBE);
		signer_describe_put(&w, q.message, q.len, &q.context);
		HOLDS(w.len == len && memcmp(again, p, len) == 0);
	}
	if (signer_card_get(&r, &card, &e) == ERR_OK) {
		HOLDS(card.field_n <= GUARD_FIELDS_MAX && card.flag_n <= GUARD_FLAGS_MAX);
		w = wr_to(again, sizeof again);
		signer_card_put(&w, &card);
		HOLDS(wr_done(&w));
	}
	if (len > 0) {
		r = rd_from(p + 1, len - 1);
		HOLDS(signer_failure_get(&r, p[0], &e) != ERR_OK || p[0] == 0);
	}
	return 0;
}
