#include "rpc/pace.h"
#include "test.h"

/* An endpoint that takes `burst` sends at once and `per_s` each second, and what
 * a client paced by pace.h gets through to it in so many seconds. */
struct endpoint {
	uint64_t per_s, burst, tokens, at_ms; /* tokens in thousandths */
	uint64_t retry_after_ms;              /* named in a refusal; 0: none named */
};

static bool
takes(struct endpoint *e, uint64_t now)
{
	e->tokens += (now - e->at_ms) * e->per_s;
	e->at_ms = now;
	if (e->tokens > e->burst * 1000)
		e->tokens = e->burst * 1000;
	if (e->tokens < 1000)
		return false;
	e->tokens -= 1000;
	return true;
}

static unsigned
through(struct endpoint *e, uint64_t from_ms, uint64_t for_ms, struct pace *p, unsigned *refused)
{
	unsigned n = 0;

	for (uint64_t now = from_ms; now < from_ms + for_ms; now++)
		for (unsigned i = 0; i < 4 && pace_take(p, now); i++) {
			if (takes(e, now)) {
				pace_accepted(p, now);
				n++;
			} else {
				pace_refused(p, now, e->retry_after_ms);
				++*refused;
			}
		}
	return n;
}

static void
finds_the_rate(void)
{
	static const struct {
		uint64_t per_s, burst, retry_after_ms;
	} endpoints[] = { { 50, 50, 0 }, { 50, 50, 1000 }, { 10, 10, 0 }, { 10, 10, 1000 }, { 4, 40, 0 }, { 4, 40, 2000 },
		{ 100, 10, 0 }, { 200, 20, 0 }, { 1, 1, 0 }, { 1, 1, 1000 }, { 5, 1, 0 }, { 20, 1, 0 } };

	for (size_t i = 0; i < sizeof endpoints / sizeof endpoints[0]; i++) {
		struct endpoint e = { endpoints[i].per_s, endpoints[i].burst, endpoints[i].burst * 1000, 1000,
			endpoints[i].retry_after_ms };
		struct pace p;
		unsigned refused = 0, n;
		uint64_t most = e.per_s * 120;

		pace_start(&p, 1000);
		(void)through(&e, 1000, 60000, &p, &refused);
		refused = 0;
		n = through(&e, 61000, 120000, &p, &refused);
		CHECK(n * 100 >= most * 95, "%u of the %u sends that %u per s allow (burst %u, retry after %u): refused %u", n,
			(unsigned)most, (unsigned)e.per_s, (unsigned)e.burst, (unsigned)e.retry_after_ms, refused);
		CHECK(refused * 10 <= n + 100, "and few are refused: %u", refused);
	}
}

/* The plan is changed, or somebody else takes a part of it. */
static void
follows_the_rate(void)
{
	static const struct {
		uint64_t from, to;
	} changes[] = { { 10, 40 }, { 40, 10 }, { 100, 1 }, { 1, 10 } };

	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		struct endpoint e = { changes[i].from, changes[i].from, 0, 1000, 0 };
		struct pace p;
		unsigned refused = 0, n;

		pace_start(&p, 1000);
		(void)through(&e, 1000, 120000, &p, &refused);
		e.per_s = e.burst = changes[i].to;
		(void)through(&e, 121000, 120000, &p, &refused);
		n = through(&e, 241000, 60000, &p, &refused);
		CHECK(n * 100 >= e.per_s * 60 * 85, "two minutes after %u per s became %u it sends %u in 60 s", (unsigned)changes[i].from,
			(unsigned)e.per_s, n);
	}
}

static void
no_limit(void)
{
	struct pace p;
	unsigned n = 0;

	pace_start(&p, 7);
	for (unsigned i = 0; i < 10000; i++)
		n += pace_take(&p, 7);
	CHECK(n == 10000 && pace_wait_ms(&p, 7) == 0, "nothing holds back what nobody refused");
}

static void
retry_after(void)
{
	struct pace p;

	pace_start(&p, 0);
	pace_accepted(&p, 10);
	pace_refused(&p, 20, 5000);
	CHECK(!pace_take(&p, 21) && !pace_take(&p, 5019), "nothing goes out before the time that was named");
	CHECK(pace_wait_ms(&p, 20) >= 5000, "and the wait says so: %u", (unsigned)pace_wait_ms(&p, 20));
	pace_refused(&p, 30, 1000);
	CHECK(pace_wait_ms(&p, 30) >= 4990 && p.refusals == 2, "a second refusal that was under way shortens nothing");
	CHECK(pace_take(&p, 20 + 5000 + 5100), "then it does");
}

/* Many under way at once are refused together: that is one refusal. */
static void
a_burst(void)
{
	struct pace p;

	pace_start(&p, 0);
	for (unsigned i = 0; i < 48; i++)
		pace_refused(&p, 10, 0);
	CHECK(pace_wait_ms(&p, 10) <= 5000 && p.quiet_ms == 260, "48 refused at once wait as one does: until %u",
		(unsigned)p.quiet_ms);
	pace_start(&p, 0);
	for (unsigned i = 0; i < 48; i++)
		pace_pause(&p, 10);
	CHECK(pace_wait_ms(&p, 10) == 250, "and so do 48 that cannot be reached");
}

/* As an upload meets it: `flight` under way at once, each answered after 3 ms and
 * one after the other, by an endpoint that names a second in each refusal. */
static unsigned
in_flight(uint64_t start_ms, uint64_t for_ms, struct endpoint *e)
{
	enum { FLIGHT = 24, ANSWER_MS = 3 };
	uint64_t due[FLIGHT] = { 0 };
	struct pace p;
	unsigned n = 0;

	pace_start(&p, 0);
	for (uint64_t now = start_ms; now < start_ms + for_ms; now++)
		for (unsigned i = 0; i < FLIGHT; i++) {
			if (due[i] != 0 && now >= due[i]) {
				due[i] = 0;
				if (takes(e, now)) {
					pace_accepted(&p, now);
					n++;
				} else
					pace_refused(&p, now, e->retry_after_ms);
			}
			if (due[i] == 0 && pace_take(&p, now))
				due[i] = now + ANSWER_MS + i % 4;
		}
	return n;
}

static void
soon_at_the_rate(void)
{
	static const struct {
		const char *name;
		uint64_t start_ms;
	} rows[] = { { "at once", 10 }, { "a minute later, when the card was read", 60000 } };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct endpoint e = { 40, 10, 10000, rows[i].start_ms, 1000 };
		unsigned n = in_flight(rows[i].start_ms, 30000, &e);

		CHECK(n >= 30 * 40 / 2, "begun %s, in 30 s %u of the 1200 that 40 per s allow", rows[i].name, n);
	}
}

static void
unreachable(void)
{
	struct pace p;
	uint64_t now = 0;

	pace_start(&p, 0);
	for (unsigned i = 0; i < 20; i++) {
		pace_pause(&p, now);
		now += pace_wait_ms(&p, now);
	}
	CHECK(p.rate == 0 && now < 160000 && now > 60000, "a dead endpoint is asked ever more seldom, 8 s apart: %u",
		(unsigned)now);
	CHECK(pace_take(&p, now) && pace_take(&p, now), "and back, it has no limit it did not have before");
}

int
main(void)
{
	no_limit();
	retry_after();
	a_burst();
	unreachable();
	soon_at_the_rate();
	finds_the_rate();
	follows_the_rate();
	return test_done();
}
