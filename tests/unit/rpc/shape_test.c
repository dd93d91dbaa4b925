/* Replies as nodes write them, and what is understood. */
#include "rpc/shape.h"

#include "base/text.h"
#include "test.h"

static struct span
of(const char *s)
{
	return (struct span){ s, strlen(s) };
}

static const struct {
	const char *err;
	bool good;
	const char *reason;
	int instruction;
	int64_t custom; /* -1: none */
} outcomes[] = {
	{ "null", true, "", -1, -1 },
	{ "\"BlockhashNotFound\"", true, "BlockhashNotFound", -1, -1 },
	{ "{\"InstructionError\":[0,\"InvalidArgument\"]}", true, "InvalidArgument", 0, -1 },
	{ "{\"InstructionError\":[3,{\"Custom\":4294967295}]}", true, "Custom", 3, 4294967295 },
	{ "{\"InstructionError\":[3,{\"Custom\":4294967296}]}", false, "", 0, 0 },
	{ "{\"InstructionError\":[1,{\"BorshIoError\":\"Unknown\"}]}", true, "BorshIoError", 1, -1 },
	{ "{\"InstructionError\":[256,\"X\"]}", false, "", 0, 0 },
	{ "{\"InstructionError\":[1]}", false, "", 0, 0 },
	{ "{\"InstructionError\":[-1,\"X\"]}", false, "", 0, 0 },
	{ "{\"InsufficientFundsForRent\":{\"account_index\":2}}", true, "InsufficientFundsForRent", -1, -1 },
	{ "{\"DuplicateInstruction\":4}", true, "DuplicateInstruction", 4, -1 },
	{ "{\"A\":1,\"B\":2}", false, "", 0, 0 },
	{ "{}", false, "", 0, 0 }, { "true", false, "", 0, 0 }, { "\"\"", false, "", 0, 0 }, { "7", false, "", 0, 0 },
	{ "\"\\u001b[31mred\"", true, "?[31mred", -1, -1 },
};

static void
errors(void)
{
	for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
		struct rpc_outcome o = { .instruction = 9 };
		struct err e = ERR_INIT;
		char text[300];
		enum err_code rc;

		(void)snprintf(text, sizeof text, "{\"context\":{\"slot\":1},\"value\":{\"err\":%s}}", outcomes[i].err);
		rc = shape_simulation(of(text), &o, &e);
		CHECK((rc == ERR_OK) == outcomes[i].good, "%s is %s", outcomes[i].err, outcomes[i].good ? "read" : "refused");
		if (outcomes[i].good)
			CHECK(strcmp(o.reason, outcomes[i].reason) == 0 && o.instruction == outcomes[i].instruction
				&& o.has_custom == (outcomes[i].custom >= 0) && (!o.has_custom || o.custom == outcomes[i].custom)
				&& o.failed == (i != 0), "%s: '%s' in %d", outcomes[i].err, o.reason, o.instruction);
	}
}

static const struct {
	const char *fact, *logs, *last;
} logs[] = {
	{ "the newest line of the program", "[\"Program A invoke [1]\",\"Program log: first\",\"Program log: why\","
		"\"Program A consumed 5 of 9 compute units\",\"Program A failed: custom program error: 0x1\"]", "why" },
	{ "a line of a built-in", "[\"Program 1 invoke [1]\",\"Transfer: insufficient lamports 1, need 2\",\"Program 1 failed: x\"]",
		"Transfer: insufficient lamports 1, need 2" },
	{ "the frame where nothing else is", "[\"Program A invoke [1]\",\"Program A failed: exceeded CUs\"]",
		"Program A failed: exceeded CUs" },
	{ "nothing", "[]", "" }, { "no list", "null", "" },
	{ "made safe", "[\"Program log: a\\u001b]0;x\\u0007\\nb\"]", "a\xef\xbf\xbd]0;x\xef\xbf\xbd b" },
};

static void
lines(void)
{
	struct err e = ERR_INIT;
	struct rpc_outcome o;

	for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++) {
		char text[600];

		(void)snprintf(text, sizeof text, "{\"err\":\"X\",\"logs\":%s,\"unitsConsumed\":5}", logs[i].logs);
		CHECK(shape_preflight(of(text), &o, &e) == ERR_OK && strcmp(o.last_log, logs[i].last) == 0 && o.units == 5,
			"%s: '%s'", logs[i].fact, o.last_log);
	}
	CHECK(shape_preflight(of("{\"err\":null}"), &o, &e) == ERR_WIRE, "a refusal without a reason is none");
	CHECK(shape_preflight(of("{\"err\":\"X\",\"logs\":[1]}"), &o, &e) == ERR_WIRE, "logs are text");
}

