/* Every screen in its states, as frames. */

#include "page.h"
#include "ui/screen_board.h"
#include "ui/screen_card.h"
#include "ui/screen_first.h"
#include "ui/screen_help.h"
#include "ui/screen_members.h"
#include "ui/screen_programs.h"
#include "ui/screen_proposal.h"
#include "ui/widget_lock.h"
#include "ui/term_keys.h"

static const struct golden_size sizes[] = { { 24, 80, "80x24" }, { 40, 120, "120x40" }, { 60, 200, "200x60" }, { 20, 60, "60x20" } };
enum { SIZES = sizeof sizes / sizeof sizes[0] };

static void
board_frames(const struct model *m, const char *what, const struct notice *n)
{
	struct canvas c = CANVAS_INIT;

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct screen_board s = { 0 };
		char name[80];

		canvas_reset(&c, sizes[i].rows, sizes[i].cols);
		board_draw(&s, m, n, &c);
		(void)snprintf(name, sizeof name, "board-%s-%s", what, sizes[i].name);
		golden_check(&c, name);
	}
	canvas_wipe(&c);
}

static void
boards(void)
{
	struct notice locked = { NOTICE_BAD, "the timelock of proposal 13 is not over: 41:12:09 to go", "it opens at 2026-09-23T07:25:29Z" };
	struct gov_world w;
	struct model m;

	sample_blank(&m);
	board_frames(&m, "loading", &silent);
	m.link = LINK_DOWN;
	(void)err_set(&m.trouble, ERR_RPC, "getMultipleAccounts at https://rpc.example.org: connection refused");
	(void)err_hint(&m.trouble, "is the endpoint right? -u names another");
	board_frames(&m, "error", &silent);
	model_wipe(&m);

	sample_council(&w);
	sample_live(&m, &w);
	board_frames(&m, "empty", &silent);
	model_wipe(&m);

	sample_council(&w);
	(void)sample_proposal(&w, 1, KT_KIND_UPGRADE, GOV_ACTIVE, "The first upgrade");
	sample_live(&m, &w);
	board_frames(&m, "one", &silent);
	model_wipe(&m);

	sample_many(&w);
	sample_live(&m, &w);
	sample_lamp(&m, 51, true);
	board_frames(&m, "many", &silent);
	board_frames(&m, "told", &locked);
	m.locked = true;
	board_frames(&m, "locked", &silent);
	m.link = LINK_DOWN;
	model_tick(&m, 43000);
	board_frames(&m, "locked-lost", &silent);
	m.locked = false;
	board_frames(&m, "lost", &silent);
	model_wipe(&m);

	sample_blank(&m);
	sample_many(&w);
	w.cluster_unix_s = SAMPLE_NOW;
	model_stored(&m, &w, false, 3 * HOURS);
	board_frames(&m, "stored", &silent);
	model_wipe(&m);
}

