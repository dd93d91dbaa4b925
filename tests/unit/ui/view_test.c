/* Filters and orders of the board: which rows, in which order, and at 10,000 rows once per change. */

#include "page.h"
#include "ui/screen_board.h"
#include "ui/term_keys.h"

/* The numbers shown, "12 14 13". */
static char *
numbers(const struct view *v, const struct model *m, char out[200])
{
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < view_n(v, m); i++)
		len += (size_t)snprintf(out + len, 200 - len, "%s%u", i == 0 ? "" : " ", (unsigned)m->row[view_at(v, i)].index);
	return out;
}

static void
filters(const struct model *m)
{
	static const struct {
		const char *words, *shown;
	} rows[] = {
		{ "", "12 14 13 11 9 10 8 7" },
		{ "ready", "12" },
		{ "READY locked", "12 13" },
		{ "approved", "13" },
		{ "voting", "14 11" },
		{ "open", "12 14 13 11" },
		{ "stuck", "9" },
		{ "upgrade", "14 13 9 10 7" },
		{ "ledger", "14 13 9 10 8 7" },
		{ "led", "14 13 9 10 8 7" },
		{ "7VPB..Udue", "12" },
		{ "7VPB", "12" },
		{ "ledger upgrade voting locked", "14 13" },
		{ "members", "11" },
		{ "mine", "12 14" },
		{ "mine upgrade", "14" },
		{ "expired", "" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct view v = { .order = VIEW_USUAL };
		struct err e = ERR_INIT;
		char got[200];

		CHECK(view_filter(&v, m, rows[i].words, &e) == ERR_OK, "\"%s\" is a filter %s", rows[i].words, e.message);
		view_look(&v, m);
		CHECK(strcmp(numbers(&v, m, got), rows[i].shown) == 0, "\"%s\" shows %s: %s", rows[i].words, rows[i].shown, got);
		view_wipe(&v);
	}
}

static void
refusals(const struct model *m)
{
	static const struct {
		const char *word, *hint;
	} rows[] = { { "redy", "near it: ready" }, { "ledgr", "near it: ledger" }, { "upgrade xyzzy", "a state, a kind" }, { "mien", "near it: mine" } };
	struct view v = { .order = VIEW_USUAL };
	struct err e = ERR_INIT;
	char got[200];

	CHECK(view_filter(&v, m, "ready", &e) == ERR_OK, "a filter stands");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CHECK(view_filter(&v, m, rows[i].word, &e) == ERR_USAGE && strstr(e.hint, rows[i].hint) != NULL, "\"%s\" is refused: %s; %s",
			rows[i].word, e.message, e.hint);
		view_look(&v, m);
		CHECK(strcmp(numbers(&v, m, got), "12") == 0, "and what stood stays");
	}
	CHECK(view_sort(&v, "tme", &e) == ERR_USAGE && strcmp(e.hint, "near it: time") == 0, "an unknown order: %s", e.hint);
	CHECK(view_all(&v) && !view_all(&v), "all is shown again, once");
	view_wipe(&v);
}

static void
orders(const struct model *m)
{
	static const struct {
		const char *word, *shown;
	} rows[] = {
		{ "number", "14 13 12 11 10 9 8 7" },
		{ "state", "14 11 13 12 10 9 8 7" },
		{ "time", "13 14 11 12 10 9 8 7" },
		{ "program", "12 14 13 9 10 8 7 11" },
		{ "usual", "12 14 13 11 9 10 8 7" },
	};
	struct view v = { .order = VIEW_USUAL };
	struct err e = ERR_INIT;
	char got[200];

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct view by = { .order = VIEW_USUAL };

		CHECK(view_sort(&by, rows[i].word, &e) == ERR_OK, "%s is an order", rows[i].word);
		view_look(&by, m);
		CHECK(strcmp(numbers(&by, m, got), rows[i].shown) == 0, "by %s: %s", rows[i].word, got);
		view_next(&v);
		view_look(&v, m);
		CHECK(strcmp(numbers(&v, m, got), rows[i].shown) == 0, "the next order is %s", rows[i].word);
		view_wipe(&by);
	}
	view_wipe(&v);
}

