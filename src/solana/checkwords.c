#include "solana/checkwords.h"

#include <string.h>

enum { WORD_BITS = 11 };

char *
checkwords_text(char out[CHECKWORDS_TEXT], const struct hash *h)
{
	uint32_t bits = 0;
	unsigned have = 0;
	size_t at = 0, next = 0;

	for (unsigned n = 0; n < CHECKWORDS_N; n++) {
		const char *word;
		size_t len;

		for (; have < WORD_BITS; have += 8)
			bits = bits << 8 | h->b[next++];
		have -= WORD_BITS;
		word = CHECKWORDS_LIST[bits >> have & (CHECKWORDS_LIST_N - 1)];
		len = strlen(word);
		memcpy(out + at, word, len);
		at += len;
		out[at++] = n + 1 < CHECKWORDS_N ? ' ' : '\0';
	}
	return out;
}