static void
board_keys(void)
{
	struct screen_board s = { 0 };
	struct canvas c = CANVAS_INIT;
	struct gov_world w;
	struct model m;
	struct intent want;

	sample_many(&w);
	sample_live(&m, &w);
	canvas_reset(&c, 24, 80);
	board_draw(&s, &m, &silent, &c);
	CHECK(s.selected == 12, "an open way back is on top, and selected first");
	(void)board_handle(&s, &m, ACTION_DOWN);
	CHECK(s.selected == 14, "what needs this key follows");
	CHECK(c.ticks, "a countdown in sight ticks");
	want = board_handle(&s, &m, ACTION_APPROVE);
	CHECK(want.kind == INTENT_MOVE && want.move == MOVE_APPROVE && want.index == 14, "approve names the selected proposal");
	(void)board_handle(&s, &m, ACTION_LAST);
	want = board_handle(&s, &m, ACTION_OPEN);
	CHECK(want.kind == INTENT_OPEN && want.index == m.row[m.row_n - 1].p->index, "enter opens the last one after G");
	(void)board_handle(&s, &m, ACTION_DOWN);
	CHECK(s.selected == m.row[m.row_n - 1].p->index, "down stays on the last row");
	(void)board_handle(&s, &m, ACTION_FIRST);
	(void)board_handle(&s, &m, ACTION_DOWN);
	{
		uint64_t chosen = s.selected;

		model_tick(&m, 1000 + (uint64_t)(42 * HOURS) * 1000u);
		board_draw(&s, &m, &silent, &c);
		CHECK(s.selected == chosen, "rows move, the choice stays on its proposal");
	}
	CHECK(m.count[GROUP_LOCKED] == 0 && m.count[GROUP_READY] == 2, "a lock that ran out makes it ready");
	CHECK(board_handle(&s, &m, ACTION_QUIT).kind == INTENT_QUIT, "q quits");
	want = board_handle(&s, &m, ACTION_COPY);
	CHECK(want.kind == INTENT_COPY && pubkey_eq(&want.address, &m.row[model_row_of(&m, s.selected)].p->program),
		"y copies the address of the program selected");
	model_wipe(&m);
	canvas_wipe(&c);
}

/* What was read of proposal 13: no room, the buffer in order, two votes' times. */
static void
sample_checked(struct model *m)
{
	struct model_detail *d = &m->detail;

	memset(d, 0, sizeof *d);
	d->index = 13;
	d->checked = true;
	d->preflight.n = 2;
	d->preflight.line[0] = (struct preflight_line){ .name = "capacity", .answer = PREFLIGHT_NO, .blocks = true,
		.words = "the buffer is 184320 bytes, the program has room for 180000", .cure = "keyturn program extend PROGRAM 10240" };
	d->preflight.line[1] = (struct preflight_line){ .name = "buffer", .answer = PREFLIGHT_YES,
		.words = "the buffer's authority is \x1b[31mthe multisig's" };
	d->has_at[0] = d->has_at[2] = true;
	d->voted_at[0] = 1790000000;
	d->voted_at[2] = 1790003600;
}

static void
keys_into(struct screen_board *s, const struct model *m, const char *text)
{
	for (; *text != '\0'; text++)
		(void)board_key(s, m, *text);
}

static void
board_clicks(void)
{
	struct screen_board s = { 0 };
	struct screen_programs g = { .live = NULL };
	struct canvas c = CANVAS_INIT;
	struct gov_world w;
	struct model m;

	sample_many(&w);
	sample_live(&m, &w);
	canvas_reset(&c, 24, 80);
	board_draw(&s, &m, &silent, &c);
	CHECK(board_click(&s, &m, 4).kind == INTENT_STAY && s.selected == m.row[1].p->index, "a click selects the row");
	CHECK(board_click(&s, &m, 4).kind == INTENT_OPEN, "a click on it opens it");
	CHECK(board_click(&s, &m, 2).kind == INTENT_STAY && board_click(&s, &m, 3 + (int)m.row_n).kind == INTENT_STAY &&
		board_click(&s, &m, 23).kind == INTENT_STAY && s.selected == m.row[1].p->index, "a click elsewhere does nothing");
	canvas_reset(&c, 24, 80);
	programs_draw(&g, &m, &silent, &c);
	programs_click(&g, &m, 5);
	CHECK(pubkey_eq(&g.selected, &m.world.record[1].program), "a click selects a program");
	model_wipe(&m);
	canvas_wipe(&c);
}

