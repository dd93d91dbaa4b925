#include "ops/act_state.h"

#include <stdio.h>

#include "base/text.h"
#include "ops/outcome.h"

enum { NEW_HASHES_MAX = 3 };

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
act_fee_start(struct act *a, struct err *e)
{
	if (act_build(a, e) != ERR_OK)
		return e->code;
	a->other = rpc_get_fee(a->s->rpc, a->message, a->message_len, COMMITMENT_CONFIRMED);
	a->stage = STAGE_FEE;
	a->step = "asking for the fee";
	return ERR_OK;
}

/* Over a slow endpoint a blockhash may die before the card is there. */
void
act_hash_start(struct act *a)
{
	a->blockhash = rpc_get_blockhash(a->s->rpc, COMMITMENT_CONFIRMED);
	a->hash_ms = clock_mono_ms(&a->s->clock);
}

enum err_code
act_hash_take(struct act *a, struct err *e)
{
	enum err_code rc = rpc_blockhash_result(a->blockhash, &a->hash, e);

	rpc_call_free(a->blockhash);
	a->blockhash = NULL;
	return rc;
}

static bool
take_new_hash(struct act *a)
{
	if (++a->hashes > NEW_HASHES_MAX)
		return false;
	act_hash_start(a);
	return true;
}

static enum err_code
turn_new_hash(struct act *a, struct err *e)
{
	if (rpc_pending(a->blockhash))
		return ERR_OK;
	return act_hash_take(a, e) == ERR_OK ? act_fee_start(a, e) : e->code;
}

enum err_code
act_fee_turn(struct act *a, struct err *e)
{
	enum err_code rc;

	if (a->blockhash != NULL)
		return turn_new_hash(a, e);
	if (rpc_pending(a->other))
		return ERR_OK;
	rc = rpc_number_result(a->other, &a->fee, e);
	rpc_call_free(a->other);
	a->other = NULL;
	if (rc == ERR_CHAIN && take_new_hash(a))
		return ERR_OK;
	if (rc != ERR_OK || act_describe(a, e) != ERR_OK)
		return e->code;
	a->stage = STAGE_SHOWN;
	a->step = "waiting for you";
	return ERR_OK;
}
