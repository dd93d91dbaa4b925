#include "cli/cli.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/code.h"
#include "cli/interrupt.h"
#include "cli/security.h"
#include "ops/stage.h"
#include "ops/unfinished.h"

/* One that takes all of it is not worth a line. */
static void
say_endpoint(struct cli *c, const struct endpoint *p)
{
	if (endpoint_is_used(p) && p->refusals == 0 && p->trouble[0] == '\0')
		return;
	cli_say(c, "  %s: %u transaction%s so far%s%s%s", rpc_url(p->rpc), p->accepted, p->accepted == 1 ? "" : "s",
		!endpoint_is_used(p) ? ", left out" : p->refusals > 0 ? ", wants it slower" : "", p->trouble[0] != '\0' ? ": " : "", p->trouble);
}

void
cli_say_upload(struct cli *c, const char *step, const struct stage_progress *p, const struct endpoints *x)
{
	char there[TEXT_SHORT], all[TEXT_SHORT], pace[STAGE_TEXT], again[STAGE_TEXT], health[STAGE_TEXT];

	(void)stage_retries_text(again, p);
	if (x->n > 1 || stage_health_text(health, p)[0] == '\0')
		health[0] = '\0'; /* of several each has a line of its own */
	cli_say(c, "%s: %s of %s bytes on chain, %s%s%s%s%s", step, text_count(there, p->bytes_there), text_count(all, p->bytes),
		stage_pace_text(pace, p), again[0] != '\0' ? ", " : "", again, health[0] != '\0' ? "; " : "", health);
	for (unsigned i = 0; x->n > 1 && i < x->n; i++)
		say_endpoint(c, &x->at[i]);
}

static enum err_code
turns(struct cli *c, struct stage *g, struct interrupt *i, struct err *e)
{
	uint64_t said = clock_mono_ms(&c->s.clock);
	struct stage_progress p;
	enum err_code rc;

	for (int hit = 0;;) {
		enum stage_phase phase = stage_turn(g);

		if (phase == STAGE_FAILED) {
			*e = *stage_error(g);
			return e->code;
		}
		if (phase == STAGE_DONE)
			return ERR_OK;
		if (phase == STAGE_CARD) {
			interrupt_end(i); /* at a question a signal ends it as ever */
			rc = cli_confirm(c, stage_card(g), e);
			if (rc != ERR_OK || c->s.dry_run)
				return rc;
			stage_confirm(g);
			interrupt_begin(i);
			continue;
		}
		if (phase == STAGE_WRITING && clock_mono_ms(&c->s.clock) - said >= CLI_UPLOAD_MS) {
			said = clock_mono_ms(&c->s.clock);
			stage_progress(g, &p);
			cli_say_upload(c, stage_step(g), &p, stage_endpoints(g));
		}
		rc = interrupt_wait(c, i, stage_deadline_ms(g), &hit, e);
		if (rc != ERR_OK)
			return rc;
		if (hit != 0)
			stage_stop(g);
	}
}

/* From the signature of its card on a signal does not end it without a word. */
static enum err_code
run_stage(struct cli *c, struct stage *g, struct err *e)
{
	struct interrupt i = INTERRUPT_INIT;
	enum err_code rc = turns(c, g, &i, e);

	interrupt_end(&i);
	return rc;
}

/* How each endpoint did, where there are several. */
static void
endpoints_text(const struct endpoints *x)
{
	for (unsigned i = 0; x->n > 1 && i < x->n; i++) {
		const struct endpoint *p = &x->at[i];

		cli_field(i == 0 ? "endpoints" : "", "%s: %u transaction%s%s%s%s%s", rpc_url(p->rpc), p->accepted, p->accepted == 1 ? "" : "s",
			p->refusals > 0 ? ", slower than it would" : "", !endpoint_is_used(p) ? ", left out" : "",
			p->trouble[0] != '\0' ? ": " : "", p->trouble);
	}
}

static void
endpoints_json(struct jsonout *j, const struct endpoints *x)
{
	jsonout_array(j, "endpoints");
	for (unsigned i = 0; i < x->n; i++) {
		const struct endpoint *p = &x->at[i];

		jsonout_object(j, NULL);
		jsonout_str(j, "endpoint", rpc_url(p->rpc));
		jsonout_bool(j, "used", endpoint_is_used(p));
		jsonout_u64(j, "transactions", p->accepted);
		jsonout_u64(j, "refusals", p->refusals);
		jsonout_str(j, "trouble", p->trouble[0] != '\0' ? p->trouble : NULL);
		jsonout_end(j);
	}
	jsonout_end(j);
}