static void
board_searches(void)
{
	static const struct {
		const char *text;
		uint64_t found;
	} rows[] = { { "rollback", 12 }, { "ROUNDING", 13 }, { "10", 10 }, { "treasury", 10 }, { "rejected", 9 },
		{ "7VPB", 12 }, { "no such thing", 12 }, { "members", 11 }, { "323d4853", 13 } };
	struct canvas c = CANVAS_INIT;
	struct gov_world w;
	struct model m;

	sample_many(&w);
	sample_live(&m, &w);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct screen_board s = { 0 };

		(void)board_handle(&s, &m, ACTION_SEARCH);
		keys_into(&s, &m, rows[i].text);
		canvas_reset(&c, 24, 80);
		board_draw(&s, &m, &silent, &c);
		CHECK(s.selected == rows[i].found, "a search for \"%s\" goes to %u", rows[i].text, (unsigned)rows[i].found);
		if (i == 0)
			golden_check(&c, "board-search-80x24");
	}
	{
		struct screen_board s = { 0 };

		(void)board_handle(&s, &m, ACTION_SEARCH);
		keys_into(&s, &m, "upgrade");
		CHECK(s.selected == 14 && board_key(&s, &m, KEY_NAME_ENTER) && !s.find.typing, "enter keeps what is looked for");
		CHECK(!board_key(&s, &m, 'q'), "and gives the keys back");
		(void)board_handle(&s, &m, ACTION_NEXT);
		CHECK(s.selected == 13, "n goes to the next one found, over a rollback");
		(void)board_handle(&s, &m, ACTION_PREVIOUS);
		(void)board_handle(&s, &m, ACTION_PREVIOUS);
		CHECK(s.selected == 7, "N goes back, and around the end");
		CHECK(board_key(&s, &m, KEY_NAME_ESCAPE) && !board_key(&s, &m, KEY_NAME_ESCAPE), "escape forgets it, once");
		(void)board_handle(&s, &m, ACTION_FIRST);
		(void)board_handle(&s, &m, ACTION_NEXT);
		CHECK(s.selected == 14, "without a search n goes to the next that waits for this key");
		(void)board_handle(&s, &m, ACTION_NEXT);
		CHECK(s.selected == 12, "and around");
	}
	model_wipe(&m);
	canvas_wipe(&c);
}

static void
draw_proposal(const void *of, const struct model *m, struct canvas *c)
{
	struct screen_proposal s = { .index = *(const uint64_t *)of };

	proposal_draw(&s, m, &silent, c);
}

static void
proposal_frames(void)
{
	static const struct {
		uint64_t index;
		const char *name;
	} which[] = { { 14, "proposal-voting" }, { 13, "proposal-locked" }, { 12, "proposal-rollback" }, { 11, "proposal-members" },
		{ 10, "proposal-done" }, { 8, "proposal-hostile" } };
	struct gov_world w;
	struct model m;

	sample_many(&w);
	sample_live(&m, &w);
	for (size_t k = 0; k < sizeof which / sizeof which[0]; k++)
		golden_frames(sizes, SIZES, draw_proposal, &which[k].index, &m, which[k].name);
	sample_checked(&m);
	golden_frames(sizes, SIZES, draw_proposal, &which[1].index, &m, "proposal-checked");
	model_wipe(&m);
}

static void
ready_blocked(void)
{
	struct gov_world w;
	struct model m;
	char text[LOCK_TEXT];
	size_t at = 0;

	sample_many(&w);
	sample_live(&m, &w);
	while (at < m.row_n && m.row[at].state != STATE_READY)
		at++;
	CHECK(at < m.row_n, "the sample has a proposal that is READY");
	(void)lock_text(text, &m, &m.row[at]);
	CHECK(strncmp(text, "over", 4) == 0, "not checked yet: %s", text);
	model_ready_set(&m, m.row[at].p->index, "capacity", 1000);
	(void)lock_text(text, &m, &m.row[at]);
	CHECK(strcmp(text, "no: capacity") == 0, "what keeps it from executing stands on the board: %s", text);
	model_ready_set(&m, m.row[at].p->index, NULL, 2000);
	(void)lock_text(text, &m, &m.row[at]);
	CHECK(strncmp(text, "over", 4) == 0 && m.ready_n == 1, "and goes when it is mended: %s", text);
	for (uint64_t i = 0; i < 2 * MODEL_READY_MAX; i++)
		model_ready_set(&m, 1000 + i, "code", 3000 + i);
	CHECK(m.ready_n == MODEL_READY_MAX && model_ready_of(&m, 1000 + 2 * MODEL_READY_MAX - 1) != NULL &&
		model_ready_of(&m, 1000) == NULL, "of many the oldest are forgotten");
	model_wipe(&m);
}

