#include "ops/upload_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct upload *
upload_new(struct session *s, struct pieces *p)
{
	struct upload *u = mem_new(1, sizeof *u);
	uint64_t now = clock_mono_ms(&s->clock);

	u->s = s;
	u->p = p;
	u->landed_at_ms = u->moved_ms = u->answered_ms = now;
	pace_start(&u->pace, now);
	return u;
}

void
upload_free(struct upload *u)
{
	if (u == NULL)
		return;
	rpc_call_free(u->new_hash);
	for (unsigned i = 0; i < UPLOAD_FLIGHT; i++) {
		if (u->send[i].call != NULL)
			u->p->piece[u->send[i].piece].asked = false; /* the pieces outlive it */
		rpc_call_free(u->send[i].call);
	}
	upload_status_end(u);
	free(u);
}

void
upload_fail(struct upload *u)
{
	u->state = UPLOAD_FAILED;
}

void
upload_note(struct upload *u, const char *text)
{
	(void)snprintf(u->trouble, sizeof u->trouble, "%.*s", (int)sizeof u->trouble - 1, text);
}

/* --- blockhash --------------------------------------------------------- */

/* A newer one is asked for while the last is still good, so that nothing waits. */
static void
hash_turn(struct upload *u, uint64_t now)
{
	struct rpc_blockhash got;
	struct err e = ERR_INIT;

	if (u->new_hash != NULL && !rpc_pending(u->new_hash)) {
		if (rpc_blockhash_result(u->new_hash, &got, &e) == ERR_OK) {
			u->hash[u->hash_n++ % UPLOAD_HASHES] = got;
			u->hash_at_ms = now;
		} else
			upload_note(u, e.message);
		rpc_call_free(u->new_hash);
		u->new_hash = NULL;
	}
	if (u->new_hash == NULL && (u->hash_n == 0 || now - u->hash_at_ms >= HASH_FRESH_MS))
		u->new_hash = rpc_get_blockhash(u->s->rpc, COMMITMENT_CONFIRMED);
}

static bool
has_hash(const struct upload *u, uint64_t now)
{
	return u->hash_n > 0 && now - u->hash_at_ms < HASH_AGE_MS;
}

/* --- sends ------------------------------------------------------------- */

/* The piece's transaction with blockhash `hash`; signed, or with the signature it has. */
static enum err_code
prepare(struct upload *u, size_t i, unsigned hash, const struct signature *has, struct transaction *t)
{
	uint8_t message[PACKET_V1_MAX];
	struct signature sig;
	size_t len;
	enum err_code rc = pieces_message(u->p, i, &u->hash[hash % UPLOAD_HASHES].hash, message, &len, &u->err);

	if (rc == ERR_OK)
		rc = transaction_start(message, len, t, &u->err);
	if (rc == ERR_OK && has == NULL)
		rc = signer_write(u->s->signer, message, len, &sig, &u->err);
	if (rc == ERR_OK)
		transaction_put(t, 0, has == NULL ? &sig : has);
	return rc;
}

/* The first goes through preflight, so that what cannot work says why. */
static void
go(struct upload *u, struct send *s, size_t i, enum send_kind kind, const struct transaction *t, uint64_t now)
{
	s->call = rpc_send(u->s->rpc, t, u->first_sent, COMMITMENT_CONFIRMED);
	s->piece = i;
	s->kind = kind;
	s->at_ms = now;
	u->p->piece[i].asked = true;
	u->first_sent = true;
	u->in_flight++;
}

static enum err_code
send_new(struct upload *u, struct send *s, size_t i, uint64_t now)
{
	struct piece *x = &u->p->piece[i];
	struct transaction t;
	enum send_kind kind = x->sent_ms == 0 ? SEND_NEW : SEND_RENEWED;

	if (prepare(u, i, u->hash_n - 1, NULL, &t) != ERR_OK)
		return u->err.code;
	x->id = transaction_id(&t);
	x->hash = u->hash_n - 1;
	x->sent_ms = now == 0 ? 1 : now;
	x->again_ms = now + RESEND_MS;
	x->missed = false;
	pieces_mark(u->p, i, PIECE_FLYING);
	go(u, s, i, kind, &t, now);
	return ERR_OK;
}

