/* The input region and the instructions sysvar, also when they make no sense. */
#include "native.h"
#include "program/abi.h"
#include "program/context.h"
#include "program/ids.h"
#include "test.h"

#include <stdlib.h>

enum { ENTRY = 88 + 10240 + 8 };

/* One whole entry with `len` bytes of data; returns where the next begins. */
static uint8_t *
entry(uint8_t *p, uint8_t mark, uint64_t len)
{
	memset(p, 0, 88);
	p[0] = 0xff;
	p[8] = mark;
	bytes_put(p + 80, len, 8);
	return p + ENTRY + ((len + 7) & ~(uint64_t)7);
}

static void
test_entries(void)
{
	uint8_t *input = calloc(1, 8 + 4 * (ENTRY + 16));
	struct account a[ACCOUNTS_MAX];
	uint32_t n = 0;
	uint8_t *p = input + 8;

	if (!input)
		abort();
	bytes_put(input, 5, 8);
	p = entry(p, 1, 0);
	p = entry(p, 2, 9);
	p[0] = 1;
	p = entry(p + 8, 3, 16);
	p[0] = 0;
	CHECK(account_entries(input, a, ACCOUNTS_MAX, &n) == 0 && n == 5, "three accounts in five places");
	CHECK(account_key(&a[0])[0] == 1 && account_key(&a[1])[0] == 2 && account_key(&a[3])[0] == 3, "each at its place");
	CHECK(a[2].entry == a[1].entry && a[4].entry == a[0].entry, "the same account has the same entry");
	CHECK(account_len(&a[1]) == 9 && account_data(&a[3]) == account_key(&a[3]) + 80, "length and data");
	p[0] = 4;
	CHECK(account_entries(input, a, ACCOUNTS_MAX, &n) == KT_E_BAD_ACCOUNT_COUNT, "a place that is not before it");
	bytes_put(input, ACCOUNTS_MAX + 1, 8);
	CHECK(account_entries(input, a, ACCOUNTS_MAX, &n) == KT_E_BAD_ACCOUNT_COUNT, "more than there can be");
	bytes_put(input, UINT64_MAX, 8);
	CHECK(account_entries(input, a, ACCOUNTS_MAX, &n) == KT_E_BAD_ACCOUNT_COUNT, "far more");
	bytes_put(input, 0, 8);
	CHECK(account_entries(input, a, ACCOUNTS_MAX, &n) == 0 && n == 0, "none");
	bytes_put(input, 1, 8);
	input[8] = 0;
	CHECK(account_entries(input, a, ACCOUNTS_MAX, &n) == KT_E_BAD_ACCOUNT_COUNT, "the first names itself");
	free(input);
}

static void
test_ours(void)
{
	uint8_t *input = calloc(1, 8 + ENTRY + 16), id[32];
	struct account a = { input + 8 };

	if (!input)
		abort();
	native_key(id, "program");
	(void)entry(input + 8, 1, 16);
	CHECK(account_vacant(&a) == KT_E_ALREADY_EXISTS, "data makes it taken");
	bytes_put(input + 8 + 80, 0, 8);
	CHECK(account_vacant(&a) == 0, "without, it is vacant");
	memcpy(account_owner(&a), id, 32);
	CHECK(account_vacant(&a) == KT_E_ALREADY_EXISTS, "another owner makes it taken");
	CHECK(account_ours(&a, id, 2) == KT_E_WRONG_SIZE, "no room for tag and version");
	bytes_put(input + 8 + 80, 2, 8);
	CHECK(account_ours(&a, id, 2) == KT_E_WRONG_TAG, "another tag");
	account_data(&a)[0] = 2;
	CHECK(account_ours(&a, id, 2) == KT_E_WRONG_VERSION, "another version");
	account_data(&a)[1] = KT_ABI_VERSION;
	CHECK(account_ours(&a, id, 2) == 0 && account_ours(&a, id_system, 2) == KT_E_WRONG_OWNER, "and whose it is");
	CHECK(account_signed(&a) == KT_E_NOT_SIGNER && account_writable(&a) == KT_E_NOT_WRITABLE, "no privilege unasked");
	input[8 + 1] = input[8 + 2] = 1;
	CHECK(account_signed(&a) == 0 && account_writable(&a) == 0, "both given");
	free(input);
}

/* Instructions sysvar of one instruction to `program` with two accounts. */
static size_t
sysvar(uint8_t *b, const uint8_t *program, const uint8_t *data, uint32_t len)
{
	size_t at = 4;

	memset(b, 0, 256);
	bytes_put(b, 1, 2);
	bytes_put(b + 2, at, 2);
	bytes_put(b + at, 2, 2);
	at += 2 + 2 * 33;
	memcpy(b + at, program, 32);
	bytes_put(b + at + 32, len, 2);
	memcpy(b + at + 34, data, len);
	return at + 34 + len;
}

static bool
leads(const uint8_t *b, size_t len)
{
	uint8_t *exact = malloc(len ? len : 1);
	bool is;

	if (!exact)
		abort();
	memcpy(exact, b, len);
	is = nonce_leads(exact, len);
	free(exact);
	return is;
}

static void
test_nonce(void)
{
	static const uint8_t advance[6] = { 4, 0, 0, 0, 9, 9 }, transfer[12] = { 2 }, wide[4] = { 4, 0, 1, 0 };
	uint8_t b[256], other[32];
	size_t len, let_by = 0;

	native_key(other, "another program");
	CHECK(leads(b, sysvar(b, id_system, advance, 4)), "a nonce advance");
	CHECK(leads(b, sysvar(b, id_system, advance, 6)), "with bytes behind it");
	CHECK(!leads(b, sysvar(b, id_system, advance, 3)), "three bytes are none");
	CHECK(!leads(b, sysvar(b, id_system, advance, 0)), "nor is no data");
	CHECK(!leads(b, sysvar(b, id_system, transfer, 12)), "a transfer is none");
	CHECK(!leads(b, sysvar(b, id_system, wide, 4)), "nor 04 00 01 00");
	CHECK(!leads(b, sysvar(b, other, advance, 4)), "nor the same bytes to another program");
	len = sysvar(b, id_system, advance, 4);
	for (size_t n = 0; n < len; n++)
		let_by += !leads(b, n);
	CHECK(let_by == 0, "a sysvar cut short never lets a nonce by (%zu lengths)", len);
	bytes_put(b + 2, 0xffff, 2);
	CHECK(leads(b, len), "an offset that leads out of it");
	bytes_put(b + 2, 4, 2);
	bytes_put(b + 4, 0xffff, 2);
	CHECK(leads(b, len), "accounts that lead out of it");
	bytes_put(b, 0, 2);
	CHECK(leads(b, len), "no instruction at all");
}

int
main(void)
{
	test_entries();
	test_ours();
	test_nonce();
	return test_done();
}