/* A check that began before the lock was over said so; by now it is. */
static void
ready_judged_late(void)
{
	struct preflight read = { .n = 2 };
	struct gov_world w;
	struct model m;
	const char *no;
	size_t at = 0;

	sample_many(&w);
	sample_live(&m, &w);
	while (at < m.row_n && m.row[at].state != STATE_READY)
		at++;
	read.line[0] = (struct preflight_line){ .name = "timelock", .answer = PREFLIGHT_NO, .blocks = true };
	read.line[1] = (struct preflight_line){ .name = "capacity", .answer = PREFLIGHT_YES, .blocks = true };
	no = model_blocker(&m, &m.row[at], &read);
	CHECK(no == NULL, "what the world tells is judged now, not when it was read: %s", no != NULL ? no : "nothing");
	read.line[1].answer = PREFLIGHT_NO;
	no = model_blocker(&m, &m.row[at], &read);
	CHECK(no != NULL && strcmp(no, "capacity") == 0, "what only a read can tell still counts");
	model_wipe(&m);
}

static void
add_field(struct guard_card *k, const char *name, const char *before, const char *value, bool reported)
{
	struct guard_field *f = &k->field[k->field_n++];

	memset(f, 0, sizeof *f);
	memcpy(f->name, name, strlen(name));
	memcpy(f->before, before, strlen(before));
	memcpy(f->value, value, strlen(value));
	f->reported = reported;
}

static void
sample_card(struct guard_card *k, bool tall)
{
	char address[PUBKEY_TEXT];
	struct pubkey p = sample_key(50);

	memset(k, 0, sizeof *k);
	(void)snprintf(k->sentence, sizeof k->sentence, "approve proposal 14: upgrade %s from version 7", pubkey_text(address, &p));
	memcpy(k->confirm, "14", 3);
	k->cost_lamports = 5012;
	add_field(k, "cluster", "", "mainnet", false);
	add_field(k, "program", "", address, false);
	add_field(k, "code hash", "version 7 3f2a91c0d1b2a3948576879a0b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3e",
		"77d1e0aa12b2a3948576879a0b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3e", false);
	add_field(k, "buffer goes back to", "", address, false);
	add_field(k, "threshold", "3", "4", false);
	add_field(k, "cost at most", "", "0.000005012 SOL", false);
	add_field(k, "approvals", "", "2 of 3, by https://rpc.example.org", true);
	for (unsigned i = 0; tall && i < 20; i++)
		add_field(k, "member", "", pubkey_text(address, &p), false);
	if (tall) {
		memcpy(k->flag[0], "one way: no rollback to any older version after it", 51);
		k->flag_weight[0] = GUARD_DANGER;
		k->flag_n = 1;
	}
}

static void
card_frame(struct screen_card *s, const struct model *m, const char *what)
{
	struct canvas c = CANVAS_INIT;

	for (size_t i = 0; i < 4; i += i == 1 ? 2 : 1) {
		char name[80];

		s->seen = false;
		canvas_reset(&c, sizes[i].rows, sizes[i].cols);
		card_draw(s, m, &c);
		(void)snprintf(name, sizeof name, "card-%s-%s", what, sizes[i].name);
		golden_check(&c, name);
	}
	canvas_wipe(&c);
}

static void
type(struct screen_card *s, const char *text)
{
	for (; *text != '\0'; text++)
		(void)card_handle(s, *text);
}

