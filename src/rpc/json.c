#include "rpc/json.h"

#include <string.h>

#include <json-c/json.h>

#include "base/buf.h"

/* json-c tells a null by the NULL pointer, which here means absent. */
static const char null_mark[1];

static struct json_object *
inner(const struct json *v)
{
	union { const struct json *in; struct json_object *out; } u = { .in = v };

	return (const void *)v == null_mark ? NULL : u.out;
}

static struct json *
outer(struct json_object *o)
{
	union { const void *in; struct json *out; } u = { .in = o != NULL ? (const void *)o : null_mark };

	return u.out;
}

static bool
is(const struct json *v, enum json_type type)
{
	return v != NULL && inner(v) != NULL && json_object_is_type(inner(v), type);
}

enum err_code
json_open(struct span text, struct json **out, struct err *e)
{
	struct json_tokener *tok;
	struct json_object *o;
	enum json_tokener_error rc;
	char *copy;
	const char *why;

	if (!scan_valid(text, &why))
		return err_set(e, ERR_WIRE, "not JSON: %s", why);
	tok = json_tokener_new_ex((int)JSON_DEPTH_MAX + 1);
	if (tok == NULL)
		die("out of memory: a JSON reader");
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	copy = mem_new(text.len + 1, 1); /* a number ends only where something follows: the NUL */
	memcpy(copy, text.p, text.len);
	o = json_tokener_parse_ex(tok, copy, text.len >= INT32_MAX ? 0 : (int)text.len + 1);
	rc = json_tokener_get_error(tok);
	json_tokener_free(tok);
	free(copy);
	if (rc != json_tokener_success)
		return err_set(e, ERR_WIRE, "not JSON: %s", json_tokener_error_desc(rc));
	*out = outer(o);
	return ERR_OK;
}

void
json_close(struct json *doc)
{
	if (doc != NULL)
		(void)json_object_put(inner(doc));
}

const struct json *
json_get(const struct json *v, const char *key)
{
	struct json_object *o;

	if (!is(v, json_type_object) || !json_object_object_get_ex(inner(v), key, &o))
		return NULL;
	return outer(o);
}

bool
json_array(const struct json *v, size_t *n)
{
	if (!is(v, json_type_array))
		return false;
	*n = json_object_array_length(inner(v));
	return true;
}

const struct json *
json_at(const struct json *v, size_t i)
{
	if (!is(v, json_type_array) || i >= json_object_array_length(inner(v)))
		return NULL;
	return outer(json_object_array_get_idx(inner(v), i));
}

const struct json *
json_only(const struct json *v, const char **key)
{
	if (!is(v, json_type_object) || json_object_object_length(inner(v)) != 1)
		return NULL;
	json_object_object_foreach(inner(v), k, o) {
		*key = k;
		return outer(o);
	}
	return NULL;
}

bool
json_is_null(const struct json *v)
{
	return (const void *)v == null_mark;
}

bool
json_is_absent(const struct json *v)
{
	return v == NULL || json_is_null(v);
}

bool
json_i64(const struct json *v, int64_t *out)
{
	if (!is(v, json_type_int) || json_object_get_uint64(inner(v)) > INT64_MAX)
		return false;
	*out = json_object_get_int64(inner(v));
	return true;
}

bool
json_u64(const struct json *v, uint64_t *out)
{
	if (!is(v, json_type_int) || json_object_get_int64(inner(v)) < 0)
		return false;
	*out = json_object_get_uint64(inner(v));
	return true;
}

bool
json_u32(const struct json *v, uint32_t *out)
{
	uint64_t n;

	if (!json_u64(v, &n) || n > UINT32_MAX)
		return false;
	*out = (uint32_t)n;
	return true;
}

bool
json_flag(const struct json *v, bool *out)
{
	if (!is(v, json_type_boolean))
		return false;
	*out = json_object_get_boolean(inner(v)) != 0;
	return true;
}

bool
json_str(const struct json *v, struct span *out)
{
	if (!is(v, json_type_string))
		return false;
	*out = (struct span){ json_object_get_string(inner(v)), (size_t)json_object_get_string_len(inner(v)) };
	return true;
}

bool
json_word(const struct json *v, char *out, size_t size)
{
	struct span s;

	if (!json_str(v, &s) || s.len >= size || memchr(s.p, '\0', s.len) != NULL)
		return false;
	memcpy(out, s.p, s.len);
	out[s.len] = '\0';
	return true;
}
