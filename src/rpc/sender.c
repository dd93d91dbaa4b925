#include "rpc/sender.h"

#include <limits.h>
#include <stdlib.h>

#include "rpc/call.h"
#include "rpc/confirm.h"

#define AFTER_MAX_MS 15000u

struct sender {
	struct rpc *rpc; /* borrowed */
	struct clock clock;
	struct transaction t;
	bool skip_preflight;
	struct confirm c;
	struct rpc_call *send, *status, *height; /* owned; NULL when none */
	bool history;    /* of status */
};

struct sender *
sender_new(struct rpc *r, const struct clock *c, const struct transaction *t, uint64_t last_valid_height,
	enum commitment wanted, bool skip_preflight)
{
	struct sender *s = mem_new(1, sizeof *s);

	*s = (struct sender){ .rpc = r, .clock = *c, .t = *t, .skip_preflight = skip_preflight };
	confirm_start(&s->c, clock_mono_ms(c), last_valid_height, wanted);
	return s;
}

static void
drop(struct rpc_call **c)
{
	rpc_call_free(*c);
	*c = NULL;
}

void
sender_free(struct sender *s)
{
	if (s == NULL)
		return;
	drop(&s->send);
	drop(&s->status);
	drop(&s->height);
	free(s);
}

/* What an endpoint's failure to take the bytes means for them. */
static enum confirm_answer
meaning(enum err_code rc, const struct rpc_call *c)
{
	int64_t code = rpc_error_code(c);

	if (rc == ERR_OK)
		return CONFIRM_ACCEPTED;
	if (code == RPC_CODE_PREFLIGHT)
		return CONFIRM_PREFLIGHT;
	if (code == 429 || code == -32429 || code == RPC_CODE_UNHEALTHY || code == RPC_CODE_BEHIND
	    || rpc_not_sent(c))
		return CONFIRM_LATER;
	if (code == 0 || code >= 500 || code == 408 || code == -32603)
		return CONFIRM_AMBIGUOUS;
	return CONFIRM_REFUSED;
}

static void
take_send(struct sender *s, uint64_t now)
{
	struct rpc_outcome o;
	struct err e = ERR_INIT;
	enum err_code rc;
	uint64_t after;

	if (s->send == NULL || rpc_pending(s->send))
		return;
	rc = rpc_send_result(s->send, &o, &e);
	after = rpc_retry_after_ms(s->send);
	confirm_sent(&s->c, now, meaning(rc, s->send), &o, e.message, after > AFTER_MAX_MS ? AFTER_MAX_MS : after);
	drop(&s->send);
}

static void
take_status(struct sender *s, uint64_t now)
{
	struct rpc_status status;
	struct err e = ERR_INIT;
	uint64_t as_of = 0;

	if (s->status == NULL || rpc_pending(s->status))
		return;
	(void)shape_slot(s->status->result, &as_of); /* 0 is older than anything */
	if (rpc_statuses_result(s->status, &status, 1, &e) == ERR_OK)
		confirm_status(&s->c, now, &status, as_of, s->history);
	else
		confirm_trouble(&s->c, e.message);
	drop(&s->status);
}

static void
take_height(struct sender *s, uint64_t now)
{
	struct rpc_epoch epoch;
	struct err e = ERR_INIT;

	if (s->height == NULL || rpc_pending(s->height))
		return;
	if (rpc_epoch_result(s->height, &epoch, &e) == ERR_OK)
		confirm_height(&s->c, now, &epoch);
	else
		confirm_trouble(&s->c, e.message);
	drop(&s->height);
}

/* A send that was not answered before the next is due may have been carried out. */
static void
begin_send(struct sender *s, uint64_t now)
{
	if (s->send != NULL) {
		drop(&s->send);
		confirm_sent(&s->c, now, CONFIRM_AMBIGUOUS, NULL, "a send was not answered", 0);
	}
	s->send = rpc_send(s->rpc, &s->t, s->skip_preflight || s->c.out, COMMITMENT_PROCESSED);
	confirm_asked(&s->c, now, CONFIRM_SEND);
}

static void
begin_status(struct sender *s, uint64_t now)
{
	struct signature id = transaction_id(&s->t);

	if (s->status != NULL && s->history == confirm_history(&s->c))
		return; /* still asking */
	drop(&s->status);
	s->history = confirm_history(&s->c);
	s->status = rpc_get_statuses(s->rpc, &id, 1, s->history);
	confirm_asked(&s->c, now, CONFIRM_STATUS);
}

enum sender_state
sender_turn(struct sender *s)
{
	uint64_t now = clock_mono_ms(&s->clock);
	unsigned due;

	take_send(s, now);
	take_status(s, now);
	take_height(s, now);
	confirm_tick(&s->c, now);
	due = confirm_due(&s->c, now);
	if ((due & CONFIRM_SEND) != 0)
		begin_send(s, now);
	if ((due & CONFIRM_STATUS) != 0)
		begin_status(s, now);
	if ((due & CONFIRM_HEIGHT) != 0 && s->height == NULL) {
		s->height = rpc_get_epoch(s->rpc, COMMITMENT_CONFIRMED);
		confirm_asked(&s->c, now, CONFIRM_HEIGHT);
	}
	if (s->c.state != SENDER_WORKING) {
		drop(&s->send);
		drop(&s->status);
		drop(&s->height);
	}
	return s->c.state;
}

/* While a status or height is being asked for its own time does not count: its
 * reply wakes the loop. */
int
sender_deadline_ms(const struct sender *s)
{
	struct confirm c = s->c;
	uint64_t now = clock_mono_ms(&s->clock), wait;

	if (c.state != SENDER_WORKING)
		return -1;
	if (s->status != NULL && s->history == confirm_history(&c))
		c.status_ms = UINT64_MAX;
	if (s->height != NULL)
		c.height_ms = UINT64_MAX;
	wait = confirm_wait_ms(&c, now);
	return wait > INT_MAX ? INT_MAX : (int)wait;
}

const struct rpc_outcome *
sender_outcome(const struct sender *s)
{
	return &s->c.outcome;
}

uint64_t
sender_slot(const struct sender *s)
{
	return s->c.slot;
}

const char *
sender_trouble(const struct sender *s)
{
	return s->c.trouble;
}
