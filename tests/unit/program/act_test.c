/* What a proposal says: UTF-8, the parts of propose's data, the payload hash. */
#include "native.h"
#include "program/act.h"
#include "test.h"

#include <sodium.h>
#include <stdlib.h>

static uint32_t
encode(uint8_t *p, uint32_t c)
{
	static const uint8_t lead[5] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	uint32_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (uint32_t i = n; i-- > 1; c >>= 6)
		p[i] = (uint8_t)(0x80 | (c & 0x3f));
	p[0] = (uint8_t)(lead[n] | c);
	return n;
}

static void
test_utf8_points(void)
{
	uint32_t good = 0, bad = 0, cut = 0;
	uint8_t b[4];

	for (uint32_t c = 0; c < 0x110000; c++) {
		uint32_t n = encode(b, c);
		bool ok = is_utf8(b, n);
		good += ok;
		bad += ok == (c >= 0xd800 && c < 0xe000);
		for (uint32_t k = 1; k < n; k++)
			cut += is_utf8(b, k) || is_utf8(b + k, n - k);
	}
	CHECK(good == 0x110000 - 0x800 && bad == 0, "every code point but the surrogates");
	CHECK(cut == 0, "no cut code point");
	encode(b, 0x110000);
	CHECK(!is_utf8(b, 4), "nothing above U+10FFFF");
}

/* Every sequence of up to three bytes: as many are one character as there are. */
static void
test_utf8_sequences(void)
{
	uint32_t one = 0, two = 0, three = 0;
	uint8_t b[3];

	for (uint32_t v = 0; v < 0x1000000; v++) {
		b[0] = (uint8_t)(v >> 16);
		b[1] = (uint8_t)(v >> 8);
		b[2] = (uint8_t)v;
		one += (v & 0xffff) == 0 && is_utf8(b, 1);
		two += (v & 0xff) == 0 && b[0] >= 0x80 && is_utf8(b, 2);
		three += b[0] >= 0xe0 && is_utf8(b, 3);
	}
	CHECK(one == 128 && two == 1920 && three == 61440, "%u, %u and %u sequences of 1, 2 and 3 bytes", one, two, three);
}

static uint64_t
parse(uint8_t kind, const uint8_t *p, uint64_t len, struct act_text *t)
{
	uint8_t *exact = malloc(len ? len : 1); /* so that ASan sees a byte too far */
	uint64_t rc;

	if (!exact)
		abort();
	if (len)
		memcpy(exact, p, len);
	rc = act_parse(exact, len, kind, t);
	free(exact);
	return rc;
}

static void
test_parse(void)
{
	static const struct { uint8_t kind; uint32_t payload; } rows[] = {
		{ KT_KIND_UPGRADE, 181 }, { KT_KIND_ROLLBACK, 181 }, { KT_KIND_MEMBERS, 20 + 2 * 33 },
		{ KT_KIND_HANDOVER, 104 }, { KT_KIND_HANDOVER_MULTISIG, 104 },
		{ KT_KIND_HANDOVER_UNCHECKED, 104 }, { KT_KIND_IMMUTABLE, 104 },
	};
	uint8_t b[1024] = { 2 };
	struct act_text t;
	uint32_t bad = 0, n = 0;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint32_t whole = rows[i].payload + 1 + 10;
		b[rows[i].payload] = 10;
		for (uint32_t len = 0; len < sizeof b; len++, n++)
			bad += (parse(rows[i].kind, b, len, &t) == 0) != (len == whole);
		bad += parse(rows[i].kind, b, whole, &t) != 0 || t.payload_len != rows[i].payload || t.description_len != 10;
		b[rows[i].payload] = 0;
	}
	CHECK(bad == 0, "only the exact length of each kind is taken (%u tried)", n);
	for (uint32_t kind = 0, others = 0; kind < 256; kind++)
		if (kind < 1 || kind > 7) {
			others += parse((uint8_t)kind, b, 200, &t) != KT_E_KIND;
			if (kind == 255)
				CHECK(others == 0, "249 unknown kinds are refused");
		}
	b[0] = 21;
	CHECK(parse(KT_KIND_MEMBERS, b, sizeof b, &t) == KT_E_MEMBER_COUNT, "21 members");
	b[0] = 0;
	CHECK(parse(KT_KIND_MEMBERS, b, 21, &t) == KT_E_MEMBER_COUNT, "no members");
	b[104] = 141;
	CHECK(parse(KT_KIND_HANDOVER, b, 104 + 1 + 141, &t) == KT_E_DESCRIPTION, "141 bytes of description");
	b[104] = 140;
	CHECK(parse(KT_KIND_HANDOVER, b, 104 + 1 + 140, &t) == 0, "140 bytes");
	b[104 + 140] = 0xc3;
	CHECK(parse(KT_KIND_HANDOVER, b, 104 + 1 + 140, &t) == KT_E_DESCRIPTION, "the last one half a character");
}

