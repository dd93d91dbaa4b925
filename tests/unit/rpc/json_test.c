#include "rpc/json.h"

#include "test.h"

static const struct {
	const char *text;
	bool valid;
} rows[] = {
	{ "0", true }, { "-0", true }, { "01", false }, { "+1", false }, { "1.", false }, { ".5", false }, { "1e", false },
	{ "1.5e-7", true }, { "18446744073709551615", true }, { "18446744073709551616", false }, { "-9223372036854775808", true },
	{ "-9223372036854775809", false }, { "99999999999999999999e1", true }, { "NaN", false }, { "Infinity", false }, { "-", false },
	{ "null", true }, { "nul", false }, { "nullx", false }, { "True", false }, { "", false }, { " ", false },
	{ "\"\"", true }, { "'a'", false }, { "\"a", false }, { "\"\\x\"", false }, { "\"\\u12g4\"", false }, { "\"\\u0000\"", true },
	{ "\"\t\"", false }, { "\"\xff\"", false }, { "\"\xed\xa0\x80\"", false }, { "\"\xc3\xa9\"", true },
	{ "[]", true }, { "[1]", true }, { "[1,]", false }, { "[,1]", false }, { "[1 2]", false }, { "[", false }, { "]", false },
	{ "{}", true }, { "{\"a\":1}", true }, { "{\"a\":1,}", false }, { "{,\"a\":1}", false }, { "{\"a\" 1}", false }, { "{a:1}", false },
	{ "{\"a\":1,\"a\":2}", false }, { "{\"a\":{\"b\":1},\"b\":1}", true }, { "{\"\\u0061\":1}", false }, { "{} {}", false },
	{ "{}x", false }, { "/* c */ {}", false }, { "\n{ \"a\" : [ 1 , 2 ] }\r\n", true },
	{ "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", true },
	{ "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", false },
};

static void
texts(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct err e = ERR_INIT;
		struct json *doc = NULL;
		enum err_code rc = json_open((struct span){ rows[i].text, strlen(rows[i].text) }, &doc, &e);

		CHECK((rc == ERR_OK) == rows[i].valid, "text %zu, '%.*s', is %s: %s", i, (int)strcspn(rows[i].text, "\n\t"), rows[i].text, rows[i].valid ? "JSON" : "none", e.message);
		json_close(doc);
	}
}

static void
getters(void)
{
	static const char text[] = "{\"u\":18446744073709551615,\"n\":-5,\"z\":0,\"d\":1.0,\"s\":\"a\\u0000b\",\"w\":\"word\","
		"\"b\":true,\"o\":{\"k\":null},\"a\":[1,null]}";
	struct err e = ERR_INIT;
	struct json *doc = NULL;
	const char *key = NULL;
	char word[5];
	struct span s;
	uint64_t u = 1;
	uint32_t v = 1;
	int64_t n = 1;
	size_t len = 0;
	bool b = false;

	CHECK(json_open((struct span){ text, sizeof text - 1 }, &doc, &e) == ERR_OK, "a document");
	CHECK(json_u64(json_get(doc, "u"), &u) && u == UINT64_MAX && !json_i64(json_get(doc, "u"), &n)
		&& !json_u32(json_get(doc, "u"), &v), "the largest number");
	CHECK(json_i64(json_get(doc, "n"), &n) && n == -5 && !json_u64(json_get(doc, "n"), &u), "a negative one");
	CHECK(json_u64(json_get(doc, "z"), &u) && u == 0 && !json_u64(json_get(doc, "d"), &u), "zero, and a fraction that is none");
	CHECK(json_str(json_get(doc, "s"), &s) && s.len == 3 && !json_word(json_get(doc, "s"), word, sizeof word),
		"text with a NUL is no word");
	CHECK(json_word(json_get(doc, "w"), word, 5) && strcmp(word, "word") == 0 && !json_word(json_get(doc, "w"), word, 4),
		"a word that fits, and does not");
	CHECK(json_flag(json_get(doc, "b"), &b) && b && !json_flag(json_get(doc, "z"), &b), "a flag, and a number that is none");
	CHECK(json_is_null(json_get(json_get(doc, "o"), "k")) && !json_is_null(json_get(doc, "x"))
		&& json_is_absent(json_get(doc, "x")), "null is not absent");
	CHECK(json_is_null(json_only(json_get(doc, "o"), &key)) && strcmp(key, "k") == 0 && json_only(doc, &key) == NULL,
		"the only member");
	CHECK(json_array(json_get(doc, "a"), &len) && len == 2 && json_is_null(json_at(json_get(doc, "a"), 1))
		&& json_at(json_get(doc, "a"), 2) == NULL && json_at(doc, 0) == NULL, "elements");
	CHECK(json_get(json_get(json_get(doc, "a"), "b"), "c") == NULL, "a path into nothing is nothing");
	json_close(doc);
	json_close(NULL);
}

/* Every shorter prefix of a reply is refused. */
static void
prefixes(void)
{
	static const char text[] = "{\"a\":[1,{\"b\":\"c\\n\"},null,-2.5e3],\"d\":true}";
	unsigned refused = 0;
	const char *why;

	for (size_t len = 0; len < sizeof text - 1; len++)
		refused += !scan_valid((struct span){ text, len }, &why);
	CHECK(refused == sizeof text - 1 && scan_valid((struct span){ text, sizeof text - 1 }, &why), "%u prefixes refused", refused);
}

/* Every byte at every place of a string: eight bytes are looked at together. */
static void
bytes_in_strings(void)
{
	unsigned wrong = 0;

	for (size_t len = 1; len <= 20; len++)
		for (size_t at = 0; at < len; at++)
			for (unsigned byte = 0; byte < 256; byte++) {
				char text[22] = { '"' };
				const char *why = NULL;
				bool plain = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';

				memset(text + 1, 'a', len);
				text[1 + at] = (char)byte;
				text[1 + len] = '"';
				wrong += scan_valid((struct span){ text, len + 2 }, &why) != plain;
			}
	CHECK(wrong == 0, "%u strings with one byte that is not plain are read wrong", wrong);
}

int
main(void)
{
	texts();
	bytes_in_strings();
	getters();
	prefixes();
	return test_done();
}
