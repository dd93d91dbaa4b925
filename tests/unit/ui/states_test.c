/* The states every page has: nothing yet, one, many, loading, stale, error; where
 * screens_test.c, rollback_test.c and the others do not have them already. */

#include "page.h"
#include "ui/screen_board.h"
#include "ui/screen_card.h"
#include "ui/screen_first.h"
#include "ui/screen_help.h"
#include "ui/screen_members.h"
#include "ui/screen_programs.h"
#include "ui/screen_proposal.h"
#include "ui/screen_rollback.h"
#include "ui/term_keys.h"
#include "ui/widget_line.h"

static const struct golden_size sizes[] = { { 24, 80, "80x24" }, { 40, 120, "120x40" }, { 12, 40, "40x12" } };

static void
frames(golden_draw *draw, const void *of, const struct model *m, const char *what)
{
	golden_frames(sizes, sizeof sizes / sizeof sizes[0], draw, of, m, what);
}

/* The endpoint went away three minutes ago. */
static void
lose(struct model *m)
{
	m->link = LINK_DOWN;
	(void)err_set(&m->trouble, ERR_RPC, "getMultipleAccounts at https://rpc.example.org: connection refused");
	(void)err_hint(&m->trouble, "is the endpoint right? -u names another");
	model_tick(m, 181000);
}

/* --- the board ------------------------------------------------------------------------ */

static void
draw_board(const void *of, const struct model *m, struct canvas *c)
{
	static struct screen_board s;

	memset(&s, 0, sizeof s);
	s.selected = *(const uint64_t *)of;
	s.touched = s.selected != 0;
	board_draw(&s, m, &silent, c);
}

static void
boards(void)
{
	struct gov_world w;
	struct model m;
	uint64_t at = 0;

	sample_blank(&m);
	m.link = LINK_SLOW;
	frames(draw_board, &at, &m, "board-slow");
	model_wipe(&m);
	sample_council(&w);
	w.multisig.proposal_count = 60;
	sample_record(&w, 50, 7, 0);
	for (unsigned i = 60; i > 0; i--) {
		struct gov_proposal *p = sample_proposal(&w, i, KT_KIND_UPGRADE, i % 3 == 0 ? GOV_ACTIVE : GOV_REJECTED, "One of sixty");

		p->ended_at = i % 3 == 0 ? 0 : SAMPLE_NOW - (int64_t)i * 1000;
		p->approvals = i % 3 == 0 ? 1 : 0;
	}
	sample_live(&m, &w);
	at = 31;
	frames(draw_board, &at, &m, "board-sixty");
	lose(&m);
	frames(draw_board, &at, &m, "board-sixty-lost");
	model_wipe(&m);
}

/* --- a proposal ------------------------------------------------------------------------ */

static void
draw_proposal(const void *of, const struct model *m, struct canvas *c)
{
	struct screen_proposal s = { .index = *(const uint64_t *)of };

	proposal_draw(&s, m, &silent, c);
}

static void
draw_refused(const void *of, const struct model *m, struct canvas *c)
{
	struct screen_proposal s = { .index = *(const uint64_t *)of };
	struct notice n = { NOTICE_BAD, "the timelock of proposal 13 is not over: 41:12:09 to go", "it opens at 2026-09-23T07:25:29Z" };

	proposal_draw(&s, m, &n, c);
}

static void
proposals(void)
{
	struct gov_world w;
	struct model m;
	uint64_t index = 4711;

	sample_many(&w);
	sample_live(&m, &w);
	frames(draw_proposal, &index, &m, "proposal-gone");
	index = 13;
	frames(draw_refused, &index, &m, "proposal-told");
	lose(&m);
	frames(draw_proposal, &index, &m, "proposal-lost");
	model_wipe(&m);
	sample_blank(&m);
	sample_many(&w);
	w.cluster_unix_s = SAMPLE_NOW;
	model_stored(&m, &w, false, 3 * HOURS);
	frames(draw_proposal, &index, &m, "proposal-stored");
	model_wipe(&m);
}

/* --- the card ---------------------------------------------------------------------------- */

static void
draw_card(const void *of, const struct model *m, struct canvas *c)
{
	struct screen_card s = *(const struct screen_card *)of;

	card_draw(&s, m, c);
}

