#include "base/jsonout.h"

#include "test.h"

static const struct {
	const char *fact, *in, *out;
} rows[] = {
	{ "plain text", "abc", "\"abc\"" }, { "nothing", "", "\"\"" }, { "quote and backslash", "a\"b\\", "\"a\\\"b\\\\\"" },
	{ "line end and tab", "a\nb\tc", "\"a\\nb\\u0009c\"" }, { "an escape sequence", "\x1b[31m", "\"\\u001b[31m\"" },
	{ "C1 and DEL", "\xc2\x9b\x7f", "\"\\u009b\\u007f\"" }, { "bidi", "a\xe2\x80\xae" "b", "\"a\\u202eb\"" },
	{ "a tag beyond 16 bits", "\xf3\xa0\x81\x81", "\"\\udb40\\udc41\"" }, { "letters of the world", "\xc3\xa9\xe6\xbc\xa2", "\"\xc3\xa9\xe6\xbc\xa2\"" },
	{ "invalid bytes", "a\xff\xc3", "\"a\xef\xbf\xbd\xef\xbf\xbd\"" }, { "a surrogate", "\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
};

static void
everything(void)
{
	static const uint8_t bytes[] = { 0, 0xab, 255 };
	struct buf b = BUF_INIT(4096);
	struct jsonout j = jsonout_to(&b);

	jsonout_object(&j, NULL);
	jsonout_u64(&j, "u", UINT64_MAX);
	jsonout_i64(&j, "i", INT64_MIN);
	jsonout_array(&j, "a");
	jsonout_bool(&j, NULL, true);
	jsonout_bool(&j, NULL, false);
	jsonout_object(&j, NULL);
	jsonout_end(&j);
	jsonout_array(&j, NULL);
	jsonout_end(&j);
	jsonout_null(&j, NULL);
	jsonout_end(&j);
	jsonout_hex(&j, "h", bytes, 3);
	jsonout_base64(&j, "b", bytes, 3);
	jsonout_hex(&j, "e", bytes, 0);
	jsonout_str(&j, "s\"", "x");
	jsonout_str(&j, "n", NULL);
	jsonout_text(&j, "t", "a\0b", 3);
	jsonout_end(&j);
	CHECK(strcmp(buf_str(&b), "{\"u\":18446744073709551615,\"i\":-9223372036854775808,\"a\":[true,false,{},[],null],"
		"\"h\":\"00abff\",\"b\":\"AKv/\",\"e\":\"\",\"s\\\"\":\"x\",\"n\":null,\"t\":\"a\\u0000b\"}") == 0, "%s", buf_str(&b));
	buf_wipe(&b);
}

static void
ceiling(void)
{
	struct buf b = BUF_INIT(10);
	struct jsonout j = jsonout_to(&b);

	jsonout_array(&j, NULL);
	for (int i = 0; i < 10; i++)
		jsonout_str(&j, NULL, "abc");
	jsonout_hex(&j, NULL, (const uint8_t *)"abc", 3);
	jsonout_end(&j);
	CHECK(b.over && b.len <= 10, "what does not fit is told by the buf");
	buf_wipe(&b);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct buf b = BUF_INIT(256);
		struct jsonout j = jsonout_to(&b);

		jsonout_str(&j, NULL, rows[i].in);
		CHECK(strcmp(buf_str(&b), rows[i].out) == 0, "%s: %s", rows[i].fact, buf_str(&b));
		buf_wipe(&b);
	}
	everything();
	ceiling();
	return test_done();
}
