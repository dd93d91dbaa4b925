#ifndef SOLANA_BASE58_H
#define SOLANA_BASE58_H

/* base58.h - the Bitcoin alphabet, no checksum, for values of 32 and 64 bytes.
 *
 * Each leading zero byte is one leading '1', and the other way round, so that a
 * value has one spelling only. */

#include <stddef.h>
#include <stdint.h>

#define BASE58_BYTES_MAX 64u
#define BASE58_TEXT_MAX 89u /* of 64 bytes, with the NUL */

/* base58_encode writes `len` bytes, at most BASE58_BYTES_MAX and a multiple of
 * 4, and a NUL; `out` has room for BASE58_TEXT_MAX, or 45 for 32 bytes. */
void base58_encode(char *out, const uint8_t *p, size_t len);

enum base58_result {
	BASE58_OK,
	BASE58_CHARACTER, /* one that is not in the alphabet */
	BASE58_LENGTH,    /* not exactly the bytes asked for */
};

/* base58_decode reads a whole C string of exactly `len` bytes, as above.  On
 * BASE58_CHARACTER *at is the offending offset; otherwise it is unspecified. */
enum base58_result base58_decode(uint8_t *out, size_t len, const char *s, size_t *at);

#endif
