#include "solana/base58.h"

#include <string.h>

static const char alphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/* Five digits at a time: 58^5 is below 2^32. */
enum { GROUP = 5, GROUPS_MAX = 18 /* 88 digits */, LIMBS_MAX = 16 };
static const uint32_t base = 58u * 58u * 58u * 58u * 58u;

/* Big-endian limbs divided by base in place; the rest is the answer. */
static uint32_t
divide(uint32_t *limb, size_t n)
{
	uint64_t rest = 0;

	for (size_t i = 0; i < n; i++) {
		rest = rest << 32 | limb[i];
		limb[i] = (uint32_t)(rest / base);
		rest %= base;
	}
	return (uint32_t)rest;
}

void
base58_encode(char *out, const uint8_t *p, size_t len)
{
	uint32_t limb[LIMBS_MAX];
	char digit[GROUP * GROUPS_MAX];
	size_t n = len / 4, zeros = 0, first = 0, at = sizeof digit;

	while (zeros < len && p[zeros] == 0)
		zeros++;
	for (size_t i = 0; i < n; i++)
		limb[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 |
			(uint32_t)p[4 * i + 2] << 8 | p[4 * i + 3];
	for (;;) {
		uint32_t rest;

		while (first < n && limb[first] == 0)
			first++;
		if (first == n)
			break;
		rest = divide(limb + first, n - first);
		for (size_t i = 0; i < GROUP; i++, rest /= 58)
			digit[--at] = alphabet[rest % 58];
	}
	while (at < sizeof digit && digit[at] == '1')
		at++;
	memset(out, '1', zeros);
	memcpy(out + zeros, digit + at, sizeof digit - at);
	out[zeros + sizeof digit - at] = '\0';
}

static int
value(char c)
{
	const char *at = c == '\0' ? NULL : strchr(alphabet, c);

	return at == NULL ? -1 : (int)(at - alphabet);
}

/* limb = limb * 58^k + add; false when it no longer fits. */
static int
multiply(uint32_t *limb, size_t n, uint32_t factor, uint32_t add)
{
	uint64_t carry = add;

	for (size_t i = n; i-- > 0;) {
		carry += (uint64_t)limb[i] * factor;
		limb[i] = (uint32_t)carry;
		carry >>= 32;
	}
	return carry == 0;
}

enum base58_result
base58_decode(uint8_t *out, size_t len, const char *s, size_t *at)
{
	uint32_t limb[LIMBS_MAX] = { 0 }, factor = 1, group = 0;
	size_t n = len / 4, i, ones = 0, zeros = 0;
	int fits = 1;

	while (s[ones] == '1')
		ones++;
	for (i = 0; s[i] != '\0' && i < BASE58_TEXT_MAX; i++) {
		int d = value(s[i]);

		*at = i;
		if (d < 0)
			return BASE58_CHARACTER;
		group = group * 58 + (uint32_t)d;
		factor *= 58;
		if (factor == base) {
			fits &= multiply(limb, n, factor, group);
			factor = 1;
			group = 0;
		}
	}
	if (factor > 1)
		fits &= multiply(limb, n, factor, group);
	if (s[i] != '\0' || !fits)
		return BASE58_LENGTH;
	for (size_t j = 0; j < len; j++)
		out[j] = (uint8_t)(limb[j / 4] >> (24 - 8 * (j % 4)));
	while (zeros < len && out[zeros] == 0)
		zeros++;
	return zeros == ones ? BASE58_OK : BASE58_LENGTH;
}
