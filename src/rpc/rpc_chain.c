#include "rpc/rpc.h"

#include <string.h>

#include "rpc/call.h"

#define PRICE_KEYS_MAX 128u /* a node takes no more */

/* A method whose only parameter is the usual configuration. */
static struct rpc_call *
plain(struct rpc *r, enum call_method m, enum commitment commitment)
{
	struct rpc_call *c = call_new(r, m);

	call_config(c, commitment, false);
	jsonout_end(&c->json);
	return call_go(c);
}

struct rpc_call *
rpc_get_blockhash(struct rpc *r, enum commitment commitment)
{
	return plain(r, CALL_BLOCKHASH, commitment);
}

enum err_code
rpc_blockhash_result(struct rpc_call *c, struct rpc_blockhash *out, struct err *e)
{
	struct span result;

	if (call_take(c, CALL_BLOCKHASH, CALL_BLOCKHASH, &result, e) != ERR_OK)
		return e->code;
	return shape_blockhash(result, out, e) == ERR_OK ? ERR_OK : call_blame(c, e);
}

struct rpc_call *
rpc_get_epoch(struct rpc *r, enum commitment commitment)
{
	return plain(r, CALL_EPOCH, commitment);
}

enum err_code
rpc_epoch_result(struct rpc_call *c, struct rpc_epoch *out, struct err *e)
{
	struct span result;

	if (call_take(c, CALL_EPOCH, CALL_EPOCH, &result, e) != ERR_OK)
		return e->code;
	return shape_epoch(result, out, e) == ERR_OK ? ERR_OK : call_blame(c, e);
}

struct rpc_call *
rpc_get_genesis(struct rpc *r)
{
	return call_go(call_new(r, CALL_GENESIS));
}

enum err_code
rpc_genesis_result(struct rpc_call *c, struct hash *out, struct err *e)
{
	struct span result;

	if (call_take(c, CALL_GENESIS, CALL_GENESIS, &result, e) != ERR_OK)
		return e->code;
	return shape_hash(result, out, e) == ERR_OK ? ERR_OK : call_blame(c, e);
}

struct rpc_call *
rpc_get_health(struct rpc *r)
{
	return call_go(call_new(r, CALL_HEALTH));
}

enum err_code
rpc_health_result(struct rpc_call *c, struct err *e)
{
	struct span result;

	if (call_take(c, CALL_HEALTH, CALL_HEALTH, &result, e) != ERR_OK)
		return e->code;
	if (result.len == 4 && memcmp(result.p, "\"ok\"", 4) == 0)
		return ERR_OK;
	(void)err_set(e, ERR_WIRE, "the answer is not \"ok\"");
	return call_blame(c, e);
}

struct rpc_call *
rpc_get_rent(struct rpc *r, size_t len)
{
	struct rpc_call *c = call_new(r, CALL_RENT);

	jsonout_u64(&c->json, NULL, len);
	return call_go(c);
}

struct rpc_call *
rpc_get_balance(struct rpc *r, const struct pubkey *k, enum commitment commitment)
{
	struct rpc_call *c = call_new(r, CALL_BALANCE);
	char text[PUBKEY_TEXT];

	jsonout_str(&c->json, NULL, pubkey_text(text, k));
	call_config(c, commitment, false);
	jsonout_end(&c->json);
	return call_go(c);
}

struct rpc_call *
rpc_get_fee(struct rpc *r, const uint8_t *message, size_t len, enum commitment commitment)
{
	struct rpc_call *c = call_new(r, CALL_FEE);

	jsonout_base64(&c->json, NULL, message, len);
	call_config(c, commitment, false);
	jsonout_end(&c->json);
	return call_go(c);
}

struct rpc_call *
rpc_get_price(struct rpc *r, const struct pubkey *keys, size_t n)
{
	struct rpc_call *c = call_new(r, CALL_PRICE);
	char text[PUBKEY_TEXT];

	jsonout_array(&c->json, NULL);
	for (size_t i = 0; i < n && i < PRICE_KEYS_MAX; i++)
		jsonout_str(&c->json, NULL, pubkey_text(text, &keys[i]));
	jsonout_end(&c->json);
	return call_go(c);
}

static enum err_code
read_number(enum call_method m, struct span result, uint64_t *out, struct err *e)
{
	switch (m) {
	case CALL_RENT:
		return shape_number(result, out, e);
	case CALL_PRICE:
		return shape_price(result, out, e);
	default:
		return shape_value(result, m == CALL_FEE, out, e);
	}
}

enum err_code
rpc_number_result(struct rpc_call *c, uint64_t *out, struct err *e)
{
	enum call_method m = c->method;
	struct span result;

	if (m != CALL_RENT && m != CALL_PRICE && m != CALL_FEE && m != CALL_BALANCE)
		return err_set(e, ERR_INTERNAL, "the result of %s is no number", call_name(m));
	if (call_take(c, m, m, &result, e) != ERR_OK)
		return e->code;
	return read_number(m, result, out, e) == ERR_OK ? ERR_OK : call_blame(c, e);
}