static void
card_keys(struct screen_card *s, const struct model *m)
{
	struct canvas c = CANVAS_INIT;

	canvas_reset(&c, 24, 80);
	card_draw(s, m, &c);
	for (int key = 1; key < 0x7f; key++) {
		s->typed[0] = '\0';
		if (card_handle(s, key).kind == INTENT_CONFIRM)
			CHECK(false, "key %d alone signs", key);
	}
	s->typed[0] = '\0';
	CHECK(card_handle(s, KEY_NAME_ENTER).kind == INTENT_STAY, "enter alone signs nothing");
	type(s, "13");
	CHECK(card_handle(s, KEY_NAME_ENTER).kind == INTENT_STAY && s->wrong, "another number signs nothing, and is said");
	type(s, "149");
	(void)card_handle(s, KEY_NAME_BACKSPACE);
	CHECK(card_handle(s, KEY_NAME_ENTER).kind == INTENT_CONFIRM, "its number and enter confirm");
	CHECK(card_handle(s, KEY_NAME_ESCAPE).kind == INTENT_BACK, "esc leaves");
	s->phase = CARD_SENDING;
	CHECK(card_handle(s, KEY_NAME_ESCAPE).kind == INTENT_STAY, "esc does not leave a transaction in flight");
	canvas_wipe(&c);
}

static void
tall_card(struct screen_card *s, const struct model *m)
{
	struct canvas c = CANVAS_INIT;

	canvas_reset(&c, 24, 80);
	s->seen = false;
	card_draw(s, m, &c);
	type(s, "14");
	CHECK(!s->seen && card_handle(s, KEY_NAME_ENTER).kind == INTENT_STAY, "a card not read to its end signs nothing");
	for (int i = 0; i < 4; i++) {
		(void)card_handle(s, KEY_NAME_PAGE_DOWN);
		canvas_reset(&c, 24, 80);
		card_draw(s, m, &c);
	}
	type(s, "14");
	CHECK(s->seen && card_handle(s, KEY_NAME_ENTER).kind == INTENT_CONFIRM, "read to its end it may be signed");
	canvas_wipe(&c);
}

static void
cards(void)
{
	static struct guard_card k;
	struct screen_card s;
	struct gov_world w;
	struct model m;

	sample_many(&w);
	sample_live(&m, &w);
	card_begin(&s, MOVE_APPROVE, 14);
	memcpy(s.step, "simulating", 11);
	card_frame(&s, &m, "preparing");
	sample_card(&k, false);
	s.phase = CARD_SHOWN;
	s.card = &k;
	s.fee_lamports = 5012;
	card_frame(&s, &m, "shown");
	card_keys(&s, &m);
	s.phase = CARD_SHOWN;
	sample_card(&k, true);
	card_frame(&s, &m, "tall");
	tall_card(&s, &m);
	s.phase = CARD_FAILED;
	(void)err_set(&s.error, ERR_TIMELOCK, "proposal 13 opens in 41:12:09");
	(void)err_hint(&s.error, "run it again then");
	card_frame(&s, &m, "failed");
	s.phase = CARD_DONE;
	memset(s.signature, 'S', SIGNATURE_TEXT - 1);
	card_frame(&s, &m, "done");
	model_wipe(&m);
}

static void
helps(void)
{
	struct canvas c = CANVAS_INIT;
	struct model m;

	sample_blank(&m);
	for (size_t i = 0; i < 2; i++) {
		struct screen_help s = { .where = ON_BOARD };
		char name[80];

		canvas_reset(&c, sizes[i].rows, sizes[i].cols);
		help_draw(&s, &m, &c);
		(void)snprintf(name, sizeof name, "help-%s", sizes[i].name);
		golden_check(&c, name);
	}
	canvas_reset(&c, 10, 40);
	help_draw(&(struct screen_help){ 0 }, &m, &c);
	golden_check(&c, "small-40x10");
	model_wipe(&m);
	canvas_wipe(&c);
}

