#include "gov/native.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "rpc/cluster.h"

/* A cold read asks for everything in one round trip: multisig and clock by
 * address, proposals and records by one filter.  A warm one asks by address for
 * what may have changed, in one request.  Where getProgramAccounts is refused,
 * every index is asked by address, a hundred a request, all at once.  What a
 * round brought decides what the next one asks; when nothing is left, done. */

enum {
	AHEAD = 4,            /* indices asked beyond the newest known, in a warm read */
	GAPS = 16,            /* indices asked again that are not known, in a warm read */
	GAPS_AMONG = NATIVE_AMONG, /* newest indices */
	WARM_LEN = 92000,     /* bytes of reply a warm read aims to stay below */
	ENTRY_LEN = 240,      /* bytes of JSON around an account's data */
	CHUNKS_MAX = 1024,
	PROGRAMS_MAX = 4096,  /* records asked for by one read */
};

struct gov_reader {
	struct rpc *rpc; /* borrowed */
	struct pubkey program, multisig;
	enum commitment commitment;
	uint64_t min_slot;
	bool all;                 /* the whole multisig, not one proposal */
	bool warm;                /* on top of what was known */
	struct hash known_genesis; /* warm: bound to it */
	uint64_t known_count;     /* warm: proposals there were */
	bool head_done;           /* multisig and clock were read */
	bool by_address;          /* no list: every index is asked */
	bool listed;              /* getProgramAccounts answered: every record is there */
	uint64_t asked_to;        /* every index up to it is known or was asked */
	struct pubkey *key;       /* owned: asked in this round, then of the next */
	size_t key_n;
	struct rpc_call **call;   /* owned, one per hundred keys */
	size_t call_n;
	struct rpc_call *list;
	struct pubkey *program_asked; /* owned: records asked by address */
	size_t program_n;
	struct gov_world world;   /* what was read */
	struct gov_world base;    /* a copy of what was known, where the result is to be whole */
	enum gov_progress state;
	struct err err;
};

static void
add_key(struct gov_reader *r, const struct pubkey *k)
{
	if ((r->key_n & (r->key_n - 1)) == 0)
		r->key = mem_grow(r->key, r->key_n == 0 ? 1 : r->key_n * 2, sizeof *r->key);
	r->key[r->key_n++] = *k;
}

static void
add_index(struct gov_reader *r, uint64_t index)
{
	struct pubkey k = kt_proposal_address(&r->program, &r->multisig, index);

	add_key(r, &k);
}

static void
add_record(struct gov_reader *r, const struct pubkey *program)
{
	struct pubkey k = kt_record_address(&r->program, &r->multisig, program);

	for (size_t i = 0; i < r->program_n; i++)
		if (pubkey_eq(&r->program_asked[i], program))
			return;
	if (r->program_n == PROGRAMS_MAX)
		return;
	r->program_asked = mem_grow(r->program_asked, r->program_n + 1, sizeof *r->program_asked);
	r->program_asked[r->program_n++] = *program;
	add_key(r, &k);
}

/* Sends what `key` lists, a hundred a request. */
static void
ask(struct gov_reader *r)
{
	struct rpc_slice whole = { 0, 0, false };
	size_t n = (r->key_n + RPC_ACCOUNTS_MAX - 1) / RPC_ACCOUNTS_MAX;

	if (n > CHUNKS_MAX)
		n = CHUNKS_MAX;
	free(r->call);
	r->call = mem_new(n == 0 ? 1 : n, sizeof(struct rpc_call *));
	r->call_n = n;
	for (size_t i = 0; i < n; i++) {
		size_t first = i * RPC_ACCOUNTS_MAX, left = r->key_n - first;

		r->call[i] = rpc_get_accounts(r->rpc, r->key + first, left < RPC_ACCOUNTS_MAX ? left : RPC_ACCOUNTS_MAX,
			whole, r->commitment, r->min_slot);
	}
	r->key_n = 0;
}

static void
ask_list(struct gov_reader *r)
{
	struct rpc_filter of = { KT_AT(proposal, multisig), r->multisig.b, sizeof r->multisig.b };
	struct rpc_slice whole = { 0, 0, false };

	_Static_assert(__builtin_offsetof(struct kt_proposal, multisig) == __builtin_offsetof(struct kt_record, multisig),
		"one filter finds proposals and records");
	r->list = rpc_get_program_accounts(r->rpc, &r->program, &of, 1, whole, r->commitment);
}

