#include "solana/message.h"
#include "solana/system.h"
#include "test.h"

#include <sodium.h>

static const struct {
	const char *name;
	uint8_t bytes[4];
	size_t len;
	bool good;
	uint16_t value;
} compact[] = {
	{ "0", { 0 }, 1, true, 0 },
	{ "127", { 0x7f }, 1, true, 127 },
	{ "128", { 0x80, 1 }, 2, true, 128 },
	{ "16383", { 0xff, 0x7f }, 2, true, 16383 },
	{ "16384", { 0x80, 0x80, 1 }, 3, true, 16384 },
	{ "65535", { 0xff, 0xff, 3 }, 3, true, 65535 },
	{ "65536", { 0x80, 0x80, 4 }, 3, false, 0 },
	{ "0 in two bytes", { 0x80, 0 }, 2, false, 0 },
	{ "127 in two bytes", { 0xff, 0 }, 2, false, 0 },
	{ "128 in three bytes", { 0x80, 0x81, 0 }, 3, false, 0 },
	{ "a fourth byte", { 0x80, 0x80, 0x80, 1 }, 4, false, 0 },
	{ "three bytes with more to come", { 0xff, 0xff, 0x83 }, 3, false, 0 },
	{ "two bytes cut to one", { 0x80 }, 1, false, 0 },
	{ "nothing", { 0 }, 0, false, 0 },
};

static void
compact_u16(void)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < sizeof compact / sizeof compact[0]; i++) {
		struct rd r = rd_from(compact[i].bytes, compact[i].len);
		uint16_t v = rd_compact(&r);

		CHECK(v == compact[i].value && (compact[i].good ? rd_end(&r) : !rd_done(&r)), "compact-u16 %s: %s",
			compact[i].good ? "read" : "refused", compact[i].name);
	}
	for (unsigned v = 0; v <= UINT16_MAX; v++) {
		uint8_t b[3];
		struct wr w = wr_to(b, sizeof b);
		struct rd r;

		wr_compact(&w, (uint16_t)v);
		r = rd_from(b, w.len);
		wrong += !wr_done(&w) || rd_compact(&r) != v || !rd_end(&r);
	}
	CHECK(wrong == 0, "all 65,536 values come back");
}

static struct pubkey
named(uint8_t n)
{
	struct pubkey k;

	memset(k.b, n, 32);
	return k;
}

/* A message with every group of keys: payer 1; 2 writable signer, 3 signer,
 * 4 writable, 5 read-only, program 9; 2 and 4 are first named without. */
static size_t
sample(uint8_t out[PACKET_MAX])
{
	struct account_meta a[] = {
		{ named(5), false, false }, { named(4), false, false }, { named(2), true, false }, { named(3), true, false },
	};
	struct account_meta b[] = { { named(4), false, true }, { named(2), false, true }, { named(1), false, false } };
	struct instruction ix[] = {
		{ named(9), a, 4, (const uint8_t *)"first", 5 }, { named(9), b, 3, NULL, 0 },
	};
	struct pubkey payer = named(1);
	struct hash blockhash = { { 7 } };
	struct err e = ERR_INIT;
	size_t len = 0;

	return message_build(&payer, ix, 2, &blockhash, out, &len, &e) == ERR_OK ? len : 0;
}

static void
building(void)
{
	static const uint8_t order[] = { 1, 2, 3, 4, 9, 5 };
	uint8_t bytes[PACKET_MAX];
	size_t len = sample(bytes);
	struct message m;
	struct err e = ERR_INIT;
	unsigned right = 0;

	CHECK(len > 0 && message_parse(bytes, len, &m, &e) == ERR_OK, "what is built is read");
	CHECK(m.version == MESSAGE_LEGACY && m.signer_n == 3 && m.readonly_signed_n == 1 && m.readonly_unsigned_n == 2 && m.key_n == 6,
		"three signers, one of them read-only, two read-only others");
	for (unsigned i = 0; i < m.key_n; i++) {
		struct pubkey k = named(order[i]);

		right += pubkey_eq(&m.key[i], &k);
	}
	CHECK(right == 6, "keys stand in the order of their groups, flags or-ed over all mentions");
	CHECK(message_is_writable(&m, 0) && message_is_writable(&m, 1) && !message_is_writable(&m, 2) &&
		message_is_writable(&m, 3) && !message_is_writable(&m, 4) && !message_is_writable(&m, 5), "writable flags");
	CHECK(message_is_signer(&m, 2) && !message_is_signer(&m, 3), "signer flags");
	CHECK(m.instruction_n == 2 && m.instruction[0].data_len == 5 && memcmp(m.instruction[0].data, "first", 5) == 0 &&
		m.instruction[1].data_len == 0, "instructions keep their data");
	CHECK(m.instruction[0].account_n == 4 && memcmp(m.instruction[0].account, "\5\3\1\2", 4) == 0 &&
		m.instruction[0].program == 4, "and name their accounts by place");
}

