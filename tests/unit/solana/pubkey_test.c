#include "solana/pubkey.h"
#include "base/text.h"
#include "test.h"

static const struct {
	const char *text;
	const struct pubkey *key;
} known[] = {
	{ "11111111111111111111111111111111", &PUBKEY_SYSTEM },
	{ "BPFLoaderUpgradeab1e11111111111111111111111", &PUBKEY_LOADER },
	{ "ComputeBudget111111111111111111111111111111", &PUBKEY_BUDGET },
	{ "SysvarC1ock11111111111111111111111111111111", &PUBKEY_CLOCK },
	{ "SysvarRent111111111111111111111111111111111", &PUBKEY_RENT },
	{ "Sysvar1nstructions1111111111111111111111111", &PUBKEY_INSTRUCTIONS },
	{ "Feature111111111111111111111111111111111111", &PUBKEY_FEATURE },
	{ "txv1aq4pp281K9um3tnPgkfX8UqtFT6wcVW3hNezGLL", &PUBKEY_GATE_V1 },
};

static void
well_known(void)
{
	char text[PUBKEY_TEXT];
	struct err e = ERR_INIT;

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		struct pubkey k;
		enum err_code rc = pubkey_parse(known[i].text, &k, &e);

		CHECK(rc == ERR_OK && pubkey_eq(&k, known[i].key), "%s is read", known[i].text);
		CHECK(strcmp(pubkey_text(text, known[i].key), known[i].text) == 0, "%s is written", known[i].text);
	}
	CHECK(pubkey_is_zero(&PUBKEY_SYSTEM) && !pubkey_is_zero(&PUBKEY_LOADER), "System's address is zero, the loader's not");
}

static const struct {
	const char *name, *text;
} bad[] = {
	{ "nothing", "" },
	{ "a zero", "0PFLoaderUpgradeab1e11111111111111111111111" },
	{ "a capital O", "OPFLoaderUpgradeab1e11111111111111111111111" },
	{ "a capital I", "IPFLoaderUpgradeab1e11111111111111111111111" },
	{ "a small l", "lPFLoaderUpgradeab1e11111111111111111111111" },
	{ "a blank before", " BPFLoaderUpgradeab1e11111111111111111111111" },
	{ "a line feed behind", "BPFLoaderUpgradeab1e11111111111111111111111\n" },
	{ "one letter less", "BPFLoaderUpgradeab1e1111111111111111111111" },
	{ "31 zero bytes", "1111111111111111111111111111111" },
	{ "33 zero bytes", "111111111111111111111111111111111" },
	{ "a leading one too many", "1BPFLoaderUpgradeab1e11111111111111111111111" },
	{ "2^256, the first value too large", "JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFH" },
	{ "44 of the last letter", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz" },
	{ "a signature", "2222222222222222222222222222222222222222222222222222222222222222222222222222222222222222" },
	{ "200 letters", "2222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222"
		"2222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222" },
	{ "an escape", "\033[2J" },
};

static void
refusals(void)
{
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct err e = ERR_INIT;
		struct pubkey k;

		CHECK(pubkey_parse(bad[i].text, &k, &e) == ERR_USAGE && e.hint[0] != '\0' && strchr(e.message, '\033') == NULL,
			"address refused: %s", bad[i].name);
	}
}

static void
extremes(void)
{
	struct err e = ERR_INIT;
	struct pubkey ones, back;
	struct signature s, t;
	char text[PUBKEY_TEXT], long_text[SIGNATURE_TEXT];
	unsigned wrong = 0;

	memset(&ones, 0xff, sizeof ones);
	CHECK(strcmp(pubkey_text(text, &ones), "JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG") == 0,
		"2^256 - 1 has 44 letters");
	CHECK(pubkey_parse(text, &back, &e) == ERR_OK && pubkey_eq(&ones, &back), "and is read back");
	memset(&s, 0xff, sizeof s);
	CHECK(strlen(signature_text(long_text, &s)) == 88 && signature_parse(long_text, &t, &e) == ERR_OK &&
		memcmp(&s, &t, sizeof s) == 0, "the largest signature has 88 letters and is read back");
	for (unsigned zeros = 0; zeros <= 32; zeros++) {
		struct pubkey k = { { 0 } };

		for (unsigned i = zeros; i < 32; i++)
			k.b[i] = (uint8_t)(i * 37 + 1);
		wrong += pubkey_parse(pubkey_text(text, &k), &back, &e) != ERR_OK || !pubkey_eq(&k, &back);
	}
	CHECK(wrong == 0, "0 to 32 leading zero bytes come back");
}

/* Encodings of points, judged as curve25519-dalek's decompress does, which is
 * what the runtime asks: y is taken modulo p, a negative zero is taken. */
static const struct {
	const char *name, *hex;
	bool on;
} points[] = {
	{ "the base point", "5866666666666666666666666666666666666666666666666666666666666666", true },
	{ "identity", "0100000000000000000000000000000000000000000000000000000000000000", true },
	{ "identity with a negative zero", "0100000000000000000000000000000000000000000000000000000000000080", true },
	{ "identity as p + 1", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", true },
	{ "order 2", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", true },
	{ "order 4, zero", "0000000000000000000000000000000000000000000000000000000000000000", true },
	{ "order 4 as p", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", true },
	{ "order 8", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", true },
	{ "order 8, other", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", true },
	{ "y = 2", "0200000000000000000000000000000000000000000000000000000000000000", false },
	{ "y = 3", "0300000000000000000000000000000000000000000000000000000000000000", true },
	{ "y = 7", "0700000000000000000000000000000000000000000000000000000000000000", false },
};

static void
curve(void)
{
	for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
		struct pubkey k;
		bool read = text_unhex(k.b, 32, points[i].hex);

		CHECK(read && pubkey_on_curve(&k) == points[i].on, "%s curve: %s", points[i].on ? "on the" : "off the",
			points[i].name);
	}
}

/* FIPS 180-2 appendix B. */
static void
hashes(void)
{
	static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
	static const char none[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
	char hex[65];
	struct hash h;

	sha256((const struct seed[]){ { "a", 1 }, { NULL, 0 }, { "bc", 2 } }, 3, &h);
	text_hex(hex, h.b, 32);
	CHECK(strcmp(hex, abc) == 0, "SHA-256 of abc in pieces, one of them empty");
	sha256(NULL, 0, &h);
	text_hex(hex, h.b, 32);
	CHECK(strcmp(hex, none) == 0, "SHA-256 of nothing");
}

/* RFC 8032, section 7.1, test 2. */
static void
signatures(void)
{
	static const uint8_t message[] = { 0x72 };
	struct pubkey k;
	struct signature s;
	bool read = text_unhex(k.b, 32, "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c") &&
		text_unhex(s.b, 64, "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
		"085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");

	CHECK(read && signature_ok(&s, message, 1, &k), "RFC 8032 test 2 verifies");
	CHECK(!signature_ok(&s, message, 0, &k), "a signature of another message does not");
	s.b[0] ^= 1;
	CHECK(!signature_ok(&s, message, 1, &k), "nor a changed signature");
	s.b[0] ^= 1;
	k.b[0] ^= 1;
	CHECK(!signature_ok(&s, message, 1, &k), "nor that of another key");
	memset(&s, 0, sizeof s);
	k = (struct pubkey){ { 1 } };
	CHECK(!signature_ok(&s, message, 1, &k), "nor one of zeros under the identity");
}

int
main(void)
{
	if (!solana_init())
		return 1;
	well_known();
	refusals();
	extremes();
	curve();
	hashes();
	signatures();
	return test_done();
}