static void
on_the_board(const struct model *m)
{
	static const struct {
		int rows, cols;
		const char *size;
	} sizes[] = { { 24, 80, "80x24" }, { 40, 120, "120x40" } };
	struct canvas c = CANVAS_INIT;
	struct err e = ERR_INIT;

	for (size_t i = 0; i < 2; i++) {
		struct screen_board s = { 0 };
		char name[80];

		canvas_reset(&c, sizes[i].rows, sizes[i].cols);
		CHECK(view_filter(&s.view, m, "ledger open", &e) == ERR_OK && view_sort(&s.view, "time", &e) == ERR_OK, "a filter and an order");
		board_draw(&s, m, &silent, &c);
		(void)snprintf(name, sizeof name, "board-filter-%s", sizes[i].size);
		golden_check(&c, name);
		CHECK(s.selected == 13, "the first shown is selected");
		(void)board_handle(&s, m, ACTION_LAST);
		CHECK(s.selected == 14, "the last shown is the last");
		CHECK(board_click(&s, m, 4).kind == INTENT_STAY && s.selected == 13, "a click selects what is drawn there");
		board_search(&s, m, "improved");
		CHECK(s.selected == 14, "a search goes on within it");
		board_search(&s, m, "Critical");
		CHECK(s.find.hits.n == 0 && s.selected != 12, "and finds nothing that is not shown");
		CHECK(board_key(&s, m, KEY_NAME_ESCAPE) && view_is_active(&s.view), "escape forgets the search first");
		CHECK(board_key(&s, m, KEY_NAME_ESCAPE) && !view_is_active(&s.view), "then it shows all");
		CHECK(!board_key(&s, m, KEY_NAME_ESCAPE), "and then means nothing");
		CHECK(view_filter(&s.view, m, "expired", &e) == ERR_OK, "a filter that nothing passes");
		canvas_reset(&c, sizes[i].rows, sizes[i].cols);
		board_draw(&s, m, &silent, &c);
		(void)snprintf(name, sizeof name, "board-filter-empty-%s", sizes[i].size);
		golden_check(&c, name);
		CHECK(board_handle(&s, m, ACTION_APPROVE).kind == INTENT_STAY && board_handle(&s, m, ACTION_OPEN).kind == INTENT_STAY,
			"where nothing is shown no key means a proposal");
		CHECK(board_handle(&s, m, ACTION_QUIT).kind == INTENT_QUIT, "but quit still quits");
		view_wipe(&s.view);
	}
	canvas_wipe(&c);
}

/* What is shown is found once for an arrangement, whatever is pressed. */
static void
ten_thousand(void)
{
	struct screen_board s = { 0 };
	struct canvas c = CANVAS_INIT;
	struct err e = ERR_INIT;
	struct gov_world w;
	struct model m;
	uint64_t stamp;

	sample_council(&w);
	for (uint64_t i = 1; i <= 10000; i++)
		(void)sample_proposal(&w, i, i % 2 ? KT_KIND_UPGRADE : KT_KIND_MEMBERS, GOV_EXECUTED, "one of many");
	sample_record(&w, 50, 7, 10);
	sample_live(&m, &w);
	CHECK(view_filter(&s.view, &m, "members", &e) == ERR_OK && view_sort(&s.view, "number", &e) == ERR_OK, "half of them, by number");
	canvas_reset(&c, 24, 80);
	board_draw(&s, &m, &silent, &c);
	CHECK(view_n(&s.view, &m) == 5000 && s.selected == 10000, "5000 are shown, the newest first");
	stamp = s.view.stamp;
	for (unsigned i = 0; i < 100; i++) {
		(void)board_handle(&s, &m, i % 3 ? ACTION_DOWN : ACTION_PAGE_DOWN);
		board_draw(&s, &m, &silent, &c);
	}
	CHECK(s.view.stamp == stamp, "a hundred keys and frames choose no row anew");
	model_tick(&m, 2000);
	board_draw(&s, &m, &silent, &c);
	CHECK(s.view.stamp == stamp, "nor does a second that changes nothing");
	view_wipe(&s.view);
	model_wipe(&m);
	canvas_wipe(&c);
}

int
main(void)
{
	struct gov_world w;
	struct model m;

	if (!solana_init())
		return 1;
	sample_many(&w);
	sample_live(&m, &w);
	filters(&m);
	refusals(&m);
	orders(&m);
	on_the_board(&m);
	model_wipe(&m);
	ten_thousand();
	return test_done();
}