/* --- programs, members, the first run ---------------------------------------------- */

static void
programs_frames(const struct model *m, const struct program_live *live, size_t n, const char *what)
{
	struct canvas c = CANVAS_INIT;

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct screen_programs s = { .live = live, .live_n = n };
		char name[80];

		canvas_reset(&c, sizes[i].rows, sizes[i].cols);
		programs_draw(&s, m, &silent, &c);
		(void)snprintf(name, sizeof name, "programs-%s-%s", what, sizes[i].name);
		golden_check(&c, name);
	}
	canvas_wipe(&c);
}

static void
programs_keys(const struct model *m)
{
	struct screen_programs s = { .touched = false };
	struct canvas c = CANVAS_INIT;
	size_t n = m->world.record_n;

	canvas_reset(&c, 24, 80);
	programs_draw(&s, m, &silent, &c);
	CHECK(pubkey_eq(&s.selected, &m->world.record[0].program), "the first program is selected");
	(void)programs_handle(&s, m, ACTION_UP);
	CHECK(pubkey_eq(&s.selected, &m->world.record[0].program), "up stays on the first");
	(void)programs_handle(&s, m, ACTION_LAST);
	CHECK(pubkey_eq(&s.selected, &m->world.record[n - 1].program), "G goes to the last");
	(void)programs_handle(&s, m, ACTION_DOWN);
	CHECK(pubkey_eq(&s.selected, &m->world.record[n - 1].program), "down stays on the last");
	CHECK(programs_handle(&s, m, ACTION_QUIT).kind == INTENT_BACK, "q goes back from the programs");
	CHECK(programs_handle(&s, m, ACTION_MEMBERS).kind == INTENT_MEMBERS, "m goes from the programs to the members");
	canvas_wipe(&c);
}

static void
programs(void)
{
	struct program_live live[3];
	struct gov_world w;
	struct model m;

	sample_blank(&m);
	programs_frames(&m, NULL, 0, "unread");
	model_wipe(&m);
	sample_council(&w);
	sample_live(&m, &w);
	programs_frames(&m, NULL, 0, "none");
	model_wipe(&m);

	sample_many(&w);
	sample_record(&w, 52, 1, 0);
	w.record[2].governed = false;
	w.record[2].sealed = true;
	sample_live(&m, &w);
	programs_frames(&m, NULL, 0, "reading");
	programs_keys(&m);
	for (size_t i = 0; i < 3; i++)
		live[i] = (struct program_live){ .program = m.world.record[i].program, .capacity = 400000, .slot = 312000007, .exists = true,
			.has_authority = true, .authority = m.world.multisig.authority };
	sample_lamp(&m, 50, false);
	sample_lamp(&m, 51, true);
	programs_frames(&m, live, 3, "read");
	live[0].authority = sample_key(5);
	live[0].slot++;
	programs_frames(&m, live, 3, "taken");
	live[0].exists = false;
	programs_frames(&m, live, 3, "gone");
	model_wipe(&m);
}

/* What is kept of lamps: of each program one, and of too many the ones read last. */
static void
lamps(void)
{
	struct model m;
	struct model_lamp lamp = { .newest = 1 };

	sample_blank(&m);
	for (unsigned i = 0; i < MODEL_LAMPS_MAX; i++) {
		lamp.program = sample_key(i);
		lamp.read_ms = 100 + i;
		model_lamp_set(&m, &lamp);
	}
	lamp.program = sample_key(3);
	lamp.newest = 2;
	lamp.read_ms = 500;
	model_lamp_set(&m, &lamp);
	CHECK(m.lamp_n == MODEL_LAMPS_MAX && model_lamp_of(&m, &lamp.program)->newest == 2, "a program's lamp is replaced");
	lamp.program = sample_key(99);
	model_lamp_set(&m, &lamp);
	CHECK(m.lamp_n == MODEL_LAMPS_MAX && model_lamp_of(&m, &lamp.program) != NULL, "one too many has a place");
	lamp.program = sample_key(0);
	CHECK(model_lamp_of(&m, &lamp.program) == NULL, "that of the one read longest ago");
	lamp.program = sample_key(1);
	CHECK(model_lamp_of(&m, &lamp.program) != NULL, "and of no other");
	model_wipe(&m);
}

