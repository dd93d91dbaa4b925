/* The rules of sending as rows: what came back, in order, and the end. */
#include "rpc/confirm.h"

#include "test.h"

enum { LAST = 1000 };

/* One reply, `ms` after the one before it. */
struct step {
	enum { END, SENT, STATUS, HEIGHT, SILENCE } what;
	unsigned ms;
	enum confirm_answer answer;
	const char *reason;       /* of a preflight */
	unsigned after_ms;
	bool known, failed;
	enum commitment reached;
	uint64_t height, slot;    /* of a height; slot also of a status */
};
#define OK { SENT, 10, CONFIRM_ACCEPTED, NULL, 0, false, false, 0, 0, 0 }
#define ANSWER(a, why) { SENT, 10, a, why, 0, false, false, 0, 0, 0 }
#define LATER(ms) { SENT, 10, CONFIRM_LATER, NULL, ms, false, false, 0, 0, 0 }
#define SEEN(bad, at) { STATUS, 500, 0, NULL, 0, true, bad, at, 0, 50 }
#define NOTHING(as_of) { STATUS, 500, 0, NULL, 0, false, false, 0, 0, as_of }
#define AT(h, s) { HEIGHT, 10, 0, NULL, 0, false, false, 0, h, s }
#define QUIET(ms) { SILENCE, ms, 0, NULL, 0, false, false, 0, 0, 0 }

static const struct row {
	const char *fact;
	struct step step[8];
	enum sender_state end;
	unsigned due; /* at the end, when still working */
} rows[] = {
	{ "accepted and confirmed", { OK, SEEN(false, COMMITMENT_CONFIRMED) }, SENDER_LANDED, 0 },
	{ "processed is not confirmed", { OK, SEEN(false, COMMITMENT_PROCESSED) }, SENDER_WORKING, 0 },
	{ "a failure that is only processed is none yet", { OK, SEEN(true, COMMITMENT_PROCESSED) }, SENDER_WORKING, 0 },
	{ "failed and confirmed", { OK, SEEN(true, COMMITMENT_CONFIRMED) }, SENDER_FAILED, 0 },
	{ "finalized is more than confirmed", { OK, SEEN(false, COMMITMENT_FINALIZED) }, SENDER_LANDED, 0 },
	{ "preflight refuses", { ANSWER(CONFIRM_PREFLIGHT, "Custom") }, SENDER_FAILED, 0 },
	{ "preflight refuses what may be out already", { ANSWER(CONFIRM_AMBIGUOUS, NULL), ANSWER(CONFIRM_PREFLIGHT, "Custom") },
		SENDER_WORKING, CONFIRM_STATUS },
	{ "preflight knows it already", { ANSWER(CONFIRM_PREFLIGHT, "AlreadyProcessed"), SEEN(false, COMMITMENT_CONFIRMED) },
		SENDER_LANDED, 0 },
	{ "the blockhash is unknown: the height is asked at once", { ANSWER(CONFIRM_PREFLIGHT, "BlockhashNotFound") },
		SENDER_WORKING, CONFIRM_HEIGHT },
	{ "the endpoint refuses", { ANSWER(CONFIRM_REFUSED, NULL) }, SENDER_FAILED, 0 },
	{ "the endpoint refuses what may be out", { OK, ANSWER(CONFIRM_REFUSED, NULL) }, SENDER_WORKING, CONFIRM_STATUS },
	{ "after 2 s it is sent again", { OK, QUIET(2000) }, SENDER_WORKING, CONFIRM_SEND | CONFIRM_STATUS | CONFIRM_HEIGHT },
	{ "but not where it was seen", { OK, SEEN(false, COMMITMENT_PROCESSED), QUIET(2000) }, SENDER_WORKING,
		CONFIRM_STATUS | CONFIRM_HEIGHT },
	{ "a fork dropped it: sent again", { OK, SEEN(false, COMMITMENT_PROCESSED), NOTHING(60), QUIET(2000) }, SENDER_WORKING,
		CONFIRM_SEND | CONFIRM_STATUS | CONFIRM_HEIGHT },
	{ "asked to wait 5 s", { LATER(5000), QUIET(3000) }, SENDER_WORKING, CONFIRM_HEIGHT },
	{ "the last valid height itself is valid", { OK, AT(LAST, 80), NOTHING(90) }, SENDER_WORKING, 0 },
	{ "past it the last status is due at once", { OK, AT(LAST + 1, 80) }, SENDER_WORKING, CONFIRM_STATUS },
	{ "past it and unknown: expired", { OK, AT(LAST + 1, 80), NOTHING(80) }, SENDER_EXPIRED, 0 },
	{ "past it, a node that is behind does not decide", { OK, AT(LAST + 1, 80), NOTHING(79) }, SENDER_WORKING, 0 },
	{ "past it and landed", { OK, AT(LAST + 1, 80), SEEN(false, COMMITMENT_CONFIRMED) }, SENDER_LANDED, 0 },
	{ "past it and processed: neither sent again nor expired", { OK, AT(LAST + 1, 80), SEEN(false, COMMITMENT_PROCESSED),
		QUIET(3000) }, SENDER_WORKING, CONFIRM_STATUS },
	{ "a height that goes back changes nothing", { OK, AT(LAST + 1, 80), AT(LAST - 5, 70) }, SENDER_WORKING, CONFIRM_STATUS },
	{ "never out and past it: expired", { LATER(0), AT(LAST + 1, 80), NOTHING(80) }, SENDER_EXPIRED, 0 },
	{ "30 s of silence are still work", { OK, QUIET(30000) }, SENDER_WORKING, CONFIRM_SEND | CONFIRM_STATUS | CONFIRM_HEIGHT },
	{ "more are not", { OK, QUIET(30001) }, SENDER_UNKNOWN, 0 },
	{ "an answer in between counts", { OK, QUIET(20000), NOTHING(5), QUIET(20000) }, SENDER_WORKING,
		CONFIRM_SEND | CONFIRM_STATUS | CONFIRM_HEIGHT },
	{ "a node behind the height is no answer", { OK, AT(LAST + 1, 80), QUIET(20000), NOTHING(79), QUIET(10001) },
		SENDER_UNKNOWN, 0 },
};