static uint32_t
add(uint8_t *to, uint32_t at, const uint8_t *p, uint32_t len)
{
	memcpy(to + at, p, len);
	return at + len;
}

/* Counting bytes in every field, written out once more from abi.h's words;
 * the expected digest was made with another program's SHA-256. */
static void
test_hash(void)
{
	static const uint8_t known[32] = {
		0x2f, 0xe0, 0x11, 0x10, 0x1a, 0x20, 0xbc, 0x2a, 0x69, 0x3f, 0x2f, 0x2f, 0x39, 0x53, 0x50, 0xc9,
		0xff, 0x1e, 0xb9, 0x48, 0xf7, 0x43, 0xfe, 0xc7, 0x60, 0xd1, 0xe1, 0x66, 0x4f, 0xbb, 0xd0, 0xc8 };
	uint8_t multisig[KT_MULTISIG_LEN], p[KT_PROPOSAL_HEADER + 181 + 5], id[32], got[32], want[32], text[1024];
	uint8_t rules[32];
	uint32_t n = 0, changed = 0;

	for (uint32_t i = 0; i < sizeof multisig; i++)
		multisig[i] = (uint8_t)(i * 7);
	for (uint32_t i = 0; i < sizeof p; i++)
		p[i] = (uint8_t)(i * 11);
	for (uint32_t i = 0; i < sizeof id; i++)
		id[i] = (uint8_t)(i * 13);
	multisig[84] = 3;
	bytes_put(p + 230, 181, 2);
	p[232] = 5;
	crypto_hash_sha256(rules, multisig + 84, 20 + 3 * 33);
	n = add(text, n, (const uint8_t *)"keyturn-act-v1\0", 16);
	n = add(text, n, id, 32);
	n = add(text, n, multisig + 36, 32);
	n = add(text, n, p + 4, 32);
	n = add(text, n, p + 38, 8);
	n = add(text, n, p + 46, 8);
	n = add(text, n, rules, 32);
	n = add(text, n, p + 3, 1);
	n = add(text, n, p + 230, 2);
	n = add(text, n, p + 233, 181);
	n = add(text, n, p + 54, 32);
	n = add(text, n, p + 118, 32);
	n = add(text, n, p + 86, 32);
	n = add(text, n, p + 232, 1);
	n = add(text, n, p + 233 + 181, 5);
	crypto_hash_sha256(want, text, n);
	act_hash(id, multisig, p, got);
	CHECK(memcmp(got, want, 32) == 0, "the hash of %u bytes in order", n);
	CHECK(memcmp(got, known, 32) == 0, "known answer");
	for (uint32_t i = 0; i < sizeof p; i++) {
		p[i] ^= 1;
		if (i != 230 && i != 231 && i != 232) {
			act_hash(id, multisig, p, got);
			changed += memcmp(got, want, 32) != 0;
		}
		p[i] ^= 1;
	}
	CHECK(changed == 1 + 32 + 8 + 8 + 32 + 32 + 32 + 181 + 5, "%u bytes of the proposal change it", changed);
	for (uint32_t i = changed = 0; i < sizeof multisig; i++) {
		multisig[i] ^= 1;
		if (i != 84) {
			act_hash(id, multisig, p, got);
			changed += memcmp(got, want, 32) != 0;
		}
		multisig[i] ^= 1;
	}
	CHECK(changed == 32 + 19 + 3 * 33, "and %u of the multisig", changed);
}

int
main(void)
{
	test_utf8_points();
	test_utf8_sequences();
	test_parse();
	test_hash();
	return test_done();
}
