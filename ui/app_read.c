#include "ui/app_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

enum {
	POLL_MS = 5000,  /* from the begin of one read to the next */
	SLOW_MS = 2500,  /* a read that takes longer is said to have no answer */
	STASH_MAX = 1 << 20,
};

/* --- from the store ------------------------------------------------------------ */

/* Accounts that came before the multisig they belong to. */
struct stashed {
	struct store_account a;
	uint8_t *data; /* owned */
};
struct loading {
	struct app *app;
	struct stashed *held; /* owned */
	size_t n;
};

static void
fold(struct app *a, const struct store_account *x)
{
	struct err e = ERR_INIT;

	/* What does not parse any more is read again from the chain in a moment. */
	(void)a->s->backend->fold(&a->model.world, &a->s->governance, &x->address, x->data, x->len, x->slot, &e);
}

static void
stash(struct loading *l, const struct store_account *x)
{
	struct stashed *h;

	if (l->n == STASH_MAX)
		return;
	if ((l->n & (l->n - 1)) == 0)
		l->held = mem_grow(l->held, l->n == 0 ? 1 : l->n * 2, sizeof *l->held);
	h = &l->held[l->n++];
	h->a = *x;
	h->data = mem_new(x->len + 1, 1);
	memcpy(h->data, x->data, x->len);
	h->a.data = h->data;
}

static void
on_account(void *ctx, const struct store_account *x)
{
	struct loading *l = ctx;
	struct app *a = l->app;

	if (!pubkey_eq(&x->owner, &a->s->governance))
		return;
	if (a->model.world.multisig.raw == NULL && !pubkey_eq(&x->address, &a->s->multisig))
		stash(l, x);
	else
		fold(a, x);
}

static void
on_label(void *ctx, const struct pubkey *k, const char *name)
{
	model_label_add(ctx, k, name);
}

static void
fact_name(const struct app *a, char out[80])
{
	char address[PUBKEY_TEXT];

	(void)snprintf(out, 80, "clock %s", pubkey_text(address, &a->s->multisig));
}

static int64_t
stored_clock(const struct app *a)
{
	char name[80], value[32];
	struct err e = ERR_INIT;
	uint64_t t;

	fact_name(a, name);
	if (!store_fact(a->s->store, name, value, sizeof value) || text_u64(value, INT64_MAX, &t, &e) != ERR_OK)
		return clock_wall_s(&a->s->clock);
	return (int64_t)t;
}

void
app_read_stored(struct app *a)
{
	struct loading l = { a, NULL, 0 };
	struct err e = ERR_INIT;
	int64_t seen_at = 0;

	if (a->s->store == NULL)
		return;
	if (store_labels(a->s->store, on_label, &a->model, &e) == ERR_OK)
		model_labels_sort(&a->model);
	if (!a->s->has_multisig)
		return;
	if (store_accounts_load(a->s->store, &a->s->genesis, &a->s->multisig, on_account, &l, &seen_at, &e) != ERR_OK)
		app_tell(a, NOTICE_BAD, e.message, e.hint);
	for (size_t i = 0; i < l.n; i++) {
		if (a->model.world.multisig.raw != NULL)
			fold(a, &l.held[i].a);
		free(l.held[i].data);
	}
	free(l.held);
	model_fold_done(&a->model, stored_clock(a), clock_wall_s(&a->s->clock) - seen_at);
}

/* --- to the store ---------------------------------------------------------------- */

static bool
same_bytes(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	return a != NULL && b != NULL && a_len == b_len && memcmp(a, b, a_len) == 0;
}

static void
add(struct store_account *list, size_t *n, const struct app *a, const struct pubkey *k, uint64_t slot, const uint8_t *raw,
	size_t len)
{
	list[(*n)++] = (struct store_account){ .address = *k, .owner = a->s->governance, .slot = slot, .data = raw, .len = len };
}

/* The accounts of `w` that differ from those known; room for all of them. */
static size_t
changed(const struct app *a, const struct gov_world *w, struct store_account *list)
{
	const struct gov_world *old = &a->model.world;
	size_t n = 0;

	if (!same_bytes(w->multisig.raw, w->multisig.raw_len, old->multisig.raw, old->multisig.raw_len))
		add(list, &n, a, &w->multisig.address, w->multisig.slot, w->multisig.raw, w->multisig.raw_len);
	for (size_t i = 0; i < w->record_n; i++) {
		const struct gov_record *r = &w->record[i], *o = gov_world_record(old, &r->program);

		if (o == NULL || !same_bytes(r->raw, r->raw_len, o->raw, o->raw_len))
			add(list, &n, a, &r->address, r->slot, r->raw, r->raw_len);
	}
	for (size_t i = 0; i < w->proposal_n; i++) {
		const struct gov_proposal *p = &w->proposal[i], *o = gov_world_proposal(old, p->index);

		if (o == NULL || !same_bytes(p->raw, p->raw_len, o->raw, o->raw_len))
			add(list, &n, a, &p->address, p->slot, p->raw, p->raw_len);
	}
	return n;
}

