/* The versions a record remembers, against a plain list that forgets nothing. */
#include "native.h"
#include "program/ring.h"
#include "test.h"

static uint8_t record[KT_RECORD_LEN], hash[64][32];

static void
append(uint32_t code, uint64_t now, bool fresh)
{
	struct ring_version v = { hash[code], 100 + code, 0, 7000 + now, now, 9 };

	ring_append(record, &v, fresh);
}

static uint64_t
target(uint64_t number, uint32_t code, const uint8_t **entry)
{
	uint8_t n[8];

	bytes_put(n, number, 8);
	return ring_target(record, n, hash[code], entry);
}

static uint64_t
order(uint64_t number, uint32_t code)
{
	uint8_t n[8];

	bytes_put(n, number, 8);
	return ring_order(record, n, hash[code]);
}

static uint32_t
count(void)
{
	return record[KT_AT(record, version_n)];
}

static void
test_growth(void)
{
	const uint8_t *e;

	memset(record, 0, sizeof record);
	append(1, 10, true);
	CHECK(count() == 1 && order(1, 1) == 0, "the first version is number 1");
	append(2, 20, false);
	CHECK(order(2, 2) == 0 && order(1, 1) == KT_E_SUPERSEDED, "the second is the newest");
	CHECK(order(2, 1) == KT_E_SUPERSEDED, "the number with another hash is not");
	CHECK(order(3, 1) == KT_E_NOT_YET, "a number to come");
	CHECK(target(1, 1, &e) == 0 && bytes_u64(e + KT_AT(version, ended)) == 20, "the first ended then");
	CHECK(bytes_u64(e + KT_AT(version, slot)) == 7010 && bytes_u32(e + KT_AT(version, code_len)) == 101, "its fields");
	CHECK(target(2, 1, &e) == KT_E_NO_SUCH_VERSION && target(1, 3, &e) == KT_E_NO_SUCH_VERSION, "number and hash must fit");
	CHECK(target(1, 1, &e) == 0 && ring_reach(record, e, 119, 100) == 0, "within reach to the last second");
	CHECK(ring_reach(record, e, 120, 100) == KT_E_OUT_OF_REACH, "and not after it");
	CHECK(target(2, 2, &e) == 0 && ring_reach(record, e, 20, 100) == KT_E_TARGET_IS_NEWEST, "the newest is no target");
}

static void
test_return(void)
{
	const uint8_t *e;

	append(3, 30, false);
	ring_retire_newest(record);
	append(1, 40, false);
	CHECK(count() == 3 && order(4, 1) == 0, "going back moves the version to a new number");
	CHECK(target(1, 1, &e) == KT_E_NO_SUCH_VERSION, "its old number is gone");
	CHECK(target(3, 3, &e) == KT_E_TARGET_RETIRED, "the version left is retired");
	CHECK(target(2, 2, &e) == 0, "an older one is not");
	append(3, 50, false);
	CHECK(order(5, 3) == 0 && target(5, 3, &e) == 0, "an upgrade may bring retired code back");
	ring_retire_old(record);
	CHECK(target(2, 2, &e) == KT_E_TARGET_RETIRED && target(5, 3, &e) == 0, "one way: all but the newest are retired");
}

static void
test_eviction(void)
{
	const uint8_t *e;

	memset(record, 0, sizeof record);
	for (uint32_t i = 1; i <= 16; i++)
		append(i, i, i == 1);
	CHECK(count() == 16 && target(1, 1, &e) == 0, "16 are remembered");
	append(17, 17, false);
	CHECK(count() == 16 && target(1, 1, &e) == KT_E_NO_SUCH_VERSION && target(2, 2, &e) == 0, "the 17th evicts the oldest");
	append(9, 18, false);
	CHECK(count() == 16 && order(18, 9) == 0 && target(2, 2, &e) == 0, "known code evicts nobody");
	CHECK(target(8, 8, &e) == 0 && e + KT_LEN(version) != ring_newest(record), "no gap is left");
}

static void
test_close(void)
{
	const uint8_t *e;

	ring_close(record, KT_RECORD_CLOSED, 99);
	CHECK(record[KT_AT(record, state)] == KT_RECORD_CLOSED, "closed");
	CHECK(bytes_u64(ring_newest(record) + KT_AT(version, ended)) == 99, "the newest ended");
	CHECK(target(18, 9, &e) == KT_E_TARGET_RETIRED && target(2, 2, &e) == KT_E_TARGET_RETIRED, "all are retired");
	append(20, 200, true);
	CHECK(order(19, 20) == 0, "adopting again goes on counting");
	CHECK(bytes_u64(ring_newest(record) - KT_LEN(version) + KT_AT(version, ended)) == 99, "and leaves the old end alone");
	ring_close(record, KT_RECORD_CLOSED, 300);
	append(20, 400, true);
	CHECK(order(20, 20) == 0 && count() == 16, "the same code again under a new number");
	CHECK(!(ring_newest(record)[KT_AT(version, flags)] & KT_VERSION_RETIRED), "and in use");
}

/* 20,000 steps beside a model: an array of everything ever deployed. */
static void
test_model(void)
{
	struct { uint64_t number; uint32_t code; bool live; } all[20001];
	uint32_t n = 0, x = 12345, live, bad = 0;

	memset(record, 0, sizeof record);
	for (uint32_t step = 0; step < 20000; step++) {
		x = x * 1664525u + 1013904223u;
		uint32_t code = x >> 26, i;
		if (n > 0 && all[n - 1].code == code)
			continue;
		for (i = 0; i < n; i++)
			if (all[i].live && all[i].code == code)
				all[i].live = false;
		append(code, step, n == 0);
		all[n].number = n + 1;
		all[n].code = code;
		all[n++].live = true;
		for (i = live = 0; i < n; i++)
			live += all[i].live;
		for (i = 0; live > 16; i++)
			if (all[i].live) {
				all[i].live = false;
				live--;
			}
		bad += count() != live || order(n, code) != 0;
		for (i = 0, live = 0; i < n; i++)
			if (all[i].live) {
				const uint8_t *e = record + KT_AT(record, versions) + live++ * KT_LEN(version);
				bad += bytes_u64(e) != all[i].number || memcmp(e + 8, hash[all[i].code], 32) != 0;
			}
		if (n > 400)
			break;
	}
	CHECK(n > 300 && bad == 0, "%u deploys of 64 codes agree with a list", n);
}

int
main(void)
{
	char name[16];

	for (uint32_t i = 0; i < 64; i++) {
		snprintf(name, sizeof name, "code %u", i);
		native_key(hash[i], name);
	}
	test_growth();
	test_return();
	test_eviction();
	test_close();
	test_model();
	return test_done();
}
