/* Every screen in its states, as frames. */

#include "golden.h"
#include "ui/screen_board.h"
#include "ui/screen_card.h"
#include "ui/screen_help.h"
#include "ui/screen_proposal.h"
#include "ui/term_keys.h"
#include "ui_sample.h"

static const struct notice silent = { .kind = NOTICE_NONE };
static const struct {
	int rows, cols;
	const char *name;
} sizes[] = { { 24, 80, "80x24" }, { 40, 120, "120x40" }, { 60, 200, "200x60" } };

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
	m.has_multisig = false;
	board_frames(&m, "none", &silent);
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
	board_frames(&m, "many", &silent);
	board_frames(&m, "told", &locked);
	m.link = LINK_DOWN;
	model_tick(&m, 43000);
	board_frames(&m, "lost", &silent);
	model_wipe(&m);

	sample_blank(&m);
	sample_many(&m.world);
	model_fold_done(&m, SAMPLE_NOW, 3 * HOURS);
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
	CHECK(s.selected == 14, "what needs this key is selected first");
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
proposal_frames(void)
{
	static const struct {
		uint64_t index;
		const char *name;
	} which[] = { { 14, "voting" }, { 13, "locked" }, { 12, "rollback" }, { 11, "members" }, { 10, "done" }, { 8, "hostile" } };
	struct canvas c = CANVAS_INIT;
	struct gov_world w;
	struct model m;

	sample_many(&w);
	sample_live(&m, &w);
	for (size_t k = 0; k < sizeof which / sizeof which[0]; k++)
		for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
			struct screen_proposal s = { .index = which[k].index };
			char name[80];

			canvas_reset(&c, sizes[i].rows, sizes[i].cols);
			proposal_draw(&s, &m, &silent, &c);
			(void)snprintf(name, sizeof name, "proposal-%s-%s", which[k].name, sizes[i].name);
			golden_check(&c, name);
		}
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct screen_proposal s = { .index = 13 };
		char name[80];

		sample_checked(&m);
		canvas_reset(&c, sizes[i].rows, sizes[i].cols);
		proposal_draw(&s, &m, &silent, &c);
		(void)snprintf(name, sizeof name, "proposal-checked-%s", sizes[i].name);
		golden_check(&c, name);
	}
	model_wipe(&m);
	canvas_wipe(&c);
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

	for (size_t i = 0; i < 2; i++) {
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
		struct screen_help s = { 0 };
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

			card_begin(&s, MOVE_APPROVE, 14);
			s.phase = CARD_SHOWN;
			s.card = &k;
			canvas_reset(&c, rows, cols);
			board_draw(&b, &m, &silent, &c);
			proposal_draw(&p, &m, &silent, &c);
			card_draw(&s, &m, &c);
			help_draw(&h, &m, &c);
			frames += 4;
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
	proposal_frames();
	cards();
	helps();
	all_sizes();
	return test_done();
}
