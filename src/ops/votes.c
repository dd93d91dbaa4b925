#include "ops/votes.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "data/votes.h"

enum { FLIGHT = 8, WIRE_MAX = 8192 };

struct votes {
	struct session *s; /* borrowed */
	struct pubkey proposal;
	enum commitment commitment;
	struct rpc_call *list;
	struct rpc_call *fetch[FLIGHT];
	size_t fetched[FLIGHT];       /* index into `signature` of what is asked */
	struct rpc_signature *signature; /* owned; newest first, those to be fetched */
	size_t signature_n, next;
	struct store_vote *known;     /* owned */
	size_t known_n, stored_n;     /* of those, from the database */
	bool over;
	struct err err;
};

static void
add(void *ctx, const struct store_vote *v)
{
	struct votes *o = ctx;

	if ((o->known_n & (o->known_n - 1)) == 0)
		o->known = mem_grow(o->known, o->known_n == 0 ? 1 : o->known_n * 2, sizeof *o->known);
	o->known[o->known_n++] = *v;
}

struct votes *
votes_new(struct session *s, const struct gov_proposal *p, enum commitment c)
{
	struct votes *v = mem_new(1, sizeof *v);

	v->s = s;
	v->proposal = p->address;
	v->commitment = c;
	if (s->store != NULL && store_votes_load(s->store, &s->genesis, &s->multisig, &p->address, add, v, &v->err) != ERR_OK)
		v->known_n = 0; /* it is all read again */
	v->stored_n = v->known_n;
	v->err = (struct err)ERR_INIT;
	v->list = rpc_get_signatures(s->rpc, &p->address, NULL, VOTES_LIMIT, c);
	return v;
}

void
votes_free(struct votes *v)
{
	if (v == NULL)
		return;
	rpc_call_free(v->list);
	for (unsigned i = 0; i < FLIGHT; i++)
		rpc_call_free(v->fetch[i]);
	free(v->signature);
	free(v->known);
	free(v);
}

static bool
is_known(const struct votes *v, const struct signature *s)
{
	for (size_t i = 0; i < v->stored_n; i++)
		if (memcmp(v->known[i].signature.b, s->b, sizeof s->b) == 0)
			return true;
	return false;
}

/* What failed changed nothing, and what is known is not asked again. */
static enum err_code
take_list(struct votes *v)
{
	size_t n = 0, keep = 0;
	enum err_code rc;

	v->signature = mem_new(VOTES_LIMIT, sizeof *v->signature);
	rc = rpc_signatures_result(v->list, v->signature, VOTES_LIMIT, &n, &v->err);
	rpc_call_free(v->list);
	v->list = NULL;
	for (size_t i = 0; rc == ERR_OK && i < n; i++)
		if (!v->signature[i].failed && !is_known(v, &v->signature[i].signature))
			v->signature[keep++] = v->signature[i];
	v->signature_n = keep;
	return rc;
}

/* The vote on this proposal in a transaction, if there is one that decodes. */
static void
decode(const struct votes *v, const struct buf *wire, struct store_vote *out)
{
	struct err e = ERR_INIT;
	struct kt_call call;
	struct message m;

	if (transaction_parse(wire->p, wire->len, &m, &e) != ERR_OK)
		return;
	for (unsigned i = 0; i < m.instruction_n; i++) {
		if (!pubkey_eq(&m.key[m.instruction[i].program], &v->s->governance) ||
			kt_ix_decode(&m, i, &v->s->governance, &call, &e) != ERR_OK || call.tag != KT_VOTE ||
			!pubkey_eq(&call.proposal, &v->proposal))
			continue;
		out->is_vote = true;
		out->member = call.signer;
		out->choice = (uint8_t)call.choice;
		return;
	}
}

/* One that the node no longer has is left out, to be asked for another time. */
static enum err_code
take_transaction(struct votes *v, unsigned slot)
{
	const struct rpc_signature *s = &v->signature[v->fetched[slot]];
	struct buf wire = BUF_INIT(WIRE_MAX);
	struct rpc_signature about;
	struct store_vote vote = { .signature = s->signature, .slot = s->slot };
	struct err e = ERR_INIT;
	enum err_code rc = rpc_transaction_result(v->fetch[slot], &wire, &about, &e);

	rpc_call_free(v->fetch[slot]);
	v->fetch[slot] = NULL;
	if (rc == ERR_OK) {
		int64_t at = s->time != INT64_MIN ? s->time : about.time;

		vote.has_time = at != INT64_MIN && at >= 0;
		vote.at = vote.has_time ? at : 0;
		decode(v, &wire, &vote);
		add(v, &vote);
	}
	buf_wipe(&wire);
	if (rc == ERR_RPC)
		v->err = e;
	return rc == ERR_RPC ? rc : ERR_OK;
}

static void
finish(struct votes *v)
{
	struct err ignored = ERR_INIT;

	v->over = true;
	if (v->s->store == NULL || v->known_n == v->stored_n)
		return;
	/* Only a cache: where it cannot be written, the next reader asks again. */
	if (store_votes_save(v->s->store, &v->s->genesis, &v->s->multisig, &v->proposal, v->known + v->stored_n,
		v->known_n - v->stored_n, &ignored) == ERR_OK)
		v->stored_n = v->known_n;
}

static bool
turn_fetches(struct votes *v)
{
	bool busy = false;

	for (unsigned i = 0; i < FLIGHT; i++) {
		if (v->fetch[i] != NULL && !rpc_pending(v->fetch[i]) && take_transaction(v, i) != ERR_OK)
			v->next = v->signature_n; /* the endpoint has enough; what came is kept */
		if (v->fetch[i] == NULL && v->next < v->signature_n) {
			v->fetched[i] = v->next++;
			v->fetch[i] = rpc_get_transaction(v->s->rpc, &v->signature[v->fetched[i]].signature, v->commitment);
		}
		busy = busy || v->fetch[i] != NULL;
	}
	return busy;
}

bool
votes_turn(struct votes *v)
{
	if (v->over)
		return false;
	if (v->list != NULL) {
		if (rpc_pending(v->list))
			return true;
		if (take_list(v) != ERR_OK) {
			v->over = true;
			return false;
		}
	}
	if (turn_fetches(v))
		return true;
	finish(v);
	return false;
}

bool
votes_at(const struct votes *v, const struct pubkey *member, const char *vote, int64_t *at)
{
	enum kt_choice want = strcmp(vote, "approve") == 0 ? KT_CHOICE_APPROVE : strcmp(vote, "reject") == 0 ? KT_CHOICE_REJECT :
		KT_CHOICE_CANCEL;
	const struct store_vote *newest = NULL;

	for (size_t i = 0; i < v->known_n; i++) {
		const struct store_vote *k = &v->known[i];

		if (k->is_vote && k->choice == want && pubkey_eq(&k->member, member) && (newest == NULL || k->slot > newest->slot))
			newest = k;
	}
	if (newest == NULL || !newest->has_time)
		return false;
	*at = newest->at;
	return true;
}
