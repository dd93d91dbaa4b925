#include "base/text.h"
#include "test.h"

/* RFC 4648, section 10. */
static const struct {
	const char *plain, *coded;
} known[] = {
	{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
};

static void
known_answers(void)
{
	char text[64];
	uint8_t bytes[64];

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		size_t len = strlen(known[i].plain), got = 99;
		bool ok;

		text_base64(text, (const uint8_t *)known[i].plain, len);
		CHECK(strcmp(text, known[i].coded) == 0 && text_base64_len(len) == strlen(text), "RFC 4648: '%s' is '%s'",
			known[i].plain, known[i].coded);
		ok = text_unbase64(bytes, sizeof bytes, &got, text, strlen(text));
		CHECK(ok && got == len && memcmp(bytes, known[i].plain, len) == 0, "RFC 4648: '%s' decodes", known[i].coded);
	}
}

static const struct {
	const char *name, *text;
} bad[] = {
	{ "one character", "Z" }, { "two without padding", "Zg" }, { "three without padding", "Zm8" },
	{ "padding alone", "====" }, { "three padding signs", "Z===" }, { "padding in the middle", "Zg==Zm9v" },
	{ "padding before a character", "Zm=v" }, { "blank", "Zm9 " }, { "line feed", "Zm9v\n" },
	{ "URL alphabet", "_-_-" }, { "bits left over in two", "Zh==" }, { "bits left over in three", "Zm9=" },
	{ "a byte above ASCII", "Zm9\xff" }, { "five characters", "Zm9vY" },
};

static void
refusals(void)
{
	uint8_t out[16];
	size_t len = 0;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		CHECK(!text_unbase64(out, sizeof out, &len, bad[i].text, strlen(bad[i].text)), "base64 refused: %s",
			bad[i].name);
	CHECK(!text_unbase64(out, 5, &len, "Zm9vYmFy", 8), "base64 refused: one byte too little room");
	CHECK(text_unbase64(out, 6, &len, "Zm9vYmFy", 8) && len == 6, "base64 taken: exactly enough room");
	CHECK(!text_unbase64(out, sizeof out, &len, "Zm\0v", 4), "base64 refused: NUL");
}

static void
round_trips(void)
{
	uint8_t in[100], back[100];
	char text[140];
	unsigned wrong = 0;

	for (size_t len = 0; len <= sizeof in; len++) {
		size_t got = 0;

		for (size_t i = 0; i < len; i++)
			in[i] = (uint8_t)(i * 151 + len * 13);
		text_base64(text, in, len);
		wrong += !text_unbase64(back, sizeof back, &got, text, strlen(text)) || got != len || memcmp(in, back, len) != 0;
		for (size_t cut = 0; cut < strlen(text); cut++)
			if (cut % 4 != 0)
				wrong += text_unbase64(back, sizeof back, &got, text, cut);
	}
	CHECK(wrong == 0, "0 to 100 bytes come back from base64, and no part of a group is taken");
}

static void
hex(void)
{
	uint8_t out[4];
	char text[9];

	text_hex(text, (const uint8_t *)"\x00\x1f\xab\xff", 4);
	CHECK(strcmp(text, "001fabff") == 0, "hex is lower case, two digits a byte");
	CHECK(text_unhex(out, 4, "001FabfF") && memcmp(out, "\x00\x1f\xab\xff", 4) == 0, "both cases are read");
	CHECK(!text_unhex(out, 4, "001fabf") && !text_unhex(out, 4, "001fab"), "shorter hex is refused");
	CHECK(!text_unhex(out, 4, "001fabff0") && !text_unhex(out, 4, "001fabff "), "longer hex is refused");
	CHECK(!text_unhex(out, 2, "0x1f") && !text_unhex(out, 1, "g0") && !text_unhex(out, 1, "0g"), "other characters are refused");
	CHECK(text_unhex(out, 0, "") && !text_unhex(out, 0, "0"), "nothing is nothing");
}

int
main(void)
{
	known_answers();
	refusals();
	round_trips();
	hex();
	return test_done();
}
