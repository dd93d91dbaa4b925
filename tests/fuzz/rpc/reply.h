#ifndef TESTS_FUZZ_RPC_REPLY_H
#define TESTS_FUZZ_RPC_REPLY_H

/* reply.h - a reply of a node spoiled by the input: bytes changed, pieces cut
 * out, JSON tokens put in.  Input that begins with an odd byte is taken as the
 * text itself. */

#include "fuzz/fuzz.h"
#include "rpc/jsonscan.h"

#define REPLY_MAX 8192u

static inline void
reply_insert(char *text, size_t *len, size_t at, const char *what, size_t n)
{
	if (*len + n > REPLY_MAX)
		return;
	memmove(text + at + n, text + at, *len - at);
	memcpy(text + at, what, n);
	*len += n;
}

static inline void
reply_spoil(char *text, size_t *len, const uint8_t *op)
{
	static const char *const token[] = { "null", "{}", "[]", "\"\"", "0", "-1", "18446744073709551615", "18446744073709551616",
		"1.5", "1e9", "true", ",", "\\u0000", "\\", "\xff", "\"slot\":1,", "[[[[[[[[[[[[[[[[", "{\"a\":", "}", "]" };
	size_t at = *len == 0 ? 0 : ((size_t)op[0] << 8 | op[1]) % *len, cut;

	if (*len == 0)
		return;
	if (op[2] < 90) {
		const char *t = token[op[2] % (sizeof token / sizeof token[0])];

		reply_insert(text, len, at, t, strlen(t));
	} else if (op[2] < 170) {
		text[at] = (char)op[3];
	} else if (op[2] < 230) {
		cut = op[3] % 24u < *len - at ? op[3] % 24u : *len - at;
		memmove(text + at, text + at + cut, *len - at - cut);
		*len -= cut;
	} else {
		*len = at;
	}
}

/* The text in memory of exactly its size; the caller frees .p. */
static inline struct span
reply_text(const char *const *sample, size_t n, const uint8_t *data, size_t len)
{
	static char text[REPLY_MAX + 1];
	size_t size = 0;
	char *out;

	if (len > 0 && (data[0] & 1) != 0) {
		size = len - 1 < REPLY_MAX ? len - 1 : REPLY_MAX;
		memcpy(text, data + 1, size);
	} else if (len > 0) {
		const char *s = sample[data[0] / 2 % n];

		size = strlen(s);
		memcpy(text, s, size);
		for (size_t i = 1; i + 4 <= len && i < 64; i += 4)
			reply_spoil(text, &size, data + i);
	}
	out = malloc(size == 0 ? 1 : size);
	HOLDS(out != NULL);
	memcpy(out, text, size);
	return (struct span){ out, size };
}

static inline void
reply_free(struct span s)
{
	union { const char *in; void *out; } u = { .in = s.p };

	free(u.out);
}

/* Nothing a terminal could act on. */
static inline bool
reply_is_safe(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	return true;
}

#endif