static enum err_code
send_again(struct upload *u, struct send *s, size_t i, uint64_t now)
{
	struct piece *x = &u->p->piece[i];
	struct transaction t;

	if (prepare(u, i, x->hash, &x->id, &t) != ERR_OK)
		return u->err.code;
	x->again_ms = now + RESEND_MS;
	x->missed = false;
	go(u, s, i, SEND_AGAIN, &t, now);
	return ERR_OK;
}

static bool
due(const struct upload *u, size_t i, uint64_t now)
{
	const struct piece *x = &u->p->piece[i];

	if (x->asked)
		return false; /* it may be on its way still */
	if (x->state == PIECE_FLYING) /* a blockhash that left the ring is long expired */
		return x->missed && u->hash_n - x->hash < UPLOAD_HASHES;
	return x->state == PIECE_LACKING && has_hash(u, now);
}

/* Is one of them to be sent?  What was never sent comes first. */
static bool
next_piece(struct upload *u, uint64_t now, size_t *out)
{
	size_t n = u->p->n;

	if (u->p->there == n)
		return false;
	for (size_t k = 0; k < n; k++) {
		size_t i = (u->next + k) % n;

		if (due(u, i, now)) {
			u->next = i + 1;
			*out = i;
			return true;
		}
	}
	return false;
}

static enum err_code
fill(struct upload *u, uint64_t now)
{
	enum err_code rc = ERR_OK;
	size_t i;

	/* Until the first was taken nothing follows it: it says whether any of it can work. */
	if (u->first_sent && u->pace.accepted == 0 && u->in_flight > 0)
		return ERR_OK;
	for (unsigned k = 0; rc == ERR_OK && k < UPLOAD_FLIGHT; k++) {
		bool first = !u->first_sent;

		if (u->send[k].call != NULL)
			continue;
		if (pace_wait_ms(&u->pace, now) > 0 || !next_piece(u, now, &i) || !pace_take(&u->pace, now))
			break;
		u->moved_ms = now;
		rc = u->p->piece[i].state == PIECE_FLYING ? send_again(u, &u->send[k], i, now) : send_new(u, &u->send[k], i, now);
		if (first)
			break;
	}
	return rc;
}

/* --- what became of a send --------------------------------------------- */

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

/* A refusal by the chain's own rules ends it; a blockhash too new or too old for that node does not. */
static void
take_refusal(struct upload *u, const struct send *s, const struct rpc_outcome *o)
{
	char text[RPC_OUTCOME_TEXT];

	if (strcmp(o->reason, "AlreadyProcessed") == 0)
		return;
	if (strcmp(o->reason, "BlockhashNotFound") == 0) {
		not_taken(u, s);
		u->hash_at_ms = 0;
		u->first_sent = false;
		return;
	}
	(void)err_set(&u->err, ERR_CHAIN, "a write to the buffer was refused: %s", rpc_outcome_text(text, o));
	upload_fail(u);
}

static bool
wants_slower(int64_t code)
{
	return code == 429 || code == -32429 || code == RPC_CODE_UNHEALTHY || code == RPC_CODE_BEHIND;
}

/* An endpoint that will not take it, whatever is done: for version 1 the older form is left. */
static void
take_error(struct upload *u, int64_t code, const struct err *why)
{
	bool may_be_old = u->p->format == PIECES_V1 && u->pace.accepted == 0;

	if (may_be_old && (code == -32602 || code == -32600 || code == -32003)) {
		u->state = UPLOAD_OLD;
		return;
	}
	u->err = *why;
	upload_fail(u);
}

