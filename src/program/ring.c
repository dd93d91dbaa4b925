#include "program/ring.h"

#include "program/context.h"

static uint32_t
count(const uint8_t *record)
{
	return record[KT_AT(record, version_n)];
}

static uint32_t
at(uint32_t i)
{
	return KT_AT(record, versions) + i * KT_LEN(version);
}

const uint8_t *
ring_newest(const uint8_t *record)
{
	return record + at(count(record) - 1);
}

/* Takes entry `i` out and closes the gap. */
static void
drop(uint8_t *record, uint32_t i)
{
	uint32_t n = count(record) - 1;

	if (i < n)
		(void)sol_memmove_(record + at(i), record + at(i + 1),
			(uint64_t)(n - i) * KT_LEN(version));
	bytes_zero(record + at(n), KT_LEN(version));
	record[KT_AT(record, version_n)] = (uint8_t)n;
}

static uint32_t
find_hash(const uint8_t *record, const uint8_t *hash)
{
	for (uint32_t i = 0; i < count(record); i++)
		if (bytes_equal(record + at(i) + KT_AT(version, code_hash), hash, HASH_LEN))
			return i;
	return RING_NONE;
}

static void
write(uint8_t *entry, uint64_t number, const struct ring_version *v)
{
	bytes_put(entry + KT_AT(version, number), number, 8);
	bytes_copy(entry + KT_AT(version, code_hash), v->code_hash, HASH_LEN);
	bytes_put(entry + KT_AT(version, code_len), v->code_len, 4);
	entry[KT_AT(version, flags)] = v->flags;
	bytes_put(entry + KT_AT(version, slot), v->slot, 8);
	bytes_put(entry + KT_AT(version, began), v->now, 8);
	bytes_put(entry + KT_AT(version, ended), 0, 8);
	bytes_put(entry + KT_AT(version, proposal), v->proposal, 8);
}

void
ring_append(uint8_t *record, const struct ring_version *v, bool fresh)
{
	uint64_t number = bytes_u64(record + KT_AT(record, newest)) + 1;
	uint32_t same = find_hash(record, v->code_hash);

	if (!fresh && count(record) > 0)
		bytes_put(record + at(count(record) - 1) + KT_AT(version, ended), v->now, 8);
	if (same != RING_NONE)
		drop(record, same);
	else if (count(record) == KT_RING)
		drop(record, 0);
	write(record + at(count(record)), number, v);
	record[KT_AT(record, version_n)]++;
	bytes_put(record + KT_AT(record, newest), number, 8);
}

static void
retire(uint8_t *record, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++)
		record[at(i) + KT_AT(version, flags)] |= KT_VERSION_RETIRED;
}

void
ring_retire_old(uint8_t *record)
{
	retire(record, 0, count(record) - 1);
}

void
ring_retire_newest(uint8_t *record)
{
	retire(record, count(record) - 1, count(record));
}

void
ring_close(uint8_t *record, uint8_t state, uint64_t now)
{
	bytes_put(record + at(count(record) - 1) + KT_AT(version, ended), now, 8);
	retire(record, 0, count(record));
	record[KT_AT(record, state)] = state;
}

bool
is_ring_newest(const uint8_t *record, const uint8_t *number, const uint8_t *hash)
{
	return ring_order(record, number, hash) == 0;
}

uint64_t
ring_order(const uint8_t *record, const uint8_t *number, const uint8_t *hash)
{
	uint64_t newest = bytes_u64(record + KT_AT(record, newest));
	uint64_t from = bytes_u64(number);

	REQUIRE(from <= newest, NOT_YET);
	REQUIRE(from == newest, SUPERSEDED);
	REQUIRE(bytes_equal(ring_newest(record) + KT_AT(version, code_hash), hash, HASH_LEN),
		SUPERSEDED);
	return 0;
}

uint64_t
ring_target(const uint8_t *record, const uint8_t *number, const uint8_t *hash,
	const uint8_t **entry)
{
	uint32_t i = find_hash(record, hash);

	REQUIRE(i != RING_NONE, NO_SUCH_VERSION);
	*entry = record + at(i);
	REQUIRE(bytes_u64(*entry) == bytes_u64(number), NO_SUCH_VERSION);
	REQUIRE(!((*entry)[KT_AT(version, flags)] & KT_VERSION_RETIRED), TARGET_RETIRED);
	return 0;
}

uint64_t
ring_reach(const uint8_t *record, const uint8_t *entry, uint64_t now, uint32_t reach)
{
	REQUIRE(entry != ring_newest(record), TARGET_IS_NEWEST);
	REQUIRE(now < bytes_u64(entry + KT_AT(version, ended)) + reach, OUT_OF_REACH);
	return 0;
}
