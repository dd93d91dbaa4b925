/* The screen of a difference: what it shows in every state, of programs that were really compared. */

#include "page.h"
#include "program_made.h"
#include "ui/screen_diff.h"
#include "ui/screen_proposal.h"

static struct pm one, two;
static struct elf_diff d;

PAGE(screen_diff, 0, PAGE_SIZES - 1)

static void
compare(uint32_t before, uint32_t after)
{
	struct buf file[2] = { BUF_INIT(MADE_MAX), BUF_INIT(MADE_MAX) };
	struct elf_compare *c;

	pm_link(&one, before, &file[0]);
	pm_link(&two, after, &file[1]);
	c = elf_compare_new(file[0].p, file[0].len, file[1].p, file[1].len);
	while (elf_compare_turn(c, 10000))
		;
	d = *elf_compare_result(c);
	elf_compare_free(c);
	buf_wipe(&file[0]);
	buf_wipe(&file[1]);
}

static struct screen_diff
screen(uint64_t index, enum diff_phase phase)
{
	struct screen_diff s = { .index = index, .phase = phase, .d = &d, .found_a = "chain", .found_b = "backup" };

	(void)snprintf(s.a, sizeof s.a, "version 7, which proposal %llu starts from", (unsigned long long)index);
	(void)snprintf(s.b, sizeof s.b, "the code it brings");
	return s;
}

static void
draw_proposal(const void *of, const struct model *m, struct canvas *c)
{
	struct screen_proposal s = { .index = *(const uint64_t *)of };

	proposal_draw(&s, m, &silent, c);
}

static void
on_the_proposal(const struct model *m, const char *what)
{
	const uint64_t index = 14;

	golden_frames(&page_sizes[2], 2, draw_proposal, &index, m, what);
}

static void
states(struct model *m)
{
	struct screen_diff s = screen(14, DIFF_READING);

	frames(&s, m, "diff-reading");
	s = screen(14, DIFF_COMPARING);
	s.percent = 45;
	frames(&s, m, "diff-comparing");

	pm_random(&one, 30, 200);
	two = one;
	pm_insert(&two, 4, 70, 3);
	two.f[9][50] = (struct pm_insn){ PM_PLAIN, 4711, one.f[9][50].id };
	(void)snprintf(two.text[7], sizeof two.text[7], "interest is rounded down");
	compare(3, 3);
	s = screen(14, DIFF_SHOWN);
	frames(&s, m, "diff-small");
	s.scroll = 8;
	frames(&s, m, "diff-small-below");

	two.f[3][20] = (struct pm_insn){ PM_SYSTEM, 3, one.f[3][20].id };
	compare(3, 3);
	s = screen(14, DIFF_SHOWN);
	frames(&s, m, "diff-call");
	model_code_set(m, 14, &d);
	on_the_proposal(m, "proposal-compared");

	pm_random(&two, 30, 200);
	compare(3, 3);
	s = screen(14, DIFF_SHOWN);
	frames(&s, m, "diff-large");

	two = one;
	compare(3, 3);
	frames(&s, m, "diff-same");
	compare(0, 3);
	frames(&s, m, "diff-version");

	s = screen(14, DIFF_FAILED);
	(void)err_set(&s.error, ERR_NOT_FOUND, "while reading version 7, which proposal 14 starts from: code "
		"694c44ed016f5f55cfdb8b270befb40aa0f2c58d16ab49ad100f21b1a64d6ecb is in no backup here and in no buffer that was looked at");
	(void)err_hint(&s.error, "whoever has that build can compare it: \"keyturn program diff FILE OTHER\"");
	frames(&s, m, "diff-gone");
}

