#include "ops/act_state.h"

#include <stdio.h>

#include "base/text.h"
#include "ops/outcome.h"

void
act_balance_start(struct act *a, const struct rpc_outcome *o)
{
	(void)outcome_error(o, &a->error);
	a->other = rpc_get_balance(a->s->rpc, signer_address(a->s->signer), COMMITMENT_CONFIRMED);
	a->stage = STAGE_BALANCE;
	a->step = "asking what the key holds";
}

enum err_code
act_balance_turn(struct act *a, struct err *e)
{
	char key[PUBKEY_TEXT], has[TEXT_SHORT], rent[TEXT_SHORT], needs[TEXT_SHORT + 32] = "";
	struct err unknown = ERR_INIT;
	uint64_t balance = 0;

	if (rpc_pending(a->other))
		return ERR_OK;
	*e = a->error;
	if (rpc_number_result(a->other, &balance, &unknown) != ERR_OK)
		return e->code;
	if (a->context.rent_lamports > 0)
		(void)snprintf(needs, sizeof needs, "rent of %s SOL and ", text_sol(rent, a->context.rent_lamports));
	(void)err_set(e, a->error.code, "%s holds %s SOL, which does not pay %sthe fee: %.120s",
		pubkey_text(key, signer_address(a->s->signer)), text_sol(has, balance), needs, a->error.message);
	return err_hint(e, "send SOL to it, or name another key with -k, and do it again; nothing was sent");
}

enum err_code
act_fee_turn(struct act *a, struct err *e)
{
	enum err_code rc;

	if (rpc_pending(a->other))
		return ERR_OK;
	rc = rpc_number_result(a->other, &a->fee, e);
	rpc_call_free(a->other);
	a->other = NULL;
	if (rc != ERR_OK || act_describe(a, e) != ERR_OK)
		return e->code;
	a->stage = STAGE_SHOWN;
	a->step = "waiting for you";
	return ERR_OK;
}
