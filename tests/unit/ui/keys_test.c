/* Bytes from the keyboard, actions and scripts. */

#include <stdlib.h>

#include "base/file.h"
#include "test.h"
#include "ui/action.h"
#include "ui/script.h"
#include "ui/term_keys.h"

static const struct {
	const char *name, *bytes;
	int want[4]; /* ends with KEY_NONE_YET */
} rows[] = {
	{ "a letter", "a", { 'a', -1 } },
	{ "two letters", "ax", { 'a', 'x', -1 } },
	{ "an arrow", "\033[A", { KEY_NAME_UP, -1 } },
	{ "an arrow in application mode", "\033OB", { KEY_NAME_DOWN, -1 } },
	{ "page down and a letter", "\033[6~q", { KEY_NAME_PAGE_DOWN, 'q', -1 } },
	{ "a sequence nobody knows is one key", "\033[1;5Aq", { KEY_NAME_UNKNOWN, 'q', -1 } },
	{ "enter is CR", "\r", { KEY_NAME_ENTER, -1 } },
	{ "enter is LF", "\n", { KEY_NAME_ENTER, -1 } },
	{ "backspace", "\177", { KEY_NAME_BACKSPACE, -1 } },
	{ "control-L", "\014", { 12, -1 } },
	{ "UTF-8", "\xc3\xa9z", { 0xe9, 'z', -1 } },
	{ "a broken byte", "\xffz", { KEY_NAME_UNKNOWN, 'z', -1 } },
	{ "escape and at once a letter", "\033q", { KEY_NAME_ESCAPE, 'q', -1 } },
	{ "escape twice", "\033\033[A", { KEY_NAME_ESCAPE, KEY_NAME_UP, -1 } },
	{ "a click", "\033[<0;12;5Mq", { KEY_NAME_CLICK, 'q', -1 } },
	{ "a click with Control", "\033[<16;12;5M", { KEY_NAME_CLICK, -1 } },
	{ "letting go of it means nothing", "\033[<0;12;5mq", { KEY_NAME_UNKNOWN, 'q', -1 } },
	{ "the wheel", "\033[<64;1;1M\033[<65;1;1M", { KEY_NAME_WHEEL_UP, KEY_NAME_WHEEL_DOWN, -1 } },
	{ "another button means nothing", "\033[<2;12;5M", { KEY_NAME_UNKNOWN, -1 } },
	{ "a click in column 0 means nothing", "\033[<0;0;5M", { KEY_NAME_UNKNOWN, -1 } },
	{ "a click far away means nothing", "\033[<0;99999999999;5M", { KEY_NAME_UNKNOWN, -1 } },
	{ "half a click means nothing", "\033[<0;12Mq", { KEY_NAME_UNKNOWN, 'q', -1 } },
	{ "a click with too many numbers means nothing", "\033[<0;1;2;3M", { KEY_NAME_UNKNOWN, -1 } },
	{ "this terminal's own home", "\033[9h", { KEY_NAME_HOME, -1 } },
};

static void
clicked(void)
{
	struct keys k;

	memset(&k, 0, sizeof k);
	keys_feed(&k, "\033[<0;12;5M", 10);
	CHECK(keys_next(&k, false) == KEY_NAME_CLICK && k.row == 4 && k.col == 11, "a click tells row and column, from 0 on");
}

static void
whole_and_split(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		for (int split = 0; split < 2; split++) {
			struct keys k;
			size_t n = 0, len = strlen(rows[i].bytes);
			bool right = true;
			int key;

			memset(&k, 0, sizeof k);
			keys_learn(&k, "\033[9h", KEY_NAME_HOME);
			for (size_t at = 0; at < len; at += split ? 1 : len) {
				keys_feed(&k, rows[i].bytes + at, split ? 1 : len);
				while ((key = keys_next(&k, false)) != KEY_NONE_YET)
					right = right && n < 4 && key == rows[i].want[n++];
			}
			CHECK(right && rows[i].want[n] == -1, "%s, %s", rows[i].name, split ? "byte by byte" : "at once");
		}
}

static void
escapes(void)
{
	struct keys k;
	char flood[KEYS_HELD];

	memset(&k, 0, sizeof k);
	keys_feed(&k, "\033", 1);
	CHECK(keys_next(&k, false) == KEY_NONE_YET && keys_waits(&k), "an escape may begin a sequence");
	CHECK(keys_next(&k, true) == KEY_NAME_ESCAPE && !keys_waits(&k), "after a while it is the key");
	memset(flood, '0', sizeof flood);
	memcpy(flood, "\033[", 2);
	keys_feed(&k, flood, sizeof flood);
	keys_feed(&k, "x", 1);
	CHECK(keys_next(&k, false) == KEY_NAME_UNKNOWN && !keys_waits(&k), "a sequence without end is dropped");
}

