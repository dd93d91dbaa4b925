#include "base/text.h"
#include "base/unicode.h"
#include "test.h"

#include <locale.h>
#include <wchar.h>

#define BAD "\xef\xbf\xbd"

static const struct {
	const char *name, *in, *out, *ascii;
} safe[] = {
	{ "plain text stays", "Fix rounding", "Fix rounding", "Fix rounding" },
	{ "an escape sequence loses its escape", "\033[31mred\033[0m", BAD "[31mred" BAD "[0m", "?[31mred?[0m" },
	{ "OSC 52 cannot reach the clipboard", "\033]52;c;QQ==\a", BAD "]52;c;QQ==" BAD, "?]52;c;QQ==?" },
	{ "an 8-bit CSI of C1 is shown", "\xc2\x9b" "2J", BAD "2J", "?2J" },
	{ "a raw 0x9b byte is shown", "\x9b" "2J", BAD "2J", "?2J" },
	{ "DEL and backspace do not erase", "abc\b\b\x7f", "abc" BAD BAD BAD, "abc???" },
	{ "CR, LF and TAB become blanks", "a\rb\nc\td", "a b c d", "a b c d" },
	{ "bidi override is shown", "a\xe2\x80\xae" "b", "a" BAD "b", "a?b" },
	{ "bidi isolate is shown", "a\xe2\x81\xa6" "b\xe2\x81\xa9", "a" BAD "b" BAD, "a?b?" },
	{ "left-to-right and Arabic letter marks are shown", "\xe2\x80\x8e\xd8\x9c", BAD BAD, "??" },
	{ "zero-width space, joiner and BOM are shown", "a\xe2\x80\x8b\xe2\x80\x8d\xef\xbb\xbf" "b", "a" BAD BAD BAD "b", "a???b" },
	{ "soft hyphen is shown", "pay\xc2\xad" "pal", "pay" BAD "pal", "pay?pal" },
	{ "tag characters are shown", "a\xf3\xa0\x81\xa1", "a" BAD, "a?" },
	{ "variation selector is shown", "a\xef\xb8\x8f", "a" BAD, "a?" },
	{ "Hangul filler, blank but a letter, is shown", "\xe3\x85\xa4", BAD, "?" },
	{ "line and paragraph separator are shown", "\xe2\x80\xa8\xe2\x80\xa9", BAD BAD, "??" },
	{ "private use is shown", "\xee\x80\x80\xf4\x8f\xbf\xbd", BAD BAD, "??" },
	{ "unassigned is shown", "\xcd\xb8", BAD, "?" },
	{ "two marks on a letter stay", "e\xcc\x81\xcc\x82-", "e\xcc\x81\xcc\x82-", "e??" "-" },
	{ "the third mark is shown", "e\xcc\x81\xcc\x82\xcc\x83", "e\xcc\x81\xcc\x82" BAD, "e???" },
	{ "marks stacked without end all turn", "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81", "e\xcc\x81\xcc\x81" BAD BAD BAD, "e?????" },
	{ "a mark without a letter is shown", "\xcc\x81" "a", BAD "a", "?a" },
	{ "a mark does not sit on a replacement", "\x01\xcc\x81", BAD BAD, "??" },
	{ "accents, Cyrillic, Chinese and emoji stay", "\xc3\xa9\xd0\xb6\xe4\xb8\xad\xf0\x9f\x9a\x80", "\xc3\xa9\xd0\xb6\xe4\xb8\xad\xf0\x9f\x9a\x80", "????" },
	{ "overlong slash is two bytes", "\xc0\xaf", BAD BAD, "??" },
	{ "overlong of three is three", "\xe0\x80\xaf", BAD BAD BAD, "???" },
	{ "a surrogate is three", "\xed\xa0\x80", BAD BAD BAD, "???" },
	{ "beyond U+10FFFF is four", "\xf4\x90\x80\x80", BAD BAD BAD BAD, "????" },
	{ "a cut character at the end is shown", "a\xe4\xb8", "a" BAD BAD, "a??" },
	{ "0xff is shown", "\xff", BAD, "?" },
	{ "tilde and its neighbour", "~\xc2\xa0", "~\xc2\xa0", "~?" },
};

static void
made_safe(void)
{
	char out[256];

	for (size_t i = 0; i < sizeof safe / sizeof safe[0]; i++) {
		size_t n = text_safe(out, sizeof out, safe[i].in, strlen(safe[i].in), false);

		CHECK(strcmp(out, safe[i].out) == 0 && n == strlen(out), "%s", safe[i].name);
		(void)text_safe(out, sizeof out, safe[i].in, strlen(safe[i].in), true);
		CHECK(strcmp(out, safe[i].ascii) == 0, "%s, in ASCII", safe[i].name);
	}
	CHECK(text_safe(out, sizeof out, "a\0b", 3, true) == 3 && strcmp(out, "a?b") == 0, "NUL is shown");
}

static void
cut(void)
{
	char out[8];
	const char *in = "a\xe4\xb8\xad" "b\033";

	memset(out, 'x', sizeof out);
	CHECK(text_safe(out, 0, in, 5, false) == 0 && out[0] == 'x', "no room, nothing written");
	CHECK(text_safe(out, 1, in, 5, false) == 0 && out[0] == '\0', "room for the NUL only");
	CHECK(text_safe(out, 4, in, 5, false) == 1 && strcmp(out, "a") == 0, "a character is not cut in two");
	CHECK(text_safe(out, 5, in, 5, false) == 4, "it is kept where it fits");
	CHECK(text_safe(out, 8, in, 6, false) == 5 && strcmp(out, "a\xe4\xb8\xad" "b") == 0,
		"a replacement that does not fit ends the text");
}

