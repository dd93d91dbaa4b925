/* news_test.c - what changed is marked for a while, and calls a person once. */

#include "ui/news.h"

#include "test.h"
#include "ui_sample.h"

/* Votes of proposal 14, open; me is member 2, bit 1.  13 is locked, its lock ends at `opens`. */
static void
reading(struct model *m, uint64_t mono_ms, uint64_t approvals, int64_t now)
{
	struct gov_world w;

	sample_many(&w);
	for (size_t i = 0; i < w.proposal_n; i++)
		if (w.proposal[i].index == 14)
			w.proposal[i].approvals = approvals;
	w.cluster_unix_s = now;
	model_take(m, &w, mono_ms);
}

static unsigned
calls(struct model *m, enum news_call what, uint64_t index)
{
	unsigned n = 0;
	enum news_call c;
	uint64_t of;

	while ((c = news_next(&m->news, &of)) != NEWS_NONE)
		n += c == what && of == index ? 1 : 100;
	return n;
}

static void
marks(void)
{
	struct model m;

	sample_blank(&m);
	reading(&m, 1000, 0x5, SAMPLE_NOW);
	CHECK(!news_is(&m.news, 14, 1000), "the first reading is no news");
	reading(&m, 6000, 0x5, SAMPLE_NOW + 5);
	CHECK(!news_is(&m.news, 14, 6000), "nor is one that says the same");
	reading(&m, 11000, 0x15, SAMPLE_NOW + 10);
	CHECK(news_is(&m.news, 14, 11000) && !news_is(&m.news, 13, 11000), "a vote marks its proposal alone");
	CHECK(news_votes(&m.news, 14, 11000) == 0x10 && news_votes(&m.news, 13, 11000) == 0, "and of it whose vote it is");
	CHECK(news_votes(&m.news, 14, 26000) == 0, "for as long");
	CHECK(news_is(&m.news, 14, 25999) && !news_is(&m.news, 14, 26000), "for 15 s");
	news_forget(&m.news, 14);
	CHECK(!news_is(&m.news, 14, 11000), "or until it is looked at");
	reading(&m, 31000, 0x5, SAMPLE_NOW + 30);
	CHECK(news_is(&m.news, 14, 31000), "a vote taken back is marked too");
	reading(&m, 36000, 0x7, SAMPLE_NOW + 35);
	CHECK(news_votes(&m.news, 14, 36000) == 0x12, "the votes of a moment stay together");
	model_wipe(&m);
}

static void
rings(void)
{
	struct model m;
	struct gov_world w;
	int64_t opens = 0;

	sample_blank(&m);
	reading(&m, 1000, 0x5, SAMPLE_NOW);
	CHECK(calls(&m, NEWS_VOTE, 14) == 0, "what waited already calls nobody");
	reading(&m, 6000, 0x7, SAMPLE_NOW + 5);
	CHECK(calls(&m, NEWS_VOTE, 14) == 0, "nor does one's own vote");
	reading(&m, 11000, 0x5, SAMPLE_NOW + 10);
	CHECK(calls(&m, NEWS_VOTE, 14) == 1, "a vote that is needed calls once");
	reading(&m, 16000, 0x7, SAMPLE_NOW + 15);
	reading(&m, 21000, 0x5, SAMPLE_NOW + 20);
	CHECK(calls(&m, NEWS_VOTE, 14) == 0, "and never again, however an endpoint wavers");
	sample_many(&w);
	(void)sample_proposal(&w, 15, KT_KIND_UPGRADE, GOV_ACTIVE, "New");
	model_take(&m, &w, 26000);
	CHECK(calls(&m, NEWS_VOTE, 15) == 1 && news_is(&m.news, 15, 26000), "a new proposal does, and is marked");
	for (size_t i = 0; i < m.row_n; i++)
		if (m.row[i].p->index == 13)
			opens = timelock_opens_at(&m.row[i].p->lock);
	for (uint64_t mono = 26000; m.now <= opens && (m.now == opens || m.news.calls == m.news.taken); mono += 1000)
		model_tick(&m, mono);
	CHECK(m.now > opens && calls(&m, NEWS_READY, 13) == 1, "the end of a lock calls once, between readings too");
	model_wipe(&m);
}

static void
bytes(void)
{
	static const struct {
		enum notify how;
		enum news_call call;
		uint64_t index;
		const char *want;
	} rows[] = {
		{ NOTIFY_NONE, NEWS_VOTE, 14, "" },
		{ NOTIFY_NONE, NEWS_READY, 14, "" },
		{ NOTIFY_BELL, NEWS_VOTE, 14, "\a" },
		{ NOTIFY_BELL, NEWS_READY, 14, "\a" },
		{ NOTIFY_BELL, NEWS_NONE, 14, "" },
		{ NOTIFY_OSC9, NEWS_NONE, 14, "" },
		{ NOTIFY_OSC9, NEWS_VOTE, 14, "\033]9;keyturn: proposal 14 needs your vote\a" },
		{ NOTIFY_OSC9, NEWS_READY, UINT64_MAX, "\033]9;keyturn: proposal 18446744073709551615 may be executed\a" },
	};
	char out[NOTIFY_TEXT];

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK(strcmp(notify_bytes(out, rows[i].how, rows[i].call, rows[i].index), rows[i].want) == 0, "way %d, call %d: %zu bytes",
			(int)rows[i].how, (int)rows[i].call, strlen(out));
	CHECK(notify_named("none") == NOTIFY_NONE && notify_named("bell") == NOTIFY_BELL && notify_named("osc9") == NOTIFY_OSC9 &&
		notify_named("") == NOTIFY_NONE, "by name; off is the default");
}

int
main(void)
{
	marks();
	rings();
	bytes();
	return test_done();
}
