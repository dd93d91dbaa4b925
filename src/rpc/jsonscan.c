#include "rpc/jsonscan.h"

#include <string.h>

#include "base/text.h"

static void skip_value(struct scan *s, unsigned depth);

bool
span_is(struct span s, const char *text)
{
	return strlen(text) == s.len && memcmp(s.p, text, s.len) == 0;
}

struct scan
scan_from(struct span text)
{
	return (struct scan){ .p = text.p, .end = text.p + text.len, .why = NULL, .fresh = false };
}

void
scan_fail(struct scan *s, const char *why)
{
	if (s->why == NULL)
		s->why = why;
	s->p = s->end;
}

/* Next character that is no blank, 0 at the end. */
static char
peek(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\n' || *s->p == '\r' || *s->p == '\t'))
		s->p++;
	return s->p < s->end ? *s->p : '\0';
}

static bool
take(struct scan *s, char c, const char *why)
{
	if (peek(s) != c) {
		scan_fail(s, why);
		return false;
	}
	s->p++;
	return true;
}

static bool
hex4(const char *p)
{
	for (int i = 0; i < 4; i++)
		if (strchr("0123456789abcdefABCDEF", p[i]) == NULL || p[i] == '\0')
			return false;
	return true;
}

/* Behind a backslash: the bytes of the escape, 0 when there is no such. */
static size_t
escape_len(const char *p, const char *end)
{
	if (p == end)
		return 0;
	if (*p == 'u')
		return end - p >= 5 && hex4(p + 1) ? 5 : 0;
	return *p != '\0' && strchr("\"\\/bfnrt", *p) != NULL ? 1 : 0;
}

/* Past bytes, eight at a time, that a string has as they stand: ASCII, no control, quote or backslash. */
static const char *
skip_plain(const char *at, const char *end)
{
	const uint64_t ones = 0x0101010101010101u;
	uint64_t w;

	for (; end - at >= 8; at += 8) {
		memcpy(&w, at, 8);
		if (((w | (w - ones * 0x20) | ((w ^ ones * '"') - ones) | ((w ^ ones * '\\') - ones)) & ones * 0x80) != 0)
			break;
	}
	return at;
}

/* A string; *escaped tells whether it holds a backslash.  Returns what is
 * between the quotes. */
static struct span
string(struct scan *s, bool *escaped)
{
	const char *at, *from;
	unsigned char high = 0;

	*escaped = false;
	if (!take(s, '"', "no string where one belongs"))
		return (struct span){ s->p, 0 };
	for (at = from = s->p; (at = skip_plain(at, s->end)) < s->end && *at != '"'; at++) {
		size_t n;

		if ((unsigned char)*at < 0x20)
			break;
		high |= (unsigned char)*at;
		if (*at != '\\')
			continue;
		*escaped = true;
		n = escape_len(at + 1, s->end);
		if (n == 0)
			break;
		at += n;
	}
	if (at >= s->end || *at != '"') {
		scan_fail(s, "a string that does not end, or an escape that does not exist");
		return (struct span){ s->p, 0 };
	}
	if (high >= 0x80 && !text_is_utf8((const uint8_t *)from, (size_t)(at - from))) {
		scan_fail(s, "text that is not UTF-8");
		return (struct span){ s->p, 0 };
	}
	s->p = at + 1;
	s->fresh = false;
	return (struct span){ from, (size_t)(at - from) };
}

static const char *
digits(const char *p, const char *end)
{
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p;
}

/* Does an integer of these digits fit into 64 bits? */
static bool
fits(const char *p, size_t n, bool negative)
{
	const char *limit = negative ? "9223372036854775808" : "18446744073709551615";
	size_t most = strlen(limit);

	return n < most || (n == most && memcmp(p, limit, n) <= 0);
}

/* A number as the grammar has it.  *whole: no fraction and no exponent. */
static struct span
number(struct scan *s, bool *whole)
{
	const char *from = s->p, *at = s->p, *int_end;
	bool negative = at < s->end && *at == '-', ok;

	at += negative;
	int_end = digits(at, s->end);
	ok = int_end > at && !(*at == '0' && int_end > at + 1);
	*whole = true;
	if (ok && !fits(at, (size_t)(int_end - at), negative))
		ok = int_end < s->end && (*int_end == '.' || *int_end == 'e' || *int_end == 'E');
	at = int_end;
	if (ok && at < s->end && *at == '.') {
		const char *frac = at + 1;

		at = digits(frac, s->end);
		ok = at > frac;
		*whole = false;
	}
	if (ok && at < s->end && (*at == 'e' || *at == 'E')) {
		const char *exp = at + 1;

		exp += exp < s->end && (*exp == '+' || *exp == '-');
		at = digits(exp, s->end);
		ok = at > exp;
		*whole = false;
	}
	if (!ok) {
		scan_fail(s, "a number that is malformed or larger than 64 bits");
		return (struct span){ s->p, 0 };
	}
	s->p = at;
	s->fresh = false;
	return (struct span){ from, (size_t)(at - from) };
}

