/* typing_test.c - letters, Backspace, Ctrl-W and Ctrl-U in a text being typed. */
#include "ui/widget_typing.h"

#include <string.h>

#include "test.h"
#include "ui/term_keys.h"

enum { CONTROL_U = 21, CONTROL_W = 23 };

static void
letters(void)
{
	char text[8] = "";

	CHECK(typing_key(text, sizeof text, 'a') && typing_key(text, sizeof text, 0xe4) && typing_key(text, sizeof text, 0x4f60),
		"letters of one, two and three bytes are taken");
	CHECK(strcmp(text, "a\xc3\xa4\xe4\xbd\xa0") == 0, "as UTF-8");
	CHECK(typing_key(text, sizeof text, 0xe4) && strcmp(text, "a\xc3\xa4\xe4\xbd\xa0") == 0, "one that does not fit whole is not begun");
	CHECK(typing_key(text, sizeof text, 'b') && strlen(text) == 7, "one that fits is taken to the last byte");
	CHECK(typing_key(text, sizeof text, 'c') && strlen(text) == 7, "and no further");
}

static void
unshown(void)
{
	static const int key[] = { 0x7f, 0x9b, 0x200b, 0x202e, 0xd800, 0xdfff, 0xe000, 0x10ffff };
	char text[8] = "";

	for (size_t i = 0; i < sizeof key / sizeof key[0]; i++)
		CHECK(typing_key(text, sizeof text, key[i]) && text[0] == '\0', "%x may not be shown, and is not taken", (unsigned)key[i]);
}

static void
away(void)
{
	char text[32] = "two  words \xc3\xa4";

	CHECK(typing_key(text, sizeof text, KEY_NAME_BACKSPACE) && strcmp(text, "two  words ") == 0, "Backspace takes a letter, not a byte");
	CHECK(typing_key(text, sizeof text, CONTROL_W) && strcmp(text, "two  ") == 0, "Ctrl-W takes the last word");
	CHECK(typing_key(text, sizeof text, CONTROL_W) && text[0] == '\0', "and the spaces behind it");
	CHECK(typing_key(text, sizeof text, CONTROL_W) && typing_key(text, sizeof text, KEY_NAME_BACKSPACE) && text[0] == '\0',
		"of nothing nothing");
	(void)strcpy(text, "all of it");
	CHECK(typing_key(text, sizeof text, CONTROL_U) && text[0] == '\0', "Ctrl-U takes all");
}

static void
others(void)
{
	static const int key[] = { KEY_NAME_UP, KEY_NAME_ENTER, KEY_NAME_ESCAPE, KEY_NAME_TAB, KEY_NAME_CLICK, KEY_NAME_UNKNOWN, 12, 1 };
	char text[8] = "kept";

	for (size_t i = 0; i < sizeof key / sizeof key[0]; i++)
		CHECK(!typing_key(text, sizeof text, key[i]) && strcmp(text, "kept") == 0, "key %d is the caller's", key[i]);
}

int
main(void)
{
	letters();
	unshown();
	away();
	others();
	return test_done();
}
