#include "solana/loader.h"
#include "base/text.h"
#include "test.h"

/* Accounts as agave's bincode writes them; 0x11.. an authority, 0x22.. an address. */
static const struct {
	const char *name, *hex;
	enum loader_tag tag;
	bool has_authority;
	uint8_t first; /* of the authority */
	uint64_t slot;
	size_t code_len;
} accounts[] = {
	{ "uninitialized", "00000000", LOADER_UNINITIALIZED, false, 0, 0, 0 },
	{ "buffer", "0100000001" "1111111111111111111111111111111111111111111111111111111111111111" "7f454c46",
		LOADER_BUFFER, true, 0x11, 0, 4 },
	{ "buffer, header alone", "0100000001" "1111111111111111111111111111111111111111111111111111111111111111",
		LOADER_BUFFER, true, 0x11, 0, 0 },
	{ "buffer without authority", "0100000000" "1111111111111111111111111111111111111111111111111111111111111111" "01",
		LOADER_BUFFER, false, 0, 0, 1 },
	{ "program", "02000000" "2222222222222222222222222222222222222222222222222222222222222222",
		LOADER_PROGRAM, false, 0, 0, 0 },
	{ "program data", "03000000" "0807060504030201" "01"
		"1111111111111111111111111111111111111111111111111111111111111111" "0102",
		LOADER_PROGRAM_DATA, true, 0x11, 0x0102030405060708, 2 },
	{ "immutable program data keeps old key bytes", "03000000" "0100000000000000" "00"
		"1111111111111111111111111111111111111111111111111111111111111111",
		LOADER_PROGRAM_DATA, false, 0, 1, 0 },
};

static size_t
unhex(uint8_t *out, const char *hex)
{
	size_t len = strlen(hex) / 2;

	return text_unhex(out, len, hex) ? len : 0;
}

static size_t
header_of(enum loader_tag tag)
{
	static const size_t len[] = { 4, LOADER_BUFFER_HEADER, LOADER_PROGRAM_LEN, LOADER_PROGRAM_DATA_HEADER };

	return len[tag];
}

static void
decoding(void)
{
	for (size_t i = 0; i < sizeof accounts / sizeof accounts[0]; i++) {
		uint8_t p[64];
		size_t len = unhex(p, accounts[i].hex), want = header_of(accounts[i].tag), refused = 0;
		struct loader_account a;
		struct err e = ERR_INIT;
		enum err_code rc = loader_decode(p, len, &a, &e);

		CHECK(rc == ERR_OK && a.tag == accounts[i].tag && a.has_authority == accounts[i].has_authority &&
			a.authority.b[0] == accounts[i].first && a.slot == accounts[i].slot && a.code_len == accounts[i].code_len,
			"decoded: %s", accounts[i].name);
		for (size_t n = 0; n < want; n++)
			refused += loader_decode(p, n, &a, &e) == ERR_WIRE;
		CHECK(refused == want, "each of %zu prefixes short of its header is refused: %s", want, accounts[i].name);
	}
}

static const struct {
	const char *name;
	size_t at;
	uint8_t value;
} spoiled[] = {
	{ "tag 4", 0, 4 }, { "tag with a high byte", 3, 1 }, { "authority flag 2", 12, 2 }, { "authority flag 255", 12, 255 },
};

static void
refusing(void)
{
	for (size_t i = 0; i < sizeof spoiled / sizeof spoiled[0]; i++) {
		uint8_t p[64] = { 3, [12] = 1 };
		struct loader_account a;
		struct err e = ERR_INIT;

		p[spoiled[i].at] = spoiled[i].value;
		CHECK(loader_decode(p, sizeof p, &a, &e) == ERR_WIRE, "refused: %s", spoiled[i].name);
	}
}

static void
code(void)
{
	static const uint8_t padded[] = { 'a', 'b', 0, 'c', 0, 0 };
	struct hash h, want;

	CHECK(code_trim(padded, sizeof padded) == 4, "zeros inside count, zeros at the end do not");
	CHECK(code_trim(padded + 4, 2) == 0 && code_trim(padded, 0) == 0, "zeros alone are nothing");
	code_hash(padded, sizeof padded, &h);
	sha256((const struct seed[]){ { padded, 4 } }, 1, &want);
	CHECK(hash_eq(&h, &want), "the code hash is that of the trimmed bytes");
	code_hash(padded, 4, &want);
	CHECK(hash_eq(&h, &want), "and does not depend on the padding");
}

static bool
meta_is(const struct account_meta *m, uint8_t first, bool signer, bool writable)
{
	return m->key.b[0] == first && m->signer == signer && m->writable == writable;
}

static void
instructions(void)
{
	struct pubkey buffer = { { 1 } }, authority = { { 2 } }, next = { { 3 } };
	static uint8_t bytes[LOADER_WRITE_MAX];
	struct loader_ix s;

	loader_write(&s, &buffer, &authority, 0x01020304, (const uint8_t *)"abc", 3);
	CHECK(s.ix.data_len == 19 && memcmp(s.ix.data, "\1\0\0\0\4\3\2\1\3\0\0\0\0\0\0\0abc", 19) == 0 && s.ix.account_n == 2 &&
		meta_is(&s.account[0], 1, false, true) && meta_is(&s.account[1], 2, true, false), "write");
	loader_write(&s, &buffer, &authority, 0, bytes, sizeof bytes);
	CHECK(s.ix.data_len == 16 + LOADER_WRITE_MAX, "the longest write fits its storage");
	loader_initialize_buffer(&s, &buffer, &authority);
	CHECK(s.ix.data_len == 4 && s.ix.data[0] == 0 && meta_is(&s.account[1], 2, false, false),
		"initialize: the authority does not sign");
	loader_set_authority(&s, &buffer, &authority, &next, false);
	CHECK(s.ix.data[0] == 4 && s.ix.account_n == 3 && meta_is(&s.account[2], 3, false, false), "set authority");
	loader_set_authority(&s, &buffer, &authority, &next, true);
	CHECK(s.ix.data[0] == 7 && meta_is(&s.account[2], 3, true, false), "checked: the next one signs too");
	loader_close(&s, &buffer, &next, &authority);
	CHECK(s.ix.data[0] == 5 && s.ix.account_n == 3 && meta_is(&s.account[1], 3, false, true) &&
		meta_is(&s.account[2], 2, true, false), "close");
}

/* LOADER_WRITE_MAX: the payload of a bare transaction with one signer. */
static void
chunk(void)
{
	struct pubkey buffer = { { 1 } }, authority = { { 2 } };
	static uint8_t bytes[LOADER_WRITE_MAX];
	struct loader_ix s;
	struct hash h = { { 0 } };
	uint8_t out[PACKET_MAX];
	struct err e = ERR_INIT;
	size_t len = 0;

	loader_write(&s, &buffer, &authority, 0, bytes, sizeof bytes);
	CHECK(message_build(&authority, &s.ix, 1, &h, out, &len, &e) == ERR_OK && len + 65 == PACKET_MAX,
		"the longest write makes a transaction of exactly 1,232 bytes");
}

int
main(void)
{
	if (!solana_init())
		return 1;
	decoding();
	refusing();
	code();
	instructions();
	chunk();
	return test_done();
}