static void
take_send(struct upload *u, struct send *s, uint64_t now)
{
	struct err why = ERR_INIT;
	struct rpc_outcome o;
	enum err_code rc = rpc_send_result(s->call, &o, &why);
	int64_t code = rpc_error_code(s->call);
	uint64_t after = rpc_retry_after_ms(s->call);

	if (!rpc_not_sent(s->call))
		u->answered_ms = now;
	if (rc == ERR_OK) {
		pace_accepted(&u->pace, now);
		count(u, s->kind);
		upload_note(u, "");
	} else if (code == RPC_CODE_PREFLIGHT) {
		take_refusal(u, s, &o);
	} else if (wants_slower(code)) {
		u->count.refusals++;
		pace_refused(&u->pace, now, after);
		not_taken(u, s);
		upload_note(u, "the endpoint wants it slower");
	} else if (rpc_not_sent(s->call)) {
		pace_pause(&u->pace, now);
		not_taken(u, s);
		upload_note(u, why.message);
	} else if (code == 0 || code >= 500 || code == 408 || code == -32603) {
		count(u, s->kind); /* it may have been taken: the status says */
		upload_note(u, why.message);
	} else
		take_error(u, code, &why);
}

/* One that landed needs no answer, and one that waits too long gets none: both
 * are let go, and the connections they hold. */
static bool
is_over(const struct upload *u, const struct send *s, uint64_t now)
{
	return !rpc_pending(s->call) || u->p->piece[s->piece].state == PIECE_THERE || now - s->at_ms >= ANSWER_MS;
}

static void
take_sends(struct upload *u, uint64_t now)
{
	for (unsigned k = 0; k < UPLOAD_FLIGHT && u->state == UPLOAD_WORKING; k++) {
		struct send *s = &u->send[k];

		if (s->call == NULL || !is_over(u, s, now))
			continue;
		u->p->piece[s->piece].asked = false;
		if (rpc_pending(s->call))
			count(u, s->kind);
		else
			take_send(u, s, now);
		u->moved_ms = now;
		rpc_call_free(s->call);
		s->call = NULL;
		u->in_flight--;
	}
}

/* --- turning ----------------------------------------------------------- */

static void
check_patience(struct upload *u, uint64_t now)
{
	bool dead = now - u->answered_ms >= DEAD_MS && u->pace.quiet_ms > u->answered_ms && u->trouble[0] != '\0';

	if (now - u->landed_at_ms < (dead ? DEAD_MS : GIVE_UP_MS))
		return;
	(void)err_set(&u->err, ERR_RPC, "%zu of %zu pieces do not arrive%s%s", u->p->n - u->p->there, u->p->n,
		u->trouble[0] != '\0' ? ": " : "", u->trouble);
	(void)err_hint(&u->err, "run the same command again: it goes on from what the chain has");
	upload_fail(u);
}

enum upload_state
upload_turn(struct upload *u)
{
	uint64_t now = clock_mono_ms(&u->s->clock);

	if (u->state != UPLOAD_WORKING)
		return u->state;
	take_sends(u, now);
	if (u->state == UPLOAD_WORKING)
		upload_status_turn(u, now);
	if (u->state != UPLOAD_WORKING)
		return u->state;
	if (u->p->there == u->p->n)
		return u->state = UPLOAD_LANDED;
	hash_turn(u, now);
	if (fill(u, now) != ERR_OK)
		upload_fail(u);
	else
		check_patience(u, now);
	return u->state;
}

int
upload_deadline_ms(const struct upload *u)
{
	uint64_t now = clock_mono_ms(&u->s->clock), wait = pace_wait_ms(&u->pace, now);

	/* Nothing more precise is of use: replies wake the loop. */
	return wait > 0 && wait < 50 ? (int)wait : 50;
}

const struct err *
upload_error(const struct upload *u)
{
	return &u->err;
}

const struct upload_count *
upload_counts(const struct upload *u)
{
	return &u->count;
}

const char *
upload_trouble(const struct upload *u)
{
	return u->trouble;
}
