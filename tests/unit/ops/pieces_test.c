#include "ops/pieces.h"

#include "solana/loader.h"
#include "solana/system.h"
#include "test.h"

#include <string.h>

/* A file cut into transactions: every byte once, each within its packet, and
 * what is on chain left out. */

static uint8_t file[20000], chain[20000];
static const struct pubkey payer = { { 1 } }, buffer = { { 2 } };

/* Puts what the message writes into `chain`; false when it is not as it should be. */
static bool
apply(const uint8_t *message, size_t len, enum pieces_format f)
{
	struct err e = ERR_INIT;
	struct transaction t;
	struct message m;
	struct budget b;

	if (message_parse(message, len, &m, &e) != ERR_OK || transaction_start(message, len, &t, &e) != ERR_OK ||
		!budget_of(&m, &b) || t.len > (f == PIECES_V1 ? PACKET_V1_MAX : PACKET_MAX))
		return false;
	for (unsigned i = 0; i < m.instruction_n; i++) {
		struct loader_call w;

		if (pubkey_eq(&m.key[m.instruction[i].program], &PUBKEY_BUDGET))
			continue;
		if (loader_ix_decode(&m, i, &w, &e) != ERR_OK || w.tag != LOADER_IX_WRITE || w.offset + w.len > sizeof chain)
			return false;
		memcpy(chain + w.offset, w.bytes, w.len);
	}
	return true;
}

static const struct {
	enum pieces_format format;
	uint64_t price;
	size_t len, pieces;
} cuts[] = {
	{ PIECES_LEGACY, 0, 10120, 10 }, { PIECES_LEGACY, 0, 10121, 11 }, { PIECES_LEGACY, 5, 9520, 10 },
	{ PIECES_LEGACY, PIECES_PRICE_MAX, 9521, 11 }, { PIECES_V1, 0, 3798 * 4, 4 }, { PIECES_V1, 0, 3798 * 4 + 1, 5 },
	{ PIECES_V1, 5, 3790, 1 }, { PIECES_V1, PIECES_PRICE_MAX, 3791, 2 }, { PIECES_V1, 0, 1, 1 }, { PIECES_LEGACY, 0, 1, 1 },
};

static void
every_byte(void)
{
	for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
		static uint8_t message[PACKET_V1_MAX];
		struct hash h = { { 3 } };
		struct err e = ERR_INIT;
		struct pieces p;
		size_t n = 0, len;
		bool good = true;

		memset(chain, 0, sizeof chain);
		pieces_cut(&p, cuts[i].format, &payer, &buffer, file, cuts[i].len, cuts[i].price);
		for (; good && n < p.n; n++)
			good = pieces_message(&p, n, &h, message, &len, &e) == ERR_OK && apply(message, len, cuts[i].format);
		CHECK(good && p.n == cuts[i].pieces && memcmp(chain, file, cuts[i].len) == 0 && chain[cuts[i].len] == 0,
			"%zu bytes in %zu pieces: %s", cuts[i].len, p.n, e.message);
		CHECK(pieces_priority(&p) <= 100000, "a write pays %u at most", (unsigned)pieces_priority(&p));
		CHECK(pieces_first(&p, p.n - 1, &h, message, &len, &e) == ERR_OK && apply(message, len, PIECES_LEGACY) &&
			memcmp(chain, file, cuts[i].len) == 0, "what is described first is one legacy write of it: %s", e.message);
		pieces_free(&p);
	}
}

static void
what_is_there(void)
{
	struct pieces p;

	memcpy(chain, file, sizeof file);
	chain[5000] ^= 1;
	pieces_cut(&p, PIECES_LEGACY, &payer, &buffer, file, 10100, 0);
	CHECK(p.n == 10 && p.there == 0 && pieces_bytes_there(&p) == 0, "nothing is there before it was seen");
	pieces_seen_begin(&p);
	for (size_t at = 0; at < 10100; at += 777)
		pieces_seen(&p, at, chain + at, 777);
	CHECK(p.there == 9 && p.piece[4].state == PIECE_LACKING, "the one that differs lacks, whatever the pages");
	CHECK(pieces_bytes_there(&p) == 10100 - 1012, "bytes there: %zu", pieces_bytes_there(&p));
	pieces_mark(&p, 4, PIECE_FLYING);
	pieces_seen_begin(&p);
	pieces_seen(&p, 0, chain, 10100);
	CHECK(p.flying == 1 && p.there == 9, "one that flies is not judged");
	pieces_mark(&p, 4, PIECE_THERE);
	CHECK(p.flying == 0 && p.there == 10 && pieces_bytes_there(&p) == 10100, "all are there");
	pieces_free(&p);
}

static void
zeros(void)
{
	static uint8_t mostly[5000];
	struct pieces p;

	mostly[1011] = 1;
	mostly[4999] = 1;
	pieces_cut(&p, PIECES_LEGACY, &payer, &buffer, mostly, sizeof mostly, 0);
	pieces_zero(&p);
	CHECK(p.n == 5 && p.there == 3 && p.piece[0].state == PIECE_LACKING && p.piece[4].state == PIECE_LACKING,
		"of a new buffer pieces of zeros are there already: %zu", p.there);
	pieces_free(&p);
}

int
main(void)
{
	if (!solana_init())
		return 1;
	for (size_t i = 0; i < sizeof file; i++)
		file[i] = (uint8_t)(i * 7 + i / 256 + 1);
	every_byte();
	what_is_there();
	zeros();
	return test_done();
}