static void
draw_members(const void *of, const struct model *m, struct canvas *c)
{
	struct screen_members s = { 0 };

	(void)of;
	members_draw(&s, m, &silent, c);
}

static void
members_frames(const struct model *m, const char *what)
{
	golden_frames(sizes, SIZES, draw_members, NULL, m, what);
}

static void
members(void)
{
	struct screen_members s = { 0 };
	struct gov_world w;
	struct model m;

	sample_blank(&m);
	members_frames(&m, "members-unread");
	model_wipe(&m);
	sample_many(&w);
	sample_live(&m, &w);
	members_frames(&m, "members-council");
	model_wipe(&m);

	sample_council(&w);
	w.multisig.threshold = w.multisig.rollback_threshold = 2;
	w.multisig.approver_n = 2;
	w.multisig.stop_number = 1;
	w.multisig.timelock_s = 60;
	w.multisig.member_n = 3;
	w.multisig.member[2].may_vote = false;
	sample_live(&m, &w);
	members_frames(&m, "members-weak");
	CHECK(members_handle(&s, ACTION_PROGRAMS).kind == INTENT_PROGRAMS, "p goes from the members to the programs");
	CHECK(members_handle(&s, ACTION_BACK).kind == INTENT_BACK, "esc goes back from the members");
	model_wipe(&m);
}

static void
first_frames(struct screen_first *s, const struct model *m, const char *what)
{
	struct canvas c = CANVAS_INIT;

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		char name[80];

		canvas_reset(&c, sizes[i].rows, sizes[i].cols);
		first_draw(s, m, &silent, &c);
		(void)snprintf(name, sizeof name, "first-%s-%s", what, sizes[i].name);
		golden_check(&c, name);
	}
	canvas_wipe(&c);
}

static void
firsts(void)
{
	struct first_run run = { .keypair = "/home/alice/.config/solana/id.json", .key = ERR_INIT, .has_endpoint = true };
	struct screen_first s = { .run = &run };
	struct model m;

	sample_blank(&m);
	m.has_multisig = m.has_me = false;
	first_frames(&s, &m, "nothing");
	run.has_endpoint = false;
	first_frames(&s, &m, "no-endpoint");
	run.has_endpoint = true;
	run.has_genesis = run.has_governance = true;
	s.governance = sample_key(7);
	(void)err_set(&run.key, ERR_KEY, "/home/alice/.config/solana/id.json: no such file");
	s.search = FIRST_ASKING;
	first_frames(&s, &m, "no-key");
	m.has_me = true;
	s.search = FIRST_ANSWERED;
	first_frames(&s, &m, "no-member");
	CHECK(first_handle(&s, ACTION_OPEN).kind == INTENT_STAY, "enter opens nothing where nothing was found");
	s.found[s.n++] = (struct first_found){ sample_key(900), 3, 5, 14 };
	s.found[s.n++] = (struct first_found){ sample_key(901), 2, 3, 1 };
	(void)first_handle(&s, ACTION_DOWN);
	(void)first_handle(&s, ACTION_DOWN);
	CHECK(s.selected == 1, "down stays on the last found");
	first_frames(&s, &m, "found");
	CHECK(first_handle(&s, ACTION_OPEN).kind == INTENT_CHOOSE, "enter opens the one selected");
	s.search = FIRST_FAILED;
	s.n = 0;
	(void)err_set(&s.trouble, ERR_RPC, "getProgramAccounts at https://rpc.example.org: connection refused");
	(void)err_hint(&s.trouble, "is the endpoint right? -u names another");
	first_frames(&s, &m, "error");
	model_wipe(&m);
}