static void
prefixes(void)
{
	uint8_t bytes[PACKET_MAX + 1];
	size_t len = sample(bytes);
	struct message m;
	unsigned refused = 0;
	struct err e = ERR_INIT;

	for (size_t n = 0; n < len; n++)
		refused += message_parse(bytes, n, &m, &e) == ERR_WIRE;
	CHECK(refused == len, "each of %zu shorter prefixes is refused", len);
	bytes[len] = 0;
	CHECK(message_parse(bytes, len + 1, &m, &e) == ERR_WIRE, "a byte left over is refused");
}

/* The smallest message: payer, program, one empty instruction. */
enum { SIGNERS, RO_SIGNED, RO_UNSIGNED, KEYS, KEY0, KEY1 = KEY0 + 32, BLOCKHASH = KEY1 + 32, INSTRUCTIONS = BLOCKHASH + 32,
	PROGRAM, ACCOUNTS, ACCOUNT0, DATA, SMALL_LEN };

static void
small(uint8_t p[SMALL_LEN])
{
	memset(p, 0, SMALL_LEN);
	p[SIGNERS] = 1;
	p[RO_UNSIGNED] = 1;
	p[KEYS] = 2;
	p[KEY0] = 1;
	p[KEY1] = 2;
	p[INSTRUCTIONS] = 1;
	p[PROGRAM] = 1;
	p[ACCOUNTS] = 1;
}

static const struct {
	const char *name;
	size_t at;
	uint8_t value;
	bool good;
} changed[] = {
	{ "unchanged", SIGNERS, 1, true },
	{ "a blockhash of any kind", BLOCKHASH, 0xff, true },
	{ "no signer", SIGNERS, 0, false },
	{ "both keys sign, and one of them is read-only too", SIGNERS, 2, false },
	{ "more signers than keys", SIGNERS, 3, false },
	{ "13 signers", SIGNERS, 13, false },
	{ "127 signers", SIGNERS, 127, false },
	{ "a fee payer that is read-only", RO_SIGNED, 1, false },
	{ "read-only signers beyond the signers", RO_SIGNED, 255, false },
	{ "read-only others beyond the keys", RO_UNSIGNED, 2, false },
	{ "255 read-only others", RO_UNSIGNED, 255, false },
	{ "the same key twice", KEY1, 1, false },
	{ "program index 0", PROGRAM, 0, false },
	{ "program index beyond the keys", PROGRAM, 2, false },
	{ "account index beyond the keys", ACCOUNT0, 2, false },
	{ "more instructions than there are", INSTRUCTIONS, 2, false },
	{ "no instruction but bytes of one", INSTRUCTIONS, 0, false },
	{ "more accounts than there are", ACCOUNTS, 2, false },
	{ "more data than there is", DATA, 1, false },
	{ "no key", KEYS, 0, false },
	{ "one key", KEYS, 1, false },
	{ "65 keys", KEYS, 65, false },
	{ "version 1, cut", SIGNERS, 0x81, false },
	{ "version 2", SIGNERS, 0x82, false },
	{ "version 127", SIGNERS, 0xff, false },
};

static void
sanitizing(void)
{
	for (size_t i = 0; i < sizeof changed / sizeof changed[0]; i++) {
		uint8_t p[SMALL_LEN];
		struct message m;
		struct err e = ERR_INIT;
		enum err_code rc;

		small(p);
		p[changed[i].at] = changed[i].value;
		rc = message_parse(p, sizeof p, &m, &e);
		CHECK(rc == (changed[i].good ? ERR_OK : ERR_WIRE), "message %s: %s", changed[i].good ? "taken" : "refused",
			changed[i].name);
	}
}

static void
version_0(void)
{
	uint8_t p[SMALL_LEN + 2 + 36] = { 0x80 };
	struct message m;
	struct err e = ERR_INIT;

	small(p + 1);
	CHECK(message_parse(p, SMALL_LEN + 1, &m, &e) == ERR_WIRE, "v0 without its count of lookups is refused");
	CHECK(message_parse(p, SMALL_LEN + 2, &m, &e) == ERR_OK && m.version == MESSAGE_V0 && m.key_n == 2, "v0 without lookups is read");
	p[SMALL_LEN + 1] = 1;
	CHECK(message_parse(p, sizeof p, &m, &e) == ERR_WIRE && strstr(e.message, "lookup") != NULL,
		"v0 with a lookup is refused by name");
}

