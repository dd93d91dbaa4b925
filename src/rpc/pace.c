#include "rpc/pace.h"

enum {
	SEND = 1000,          /* of token and rate: one send */
	BURST = 8 * SEND,
	PAUSE_MS = 250,
	PAUSE_MAX_MS = 8000,
	WINDOW_MS = 30000,    /* accepted sends older than this say nothing */
	RAISE_MS = 1000,
	RAISE_SENDS = 5,
	CALM_MS = 5000,
	PROBE_MS = 5000,      /* at a rate that holds, before one that was refused is tried again */
	PROBE_MAX_MS = 80000,
	PROBE_COST = 30,      /* a try that is refused costs its wait: one part of so many at most */
	NEAR = 50,            /* parts: a rate is near another when they differ by less than one */
	GUESS = 2 * SEND,     /* where it took none yet */
	SLOWEST = SEND / 4,   /* a send every 4 s */
};

void
pace_start(struct pace *p, uint64_t now_ms)
{
	*p = (struct pace){ .at_ms = now_ms, .began_ms = now_ms, .changed_ms = now_ms, .pause_ms = PAUSE_MS,
		.probe_ms = PROBE_MS };
}

static uint64_t
tokens(const struct pace *p, uint64_t now_ms)
{
	uint64_t from = p->at_ms > p->quiet_ms ? p->at_ms : p->quiet_ms, more;

	if (now_ms <= from)
		return p->token;
	more = (now_ms - from) * p->rate / 1000u;
	return p->token + more > BURST ? BURST : p->token + more;
}

bool
pace_take(struct pace *p, uint64_t now_ms)
{
	uint64_t has;

	if (now_ms < p->quiet_ms)
		return false;
	if (!p->begun)
		p->began_ms = now_ms; /* a card may have been read since it was started */
	p->begun = true;
	if (p->rate == 0)
		return true;
	has = tokens(p, now_ms);
	if (has < SEND)
		return false;
	p->token = has - SEND;
	p->at_ms = now_ms;
	return true;
}

uint64_t
pace_wait_ms(const struct pace *p, uint64_t now_ms)
{
	uint64_t quiet = now_ms < p->quiet_ms ? p->quiet_ms - now_ms : 0, has;

	if (p->rate == 0)
		return quiet;
	has = tokens(p, now_ms);
	return has >= SEND ? quiet : quiet + ((SEND - has) * 1000u + p->rate - 1) / p->rate;
}

/* The count starts anew before it is too old to mean anything. */
static void
renew(struct pace *p, uint64_t now_ms)
{
	if (now_ms - p->began_ms < WINDOW_MS)
		return;
	p->began_ms = now_ms - WINDOW_MS / 2;
	p->accepted /= 2;
}

/* Half way to a rate that was refused; to it, and beyond, when it was not tried for long. */
static uint64_t
next_rate(struct pace *p, uint64_t now_ms)
{
	bool calm = now_ms >= p->refused_ms + CALM_MS;
	uint64_t half = (p->top - p->rate) / 2, most = p->rate / 4;

	if (p->top == 0) {
		if (p->probed)
			p->probe_ms = PROBE_MS; /* what was refused holds now */
		p->probed = false;
		return p->rate + p->rate / (calm ? 4u : 20u) + 1;
	}
	if (p->top - p->rate >= p->top / NEAR)
		return p->rate + (half < most ? half : most);
	if (now_ms < p->refused_ms + p->probe_ms)
		return p->rate;
	p->top = 0;
	p->probed = true;
	return p->rate + p->rate / 20u + 1;
}

void
pace_accepted(struct pace *p, uint64_t now_ms)
{
	uint64_t next;

	renew(p, now_ms);
	p->accepted++;
	p->pause_ms = PAUSE_MS;
	p->since++;
	if (p->rate == 0 || p->since < RAISE_SENDS || now_ms < p->changed_ms + RAISE_MS)
		return;
	p->good = p->rate;
	next = next_rate(p, now_ms);
	if (next == p->rate)
		return;
	p->rate = next;
	p->changed_ms = now_ms;
	p->since = 0;
}

static uint64_t
at_least(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* Nothing goes out for a while; false when that is so already: one that was under
 * way when the first was refused says nothing new of the rate, and where it names
 * a later time, that is waited for.  Of twenty refused at once each comes a moment
 * after the one before: taken for a refusal of its own, it would make what was
 * just found a rate that was refused. */
static bool
hush(struct pace *p, uint64_t now_ms, uint64_t after_ms)
{
	uint64_t wait = after_ms > 0 ? after_ms : p->pause_ms;

	if (now_ms < p->quiet_ms) {
		if (now_ms + after_ms > p->quiet_ms)
			p->changed_ms = p->refused_ms = p->quiet_ms = now_ms + after_ms;
		return false;
	}
	if (after_ms == 0 && p->pause_ms < PAUSE_MAX_MS)
		p->pause_ms *= 2;
	p->quiet_ms = now_ms + wait;
	return true;
}

/* What held before the rate was raised; where that is refused itself, what was taken over the time it took. */
static uint64_t
lower(struct pace *p, bool took_some)
{
	uint64_t floor = took_some ? p->rate / 5u * 4u : 0;
	uint64_t taken = p->accepted * SEND * 1000u / (p->quiet_ms - p->began_ms + 1);

	if (p->good != 0 && p->good < p->rate)
		return p->good;
	p->good = 0;
	if (p->rate == 0 && p->accepted == 0)
		return GUESS;
	return at_least(taken, at_least(floor, SLOWEST));
}

void
pace_refused(struct pace *p, uint64_t now_ms, uint64_t after_ms)
{
	bool took_some = p->pause_ms == PAUSE_MS; /* since the last refusal */
	uint64_t was = p->rate, wait;

	p->refusals++;
	if (!hush(p, now_ms, after_ms))
		return;
	wait = p->quiet_ms - now_ms;
	p->rate = lower(p, took_some);
	p->top = was > p->rate ? was : 0;
	if (p->probed)
		p->probe_ms *= 2;
	if (wait > PROBE_MAX_MS / PROBE_COST || p->probe_ms > PROBE_MAX_MS)
		p->probe_ms = PROBE_MAX_MS;
	else if (p->probe_ms < PROBE_COST * wait)
		p->probe_ms = (uint32_t)(PROBE_COST * wait);
	p->probed = false;
	p->token = SEND; /* it may be asked once the wait is over, and then as the rate says */
	p->at_ms = now_ms;
	p->changed_ms = p->refused_ms = p->quiet_ms;
	p->since = 0;
}

void
pace_pause(struct pace *p, uint64_t now_ms)
{
	(void)hush(p, now_ms, 0);
}
