/* Every small reply, by every reader: whatever the text, a value or ERR_WIRE. */
#include "reply.h"

#include "rpc/shape.h"

#define HASH "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY"
#define SIG "1111111111111111111111111111111111111111111111111111111111111112"

static const char *const sample[] = {
	"890880", "{\"context\":{\"slot\":1},\"value\":5000}", "{\"context\":{\"slot\":1},\"value\":null}",
	"[{\"slot\":1,\"prioritizationFee\":7},{\"slot\":2,\"prioritizationFee\":0}]", "\"" HASH "\"",
	"{\"context\":{\"slot\":9},\"value\":{\"blockhash\":\"" HASH "\",\"lastValidBlockHeight\":310}}",
	"{\"absoluteSlot\":9,\"blockHeight\":8,\"epoch\":1,\"slotIndex\":3}",
	"{\"context\":{\"slot\":9},\"value\":{\"err\":{\"InstructionError\":[2,{\"Custom\":6001}]},\"logs\":[\"Program log: \\u001bno\","
		"\"Program X failed: custom program error: 0x1\"],\"unitsConsumed\":150,\"loadedAccountsDataSize\":14}}",
	"{\"err\":\"BlockhashNotFound\",\"logs\":null,\"unitsConsumed\":0}",
	"{\"err\":{\"InsufficientFundsForRent\":{\"account_index\":3}},\"logs\":[]}", "\"" SIG "\"",
	"{\"context\":{\"slot\":9},\"value\":[null,{\"slot\":5,\"confirmations\":null,\"err\":null,\"status\":{\"Ok\":null},"
		"\"confirmationStatus\":\"finalized\"}]}",
	"[{\"signature\":\"" SIG "\",\"slot\":5,\"err\":{\"InstructionError\":[0,\"InvalidArgument\"]},\"memo\":null,\"blockTime\":1}]",
	"{\"slot\":5,\"blockTime\":null,\"meta\":{\"err\":null},\"transaction\":[\"AQAA\",\"base64\"],\"version\":0}", "null",
};

static void
numbers(struct span text)
{
	struct err e = ERR_INIT;
	struct rpc_blockhash bh;
	struct rpc_epoch epoch;
	struct hash hash;
	uint64_t n;

	HOLDS(shape_number(text, &n, &e) == ERR_OK || e.code == ERR_WIRE);
	HOLDS(shape_value(text, false, &n, &e) == ERR_OK || e.code == ERR_WIRE);
	HOLDS(shape_value(text, true, &n, &e) == ERR_OK || e.code == ERR_WIRE || (e.code == ERR_CHAIN && n == 0));
	HOLDS(shape_price(text, &n, &e) == ERR_OK || e.code == ERR_WIRE);
	HOLDS(shape_hash(text, &hash, &e) == ERR_OK || e.code == ERR_WIRE);
	HOLDS(shape_blockhash(text, &bh, &e) == ERR_OK || e.code == ERR_WIRE);
	HOLDS(shape_epoch(text, &epoch, &e) == ERR_OK || e.code == ERR_WIRE);
}

static void
outcome_is_whole(const struct rpc_outcome *o)
{
	char text[RPC_OUTCOME_TEXT];

	HOLDS(reply_is_safe(o->reason) && reply_is_safe(o->last_log) && o->instruction >= -1 && o->instruction <= 255);
	HOLDS(reply_is_safe(rpc_outcome_text(text, o)));
	HOLDS(o->failed == (o->reason[0] != '\0') && (!o->has_custom || o->instruction >= 0));
}

static void
transactions(struct span text)
{
	struct buf wire = BUF_INIT(2048);
	struct rpc_signature list[2];
	struct rpc_status status[2];
	struct err e = ERR_INIT;
	struct rpc_outcome o;
	struct signature s = { .b = { 0 } };
	size_t n = 0;

	if (shape_simulation(text, &o, &e) == ERR_OK)
		outcome_is_whole(&o);
	if (shape_preflight(text, &o, &e) == ERR_OK) {
		outcome_is_whole(&o);
		HOLDS(o.failed);
	}
	if (shape_statuses(text, status, 2, &e) == ERR_OK)
		for (int i = 0; i < 2; i++)
			outcome_is_whole(&status[i].outcome);
	HOLDS(shape_signatures(text, list, 2, &n, &e) != ERR_OK || n <= 2);
	HOLDS(shape_transaction(text, &s, &wire, &list[0], &e) == ERR_OK || e.code == ERR_WIRE || e.code == ERR_NOT_FOUND);
	HOLDS(shape_signature(text, &s, &e) == ERR_OK || e.code == ERR_WIRE);
	HOLDS(reply_is_safe(e.message));
	buf_wipe(&wire);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct span text = reply_text(sample, sizeof sample / sizeof sample[0], data, len);

	numbers(text);
	transactions(text);
	reply_free(text);
	return 0;
}
