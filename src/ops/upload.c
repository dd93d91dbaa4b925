#include "ops/upload_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct upload *
upload_new(struct session *s, struct endpoints *x, struct pieces *p)
{
	struct upload *u = mem_new(1, sizeof *u);
	uint64_t now = clock_mono_ms(&s->clock);

	u->s = s;
	u->x = x;
	u->p = p;
	u->landed_at_ms = u->moved_ms = now;
	return u;
}

void
upload_free(struct upload *u)
{
	if (u == NULL)
		return;
	rpc_call_free(u->new_hash);
	for (unsigned i = 0; i < ENDPOINTS_MAX * UPLOAD_FLIGHT; i++) {
		struct send *x = &u->send[i / UPLOAD_FLIGHT][i % UPLOAD_FLIGHT];

		if (x->call != NULL)
			u->p->piece[x->piece].asked = false; /* the pieces outlive it */
		rpc_call_free(x->call);
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

bool
upload_is_late(struct upload *u, struct endpoint *p, uint64_t at_ms, uint64_t now)
{
	if (endpoints_used(u->x) < 2 || now - at_ms < ANSWER_MS)
		return false;
	p->down = true;
	return true;
}

/* --- blockhash --------------------------------------------------------- */

/* A newer one is asked for while the last is still good, so that nothing waits. */
static void
hash_turn(struct upload *u, uint64_t now)
{
	struct rpc_blockhash got;
	struct err e = ERR_INIT;

	if (u->new_hash != NULL && (!rpc_pending(u->new_hash) || upload_is_late(u, u->hash_of, u->new_hash_ms, now))) {
		if (!rpc_pending(u->new_hash) && rpc_blockhash_result(u->new_hash, &got, &e) == ERR_OK) {
			u->hash[u->hash_n++ % UPLOAD_HASHES] = got;
			u->hash_at_ms = now;
			u->hash_of->down = false;
		} else {
			u->hash_of->down = true;
			upload_note(u, e.message);
		}
		rpc_call_free(u->new_hash);
		u->new_hash = NULL;
	}
	if (u->new_hash != NULL || (u->hash_n > 0 && now - u->hash_at_ms < HASH_FRESH_MS))
		return;
	u->hash_of = endpoints_asked(u->x);
	u->new_hash_ms = now;
	u->new_hash = rpc_get_blockhash(u->hash_of->rpc, COMMITMENT_CONFIRMED);
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

/* The first goes through preflight, so that what cannot work says why; and so
 * does what is sent once more while nothing lands. */
static void
go(struct upload *u, struct send *s, size_t i, enum send_kind kind, const struct transaction *t, uint64_t now)
{
	size_t at = (size_t)(s - u->send[0]) / UPLOAD_FLIGHT;
	bool blind = u->first_sent && (kind == SEND_NEW || now - u->landed_at_ms < DOUBT_MS);

	s->call = rpc_send(u->x->at[at].rpc, t, blind, COMMITMENT_CONFIRMED);
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
fill_one(struct upload *u, unsigned at, uint64_t now)
{
	struct pace *pace = &u->x->at[at].pace;
	enum err_code rc = ERR_OK;
	size_t i;

	for (unsigned k = 0; rc == ERR_OK && k < UPLOAD_FLIGHT; k++) {
		struct send *s = &u->send[at][k];
		bool first = !u->first_sent;

		if (s->call != NULL)
			continue;
		if (pace_wait_ms(pace, now) > 0 || !next_piece(u, now, &i) || !pace_take(pace, now))
			break;
		u->moved_ms = now;
		rc = u->p->piece[i].state == PIECE_FLYING ? send_again(u, s, i, now) : send_new(u, s, i, now);
		if (first)
			break;
	}
	return rc;
}

/* Until the first was taken nothing follows it: it says whether any of it can work. */
static enum err_code
fill(struct upload *u, uint64_t now)
{
	enum err_code rc = ERR_OK;

	if (!u->taken)
		return u->first_sent && u->in_flight > 0 ? ERR_OK : fill_one(u, (unsigned)(endpoints_asked(u->x) - u->x->at), now);
	for (unsigned i = 0; rc == ERR_OK && i < u->x->n; i++)
		if (endpoint_is_used(&u->x->at[i]))
			rc = fill_one(u, i, now);
	return rc;
}

/* --- turning ----------------------------------------------------------- */

/* None was reached for long, and each is waited for. */
static bool
all_dead(const struct upload *u, uint64_t now)
{
	for (unsigned i = 0; i < u->x->n; i++) {
		const struct endpoint *p = &u->x->at[i];

		if (endpoint_is_used(p) && (now - p->answered_ms < DEAD_MS || p->pace.quiet_ms <= p->answered_ms))
			return false;
	}
	return true;
}

/* Until when every one of them wants nothing. */
static uint64_t
quiet_ms(const struct upload *u)
{
	uint64_t least = UINT64_MAX;

	for (unsigned i = 0; i < u->x->n; i++)
		if (endpoint_is_used(&u->x->at[i]) && u->x->at[i].pace.quiet_ms < least)
			least = u->x->at[i].pace.quiet_ms;
	return least == UINT64_MAX ? 0 : least;
}

static void
check_patience(struct upload *u, uint64_t now)
{
	const char *trouble = upload_trouble(u);
	bool dead = all_dead(u, now) && trouble[0] != '\0';
	uint64_t quiet = quiet_ms(u);
	size_t lacks = u->p->n - u->p->there;
	char amount[PIECES_AMOUNT];

	if (now - u->landed_at_ms < (dead ? DEAD_MS : GIVE_UP_MS) && quiet < now + GIVE_UP_MS)
		return;
	(void)err_set(&u->err, ERR_RPC, "%s do%s not arrive%s%s", pieces_amount(amount, lacks, u->p->n), lacks == 1 ? "es" : "",
		trouble[0] != '\0' ? ": " : "", trouble);
	(void)err_hint(&u->err, "run the same command again: it goes on from what the chain has");
	upload_fail(u);
}

enum upload_state
upload_turn(struct upload *u)
{
	uint64_t now = clock_mono_ms(&u->s->clock);

	if (u->state != UPLOAD_WORKING)
		return u->state;
	upload_take_sends(u, now);
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
	uint64_t now = clock_mono_ms(&u->s->clock);
	int least = u->hash_n == 0 && u->new_hash == NULL ? 0 : 50; /* to begin; then replies wake the loop */

	for (unsigned i = 0; i < u->x->n; i++) {
		uint64_t wait = pace_wait_ms(&u->x->at[i].pace, now);

		if (wait > 0 && wait < (uint64_t)least)
			least = (int)wait;
	}
	return least;
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

uint64_t
upload_slot(const struct upload *u)
{
	return u->slot;
}

const char *
upload_trouble(const struct upload *u)
{
	return u->trouble[0] != '\0' ? u->trouble : endpoints_trouble(u->x);
}