/* Nothing a program says reaches the terminal as it is. */
static void
hostile(const struct model *m)
{
	struct screen_diff s = screen(14, DIFF_SHOWN);
	struct canvas c = CANVAS_INIT;
	struct buf b = BUF_INIT(1u << 20);
	size_t bad = 0;

	two = one;
	(void)snprintf(two.text[3], sizeof two.text[3], "\033[31mred\302\2332J \342\200\256 drow");
	compare(3, 3);
	d.added.n = 1;
	(void)snprintf(d.added.import[0].name, sizeof d.added.import[0].name, "sol_\033]0;x\007\342\200\256");
	canvas_reset(&c, 40, 120);
	screen_diff_draw(&s, m, &silent, &c);
	canvas_dump(&c, &b);
	for (size_t i = 0; i < b.len; i++)
		bad += b.p[i] < 0x20 && b.p[i] != '\n';
	CHECK(bad == 0 && strstr(buf_str(&b), "\342\200\256") == NULL && strstr(buf_str(&b), "sol_") != NULL, "a program's own text is made safe");
	buf_wipe(&b);
	canvas_wipe(&c);
}

static void
all_sizes(const struct model *m)
{
	unsigned frame_n = 0;

	for (int phase = DIFF_READING; phase <= DIFF_FAILED; phase++)
		for (int scroll = 0; scroll <= 78; scroll += 39) {
			struct screen_diff s = screen(14, (enum diff_phase)phase);

			(void)err_set(&s.error, ERR_NOT_FOUND, "code is in no backup here");
			s.scroll = scroll;
			frame_n += page_odd_sizes(draw, &s, m);
		}
	CHECK(frame_n > 800, "%u frames of odd sizes", frame_n);
}

static void
keys(void)
{
	struct screen_diff s = screen(14, DIFF_SHOWN);
	struct intent want;

	s.page = 20;
	want = screen_diff_handle(&s, ACTION_DOWN);
	CHECK(want.kind == INTENT_STAY && s.scroll == 1, "down scrolls");
	CHECK(screen_diff_handle(&s, ACTION_BACK).kind == INTENT_BACK && screen_diff_handle(&s, ACTION_QUIT).kind == INTENT_BACK, "back and quit go back");
	CHECK(screen_diff_handle(&s, ACTION_REFRESH).kind == INTENT_REFRESH, "u reads again");
	CHECK(intent_for_move(ACTION_DIFF, 14).kind == INTENT_DIFF && intent_for_move(ACTION_DIFF, 14).index == 14, "d compares what a proposal changes");
	CHECK(action_for_key('d', ON_PROPOSAL) == ACTION_DIFF && action_for_key('d', ON_BOARD) == ACTION_NONE, "d is a key of the proposal's page");
}

/* It is offered where code changes. */
static void
offers(const struct model *m)
{
	unsigned with = 0, without = 0;

	for (size_t i = 0; i < m->row_n; i++) {
		const struct model_row *r = &m->row[i];
		bool offered = (screen_offers(m, r) & ACTION_BIT(ACTION_DIFF)) != 0;
		bool code = r->p->kind == KT_KIND_UPGRADE || r->p->kind == KT_KIND_ROLLBACK;

		if (offered != code)
			CHECK(false, "proposal %llu", (unsigned long long)r->index);
		with += code;
		without += !code;
	}
	CHECK(with > 0 && without > 0, "d is offered for %u acts that change code, and not for %u that do not", with, without);
}

static void
kept(struct model *m)
{
	for (uint64_t i = 100; i < 100 + MODEL_CODES_MAX; i++)
		model_code_set(m, i, &d);
	CHECK(model_code_of(m, 14) == NULL && model_code_of(m, 100) != NULL && model_code_of(m, 0) == NULL, "the oldest makes room");
	model_code_set(m, 100, &d);
	model_code_set(m, 200, &d);
	CHECK(model_code_of(m, 100) != NULL && model_code_of(m, 101) == NULL && model_code_of(m, 102) != NULL, "what was compared again is not the oldest");
}

int
main(void)
{
	struct gov_world w;
	struct model m;

	if (!page_model(&w, &m))
		return 1;
	states(&m);
	hostile(&m);
	all_sizes(&m);
	keys();
	offers(&m);
	kept(&m);
	model_wipe(&m);
	return test_done();
}
