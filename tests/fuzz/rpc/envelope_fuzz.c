/* Whole replies: the envelope, and what is to be done about it. */
#include "reply.h"

#include "rpc/call.h"

static const char *const sample[] = {
	"{\"jsonrpc\":\"2.0\",\"result\":{\"context\":{\"slot\":9,\"apiVersion\":\"4.3.0\"},\"value\":[1]},\"id\":5}",
	"{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32002,\"message\":\"Transaction simulation failed\",\"data\":{\"err\":\"X\"}},\"id\":5}",
	"{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32005,\"message\":\"behind\",\"data\":{\"numSlotsBehind\":42}},\"id\":5}",
	"{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32016,\"message\":\"m\",\"data\":{\"contextSlot\":7}},\"id\":5}",
	"{\"jsonrpc\":\"2.0\",\"error\":{\"code\":429,\"message\":\"\\u001b[31mslow\\u202e down\"},\"id\":null}",
	"<html><body>502 Bad Gateway</body></html>",
};

static bool
inside(struct span part, struct span whole)
{
	return part.len == 0 || (part.p >= whole.p && part.p + part.len <= whole.p + whole.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const int status[] = { 200, 200, 200, 204, 301, 400, 403, 404, 413, 429, 500, 503 };
	struct span text = reply_text(sample, sizeof sample / sizeof sample[0], data, len);
	struct shape_envelope env;
	struct err e = ERR_INIT;
	struct verdict v;
	struct reply r = { .code = ERR_OK, .message = "", .body = text.p, .len = text.len,
		.status = status[len > 4 ? data[4] % 12 : 0] };
	enum err_code rc = shape_envelope(text, 5, &env, &e);

	HOLDS(rc == ERR_OK || rc == ERR_WIRE);
	HOLDS(rc != ERR_OK || (inside(env.result, text) && inside(env.data, text) && reply_is_safe(env.message)));
	HOLDS(rc != ERR_OK || !env.garbage);
	verdict_of(&r, 5, len > 5 ? data[5] : 0, &v);
	HOLDS(v.kind == VERDICT_RESULT ? rc == ERR_OK && !env.failed && v.text.len > 0 : v.error.code != ERR_OK);
	HOLDS(inside(v.text, text) && reply_is_safe(v.error.message) && reply_is_safe(v.error.hint));
	HOLDS(v.kind != VERDICT_RESULT || (r.status >= 200 && r.status < 300));
	reply_free(text);
	return 0;
}
