#include "base/text.h"
#include "base/unicode.h"

/* The smallest code point that needs 1, 2, 3, 4 bytes. */
static const uint32_t smallest[] = { 0, 0x80, 0x800, 0x10000 };

static size_t
length_from(uint8_t first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first < 0xe0)
		return 2;
	if (first >= 0xe0 && first < 0xf0)
		return 3;
	return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

size_t
unicode_next(const uint8_t *p, size_t len, uint32_t *c)
{
	size_t n = len == 0 ? 0 : length_from(p[0]);
	uint32_t v;

	if (n == 0 || n > len)
		return 0;
	v = n == 1 ? p[0] : p[0] & 0x7fu >> n;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		v = v << 6 | (p[i] & 0x3fu);
	}
	if (v < smallest[n - 1] || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff))
		return 0;
	*c = v;
	return n;
}

size_t
unicode_put(uint8_t out[4], uint32_t c)
{
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const uint8_t lead[] = { 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = n; i-- > 1; c >>= 6)
		out[i] = (uint8_t)(0x80 | (c & 0x3f));
	out[0] = (uint8_t)(lead[n - 1] | c);
	return n;
}

bool
text_is_utf8(const uint8_t *p, size_t len)
{
	uint32_t c;

	for (size_t i = 0, n; i < len; i += n) {
		n = unicode_next(p + i, len - i, &c);
		if (n == 0)
			return false;
	}
	return true;
}
