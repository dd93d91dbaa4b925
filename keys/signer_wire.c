#include "keys/signer_wire.h"

#include <string.h>

static void
put_bytes(struct wr *w, const void *p, size_t len)
{
	wr_u16(w, (uint16_t)len);
	wr_bytes(w, p, len);
}

static void
put_text(struct wr *w, const char *s)
{
	put_bytes(w, s, strlen(s));
}

/* False when longer than `size`; a text gets its NUL. */
static bool
get_bytes(struct rd *r, uint8_t *out, size_t size, size_t *len)
{
	*len = rd_u16(r);
	if (*len > size)
		r->short_read = true;
	else
		rd_bytes(r, out, *len);
	return rd_done(r);
}

static bool
get_text(struct rd *r, char *out, size_t size)
{
	size_t len = rd_u16(r);
	const uint8_t *p = len < size ? rd_take(r, len) : NULL;

	if (p == NULL || memchr(p, 0, len) != NULL) {
		r->short_read = true;
		return false;
	}
	memcpy(out, p, len);
	out[len] = '\0';
	return true;
}

/* --- requests --- */

static void
put_account(struct wr *w, const struct guard_account *a)
{
	wr_bytes(w, a->address.b, 32);
	put_bytes(w, a->data, a->len <= GUARD_ACCOUNT_MAX ? a->len : 0);
}

static void
get_account(struct rd *r, struct guard_account *a)
{
	rd_bytes(r, a->address.b, 32);
	(void)get_bytes(r, a->data, sizeof a->data, &a->len);
}

void
signer_describe_put(struct wr *w, const uint8_t *message, size_t len, const struct guard_context *x)
{
	put_bytes(w, message, len);
	put_account(w, &x->multisig);
	put_account(w, &x->proposal);
	put_account(w, &x->record);
	wr_i64(w, x->cluster_now);
	wr_u64(w, x->rent_lamports);
	wr_u32(w, x->bulk_n);
	wr_u32(w, x->write_fee);
}

enum err_code
signer_request_decode(const uint8_t *p, size_t len, struct signer_request *out, struct err *e)
{
	struct rd r = rd_from(p, len);
	uint8_t op = rd_u8(&r);

	memset(out, 0, sizeof *out);
	if (op < SIGNER_DESCRIBE || op > SIGNER_UNLOCK)
		return err_set(e, ERR_WIRE, "the signer was asked for unknown operation %u", op);
	out->op = (enum signer_op)op;
	if (op == SIGNER_DESCRIBE || op == SIGNER_WRITE)
		(void)get_bytes(&r, out->message, sizeof out->message, &out->len);
	if (op == SIGNER_DESCRIBE) {
		get_account(&r, &out->context.multisig);
		get_account(&r, &out->context.proposal);
		get_account(&r, &out->context.record);
		out->context.cluster_now = rd_i64(&r);
		out->context.rent_lamports = rd_u64(&r);
		out->context.bulk_n = rd_u32(&r);
		out->context.write_fee = rd_u32(&r);
	}
	if (op == SIGNER_SIGN)
		rd_bytes(&r, out->digest.b, 32);
	return rd_end(&r) ? ERR_OK : err_set(e, ERR_WIRE, "a request of %zu bytes to the signer is malformed", len);
}

/* --- replies --- */

void
signer_card_put(struct wr *w, const struct guard_card *c)
{
	put_text(w, c->sentence);
	wr_u8(w, (uint8_t)c->field_n);
	for (unsigned i = 0; i < c->field_n; i++) {
		put_text(w, c->field[i].name);
		put_text(w, c->field[i].value);
		put_text(w, c->field[i].before);
		wr_u8(w, c->field[i].reported);
	}
	wr_u8(w, (uint8_t)c->flag_n);
	for (unsigned i = 0; i < c->flag_n; i++) {
		put_text(w, c->flag[i]);
		wr_u8(w, (uint8_t)c->flag_weight[i]);
	}
	put_text(w, c->confirm);
	wr_u64(w, c->cost_lamports);
	wr_bytes(w, c->digest.b, 32);
	wr_bytes(w, c->payload_hash.b, 32);
	wr_u8(w, c->opens_writes);
	wr_u32(w, c->writes_n);
	wr_u32(w, c->write_fee);
	wr_bytes(w, c->buffer.b, 32);
}

static void
get_fields(struct rd *r, struct guard_card *c)
{
	c->field_n = rd_u8(r);
	if (c->field_n > GUARD_FIELDS_MAX)
		r->short_read = true;
	for (unsigned i = 0; rd_done(r) && i < c->field_n; i++) {
		struct guard_field *f = &c->field[i];

		(void)get_text(r, f->name, sizeof f->name);
		(void)get_text(r, f->value, sizeof f->value);
		(void)get_text(r, f->before, sizeof f->before);
		f->reported = rd_u8(r) != 0;
	}
}

static void
get_flags(struct rd *r, struct guard_card *c)
{
	c->flag_n = rd_u8(r);
	if (c->flag_n > GUARD_FLAGS_MAX)
		r->short_read = true;
	for (unsigned i = 0; rd_done(r) && i < c->flag_n; i++) {
		uint8_t weight;

		(void)get_text(r, c->flag[i], sizeof c->flag[i]);
		weight = rd_u8(r);
		c->flag_weight[i] = weight <= GUARD_DANGER ? (enum guard_weight)weight : GUARD_DANGER;
	}
}

enum err_code
signer_card_get(struct rd *r, struct guard_card *c, struct err *e)
{
	memset(c, 0, sizeof *c);
	(void)get_text(r, c->sentence, sizeof c->sentence);
	get_fields(r, c);
	get_flags(r, c);
	(void)get_text(r, c->confirm, sizeof c->confirm);
	c->cost_lamports = rd_u64(r);
	rd_bytes(r, c->digest.b, 32);
	rd_bytes(r, c->payload_hash.b, 32);
	c->opens_writes = rd_u8(r) != 0;
	c->writes_n = rd_u32(r);
	c->write_fee = rd_u32(r);
	rd_bytes(r, c->buffer.b, 32);
	return rd_end(r) ? ERR_OK : err_set(e, ERR_WIRE, "the signer's card is malformed");
}

void
signer_failure_put(struct wr *w, const struct err *failure)
{
	wr_u8(w, (uint8_t)failure->code);
	put_text(w, failure->message);
	put_text(w, failure->hint);
}

enum err_code
signer_failure_get(struct rd *r, uint8_t code, struct err *e)
{
	char message[ERR_TEXT_MAX], hint[ERR_TEXT_MAX];

	if (!get_text(r, message, sizeof message) || !get_text(r, hint, sizeof hint) || !rd_end(r) ||
		code >= ERR_CODE_COUNT)
		return err_set(e, ERR_KEY, "the signer's answer is malformed");
	(void)err_set(e, (enum err_code)code, "%s", message);
	return err_hint(e, "%s", hint);
}
