#include "ui/screen_help.h"

#include "ui/widget_frame.h"
#include "ui/widget_page.h"

enum { TOP = 3, KEY_COL = 1, NAME_COL = 8, HELP_COL = 20, NAMED = 60 /* columns from which names are shown */ };

static const struct {
	const char *word, *meaning;
} words[] = {
	{ "voting", "members approve or reject; nothing has been decided" },
	{ "LOCKED", "approved; the timelock runs, and the countdown says how long. Cancel votes can stop it" },
	{ "READY", "approved and the timelock is over: a member may execute it until its window ends" },
	{ "done", "executed; the program runs the new code" },
	{ "rejected", "so many rejected it that approval became impossible" },
	{ "cancelled", "approved, then stopped by cancel votes" },
	{ "withdrawn", "taken back by its proposer" },
	{ "expired", "not approved, or not executed, within its window" },
	{ "stale", "the members or numbers changed since it was proposed" },
	{ "superseded", "the program was changed since, it would start from an old version" },
	{ "votes", "##... 2/3: two approved, three are needed, five may vote" },
	{ "NEEDS YOU", "your vote is still open on so many" },
	{ "STUCK", "dead, but still holding a buffer: B gives it back. Or its hash is wrong: do not sign" },
	{ "on top", "a rollback that is open stands above everything: R joins it, with whatever it needs next" },
	{ "1/1 agree", "so many of your endpoints answered the last time, and agree" },
	{ "way back", "programs: a rollback to that version can be proposed and executed for so long" },
	{ "to vote", "members: so many open proposals have no vote of that member" },
	{ "became", "history: landed is on the chain, failed was refused, expired came too late; open and unknown are looked for" },
	{ "orphan", "buffers: nothing needs it, and closing it returns its rent to you" },
	{ "the time", "is the chain's own, not this machine's; countdowns run by it" },
};

static int
draw_action(struct canvas *c, int y, enum action a)
{
	const struct action_info *i = action_info(a);
	bool named = c->cols >= NAMED;
	char name[ACTION_WORD];

	(void)canvas_text(c, y, KEY_COL, STYLE_KEY, i->code != 0 ? i->key : "");
	if (named)
		(void)canvas_text(c, y, canvas_text(c, y, NAME_COL, STYLE_PLAIN, action_word(name, a)), STYLE_DIM,
			(i->where & TAKES_NUMBER) != 0 ? " N" : (i->where & TAKES_WORDS) != 0 ? " ..." : "");
	return canvas_wrap(c, y, named ? HELP_COL : NAME_COL, c->cols - 1, STYLE_PLAIN, i->help);
}

/* The actions that mean something on a page, or those that mean nothing there. */
static int
draw_actions(struct canvas *c, int y, unsigned where, bool here)
{
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		if (((action_info((enum action)a)->where & where) != 0) == here)
			y = draw_action(c, y, (enum action)a);
	return y;
}

static void
fill(struct page *p, unsigned where)
{
	struct canvas *c = &p->canvas;
	int y = draw_actions(c, page_head(c, 0, 1, "keys on the page you came from"), where, true);

	y = draw_actions(c, page_head(c, y + 1, 1, "on other pages"), where, false);
	y = page_head(c, y + 1, 1, "commands");
	y = canvas_wrap(c, y, 1, c->cols - 1, STYLE_PLAIN, "After : type a name from above, or its beginning; N is a proposal's number, without one it is the "
		"selected proposal. A number alone opens that proposal. Tab completes, up and down are the commands before, "
		"esc leaves.");
	y = page_head(c, y + 1, 1, "words on the board");
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		y = page_field(c, y, 1, c->cols - 1, words[i].word, STYLE_PLAIN, words[i].meaning);
	y = page_head(c, y + 1, 1, "signing");
	y = canvas_wrap(c, y, 1, c->cols - 1, STYLE_PLAIN, "No single key ever signs. a, r, c, x, w, B and z open a signing card, and R leads to some, made from the very "
		"bytes to be signed by the process that holds the key. It asks for the proposal's number, or more words, to be typed; esc signs nothing.");
	p->used = y;
}

void
help_draw(struct screen_help *s, const struct model *m, struct canvas *c)
{
	struct page p = PAGE_INIT;
	char more[PAGE_MORE];

	if (widget_too_small(c))
		return;
	page_title(c, "help");
	page_begin(&p, c);
	fill(&p, s->where);
	page_end(&p, c, TOP, c->rows - 1, &s->scroll, &s->page, more);
	widget_keys(c, ON_HELP, ACTIONS_ALL, more);
	widget_header(c, m);
}

struct intent
help_handle(struct screen_help *s, enum action a)
{
	page_scroll(&s->scroll, s->page, a);
	return intent_off_board(a);
}
