#include "solana/checkwords.h"

#include <string.h>

#include "base/text.h"
#include "test.h"

/* sha256sum of bitcoin/bips, bip-0039/english.txt. */
#define PUBLISHED "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"

static void
check_list(void)
{
	static char all[CHECKWORDS_LIST_N * CHECKWORDS_WORD];
	size_t len = 0, longest = 0;
	unsigned wrong = 0;
	struct hash sum;
	char hex[65];

	for (unsigned i = 0; i < CHECKWORDS_LIST_N; i++) {
		size_t n = strlen(CHECKWORDS_LIST[i]);

		longest = n > longest ? n : longest;
		wrong += n == 0 || n >= CHECKWORDS_WORD;
		wrong += i > 0 && strcmp(CHECKWORDS_LIST[i - 1], CHECKWORDS_LIST[i]) >= 0;
		wrong += i > 0 && strncmp(CHECKWORDS_LIST[i - 1], CHECKWORDS_LIST[i], 4) == 0;
		memcpy(all + len, CHECKWORDS_LIST[i], n);
		len += n;
		all[len++] = '\n';
	}
	sha256((const struct seed[]){ { all, len } }, 1, &sum);
	text_hex(hex, sum.b, 32);
	CHECK(strcmp(hex, PUBLISHED) == 0, "the list is the published one, byte for byte: %s", hex);
	CHECK(wrong == 0 && longest == CHECKWORDS_WORD - 1, "2048 words in order, the first four letters tell them apart");
}

/* Word `n` of a hash, one bit after the other. */
static unsigned
number_of(const struct hash *h, unsigned n)
{
	unsigned v = 0;

	for (unsigned bit = 11 * n; bit < 11 * n + 11; bit++)
		v = v * 2 + (unsigned)(h->b[bit / 8] >> (7 - bit % 8) & 1);
	return v;
}

static bool
agrees(const struct hash *h)
{
	char text[CHECKWORDS_TEXT], *at = text, *word;
	unsigned n = 0;

	(void)checkwords_text(text, h);
	for (; (word = strsep(&at, " ")) != NULL; n++)
		if (n >= CHECKWORDS_N || strcmp(word, CHECKWORDS_LIST[number_of(h, n)]) != 0)
			return false;
	return n == CHECKWORDS_N;
}

/* The words of the SHA-256 of `of`; node's crypto and a
 * BigInt over the npm package bip39 3.1.2 gave them. */
static const struct {
	const char *of, *words;
} known[] = {
	{ "", "together mail awful cradle scrub apart hip leader" },
	{ "keyturn", "corn tired essay couch funny drill wisdom hat" },
	{ "Fix rounding in interest", "neck village fix among crumble debate must great" },
	{ "über 88 bits", "sauce foot welcome approve member equal source pony" },
};

static void
check_known(void)
{
	char text[CHECKWORDS_TEXT];
	struct hash h;

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		sha256((const struct seed[]){ { known[i].of, strlen(known[i].of) } }, 1, &h);
		CHECK(strcmp(checkwords_text(text, &h), known[i].words) == 0, "\"%s\": %s", known[i].of, text);
	}
}

static void
check_bits(void)
{
	struct hash a = { { 0 } }, b;
	char one[CHECKWORDS_TEXT], other[CHECKWORDS_TEXT];
	unsigned right = 0, told = 0;

	for (unsigned i = 0; i < 2000; i++) {
		sha256((const struct seed[]){ { &i, sizeof i } }, 1, &b);
		right += agrees(&b);
	}
	CHECK(right == 2000, "2000 hashes as read bit by bit: %u", right);
	(void)checkwords_text(one, &a);
	CHECK(strncmp(one, "abandon abandon ", 16) == 0, "no bit: the first word");
	for (unsigned bit = 0; bit < 256; bit++) {
		b = a;
		b.b[bit / 8] = (uint8_t)(0x80u >> bit % 8);
		told += (strcmp(checkwords_text(other, &b), one) != 0) == (bit < 88);
	}
	CHECK(told == 256, "each of the first 88 bits changes them, and no other: %u", told);
	memset(b.b, 0xff, sizeof b.b);
	CHECK(strcmp(checkwords_text(other, &b), "zoo zoo zoo zoo zoo zoo zoo zoo") == 0, "all bits: %s", other);
}

int
main(void)
{
	if (!solana_init())
		return 1;
	check_list();
	check_known();
	check_bits();
	return test_done();
}
