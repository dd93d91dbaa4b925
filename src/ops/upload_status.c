#include "ops/upload_state.h"

#include <stdlib.h>

/* What the chain says of the pieces that were sent: landed, failed, unknown, or
 * past the height up to which they could land. */

void
upload_status_end(struct upload *u)
{
	for (unsigned i = 0; i < UPLOAD_POLLS; i++)
		rpc_call_free(u->poll[i].call);
	rpc_call_free(u->ask_height);
}

static void
set_seen(struct upload *u, struct piece *x, bool seen)
{
	u->seen += seen - (size_t)x->seen;
	x->seen = seen;
}

/* Not known at a height past its last valid one it never will be; not known
 * long after it was sent it got lost. */
static void
take_unknown(struct upload *u, size_t i, const struct poll *p)
{
	struct piece *x = &u->p->piece[i];
	bool old = u->hash_n - x->hash >= UPLOAD_HASHES;

	set_seen(u, x, false); /* or its block was dropped */
	if (p->height > 0 && (old || p->height > u->hash[x->hash % UPLOAD_HASHES].last_valid_height)) {
		pieces_mark(u->p, i, PIECE_LACKING);
		if (x->hash + 1 == u->hash_n)
			u->hash_at_ms = 0; /* nothing more is signed with that one */
	} else
		x->missed = p->at_ms >= x->again_ms;
}

static void
take_status(struct upload *u, size_t i, const struct rpc_status *st, uint64_t now)
{
	struct piece *x = &u->p->piece[i];

	if (st->outcome.failed) {
		upload_refused(u, "failed", &st->outcome);
		return;
	}
	u->landed_at_ms = now;
	set_seen(u, x, st->reached < u->s->commitment);
	if (x->seen)
		return;
	if (st->slot > u->slot)
		u->slot = st->slot;
	pieces_mark(u->p, i, PIECE_THERE);
}

static void
take_poll(struct upload *u, struct poll *p, uint64_t now)
{
	struct rpc_status status[RPC_STATUSES_MAX];
	struct err e = ERR_INIT;

	if (rpc_pending(p->call) || rpc_statuses_result(p->call, status, p->n, &e) != ERR_OK) {
		p->of->down = true;
		upload_note(u, e.message);
	} else
		for (size_t k = 0; k < p->n && u->state == UPLOAD_WORKING; k++) {
			if (u->p->piece[p->piece[k]].state != PIECE_FLYING)
				continue;
			if (status[k].known)
				take_status(u, p->piece[k], &status[k], now);
			else
				take_unknown(u, p->piece[k], p);
		}
	rpc_call_free(p->call);
	p->call = NULL;
}

/* The flying ones in turn, as many as one call may ask for; those that are in a
 * block only when all are. */
static void
ask(struct upload *u, struct poll *p, uint64_t now)
{
	struct signature id[RPC_STATUSES_MAX];
	size_t n = u->p->n, k = 0;
	bool all_seen = u->seen == u->p->flying;

	for (p->n = 0; k < n && p->n < RPC_STATUSES_MAX; k++) {
		size_t i = (u->next_poll + k) % n;

		if (u->p->piece[i].state != PIECE_FLYING || (u->p->piece[i].seen && !all_seen))
			continue;
		u->p->piece[i].polled = true;
		id[p->n] = u->p->piece[i].id;
		p->piece[p->n++] = i;
	}
	u->next_poll = n == 0 ? 0 : (u->next_poll + k) % n;
	u->poll_at_ms = p->at_ms = now;
	p->height = u->height;
	if (p->n == 0)
		return;
	p->of = endpoints_asked(u->x);
	p->call = rpc_get_statuses(p->of->rpc, id, p->n, false);
	u->count.statuses++;
}

/* One that should have landed by now? */
static bool
one_is_late(struct upload *u, uint64_t now)
{
	if (now - u->late_at_ms < LATE_MS)
		return u->late;
	u->late_at_ms = now;
	u->late = false;
	for (size_t i = 0; !u->late && i < u->p->n; i++) {
		const struct piece *x = &u->p->piece[i];

		u->late = x->state == PIECE_FLYING && !x->seen && now >= x->again_ms;
	}
	return u->late;
}

static bool
one_is_unasked(const struct upload *u)
{
	for (size_t i = 0; i < u->p->n; i++)
		if (u->p->piece[i].state == PIECE_FLYING && !u->p->piece[i].polled)
			return true;
	return false;
}

static bool
is_paced(const struct upload *u)
{
	for (unsigned i = 0; i < u->x->n; i++)
		if (u->x->at[i].pace.rate != 0)
			return true;
	return false;
}

/* Asked once everything is out and answered, when one is late or nothing more
 * is heard, and else now and then for a full call. */
static bool
is_time(struct upload *u, uint64_t now)
{
	bool all_out = u->in_flight == 0 && u->p->there + u->p->flying == u->p->n;

	if (u->p->flying == 0)
		return false;
	if (all_out && one_is_unasked(u))
		return true;
	return now - u->poll_at_ms >= STATUS_MS && (all_out || now - u->moved_ms >= STATUS_MS
		|| u->p->flying >= RPC_STATUSES_MAX || is_paced(u) || one_is_late(u, now));
}

/* --- height: what can land no more ------------------------------------- */

static void
height_turn(struct upload *u, uint64_t now)
{
	struct rpc_epoch epoch;
	struct err e = ERR_INIT;

	if (u->ask_height != NULL && (!rpc_pending(u->ask_height) || upload_is_late(u, u->height_of, u->height_at_ms, now))) {
		if (!rpc_pending(u->ask_height) && rpc_epoch_result(u->ask_height, &epoch, &e) == ERR_OK)
			u->height = epoch.block_height;
		rpc_call_free(u->ask_height);
		u->ask_height = NULL;
	}
	if (u->ask_height != NULL || now - u->height_at_ms < HEIGHT_MS || !one_is_late(u, now))
		return;
	u->height_at_ms = now;
	u->height_of = endpoints_asked(u->x);
	u->ask_height = rpc_get_epoch(u->height_of->rpc, COMMITMENT_CONFIRMED);
}

void
upload_status_turn(struct upload *u, uint64_t now)
{
	for (unsigned i = 0; i < UPLOAD_POLLS && u->state == UPLOAD_WORKING; i++)
		if (u->poll[i].call != NULL && (!rpc_pending(u->poll[i].call) || upload_is_late(u, u->poll[i].of, u->poll[i].at_ms, now)))
			take_poll(u, &u->poll[i], now);
	for (unsigned i = 0; i < UPLOAD_POLLS && u->state == UPLOAD_WORKING; i++)
		if (u->poll[i].call == NULL && is_time(u, now))
			ask(u, &u->poll[i], now);
	if (u->state == UPLOAD_WORKING)
		height_turn(u, now);
}