static void
cards(void)
{
	static struct guard_card k;
	struct screen_card s;
	struct gov_world w;
	struct model m;
	char full[PUBKEY_TEXT];
	struct pubkey buffer = sample_key(77);

	sample_many(&w);
	sample_live(&m, &w);
	(void)snprintf(k.sentence, sizeof k.sentence, "close buffer %s and take its lamports back", pubkey_text(full, &buffer));
	(void)snprintf(k.confirm, sizeof k.confirm, "close %.8s", full);
	k.field_n = 2;
	(void)snprintf(k.field[0].name, sizeof k.field[0].name, "cluster");
	(void)snprintf(k.field[0].value, sizeof k.field[0].value, "mainnet");
	(void)snprintf(k.field[1].name, sizeof k.field[1].name, "buffer");
	(void)snprintf(k.field[1].value, sizeof k.field[1].value, "%s", full);
	card_begin_titled(&s, "close buffer 4v3W..nF1R");
	s.phase = CARD_SHOWN;
	s.card = &k;
	s.fee_lamports = 5000;
	frames(draw_card, &s, &m, "card-close");
	(void)snprintf(s.typed, sizeof s.typed, "close");
	s.seen = s.wrong = true;
	frames(draw_card, &s, &m, "card-wrong");
	s.phase = CARD_SENDING;
	s.wrong = false;
	(void)snprintf(s.step, sizeof s.step, "sent, waiting for it to be confirmed");
	frames(draw_card, &s, &m, "card-sending");
	s.card = NULL;
	(void)snprintf(s.step, sizeof s.step, "reading back that it is gone");
	frames(draw_card, &s, &m, "card-reading-back");
	s.phase = CARD_DONE;
	(void)snprintf(s.done, sizeof s.done, "Done: 1.283 SOL of rent are back; the buffer was read back as gone.");
	memset(s.signature, 'S', SIGNATURE_TEXT - 1);
	frames(draw_card, &s, &m, "card-closed");
	lose(&m);
	frames(draw_card, &s, &m, "card-lost");
	model_wipe(&m);
}

/* --- programs and members ------------------------------------------------------------------ */

static void
draw_programs(const void *of, const struct model *m, struct canvas *c)
{
	struct screen_programs s = { .live = NULL, .touched = of != NULL };

	if (of != NULL)
		s.selected = *(const struct pubkey *)of;
	programs_draw(&s, m, &silent, c);
}

static void
programs(void)
{
	struct pubkey chosen = sample_key(70);
	struct gov_world w;
	struct model m;

	sample_blank(&m);
	frames(draw_programs, NULL, &m, "programs-loading");
	lose(&m);
	frames(draw_programs, NULL, &m, "programs-error");
	model_wipe(&m);
	sample_council(&w);
	sample_record(&w, 50, 1, 0);
	sample_live(&m, &w);
	frames(draw_programs, NULL, &m, "programs-one");
	model_wipe(&m);
	sample_council(&w);
	for (unsigned i = 50; i < 80; i++)
		sample_record(&w, i, i % 9 + 1, 0);
	sample_live(&m, &w);
	frames(draw_programs, &chosen, &m, "programs-many");
	lose(&m);
	frames(draw_programs, &chosen, &m, "programs-lost");
	model_wipe(&m);
}

static void
draw_members(const void *of, const struct model *m, struct canvas *c)
{
	struct screen_members s = { .scroll = 0 };

	(void)of;
	members_draw(&s, m, &silent, c);
}

static void
members(void)
{
	struct gov_world w;
	struct model m;

	sample_blank(&m);
	lose(&m);
	frames(draw_members, NULL, &m, "members-error");
	model_wipe(&m);
	sample_council(&w);
	w.multisig.member_n = w.multisig.approver_n = w.multisig.threshold = w.multisig.rollback_threshold = w.multisig.stop_number = 1;
	w.multisig.member[0].address = sample_key(2);
	sample_live(&m, &w);
	frames(draw_members, NULL, &m, "members-one");
	model_wipe(&m);
	sample_council(&w);
	w.multisig.member_n = w.multisig.approver_n = KT_MEMBERS_MAX;
	for (unsigned i = 0; i < KT_MEMBERS_MAX; i++)
		w.multisig.member[i] = (struct gov_member){ sample_key(i + 1), true, true, true };
	(void)sample_proposal(&w, 1, KT_KIND_UPGRADE, GOV_ACTIVE, "The first upgrade");
	sample_live(&m, &w);
	frames(draw_members, NULL, &m, "members-many");
	lose(&m);
	frames(draw_members, NULL, &m, "members-lost");
	model_wipe(&m);
}

/* --- the way back ------------------------------------------------------------------------------ */

static void
draw_rollback(const void *of, const struct model *m, struct canvas *c)
{
	struct screen_rollback s = *(const struct screen_rollback *)of;

	screen_rollback_draw(&s, m, &silent, c);
}

