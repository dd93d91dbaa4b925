#include "ui/app_state.h"

#include <stdio.h>
#include <string.h>

#include "ops/known.h"

enum {
	POLL_MS = 5000,  /* from the begin of one read to the next */
	SLOW_MS = 2500,  /* a read that takes longer is said to have no answer */
	FIRST_MAX = 200, /* accounts read before the first picture */
};

/* --- from the store ------------------------------------------------------------ */

static void
on_label(void *ctx, const struct pubkey *k, const char *name)
{
	model_label_add(ctx, k, name);
}

/* Before the first picture what it shows; the rest when it stands. */
static void
load(struct app *a, unsigned most)
{
	struct gov_world w;
	struct err e = ERR_INIT;
	int64_t seen_at;

	a->stored_whole = known_load(a->s, most, &w, &seen_at, &e);
	if (e.message[0] != '\0')
		app_tell(a, NOTICE_BAD, e.message, e.hint);
	if (w.multisig.raw == NULL && most > 0)
		return;
	model_stored(&a->model, &w, most > 0, seen_at > 0 ? clock_wall_s(&a->s->clock) - seen_at : 0);
}

void
app_read_stored(struct app *a)
{
	struct err e = ERR_INIT;

	if (a->s->store == NULL)
		return;
	if (store_labels(a->s->store, on_label, &a->model, &e) == ERR_OK)
		model_labels_sort(&a->model);
	if (!a->s->has_multisig)
		return;
	load(a, FIRST_MAX);
	a->stored_rest = true;
}

static void
load_rest(struct app *a)
{
	if (!a->stored_rest)
		return;
	a->stored_rest = false;
	load(a, 0);
}

/* --- to the store ---------------------------------------------------------------- */

/* What may still be taken back by the cluster is not kept. */
static bool
is_lasting(const struct app *a)
{
	return a->s->commitment >= COMMITMENT_CONFIRMED;
}

/* Of a world read on top of `old` what differs; NULL: all of it. */
static void
save(struct app *a, const struct gov_world *old, const struct gov_world *w)
{
	struct err e = ERR_INIT;

	if (!is_lasting(a))
		return;
	a->unsaved = known_save(a->s, old, w, &e) != ERR_OK;
	if (a->unsaved)
		app_tell(a, NOTICE_BAD, e.message, e.hint);
}

/* What was kept needs no bytes here, where it never changes again. */
static void
shed(const struct app *a, struct gov_world *w)
{
	if (!a->unsaved && is_lasting(a))
		gov_world_shed(w);
}

/* --- from the endpoint ------------------------------------------------------------ */

static void
start(struct app *a)
{
	/* Where what was stored has gaps the first read is whole; others ask for what can have changed. */
	bool fits = a->model.source == MODEL_LIVE || (a->model.source == MODEL_STORED && a->stored_whole);
	const struct gov_world *known = fits ? &a->model.world : NULL;
	/* Confirmed is what the board shows; what is signed is read again at the session's commitment. */
	enum commitment c = a->s->commitment < COMMITMENT_CONFIRMED ? a->s->commitment : COMMITMENT_CONFIRMED;

	a->read_began_ms = app_now_ms(a);
	a->read_next_ms = a->read_began_ms + POLL_MS;
	a->reader = known == NULL ?
		a->s->backend->read_all(a->s->rpc, &a->s->governance, &a->s->multisig, NULL, c) :
		a->s->backend->read_more(a->s->rpc, &a->s->governance, &a->s->multisig, known, c);
}

static void
take(struct app *a)
{
	struct gov_world w;
	struct err e = ERR_INIT;
	enum err_code rc;
	bool lacking;

	memset(&w, 0, sizeof w);
	rc = a->s->backend->result(a->reader, &w, &e);
	a->s->backend->free(a->reader);
	a->reader = NULL;
	if (rc != ERR_OK) {
		a->model.trouble = e;
		a->model.link = LINK_DOWN;
		return;
	}
	lacking = a->unsaved;
	if (!lacking)
		save(a, a->model.source == MODEL_NOTHING ? NULL : &a->model.world, &w);
	shed(a, &w);
	model_take(&a->model, &w, app_now_ms(a));
	if (lacking) {
		save(a, NULL, &a->model.world);
		shed(a, &a->model.world);
	}
	a->s->time = a->model.time;
}

void
app_read_turn(struct app *a)
{
	if (!a->s->has_multisig)
		return;
	load_rest(a);
	if (a->reader == NULL && app_now_ms(a) >= a->read_next_ms)
		start(a);
	if (a->reader != NULL && a->s->backend->turn(a->reader) != GOV_BUSY)
		take(a);
	if (a->reader != NULL && app_now_ms(a) - a->read_began_ms >= SLOW_MS && a->model.link != LINK_DOWN)
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
	uint64_t now = app_now_ms(a);

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
	struct err ignored = ERR_INIT;

	if (a->reader != NULL)
		a->s->backend->free(a->reader);
	a->reader = NULL;
	if (a->model.source == MODEL_LIVE && a->model.link == LINK_UP && !a->unsaved && is_lasting(a) &&
		known_save(a->s, &a->model.world, &a->model.world, &ignored) != ERR_OK)
		a->unsaved = true; /* what is shown at the next start is said to be older than it is */
}
