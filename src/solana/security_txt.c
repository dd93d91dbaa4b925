#include "solana/security_txt.h"

#include <string.h>

#include "base/text.h"

static const char begin_mark[] = "=======BEGIN SECURITY.TXT V1======="; /* with its NUL */
static const char end_mark[] = "=======END SECURITY.TXT V1=======";

/* Where `mark`, NUL and all, begins; NULL for nowhere. */
static const uint8_t *
find(const uint8_t *p, size_t len, const char *mark, size_t size)
{
	while (len >= size) {
		const uint8_t *at = memchr(p, mark[0], len - size + 1);

		if (at == NULL || memcmp(at, mark, size) == 0)
			return at;
		len -= (size_t)(at + 1 - p);
		p = at + 1;
	}
	return NULL;
}

void
security_txt_find(const uint8_t *p, size_t len, struct security_txt_raw *out)
{
	const uint8_t *from = len > 0 ? find(p, len, begin_mark, sizeof begin_mark) : NULL, *to;
	size_t left;

	out->found = from != NULL;
	out->ended = false;
	out->len = 0;
	if (from == NULL)
		return;
	from += sizeof begin_mark;
	left = len - (size_t)(from - p);
	if (left > SECURITY_TXT_MAX + sizeof end_mark)
		left = SECURITY_TXT_MAX + sizeof end_mark;
	to = left > 0 ? find(from, left, end_mark, sizeof end_mark) : NULL;
	if (to == NULL)
		return;
	out->ended = true;
	out->len = (size_t)(to - from);
	memcpy(out->bytes, from, out->len);
}

static bool
is_name(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!(s[i] == '_' || (s[i] >= 'a' && s[i] <= 'z') || (s[i] >= '0' && s[i] <= '9')))
			return false;
	return len > 0 && len < SECURITY_TXT_NAME;
}

/* The next string, with its NUL; NULL where there is none that ends. */
static const char *
next(const struct security_txt_raw *raw, size_t *at, size_t *len)
{
	const char *s = raw->bytes + *at, *end = *at < raw->len ? memchr(s, '\0', raw->len - *at) : NULL;

	if (end == NULL)
		return NULL;
	*len = (size_t)(end - s);
	*at += *len + 1;
	return s;
}

static enum err_code
add(struct security_txt *o, const char *name, size_t name_len, const char *value, size_t value_len, struct err *e)
{
	if (!is_name(name, name_len))
		return err_set(e, ERR_WIRE, "security.txt: name %zu is none", o->n + 1);
	if (o->n >= SECURITY_TXT_FIELDS)
		return err_set(e, ERR_WIRE, "security.txt: more than %u fields", SECURITY_TXT_FIELDS);
	for (size_t i = 0; i < o->n; i++)
		if (strcmp(o->field[i].name, name) == 0)
			return err_set(e, ERR_WIRE, "security.txt: %s is there twice", name);
	if (!text_is_utf8((const uint8_t *)value, value_len))
		return err_set(e, ERR_WIRE, "security.txt: %s is not UTF-8", name);
	memcpy(o->field[o->n].name, name, name_len + 1);
	o->field[o->n++].value = value;
	return ERR_OK;
}

enum err_code
security_txt_parse(const struct security_txt_raw *raw, struct security_txt *out, struct err *e)
{
	size_t at = 0, name_len, value_len;

	out->n = 0;
	if (!raw->found)
		return err_set(e, ERR_NOT_FOUND, "the program has no security.txt");
	if (!raw->ended)
		return err_set(e, ERR_WIRE, "security.txt: it has no end within %u bytes", SECURITY_TXT_MAX);
	while (at < raw->len) {
		const char *name = next(raw, &at, &name_len), *value = name != NULL ? next(raw, &at, &value_len) : NULL;

		if (value == NULL)
			return err_set(e, ERR_WIRE, "security.txt: field %zu has no value", out->n + 1);
		if (add(out, name, name_len, value, value_len, e) != ERR_OK)
			return e->code;
	}
	return out->n > 0 ? ERR_OK : err_set(e, ERR_WIRE, "security.txt: it is empty");
}
