/* What is typed in the command line: as an action, as words it may become, and as frames. */

#include "page.h"
#include "ui/near.h"
#include "ui/screen_board.h"
#include "ui/term_keys.h"
#include "ui/widget_line.h"

static void
understood(void)
{
	static const struct {
		const char *line;
		enum action action;
		uint64_t index;
		const char *text;
	} rows[] = {
		{ "", ACTION_NONE, 0, "" },
		{ "   ", ACTION_NONE, 0, "" },
		{ ":", ACTION_NONE, 0, "" },
		{ "open 14", ACTION_OPEN, 14, "" },
		{ " :  open   14  ", ACTION_OPEN, 14, "" },
		{ "14", ACTION_OPEN, 14, "" },
		{ "18446744073709551615", ACTION_OPEN, UINT64_MAX, "" },
		{ "approve", ACTION_APPROVE, 0, "" },
		{ "APPROVE 3", ACTION_APPROVE, 3, "" },
		{ "a 3", ACTION_APPROVE, 3, "" },
		{ "roll 12", ACTION_ROLLBACK, 12, "" },
		{ "update", ACTION_REFRESH, 0, "" },
		{ "page_down", ACTION_PAGE_DOWN, 0, "" },
		{ "q", ACTION_QUIT, 0, "" },
		{ "board", ACTION_BOARD, 0, "" },
		{ "search two words ", ACTION_SEARCH, 0, "two words" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct err e = ERR_INIT;
		struct order o;

		CHECK(order_parse(rows[i].line, &o, &e) == ERR_OK && o.action == rows[i].action && o.index == rows[i].index &&
			strcmp(o.text, rows[i].text) == 0, "\"%s\" is understood %s", rows[i].line, e.message);
	}
}

static void
refused(void)
{
	static const struct {
		const char *line, *message, *hint;
	} rows[] = {
		{ "aprove 4", "there is no command \"aprove\"", "near it: approve" },
		{ "opne", "there is no command \"opne\"", "near it: open" },
		{ "cloze 1", "there is no command \"cloze\"", "near it: close" },
		{ "xyzzy", "there is no command \"xyzzy\"", "help lists them" },
		{ "c 4", "\"c\" begins several commands", "one of cancel, close, copy" },
		{ "r", "\"r\" begins several commands", "reject" },
		{ "open x", "\"x\" is no number of a proposal", "first column" },
		{ "open 0", "\"0\" is no number of a proposal", "first column" },
		{ "open 1 2", "\"1 2\" is no number of a proposal", "" },
		{ "open -1", "\"-1\" is no number", "" },
		{ "18446744073709551616", "is no number of a proposal", "" },
		{ "14 15", "nothing follows the number", "" },
		{ "quit 4", "\"quit\" takes nothing after it", "" },
		{ "command", "there is no command \"command\"", "" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "no command is longer than 40 letters", "" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct err e = ERR_INIT;
		struct order o;

		CHECK(order_parse(rows[i].line, &o, &e) == ERR_USAGE && strstr(e.message, rows[i].message) != NULL &&
			strstr(e.hint, rows[i].hint) != NULL, "\"%s\" is refused: %s; %s", rows[i].line, e.message, e.hint);
	}
}

/* Every action but the command line itself can be typed by the name scripts use. */
static void
all_names(void)
{
	unsigned n = 0;

	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
		struct err e = ERR_INIT;
		char name[ACTION_WORD];
		struct order o;

		if (a == ACTION_COMMAND)
			continue;
		n++;
		CHECK(order_parse(action_word(name, (enum action)a), &o, &e) == ERR_OK && o.action == (enum action)a,
			"%s can be typed", name);
	}
	CHECK(n > 20, "%u names", n);
}

static void
press(struct line *l, const struct model *m, const char *keys)
{
	for (; *keys != '\0'; keys++)
		(void)line_key(l, m, *keys == '\t' ? KEY_NAME_TAB : *keys == '<' ? KEY_NAME_BACKSPACE : *keys == '^' ? KEY_NAME_UP :
			*keys == 'V' ? KEY_NAME_DOWN : (unsigned char)*keys);
}

static void
keys(void)
{
	static const struct {
		const char *keys, *text;
	} rows[] = {
		{ "appr\t", "approve " },
		{ "appr\t1", "approve 1" },
		{ "c\t", "cancel" },
		{ "c\t\t", "close" },
		{ "c\t\t\t", "copy" },
		{ "c\t\t\t\t", "c" },
		{ "c\tx", "cancelx" },
		{ "open \t", "open 12" },
		{ "open \t\t", "open 14" },
		{ "open 1\t\t\t", "open 13" },
		{ "quit \t", "quit " },
		{ "open 9 \t", "open 9 " },
		{ "abc<<", "a" },
		{ "open 14\x17", "open " },
		{ "open 14\x15", "" },
		{ "zz\t", "zz" },
	};
	struct gov_world w;
	struct model m;

	sample_many(&w);
	sample_live(&m, &w);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		static struct line l;

		memset(&l, 0, sizeof l);
		line_begin(&l, &m, "");
		press(&l, &m, rows[i].keys);
		CHECK(l.typing && strcmp(l.text, rows[i].text) == 0, "keys %zu give \"%s\": \"%s\"", i, rows[i].text, l.text);
	}
	model_wipe(&m);
}

