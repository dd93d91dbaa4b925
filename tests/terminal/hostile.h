#ifndef TESTS_HOSTILE_H
#define TESTS_HOSTILE_H

/* hostile.h - texts a chain account, a label or a server might carry, from a seed. */

#include <stddef.h>
#include <string.h>

static inline unsigned
hostile_dice(unsigned long long *seed, unsigned n)
{
	*seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
	return (unsigned)(*seed >> 33) % n;
}

/* At most size - 1 bytes without NUL: now and then one that fills all of it. */
static inline void
hostile_text(unsigned long long *seed, char *out, size_t size)
{
	static const char *const pieces[] = { "\x1b[2J", "\x1b]0;owned\a", "\x1b]52;c;cm0gLXJm\a", "\x1bP$q\x1b\\", "\x1b[?1049l", "\x1b[1;1H", "\x1b" "c",
		"\x1b[31m", "\x1b(0", "\x9b" "2J", "\xc2\x9b" "2J", "\xc2\x90", "\x0e", "\x0f", "\a", "\b\b\b", "\r", "\n", "\t", "\v", "\f", "\x7f", "\x01",
		"\xe2\x80\xae", "\xe2\x80\xad", "\xe2\x81\xa6", "\xe2\x81\xa9", "\xd8\x9c", "\xe2\x80\x8b", "\xe2\x80\x8d", "\xef\xbb\xbf", "\xf3\xa0\x81\x81",
		"e\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85", "\xcc\x81", "\xff", "\xc3", "\xe2\x82", "\xf0\x9f\x92", "\xed\xa0\x80", "\xc0\xaf", "\xf4\x90\x80\x80",
		"\xe6\x9b\xb4\xe6\x96\xb0", "\xf0\x9f\x92\xa9", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", "\xef\xbf\xbe", "\xee\x80\x80", "word ", "a", " ", "%s%n" };
	size_t n = 0, want = hostile_dice(seed, 8) == 0 ? size - 1 : hostile_dice(seed, size < 200 ? (unsigned)size : 200u);

	while (n < want) {
		const char *p = pieces[hostile_dice(seed, sizeof pieces / sizeof pieces[0])];
		size_t len = strlen(p) < want - n ? strlen(p) : want - n;

		memcpy(out + n, p, len);
		n += len;
	}
	out[n] = '\0';
}

#endif
