/* The rules of sending, driven by any order of replies.  A model beside them
 * knows what was told; no ending may contradict it. */
#include "fuzz/fuzz.h"
#include "rpc/confirm.h"

struct model {
	bool maybe_out;      /* some send may have passed it on */
	bool last_word;      /* null with history, as of at least the height's slot, with the height past */
	bool decided;        /* a status at the commitment wanted */
	bool failed;         /* what that status said */
	bool refused;        /* preflight or the endpoint, with nothing out */
};

static void
one_send(struct confirm *c, struct model *m, uint64_t now, uint8_t a)
{
	static const char *const reason[] = { "AlreadyProcessed", "BlockhashNotFound", "Custom" };
	enum confirm_answer what = (enum confirm_answer)(a % 5);
	struct rpc_outcome o = { .failed = true, .instruction = 0 };

	(void)snprintf(o.reason, sizeof o.reason, "%s", reason[a / 5 % 3]);
	if (!c->out && ((what == CONFIRM_PREFLIGHT && a / 5 % 3 == 2) || what == CONFIRM_REFUSED))
		m->refused = true;
	if (what == CONFIRM_ACCEPTED || what == CONFIRM_AMBIGUOUS || (what == CONFIRM_PREFLIGHT && a / 5 % 3 == 0))
		m->maybe_out = true;
	confirm_asked(c, now, CONFIRM_SEND);
	confirm_sent(c, now, what, &o, "why", a % 3 == 0 ? a * 10u : 0);
}

static void
one_status(struct confirm *c, struct model *m, uint64_t now, uint8_t a, uint8_t b)
{
	struct rpc_status s = { .known = (a & 1) != 0, .slot = 100, .reached = (enum commitment)(a / 2 % 3),
		.outcome = { .failed = (a & 8) != 0, .instruction = -1, .reason = "x" } };
	bool history = confirm_history(c);
	uint64_t as_of = b;

	if (!s.known)
		s.outcome = (struct rpc_outcome){ .instruction = -1 };
	if (!s.known && history && as_of >= c->height_slot)
		m->last_word = true;
	if (s.known && s.reached >= c->wanted) {
		m->decided = true;
		m->failed = s.outcome.failed;
	}
	confirm_asked(c, now, CONFIRM_STATUS);
	confirm_status(c, now, &s, as_of, history);
}

static void
judge(const struct confirm *c, const struct model *m, uint64_t now)
{
	HOLDS(c->state != SENDER_LANDED || (m->decided && !m->failed));
	HOLDS(c->state != SENDER_FAILED || (m->decided && m->failed) || (m->refused && !m->maybe_out));
	HOLDS(c->state != SENDER_EXPIRED || (m->last_word && c->height > c->last_valid_height));
	HOLDS(c->state != SENDER_UNKNOWN || c->trouble[0] != '\0');
	if (c->state == SENDER_WORKING) {
		HOLDS(now <= c->began_ms + CONFIRM_TOTAL_MS);
		HOLDS(confirm_due(c, now + confirm_wait_ms(c, now)) != 0 || confirm_wait_ms(c, now) <= CONFIRM_TOTAL_MS + 1);
		HOLDS((confirm_due(c, now) & CONFIRM_SEND) == 0 || c->height <= c->last_valid_height);
	} else {
		HOLDS(confirm_due(c, now) == 0 && confirm_wait_ms(c, now) == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct confirm c;
	struct model m = { .maybe_out = false };
	uint64_t now = 1000;

	if (len < 1)
		return 0;
	confirm_start(&c, now, 100, (enum commitment)(data[0] % 3));
	for (size_t i = 1; i + 3 <= len && c.state == SENDER_WORKING; i += 3) {
		const uint8_t *op = data + i;

		now += (uint64_t)(op[0] >> 3) * 150;
		if (op[0] % 4 == 0)
			one_send(&c, &m, now, op[1]);
		else if (op[0] % 4 == 1)
			one_status(&c, &m, now, op[1], op[2]);
		else if (op[0] % 4 == 2)
			confirm_height(&c, now, &(struct rpc_epoch){ .block_height = op[1], .slot = op[2] });
		else
			confirm_trouble(&c, "no answer");
		if (c.state == SENDER_WORKING)
			confirm_tick(&c, now);
		judge(&c, &m, now);
	}
	return 0;
}