/* Everything text_safe lets through, tried for all code points. */
static void
all_code_points(void)
{
	unsigned leaked = 0, changed = 0;

	for (uint32_t c = 0; c < 0x110000; c++) {
		uint8_t in[4];
		char out[8];
		size_t n = unicode_put(in, c), w = text_safe(out, sizeof out, (const char *)in, n, false);
		bool kept = w == n && memcmp(out, in, n) == 0;

		leaked += kept && unicode_class(c) != UNICODE_ONE && unicode_class(c) != UNICODE_WIDE;
		changed += !kept && (unicode_class(c) == UNICODE_ONE || unicode_class(c) == UNICODE_WIDE);
	}
	CHECK(leaked == 0, "of all code points none but visible ones pass alone");
	CHECK(changed == 0, "every visible one passes unchanged");
}

static void
as_the_terminal(void)
{
	unsigned differ = 0, seen = 0;

	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL) {
		printf("ok %d - widths are those of the C library # SKIP no locale C.UTF-8\n", ++test_no);
		return;
	}
	for (uint32_t c = 0; c < 0x110000; c++) {
		enum unicode_class class = unicode_class(c);
		int w = class == UNICODE_WIDE ? 2 : class == UNICODE_MARK ? 0 : 1;

		if (class == UNICODE_REFUSED)
			continue;
		seen++;
		differ += wcwidth((wchar_t)c) != w;
	}
	CHECK(differ == 0 && seen > 140000, "widths of %u characters are those of the C library", seen);
}

static const struct {
	const char *name, *text;
	int width, cols;
	size_t clip;
} widths[] = {
	{ "nothing", "", 0, 5, 0 },
	{ "letters", "abc", 3, 2, 2 },
	{ "wide ones take two", "\xe4\xb8\xad\xe6\x96\x87", 4, 3, 3 },
	{ "a wide one that half fits is left out", "a\xe4\xb8\xad", 3, 2, 1 },
	{ "a mark goes with its letter", "e\xcc\x81" "f", 2, 1, 3 },
	{ "marks at the cut are kept", "ae\xcc\x81\xcc\x82", 2, 2, 6 },
	{ "replacement takes one", BAD BAD, 2, 1, 3 },
	{ "emoji takes two", "\xf0\x9f\x9a\x80", 2, 1, 0 },
	{ "no columns", "a", 1, 0, 0 },
	{ "negative columns", "a", 1, -3, 0 },
};

static void
columns(void)
{
	const char *s = "e\xcc\x81\xe4\xb8\xad";
	size_t len;

	for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
		CHECK(text_width(widths[i].text) == widths[i].width, "width: %s", widths[i].name);
		CHECK(text_clip(widths[i].text, widths[i].cols) == widths[i].clip, "clip: %s", widths[i].name);
	}
	CHECK(text_next(&s, &len) == 1 && len == 3, "a cluster is a letter with its marks");
	CHECK(text_next(&s, &len) == 2 && len == 3, "then the wide one");
	CHECK(text_next(&s, &len) == -1 && len == 0 && *s == '\0', "then the end");
}

static const struct {
	const char *name, *bytes;
	bool is;
} utf8[] = {
	{ "empty", "", true },
	{ "ASCII", "abc", true },
	{ "U+0080", "\xc2\x80", true },
	{ "U+07FF", "\xdf\xbf", true },
	{ "U+0800", "\xe0\xa0\x80", true },
	{ "U+D7FF", "\xed\x9f\xbf", true },
	{ "U+E000", "\xee\x80\x80", true },
	{ "U+FFFF", "\xef\xbf\xbf", true },
	{ "U+10000", "\xf0\x90\x80\x80", true },
	{ "U+10FFFF", "\xf4\x8f\xbf\xbf", true },
	{ "overlong NUL", "\xc0\x80", false },
	{ "overlong U+007F", "\xc1\xbf", false },
	{ "overlong U+07FF", "\xe0\x9f\xbf", false },
	{ "overlong U+FFFF", "\xf0\x8f\xbf\xbf", false },
	{ "surrogate U+D800", "\xed\xa0\x80", false },
	{ "surrogate U+DFFF", "\xed\xbf\xbf", false },
	{ "U+110000", "\xf4\x90\x80\x80", false },
	{ "five bytes", "\xf8\x88\x80\x80\x80", false },
	{ "lone continuation", "\x80", false },
	{ "cut after two of three", "\xe4\xb8", false },
	{ "letter in place of a continuation", "\xe4\xb8" "a", false },
};

static void
valid_utf8(void)
{
	for (size_t i = 0; i < sizeof utf8 / sizeof utf8[0]; i++)
		CHECK(text_is_utf8((const uint8_t *)utf8[i].bytes, strlen(utf8[i].bytes)) == utf8[i].is, "UTF-8 %s: %s",
			utf8[i].is ? "taken" : "refused", utf8[i].name);
	CHECK(text_is_utf8((const uint8_t *)"a\0b", 3), "UTF-8 taken: NUL inside");
}

int
main(void)
{
	made_safe();
	cut();
	all_code_points();
	columns();
	valid_utf8();
	as_the_terminal();
	return test_done();
}
