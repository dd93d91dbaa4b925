#include "base/text.h"
#include "base/unicode.h"
#include "fuzz/fuzz.h"

/* Only visible characters, and at most two marks on one. */
static void
harmless(const char *s, size_t len, bool ascii)
{
	const uint8_t *p = (const uint8_t *)s;
	unsigned marks = 2;

	HOLDS(strlen(s) == len && text_is_utf8(p, len));
	for (size_t i = 0, n; i < len; i += n) {
		uint32_t c = 0;

		n = unicode_next(p + i, len - i, &c);
		HOLDS(n > 0 && unicode_class(c) != UNICODE_REFUSED && c >= 0x20 && (!ascii || c < 0x7f));
		marks = unicode_class(c) == UNICODE_MARK ? marks + 1 : 0;
		HOLDS(marks <= 2);
	}
}

static void
columns(const char *s)
{
	const char *at = s;
	int total = 0, w;
	size_t len, bytes = 0;

	while ((w = text_next(&at, &len)) >= 0) {
		HOLDS(w <= 2 && len > 0);
		total += w;
		bytes += len;
		HOLDS(bytes > 32 || text_clip(s, total) >= bytes);
	}
	HOLDS(total == text_width(s) && bytes == strlen(s) && text_clip(s, total) == bytes);
	for (int cols = 0; cols < 9; cols++) {
		char *cut = fuzz_text((const uint8_t *)s, text_clip(s, cols));

		HOLDS(text_width(cut) <= cols);
		free(cut);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (len > 150) /* properties below take the square of it */
		return 0;
	size_t room = len > 0 ? data[0] + (size_t)1 : 1, n, again;
	char *out = malloc(room), *twice = malloc(4096 * 3);
	char *raw = fuzz_text(data, len);

	HOLDS(out != NULL && twice != NULL);
	for (int ascii = 0; ascii < 2; ascii++) {
		n = text_safe(out, room, (const char *)data, len, ascii != 0);
		HOLDS(n < room);
		harmless(out, n, ascii != 0);
		again = text_safe(twice, 4096 * 3, out, n, ascii != 0);
		HOLDS(again == n && memcmp(out, twice, n) == 0);
		columns(out);
	}
	columns(raw); /* not made safe: nothing to promise but to end and to stay inside */
	(void)text_is_utf8(data, len);
	free(raw);
	free(twice);
	free(out);
	return 0;
}