/* The last row of a board on which proposal `index` is selected. */
static void
key_bar(const struct model *m, uint64_t index, char out[400])
{
	struct screen_board s = { .selected = index, .touched = true };
	struct canvas c = CANVAS_INIT;
	struct buf b = BUF_INIT(1u << 20);

	canvas_reset(&c, 40, 200);
	board_draw(&s, m, &silent, &c);
	canvas_dump(&c, &b);
	(void)snprintf(out, 400, "%s", strrchr(buf_str(&b), 'e') == NULL ? "" : buf_str(&b) + b.len - strlen(strstr(buf_str(&b), " enter open")));
	buf_wipe(&b);
	canvas_wipe(&c);
}

/* What the key bar offers for a row is what this key may do to it. */
static void
bars(void)
{
	static const struct {
		uint64_t index;
		const char *has, *lacks, *what;
	} rows[] = {
		{ 14, "a approve", "x execute", "a vote is offered while it is voted on, an execution is not" },
		{ 14, "r reject", "c cancel", "nor a vote to stop it" },
		{ 13, "c cancel", "x execute", "a locked one may be stopped, and not executed" },
		{ 12, "x execute", "a approve", "a ready one may be executed, and not voted on" },
		{ 10, "enter open", "x execute", "an executed one may only be looked at" },
		{ 9, "B reclaim", "z close", "the buffer of a dead one is given back before it is closed" },
	};
	struct gov_world w;
	struct model m;
	char bar[400];

	sample_many(&w);
	sample_live(&m, &w);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		key_bar(&m, rows[i].index, bar);
		CHECK(strstr(bar, rows[i].has) != NULL && strstr(bar, rows[i].lacks) == NULL, "%s: %s", rows[i].what, bar);
	}
	m.my_index = -1;
	key_bar(&m, 14, bar);
	CHECK(strstr(bar, "approve") == NULL && strstr(bar, "? help") != NULL, "who is no member is offered no vote");
	model_wipe(&m);
}

/* Every screen at every size up to 24x100: nothing outside, no crash under ASan. */
static void
all_sizes(void)
{
	static struct guard_card k;
	struct canvas c = CANVAS_INIT;
	struct gov_world w;
	struct model m;
	unsigned frames = 0;

	sample_many(&w);
	sample_live(&m, &w);
	sample_card(&k, true);
	for (int rows = 1; rows <= 26; rows += rows < 22 ? 7 : 1)
		for (int cols = 1; cols <= 130; cols += cols < 78 ? 11 : 3) {
			struct screen_board b = { 0 };
			struct screen_proposal p = { .index = 11 };
			struct screen_card s;
			struct screen_help h = { 0 };
			struct screen_programs g = { .live = NULL };
			struct screen_members e = { 0 };

			card_begin(&s, MOVE_APPROVE, 14);
			s.phase = CARD_SHOWN;
			s.card = &k;
			canvas_reset(&c, rows, cols);
			board_draw(&b, &m, &silent, &c);
			proposal_draw(&p, &m, &silent, &c);
			card_draw(&s, &m, &c);
			help_draw(&h, &m, &c);
			programs_draw(&g, &m, &silent, &c);
			members_draw(&e, &m, &silent, &c);
			frames += 6;
		}
	CHECK(frames > 400, "%u frames of odd sizes", frames);
	model_wipe(&m);
	canvas_wipe(&c);
}

int
main(void)
{
	if (!solana_init())
		return 1;
	boards();
	board_keys();
	board_clicks();
	board_searches();
	proposal_frames();
	ready_blocked();
	ready_judged_late();
	cards();
	helps();
	programs();
	lamps();
	members();
	firsts();
	bars();
	all_sizes();
	return test_done();
}