static void
written_text(const struct cli *c, const struct stage *g, const struct stage_progress *p)
{
	const char *dry = c->s.dry_run ? " (dry run)" : "";
	char sol[TEXT_SHORT], bytes[TEXT_SHORT];

	if (p->transactions == 0 && stage_is_there(g))
		cli_field("written", "nothing: the buffer held the file already%s", dry);
	else
		cli_field("written", "%s bytes, %u transaction%s%s, %s SOL in fees%s", text_count(bytes, p->bytes_there), p->transactions,
			p->transactions == 1 ? "" : "s", p->v1 ? " of version 1" : "", text_sol(sol, p->fee_lamports), dry);
}

static enum err_code
print_written(struct cli *c, const struct stage *g, size_t len, struct err *e)
{
	char key[PUBKEY_TEXT], hex[65];
	struct stage_progress p;
	struct jsonout j;
	struct hash h;
	struct buf b;

	stage_hash(g, &h);
	stage_progress(g, &p);
	text_hex(hex, h.b, 32);
	if (!c->o.json) {
		cli_field("buffer", "%s", pubkey_text(key, stage_buffer(g)));
		cli_field("code hash", "%s", hex);
		written_text(c, g, &p);
		endpoints_text(stage_endpoints(g));
		if (!c->s.dry_run && c->s.has_multisig)
			cli_say(c, "next: keyturn propose upgrade PROGRAM %s --description TEXT", key);
		return ERR_OK;
	}
	cli_json_begin(&b, &j);
	jsonout_str(&j, "cluster", c->s.cluster);
	cli_json_key(&j, "buffer", stage_buffer(g));
	cli_json_hash(&j, "code_hash", &h);
	jsonout_u64(&j, "len", len);
	jsonout_u64(&j, "pieces", p.pieces);
	jsonout_u64(&j, "pieces_sent", p.transactions - (p.transactions > 0 && stage_made(g)));
	jsonout_u64(&j, "transactions", p.transactions);
	jsonout_u64(&j, "resent", p.resent);
	jsonout_u64(&j, "renewed", p.renewed);
	jsonout_u64(&j, "status_calls", p.statuses);
	jsonout_u64(&j, "fee_lamports", p.fee_lamports);
	jsonout_u64(&j, "elapsed_ms", p.elapsed_ms);
	jsonout_str(&j, "format", p.v1 ? "v1" : "legacy");
	endpoints_json(&j, stage_endpoints(g));
	jsonout_bool(&j, "sent", !c->s.dry_run);
	return cli_json_end(&b, &j, e);
}

/* Is the buffer still there, this key's? */
static bool
is_held(struct cli *c, const struct pubkey *buffer)
{
	struct rpc_slice head = { 0, LOADER_BUFFER_HEADER, true };
	struct rpc_accounts a = { .n = 0 };
	struct loader_account l;
	struct err none = ERR_INIT;
	bool held = cli_accounts(c, buffer, 1, head, &a, &none) == ERR_OK && a.account[0].exists &&
		loader_decode(a.account[0].data, a.account[0].len, &l, &none) == ERR_OK && l.tag == LOADER_BUFFER && l.has_authority &&
		pubkey_eq(&l.authority, signer_address(c->s.signer));

	rpc_accounts_free(&a);
	return held;
}

/* A file that was built anew while an upload of it is unfinished gets a buffer of its own; what that leaves behind is said. */
static void
say_unfinished(struct cli *c, const char *path, const struct stage *g)
{
	char at[PUBKEY_TEXT], is[65], was[65];
	struct journal_row row;
	struct hash code;

	stage_hash(g, &code);
	if (!unfinished_of_file(&c->s, path, &code, &row) || !is_held(c, &row.intent.subject))
		return;
	(void)pubkey_text(at, &row.intent.subject);
	text_hex(is, code.b, 32);
	text_hex(was, row.intent.payload_hash.b, 32);
	cli_say(c, "the file has changed: an upload of it into %s is unfinished, whose code hash is %s", at, was);
	cli_say(c, "its hash is %s now, so it gets a buffer of its own; \"keyturn buffer close %s\" returns the other's rent", is, at);
}

