#ifndef TESTS_ALLOWED_H
#define TESTS_ALLOWED_H

/* allowed.h - what may reach a terminal: sequences terminfo has for xterm, the one
 * that fills the clipboard, and text that text_safe leaves as it is. */

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Bytes of the control sequence at p, 0 for one that is not allowed. */
static inline size_t
allowed_csi(const char *p, size_t n)
{
	static const char *const modes[] = { "?1h", "?1l", "?7h", "?7l", "?12h", "?12l", "?12;25h", "?25h", "?25l", "?1049h", "?1049l",
		"?1000h", "?1000l", "?1006h", "?1006l" };
	size_t i = 2;

	while (i < n && strchr("0123456789;?", p[i]) != NULL && p[i] != '\0')
		i++;
	if (i == n)
		return 0;
	if (p[i] == 'h' || p[i] == 'l') {
		for (size_t k = 0; k < sizeof modes / sizeof modes[0]; k++)
			if (strlen(modes[k]) == i - 1 && memcmp(modes[k], p + 2, i - 1) == 0)
				return i + 1;
		return 0;
	}
	return strchr("HJKmt", p[i]) != NULL && p[i] != '\0' ? i + 1 : 0;
}

static inline size_t
allowed_osc(const char *p, size_t n)
{
	size_t i = 7;

	if (n < 8 || memcmp(p, "\033]52;c;", 7) != 0)
		return 0;
	while (i < n && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=", p[i]) != NULL && p[i] != '\0')
		i++;
	return i < n && p[i] == '\a' ? i + 1 : 0;
}

static inline size_t
allowed_escape(const char *p, size_t n)
{
	if (n < 2)
		return 0;
	switch (p[1]) {
	case '[': return allowed_csi(p, n);
	case ']': return allowed_osc(p, n);
	case '(': return n > 2 && p[2] == 'B' ? 3 : 0;
	case '=': case '>': return 2;
	default: return 0;
	}
}

/* allowed_up_to is how many of the n bytes are allowed, n when all are. */
static inline size_t
allowed_up_to(const char *p, size_t n)
{
	char *safe = malloc(3 * n + 8);
	size_t i = 0;

	while (safe != NULL && i < n) {
		size_t len = 0;

		if (p[i] == '\033') {
			len = allowed_escape(p + i, n - i);
		} else if (p[i] == '\b' || p[i] == '\n' || p[i] == '\r') {
			len = 1;
		} else {
			while (i + len < n && (unsigned char)p[i + len] >= 0x20)
				len++;
			if (text_safe(safe, 3 * n + 8, p + i, len, false) != len || memcmp(safe, p + i, len) != 0)
				len = 0;
		}
		if (len == 0)
			break;
		i += len;
	}
	free(safe);
	return i;
}

#endif
