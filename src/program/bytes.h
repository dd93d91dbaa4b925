#ifndef PROGRAM_BYTES_H
#define PROGRAM_BYTES_H

/* bytes.h - little-endian fields and byte runs.  Ranges are the caller's to
 * check.  Runs go through system calls: 10 compute units each, a loop more. */

#include "program/sys.h"

#include <stdbool.h>
#include <stdint.h>

enum { KEY_LEN = 32, HASH_LEN = 32 };

/* bytes_u16, bytes_u32 and bytes_u64 read one integer at any alignment. */
static inline uint32_t
bytes_u16(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static inline uint32_t
bytes_u32(const uint8_t *p)
{
	return bytes_u16(p) | bytes_u16(p + 2) << 16;
}

static inline uint64_t
bytes_u64(const uint8_t *p)
{
	return (uint64_t)bytes_u32(p) | (uint64_t)bytes_u32(p + 4) << 32;
}

/* bytes_put writes the low `len` bytes of `v`, at most 8. */
static inline void
bytes_put(uint8_t *p, uint64_t v, uint32_t len)
{
	for (uint32_t i = 0; i < len; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

static inline bool
bytes_equal(const uint8_t *a, const uint8_t *b, uint64_t len)
{
	int32_t differ = 1;

	(void)sol_memcmp_(a, b, len, &differ);
	return differ == 0;
}

static inline bool
key_equal(const uint8_t *a, const uint8_t *b)
{
	return bytes_equal(a, b, KEY_LEN);
}

static inline void
bytes_copy(uint8_t *to, const uint8_t *from, uint64_t len)
{
	(void)sol_memcpy_(to, from, len);
}

static inline void
bytes_zero(uint8_t *to, uint64_t len)
{
	(void)sol_memset_(to, 0, len);
}

/* bytes_all_zero: the first is zero and every byte equals its neighbour. */
static inline bool
bytes_all_zero(const uint8_t *p, uint64_t len)
{
	return len == 0 || (p[0] == 0 && (len == 1 || bytes_equal(p, p + 1, len - 1)));
}

#endif