static struct gov_reader *
begin(struct rpc *rpc, const struct pubkey *program, const struct pubkey *multisig, enum commitment c)
{
	struct gov_reader *r = mem_new(1, sizeof *r);

	r->rpc = rpc;
	r->program = *program;
	r->multisig = *multisig;
	r->commitment = c;
	r->state = GOV_BUSY;
	add_key(r, multisig);
	add_key(r, &PUBKEY_CLOCK);
	return r;
}

static size_t
reply_len(size_t raw_len)
{
	return raw_len / 3 * 4 + ENTRY_LEN;
}

/* What may have changed since is asked for: acts that can still move, a few new
 * indices, the records; then, as far as they fit, dead acts that hold a buffer
 * and some of those said to be over. */

/* Asks again for one that is known; it is gone unless it comes. */
static void
ask_again(struct gov_reader *r, const struct gov_proposal *p)
{
	struct gov_world *w = &r->world;

	add_key(r, &p->address);
	if ((w->gone_n & (w->gone_n - 1)) == 0)
		w->gone = mem_grow(w->gone, w->gone_n == 0 ? 1 : w->gone_n * 2, sizeof *w->gone);
	w->gone[w->gone_n++] = p->index;
}

static void
ask_moving(struct gov_reader *r, const struct gov_world *known)
{
	for (size_t i = 0; i < known->proposal_n; i++)
		if (native_can_move(known, &known->proposal[i]))
			ask_again(r, &known->proposal[i]);
}

/* The bytes of reply that all asked for may come to. */
static size_t
ask_holding(struct gov_reader *r, const struct gov_world *known)
{
	size_t len = reply_len(KT_MULTISIG_LEN) + (AHEAD + 1) * (size_t)ENTRY_LEN +
		r->key_n * reply_len(KT_PROPOSAL_HEADER + KT_PAYLOAD_MAX / 2);

	for (size_t i = 0; i < known->proposal_n; i++) {
		const struct gov_proposal *p = &known->proposal[i];

		if (p->holds_buffer && !native_can_move(known, p) && r->key_n < RPC_ACCOUNTS_MAX && (len += reply_len(p->raw_len)) < WARM_LEN)
			ask_again(r, p);
	}
	return len;
}

/* Those said to be over, as far as they fit. */
static void
ask_ended(struct gov_reader *r, const struct gov_world *known, size_t len)
{
	const struct gov_proposal *again[NATIVE_ENDED_MAX];
	size_t n = native_ended(known, rpc_now_ms(r->rpc), again);

	for (size_t i = 0; i < n && r->key_n < RPC_ACCOUNTS_MAX && (len += reply_len(KT_PROPOSAL_HEADER + KT_PAYLOAD_MAX / 2)) < WARM_LEN; i++)
		ask_again(r, again[i]);
}

/* An index that is not known was closed, or left out by an endpoint that erred
 * or lied: the newest ones are asked for again, so that no act stays hidden. */
static void
add_gaps(struct gov_reader *r, const struct gov_world *known)
{
	uint64_t count = known->multisig.proposal_count;
	uint64_t last = count > GAPS_AMONG ? count - GAPS_AMONG : 0;

	for (unsigned n = 0; count > last && n < GAPS && r->key_n < RPC_ACCOUNTS_MAX; count--)
		if (gov_world_proposal(known, count) == NULL) {
			add_index(r, count);
			n++;
		}
}

static void
start_warm(struct gov_reader *r, const struct gov_world *known)
{
	r->warm = r->world.part = true;
	r->world.slot = known->slot;
	r->known_genesis = known->multisig.genesis_hash;
	r->known_count = known->multisig.proposal_count;
	r->min_slot = known->slot;
	r->asked_to = known->multisig.proposal_count + AHEAD;
	ask_moving(r, known);
	for (uint64_t i = 1; i <= AHEAD; i++)
		add_index(r, known->multisig.proposal_count + i);
	for (size_t i = 0; i < known->record_n; i++)
		add_record(r, &known->record[i].program);
	add_gaps(r, known);
	ask_ended(r, known, ask_holding(r, known));
}

struct gov_reader *
native_read_more(struct rpc *rpc, const struct pubkey *program, const struct pubkey *multisig,
	const struct gov_world *known, enum commitment c)
{
	struct gov_reader *r = begin(rpc, program, multisig, c);

	r->all = true;
	if (known != NULL && known->multisig.raw != NULL && pubkey_eq(&known->multisig.address, multisig))
		start_warm(r, known);
	else
		ask_list(r);
	ask(r);
	return r;
}

