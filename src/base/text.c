#include "base/text.h"

#include <string.h>

#include "base/unicode.h"

enum { MARKS_MAX = 2, REPLACEMENT = 0xfffd };

/* What stands for `c` on the screen.  *marks counts those on the character
 * before, MARKS_MAX where there is none to put one on. */
static uint32_t
shown(uint32_t c, int *marks, bool ascii)
{
	enum unicode_class class = unicode_class(c);
	uint32_t instead = ascii ? '?' : REPLACEMENT;

	if (c == '\t' || c == '\r' || c == '\n')
		c = ' ';
	else if (class == UNICODE_MARK && *marks < MARKS_MAX && !ascii) {
		(*marks)++;
		return c;
	} else if (class == UNICODE_REFUSED || class == UNICODE_MARK || (ascii && c > 0x7e))
		c = instead;
	*marks = c == instead ? MARKS_MAX : 0;
	return c;
}

size_t
text_safe(char *out, size_t size, const char *in, size_t len, bool ascii)
{
	const uint8_t *p = (const uint8_t *)in;
	int marks = MARKS_MAX;
	size_t used = 0;

	if (size == 0)
		return 0;
	for (size_t i = 0, n; i < len; i += n) {
		uint32_t c = 0;
		uint8_t utf8[4];
		size_t w;

		n = unicode_next(p + i, len - i, &c);
		c = n == 0 ? 0x80 : c; /* an invalid byte is shown as a control is */
		n = n == 0 ? 1 : n;
		w = unicode_put(utf8, shown(c, &marks, ascii));
		if (w > size - 1 - used)
			break;
		memcpy(out + used, utf8, w);
		used += w;
	}
	out[used] = '\0';
	return used;
}

static int
width(uint32_t c)
{
	switch (unicode_class(c)) {
	case UNICODE_WIDE:
		return 2;
	case UNICODE_MARK:
		return 0;
	case UNICODE_ONE:
	case UNICODE_REFUSED:
		break;
	}
	return 1;
}

/* One character of a C string; an invalid byte counts as one of its own. */
static size_t
step(const char *s, uint32_t *c)
{
	const uint8_t *p = (const uint8_t *)s;
	size_t have = strnlen(s, 4), n;

	if (have == 0)
		return 0;
	n = unicode_next(p, have, c);
	if (n == 0)
		*c = REPLACEMENT;
	return n == 0 ? 1 : n;
}

int
text_next(const char **s, size_t *len)
{
	uint32_t c;
	size_t n = step(*s, &c), more;
	int w;

	if (n == 0) {
		*len = 0;
		return -1;
	}
	w = width(c);
	while ((more = step(*s + n, &c)) > 0 && width(c) == 0)
		n += more;
	*s += n;
	*len = n;
	return w;
}

int
text_width(const char *s)
{
	int total = 0, w;
	size_t len;

	while ((w = text_next(&s, &len)) >= 0)
		total += w;
	return total;
}

size_t
text_clip(const char *s, int cols)
{
	size_t fits = 0, len;
	int w;

	while ((w = text_next(&s, &len)) >= 0 && w <= cols) {
		cols -= w;
		fits += len;
	}
	return fits;
}

void
text_shorten(char *s)
{
	size_t n = strlen(s);

	while (n > 0 && ((unsigned char)s[n - 1] & 0xc0) == 0x80)
		n--;
	s[n > 0 ? n - 1 : 0] = '\0';
}
