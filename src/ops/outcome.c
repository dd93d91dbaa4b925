#include "ops/outcome.h"

#include <string.h>

#include "solana/keyturn.h"

static const struct cure {
	unsigned number;
	enum err_code code;
	const char *hint;
} cures[] = {
	{ KT_E_TIMELOCK_NOT_OVER, ERR_TIMELOCK, "wait until the countdown is over, then execute" },
	{ KT_E_NOT_APPROVED, ERR_APPROVALS, "ask the members who have not voted yet: keyturn show ID" },
	{ KT_E_THRESHOLD_NOT_MET, ERR_APPROVALS, "ask the members who have not voted yet: keyturn show ID" },
	{ KT_E_STALE, ERR_CHAIN, "propose it again: the multisig has changed since" },
	{ KT_E_SUPERSEDED, ERR_CHAIN, "propose it again, from the version that is newest now" },
	{ KT_E_VOTING_EXPIRED, ERR_CHAIN, "propose it again" },
	{ KT_E_EXECUTION_EXPIRED, ERR_CHAIN, "propose it again" },
	{ KT_E_NO_ROOM, ERR_CHAIN, "extend the program first: keyturn program extend" },
	{ KT_E_HASH_MISMATCH, ERR_CHAIN, "look at the proposal again: keyturn show ID" },
	{ KT_E_INDEX, ERR_CHAIN, "somebody else proposed at the same time: do it again" },
};

static enum err_code
ours(unsigned number, const char *text, struct err *e)
{
	for (size_t i = 0; i < sizeof cures / sizeof cures[0]; i++) {
		if (cures[i].number != number)
			continue;
		(void)err_set(e, cures[i].code, "the chain refused: %s (error %u)", text, number);
		return err_hint(e, "%s", cures[i].hint);
	}
	return err_set(e, ERR_CHAIN, "the chain refused: %s (error %u)", text, number);
}

static bool
is_about_money(const struct rpc_outcome *o)
{
	return strstr(o->reason, "InsufficientFunds") != NULL || strcmp(o->reason, "AccountNotFound") == 0
		|| (o->has_custom && o->custom == 1 && strstr(o->last_log, "insufficient lamports") != NULL);
}

enum err_code
outcome_error(const struct rpc_outcome *o, struct err *e)
{
	const char *text = o->has_custom ? kt_error_text(o->custom) : NULL;
	char words[RPC_OUTCOME_TEXT];

	if (text != NULL)
		return ours(o->custom, text, e);
	(void)err_set(e, ERR_CHAIN, "the chain refused: %.280s", rpc_outcome_text(words, o));
	if (is_about_money(o))
		return err_hint(e, "the key has not enough lamports: send it some SOL and do it again");
	if (strcmp(o->reason, "BlockhashNotFound") == 0) {
		e->code = ERR_RPC;
		return err_hint(e, "the blockhash expired on the way: do it again");
	}
	return e->code;
}
