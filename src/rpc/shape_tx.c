/* What transactions did, or would do. */
#include "rpc/shape.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "rpc/json.h"

static enum err_code
missing(const char *what, struct err *e)
{
	return err_set(e, ERR_WIRE, "the reply has no %s where one belongs", what);
}

/* Names of errors are words; anything else is made harmless. */
static bool
set_reason(struct rpc_outcome *o, struct span s)
{
	(void)text_safe(o->reason, sizeof o->reason, s.p, s.len, true);
	return s.len > 0;
}

/* [index, "Name" or {"Custom": n} or {"Name": ...}] */
static bool
read_instruction_error(const struct json *v, struct rpc_outcome *o)
{
	const struct json *what = json_at(v, 1), *inside;
	const char *name = NULL;
	uint32_t index;
	struct span s;
	size_t n;

	if (!json_array(v, &n) || n != 2 || !json_u32(json_at(v, 0), &index) || index > UINT8_MAX)
		return false;
	o->instruction = (int)index;
	if (json_str(what, &s))
		return set_reason(o, s);
	inside = json_only(what, &name);
	if (inside == NULL)
		return false;
	if (strcmp(name, "Custom") == 0) {
		o->has_custom = json_u32(inside, &o->custom);
		(void)snprintf(o->reason, sizeof o->reason, "Custom");
		return o->has_custom;
	}
	return set_reason(o, (struct span){ name, strlen(name) });
}

/* TransactionError: null, "Name", {"InstructionError": [...]}, or {"Name": detail}. */
static bool
read_error(const struct json *v, struct rpc_outcome *o)
{
	const struct json *inside;
	const char *name = NULL;
	uint32_t index;
	struct span s;

	*o = (struct rpc_outcome){ .instruction = -1 };
	if (json_is_null(v))
		return true;
	o->failed = true;
	if (json_str(v, &s))
		return set_reason(o, s);
	inside = json_only(v, &name);
	if (inside == NULL)
		return false;
	if (strcmp(name, "InstructionError") == 0)
		return read_instruction_error(inside, o);
	if (strcmp(name, "DuplicateInstruction") == 0 && json_u32(inside, &index) && index <= UINT8_MAX)
		o->instruction = (int)index;
	return set_reason(o, (struct span){ name, strlen(name) });
}

static bool
begins(struct span s, const char *with)
{
	size_t n = strlen(with);

	return s.len >= n && memcmp(s.p, with, n) == 0;
}

/* Does a log line say something, or is it the frame around what does? */
static bool
says_why(struct span s)
{
	return begins(s, "Program log: ") || (!begins(s, "Program ") && !begins(s, "Log truncated"));
}

static bool
has(struct span s, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= s.len; i++)
		if (memcmp(s.p + i, word, n) == 0)
			return true;
	return false;
}

/* The newest line that says why, else the newest "... failed: ...". */
static bool
read_logs(const struct json *v, struct rpc_outcome *o)
{
	static const char prefix[] = "Program log: ";
	struct span line, best = { "", 0 };
	size_t n;

	if (json_is_absent(v))
		return true;
	if (!json_array(v, &n))
		return false;
	for (size_t i = 0; i < n && i < RPC_LOGS_MAX; i++) {
		if (!json_str(json_at(v, n - 1 - i), &line))
			return false;
		if (says_why(line)) {
			best = line;
			break;
		}
		if (best.len == 0 && has(line, " failed: "))
			best = line;
	}
	if (begins(best, prefix))
		best = (struct span){ best.p + strlen(prefix), best.len - strlen(prefix) };
	(void)text_safe(o->last_log, sizeof o->last_log, best.p, best.len, false);
	return true;
}

static bool
optional_u32(const struct json *v, uint32_t *out)
{
	uint64_t n;

	if (json_is_absent(v))
		return true;
	if (!json_u64(v, &n))
		return false;
	*out = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
	return true;
}

