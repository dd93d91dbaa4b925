#include "solana/loader.h"
#include "solana/system.h"
#include "test.h"

#include <sodium.h>
#include <string.h>

/* Version 1 of the message format: its layout byte by byte, what is refused, and the transaction around it. */

enum { MASK = 4, HASH = 8, IX_N = 40, KEY_N = 41, KEY0 = 42 };

static struct pubkey
named(uint8_t first)
{
	struct pubkey k = { { first } };

	return k;
}

/* Two writes into one buffer, units and data limit set. */
static size_t
sample(uint8_t out[PACKET_V1_MAX], size_t each)
{
	static uint8_t code[1000];
	struct pubkey payer = named(1), buffer = named(2);
	struct message_config c = { .has_units = true, .units = 4740, .has_data = true, .data_len = 0x01020304 };
	struct loader_ix w[2];
	struct instruction ix[2];
	struct hash h = { { 9 } };
	struct err e = ERR_INIT;
	size_t len = 0;

	memset(code, 0xcc, sizeof code);
	for (unsigned i = 0; i < 2; i++) {
		loader_write(&w[i], &buffer, &payer, (uint32_t)(i * each), code, each);
		ix[i] = w[i].ix;
	}
	CHECK(message_build_v1(&payer, ix, 2, &c, &h, out, &len, &e) == ERR_OK, "a message of version 1: %s", e.message);
	return len;
}

static void
layout(void)
{
	static uint8_t p[PACKET_V1_MAX];
	static const uint8_t limits[] = { 0x84, 0x12, 0, 0, 4, 3, 2, 1 }, heads[] = { 2, 2, 17, 0, 2, 2, 17, 0 };
	static const uint8_t write[] = { 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0xcc };
	size_t len = sample(p, 1);
	const uint8_t *after = p + KEY0 + 3 * 32;

	CHECK(p[0] == 0x81 && p[1] == 1 && p[2] == 0 && p[3] == 1, "first byte and the three counts");
	CHECK(memcmp(p + MASK, "\14\0\0\0", 4) == 0 && p[HASH] == 9 && p[IX_N] == 2 && p[KEY_N] == 3, "mask, blockhash, counts");
	CHECK(p[KEY0] == 1 && p[KEY0 + 32] == 2, "payer and buffer in front");
	CHECK(memcmp(after, limits, sizeof limits) == 0, "units, then data limit");
	CHECK(memcmp(after + 8, heads, sizeof heads) == 0, "both heads");
	CHECK(after[16] == 1 && after[17] == 0 && memcmp(after + 18, write + 2, sizeof write - 2) == 0, "accounts, then data");
	CHECK(len == KEY0 + 3 * 32 + 8 + 8 + 2 * 19, "and nothing else: %zu bytes", len);
}

static void
read_back(void)
{
	static uint8_t p[PACKET_V1_MAX];
	size_t len = sample(p, 1000);
	struct err e = ERR_INIT;
	struct message m;
	struct budget b;
	unsigned taken = 0;

	CHECK(message_parse(p, len, &m, &e) == ERR_OK && m.version == MESSAGE_V1 && m.instruction_n == 2 && m.key_n == 3 &&
		m.signer_n == 1 && m.instruction[1].data_len == 1016, "read back: %s", e.message);
	CHECK(budget_of(&m, &b) && b.has_units && b.units == 4740 && b.data_len == 0x01020304 && !b.has_fee, "its budget");
	CHECK(message_is_writable(&m, 1) && !message_is_writable(&m, 2), "the buffer is writable, the loader not");
	for (size_t n = 0; n < len; n++)
		taken += message_parse(p, n, &m, &e) != ERR_WIRE;
	CHECK(taken == 0, "no prefix is taken");
	p[len] = 0;
	CHECK(message_parse(p, len + 1, &m, &e) == ERR_WIRE, "nor a byte more");
}