struct gov_reader *
native_read_all(struct rpc *rpc, const struct pubkey *program, const struct pubkey *multisig,
	const struct gov_world *known, enum commitment c)
{
	struct gov_reader *r = native_read_more(rpc, program, multisig, known, c);

	if (r->warm)
		gov_world_copy(&r->base, known);
	return r;
}

struct gov_reader *
native_read_one(struct rpc *rpc, const struct pubkey *program, const struct pubkey *multisig, uint64_t index,
	const struct pubkey *program_hint, enum commitment c, uint64_t min_slot)
{
	struct gov_reader *r = begin(rpc, program, multisig, c);

	r->min_slot = min_slot;
	if (index != 0)
		add_index(r, index);
	if (program_hint != NULL && !pubkey_is_zero(program_hint))
		add_record(r, program_hint);
	ask(r);
	return r;
}

static bool
is_pending(const struct gov_reader *r)
{
	for (size_t i = 0; i < r->call_n; i++)
		if (rpc_pending(r->call[i]))
			return true;
	return r->list != NULL && rpc_pending(r->list);
}

static enum err_code
take_clock(struct gov_reader *r, const struct rpc_account *a)
{
	if (!a->exists)
		return err_set(&r->err, ERR_WIRE, "the endpoint has no Clock sysvar");
	return clock_sysvar_decode(a->data, a->len, &r->world.clock_slot, &r->world.cluster_unix_s, &r->err);
}

static enum err_code
take_multisig(struct gov_reader *r, const struct rpc_account *a, uint64_t slot)
{
	char at[PUBKEY_TEXT], id[PUBKEY_TEXT];

	if (!a->exists || !pubkey_eq(&a->owner, &r->program)) {
		(void)err_set(&r->err, ERR_NOT_FOUND, "there is no multisig %s of governance program %s",
			pubkey_text(at, &r->multisig), pubkey_text(id, &r->program));
		return err_hint(&r->err, "check --multisig, --governance and the cluster (-u)");
	}
	return native_take(&r->world, &r->program, &r->multisig, a, slot, &r->err);
}

static enum err_code
take_part(struct gov_reader *r, const struct rpc_accounts *part)
{
	size_t i = 0;
	enum err_code rc = ERR_OK;

	if (part->slot > r->world.slot)
		r->world.slot = part->slot;
	if (!r->head_done) {
		rc = take_multisig(r, &part->account[0], part->slot);
		if (rc == ERR_OK)
			rc = take_clock(r, &part->account[1]);
		r->head_done = true;
		i = 2;
	}
	for (; rc == ERR_OK && i < part->n; i++)
		if (part->account[i].exists && part->account[i].len > 0)
			rc = native_take(&r->world, &r->program, &r->multisig, &part->account[i], part->slot, &r->err);
	return rc;
}

/* The list may be newer than the multisig: what it has beyond the count is left
 * to the next read.  Where it is older, what it lacks at the end is asked by address. */
static enum err_code
take_list(struct gov_reader *r, const struct rpc_accounts *list)
{
	enum err_code rc = ERR_OK;
	uint64_t highest = 0;

	for (size_t i = 0; rc == ERR_OK && i < list->n; i++) {
		rc = native_take(&r->world, &r->program, &r->multisig, &list->account[i], list->slot, &r->err);
		if (rc == ERR_OK && r->world.proposal_n > 0 &&
			r->world.proposal[r->world.proposal_n - 1].index > r->world.multisig.proposal_count)
			gov_proposal_wipe(&r->world.proposal[--r->world.proposal_n]);
	}
	for (size_t i = 0; i < r->world.proposal_n; i++)
		if (r->world.proposal[i].index > highest)
			highest = r->world.proposal[i].index;
	r->listed = list->slot >= r->world.multisig.slot;
	r->asked_to = r->listed ? r->world.multisig.proposal_count : highest;
	r->min_slot = r->world.multisig.slot;
	return rc;
}

/* The list is awaited first: where it is refused every index is asked instead. */
static enum err_code
collect_list(struct gov_reader *r, struct rpc_accounts *list)
{
	struct err why = ERR_INIT;
	enum err_code rc = rpc_accounts_result(r->list, list, &why);

	rpc_call_free(r->list);
	r->list = NULL;
	if (rc == ERR_RPC) {
		r->by_address = true;
		return ERR_OK;
	}
	if (rc != ERR_OK)
		r->err = why;
	return rc;
}

