/* The strict scanner against json-c: what it accepts json-c accepts, with the
 * same skeleton. */
#include "reply.h"

#include <json-c/json.h>

#include "rpc/json.h"

static const char *const sample[] = {
	"{\"a\":[1,-2,3.5e+7,true,false,null,\"x\\u0041\\n\\\"\"],\"b\":{\"c\":{},\"d\":[]},\"e\":18446744073709551615}",
	" [ 0 , \"\xc3\xa9\xe2\x82\xac\" , { } , [ [ [ ] ] ] ] ",
	"-9223372036854775808", "\"\\ud83d\\ude00\"",
};

static bool
tree_accepts(struct span text)
{
	struct json_tokener *tok = json_tokener_new_ex((int)JSON_DEPTH_MAX + 1);
	char *copy = malloc(text.len + 1);
	struct json_object *o;
	bool ok;

	HOLDS(tok != NULL && copy != NULL);
	memcpy(copy, text.p, text.len);
	copy[text.len] = '\0';
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	o = json_tokener_parse_ex(tok, copy, (int)text.len + 1);
	ok = json_tokener_get_error(tok) == json_tokener_success;
	json_object_put(o);
	json_tokener_free(tok);
	free(copy);
	return ok;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct span text = reply_text(sample, sizeof sample / sizeof sample[0], data, len);
	const char *why = NULL;
	bool valid = scan_valid(text, &why);
	struct err e = ERR_INIT;
	struct json *doc = NULL;

	HOLDS(valid == (why == NULL));
	HOLDS(!valid || tree_accepts(text));
	HOLDS((json_open(text, &doc, &e) == ERR_OK) == valid);
	HOLDS(!valid || doc != NULL);
	json_close(doc);
	reply_free(text);
	return 0;
}
