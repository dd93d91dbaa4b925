/* R17 and R16: hostile texts in every field a chain account, a label or a server
 * can fill, on every screen, at random sizes: what the difference of two frames
 * sends to the terminal is nothing but its own sequences and harmless text. */

#include <stdio.h>

#include "../../terminal/allowed.h"
#include "../../terminal/hostile.h"
#include "test.h"
#include "ui/screen_board.h"
#include "ui/screen_card.h"
#include "ui/screen_first.h"
#include "ui/screen_help.h"
#include "ui/screen_members.h"
#include "ui/screen_programs.h"
#include "ui/screen_proposal.h"
#include "ui/screen_rollback.h"
#include "ui/term_diff.h"
#include "ui_sample.h"

enum { ROUNDS = 1000, LONG = 40000 };

static unsigned long long seed = 17;

#define HOSTILE(field) hostile_text(&seed, (field), sizeof (field))

static void
move_to(struct buf *out, int row, int col)
{
	(void)buf_fmt(out, "\033[%d;%dH", row + 1, col + 1);
}

static void
pen(struct buf *out, unsigned from, unsigned to)
{
	(void)from;
	(void)buf_fmt(out, "\033[m\033[3%um", to % 8u);
}

static bool
inks(unsigned style)
{
	return (theme_look(style, THEME_DARK, 8).attr & LOOK_REVERSE) != 0;
}

static const struct diff_caps caps = { move_to, pen, inks, "\033[K", true, true, true };

/* --- hostile texts everywhere ------------------------------------------------------- */

static void
poison_model(struct model *m)
{
	struct gov_world w;
	char name[MODEL_LABEL];

	sample_many(&w);
	for (size_t i = 0; i < w.proposal_n; i++) {
		char text[KT_DESCRIPTION_MAX + 1];

		HOSTILE(text);
		gov_proposal_describe(&w.proposal[i], text);
	}
	sample_live(m, &w);
	HOSTILE(m->cluster);
	HOSTILE(m->endpoint);
	for (unsigned i = 0; i < 8; i++) {
		struct pubkey k = sample_key(i < 6 ? i : 50 + i - 6);

		HOSTILE(name);
		model_label_add(m, &k, name);
	}
	model_labels_sort(m);
	HOSTILE(m->trouble.message);
	HOSTILE(m->trouble.hint);
	m->link = (enum model_link)hostile_dice(&seed, LINK_DOWN + 1);
	if (hostile_dice(&seed, 4) == 0)
		m->source = MODEL_NOTHING;
	m->detail.index = 13;
	m->detail.checked = true;
	m->detail.preflight.n = 2;
	for (unsigned i = 0; i < 2; i++) {
		struct preflight_line *l = &m->detail.preflight.line[i];

		l->name = i == 0 ? "capacity" : "buffer";
		l->answer = PREFLIGHT_NO;
		HOSTILE(l->words);
		HOSTILE(l->cure);
	}
}

static void
poison_card(struct screen_card *s, struct guard_card *k)
{
	memset(k, 0, sizeof *k);
	HOSTILE(k->sentence);
	k->field_n = 3;
	for (unsigned i = 0; i < k->field_n; i++) {
		HOSTILE(k->field[i].name);
		HOSTILE(k->field[i].value);
		HOSTILE(k->field[i].before);
		k->field[i].reported = i == 2;
	}
	k->flag_n = 1;
	HOSTILE(k->flag[0]);
	HOSTILE(k->confirm);
	card_begin(s, MOVE_APPROVE, 14);
	s->phase = (enum card_phase)hostile_dice(&seed, CARD_FAILED + 1);
	s->card = k;
	HOSTILE(s->step);
	HOSTILE(s->signature);
	HOSTILE(s->error.message);
	HOSTILE(s->error.hint);
	HOSTILE(s->typed);
}

static void
poison_first(struct screen_first *s, struct first_run *run, char keypair[300])
{
	memset(s, 0, sizeof *s);
	memset(run, 0, sizeof *run);
	hostile_text(&seed, keypair, 300);
	run->keypair = keypair;
	run->has_endpoint = true;
	run->key.code = ERR_KEY;
	HOSTILE(run->key.message);
	s->run = run;
	s->search = FIRST_FAILED;
	HOSTILE(s->trouble.message);
	HOSTILE(s->trouble.hint);
}

static void
poison_rollback(struct screen_rollback *s, char text[300])
{
	memset(s, 0, sizeof *s);
	s->phase = (enum going)hostile_dice(&seed, GOING_FAILED + 1);
	s->goal.program = s->way.program = sample_key(50);
	s->way.step = (enum wayback_step)hostile_dice(&seed, WAYBACK_BACK + 1);
	s->way.index = 13;
	s->why.code = hostile_dice(&seed, 2) == 0 ? ERR_REFUSED : ERR_OK;
	HOSTILE(s->why.message);
	HOSTILE(s->why.hint);
	HOSTILE(s->error.message);
	HOSTILE(s->error.hint);
	HOSTILE(s->reason);
	hostile_text(&seed, text, 300);
	s->source = s->step = text;
}

/* --- the screens ---------------------------------------------------------------------- */

enum { SCREENS = 8 };

