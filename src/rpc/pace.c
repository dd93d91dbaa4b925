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
	FAST = 5 * SEND,
	SLOWEST = SEND / 4,   /* a send every 4 s */
};

void
pace_start(struct pace *p, uint64_t now_ms)
{
	*p = (struct pace){ .at_ms = now_ms, .began_ms = now_ms, .changed_ms = now_ms, .pause_ms = PAUSE_MS };
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

void
pace_accepted(struct pace *p, uint64_t now_ms)
{
	bool calm;

	renew(p, now_ms);
	p->accepted++;
	p->pause_ms = PAUSE_MS;
	p->since++;
	if (p->rate == 0 || p->since < RAISE_SENDS || now_ms < p->changed_ms + RAISE_MS)
		return;
	calm = now_ms >= p->refused_ms + CALM_MS && p->rate >= FAST;
	p->rate += p->rate / (calm ? 4u : 20u) + 1;
	p->changed_ms = now_ms;
	p->since = 0;
}

static uint64_t
at_least(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* Nothing goes out for a while; false when that is so already. */
static bool
hush(struct pace *p, uint64_t now_ms, uint64_t after_ms)
{
	uint64_t wait = after_ms > 0 ? after_ms : p->pause_ms;

	/* One that was under way when the first was refused: it says nothing new, unless it names a longer time. */
	if (now_ms < p->quiet_ms && now_ms + after_ms <= p->quiet_ms)
		return false;
	if (after_ms == 0 && p->pause_ms < PAUSE_MAX_MS)
		p->pause_ms *= 2;
	p->quiet_ms = now_ms + wait;
	return true;
}

void
pace_refused(struct pace *p, uint64_t now_ms, uint64_t after_ms)
{
	uint64_t floor = p->pause_ms == PAUSE_MS ? p->rate / 5u * 4u : 0; /* it took some since the last refusal */

	p->refusals++;
	if (!hush(p, now_ms, after_ms))
		return;
	p->rate = at_least(p->accepted * SEND * 1000u / (p->quiet_ms - p->began_ms + 1), at_least(floor, SLOWEST));
	p->token = 0;
	p->at_ms = now_ms;
	p->changed_ms = p->refused_ms = p->quiet_ms;
	p->since = 0;
}

void
pace_pause(struct pace *p, uint64_t now_ms)
{
	(void)hush(p, now_ms, 0);
}
