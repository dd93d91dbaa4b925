#include "ops/act_state.h"

#include <string.h>

#include "ops/cure.h"

/* What was read as legal was refused.  Somebody else may have done it, or ended it,
 * in the meantime: then that is the reason, in the words of whoever comes later. */

bool
act_why_start(struct act *a)
{
	enum err_code c = a->error.code;

	if (!a->is_move || (a->stage != STAGE_SIMULATE && a->stage != STAGE_SEND)
		|| (c != ERR_CHAIN && c != ERR_APPROVALS && c != ERR_TIMELOCK))
		return false;
	/* The newest state: what refused it has seen that. */
	a->reader = a->s->backend->read_one(a->s->rpc, &a->s->governance, &a->s->multisig, a->index, NULL, COMMITMENT_PROCESSED, 0);
	a->stage = STAGE_WHY;
	a->step = "refused, looking why";
	return true;
}

static void
tell(struct act *a, const struct gov_world *w, struct err *e)
{
	const struct gov_proposal *p = gov_world_proposal(w, a->index);
	struct err why = ERR_INIT;

	if (p == NULL && a->index <= w->multisig.proposal_count) {
		(void)err_set(&why, ERR_NOT_FOUND, "proposal %llu is closed", (unsigned long long)a->index);
		(void)err_hint(&why, "its rent is paid back: there is nothing more to do");
	} else if (p == NULL || !p->hash_agrees || proposal_may(p, &w->multisig, gov_world_record(w, &p->program),
		signer_address(a->s->signer), a->move, w->cluster_unix_s, &why) == ERR_OK) {
		return; /* the chain's own words are all there is */
	} else {
		(void)cure_move(a->s, w, p, &why);
	}
	a->overtaken = true;
	(void)err_set(e, why.code == ERR_APPROVALS || why.code == ERR_TIMELOCK ? why.code : ERR_CHAIN, "the chain refused: %.200s", why.message);
	(void)err_hint(e, "%s", why.hint);
	if (a->sender != NULL && sender_slot(a->sender) != 0) {
		act_tell_cost(a, e);
		(void)err_hint(e, "\"keyturn show %llu\" tells how it stands", (unsigned long long)a->index);
	}
}

enum err_code
act_why_turn(struct act *a, struct err *e)
{
	struct err unread = ERR_INIT;
	struct gov_world w;

	if (a->s->backend->turn(a->reader) == GOV_BUSY)
		return ERR_OK;
	*e = a->error;
	memset(&w, 0, sizeof w);
	if (a->s->backend->result(a->reader, &w, &unread) == ERR_OK)
		tell(a, &w, e);
	gov_world_wipe(&w);
	a->s->backend->free(a->reader);
	a->reader = NULL;
	return e->code;
}
