#include "ops/known.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

enum { FACT_NAME = 128 };

struct loading {
	const struct session *s;
	struct gov_world *w;
	bool whole; /* everything could be read */
};

/* The multisig comes first, by its rank. */
static void
on_account(void *ctx, const struct store_account *x)
{
	struct loading *l = ctx;
	struct err e = ERR_INIT;
	size_t n = l->w->proposal_n;

	if (pubkey_eq(&x->owner, &l->s->governance) && l->s->backend->fold(l->w, &l->s->governance, &x->address, x->data, x->len,
		x->slot, &e) != ERR_OK)
		l->whole = false;
	if (l->w->proposal_n > n)
		gov_proposal_shed(&l->w->proposal[n]);
}

/* A fact of one multisig on one cluster. */
static void
fact_name(const struct session *s, char out[FACT_NAME])
{
	char genesis[PUBKEY_TEXT], address[PUBKEY_TEXT];

	(void)snprintf(out, FACT_NAME, "read %s %s", hash_text58(genesis, &s->genesis), pubkey_text(address, &s->multisig));
}

static bool
stored_clock(const struct session *s, int64_t *out)
{
	char name[FACT_NAME], value[32];
	struct err e = ERR_INIT;
	uint64_t t;

	*out = 0;
	fact_name(s, name);
	if (!store_fact(s->store, name, value, sizeof value) || text_u64(value, INT64_MAX, &t, &e) != ERR_OK)
		return false;
	*out = (int64_t)t;
	return true;
}

bool
known_load(const struct session *s, unsigned most, struct gov_world *w, int64_t *seen_at, struct err *e)
{
	struct loading l = { s, w, true };
	int64_t clock;

	memset(w, 0, sizeof *w);
	*seen_at = 0;
	if (s->store == NULL || !s->has_multisig)
		return false;
	/* Before the accounts: another process may save between the two, and then the clock must be the older. */
	l.whole = stored_clock(s, &clock) && most == 0;
	if (store_accounts_load(s->store, &s->genesis, &s->multisig, most, on_account, &l, seen_at, e) != ERR_OK)
		l.whole = false;
	w->cluster_unix_s = clock;
	if (w->multisig.raw == NULL)
		return false;
	gov_world_sort(w);
	return l.whole;
}

/* --- back ---------------------------------------------------------------------- */

enum { RANK_MULTISIG = 1, RANK_RECORD, RANK_OPEN }; /* then the ended ones, newest first */

struct saving {
	struct pubkey owner;
	struct store_account *list; /* owned */
	size_t n;
};

static void
add(struct saving *v, const struct pubkey *k, uint64_t slot, const uint8_t *raw, size_t len, int64_t rank)
{
	v->list[v->n++] = (struct store_account){ .address = *k, .owner = v->owner, .slot = slot, .data = raw, .len = len,
		.rank = rank };
}

static int64_t
rank_of(const struct gov_proposal *p)
{
	bool ended = p->status != GOV_ACTIVE && p->status != GOV_APPROVED && !p->holds_buffer;

	return ended ? INT64_MAX - (int64_t)(p->index & INT32_MAX) : RANK_OPEN;
}

static bool
same_bytes(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	return a != NULL && b != NULL && a_len == b_len && memcmp(a, b, a_len) == 0;
}

/* Of one without its bytes everything that an end can have changed. */
static bool
same_act(const struct gov_proposal *p, const struct gov_proposal *o)
{
	return o->raw != NULL ? same_bytes(p->raw, p->raw_len, o->raw, o->raw_len) : p->status == o->status &&
		p->holds_buffer == o->holds_buffer && p->epoch == o->epoch && p->window_s == o->window_s && p->created_at == o->created_at &&
		p->ended_at == o->ended_at && p->lock.approved_at == o->lock.approved_at && p->lock.delay == o->lock.delay &&
		p->approvals == o->approvals && p->rejections == o->rejections && p->cancels == o->cancels &&
		hash_eq(&p->payload_hash, &o->payload_hash) && strcmp(p->description, o->description) == 0;
}

static void
add_changed(struct saving *v, const struct gov_world *old, const struct gov_world *w)
{
	for (size_t i = 0; i < w->record_n; i++) {
		const struct gov_record *r = &w->record[i], *o = gov_world_record(old, &r->program);

		if (o == NULL || !same_bytes(r->raw, r->raw_len, o->raw, o->raw_len))
			add(v, &r->address, r->slot, r->raw, r->raw_len, RANK_RECORD);
	}
	for (size_t i = 0; i < w->proposal_n; i++) {
		const struct gov_proposal *p = &w->proposal[i], *o = gov_world_proposal(old, p->index);

		if (p->raw != NULL && (o == NULL || !same_act(p, o)))
			add(v, &p->address, p->slot, p->raw, p->raw_len, rank_of(p));
	}
}

static void
add_gone(struct saving *v, const struct gov_world *old, const struct gov_world *w)
{
	for (size_t i = 0; !w->part && i < old->proposal_n; i++)
		if (gov_world_proposal(w, old->proposal[i].index) == NULL)
			add(v, &old->proposal[i].address, w->slot, NULL, 0, INT64_MAX);
	for (size_t i = 0; i < w->gone_n; i++) {
		const struct gov_proposal *p = gov_world_proposal(old, w->gone[i]);

		if (p != NULL)
			add(v, &p->address, w->slot, NULL, 0, INT64_MAX);
	}
	for (size_t i = 0; i < old->record_n; i++)
		if (gov_world_record(w, &old->record[i].program) == NULL)
			add(v, &old->record[i].address, w->slot, NULL, 0, INT64_MAX);
}

static bool
is_of_cluster(const struct session *s, const struct gov_world *w)
{
	static const struct hash none;

	return hash_eq(&w->multisig.genesis_hash, &none) || hash_eq(&w->multisig.genesis_hash, &s->genesis);
}

static enum err_code
write(const struct session *s, const struct saving *v, const struct gov_world *w, struct err *e)
{
	char name[FACT_NAME], value[32];
	enum err_code rc = store_accounts_save(s->store, &s->genesis, &s->multisig, v->list, v->n, e);

	if (rc != ERR_OK)
		return rc;
	fact_name(s, name);
	(void)snprintf(value, sizeof value, "%" PRId64, w->cluster_unix_s < 0 ? 0 : w->cluster_unix_s);
	return store_fact_set(s->store, name, value, e);
}

enum err_code
known_save(const struct session *s, const struct gov_world *old, const struct gov_world *w, struct err *e)
{
	static const struct gov_world nothing;
	const struct gov_world *from = old != NULL ? old : &nothing;
	const struct gov_multisig *m = &w->multisig;
	struct saving v = { .owner = s->governance };
	enum err_code rc = ERR_OK;

	if (s->store == NULL || m->raw == NULL || !is_of_cluster(s, w))
		return ERR_OK;
	v.list = mem_new(1 + w->record_n + w->proposal_n + from->record_n + (w->part ? w->gone_n : from->proposal_n), sizeof *v.list);
	add_changed(&v, from, w);
	add_gone(&v, from, w);
	if (v.n > 0 || old == NULL || old == w || !same_bytes(m->raw, m->raw_len, old->multisig.raw, old->multisig.raw_len)) {
		/* The multisig with all of it: its slot is that of the reading. */
		add(&v, &m->address, w->slot, m->raw, m->raw_len, RANK_MULTISIG);
		rc = write(s, &v, w, e);
	}
	free(v.list);
	return rc;
}