static void
take(struct confirm *c, uint64_t now, const struct step *s)
{
	struct rpc_outcome o = { .failed = true, .instruction = 0 };
	struct rpc_status status = { .known = s->known, .slot = s->slot, .reached = s->reached,
		.outcome = { .failed = s->failed, .instruction = -1 } };

	if (s->what == SENT) {
		(void)snprintf(o.reason, sizeof o.reason, "%s", s->reason != NULL ? s->reason : "");
		confirm_asked(c, now - s->ms, CONFIRM_SEND);
		confirm_sent(c, now, s->answer, &o, "why", s->after_ms);
	} else if (s->what == STATUS) {
		confirm_asked(c, now, CONFIRM_STATUS);
		confirm_status(c, now, &status, s->slot, confirm_history(c));
	} else if (s->what == HEIGHT) {
		confirm_height(c, now, &(struct rpc_epoch){ .block_height = s->height, .slot = s->slot });
	}
	confirm_tick(c, now);
}

/* Statuses of one that took `took` ms to be sent, with the times when each is asked. */
static void
check_pace(unsigned took, const char *asked_at)
{
	struct confirm c;
	uint64_t now = 5000 + took;
	char got[120] = "";

	confirm_start(&c, 5000, LAST, COMMITMENT_CONFIRMED);
	confirm_asked(&c, 5000, CONFIRM_SEND);
	confirm_sent(&c, now, CONFIRM_ACCEPTED, NULL, "", 0);
	for (uint64_t at = now; at < now + 2000; at++)
		if ((confirm_due(&c, at) & CONFIRM_STATUS) != 0) {
			(void)snprintf(got + strlen(got), sizeof got - strlen(got), " %u", (unsigned)(at - now));
			confirm_asked(&c, at, CONFIRM_STATUS);
		}
	CHECK(strcmp(got, asked_at) == 0, "a send of %u ms: asked at%s", took, got);
}

int
main(void)
{
	check_pace(1, " 10 30 70 150 310 630 1130 1630");
	check_pace(100, " 100 300 700 1200 1700");
	check_pace(1900, " 500 1000 1500");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct row *r = &rows[i];
		struct confirm c;
		uint64_t now = 5000;

		confirm_start(&c, now, LAST, COMMITMENT_CONFIRMED);
		for (const struct step *s = r->step; s->what != END; s++)
			take(&c, now += s->ms, s);
		CHECK(c.state == r->end && confirm_due(&c, now) == r->due, "%s: %d, due %u", r->fact, (int)c.state,
			confirm_due(&c, now));
		CHECK(c.state == SENDER_UNKNOWN ? c.trouble[0] != '\0' : c.state != SENDER_LANDED || c.trouble[0] == '\0',
			"%s: trouble '%s'", r->fact, c.trouble);
		CHECK(c.state != SENDER_WORKING || r->due != 0 || confirm_due(&c, now + confirm_wait_ms(&c, now)) != 0,
			"%s: the wait ends when something is due", r->fact);
	}
	return test_done();
}
