#include "ui/app_state.h"

#include <string.h>

void
app_first_begin(struct app *a, const struct first_run *run)
{
	a->first.run = run;
	a->first.governance = a->s->governance;
	if (run != NULL)
		a->place = PLACE_FIRST;
	if (run != NULL && !run->has_genesis)
		a->model.cluster[0] = '\0'; /* which one is not known */
}

static void
ask(struct app *a)
{
	struct rpc_filter size = { KT_MULTISIG_LEN, NULL, 0 };
	struct rpc_slice whole = { 0, 0, false };

	a->first.search = FIRST_ASKING;
	a->find = rpc_get_program_accounts(a->s->rpc, &a->s->governance, &size, 1, whole, COMMITMENT_CONFIRMED);
}

static void
consider(struct app *a, const struct rpc_account *x, uint64_t slot)
{
	struct gov_world w = { .slot = 0 };
	const struct gov_multisig *g = &w.multisig;
	struct err e = ERR_INIT;
	bool mine = a->s->backend->fold(&w, &a->s->governance, &x->address, x->data, x->len, slot, &e) == ERR_OK && g->raw != NULL &&
		(!a->model.has_me || multisig_member(g, &a->model.me) >= 0);

	if (mine && a->first.n == FIRST_FOUND_MAX)
		a->first.more++;
	else if (mine)
		a->first.found[a->first.n++] = (struct first_found){ g->address, g->threshold, g->approver_n, g->proposal_count };
	gov_world_wipe(&w);
}

static void
take(struct app *a)
{
	struct rpc_accounts found = { .n = 0 };
	struct err e = ERR_INIT;

	a->first.n = a->first.more = 0;
	if (rpc_accounts_result(a->find, &found, &e) != ERR_OK) {
		a->first.search = FIRST_FAILED;
		a->first.trouble = e;
	} else {
		for (size_t i = 0; i < found.n; i++)
			consider(a, &found.account[i], found.slot);
		a->first.search = FIRST_ANSWERED;
	}
	if (a->first.selected >= a->first.n)
		a->first.selected = 0;
	rpc_accounts_free(&found);
	app_first_end(a);
}

void
app_first_turn(struct app *a)
{
	if (a->place == PLACE_FIRST && a->first.search == FIRST_NOT_ASKED && a->first.run->has_endpoint && a->first.run->has_governance && !a->s->has_multisig)
		ask(a);
	if (a->find != NULL && !rpc_pending(a->find))
		take(a);
}

void
app_first_again(struct app *a)
{
	if (a->find == NULL)
		a->first.search = FIRST_NOT_ASKED;
}

void
app_first_choose(struct app *a)
{
	a->s->multisig = a->model.multisig = a->first.found[a->first.selected].address;
	a->s->has_multisig = a->model.has_multisig = true;
	a->place = PLACE_BOARD;
	a->model.label_n = 0; /* they are read again with it */
	app_read_stored(a);
	app_read_now(a);
}

void
app_first_end(struct app *a)
{
	rpc_call_free(a->find);
	a->find = NULL;
}