static bool
word(struct scan *s, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(s->end - s->p) < n || memcmp(s->p, text, n) != 0)
		return false;
	s->p += n;
	s->fresh = false;
	return true;
}

/* Comma before all but the first; true when another element follows. */
static bool
another(struct scan *s, char close)
{
	char c = peek(s);

	if (s->why != NULL)
		return false;
	if (c == close) {
		s->p++;
		s->fresh = false;
		return false;
	}
	if (s->fresh) {
		s->fresh = false;
		return true;
	}
	return take(s, ',', "no comma where one belongs");
}

void
scan_object(struct scan *s)
{
	s->fresh = take(s, '{', "no object where one belongs");
}

bool
scan_key(struct scan *s, struct span *key)
{
	bool escaped;

	if (!another(s, '}'))
		return false;
	*key = string(s, &escaped);
	if (escaped)
		scan_fail(s, "a key with an escape in it");
	return take(s, ':', "no colon behind a key");
}

void
scan_array(struct scan *s)
{
	s->fresh = take(s, '[', "no array where one belongs");
}

bool
scan_item(struct scan *s)
{
	return another(s, ']');
}

static void
skip_object(struct scan *s, unsigned depth)
{
	struct span seen[JSON_KEYS_MAX], key;
	unsigned n = 0;

	scan_object(s);
	while (scan_key(s, &key)) {
		for (unsigned i = 0; i < n; i++)
			if (seen[i].len == key.len && memcmp(seen[i].p, key.p, key.len) == 0) {
				scan_fail(s, "a key given twice");
				return;
			}
		if (n == JSON_KEYS_MAX) {
			scan_fail(s, "an object of too many keys");
			return;
		}
		seen[n++] = key;
		skip_value(s, depth + 1);
	}
}

static void
skip_value(struct scan *s, unsigned depth)
{
	bool unused;
	char c = peek(s);

	if (depth >= JSON_DEPTH_MAX) {
		scan_fail(s, "values nested too deep");
	} else if (c == '{') {
		skip_object(s, depth);
	} else if (c == '[') {
		scan_array(s);
		while (scan_item(s))
			skip_value(s, depth + 1);
	} else if (c == '"') {
		(void)string(s, &unused);
	} else if (c == '-' || (c >= '0' && c <= '9')) {
		(void)number(s, &unused);
	} else if (!word(s, "null") && !word(s, "true") && !word(s, "false")) {
		scan_fail(s, "something that is no JSON value");
	}
}

struct span
scan_skip(struct scan *s)
{
	const char *from;

	(void)peek(s);
	from = s->p;
	skip_value(s, 0);
	return (struct span){ from, s->why == NULL ? (size_t)(s->p - from) : 0 };
}

struct span
scan_string(struct scan *s)
{
	bool escaped;
	struct span v = string(s, &escaped);

	if (escaped)
		scan_fail(s, "an escape where none belongs");
	return escaped ? (struct span){ s->p, 0 } : v;
}

uint64_t
scan_u64(struct scan *s)
{
	struct span v;
	bool whole;
	uint64_t n = 0;

	(void)peek(s);
	v = number(s, &whole);
	if (v.len == 0 || !whole || v.p[0] == '-') {
		scan_fail(s, "no whole number where one belongs");
		return 0;
	}
	for (size_t i = 0; i < v.len; i++)
		n = n * 10 + (uint64_t)(v.p[i] - '0');
	return n;
}

bool
scan_bool(struct scan *s)
{
	(void)peek(s);
	if (word(s, "true"))
		return true;
	if (!word(s, "false"))
		scan_fail(s, "no true or false where one belongs");
	return false;
}

bool
scan_null(struct scan *s)
{
	(void)peek(s);
	return word(s, "null");
}

bool
scan_end(struct scan *s)
{
	return s->why == NULL && peek(s) == '\0' && s->p == s->end;
}

bool
scan_valid(struct span text, const char **why)
{
	struct scan s = scan_from(text);

	(void)scan_skip(&s);
	if (s.why == NULL && !scan_end(&s))
		scan_fail(&s, "something behind the end");
	*why = s.why;
	return s.why == NULL;
}