static void
limits(void)
{
	static uint8_t data[PACKET_MAX];
	struct account_meta a[70];
	struct instruction ix[66] = { { .program = named(9), .account = a, .data = data } };
	struct pubkey payer = named(1), self = payer;
	struct hash h = { { 0 } };
	uint8_t out[PACKET_MAX];
	struct err e = ERR_INIT;
	size_t len;

	/* 1 + 64 signature, 3 header, 1 + 64 keys, 32 hash, 1 + 1 + 1 + 2 instruction */
	ix[0].data_len = PACKET_MAX - 170;
	CHECK(message_build(&payer, ix, 1, &h, out, &len, &e) == ERR_OK && len + 65 == PACKET_MAX,
		"a transaction of exactly 1,232 bytes is built");
	ix[0].data_len++;
	CHECK(message_build(&payer, ix, 1, &h, out, &len, &e) == ERR_USAGE, "one byte more is refused");
	ix[0].data_len = 1u << 17;
	CHECK(message_build(&payer, ix, 1, &h, out, &len, &e) == ERR_USAGE, "data over 65,535 bytes is refused");
	ix[0].data_len = 0;
	for (unsigned i = 0; i < 70; i++)
		a[i] = (struct account_meta){ named((uint8_t)(100 + i)), false, false };
	ix[0].account_n = 65;
	CHECK(message_build(&payer, ix, 1, &h, out, &len, &e) == ERR_USAGE, "65 accounts are refused");
	for (unsigned i = 0; i < 12; i++)
		a[i].signer = true;
	ix[0].account_n = 12;
	CHECK(message_build(&payer, ix, 1, &h, out, &len, &e) == ERR_USAGE, "13 signers are refused");
	for (unsigned i = 0; i < 66; i++)
		ix[i] = (struct instruction){ .program = named(9) };
	CHECK(message_build(&payer, ix, 64, &h, out, &len, &e) == ERR_OK, "64 instructions are built");
	CHECK(message_build(&payer, ix, 65, &h, out, &len, &e) == ERR_USAGE, "65 are refused");
	ix[0].program = self;
	CHECK(message_build(&payer, ix, 1, &h, out, &len, &e) == ERR_USAGE, "a fee payer called as a program is refused");
	CHECK(message_build(&payer, ix, 0, &h, out, &len, &e) == ERR_OK, "a message of no instruction is built");
}

static const struct {
	const char *name;
	struct pubkey program;
	uint8_t data[8];
	size_t len;
	bool is;
} nonces[] = {
	{ "AdvanceNonce", { { 0 } }, { 4, 0, 0, 0 }, 4, true },
	{ "AdvanceNonce with bytes behind", { { 0 } }, { 4, 0, 0, 0, 9 }, 5, true },
	{ "three bytes", { { 0 } }, { 4, 0, 0 }, 3, false },
	{ "nothing", { { 0 } }, { 0 }, 0, false },
	{ "WithdrawNonce", { { 0 } }, { 5, 0, 0, 0 }, 4, false },
	{ "tag with a high byte", { { 0 } }, { 4, 1, 0, 0 }, 4, false },
	{ "another program", { { 9 } }, { 4, 0, 0, 0 }, 4, false },
};

static void
nonce(void)
{
	struct pubkey payer = named(1);
	struct account_meta a = { named(2), false, true };
	struct hash h = { { 0 } };
	uint8_t out[PACKET_MAX];
	struct err e = ERR_INIT;
	struct message m;
	size_t len;

	for (size_t i = 0; i < sizeof nonces / sizeof nonces[0]; i++) {
		struct instruction ix[] = {
			{ nonces[i].program, &a, 1, nonces[i].data, nonces[i].len }, { named(8), NULL, 0, NULL, 0 },
		};
		bool built = message_build(&payer, ix, 2, &h, out, &len, &e) == ERR_OK && message_parse(out, len, &m, &e) == ERR_OK;

		CHECK(built && message_is_nonce(&m) == nonces[i].is, "durable nonce %s: %s", nonces[i].is ? "seen" : "not seen",
			nonces[i].name);
	}
	struct instruction swapped[] = { { named(8), NULL, 0, NULL, 0 }, { PUBKEY_SYSTEM, &a, 1, (const uint8_t *)"\4\0\0\0", 4 } };
	CHECK(message_build(&payer, swapped, 2, &h, out, &len, &e) == ERR_OK && message_parse(out, len, &m, &e) == ERR_OK &&
		!message_is_nonce(&m), "durable nonce not seen: AdvanceNonce as the second instruction");
	CHECK(message_build(&payer, NULL, 0, &h, out, &len, &e) == ERR_OK && message_parse(out, len, &m, &e) == ERR_OK &&
		!message_is_nonce(&m), "durable nonce not seen: no instruction");
}

