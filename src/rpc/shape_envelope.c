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

/* The members of an error object; its message in words fit to be shown. */
static enum err_code
read_error(struct span text, struct shape_envelope *out, struct err *e)
{
	struct json *doc = NULL;
	struct span message = { "", 0 }, key;
	struct scan s = scan_from(text);

	if (json_open(text, &doc, e) != ERR_OK)
		return e->code;
	if (!json_i64(json_get(doc, "code"), &out->code)) {
		json_close(doc);
		return err_set(e, ERR_WIRE, "the reply's error has no code");
	}
	(void)json_str(json_get(doc, "message"), &message);
	(void)text_safe(out->message, sizeof out->message, message.p, message.len, false);
	json_close(doc);
	scan_object(&s);
	while (scan_key(&s, &key)) {
		struct span v = scan_skip(&s);

		if (span_is(key, "data"))
			out->data = v;
	}
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

uint64_t
shape_slot(struct span result)
{
	struct scan s = scan_from(result);
	uint64_t slot = 0;
	struct span key;

	scan_object(&s);
	while (scan_key(&s, &key)) {
		struct span v = scan_skip(&s);
		struct scan in = scan_from(v);

		if (!span_is(key, "context"))
			continue;
		scan_object(&in);
		while (scan_key(&in, &key)) {
			if (span_is(key, "slot"))
				slot = scan_u64(&in);
			else
				(void)scan_skip(&in);
		}
		if (in.why == NULL)
			return slot;
	}
	return 0;
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
