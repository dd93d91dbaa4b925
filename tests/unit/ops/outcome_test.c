#include "ops/outcome.h"
#include "solana/keyturn.h"
#include "test.h"

/* Errors of the governance program: the exit code, and what the next step says. */
static void
cures(void)
{
	static const struct {
		unsigned number;
		enum err_code code;
		const char *hint;
	} rows[] = {
		{ KT_E_TIMELOCK_NOT_OVER, ERR_TIMELOCK, "says when it is" },
		{ KT_E_NOT_APPROVED, ERR_APPROVALS, "who has not voted" },
		{ KT_E_THRESHOLD_NOT_MET, ERR_APPROVALS, "who has not voted" },
		{ KT_E_STALE, ERR_CHAIN, "keyturn propose again" },
		{ KT_E_SUPERSEDED, ERR_CHAIN, "keyturn propose again" },
		{ KT_E_VOTING_EXPIRED, ERR_CHAIN, "keyturn propose again" },
		{ KT_E_EXECUTION_EXPIRED, ERR_CHAIN, "keyturn propose again" },
		{ KT_E_NOT_A_BUFFER, ERR_CHAIN, "the buffer check failed" },
		{ KT_E_BUFFER_AUTHORITY, ERR_CHAIN, "authority check failed" },
		{ KT_E_BUFFER_HELD, ERR_CHAIN, "another proposal holds" },
		{ KT_E_CODE_LEN, ERR_CHAIN, "length check failed" },
		{ KT_E_CODE_NOT_TRIMMED, ERR_CHAIN, "trimming check failed" },
		{ KT_E_TAIL_NOT_ZERO, ERR_CHAIN, "tail check failed" },
		{ KT_E_CODE_HASH, ERR_CHAIN, "code hash check failed" },
		{ KT_E_BUFFER_TOO_LARGE, ERR_CHAIN, "size check failed" },
		{ KT_E_WRONG_TAG, ERR_CHAIN, "does not deserialize, a migration may be due" },
		{ KT_E_WRONG_SIZE, ERR_CHAIN, "does not deserialize, a migration may be due" },
		{ KT_E_WRONG_VERSION, ERR_CHAIN, "does not deserialize, a migration may be due" },
		{ KT_E_NO_ROOM, ERR_CHAIN, "keyturn program extend" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct rpc_outcome o = { .failed = true, .has_custom = true, .custom = rows[i].number };
		struct err e = ERR_INIT;

		CHECK(outcome_error(&o, &e) == rows[i].code && e.code == rows[i].code, "%s: its code", kt_error_text(rows[i].number));
		CHECK(strstr(e.hint, rows[i].hint) != NULL, "%s: %s", kt_error_text(rows[i].number), e.hint);
		CHECK(strstr(e.message, kt_error_text(rows[i].number)) != NULL, "the program's own words, %u", rows[i].number);
		CHECK(strlen(e.hint) + 1 < ERR_TEXT_MAX, "the whole of it, %u", rows[i].number);
	}
}

static void
others(void)
{
	struct rpc_outcome o = { .failed = true, .has_custom = true, .custom = KT_E_MEMBER_ROLE };
	struct err e = ERR_INIT;

	CHECK(outcome_error(&o, &e) == ERR_CHAIN && e.hint[0] == '\0', "one without a cure says its words alone");
	o = (struct rpc_outcome){ .failed = true, .reason = "BlockhashNotFound" };
	CHECK(outcome_error(&o, &e) == ERR_RPC && strstr(e.hint, "do it again") != NULL, "an expired blockhash is the network's");
	o = (struct rpc_outcome){ .failed = true, .reason = "InsufficientFundsForFee" };
	CHECK(outcome_error(&o, &e) == ERR_CHAIN && strstr(e.hint, "SOL") != NULL, "no money");
	o = (struct rpc_outcome){ .failed = true, .reason = RPC_REASON_REFUSED, .last_log = "HTTP 403" };
	CHECK(outcome_error(&o, &e) == ERR_RPC && strstr(e.message, "HTTP 403") != NULL && strstr(e.hint, "-u") != NULL,
		"what the endpoint refuses is not the chain's refusal");
}

static void
taken(void)
{
	struct rpc_outcome o = { .failed = true, .has_custom = true, .custom = 0,
		.last_log = "Allocate: account Address { address: 5T, base: Some(6c) } already in use" };

	CHECK(outcome_is_taken(&o), "an account that is there is not made once more");
	o.custom = 1;
	CHECK(!outcome_is_taken(&o), "another number is another error");
	o = (struct rpc_outcome){ .failed = true, .has_custom = true, .last_log = "Error: a program's own first" };
	CHECK(!outcome_is_taken(&o), "and so is another program's 0");
	o = (struct rpc_outcome){ .last_log = "already in use" };
	CHECK(!outcome_is_taken(&o), "what did not fail is none");
}

/* What other programs say when they cannot read an account, and what is not that. */
static void
unreadable(void)
{
	static const struct {
		const char *fact;
		struct rpc_outcome o;
		bool want;
	} rows[] = {
		{ "Anchor's 3003", { .failed = true, .has_custom = true, .custom = 3003, .reason = "Custom" }, true },
		{ "Anchor's words", { .failed = true, .reason = "Custom", .has_custom = true, .custom = 1,
			.last_log = "AnchorError caused by account: pool. Error Code: AccountDidNotDeserialize" }, true },
		{ "borsh", { .failed = true, .reason = "BorshIoError" }, true },
		{ "a program by hand", { .failed = true, .reason = "InvalidAccountData" }, true },
		{ "the loader about code", { .failed = true, .reason = "InvalidAccountData", .last_log = "ELF error: bad" }, false },
		{ "the loader about a version", { .failed = true, .reason = "InvalidAccountData",
			.last_log = "Detected sbpf_version required by the executable which are not enabled" }, false },
		{ "another number", { .failed = true, .has_custom = true, .custom = 3002, .reason = "Custom" }, false },
		{ "another reason", { .failed = true, .reason = "MissingRequiredSignature" }, false },
		{ "success", { .has_custom = true, .custom = 3003 }, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct err e = ERR_INIT;

		CHECK(rpc_outcome_unreadable(&rows[i].o) == rows[i].want, "unreadable: %s", rows[i].fact);
		if (!rows[i].o.failed)
			continue;
		(void)outcome_error(&rows[i].o, &e);
		CHECK((strstr(e.hint, "a migration may be due") != NULL) == rows[i].want, "its cure: %s", rows[i].fact);
	}
}

int
main(void)
{
	cures();
	unreadable();
	others();
	taken();
	return test_done();
}