static void
history(void)
{
	static struct line l;
	struct model m;
	char text[24];

	sample_blank(&m);
	for (unsigned i = 0; i < LINE_PAST + 10; i++) {
		(void)snprintf(text, sizeof text, "open %u", i + 1);
		line_begin(&l, &m, text);
		CHECK(line_key(&l, &m, KEY_NAME_ENTER) == LINE_GIVEN && !l.typing, "enter gives \"%s\"", l.text);
	}
	line_begin(&l, &m, "");
	press(&l, &m, "half^^");
	CHECK(strcmp(l.text, "open 59") == 0, "up is what was given before: %s", l.text);
	press(&l, &m, "VV");
	CHECK(strcmp(l.text, "half") == 0, "down comes back to what was being typed: %s", l.text);
	for (unsigned i = 0; i < 2 * LINE_PAST; i++)
		press(&l, &m, "^");
	CHECK(strcmp(l.text, "open 11") == 0, "the oldest kept is the end of it: %s", l.text);
	CHECK(line_key(&l, &m, KEY_NAME_ESCAPE) == LINE_LEFT && !l.typing, "escape leaves it");
	line_begin(&l, &m, "");
	CHECK(line_key(&l, &m, KEY_NAME_ENTER) == LINE_LEFT, "enter on nothing leaves it");
	line_begin(&l, &m, "x");
	press(&l, &m, "<");
	CHECK(l.typing && line_key(&l, &m, KEY_NAME_BACKSPACE) == LINE_LEFT, "backspace on nothing leaves it");
	line_begin(&l, &m, "");
	for (unsigned i = 0; i < 3 * ORDER_TEXT; i++)
		(void)line_key(&l, &m, 0x66f4);
	CHECK(strlen(l.text) < sizeof l.text && strlen(l.text) % 3 == 0, "a long line ends with a whole character");
	model_wipe(&m);
}

static void
frames(void)
{
	static const struct {
		int rows, cols;
		const char *size;
	} sizes[] = { { 24, 80, "80x24" }, { 40, 120, "120x40" } };
	static const struct {
		const char *keys, *name;
	} which[] = { { "", "begin" }, { "c\t\t", "completed" }, { "approve ", "numbers" } };
	struct canvas c = CANVAS_INIT;
	struct gov_world w;
	struct model m;

	sample_many(&w);
	sample_live(&m, &w);
	for (size_t k = 0; k < sizeof which / sizeof which[0]; k++)
		for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
			struct screen_board s = { 0 };
			static struct line l;
			char name[80];

			memset(&l, 0, sizeof l);
			line_begin(&l, &m, "");
			press(&l, &m, which[k].keys);
			canvas_reset(&c, sizes[i].rows, sizes[i].cols);
			board_draw(&s, &m, &silent, &c);
			line_draw(&l, &c);
			(void)snprintf(name, sizeof name, "line-%s-%s", which[k].name, sizes[i].size);
			golden_check(&c, name);
		}
	model_wipe(&m);
	canvas_wipe(&c);
}

int
main(void)
{
	if (!solana_init())
		return 1;
	understood();
	refused();
	all_names();
	keys();
	history();
	frames();
	return test_done();
}
