#include "ui/app_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solana/loader.h"

enum { AGAIN_MS = 30000 }; /* from one reading to the next while the screen is looked at */

static void
ask(struct app *a)
{
	const struct gov_world *w = &a->model.world;
	struct rpc_slice head = { 0, LOADER_PROGRAM_DATA_HEADER, true };
	struct pubkey data[RPC_ACCOUNTS_MAX];
	size_t n = w->record_n < RPC_ACCOUNTS_MAX ? w->record_n : RPC_ACCOUNTS_MAX;

	for (size_t i = 0; i < n; i++) {
		data[i] = w->record[i].program_data;
		a->live_program[i] = w->record[i].program;
	}
	a->live_next_ms = app_now_ms(a) + AGAIN_MS;
	if (n > 0)
		a->live_call = rpc_get_accounts(a->s->rpc, data, n, head, COMMITMENT_CONFIRMED, 0);
}

static struct program_live
seen(const struct pubkey *program, const struct rpc_account *x)
{
	struct program_live l = { .program = *program };
	struct loader_account d;
	struct err e = ERR_INIT;

	if (!x->exists || loader_decode(x->data, x->len, &d, &e) != ERR_OK || d.tag != LOADER_PROGRAM_DATA ||
	    x->space < LOADER_PROGRAM_DATA_HEADER)
		return l;
	l.exists = true;
	l.capacity = x->space - LOADER_PROGRAM_DATA_HEADER;
	l.slot = d.slot;
	l.has_authority = d.has_authority;
	l.authority = d.authority;
	return l;
}

/* A failed reading leaves what is known; the board's own reading says what is wrong. */
static void
take(struct app *a)
{
	struct rpc_accounts found = { .n = 0 };
	struct err e = ERR_INIT;

	if (rpc_accounts_result(a->live_call, &found, &e) == ERR_OK) {
		a->live = mem_grow(a->live, found.n + 1, sizeof *a->live);
		for (size_t i = 0; i < found.n && i < RPC_ACCOUNTS_MAX; i++)
			a->live[i] = seen(&a->live_program[i], &found.account[i]);
		a->programs.live = a->live;
		a->programs.live_n = found.n;
	}
	rpc_accounts_free(&found);
	rpc_call_free(a->live_call);
	a->live_call = NULL;
}

void
app_programs_turn(struct app *a)
{
	if (a->place == PLACE_PROGRAMS && a->live_call == NULL && app_now_ms(a) >= a->live_next_ms)
		ask(a);
	if (a->live_call != NULL && !rpc_pending(a->live_call))
		take(a);
}

int
app_programs_deadline_ms(const struct app *a)
{
	uint64_t now = app_now_ms(a);

	if (a->place != PLACE_PROGRAMS || a->live_call != NULL)
		return -1;
	return a->live_next_ms > now ? (int)(a->live_next_ms - now) : 0;
}

void
app_programs_end(struct app *a)
{
	rpc_call_free(a->live_call);
	free(a->live);
	a->live_call = NULL;
	a->live = NULL;
}