static enum err_code
collect(struct gov_reader *r)
{
	bool has_list = r->list != NULL;
	struct rpc_accounts list = { .n = 0 };
	enum err_code rc = has_list ? collect_list(r, &list) : ERR_OK;

	for (size_t i = 0; i < r->call_n; i++) {
		struct rpc_accounts part = { .n = 0 };

		if (rc == ERR_OK)
			rc = rpc_accounts_result(r->call[i], &part, &r->err);
		if (rc == ERR_OK)
			rc = take_part(r, &part);
		rpc_accounts_free(&part);
		rpc_call_free(r->call[i]);
		r->call[i] = NULL;
	}
	r->call_n = 0;
	if (rc == ERR_OK && has_list && !r->by_address)
		rc = take_list(r, &list);
	rpc_accounts_free(&list);
	return rc;
}

static void
plan(struct gov_reader *r)
{
	struct gov_world *w = &r->world;
	uint64_t count = w->multisig.proposal_count;

	if (r->all && count > r->asked_to && count - r->asked_to > (uint64_t)CHUNKS_MAX * RPC_ACCOUNTS_MAX)
		r->asked_to = count - (uint64_t)CHUNKS_MAX * RPC_ACCOUNTS_MAX;
	for (; r->all && r->asked_to < count; r->asked_to++)
		add_index(r, r->asked_to + 1);
	if (r->listed)
		return;
	for (size_t i = 0; i < w->proposal_n; i++)
		if (!pubkey_is_zero(&w->proposal[i].program) && gov_world_record(w, &w->proposal[i].program) == NULL)
			add_record(r, &w->proposal[i].program);
}

/* Every node may be behind what was known: the cluster began anew, say. */
static bool
is_behind(const struct gov_reader *r)
{
	for (size_t i = 0; i < r->call_n; i++)
		if (rpc_error_code(r->call[i]) == RPC_CODE_BEHIND)
			return true;
	return false;
}

/* What was known is of another history: everything is read, as if nothing were known. */
static enum gov_progress
read_anew(struct gov_reader *r)
{
	for (size_t i = 0; i < r->call_n; i++)
		rpc_call_free(r->call[i]);
	gov_world_wipe(&r->world);
	gov_world_wipe(&r->base);
	r->warm = r->head_done = false;
	r->min_slot = r->asked_to = 0;
	r->key_n = r->program_n = r->call_n = 0;
	r->err = (struct err)ERR_INIT;
	add_key(r, &r->multisig);
	add_key(r, &PUBKEY_CLOCK);
	ask_list(r);
	ask(r);
	return r->state;
}

static bool
is_other_history(const struct gov_reader *r)
{
	const struct gov_multisig *m = &r->world.multisig;

	return r->warm && (!hash_eq(&m->genesis_hash, &r->known_genesis) || m->proposal_count < r->known_count);
}

/* Of those asked again what did not come is gone. */
static void
finish(struct gov_reader *r)
{
	struct gov_world *w = &r->world;
	size_t n = 0;

	gov_world_sort(w);
	for (size_t i = 0; i < w->gone_n; i++)
		if (gov_world_proposal(w, w->gone[i]) == NULL)
			w->gone[n++] = w->gone[i];
	w->gone_n = n;
	if (r->base.multisig.raw == NULL)
		return;
	gov_world_merge(&r->base, w);
	*w = r->base;
	memset(&r->base, 0, sizeof r->base);
}

enum gov_progress
native_turn(struct gov_reader *r)
{
	if (r->state != GOV_BUSY || is_pending(r))
		return r->state;
	if (r->warm && is_behind(r))
		return read_anew(r);
	if (collect(r) != ERR_OK)
		return r->state = GOV_FAILED;
	if (is_other_history(r))
		return read_anew(r);
	plan(r);
	if (r->key_n > 0) {
		ask(r);
		return r->state;
	}
	finish(r);
	return r->state = GOV_DONE;
}

enum err_code
native_result(struct gov_reader *r, struct gov_world *out, struct err *e)
{
	if (r->state == GOV_BUSY)
		return err_set(e, ERR_INTERNAL, "the multisig is still being read");
	if (r->state == GOV_FAILED) {
		*e = r->err;
		return e->code;
	}
	*out = r->world;
	memset(&r->world, 0, sizeof r->world);
	return ERR_OK;
}

void
native_free(struct gov_reader *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->call_n; i++)
		rpc_call_free(r->call[i]);
	rpc_call_free(r->list);
	gov_world_wipe(&r->world);
	gov_world_wipe(&r->base);
	free(r->call);
	free(r->key);
	free(r->program_asked);
	free(r);
}
