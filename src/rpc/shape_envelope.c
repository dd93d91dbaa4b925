#include "rpc/shape.h"

#include <string.h>

#include "base/text.h"
#include "rpc/json.h"

struct members {
	bool version, id, id_null, has_result, has_error;
	struct span error;
};

static void
read_member(struct scan *s, struct span key, uint64_t id, struct members *m, struct shape_envelope *out)
{
	if (span_is(key, "jsonrpc")) {
		m->version = span_is(scan_string(s), "2.0");
	} else if (span_is(key, "id")) {
		m->id_null = scan_null(s);
		m->id = !m->id_null && scan_u64(s) == id && s->why == NULL;
	} else if (span_is(key, "result")) {
		if (m->has_result)
			scan_fail(s, "two results");
		m->has_result = true;
		out->result = scan_skip(s);
	} else if (span_is(key, "error")) {
		if (m->has_error)
			scan_fail(s, "two errors");
		m->error = scan_skip(s);
		m->has_error = !span_is(m->error, "null");
	} else {
		(void)scan_skip(s);
	}
}

/* The member `name` of an object; false when it is no object or has none. */
static bool
member(struct span object, const char *name, struct span *out)
{
	struct scan s = scan_from(object);
	bool found = false;
	struct span key;

	scan_object(&s);
	while (scan_key(&s, &key)) {
		struct span v = scan_skip(&s);

		if (span_is(key, name)) {
			*out = v;
			found = true;
		}
	}
	return found && s.why == NULL;
}

/* The members of an error object; its message in words fit to be shown. */
static enum err_code
read_error(struct span text, struct shape_envelope *out, struct err *e)
{
	struct json *doc = NULL;
	struct span message = { "", 0 };

	if (json_open(text, &doc, e) != ERR_OK)
		return e->code;
	if (!json_i64(json_get(doc, "code"), &out->code)) {
		json_close(doc);
		return err_set(e, ERR_WIRE, "the reply's error has no code");
	}
	(void)json_str(json_get(doc, "message"), &message);
	(void)text_safe(out->message, sizeof out->message, message.p, message.len, false);
	json_close(doc);
	(void)member(text, "data", &out->data);
	out->failed = true;
	return ERR_OK;
}

enum err_code
shape_envelope(struct span text, uint64_t id, struct shape_envelope *out, struct err *e)
{
	struct members m = { .version = false };
	struct scan s = scan_from(text);
	struct span key;
	const char *why;

	*out = (struct shape_envelope){ .garbage = false, .data = { "", 0 }, .result = { "", 0 } };
	scan_object(&s);
	while (scan_key(&s, &key))
		read_member(&s, key, id, &m, out);
	if (!scan_end(&s)) {
		out->garbage = !scan_valid(text, &why);
		return err_set(e, ERR_WIRE, "the reply is not JSON-RPC: %s",
			s.why != NULL ? s.why : "something behind the end");
	}
	if (m.has_result == m.has_error)
		return err_set(e, ERR_WIRE, "the reply has %s", m.has_result ? "a result and an error" : "no result");
	if (!m.version || !(m.id || (m.id_null && m.has_error)))
		return err_set(e, ERR_WIRE, "the reply %s", m.version ? "answers another request" : "is not JSON-RPC 2.0");
	return m.has_error ? read_error(m.error, out, e) : ERR_OK;
}

bool
shape_slot(struct span result, uint64_t *slot)
{
	struct span context, text;
	struct scan s;

	if (!member(result, "context", &context) || !member(context, "slot", &text))
		return false;
	s = scan_from(text);
	*slot = scan_u64(&s);
	return scan_end(&s);
}

bool
shape_behind(struct span data, uint64_t *slots)
{
	struct err unused = ERR_INIT;
	struct json *doc = NULL;
	bool told;

	if (json_open(data, &doc, &unused) != ERR_OK)
		return false;
	told = json_u64(json_get(doc, "numSlotsBehind"), slots);
	json_close(doc);
	return told;
}
