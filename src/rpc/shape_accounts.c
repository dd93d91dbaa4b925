/* Accounts: the one shape that may be large, so it is read without a tree and
 * its base64 is decoded over its own text.
 *
 *     getMultipleAccounts  {"context":{"slot":n},"value":[null or ACCOUNT, ...]}
 *     getProgramAccounts   the same with elements {"pubkey":"...","account":ACCOUNT}
 *     ACCOUNT              {"data":["...","base64"],"executable":b,"lamports":n,
 *                           "owner":"...","rentEpoch":n,"space":n} */
#include "rpc/shape.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

struct reader {
	struct scan s;
	const struct shape_asked *asked;
	struct rpc_accounts *out;
	size_t cap;       /* of out->account */
	uint8_t *base;    /* start of the text */
	size_t used;      /* decoded bytes at base so far; never past s.p */
	bool has_slot, has_value;
	char owner_text[PUBKEY_TEXT]; /* the newest owner: mostly all of them are one */
	struct pubkey owner;
};

static void
read_address(struct scan *s, struct pubkey *out)
{
	struct span v = scan_string(s);
	struct err unused = ERR_INIT;
	char text[PUBKEY_TEXT];

	if (v.len >= sizeof text) {
		scan_fail(s, "an address that is too long");
		return;
	}
	memcpy(text, v.p, v.len);
	text[v.len] = '\0';
	if (s->why == NULL && pubkey_parse(text, out, &unused) != ERR_OK)
		scan_fail(s, "an address that is not one");
}

static void
read_owner(struct reader *r, struct pubkey *out)
{
	struct scan ahead = r->s;
	struct span v = scan_string(&ahead);

	if (ahead.why == NULL && v.len > 0 && span_is(v, r->owner_text)) {
		r->s = ahead;
	} else {
		read_address(&r->s, &r->owner);
		r->owner_text[0] = '\0';
		if (r->s.why == NULL) {
			memcpy(r->owner_text, v.p, v.len); /* read_address has seen that it fits */
			r->owner_text[v.len] = '\0';
		}
	}
	*out = r->owner;
}

/* ["BASE64","base64"], decoded to where the accounts before it end. */
static void
read_data(struct reader *r, struct rpc_account *a)
{
	struct span text = { "", 0 };

	scan_array(&r->s);
	if (scan_item(&r->s))
		text = scan_string(&r->s);
	if (!scan_item(&r->s) || !span_is(scan_string(&r->s), "base64") || scan_item(&r->s))
		scan_fail(&r->s, "account data that is not base64");
	if (r->s.why != NULL)
		return;
	if (!text_unbase64(r->base + r->used, text.len, &a->len, text.p, text.len))
		scan_fail(&r->s, "account data whose base64 is malformed");
	else
		r->used += a->len;
}

/* What a node must send of an account of `space` bytes. */
static uint64_t
expected_len(const struct rpc_slice *slice, uint64_t space)
{
	if (!slice->on)
		return space;
	if (slice->offset >= space)
		return 0;
	return space - slice->offset < slice->len ? space - slice->offset : slice->len;
}

static void
read_account(struct reader *r, struct rpc_account *a)
{
	enum { DATA = 1, EXECUTABLE = 2, LAMPORTS = 4, OWNER = 8, SPACE = 16 };
	unsigned seen = 0;
	struct span key;

	a->exists = true;
	scan_object(&r->s);
	while (scan_key(&r->s, &key)) {
		unsigned bit = 0;

		if (span_is(key, "data") && (bit = DATA) != 0 && (seen & bit) == 0)
			read_data(r, a);
		else if (span_is(key, "executable") && (bit = EXECUTABLE) != 0)
			a->executable = scan_bool(&r->s);
		else if (span_is(key, "lamports") && (bit = LAMPORTS) != 0)
			a->lamports = scan_u64(&r->s);
		else if (span_is(key, "owner") && (bit = OWNER) != 0)
			read_owner(r, &a->owner);
		else if (span_is(key, "space") && (bit = SPACE) != 0)
			a->space = scan_u64(&r->s);
		else
			(void)scan_skip(&r->s);
		if ((seen & bit) != 0)
			scan_fail(&r->s, "a field of an account given twice");
		seen |= bit;
	}
	if ((seen & SPACE) == 0 && !r->asked->slice.on)
		a->space = a->len; /* nodes before 1.16 do not tell it */
	else if ((seen & SPACE) == 0)
		scan_fail(&r->s, "an account without its space");
	if ((seen | SPACE) != (DATA | EXECUTABLE | LAMPORTS | OWNER | SPACE))
		scan_fail(&r->s, "an account with a field missing");
	else if (a->len != expected_len(&r->asked->slice, a->space))
		scan_fail(&r->s, "an account of another length than was asked for");
}

