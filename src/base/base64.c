#include "base/text.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void
text_hex(char *out, const uint8_t *p, size_t len)
{
	static const char digit[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		*out++ = digit[p[i] >> 4];
		*out++ = digit[p[i] & 15];
	}
	*out = '\0';
}

bool
text_unhex(uint8_t *out, size_t len, const char *s)
{
	for (size_t i = 0; i < len; i++) {
		int high = hex_digit(s[2 * i]);
		int low = high < 0 ? -1 : hex_digit(s[2 * i + 1]);

		if (low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return s[2 * len] == '\0';
}

size_t
text_base64_len(size_t len)
{
	return len / 3 * 4 + (len % 3 != 0 ? 4 : 0);
}

void
text_base64(char *out, const uint8_t *p, size_t len)
{
	for (; len >= 3; p += 3, len -= 3) {
		uint32_t v = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];

		*out++ = alphabet[v >> 18];
		*out++ = alphabet[v >> 12 & 63];
		*out++ = alphabet[v >> 6 & 63];
		*out++ = alphabet[v & 63];
	}
	if (len > 0) {
		uint32_t v = (uint32_t)p[0] << 16 | (len > 1 ? (uint32_t)p[1] << 8 : 0);

		*out++ = alphabet[v >> 18];
		*out++ = alphabet[v >> 12 & 63];
		*out++ = len > 1 ? alphabet[v >> 6 & 63] : '=';
		*out++ = '=';
	}
	*out = '\0';
}

/* Value of a character, 64 for none.  Made from the alphabet on each decode:
 * cheap beside the smallest reply, and no table to get wrong. */
static void
values(uint8_t v[256])
{
	memset(v, 64, 256);
	for (uint8_t i = 0; i < 64; i++)
		v[(uint8_t)alphabet[i]] = i;
}

bool
text_unbase64(uint8_t *out, size_t size, size_t *out_len, const char *s, size_t len)
{
	size_t pad = 0, want;
	uint8_t v[256];

	if (len % 4 != 0)
		return false;
	if (len > 0 && s[len - 1] == '=')
		pad = s[len - 2] == '=' ? 2 : 1;
	want = len / 4 * 3 - pad;
	if (want > size)
		return false;
	values(v);
	for (size_t i = 0, at = 0; i < len; i += 4) {
		size_t n = i + 4 == len ? 4 - pad : 4;
		uint32_t bits = 0;

		for (size_t j = 0; j < 4; j++) {
			uint32_t d = j < n ? v[(uint8_t)s[i + j]] : 0;

			if (d > 63)
				return false;
			bits = bits << 6 | d;
		}
		if (n < 4 && (bits & (n == 3 ? 0xffu : 0xffffu)) != 0)
			return false;
		for (size_t j = 0; j + 1 < n; j++)
			out[at++] = (uint8_t)(bits >> (16 - 8 * j));
	}
	*out_len = want;
	return true;
}
