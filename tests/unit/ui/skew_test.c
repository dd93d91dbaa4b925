/* skew_test.c - R8: whatever the host's clock says, countdowns run by the chain's. */

#include "test.h"
#include "ui/widget_frame.h"
#include "ui/widget_lock.h"
#include "ui_sample.h"

enum { RUNS = 40, POLL_MS = 5000, STEP_MS = 250, LOCK_S = 90 };

/* The truth: the chain's clock in ms, and a host whose clock is off and jumps. */
struct truth {
	uint64_t mono_ms;
	int64_t chain_ms;
	uint32_t seed;
};

static uint32_t
next(struct truth *t, uint32_t n)
{
	t->seed = t->seed * 1664525u + 1013904223u;
	return (t->seed >> 8) % n;
}

/* From a second to ten years, either way; in some runs another one at every step. */
static int64_t
host_off(struct truth *t, unsigned run)
{
	static const int64_t sizes[] = { 1, 2, 3, 60, 3600, 86400, 31536000, 315360000 };
	int64_t off = sizes[(run >= RUNS / 2 ? next(t, 8) : run % 8)];

	return run % 2 == 0 ? off : -off;
}

static void
take(struct model *m, const struct truth *t, int64_t approved_at)
{
	struct gov_world w;
	struct gov_proposal *p;

	sample_council(&w);
	p = sample_proposal(&w, 1, KT_KIND_UPGRADE, GOV_APPROVED, "Locked");
	p->approvals = 0x7;
	p->lock = (struct timelock){ approved_at, LOCK_S, 14 * DAYS };
	w.cluster_unix_s = t->chain_ms / 1000; /* cut to seconds, as the Clock account has it */
	model_take(m, &w, t->mono_ms);
}

struct worst {
	int64_t off_s;    /* shown against the chain's, at most */
	unsigned early, looks, offered;
};

static void
look(struct model *m, const struct truth *t, const struct timelock *lock, struct worst *w)
{
	int64_t left = (timelock_opens_at(lock) * 1000 - t->chain_ms + 999) / 1000, shown, off;
	bool over = left <= 0;
	struct err e = ERR_INIT;
	bool offers = proposal_may(m->row[0].p, &m->world.multisig, m->row[0].r, &m->me, MOVE_EXECUTE, m->now, &e) == ERR_OK;

	shown = (int64_t)timelock_wait(lock, m->now);
	off = shown - (over ? 0 : left);
	off = off < 0 ? -off : off;
	w->off_s = off > w->off_s ? off : w->off_s;
	w->early += !over && (m->row[0].state == STATE_READY || offers || screen_offers(m, &m->row[0]) & ACTION_BIT(ACTION_EXECUTE));
	w->offered += offers;
	w->looks++;
}

static void
run(unsigned n, struct worst *w)
{
	struct truth t = { 1000 + n * 977, INT64_C(1790000000000) + n * 137, n * 7919 + 1 };
	int64_t off = host_off(&t, n), approved = t.chain_ms / 1000;
	struct timelock lock = { approved, LOCK_S, 14 * DAYS };
	struct model m;

	sample_blank(&m);
	for (uint64_t at = 0; at < (LOCK_S + 20) * 1000; at += STEP_MS) {
		if (at % POLL_MS == 0)
			take(&m, &t, approved);
		model_tick(&m, t.mono_ms);
		if (n >= RUNS / 2)
			off = host_off(&t, n);
		model_host(&m, t.chain_ms / 1000 + off);
		look(&m, &t, &lock, w);
		t.mono_ms += STEP_MS;
		t.chain_ms += STEP_MS;
	}
	model_wipe(&m);
}

static void
said(void)
{
	static const struct {
		int64_t off_s;
		const char *want;
	} rows[] = { { 0, NULL }, { 2, NULL }, { -2, NULL }, { 3, "host +3s " }, { -3, "host -3s " }, { 7200, "host +2h " },
		{ -315360000, "host -3650d " }, { INT64_MAX - SAMPLE_NOW, "host +" } };
	struct canvas c = CANVAS_INIT;
	struct gov_world w;
	struct model m;

	sample_many(&w);
	sample_live(&m, &w);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct buf b = BUF_INIT(1u << 16);

		model_host(&m, m.now + rows[i].off_s);
		canvas_reset(&c, 24, 80);
		widget_header(&c, &m);
		canvas_dump(&c, &b);
		CHECK(rows[i].want == NULL ? strstr(buf_str(&b), "host ") == NULL : strstr(buf_str(&b), rows[i].want) != NULL &&
			strstr(buf_str(&b), "1/1 agree") != NULL, "%lld s off: %.80s", (long long)rows[i].off_s, buf_str(&b));
		buf_wipe(&b);
	}
	canvas_wipe(&c);
	model_wipe(&m);
}

/* The first line of a board whose data is from the store, so long after it was read. */
static bool
says_age(int64_t age_s, uint64_t later_ms, const char *want)
{
	struct canvas c = CANVAS_INIT;
	struct buf text = BUF_INIT(1u << 20);
	struct gov_world w;
	struct model m;
	bool found;

	sample_blank(&m);
	sample_many(&w);
	model_stored(&m, &w, false, age_s);
	model_tick(&m, 5000);
	model_tick(&m, 5000 + later_ms);
	m.link = LINK_DOWN;
	canvas_reset(&c, SCREEN_ROWS, SCREEN_COLS);
	widget_header(&c, &m);
	canvas_dump(&c, &text);
	found = strstr(buf_str(&text), want) != NULL;
	buf_wipe(&text);
	canvas_wipe(&c);
	model_wipe(&m);
	return found;
}

static void
ages(void)
{
	CHECK(says_age(3 * HOURS, 0, "NO CONNECTION, data 3h old"), "what is stored is as old as it was read");
	CHECK(says_age(3 * HOURS, 2 * 3600000, "NO CONNECTION, data 5h old"), "and grows older while there is no endpoint");
	CHECK(says_age(-3 * HOURS, 3600000, "NO CONNECTION, data of unknown age"), "a clock set back since makes its age unknown, not nothing");
}

int
main(void)
{
	ages();
	struct worst w = { 0, 0, 0, 0 };

	for (unsigned n = 0; n < RUNS; n++)
		run(n, &w);
	CHECK(w.looks == RUNS * (LOCK_S + 20) * 1000 / STEP_MS && w.offered > RUNS * 10, "%u looks in %d runs, %u after the lock", w.looks, RUNS,
		w.offered);
	CHECK(w.off_s <= 2, "the countdown is %lld s off the chain's at most, 2 allowed", (long long)w.off_s);
	CHECK(w.early == 0, "execute is offered early %u times", w.early);
	said();
	return test_done();
}