/* A tag of three bytes at the very end: what lies behind is not looked at. */
static void
short_tag(void)
{
	struct instruction ix = { PUBKEY_SYSTEM, NULL, 0, (const uint8_t *)"\4\0\0", 3 };
	struct pubkey payer = named(1);
	struct hash h = { { 0 } };
	uint8_t out[PACKET_MAX] = { 0 };
	struct err e = ERR_INIT;
	struct message m;
	size_t len = 0;
	bool ok = message_build(&payer, &ix, 1, &h, out, &len, &e) == ERR_OK && message_parse(out, len, &m, &e) == ERR_OK;

	CHECK(ok && out[len] == 0 && !message_is_nonce(&m), "durable nonce not seen: three bytes, and a zero behind the message");
}

static void
matching(void)
{
	struct instruction ix = { .program = named(9) };
	struct pubkey payer = named(1);
	struct hash h = { { 0 } };
	uint8_t out[PACKET_MAX];
	struct err e = ERR_INIT;
	struct message m;
	size_t len = 0;
	bool ok = message_build(&payer, &ix, 1, &h, out, &len, &e) == ERR_OK && message_parse(out, len, &m, &e) == ERR_OK;

	CHECK(ok && message_match(&m, 0, &ix, &e) == ERR_OK, "an instruction of no accounts and no data matches itself");
	CHECK(message_match(&m, 1, &ix, &e) == ERR_REFUSED, "there is no second one");
	ix.program = named(8);
	CHECK(message_match(&m, 0, &ix, &e) == ERR_REFUSED, "another program does not match");
}

static void
signing(void)
{
	uint8_t seed[32] = { 1 }, secret[64], bytes[PACKET_MAX];
	struct pubkey payer, stranger = named(77);
	struct transaction t;
	struct system_ix ix;
	struct signature s, id;
	struct message m;
	struct hash h = { { 3 } };
	struct err e = ERR_INIT;
	size_t len = 0;

	(void)crypto_sign_seed_keypair(payer.b, secret, seed);
	system_transfer(&ix, &payer, &stranger, 5);
	CHECK(message_build(&payer, &ix.ix, 1, &h, bytes, &len, &e) == ERR_OK &&
		transaction_start(bytes, len, &t, &e) == ERR_OK, "a transaction starts around a message");
	CHECK(t.bytes[0] == 1 && t.message == 65 && t.len == 65 + len && memcmp(t.bytes + 65, bytes, len) == 0,
		"one zero signature, then the message");
	(void)crypto_sign_detached(s.b, NULL, bytes, len, secret);
	CHECK(transaction_sign(&t, &stranger, &s, &e) == ERR_KEY, "a key that is no signer is refused");
	s.b[5] ^= 1;
	CHECK(transaction_sign(&t, &payer, &s, &e) == ERR_KEY, "a signature that does not verify is refused");
	id = transaction_id(&t);
	CHECK(sodium_is_zero(id.b, 64) == 1, "and nothing is kept of it");
	s.b[5] ^= 1;
	CHECK(transaction_sign(&t, &payer, &s, &e) == ERR_OK, "the right one is taken");
	id = transaction_id(&t);
	CHECK(memcmp(id.b, s.b, 64) == 0, "and names the transaction");
	CHECK(transaction_parse(t.bytes, t.len, &m, &e) == ERR_OK && pubkey_eq(&m.key[0], &payer), "read back, it is that message");
	CHECK(transaction_parse(t.bytes, 65, &m, &e) == ERR_WIRE && transaction_parse(t.bytes, 0, &m, &e) == ERR_WIRE,
		"signatures alone are no transaction, nor is nothing");
	t.bytes[0] = 0;
	CHECK(transaction_parse(t.bytes, t.len, &m, &e) == ERR_WIRE, "nor one with too few of them");
	t.bytes[0] = 0x81;
	CHECK(transaction_parse(t.bytes, t.len, &m, &e) == ERR_WIRE, "nor one said to be of version 1");
	CHECK(transaction_start(bytes, len - 1, &t, &e) == ERR_WIRE, "a cut message is no transaction");
}

int
main(void)
{
	if (!solana_init())
		return 1;
	compact_u16();
	building();
	prefixes();
	sanitizing();
	version_0();
	limits();
	nonce();
	short_tag();
	matching();
	signing();
	return test_done();
}
