#include "ops/outcome.h"

#include <string.h>

#include "ops/cure.h"
#include "solana/keyturn.h"

static const struct cure {
	unsigned number;
	enum err_code code;
	const char *hint;
} cures[] = {
	{ KT_E_TIMELOCK_NOT_OVER, ERR_TIMELOCK, "\"keyturn show ID\" says when it is; execute it then" },
	{ KT_E_NOT_APPROVED, ERR_APPROVALS, "\"keyturn show ID\" lists who has not voted yet" },
	{ KT_E_THRESHOLD_NOT_MET, ERR_APPROVALS, "\"keyturn show ID\" lists who has not voted yet" },
	{ KT_E_STALE, ERR_CHAIN, "the multisig has changed since: \"keyturn propose again ID\"" },
	{ KT_E_SUPERSEDED, ERR_CHAIN, "another version is newest now: \"keyturn propose again ID\" starts from that" },
	{ KT_E_VOTING_EXPIRED, ERR_CHAIN, "\"keyturn propose again ID\" proposes it again" },
	{ KT_E_EXECUTION_EXPIRED, ERR_CHAIN, "\"keyturn propose again ID\" proposes it again" },
	{ KT_E_HASH_MISMATCH, ERR_CHAIN, "look at the proposal again: \"keyturn show ID\"" },
	{ KT_E_INDEX, ERR_CHAIN, "somebody else proposed at the same time: do it again" },
	{ KT_E_NOT_A_BUFFER, ERR_CHAIN, "the buffer check failed: write it anew, \"keyturn buffer write FILE\", and propose that" },
	{ KT_E_BUFFER_AUTHORITY, ERR_CHAIN, "the buffer's authority check failed: \"keyturn buffer show BUFFER\" says who holds it" },
	{ KT_E_BUFFER_HELD, ERR_CHAIN, "another proposal holds the buffer: \"keyturn proposals\", then \"keyturn reclaim ID\" of the dead one" },
	{ KT_E_WRONG_BUFFER, ERR_CHAIN, "the buffer is not the proposal's: look again, \"keyturn show ID\"" },
	{ KT_E_CODE_LEN, ERR_CHAIN, "the code's length check failed: it is 1 to 2,600,000 bytes; write the buffer anew" },
	{ KT_E_CODE_NOT_TRIMMED, ERR_CHAIN, "the code's trimming check failed: write the buffer anew, \"keyturn buffer write FILE\"" },
	{ KT_E_TAIL_NOT_ZERO, ERR_CHAIN, "the buffer's tail check failed, something stands after the code: write it anew" },
	{ KT_E_CODE_HASH, ERR_CHAIN, "the code hash check failed, the buffer holds other code: \"keyturn buffer verify BUFFER FILE\"" },
	{ KT_E_BUFFER_TOO_LARGE, ERR_CHAIN, "the buffer's size check failed: at most 3,000,000 bytes; write it anew" },
	{ KT_E_NO_ROOM, ERR_CHAIN, "the capacity check failed: \"keyturn program extend PROGRAM BYTES\" first" },
	{ KT_E_WRONG_AUTHORITY, ERR_CHAIN, "somebody else holds the program now: \"keyturn program show PROGRAM\"" },
	{ KT_E_RECEIVER, ERR_CHAIN, "the receiver cannot hold a program: \"keyturn propose handover\" says why before it sends" },
	{ KT_E_SPILL, ERR_CHAIN, "left-over lamports cannot go there: propose with another key" },
	{ KT_E_TARGET_RETIRED, ERR_CHAIN, "that version was left for good: \"keyturn program show PROGRAM\" lists those there are" },
	{ KT_E_OUT_OF_REACH, ERR_CHAIN, "it ended too long ago for a rollback: propose its code as an upgrade" },
	{ KT_E_WRONG_TAG, ERR_CHAIN, CURE_UNREADABLE },
	{ KT_E_WRONG_SIZE, ERR_CHAIN, CURE_UNREADABLE },
	{ KT_E_WRONG_VERSION, ERR_CHAIN, CURE_UNREADABLE },
	{ KT_E_NOT_MEMBER, ERR_CHAIN, "use the keypair of a member (-k); \"keyturn multisig show\" lists them" },
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

bool
outcome_is_money(const struct rpc_outcome *o)
{
	return strstr(o->reason, "InsufficientFunds") != NULL || strcmp(o->reason, "AccountNotFound") == 0
		|| (o->has_custom && o->custom == 1 && strstr(o->last_log, "insufficient lamports") != NULL);
}

/* SystemError::AccountAlreadyInUse is 0, as the first error of many a program. */
bool
outcome_is_taken(const struct rpc_outcome *o)
{
	return o->has_custom && o->custom == 0 && strstr(o->last_log, "already in use") != NULL;
}

bool
outcome_is_overtaken(const struct rpc_outcome *o)
{
	return o->failed && o->has_custom && (o->custom == KT_E_INDEX || o->custom == KT_E_BUFFER_HELD
		|| o->custom == KT_E_BUFFER_AUTHORITY);
}

enum err_code
outcome_error(const struct rpc_outcome *o, struct err *e)
{
	const char *text = o->has_custom ? kt_error_text(o->custom) : NULL;
	char words[RPC_OUTCOME_TEXT];

	if (text != NULL)
		return ours(o->custom, text, e);
	if (strcmp(o->reason, RPC_REASON_REFUSED) == 0) {
		(void)err_set(e, ERR_RPC, "the endpoint would not take the transaction: %s", o->last_log);
		return err_hint(e, "it is not on chain: name another endpoint with -u and do it again");
	}
	(void)err_set(e, ERR_CHAIN, "the chain refused: %.280s", rpc_outcome_text(words, o));
	if (outcome_is_money(o))
		return err_hint(e, "the key has not enough lamports: send it some SOL and do it again");
	if (strcmp(o->reason, "MaxLoadedAccountsDataSizeExceeded") == 0)
		return err_hint(e, "an account it uses grew since it was simulated, somebody else was first: look at it, and do it again if it is still wanted");
	if (rpc_outcome_unreadable(o))
		return err_hint(e, "%s", CURE_UNREADABLE);
	if (strcmp(o->reason, "InvalidAccountData") == 0)
		return err_hint(e, "the loader does not take the code: cargo build-sbf --arch v3, then propose that");
	if (strcmp(o->reason, "BlockhashNotFound") == 0) {
		e->code = ERR_RPC;
		return err_hint(e, "the blockhash expired on the way: do it again");
	}
	return e->code;
}
