/* Numbers, hashes and heights. */
#include "rpc/shape.h"

#include <stdlib.h>

#include "base/buf.h"
#include "rpc/json.h"

#define PRICES_MAX 4096u

static enum err_code
missing(const char *what, struct err *e)
{
	return err_set(e, ERR_WIRE, "the reply has no %s where one belongs", what);
}

enum err_code
shape_number(struct span result, uint64_t *out, struct err *e)
{
	struct json *doc = NULL;
	bool ok;

	if (json_open(result, &doc, e) != ERR_OK)
		return e->code;
	ok = json_u64(doc, out);
	json_close(doc);
	return ok ? ERR_OK : missing("number", e);
}

enum err_code
shape_value(struct span result, bool may_be_null, uint64_t *out, struct err *e)
{
	struct json *doc = NULL;
	const struct json *v;
	enum err_code rc = ERR_OK;

	if (json_open(result, &doc, e) != ERR_OK)
		return e->code;
	v = json_get(doc, "value");
	if (may_be_null && json_is_null(v)) {
		*out = 0;
		rc = err_set(e, ERR_CHAIN, "the blockhash is unknown or too old");
		(void)err_hint(e, "try again; a new blockhash is taken then");
	} else if (!json_u64(v, out)) {
		rc = missing("number", e);
	}
	json_close(doc);
	return rc;
}

static int
ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

enum err_code
shape_price(struct span result, uint64_t *out, struct err *e)
{
	struct json *doc = NULL;
	uint64_t *price;
	size_t n = 0, got = 0;

	if (json_open(result, &doc, e) != ERR_OK)
		return e->code;
	if (!json_array(doc, &n) || n > PRICES_MAX) {
		json_close(doc);
		return missing("list of prices", e);
	}
	price = mem_new(n, sizeof *price);
	while (got < n && json_u64(json_get(json_at(doc, got), "prioritizationFee"), &price[got]))
		got++;
	json_close(doc);
	if (got == n) {
		qsort(price, n, sizeof *price, ascending);
		*out = n == 0 ? 0 : price[(n - 1) * 3 / 4];
	}
	free(price);
	return got == n ? ERR_OK : missing("price", e);
}

static bool
read_hash(const struct json *v, struct hash *out)
{
	char text[PUBKEY_TEXT];
	struct err unused = ERR_INIT;

	return json_word(v, text, sizeof text) && hash_parse58(text, out, &unused) == ERR_OK;
}

enum err_code
shape_hash(struct span result, struct hash *out, struct err *e)
{
	struct json *doc = NULL;
	bool ok;

	if (json_open(result, &doc, e) != ERR_OK)
		return e->code;
	ok = read_hash(doc, out);
	json_close(doc);
	return ok ? ERR_OK : missing("hash", e);
}

enum err_code
shape_blockhash(struct span result, struct rpc_blockhash *out, struct err *e)
{
	struct json *doc = NULL;
	const struct json *v;
	bool ok;

	if (json_open(result, &doc, e) != ERR_OK)
		return e->code;
	v = json_get(doc, "value");
	ok = read_hash(json_get(v, "blockhash"), &out->hash)
		&& json_u64(json_get(v, "lastValidBlockHeight"), &out->last_valid_height)
		&& json_u64(json_get(json_get(doc, "context"), "slot"), &out->slot);
	json_close(doc);
	return ok ? ERR_OK : missing("blockhash, height and slot", e);
}

enum err_code
shape_epoch(struct span result, struct rpc_epoch *out, struct err *e)
{
	struct json *doc = NULL;
	bool ok;

	if (json_open(result, &doc, e) != ERR_OK)
		return e->code;
	ok = json_u64(json_get(doc, "absoluteSlot"), &out->slot)
		&& json_u64(json_get(doc, "blockHeight"), &out->block_height)
		&& json_u64(json_get(doc, "epoch"), &out->epoch);
	json_close(doc);
	return ok ? ERR_OK : missing("slot, height and epoch", e);
}
