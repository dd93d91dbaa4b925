#include "solana/system.h"
#include "test.h"

#include <inttypes.h>

static const struct {
	uint64_t price;
	uint32_t units;
	uint64_t fee;
} fees[] = {
	{ 0, 0, 0 }, { 0, 1400000, 0 }, { 1, 0, 0 }, { 1, 1, 1 }, { 1000000, 100000, 100000 }, { 1, 1000000, 1 },
	{ 1, 1000001, 2 }, { 999999, 1, 1 }, { 1500000, 3, 5 }, { UINT64_MAX, 1, 18446744073710 },
	{ UINT64_MAX, 1400000, UINT64_MAX }, { 13176245766935, 1400000, 18446744073709 }, { UINT64_MAX, 1000000, UINT64_MAX },
};

static void
priority_fee(void)
{
	for (size_t i = 0; i < sizeof fees / sizeof fees[0]; i++)
		CHECK(budget_fee(fees[i].price, fees[i].units) == fees[i].fee,
			"%" PRIu64 " micro-lamports for %" PRIu32 " units are %" PRIu64 " lamports", fees[i].price, fees[i].units,
			fees[i].fee);
}

static const struct {
	const char *name;
	uint8_t data[2][10];
	size_t len[2];
	unsigned accounts;
	bool good;
	uint32_t units, data_len;
	uint64_t price;
} asked[] = {
	{ "nothing", { { 0 } }, { 0, 0 }, 0, true, 0, 0, 0 },
	{ "units and price", { { 2, 1, 2, 0, 0 }, { 3, 7, 0, 0, 0, 0, 0, 0, 1 } }, { 5, 9 }, 0, true, 513, 0, 0x0100000000000007 },
	{ "price, then data", { { 3, 7, 0, 0, 0, 0, 0, 0, 0 }, { 4, 9, 0, 0, 0 } }, { 9, 5 }, 0, true, 0, 9, 7 },
	{ "units twice", { { 2, 1, 0, 0, 0 }, { 2, 1, 0, 0, 0 } }, { 5, 5 }, 0, false, 0, 0, 0 },
	{ "units cut", { { 2, 1, 0, 0 } }, { 4, 0 }, 0, false, 0, 0, 0 },
	{ "units with a byte left over", { { 2, 1, 0, 0, 0, 0 } }, { 6, 0 }, 0, false, 0, 0, 0 },
	{ "price cut", { { 3, 1, 0, 0, 0, 0, 0, 0 } }, { 8, 0 }, 0, false, 0, 0, 0 },
	{ "a heap frame", { { 1, 0, 128, 0, 0 } }, { 5, 0 }, 0, false, 0, 0, 0 },
	{ "tag 5", { { 5, 0, 0, 0, 0 } }, { 5, 0 }, 0, false, 0, 0, 0 },
	{ "an account", { { 2, 1, 0, 0, 0 } }, { 5, 0 }, 1, false, 0, 0, 0 },
};

static void
budgets(void)
{
	struct pubkey payer = { { 1 } };
	struct account_meta account = { { { 2 } }, false, false };
	struct hash h = { { 0 } };

	for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
		struct instruction ix[3];
		uint8_t out[PACKET_MAX];
		struct err e = ERR_INIT;
		struct budget b;
		struct message m;
		size_t len = 0, n = 0;
		bool ok;

		ix[n++] = (struct instruction){ .program = { { 9 } } };
		for (unsigned j = 0; j < 2; j++)
			if (asked[i].len[j] > 0)
				ix[n++] = (struct instruction){ PUBKEY_BUDGET, &account, asked[i].accounts, asked[i].data[j], asked[i].len[j] };
		ok = message_build(&payer, ix, n, &h, out, &len, &e) == ERR_OK && message_parse(out, len, &m, &e) == ERR_OK;
		CHECK(ok && budget_of(&m, &b) == asked[i].good, "budget %s: %s", asked[i].good ? "read" : "refused", asked[i].name);
		if (asked[i].good)
			CHECK(b.units == asked[i].units && b.data_len == asked[i].data_len && b.micro_lamports == asked[i].price,
				"budget values: %s", asked[i].name);
	}
	struct instruction empty = { .program = PUBKEY_BUDGET };
	uint8_t out[PACKET_MAX];
	struct err e = ERR_INIT;
	struct budget b;
	struct message m;
	size_t len = 0;
	CHECK(message_build(&payer, &empty, 1, &h, out, &len, &e) == ERR_OK && message_parse(out, len, &m, &e) == ERR_OK &&
		!budget_of(&m, &b), "budget refused: no data");
}

static void
round_trip(void)
{
	struct pubkey payer = { { 1 } };
	struct system_ix s[3];
	struct hash h = { { 0 } };
	uint8_t out[PACKET_MAX];
	struct err e = ERR_INIT;
	struct message m;
	struct budget b;
	size_t len = 0;

	budget_units(&s[0], 2670);
	budget_price(&s[1], 123456789012);
	budget_data(&s[2], 65536);
	struct instruction ix[] = { s[0].ix, s[1].ix, s[2].ix };
	CHECK(message_build(&payer, ix, 3, &h, out, &len, &e) == ERR_OK && message_parse(out, len, &m, &e) == ERR_OK &&
		budget_of(&m, &b), "what is asked is read back");
	CHECK(b.has_units && b.units == 2670 && b.has_price && b.micro_lamports == 123456789012 && b.has_data && b.data_len == 65536,
		"with its values");
}

static void
instructions(void)
{
	struct pubkey from = { { 1 } }, to = { { 2 } }, owner = { { 3 } };
	struct system_ix s;

	system_transfer(&s, &from, &to, 0x0102);
	CHECK(s.ix.data_len == 12 && memcmp(s.ix.data, "\2\0\0\0\2\1\0\0\0\0\0\0", 12) == 0 && s.account[0].signer &&
		s.account[0].writable && !s.account[1].signer && s.account[1].writable, "transfer");
	system_create(&s, &from, &to, 1, 2, &owner);
	CHECK(s.ix.data_len == 52 && s.ix.data[0] == 0 && s.ix.data[4] == 1 && s.ix.data[12] == 2 && s.ix.data[20] == 3 &&
		s.account[1].signer, "create account: the new one signs");
	system_allocate_with_seed(&s, &to, &from, "0123456789abcdef0123456789abcdef", 36, &owner);
	CHECK(s.ix.data_len == 4 + 32 + 8 + 32 + 8 + 32 && s.ix.data[0] == 9 && s.ix.data[36] == 32 &&
		!s.account[0].signer && s.account[0].writable && s.account[1].signer && !s.account[1].writable,
		"allocate with the longest seed");
	system_assign_with_seed(&s, &to, &from, "", &owner);
	CHECK(s.ix.data_len == 4 + 32 + 8 + 32 && s.ix.data[0] == 10, "assign with an empty seed");
}

int
main(void)
{
	if (!solana_init())
		return 1;
	priority_fee();
	budgets();
	round_trip();
	instructions();
	return test_done();
}
