#include "rpc/rpc.h"

#include <stdlib.h>
#include <string.h>

#include "rpc/call.h"

#define FILTERS_MAX 4u /* a node takes no more */

static void
put_slice(struct rpc_call *c, struct rpc_slice slice)
{
	c->slice = slice;
	if (!slice.on)
		return;
	jsonout_object(&c->json, "dataSlice");
	jsonout_u64(&c->json, "offset", slice.offset);
	jsonout_u64(&c->json, "length", slice.len);
	jsonout_end(&c->json);
}

struct rpc_call *
rpc_get_accounts(struct rpc *r, const struct pubkey *keys, size_t n, struct rpc_slice slice, enum commitment commitment,
	uint64_t min_slot)
{
	struct rpc_call *c = call_new(r, CALL_ACCOUNTS);
	char text[PUBKEY_TEXT];

	if (n == 0 || n > RPC_ACCOUNTS_MAX)
		die("rpc: %zu accounts at once, 1 to %u", n, RPC_ACCOUNTS_MAX);
	c->key = mem_new(n, sizeof *c->key);
	memcpy(c->key, keys, n * sizeof *keys);
	c->n = n;
	c->min_slot = min_slot;
	jsonout_array(&c->json, NULL);
	for (size_t i = 0; i < n; i++)
		jsonout_str(&c->json, NULL, pubkey_text(text, &keys[i]));
	jsonout_end(&c->json);
	call_config(c, commitment, true);
	put_slice(c, slice);
	if (min_slot > 0)
		jsonout_u64(&c->json, "minContextSlot", min_slot);
	jsonout_end(&c->json);
	return call_go(c);
}

static void
put_filter(struct jsonout *j, const struct rpc_filter *f)
{
	jsonout_object(j, NULL);
	if (f->len == 0) {
		jsonout_u64(j, "dataSize", f->offset);
	} else {
		jsonout_object(j, "memcmp");
		jsonout_u64(j, "offset", f->offset);
		jsonout_base64(j, "bytes", f->bytes, f->len);
		jsonout_str(j, "encoding", "base64");
		jsonout_end(j);
	}
	jsonout_end(j);
}

struct rpc_call *
rpc_get_program_accounts(struct rpc *r, const struct pubkey *program, const struct rpc_filter *filter, size_t n,
	struct rpc_slice slice, enum commitment commitment)
{
	struct rpc_call *c = call_new(r, CALL_PROGRAM_ACCOUNTS);
	char text[PUBKEY_TEXT];

	if (n > FILTERS_MAX)
		die("rpc: %zu filters, at most %u", n, FILTERS_MAX);
	c->program = *program;
	jsonout_str(&c->json, NULL, pubkey_text(text, program));
	call_config(c, commitment, true);
	jsonout_bool(&c->json, "withContext", true);
	put_slice(c, slice);
	jsonout_array(&c->json, "filters");
	for (size_t i = 0; i < n; i++)
		put_filter(&c->json, &filter[i]);
	jsonout_end(&c->json);
	jsonout_end(&c->json);
	return call_go(c);
}

enum err_code
rpc_accounts_result(struct rpc_call *c, struct rpc_accounts *out, struct err *e)
{
	struct shape_asked asked = { .key = c->key, .n = c->n, .program = c->program, .slice = c->slice,
		.min_slot = c->min_slot };
	struct span result;
	size_t used = 0, from;

	if (call_take(c, CALL_ACCOUNTS, CALL_PROGRAM_ACCOUNTS, &result, e) != ERR_OK)
		return e->code;
	from = (size_t)(result.p - c->body);
	if (shape_accounts(c->body + from, result.len, &asked, out, &used, e) != ERR_OK) {
		free(c->body); /* overwritten in part */
		c->body = NULL;
		return call_blame(c, e);
	}
	memmove(c->body, c->body + from, used);
	out->bytes = mem_grow(c->body, used == 0 ? 1 : used, 1);
	c->body = NULL;
	shape_place(out);
	return ERR_OK;
}

void
rpc_accounts_free(struct rpc_accounts *a)
{
	free(a->account);
	free(a->bytes);
	*a = (struct rpc_accounts){ .n = 0 };
}