static void
actions(void)
{
	CHECK(action_for_key(KEY_NAME_DOWN, ON_BOARD) == ACTION_DOWN, "the arrow is down");
	CHECK(action_for_key('a', ON_BOARD) == ACTION_APPROVE && action_for_key('a', ON_HELP) == ACTION_NONE, "a key means something only in its place");
	CHECK(action_named("page_down") == ACTION_PAGE_DOWN && action_named("page") == ACTION_NONE, "actions have names");
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		for (int b = a + 1; b < ACTION_COUNT; b++)
			if (action_info((enum action)a)->code == action_info((enum action)b)->code &&
			    (action_info((enum action)a)->where & action_info((enum action)b)->where & ON_ALL) != 0)
				CHECK(false, "one key for %s and %s", action_info((enum action)a)->name, action_info((enum action)b)->name);
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		if (action_info((enum action)a)->help[0] == '\0')
			CHECK(false, "%s has no help", action_info((enum action)a)->name);
}

static const struct {
	const char *text;
	const char *fault; /* NULL: it parses */
	size_t steps;
} scripts[] = {
	{ "", NULL, 0 },
	{ "# only a comment\n\n", NULL, 0 },
	{ "size 120x40\ndown\nkey enter\nkey a\ntype 14\nkey enter\nuntil done: approve\ngone x\nwait 250\nframe last", NULL, 10 },
	{ "dance\n", "line 1 of the script", 0 },
	{ "down\nsize 80\n", "line 2 of the script", 0 },
	{ "size 0x24\n", "at least one column", 0 },
	{ "size 80x99999\n", "whole number", 0 },
	{ "key nothing\n", "no key has that name", 0 },
	{ "key ^U\nkey ^W\n", NULL, 2 },
	{ "key ^7\n", "no key has that name", 0 },
	{ "wait soon\n", "whole number", 0 },
	{ "until \n", "something has to follow", 0 },
	{ "down 3\n", "no action has that name", 0 },
};

static void
script_rows(void)
{
	for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
		struct err e = ERR_INIT;
		struct script s;
		enum err_code rc = script_parse(scripts[i].text, strlen(scripts[i].text), &s, &e);
		bool fine = scripts[i].fault == NULL ? rc == ERR_OK && s.n == scripts[i].steps :
			rc == ERR_USAGE && s.n == 0 && strstr(e.message, scripts[i].fault) != NULL;

		CHECK(fine, "script %zu: %s", i, e.message);
		script_wipe(&s);
	}
}

static void
script_limits(void)
{
	size_t len = SCRIPT_LEN_MAX + 1;
	char *big = calloc(len, 1);
	struct err e = ERR_INIT;
	struct script s;

	for (size_t i = 0; big != NULL && i < len; i++)
		big[i] = i % 3 == 2 ? '\n' : 'g';
	CHECK(big != NULL && script_parse(big, len, &s, &e) == ERR_USAGE, "a script too long is refused");
	CHECK(script_parse("down\0down\n", 10, &s, &e) == ERR_USAGE, "a zero byte is refused");
	for (size_t i = 0; big != NULL && i < len; i++)
		big[i] = i % 3 == 2 ? '\n' : i % 3 == 1 ? 'p' : 'u';
	CHECK(big != NULL && script_parse(big, 3 * SCRIPT_STEPS_MAX, &s, &e) == ERR_OK && s.n == SCRIPT_STEPS_MAX, "a thousand steps are allowed");
	script_wipe(&s);
	CHECK(big != NULL && script_parse(big, 3 * SCRIPT_STEPS_MAX + 3, &s, &e) == ERR_USAGE, "one more is refused");
	free(big);
}

/* The manual's list of keys is the table. */
static void
manual(void)
{
	struct buf man = BUF_INIT(1u << 20);
	struct err e = ERR_INIT;

	CHECK(file_read("man/keyturn.1", &man, &e) == ERR_OK, "the manual is there %s", e.message);
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
		const struct action_info *i = action_info((enum action)a);
		char want[200];

		(void)snprintf(want, sizeof want, ".It Ic \\&%s\n%s\n", i->key, i->help);
		CHECK(strstr(buf_str(&man), want) != NULL, "the manual has the key %s and what it does", i->key);
	}
	buf_wipe(&man);
}

int
main(void)
{
	manual();
	whole_and_split();
	clicked();
	escapes();
	actions();
	script_rows();
	script_limits();
	return test_done();
}