static struct rpc_account *
next_account(struct reader *r)
{
	struct rpc_accounts *o = r->out;

	if (o->n == r->cap) {
		r->cap = r->cap == 0 ? 16 : r->cap * 2;
		o->account = mem_grow(o->account, r->cap, sizeof *o->account);
	}
	memset(&o->account[o->n], 0, sizeof *o->account);
	return &o->account[o->n++];
}

static void
read_listed(struct reader *r)
{
	struct rpc_account *a = next_account(r);
	bool has_key = false, has_account = false;
	struct span key;

	scan_object(&r->s);
	while (scan_key(&r->s, &key)) {
		if (span_is(key, "pubkey") && !has_key) {
			has_key = true;
			read_address(&r->s, &a->address);
		} else if (span_is(key, "account") && !has_account) {
			has_account = true;
			read_account(r, a);
		} else {
			(void)scan_skip(&r->s);
		}
	}
	if (!has_key || !has_account)
		scan_fail(&r->s, "an account without its address");
	else if (!pubkey_eq(&a->owner, &r->asked->program))
		scan_fail(&r->s, "an account of another program than was asked for");
}

static void
read_wanted(struct reader *r)
{
	struct rpc_account *a;

	if (r->out->n == r->asked->n) {
		scan_fail(&r->s, "more accounts than were asked for");
		return;
	}
	a = next_account(r);
	a->address = r->asked->key[r->out->n - 1];
	if (!scan_null(&r->s))
		read_account(r, a);
}

static void
read_context(struct reader *r)
{
	struct span key;

	scan_object(&r->s);
	while (scan_key(&r->s, &key)) {
		if (span_is(key, "slot") && !r->has_slot) {
			r->out->slot = scan_u64(&r->s);
			r->has_slot = true;
		} else {
			(void)scan_skip(&r->s);
		}
	}
}

static void
read_result(struct reader *r)
{
	struct span key;

	scan_object(&r->s);
	while (scan_key(&r->s, &key)) {
		if (span_is(key, "context")) {
			read_context(r);
		} else if (span_is(key, "value") && !r->has_value) {
			r->has_value = true;
			scan_array(&r->s);
			while (scan_item(&r->s))
				(r->asked->key != NULL ? read_wanted : read_listed)(r);
		} else {
			(void)scan_skip(&r->s);
		}
	}
	if (!scan_end(&r->s) || !r->has_slot || !r->has_value)
		scan_fail(&r->s, "no context and value");
}

void
shape_place(struct rpc_accounts *a)
{
	uint8_t *at = a->bytes;

	for (size_t i = 0; i < a->n; i++) {
		a->account[i].data = at;
		at += a->account[i].len;
	}
}

static enum err_code
judge(const struct reader *r, struct err *e)
{
	if (r->s.why != NULL)
		return err_set(e, ERR_WIRE, "accounts, element %zu: %s", r->out->n == 0 ? 0 : r->out->n - 1, r->s.why);
	if (r->asked->key != NULL && r->out->n != r->asked->n)
		return err_set(e, ERR_WIRE, "%zu accounts, asked for %zu", r->out->n, r->asked->n);
	if (r->out->slot < r->asked->min_slot)
		return err_set(e, ERR_WIRE, "accounts as of slot %" PRIu64 ", asked for %" PRIu64 " or newer",
			r->out->slot, r->asked->min_slot);
	return ERR_OK;
}

enum err_code
shape_accounts(char *text, size_t len, const struct shape_asked *asked, struct rpc_accounts *out, size_t *used,
	struct err *e)
{
	struct reader r = { .s = scan_from((struct span){ text, len }), .asked = asked, .out = out,
		.base = (uint8_t *)text };

	*out = (struct rpc_accounts){ .n = 0 };
	read_result(&r);
	if (judge(&r, e) != ERR_OK) {
		free(out->account);
		*out = (struct rpc_accounts){ .n = 0 };
		return e->code;
	}
	if (out->n > 0)
		out->account = mem_grow(out->account, out->n, sizeof *out->account);
	*used = r.used;
	return ERR_OK;
}