enum err_code
cli_stage(struct cli *c, const char *path, const struct buf *file, const struct pubkey *only, struct pubkey *buffer, bool print,
	struct err *e)
{
	struct stage *g = stage_new(&c->s, file->p, file->len);
	const char *real = stage_name(g, path);
	enum err_code rc;

	if (only != NULL)
		stage_only(g, only);
	else if (real != NULL)
		say_unfinished(c, real, g);
	rc = run_stage(c, g, e);
	*buffer = *stage_buffer(g);
	if (rc == ERR_OK && print)
		rc = print_written(c, g, file->len, e);
	stage_free(g);
	return rc;
}

enum err_code
cmd_buffer_write(struct cli *c, struct err *e)
{
	const char *named = cli_option(c, "--buffer");
	struct buf file = BUF_INIT(KT_BUFFER_LEN_MAX);
	struct pubkey buffer, only;
	enum err_code rc = cli_words(c, 1, 1, "buffer write FILE [--buffer ADDRESS] [--anyway]", e);

	if (rc == ERR_OK && named != NULL)
		rc = pubkey_parse(named, &only, e);
	if (rc == ERR_OK)
		rc = cli_code_file(c->word[0], &file, e);
	if (rc == ERR_OK)
		rc = cli_open(c, CLI_KEY, NULL, e);
	if (rc == ERR_OK)
		rc = cli_code_loadable(c, &file, e);
	if (rc == ERR_OK)
		rc = cli_stage(c, c->word[0], &file, named != NULL ? &only : NULL, &buffer, true, e);
	buf_wipe(&file);
	return rc;
}

static enum err_code
print_buffer(struct cli *c, const struct pubkey *at, const struct on_chain *code, struct err *e)
{
	char key[PUBKEY_TEXT], hex[65], len[TEXT_SHORT], room[TEXT_SHORT];
	struct jsonout j;
	struct buf b;

	text_hex(hex, code->hash.b, 32);
	if (!c->o.json) {
		cli_field("buffer", "%s", pubkey_text(key, at));
		cli_field("authority", "%s", code->has_authority ? pubkey_text(key, &code->authority) : "none");
		cli_field("code hash", "%s", hex);
		cli_field("code length", "%s bytes, room for %s", text_count(len, code->trimmed), text_count(room, code->room));
		cli_security_text(&code->security);
		return ERR_OK;
	}
	cli_json_begin(&b, &j);
	jsonout_str(&j, "cluster", c->s.cluster);
	jsonout_u64(&j, "slot", code->slot);
	cli_json_key(&j, "buffer", at);
	cli_json_key(&j, "authority", code->has_authority ? &code->authority : NULL);
	cli_json_hash(&j, "code_hash", &code->hash);
	jsonout_u64(&j, "code_len", code->trimmed);
	jsonout_u64(&j, "capacity", code->room);
	cli_security_json(&j, &code->security);
	return cli_json_end(&b, &j, e);
}

enum err_code
cmd_buffer_show(struct cli *c, struct err *e)
{
	struct pubkey at;
	struct on_chain code;

	if (cli_words(c, 1, 1, "buffer show BUFFER", e) != ERR_OK || pubkey_parse(c->word[0], &at, e) != ERR_OK ||
		cli_open(c, 0, NULL, e) != ERR_OK || cli_code_on_chain(c, &at, LOADER_BUFFER, &code, e) != ERR_OK)
		return e->code;
	return print_buffer(c, &at, &code, e);
}

enum err_code
cmd_buffer_verify(struct cli *c, struct err *e)
{
	struct buf file = BUF_INIT(KT_BUFFER_LEN_MAX);
	struct pubkey at;
	struct on_chain code;
	enum err_code rc = cli_words(c, 2, 2, "buffer verify BUFFER FILE", e);

	if (rc == ERR_OK)
		rc = pubkey_parse(c->word[0], &at, e);
	if (rc == ERR_OK)
		rc = cli_code_file(c->word[1], &file, e);
	if (rc == ERR_OK)
		rc = cli_open(c, 0, NULL, e);
	if (rc == ERR_OK)
		rc = cli_code_on_chain(c, &at, LOADER_BUFFER, &code, e);
	if (rc == ERR_OK)
		rc = cli_code_equal(c, &file, &code, e);
	if (rc == ERR_OK)
		rc = print_buffer(c, &at, &code, e);
	if (rc == ERR_OK && !c->o.json)
		(void)puts("the file is what the buffer holds");
	buf_wipe(&file);
	return rc;
}
