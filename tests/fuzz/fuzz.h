#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

/* fuzz.h - what every target needs: a property that does not hold stops the run. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define HOLDS(cond) do { \
	if (!(cond)) { \
		(void)fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #cond); \
		abort(); \
	} \
} while (0)

/* fuzz_patch changes bytes of `p` by the input, three bytes of it each: place, value. */
static inline void
fuzz_patch(uint8_t *p, size_t size, const uint8_t *data, size_t len)
{
	for (; size > 0 && len >= 3; data += 3, len -= 3)
		p[((size_t)data[0] << 8 | data[1]) % size] = data[2];
}

/* fuzz_text is the input as a C string of its own; the caller frees. */
static inline char *
fuzz_text(const uint8_t *data, size_t len)
{
	char *s = malloc(len + 1);

	HOLDS(s != NULL);
	if (len > 0)
		memcpy(s, data, len);
	s[len] = '\0';
	return s;
}

#endif