static bool
read_simulation(const struct json *v, struct rpc_outcome *o)
{
	if (!read_error(json_get(v, "err"), o))
		return false;
	if (o->failed && !read_logs(json_get(v, "logs"), o))
		return false;
	return optional_u32(json_get(v, "unitsConsumed"), &o->units)
		&& optional_u32(json_get(v, "loadedAccountsDataSize"), &o->loaded_len);
}

enum err_code
shape_simulation(struct span result, struct rpc_outcome *out, struct err *e)
{
	struct json *doc = NULL;
	bool ok;

	if (json_open(result, &doc, e) != ERR_OK)
		return e->code;
	ok = read_simulation(json_get(doc, "value"), out);
	json_close(doc);
	return ok ? ERR_OK : missing("outcome of a simulation", e);
}

enum err_code
shape_preflight(struct span data, struct rpc_outcome *out, struct err *e)
{
	struct json *doc = NULL;
	bool ok;

	if (json_open(data, &doc, e) != ERR_OK)
		return e->code;
	ok = read_simulation(doc, out) && out->failed;
	json_close(doc);
	return ok ? ERR_OK : missing("reason of the refusal", e);
}

static bool
read_signature(const struct json *v, struct signature *out)
{
	char text[SIGNATURE_TEXT];
	struct err unused = ERR_INIT;

	return json_word(v, text, sizeof text) && signature_parse(text, out, &unused) == ERR_OK;
}

enum err_code
shape_signature(struct span result, struct signature *out, struct err *e)
{
	struct json *doc = NULL;
	bool ok;

	if (json_open(result, &doc, e) != ERR_OK)
		return e->code;
	ok = read_signature(doc, out);
	json_close(doc);
	return ok ? ERR_OK : missing("signature", e);
}

/* confirmationStatus; where it is absent, confirmations null means rooted. */
static bool
read_reached(const struct json *v, enum commitment *out)
{
	const struct json *status = json_get(v, "confirmationStatus");
	char word[16];

	if (json_is_absent(status)) {
		*out = json_is_null(json_get(v, "confirmations")) ? COMMITMENT_FINALIZED : COMMITMENT_PROCESSED;
		return true;
	}
	return json_word(status, word, sizeof word) && commitment_parse(word, out);
}

static bool
read_status(const struct json *v, struct rpc_status *out)
{
	*out = (struct rpc_status){ .known = false, .outcome = { .instruction = -1 } };
	if (json_is_null(v))
		return true;
	out->known = true;
	return json_u64(json_get(v, "slot"), &out->slot) && read_error(json_get(v, "err"), &out->outcome)
		&& read_reached(v, &out->reached);
}

/* One after the other: a tree of 256 takes half a megabyte. */
static void
read_statuses(struct scan *s, struct rpc_status *out, size_t n, size_t *got)
{
	struct err unused;

	for (scan_array(s); scan_item(s); ++*got) {
		struct span text = scan_skip(s);
		struct json *one = NULL;

		if (s->why != NULL || *got >= n)
			continue;
		if (json_open(text, &one, &unused) != ERR_OK || !read_status(one, &out[*got]))
			scan_fail(s, "a status that makes no sense");
		json_close(one);
	}
}

enum err_code
shape_statuses(struct span result, struct rpc_status *out, size_t n, struct err *e)
{
	struct scan s = scan_from(result);
	struct span key;
	bool has = false;
	size_t got = 0;

	scan_object(&s);
	while (scan_key(&s, &key)) {
		if (!span_is(key, "value") || has)
			(void)scan_skip(&s);
		else
			read_statuses(&s, out, n, &got);
		has = has || span_is(key, "value");
	}
	if (!scan_end(&s))
		return missing("status", e);
	return got == n ? ERR_OK : err_set(e, ERR_WIRE, "the reply has %zu statuses, asked for %zu", got, n);
}

