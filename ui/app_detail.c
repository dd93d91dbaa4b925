#include "ui/app_state.h"

#include <string.h>

enum {
	CHECK_MS = 15000,  /* the open proposal is checked again after this */
	READY_MS = 60000,  /* and what is READY on the board after this */
};

/* The proposal whose screen, or card, is open; 0 none. */
static uint64_t
looked_at(const struct app *a)
{
	enum app_place at = a->place == PLACE_HELP ? a->under_help : a->place;

	if (at == PLACE_CARD)
		at = a->under_card;
	return at == PLACE_PROPOSAL ? a->proposal.index : 0;
}

static const struct model_row *
row_of(const struct app *a, uint64_t index)
{
	size_t at = index == 0 ? a->model.row_n : model_row_of(&a->model, index);

	return at < a->model.row_n ? &a->model.row[at] : NULL;
}

/* --- what to check next ------------------------------------------------------- */

static void
start_check(struct app *a, const struct model_row *r)
{
	a->detail.check = check_new(a->s, &a->model.world, r->p, false, true, COMMITMENT_CONFIRMED);
	a->detail.check_index = r->p->index;
}

/* Nothing is checked against a world that is old. */
static bool
may_check(const struct app *a)
{
	return a->detail.check == NULL && a->model.source == MODEL_LIVE && a->model.link != LINK_DOWN;
}

/* The open proposal first, then what is READY and was not looked at for a while. */
static void
choose(struct app *a)
{
	const struct model_row *open = row_of(a, looked_at(a));
	uint64_t now = app_now_ms(a);

	if (!may_check(a))
		return;
	if (open != NULL && state_is_open(open->state) && now >= a->detail.check_next_ms) {
		a->detail.check_next_ms = now + CHECK_MS;
		start_check(a, open);
		return;
	}
	for (size_t i = 0; i < a->model.row_n; i++) {
		const struct model_row *r = &a->model.row[i];
		const struct model_ready *known = r->state == STATE_READY ? model_ready_of(&a->model, r->p->index) : NULL;

		if (r->state == STATE_READY && (known == NULL || now - known->checked_ms >= READY_MS)) {
			start_check(a, r);
			return;
		}
	}
}

static void
take_check(struct app *a)
{
	struct model_detail *d = &a->model.detail;
	struct err ignored = ERR_INIT;
	struct preflight p;
	uint64_t index = a->detail.check_index;
	const struct model_row *r = row_of(a, index);
	/* What could not be read stays unknown on the screen; the header says how the endpoint does. */
	bool whole = check_result(a->detail.check, &p, &ignored) == ERR_OK;

	check_free(a->detail.check);
	a->detail.check = NULL;
	if (r != NULL && r->state == STATE_READY)
		model_ready_set(&a->model, index, whole ? model_blocker(&a->model, r, &p) : NULL, app_now_ms(a));
	if (d->index != index)
		return;
	d->preflight = p;
	d->checked = true;
}

/* --- when members voted ---------------------------------------------------------- */

static void
start_votes(struct app *a, const struct model_row *r)
{
	uint64_t cast = r->p->approvals | r->p->rejections << 20 | r->p->cancels << 40;

	if (a->detail.votes != NULL || cast == 0 || cast == a->detail.votes_of || a->model.source != MODEL_LIVE)
		return;
	a->detail.votes_of = cast;
	a->detail.votes = votes_new(a->s, r->p, COMMITMENT_CONFIRMED);
}

static void
take_votes(struct app *a, const struct model_row *r)
{
	struct model_detail *d = &a->model.detail;
	const struct gov_multisig *m = &a->model.world.multisig;

	for (unsigned i = 0; i < m->member_n; i++) {
		const char *vote = proposal_vote(r->p, i);

		d->has_at[i] = vote != NULL && votes_at(a->detail.votes, &m->member[i].address, vote, &d->voted_at[i]);
	}
}

/* --- the loop's part ---------------------------------------------------------------- */

static void
forget(struct app *a, uint64_t index)
{
	votes_free(a->detail.votes);
	a->detail.votes = NULL;
	a->detail.votes_of = 0;
	a->detail.check_next_ms = 0;
	memset(&a->model.detail, 0, sizeof a->model.detail);
	a->model.detail.index = index;
}

void
app_detail_turn(struct app *a)
{
	uint64_t index = looked_at(a);
	const struct model_row *r;

	if (index != a->model.detail.index)
		forget(a, index);
	if (a->detail.check != NULL && !check_pending(a->detail.check))
		take_check(a);
	choose(a);
	r = row_of(a, index);
	if (r == NULL)
		return;
	start_votes(a, r);
	if (a->detail.votes == NULL)
		return;
	if (!votes_turn(a->detail.votes)) {
		take_votes(a, r);
		votes_free(a->detail.votes);
		a->detail.votes = NULL;
	}
}

int
app_detail_deadline_ms(const struct app *a)
{
	const struct model_row *open = row_of(a, looked_at(a));
	uint64_t now = app_now_ms(a);

	if (!may_check(a) || open == NULL || !state_is_open(open->state))
		return -1;
	return a->detail.check_next_ms > now ? (int)(a->detail.check_next_ms - now) : 0;
}

void
app_detail_again(struct app *a)
{
	a->detail.check_next_ms = 0;
	a->detail.votes_of = 0;
	a->model.ready_n = 0;
}

void
app_detail_end(struct app *a)
{
	check_free(a->detail.check);
	votes_free(a->detail.votes);
	a->detail.check = NULL;
	a->detail.votes = NULL;
}
