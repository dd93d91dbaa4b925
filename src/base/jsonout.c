#include "base/jsonout.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/unicode.h"

struct jsonout
jsonout_to(struct buf *b)
{
	return (struct jsonout){ .to = b, .depth = 0, .array = 0, .more = 0 };
}

/* One character as itself or escaped; `n` bytes at p. */
static void
put_char(struct buf *b, uint32_t c, const char *p, size_t n)
{
	if (c == '"' || c == '\\')
		(void)buf_fmt(b, "\\%c", (int)c);
	else if (c == '\n')
		(void)buf_text(b, "\\n");
	else if (unicode_class(c) != UNICODE_REFUSED)
		(void)buf_put(b, p, n);
	else if (c < 0x10000)
		(void)buf_fmt(b, "\\u%04" PRIx32, c);
	else
		(void)buf_fmt(b, "\\u%04" PRIx32 "\\u%04" PRIx32, 0xd800 + ((c - 0x10000) >> 10),
			0xdc00 + ((c - 0x10000) & 0x3ff));
}

/* Printable ASCII other than the two that are escaped goes in runs. */
static size_t
plain_run(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] >= 0x20 && s[n] < 0x7f && s[n] != '"' && s[n] != '\\')
		n++;
	return n;
}

static void
put_string(struct buf *b, const char *s, size_t len)
{
	(void)buf_text(b, "\"");
	while (len > 0) {
		size_t n = plain_run(s, len);

		if (n > 0) {
			(void)buf_put(b, s, n);
		} else {
			uint32_t c = 0;

			n = unicode_next((const uint8_t *)s, len, &c);
			if (n == 0)
				(void)buf_text(b, "\xef\xbf\xbd");
			else
				put_char(b, c, s, n);
			n += n == 0;
		}
		s += n;
		len -= n;
	}
	(void)buf_text(b, "\"");
}

/* Comma and key of the next value. */
static void
begin(struct jsonout *j, const char *key)
{
	uint32_t bit = (uint32_t)1 << j->depth;
	bool wants_key = j->depth > 0 && (j->array & bit) == 0;

	if (wants_key != (key != NULL))
		die("json: a value %s key", key != NULL ? "with a stray" : "without its");
	if (j->depth == 0 && (j->more & bit) != 0)
		die("json: a second outermost value");
	if ((j->more & bit) != 0)
		(void)buf_text(j->to, ",");
	j->more |= bit;
	if (key != NULL) {
		put_string(j->to, key, strlen(key));
		(void)buf_text(j->to, ":");
	}
}

static void
enter(struct jsonout *j, const char *key, bool array)
{
	uint32_t bit;

	begin(j, key);
	if (j->depth == JSONOUT_DEPTH_MAX)
		die("json: deeper than %u", JSONOUT_DEPTH_MAX);
	bit = (uint32_t)1 << ++j->depth;
	j->array = array ? j->array | bit : j->array & ~bit;
	j->more &= ~bit;
	(void)buf_text(j->to, array ? "[" : "{");
}

void
jsonout_object(struct jsonout *j, const char *key)
{
	enter(j, key, false);
}

void
jsonout_array(struct jsonout *j, const char *key)
{
	enter(j, key, true);
}

void
jsonout_end(struct jsonout *j)
{
	if (j->depth == 0)
		die("json: an end without a beginning");
	(void)buf_text(j->to, (j->array & (uint32_t)1 << j->depth) != 0 ? "]" : "}");
	j->depth--;
}

void
jsonout_str(struct jsonout *j, const char *key, const char *s)
{
	if (s == NULL)
		jsonout_null(j, key);
	else
		jsonout_text(j, key, s, strlen(s));
}

void
jsonout_text(struct jsonout *j, const char *key, const char *s, size_t len)
{
	begin(j, key);
	put_string(j->to, s, len);
}

void
jsonout_u64(struct jsonout *j, const char *key, uint64_t v)
{
	begin(j, key);
	(void)buf_fmt(j->to, "%" PRIu64, v);
}

void
jsonout_i64(struct jsonout *j, const char *key, int64_t v)
{
	begin(j, key);
	(void)buf_fmt(j->to, "%" PRId64, v);
}

void
jsonout_bool(struct jsonout *j, const char *key, bool v)
{
	begin(j, key);
	(void)buf_text(j->to, v ? "true" : "false");
}

void
jsonout_null(struct jsonout *j, const char *key)
{
	begin(j, key);
	(void)buf_text(j->to, "null");
}

void
jsonout_hex(struct jsonout *j, const char *key, const uint8_t *p, size_t len)
{
	uint8_t *at;

	begin(j, key);
	(void)buf_text(j->to, "\"");
	at = buf_room(j->to, 2 * len);
	if (at != NULL) {
		text_hex((char *)at, p, len);
		buf_added(j->to, 2 * len);
	}
	(void)buf_text(j->to, "\"");
}

void
jsonout_base64(struct jsonout *j, const char *key, const uint8_t *p, size_t len)
{
	size_t n = text_base64_len(len);
	uint8_t *at;

	begin(j, key);
	(void)buf_text(j->to, "\"");
	at = buf_room(j->to, n);
	if (at != NULL) {
		text_base64((char *)at, p, len);
		buf_added(j->to, n);
	}
	(void)buf_text(j->to, "\"");
}
