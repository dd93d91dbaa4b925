/* narrow_test.c - at every width nothing is drawn over something else: what a
 * person needs stands whole, with a blank or the edge on both sides. */

#include "page.h"
#include "ui/screen_board.h"
#include "ui/screen_card.h"
#include "ui/screen_proposal.h"

enum { WIDEST = 200, WHOLE = 44 /* columns from which a timelock is not cut */ };

/* `text` is in row `row`, and nothing touches it. */
static bool
stands(const struct canvas *c, int row, const char *text)
{
	struct buf all = BUF_INIT(1u << 20);
	const char *line, *at;
	size_t len, n = strlen(text);
	bool found = false;

	canvas_dump(c, &all);
	line = buf_str(&all);
	for (int i = 0; i < row; i++)
		line = strchr(line, '\n') + 1;
	len = strcspn(line, "\n");
	for (at = line; !found && (at = strstr(at, text)) != NULL && at + n <= line + len; at++)
		found = (at == line || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\n');
	if (!found)
		(void)printf("# %d columns: '%s' is not in: %.*s\n", c->cols, text, (int)len, line);
	buf_wipe(&all);
	return found;
}

static void
boards(const struct model *m)
{
	static const char *const heads[] = { "program", "state", "timelock" };
	static const char *const cells[] = { "14", "ledger", "voting", "48h after vote 3" };
	struct canvas c = CANVAS_INIT;
	unsigned n = 0, good = 0;

	for (int cols = SCREEN_COLS_MIN; cols <= WIDEST; cols++) {
		struct screen_board s = { .selected = 14, .touched = true };
		int row = 3;

		canvas_reset(&c, SCREEN_ROWS, cols);
		board_draw(&s, m, &silent, &c);
		for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++, n++)
			good += stands(&c, 2, heads[i]);
		while (m->row[view_at(&s.view, (size_t)(row - 3))].index != 14)
			row++;
		for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++, n++)
			good += stands(&c, row, cols < WHOLE && i == 3 ? "48h" : cells[i]);
		view_wipe(&s.view);
	}
	canvas_wipe(&c);
	CHECK(n == (WIDEST - SCREEN_COLS_MIN + 1) * 7 && good == n, "a board's columns: %u of %u stand whole", good, n);
}

static void
proposals(const struct model *m)
{
	struct canvas c = CANVAS_INIT;
	unsigned n = 0, good = 0;

	for (int cols = SCREEN_COLS_MIN; cols <= WIDEST; cols++, n += 2) {
		struct screen_proposal s = { .index = 14 };

		canvas_reset(&c, SCREEN_ROWS, cols);
		proposal_draw(&s, m, &silent, &c);
		good += stands(&c, 1, "proposal 14") + (unsigned)stands(&c, 1, "voting  48h after vote 3");
	}
	canvas_wipe(&c);
	CHECK(n == 2 * (WIDEST - SCREEN_COLS_MIN + 1) && good == n, "a proposal's title: %u of %u", good, n);
}

static void
cards(const struct model *m)
{
	struct canvas c = CANVAS_INIT;
	unsigned n = 0, good = 0;

	for (int cols = SCREEN_COLS_MIN; cols <= WIDEST; cols++, n++) {
		struct screen_card s;

		card_begin(&s, MOVE_APPROVE, 14);
		canvas_reset(&c, SCREEN_ROWS, cols);
		card_draw(&s, m, &c);
		good += stands(&c, 1, "approve proposal 14") && stands(&c, 1, "alice");
	}
	canvas_wipe(&c);
	CHECK(n == WIDEST - SCREEN_COLS_MIN + 1 && good == n, "a card's title, and as whom: %u of %u", good, n);
}

static void
field(struct guard_card *k, const char *name, const char *before, const char *value)
{
	struct guard_field *f = &k->field[k->field_n++];

	(void)snprintf(f->name, sizeof f->name, "%s", name);
	(void)snprintf(f->before, sizeof f->before, "%s", before);
	(void)snprintf(f->value, sizeof f->value, "%s", value);
}

/* What stays as it was is told from what changes. */
static void
fields(const struct model *m)
{
	struct guard_card *k = mem_new(1, sizeof *k);
	struct canvas c = CANVAS_INIT;
	struct screen_card s;
	struct buf text = BUF_INIT(1u << 20);

	card_begin(&s, MOVE_APPROVE, 14);
	s.phase = CARD_SHOWN;
	s.card = k;
	(void)snprintf(k->sentence, sizeof k->sentence, "approve proposal 14: change of members and numbers");
	field(k, "threshold", "3", "1");
	field(k, "stop number", "2", "2");
	field(k, "window", "", "14d");
	canvas_reset(&c, SCREEN_ROWS, SCREEN_COLS);
	card_draw(&s, m, &c);
	canvas_dump(&c, &text);
	CHECK(strstr(buf_str(&text), "threshold     3 -> 1\n") != NULL, "a number that changes, before and after");
	CHECK(strstr(buf_str(&text), "stop number   2, as before\n") != NULL, "one that does not, once");
	CHECK(strstr(buf_str(&text), "window        14d\n") != NULL, "one without a before is not said to be as before");
	buf_wipe(&text);
	canvas_wipe(&c);
	free(k);
}

int
main(void)
{
	struct gov_world w;
	struct model m;

	sample_many(&w);
	sample_live(&m, &w);
	boards(&m);
	proposals(&m);
	cards(&m);
	fields(&m);
	model_wipe(&m);
	return test_done();
}