static void
statuses(void)
{
	static const char text[] = "{\"context\":{\"slot\":9},\"value\":[null,{\"slot\":5,\"confirmations\":null,\"err\":null},"
		"{\"slot\":6,\"confirmations\":3,\"err\":\"X\",\"confirmationStatus\":\"processed\"}]}";
	struct rpc_status s[3];
	struct err e = ERR_INIT;

	CHECK(shape_statuses(of(text), s, 3, &e) == ERR_OK && !s[0].known && s[1].known && s[1].reached == COMMITMENT_FINALIZED
		&& !s[1].outcome.failed && s[2].reached == COMMITMENT_PROCESSED && s[2].outcome.failed && s[2].slot == 6, "three statuses");
	CHECK(shape_statuses(of(text), s, 2, &e) == ERR_WIRE, "not two: %s", e.message);
	CHECK(shape_statuses(of("{\"value\":[{\"slot\":1,\"err\":null,\"confirmationStatus\":\"certain\"}]}"), s, 1, &e) == ERR_WIRE,
		"a commitment nobody knows");
	CHECK(shape_statuses(of("{\"value\":[{\"slot\":1,\"confirmationStatus\":\"confirmed\"}]}"), s, 1, &e) == ERR_WIRE,
		"a status without err is no success");
}

static void
numbers(void)
{
	struct err e = ERR_INIT;
	uint64_t n = 0;

	CHECK(shape_price(of("[]"), &n, &e) == ERR_OK && n == 0, "no prices: 0");
	CHECK(shape_price(of("[{\"prioritizationFee\":4},{\"prioritizationFee\":1},{\"prioritizationFee\":3},{\"prioritizationFee\":2},"
		"{\"prioritizationFee\":5}]"), &n, &e) == ERR_OK && n == 4, "the 75th percentile of 1 to 5 is 4");
	CHECK(shape_price(of("[{\"prioritizationFee\":-4}]"), &n, &e) == ERR_WIRE, "no price is negative");
	CHECK(shape_value(of("{\"value\":null}"), true, &n, &e) == ERR_CHAIN && n == 0 && e.hint[0] != '\0', "no fee: %s", e.message);
	CHECK(shape_value(of("{\"value\":null}"), false, &n, &e) == ERR_WIRE, "a balance is never null");
	CHECK(shape_number(of("1.0"), &n, &e) == ERR_WIRE && shape_number(of("\"1\""), &n, &e) == ERR_WIRE, "a number is whole");
}

static void
transactions(void)
{
	struct signature zero = { .b = { 0 } }, other = { .b = { 1 } };
	struct buf wire = BUF_INIT(2000), small = BUF_INIT(10);
	struct rpc_signature about;
	struct err e = ERR_INIT;
	static const uint8_t bytes[68] = { 1, [65] = 9 }; /* one signature of zeros, then a message */
	char text[400], base64[100];

	text_base64(base64, bytes, sizeof bytes);
	(void)snprintf(text, sizeof text, "{\"slot\":5,\"blockTime\":-1,\"meta\":{\"err\":\"X\"},\"transaction\":[\"%s\",\"base64\"]}", base64);
	CHECK(shape_transaction(of(text), &zero, &wire, &about, &e) == ERR_OK && wire.len == 68 && wire.p[65] == 9 && about.failed && about.time == -1
		&& about.slot == 5, "a transaction: %s", e.message);
	CHECK(shape_transaction(of(text), &other, &wire, &about, &e) == ERR_WIRE, "not the one asked for: %s", e.message);
	CHECK(shape_transaction(of(text), &zero, &small, &about, &e) == ERR_WIRE, "larger than the room for it");
	CHECK(shape_transaction(of("null"), &zero, &wire, &about, &e) == ERR_NOT_FOUND, "an unknown one");
	buf_wipe(&wire);
	buf_wipe(&small);
}

int
main(void)
{
	if (!solana_init())
		return 1;
	errors();
	lines();
	statuses();
	numbers();
	transactions();
	return test_done();
}