static void
rollbacks(void)
{
	struct screen_rollback s;
	struct gov_world w;
	struct model m;

	sample_council(&w);
	sample_record(&w, 50, 2, 0);
	sample_live(&m, &w);
	memset(&s, 0, sizeof s);
	s.goal.program = sample_key(50);
	CHECK(wayback_next(&m.world, &s.goal, &m.me, &s.way, &s.why) == ERR_OK, "there is a way back %s", s.why.message);
	frames(draw_rollback, &s, &m, "rollback-looking");
	s.source = "the backup on this machine, its code hash verified";
	frames(draw_rollback, &s, &m, "rollback-one");
	lose(&m);
	frames(draw_rollback, &s, &m, "rollback-lost");
	model_wipe(&m);
	sample_council(&w);
	sample_record(&w, 50, 16, 0);
	w.record[0].version_n = 0;
	for (uint64_t n = 1; n <= KT_RING; n++)
		w.record[0].version[w.record[0].version_n++] = (struct gov_version){ .number = n, .code_hash = sample_hash((unsigned)n),
			.code_len = 184320, .slot = 312000000 + n, .proposal = n, .began = SAMPLE_NOW - (int64_t)(17 - n) * DAYS,
			.ended = n == KT_RING ? 0 : SAMPLE_NOW - (int64_t)(16 - n) * DAYS };
	sample_live(&m, &w);
	s.to = s.goal.to = 4;
	s.why = (struct err)ERR_INIT;
	CHECK(wayback_next(&m.world, &s.goal, &m.me, &s.way, &s.why) == ERR_OK, "an old one may be chosen %s", s.why.message);
	frames(draw_rollback, &s, &m, "rollback-many");
	model_wipe(&m);
}

/* --- help, the first steps, the command line ------------------------------------------------------ */

static void
draw_help(const void *of, const struct model *m, struct canvas *c)
{
	struct screen_help s = { .where = *(const unsigned *)of };

	help_draw(&s, m, c);
}

static void
helps(void)
{
	static const struct {
		unsigned where;
		const char *name;
	} which[] = { { ON_PROPOSAL, "help-proposal" }, { ON_CARD, "help-card" }, { ON_PROGRAMS, "help-programs" }, { ON_MEMBERS, "help-members" },
		{ ON_ROLLBACK, "help-rollback" }, { ON_HISTORY, "help-history" }, { ON_BUFFERS, "help-buffers" }, { ON_FIRST, "help-first" } };
	struct model m;

	sample_blank(&m);
	for (size_t i = 0; i < sizeof which / sizeof which[0]; i++)
		frames(draw_help, &which[i].where, &m, which[i].name);
	model_wipe(&m);
}

static void
draw_first(const void *of, const struct model *m, struct canvas *c)
{
	static struct screen_first s;

	s = *(const struct screen_first *)of;
	first_draw(&s, m, &silent, c);
}

static void
firsts(void)
{
	static struct screen_first s;
	struct first_run run = { .keypair = "/home/alice/.config/solana/id.json", .key = ERR_INIT, .has_endpoint = true, .has_genesis = true, .has_governance = true };
	struct model m;

	sample_blank(&m);
	m.has_multisig = false;
	s.run = &run;
	s.governance = sample_key(7);
	s.search = FIRST_ASKING;
	frames(draw_first, &s, &m, "first-loading");
	s.search = FIRST_ANSWERED;
	s.found[s.n++] = (struct first_found){ sample_key(900), 3, 5, 14 };
	frames(draw_first, &s, &m, "first-one");
	for (unsigned i = 1; i < 30; i++)
		s.found[s.n++] = (struct first_found){ sample_key(100 + i), 2, 3, i };
	for (unsigned i = 0; i < 25; i++)
		(void)first_handle(&s, ACTION_DOWN);
	s.more = 3;
	frames(draw_first, &s, &m, "first-many");
	model_wipe(&m);
}

static void
draw_line(const void *of, const struct model *m, struct canvas *c)
{
	static struct screen_board s;
	static struct line l;

	memset(&s, 0, sizeof s);
	memset(&l, 0, sizeof l);
	line_begin(&l, m, "");
	for (const char *k = of; *k != '\0'; k++)
		(void)line_key(&l, m, *k == '\t' ? KEY_NAME_TAB : *k);
	board_draw(&s, m, &silent, c);
	line_draw(&l, c);
}

static void
lines(void)
{
	struct gov_world w;
	struct model m;

	sample_many(&w);
	sample_live(&m, &w);
	frames(draw_line, "set ", &m, "line-set");
	frames(draw_line, "set theme \t\t", &m, "line-set-theme");
	frames(draw_line, "history roll", &m, "line-history");
	frames(draw_line, "filter ", &m, "line-filter");
	model_wipe(&m);
}

int
main(void)
{
	if (!solana_init())
		return 1;
	boards();
	proposals();
	cards();
	programs();
	members();
	rollbacks();
	helps();
	firsts();
	lines();
	return test_done();
}