static void
save_accounts(struct app *a, const struct store_account *list, size_t n, int64_t unix_s)
{
	char name[80], value[32];
	struct err e = ERR_INIT;

	fact_name(a, name);
	(void)snprintf(value, sizeof value, "%" PRId64, unix_s < 0 ? 0 : unix_s);
	if (store_accounts_save(a->s->store, &a->s->genesis, &a->s->multisig, list, n, &e) != ERR_OK ||
	    store_fact_set(a->s->store, name, value, &e) != ERR_OK)
		app_tell(a, NOTICE_BAD, e.message, e.hint);
}

static void
save(struct app *a, const struct gov_world *w)
{
	struct store_account *list;
	size_t n;

	if (a->s->store == NULL)
		return;
	list = mem_new(1 + w->record_n + w->proposal_n, sizeof *list);
	n = changed(a, w, list);
	if (n > 0 || a->model.source != MODEL_LIVE)
		save_accounts(a, list, n, w->cluster_unix_s);
	free(list);
}

/* --- from the endpoint ------------------------------------------------------------ */

static uint64_t
now_ms(const struct app *a)
{
	return clock_mono_ms(&a->s->clock);
}

static void
start(struct app *a)
{
	/* What was stored may have gaps, so the first read is whole; later ones ask for what can have changed. */
	const struct gov_world *known = a->model.source == MODEL_LIVE ? &a->model.world : NULL;
	/* Confirmed is what the board shows; what is signed is read again at the session's commitment. */
	enum commitment c = a->s->commitment < COMMITMENT_CONFIRMED ? a->s->commitment : COMMITMENT_CONFIRMED;

	a->read_began_ms = now_ms(a);
	a->read_next_ms = a->read_began_ms + POLL_MS;
	a->reader = a->s->backend->read_all(a->s->rpc, &a->s->governance, &a->s->multisig, known, c);
}

static void
take(struct app *a)
{
	struct gov_world w;
	struct err e = ERR_INIT;
	enum err_code rc;

	memset(&w, 0, sizeof w);
	rc = a->s->backend->result(a->reader, &w, &e);
	a->s->backend->free(a->reader);
	a->reader = NULL;
	if (rc != ERR_OK) {
		a->model.trouble = e;
		a->model.link = LINK_DOWN;
		return;
	}
	save(a, &w);
	model_take(&a->model, &w, now_ms(a));
	a->s->time = a->model.time;
}

void
app_read_turn(struct app *a)
{
	if (!a->s->has_multisig)
		return;
	if (a->reader == NULL && now_ms(a) >= a->read_next_ms)
		start(a);
	if (a->reader != NULL && a->s->backend->turn(a->reader) != GOV_BUSY)
		take(a);
	if (a->reader != NULL && now_ms(a) - a->read_began_ms >= SLOW_MS && a->model.link != LINK_DOWN)
		a->model.link = LINK_SLOW;
}

static int
left_ms(uint64_t until, uint64_t now)
{
	return until > now ? (int)(until - now) : 0;
}

int
app_read_deadline_ms(const struct app *a)
{
	uint64_t now = now_ms(a);

	if (!a->s->has_multisig)
		return -1;
	if (a->reader == NULL)
		return left_ms(a->read_next_ms, now);
	if (a->model.link == LINK_UP || a->model.link == LINK_FIRST)
		return left_ms(a->read_began_ms + SLOW_MS, now);
	return POLL_MS; /* the age in the header */
}

void
app_read_now(struct app *a)
{
	a->read_next_ms = 0;
}

void
app_read_end(struct app *a)
{
	const struct gov_multisig *g = &a->model.world.multisig;
	struct store_account one = { .address = g->address, .owner = a->s->governance, .slot = a->model.world.slot, .data = g->raw,
		.len = g->raw_len };

	if (a->reader != NULL)
		a->s->backend->free(a->reader);
	a->reader = NULL;
	if (a->s->store != NULL && a->model.source == MODEL_LIVE && a->model.link == LINK_UP)
		save_accounts(a, &one, 1, a->model.now);
}