static void
draw(unsigned which, const struct model *m, const struct notice *n, struct canvas *c)
{
	static struct guard_card card;
	struct screen_board board = { .find.text = "" };
	struct screen_proposal proposal = { .index = 7 + hostile_dice(&seed, 8) };
	struct screen_programs programs = { .live = NULL };
	struct screen_members members = { 0 };
	struct screen_help help = { 0 };
	struct screen_card s;
	struct screen_first first;
	struct first_run run;
	struct screen_rollback back;
	char text[300];

	switch (which) {
	case 0:
		HOSTILE(board.find.text);
		board_draw(&board, m, n, c);
		break;
	case 1:
		proposal_draw(&proposal, m, n, c);
		break;
	case 2:
		programs_draw(&programs, m, n, c);
		break;
	case 3:
		members_draw(&members, m, n, c);
		break;
	case 4:
		help_draw(&help, m, c);
		break;
	case 5:
		poison_card(&s, &card);
		card_draw(&s, m, c);
		break;
	case 6:
		poison_rollback(&back, text);
		screen_rollback_draw(&back, m, n, c);
		break;
	default:
		poison_first(&first, &run, text);
		first_draw(&first, m, n, c);
		break;
	}
}

struct tally {
	unsigned frames, bad, beyond_ascii;
	size_t bytes;
};

static void
send(struct diff *d, const struct canvas *c, struct tally *t)
{
	struct buf out = BUF_INIT(4u << 20);

	diff_frame(d, c, &caps, &out);
	t->frames++;
	t->bytes += out.len;
	if (allowed_up_to(buf_str(&out), out.len) != out.len && t->bad++ < 3)
		printf("# not allowed: %.40s\n", buf_str(&out) + allowed_up_to(buf_str(&out), out.len));
	for (size_t i = 0; c->ascii && i < out.len; i++)
		t->beyond_ascii += (unsigned char)buf_str(&out)[i] > 0x7e;
	buf_wipe(&out);
}

static void
screens(void)
{
	struct tally t = { 0 };
	struct canvas c = CANVAS_INIT;
	struct diff d = DIFF_INIT;

	for (unsigned i = 0; i < ROUNDS; i++) {
		struct notice n = { .kind = (enum notice_kind)hostile_dice(&seed, NOTICE_BAD + 1) };
		bool small = hostile_dice(&seed, 3) == 0;
		struct model m;

		poison_model(&m);
		HOSTILE(n.text);
		HOSTILE(n.hint);
		c.ascii = hostile_dice(&seed, 4) == 0;
		canvas_reset(&c, 1 + (int)hostile_dice(&seed, small ? 24 : 60), 1 + (int)hostile_dice(&seed, small ? 80 : 200));
		draw(i % SCREENS, &m, &n, &c);
		send(&d, &c, &t);
		model_wipe(&m);
	}
	CHECK(t.bad == 0 && t.bytes > 500000, "%u frames of hostile texts, %zu bytes: all of them are allowed", t.frames, t.bytes);
	CHECK(t.beyond_ascii == 0, "and ASCII where only that may be shown");
	canvas_wipe(&c);
	diff_wipe(&d);
}

/* Every fifth of all sizes up to 24x80, on every screen. */
static void
sizes(void)
{
	const struct notice silent = { .kind = NOTICE_NONE };
	struct canvas c = CANVAS_INIT;
	struct diff d = DIFF_INIT;
	struct tally t = { 0 };
	struct model m;

	poison_model(&m);
	for (unsigned which = 0; which < SCREENS; which++)
		for (int i = (int)which % 5; i < 24 * 80; i += 5) {
			canvas_reset(&c, i / 80 + 1, i % 80 + 1);
			draw(which, &m, &silent, &c);
			send(&d, &c, &t);
		}
	CHECK(t.bad == 0 && t.frames > 3000, "%u frames of sizes from 1x1 to 24x80", t.frames);
	model_wipe(&m);
	canvas_wipe(&c);
	diff_wipe(&d);
}

/* The test would see it: what text_safe takes out is not allowed raw. */
static void
judge(void)
{
	static const char *const no[] = { "\x1b]0;x\a", "\x1b[2;1r", "\x9b", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x80\x8b", "\xff", "\a", "\t", "\x1b[?47h", "\x1b" };
	static const char yes[] = "\x1b[1;2H\x1b[38;5;4mplain \xe6\x9b\xb4\xcc\x81\b\n\x1b[K\x1b[?1049h\x1b[m\x1b]52;c;YWJj\a";
	unsigned through = 0;

	for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
		through += allowed_up_to(no[i], strlen(no[i])) == strlen(no[i]);
	CHECK(through == 0, "what a terminal would obey is seen");
	CHECK(allowed_up_to(yes, sizeof yes - 1) == sizeof yes - 1, "what is the console's own is let through");
}

static void
very_long(void)
{
	static char text[LONG];
	struct canvas c = CANVAS_INIT;
	struct diff d = DIFF_INIT;
	struct tally t = { 0 };

	for (unsigned i = 0; i < 40; i++) {
		do
			HOSTILE(text);
		while (strlen(text) < 10000);
		canvas_reset(&c, 24, 80);
		(void)canvas_text(&c, 0, 0, STYLE_PLAIN, text);
		(void)canvas_cell_text(&c, 1, 70, 20, STYLE_PLAIN, text);
		(void)canvas_right(&c, 2, 40, STYLE_PLAIN, text);
		(void)canvas_wrap(&c, 3, 10, 70, STYLE_PLAIN, text);
		send(&d, &c, &t);
	}
	CHECK(t.bad == 0 && t.frames == 40, "%u texts of more than 10,000 bytes are cut and harmless", t.frames);
	canvas_wipe(&c);
	diff_wipe(&d);
}

int
main(void)
{
	if (!solana_init())
		return 1;
	judge();
	screens();
	sizes();
	very_long();
	return test_done();
}
