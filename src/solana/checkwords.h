#ifndef SOLANA_CHECKWORDS_H
#define SOLANA_CHECKWORDS_H

/* checkwords.h - a hash as words that can be read out over the phone.
 *
 * Eight words of the English list of BIP 39 (2,048 words, the first four
 * letters of each its own): the first 88 bits of the hash, 11 bits a word, the
 * most significant bit first.  They are no seed phrase: there is no checksum,
 * and 8 is no length BIP 39 knows, so no wallet takes them for one. */

#include "solana/pubkey.h"

#define CHECKWORDS_N 8u
#define CHECKWORDS_LIST_N 2048u
#define CHECKWORDS_WORD 9u /* bytes of a word, NUL included */
#define CHECKWORDS_TEXT (CHECKWORDS_N * CHECKWORDS_WORD)

extern const char CHECKWORDS_LIST[CHECKWORDS_LIST_N][CHECKWORDS_WORD];

/* checkwords_text writes the words of `h`, a blank between two, and returns `out`. */
char *checkwords_text(char out[CHECKWORDS_TEXT], const struct hash *h);

#endif
