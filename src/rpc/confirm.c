#include "rpc/confirm.h"

#include <stdio.h>
#include <string.h>

void
confirm_start(struct confirm *c, uint64_t now, uint64_t last_valid_height, enum commitment wanted)
{
	*c = (struct confirm){ .state = SENDER_WORKING, .wanted = wanted, .last_valid_height = last_valid_height,
		.send_ms = now, .status_ms = now, .height_ms = now + CONFIRM_HEIGHT_MS, .began_ms = now,
		.answer_ms = now, .asked_ms = now, .wait_ms = CONFIRM_STATUS_MS, .outcome = { .instruction = -1 } };
}

static bool
past(const struct confirm *c)
{
	return c->height > c->last_valid_height;
}

bool
confirm_history(const struct confirm *c)
{
	return past(c);
}

unsigned
confirm_due(const struct confirm *c, uint64_t now)
{
	unsigned due = 0;

	if (c->state != SENDER_WORKING)
		return 0;
	if (!c->seen && !past(c) && now >= c->send_ms)
		due |= CONFIRM_SEND;
	if ((c->out || past(c)) && now >= c->status_ms)
		due |= CONFIRM_STATUS;
	if (!past(c) && now >= c->height_ms)
		due |= CONFIRM_HEIGHT;
	return due;
}

static uint64_t
shorter(uint64_t wait_ms)
{
	return wait_ms < CONFIRM_STATUS_MS ? wait_ms : CONFIRM_STATUS_MS;
}

void
confirm_asked(struct confirm *c, uint64_t now, enum confirm_want what)
{
	if (what == CONFIRM_SEND) {
		c->asked_ms = now;
		c->send_ms = now + CONFIRM_RESEND_MS;
	} else if (what == CONFIRM_STATUS) {
		c->wait_ms = shorter(2 * c->wait_ms);
		c->status_ms = now + c->wait_ms;
	} else
		c->height_ms = now + CONFIRM_HEIGHT_MS;
}

static void
sooner(uint64_t *least, uint64_t at)
{
	if (at < *least)
		*least = at;
}

uint64_t
confirm_wait_ms(const struct confirm *c, uint64_t now)
{
	uint64_t least = c->answer_ms + CONFIRM_SILENCE_MS + 1;

	if (c->state != SENDER_WORKING)
		return 0;
	sooner(&least, c->began_ms + CONFIRM_TOTAL_MS + 1);
	if (!c->seen && !past(c))
		sooner(&least, c->send_ms);
	if (c->out || past(c))
		sooner(&least, c->status_ms);
	if (!past(c))
		sooner(&least, c->height_ms);
	return least > now ? least - now : 0;
}

void
confirm_trouble(struct confirm *c, const char *why)
{
	(void)snprintf(c->trouble, sizeof c->trouble, "%s", why);
}

static void
end(struct confirm *c, enum sender_state state)
{
	c->state = state;
	if (state == SENDER_LANDED || state == SENDER_EXPIRED)
		c->trouble[0] = '\0';
}

/* A refusal by preflight.  Where the bytes may be out already it says nothing:
 * they may have landed and changed what the simulation saw. */
static void
preflight(struct confirm *c, uint64_t now, const struct rpc_outcome *o, const char *why)
{
	if (strcmp(o->reason, "AlreadyProcessed") == 0) {
		c->out = true;
	} else if (strcmp(o->reason, "BlockhashNotFound") == 0) {
		confirm_trouble(c, why); /* too new for this node, or too old: the height will tell */
		c->height_ms = now;
	} else if (!c->out) {
		c->outcome = *o;
		end(c, SENDER_FAILED);
	}
}

/* An endpoint that is near is asked sooner. */
static void
first_status(struct confirm *c, uint64_t now)
{
	uint64_t took = now - c->asked_ms;

	c->wait_ms = shorter(took > CONFIRM_STATUS_FIRST_MS ? took : CONFIRM_STATUS_FIRST_MS);
	c->status_ms = now + c->wait_ms;
}

void
confirm_sent(struct confirm *c, uint64_t now, enum confirm_answer what, const struct rpc_outcome *outcome,
	const char *why, uint64_t after_ms)
{
	if (c->state != SENDER_WORKING)
		return;
	if (what == CONFIRM_ACCEPTED || what == CONFIRM_PREFLIGHT)
		c->answer_ms = now;
	if (what == CONFIRM_ACCEPTED || what == CONFIRM_AMBIGUOUS) {
		if (!c->out)
			first_status(c, now);
		c->out = true;
	}
	if (what == CONFIRM_PREFLIGHT) {
		preflight(c, now, outcome, why);
		return;
	}
	if (what != CONFIRM_ACCEPTED)
		confirm_trouble(c, why);
	if (what == CONFIRM_LATER && now + after_ms > c->send_ms)
		c->send_ms = now + after_ms;
	if (what == CONFIRM_REFUSED && !c->out) {
		c->outcome = (struct rpc_outcome){ .failed = true, .instruction = -1, .reason = RPC_REASON_REFUSED };
		(void)snprintf(c->outcome.last_log, sizeof c->outcome.last_log, "%.199s", why);
		end(c, SENDER_FAILED);
	}
}

void
confirm_status(struct confirm *c, uint64_t now, const struct rpc_status *s, uint64_t as_of, bool history)
{
	if (c->state != SENDER_WORKING)
		return;
	c->seen = s->known;
	if (s->known) {
		c->answer_ms = now;
		c->out = true;
		c->slot = s->slot;
		c->outcome = s->outcome;
		if (s->reached >= c->wanted)
			end(c, s->outcome.failed ? SENDER_FAILED : SENDER_LANDED);
	} else if (!past(c)) {
		c->answer_ms = now;
	} else if (history && as_of >= c->height_slot) {
		c->outcome = (struct rpc_outcome){ .instruction = -1 };
		end(c, SENDER_EXPIRED);
	} else if (history) {
		confirm_trouble(c, "the node that was asked is behind the block height that was read");
	}
}

void
confirm_height(struct confirm *c, uint64_t now, const struct rpc_epoch *e)
{
	if (c->state != SENDER_WORKING)
		return;
	c->answer_ms = now;
	if (e->block_height <= c->height)
		return; /* a node that is behind */
	c->height = e->block_height;
	c->height_slot = e->slot;
	if (past(c))
		c->status_ms = now; /* the last question, at once */
}

void
confirm_tick(struct confirm *c, uint64_t now)
{
	if (c->state != SENDER_WORKING)
		return;
	if (now > c->answer_ms + CONFIRM_SILENCE_MS) {
		if (c->trouble[0] == '\0')
			confirm_trouble(c, "the endpoint stopped answering");
		end(c, SENDER_UNKNOWN);
	} else if (now > c->began_ms + CONFIRM_TOTAL_MS) {
		if (c->trouble[0] == '\0')
			confirm_trouble(c, "the cluster decided nothing for 5 minutes");
		end(c, SENDER_UNKNOWN);
	}
}