static bool
read_time(const struct json *v, int64_t *out)
{
	*out = INT64_MIN;
	return json_is_absent(v) || json_i64(v, out);
}

static bool
read_listed(const struct json *v, struct rpc_signature *out)
{
	struct rpc_outcome o;

	if (!read_signature(json_get(v, "signature"), &out->signature) || !json_u64(json_get(v, "slot"), &out->slot)
	    || !read_error(json_get(v, "err"), &o) || !read_time(json_get(v, "blockTime"), &out->time))
		return false;
	out->failed = o.failed;
	out->unreadable = rpc_outcome_unreadable(&o);
	return true;
}

enum err_code
shape_signatures(struct span result, struct rpc_signature *out, size_t cap, size_t *n, struct err *e)
{
	struct json *doc = NULL;
	size_t got = 0, i = 0;
	bool list;

	if (json_open(result, &doc, e) != ERR_OK)
		return e->code;
	list = json_array(doc, &got);
	while (list && got <= cap && i < got && read_listed(json_at(doc, i), &out[i]))
		i++;
	json_close(doc);
	if (!list || (got <= cap && i != got))
		return missing("list of signatures", e);
	if (got > cap)
		return err_set(e, ERR_WIRE, "the reply has %zu signatures, asked for at most %zu", got, cap);
	*n = got;
	return ERR_OK;
}

/* ["BASE64","base64"] into wire. */
static bool
read_wire(const struct json *v, struct buf *wire)
{
	struct span text, encoding;
	uint8_t *at;
	size_t len;

	if (!json_str(json_at(v, 0), &text) || !json_str(json_at(v, 1), &encoding) || !span_is(encoding, "base64"))
		return false;
	at = buf_room(wire, text.len / 4 * 3);
	if (at == NULL || !text_unbase64(at, text.len / 4 * 3, &len, text.p, text.len))
		return false;
	buf_added(wire, len);
	return true;
}

/* Legacy and v0 carry their signatures first, v1 (0x81) last. */
static bool
carries(const struct buf *wire, size_t from, const struct signature *s)
{
	const uint8_t *p = wire->p + from;
	size_t len = wire->len - from;

	if (len < 1 + sizeof s->b)
		return false;
	if ((p[0] & 0x80) != 0) {
		for (size_t at = 1; at + sizeof s->b <= len; at++)
			if (memcmp(p + at, s->b, sizeof s->b) == 0)
				return true;
		return false;
	}
	return memcmp(p + 1, s->b, sizeof s->b) == 0;
}

static enum err_code
read_transaction(const struct json *doc, const struct signature *asked, struct buf *wire, struct rpc_signature *about,
	struct err *e)
{
	size_t from = wire->len;
	struct rpc_outcome o;

	*about = (struct rpc_signature){ .signature = *asked };
	if (!json_u64(json_get(doc, "slot"), &about->slot) || !read_time(json_get(doc, "blockTime"), &about->time)
	    || !read_error(json_get(json_get(doc, "meta"), "err"), &o))
		return missing("slot, time and outcome of a transaction", e);
	about->failed = o.failed;
	if (!read_wire(json_get(doc, "transaction"), wire))
		return missing("transaction in base64", e);
	if (!carries(wire, from, asked))
		return err_set(e, ERR_WIRE, "the reply shows another transaction");
	return ERR_OK;
}

enum err_code
shape_transaction(struct span result, const struct signature *asked, struct buf *wire, struct rpc_signature *about,
	struct err *e)
{
	struct json *doc = NULL;
	char text[SIGNATURE_TEXT];
	enum err_code rc;

	if (json_open(result, &doc, e) != ERR_OK)
		return e->code;
	if (json_is_null(doc))
		rc = err_set(e, ERR_NOT_FOUND, "no transaction %s is known", signature_text(text, asked));
	else
		rc = read_transaction(doc, asked, wire, about, e);
	json_close(doc);
	return rc;
}
