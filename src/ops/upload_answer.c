#include "ops/upload_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ops/outcome.h"

/* What the endpoints answered to the sends. */

/* Not a byte of it counts. */
static void
not_taken(struct upload *u, const struct send *s)
{
	struct piece *x = &u->p->piece[s->piece];

	if (s->kind == SEND_AGAIN || x->state != PIECE_FLYING)
		return;
	if (s->kind == SEND_NEW)
		x->sent_ms = 0;
	pieces_mark(u->p, s->piece, PIECE_LACKING);
}

static void
count(struct upload *u, enum send_kind kind)
{
	unsigned *n = kind == SEND_NEW ? &u->count.sent : kind == SEND_RENEWED ? &u->count.renewed : &u->count.resent;

	++*n;
}

void
upload_refused(struct upload *u, const char *how, const struct rpc_outcome *o)
{
	char text[RPC_OUTCOME_TEXT], key[PUBKEY_TEXT];

	(void)rpc_outcome_text(text, o);
	if (outcome_is_money(o)) {
		(void)err_set(&u->err, ERR_CHAIN, "%s has too little SOL left for the writes: %.200s",
			pubkey_text(key, signer_address(u->s->signer)), text);
		(void)err_hint(&u->err, "send SOL to it, and run the same command again: it goes on from what the chain has");
	} else {
		(void)err_set(&u->err, ERR_CHAIN, "a write to the buffer %s: %s", how, text);
		(void)err_hint(&u->err, "see who holds the buffer with keyturn buffer show; what was written is kept");
	}
	upload_fail(u);
}

/* A refusal by the chain's own rules ends it; a blockhash too new or too old for that node does not. */
static void
take_refusal(struct upload *u, const struct send *s, const struct rpc_outcome *o)
{
	if (strcmp(o->reason, "AlreadyProcessed") == 0)
		return;
	if (strcmp(o->reason, "BlockhashNotFound") == 0) {
		not_taken(u, s);
		if (s->kind == SEND_AGAIN && u->p->piece[s->piece].state == PIECE_FLYING)
			pieces_mark(u->p, s->piece, PIECE_LACKING); /* it expired, also where no height says so */
		u->hash_at_ms = 0;
		u->first_sent = false;
		return;
	}
	upload_refused(u, "was refused", o);
}

static bool
wants_slower(int64_t code)
{
	return code == 429 || code == -32429 || code == RPC_CODE_UNHEALTHY || code == RPC_CODE_BEHIND;
}

/* An endpoint that will not take it, whatever is done: for version 1 the older
 * form is left; where others take it, this one is left out. */
static void
take_error(struct upload *u, struct endpoint *p, const struct send *s, int64_t code, const struct err *why)
{
	bool may_be_old = u->p->format == PIECES_V1 && (!u->taken || (!p->out && endpoints_used(u->x) == 1));

	if (may_be_old && (code == -32602 || code == -32600 || code == -32003)) {
		u->state = UPLOAD_OLD;
		return;
	}
	if (p->out || endpoints_used(u->x) > 1) {
		not_taken(u, s);
		endpoint_note(p, why->message);
		p->out = true;
		return;
	}
	u->err = *why;
	upload_fail(u);
}

static void
take_slower(struct upload *u, struct endpoint *p, const struct send *s, uint64_t now)
{
	uint64_t after_ms = rpc_retry_after_ms(s->call);
	char text[sizeof p->trouble], wait[48] = "";

	u->count.refusals++;
	p->refusals++;
	pace_refused(&p->pace, now, after_ms);
	not_taken(u, s);
	if (after_ms > 0)
		(void)snprintf(wait, sizeof wait, ": nothing for %" PRIu64 " s", after_ms / 1000u);
	(void)snprintf(text, sizeof text, "%.90s wants it slower%s", rpc_url(p->rpc), wait);
	endpoint_note(p, text);
}

static void
take_unreached(struct upload *u, struct endpoint *p, const struct send *s, const struct err *why, uint64_t now)
{
	pace_pause(&p->pace, now);
	not_taken(u, s);
	p->down = true;
	endpoint_note(p, why->message);
}

static void
take_accepted(struct upload *u, struct endpoint *p, const struct send *s, uint64_t now)
{
	pace_accepted(&p->pace, now);
	count(u, s->kind);
	u->taken = true;
	p->accepted++;
	if (p->pace.quiet_ms > now)
		return; /* it was on its way when another was refused */
	endpoint_note(p, "");
	upload_note(u, "");
}

static void
take_send(struct upload *u, struct endpoint *p, struct send *s, uint64_t now)
{
	struct err why = ERR_INIT;
	struct rpc_outcome o;
	enum err_code rc = rpc_send_result(s->call, &o, &why);
	int64_t code = rpc_error_code(s->call);

	if (!rpc_not_sent(s->call)) {
		p->answered_ms = now;
		p->down = false;
	}
	if (rc == ERR_OK) {
		take_accepted(u, p, s, now);
	} else if (code == RPC_CODE_PREFLIGHT) {
		take_refusal(u, s, &o);
	} else if (wants_slower(code)) {
		take_slower(u, p, s, now);
	} else if (rpc_not_sent(s->call)) {
		take_unreached(u, p, s, &why, now);
	} else if (code == 0 || code >= 500 || code == 408 || code == -32603) {
		count(u, s->kind); /* it may have been taken: the status says */
		endpoint_note(p, why.message);
	} else
		take_error(u, p, s, code, &why);
}

/* It may have been taken.  Where others are, one that answers nothing is given less. */
static void
take_silence(struct upload *u, struct endpoint *p, const struct send *s, uint64_t now)
{
	char text[sizeof p->trouble];

	count(u, s->kind);
	if (u->p->piece[s->piece].state == PIECE_THERE || now - p->answered_ms < ANSWER_MS || endpoints_used(u->x) < 2)
		return;
	pace_pause(&p->pace, now);
	p->down = true;
	(void)snprintf(text, sizeof text, "%.100s does not answer", rpc_url(p->rpc));
	endpoint_note(p, text);
}

/* One that landed needs no answer, and one that waits too long gets none: both
 * are let go, and the connections they hold. */
static bool
is_over(const struct upload *u, const struct send *s, uint64_t now)
{
	return !rpc_pending(s->call) || u->p->piece[s->piece].state == PIECE_THERE || now - s->at_ms >= ANSWER_MS;
}

void
upload_take_sends(struct upload *u, uint64_t now)
{
	for (unsigned k = 0; k < ENDPOINTS_MAX * UPLOAD_FLIGHT && u->state == UPLOAD_WORKING; k++) {
		struct send *s = &u->send[k / UPLOAD_FLIGHT][k % UPLOAD_FLIGHT];
		struct endpoint *p = &u->x->at[k / UPLOAD_FLIGHT];

		if (s->call == NULL || !is_over(u, s, now))
			continue;
		u->p->piece[s->piece].asked = false;
		if (rpc_pending(s->call))
			take_silence(u, p, s, now);
		else
			take_send(u, p, s, now);
		u->moved_ms = now;
		rpc_call_free(s->call);
		s->call = NULL;
		u->in_flight--;
	}
}