static const struct {
	const char *name;
	size_t at;
	uint8_t value;
} broken[] = {
	{ "half a fee", MASK, 0x0d },
	{ "the other half", MASK, 0x0e },
	{ "an unknown bit", MASK, 0x2c },
	{ "an unknown high bit", MASK + 3, 0x80 },
	{ "a limit more than there is", MASK, 0x1c },
	{ "no instruction but bytes of two", IX_N, 0 },
	{ "65 instructions", IX_N, 65 },
	{ "65 keys", KEY_N, 65 },
	{ "one key", KEY_N, 1 },
	{ "no signer", 1, 0 },
	{ "13 signers", 1, 13 },
	{ "nobody pays", 2, 1 },
	{ "the same key twice", KEY0 + 32, 1 },
	{ "program 0", KEY0 + 3 * 32 + 8, 0 },
	{ "program beyond the keys", KEY0 + 3 * 32 + 8, 3 },
	{ "accounts more than there are", KEY0 + 3 * 32 + 8 + 1, 200 },
	{ "data more than there is", KEY0 + 3 * 32 + 8 + 3, 9 },
	{ "account beyond the keys", KEY0 + 3 * 32 + 16, 3 },
};

static void
refusals(void)
{
	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
		static uint8_t p[PACKET_V1_MAX];
		size_t len = sample(p, 1);
		struct err e = ERR_INIT;
		struct message m;

		p[broken[i].at] = broken[i].value;
		CHECK(message_parse(p, len, &m, &e) == ERR_WIRE, "refused: %s", broken[i].name);
	}
}

/* The floor of an upload: four writes of 3,798 bytes in all fit, not a byte more. */
static void
fullest(void)
{
	static uint8_t out[PACKET_V1_MAX], code[951];
	struct pubkey payer = named(1), buffer = named(2);
	struct message_config c = { .has_units = true, .units = 1, .has_data = true, .data_len = 1 };
	struct hash h = { { 9 } };

	for (unsigned more = 0; more < 2; more++) {
		struct err e = ERR_INIT;
		struct instruction ix[4];
		struct loader_ix w[4];
		size_t len = 0;

		for (unsigned i = 0; i < 4; i++) {
			loader_write(&w[i], &buffer, &payer, 950 * i, code, (i < 2 ? 950u : 949u) + (i == 0 ? more : 0));
			ix[i] = w[i].ix;
		}
		CHECK((message_build_v1(&payer, ix, 4, &c, &h, out, &len, &e) == ERR_OK) == (more == 0),
			"four writes of %u bytes: %s", 3798 + more, e.message);
		CHECK(more == 1 || len + 64 == PACKET_V1_MAX, "fill it");
	}
}

static void
signing(void)
{
	static uint8_t bytes[PACKET_V1_MAX];
	uint8_t seed[32] = { 1 }, secret[64];
	struct system_ix ix;
	struct pubkey payer, to = named(7);
	struct message_config c = { .has_fee = true, .fee = 77, .has_units = true, .units = 150, .has_data = true,
		.data_len = 1000, .has_heap = true, .heap = 32768 };
	struct hash h = { { 3 } };
	struct signature s;
	struct transaction t;
	struct err e = ERR_INIT;
	struct message m;
	struct budget b;
	size_t len = 0;

	(void)crypto_sign_seed_keypair(payer.b, secret, seed);
	system_transfer(&ix, &payer, &to, 5);
	CHECK(message_build_v1(&payer, &ix.ix, 1, &c, &h, bytes, &len, &e) == ERR_OK &&
		transaction_start(bytes, len, &t, &e) == ERR_OK && t.len == len + 64 && memcmp(t.bytes, bytes, len) == 0,
		"the message in front, its signature behind");
	(void)crypto_sign_detached(s.b, NULL, bytes, len, secret);
	CHECK(transaction_sign(&t, &payer, &s, &e) == ERR_OK && memcmp(t.bytes + len, s.b, 64) == 0, "signed there");
	CHECK(signature_ok(&(struct signature){ { 0 } }, bytes, len, &payer) == false, "zeros are no signature");
	CHECK(transaction_parse(t.bytes, t.len, &m, &e) == ERR_OK && m.config.fee == 77 && m.config.heap == 32768,
		"read back with all it asks for");
	CHECK(budget_of(&m, &b) && b.has_fee && b.fee == 77 && !b.has_price, "its fee is whole lamports");
	CHECK(transaction_parse(t.bytes, t.len - 1, &m, &e) == ERR_WIRE && transaction_parse(t.bytes, 60, &m, &e) == ERR_WIRE,
		"cut, it is none");
	CHECK(memcmp(transaction_id(&t).b, s.b, 64) == 0, "the signature names it");
}

int
main(void)
{
	if (!solana_init())
		return 1;
	layout();
	read_back();
	refusals();
	fullest();
	signing();
	return test_done();
}
