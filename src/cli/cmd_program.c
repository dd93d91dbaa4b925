#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/code.h"
#include "cli/liveness.h"
#include "cli/preflight.h"
#include "cli/security.h"
#include "cli/trust.h"
#include "ops/cure.h"
#include "ops/program.h"
#include "ops/recent.h"

/* Turns it to its end, with a question for each card. */
static enum err_code
run(struct cli *c, struct program_op *o, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (;;) {
		switch (program_turn(o)) {
		case PROGRAM_FAILED:
			*e = *program_error(o);
			return e->code;
		case PROGRAM_DONE:
			if (program_act(o) != NULL && act_before(program_act(o))[0] != '\0')
				cli_say(c, "%s", act_before(program_act(o)));
			return ERR_OK;
		case PROGRAM_CARD:
			rc = cli_confirm(c, program_card(o), e);
			if (rc != ERR_OK)
				return rc;
			program_confirm(o);
			continue;
		default:
			rc = cli_wait(c, program_deadline_ms(o), e);
			if (rc != ERR_OK)
				return rc;
		}
	}
}

/* --- deploy -------------------------------------------------------------- */

struct deployed {
	struct pubkey program;
	struct hash hash;
};

static void
deployed_json(void *ctx, struct jsonout *j)
{
	struct deployed *d = ctx;

	cli_json_key(j, "program", &d->program);
	cli_json_hash(j, "code_hash", &d->hash);
}

static enum err_code
deploy_file(struct cli *c, const struct buf *file, const char *id, const char *max_len, struct err *e)
{
	struct program_op *o;
	struct deployed d;
	uint64_t room = file->len;
	char key[PUBKEY_TEXT];
	enum err_code rc;

	if (max_len != NULL && text_u64(max_len, LOADER_ACCOUNT_MAX - LOADER_PROGRAM_DATA_HEADER, &room, e) != ERR_OK)
		return err_while(e, "reading --max-len");
	if (room < file->len)
		return err_set(e, ERR_USAGE, "--max-len %llu is less than the file's %zu bytes", (unsigned long long)room, file->len);
	if (cli_open(c, CLI_KEY, id, e) != ERR_OK || cli_genesis(c, e) != ERR_OK)
		return e->code;
	if (cli_code_loadable(c, file, e) != ERR_OK)
		return e->code;
	cli_unheard(c, "program deploy");
	d.program = *signer_address(c->extra);
	o = program_deploy(&c->s, &d.program, c->word[0], file->p, file->len, room, cli_sign_extra, c);
	program_hash(o, &d.hash);
	rc = run(c, o, e);
	if (rc == ERR_OK)
		rc = cli_outcome(c, program_act(o), "program deploy", !c->s.dry_run, deployed_json, &d, e);
	program_free(o);
	if (rc == ERR_OK && !c->o.json && !c->s.dry_run)
		cli_field("program", "%s", pubkey_text(key, &d.program));
	return rc;
}

enum err_code
cmd_program_deploy(struct cli *c, struct err *e)
{
	static const char usage[] = "program deploy FILE --program-id KEYFILE [--max-len N] [--anyway]";
	const char *id = cli_option(c, "--program-id"), *max_len = cli_option(c, "--max-len");
	struct buf file = BUF_INIT(KT_BUFFER_LEN_MAX);
	enum err_code rc = cli_words(c, 1, 1, usage, e);

	if (rc == ERR_OK && id == NULL) {
		(void)err_set(e, ERR_USAGE, "--program-id is missing: the keypair whose address the program gets");
		rc = err_hint(e, "usage: keyturn %s", usage);
	}
	if (rc == ERR_OK)
		rc = cli_code_file(c->word[0], &file, e);
	if (rc == ERR_OK)
		rc = deploy_file(c, &file, id, max_len, e);
	buf_wipe(&file);
	return rc;
}

/* --- adopt --------------------------------------------------------------- */

struct adopted {
	struct pubkey program;
	struct on_chain code;
	struct guard_context x;
};

static void
adopted_json(void *ctx, struct jsonout *j)
{
	struct adopted *a = ctx;

	cli_json_key(j, "program", &a->program);
	cli_json_hash(j, "code_hash", &a->code.hash);
	jsonout_u64(j, "code_len", a->code.trimmed);
}

static enum err_code
check_adoption(struct cli *c, const struct gov_world *w, const struct adopted *a, struct err *e)
{
	const struct pubkey *me = signer_address(c->s.signer);
	const struct gov_record *r = gov_world_record(w, &a->program);
	char key[PUBKEY_TEXT];

	if (multisig_member(&w->multisig, me) < 0) {
		(void)err_set(e, ERR_REFUSED, "%s is no member of the multisig", pubkey_text(key, me));
		return err_hint(e, "a member adopts; the present authority may sign beside it with --authority KEYFILE");
	}
	if (pubkey_eq(&a->program, &c->s.governance)) {
		(void)err_set(e, ERR_REFUSED, "the governance program %s cannot govern itself", pubkey_text(key, &a->program));
		return err_hint(e, "another instance of it can hold it, or it is made immutable");
	}
	if (r != NULL && r->governed) {
		(void)err_set(e, ERR_REFUSED, "program %s is governed by this multisig already", pubkey_text(key, &a->program));
		return err_hint(e, "\"keyturn program show %s\" shows it", key);
	}
	if (!a->code.has_authority)
		return err_set(e, ERR_REFUSED, "program %s is immutable", pubkey_text(key, &a->program));
	if (a->code.trimmed > KT_CODE_LEN_MAX)
		return err_set(e, ERR_REFUSED, "the code is %zu bytes, at most %u can be governed", a->code.trimmed, KT_CODE_LEN_MAX);
	if (!pubkey_eq(&a->code.authority, me) && !pubkey_eq(&a->code.authority, &w->multisig.authority) &&
		(c->extra == NULL || !pubkey_eq(&a->code.authority, signer_address(c->extra)))) {
		(void)err_set(e, ERR_REFUSED, "the upgrade authority is %s, whose key is not here", pubkey_text(key, &a->code.authority));
		return err_hint(e, "give its keypair with --authority KEYFILE");
	}
	return ERR_OK;
}

static enum err_code
adopt(struct cli *c, struct adopted *a, struct err *e)
{
	const struct pubkey *me = signer_address(c->s.signer);
	struct kt_where where = { c->s.governance, c->s.multisig };
	struct gov_world w;
	struct act *act;
	struct kt_ix ix;
	enum err_code rc;

	if (cli_world(c, false, 0, &a->program, &w, e) != ERR_OK)
		return e->code;
	rc = check_adoption(c, &w, a, e);
	if (rc == ERR_OK)
		rc = act_give(&a->x.multisig, &w.multisig.address, w.multisig.raw, w.multisig.raw_len, e);
	gov_world_wipe(&w);
	if (rc != ERR_OK)
		return rc;
	c->extra_context = &a->x;
	kt_adopt_ix(&ix, &where, me, me, &a->code.authority, &a->program, (uint32_t)a->code.trimmed, &a->code.hash);
	act = act_instruction(&c->s, "program adopt", &ix.ix, 1, &a->x, 0, pubkey_eq(&a->code.authority, me) ? NULL : cli_sign_extra, c);
	act_once(act);
	return cli_act(c, act, "program adopt", adopted_json, a, e);
}

static enum err_code
adopted_in(struct cli *c, const struct pubkey *program, struct err *e)
{
	struct pubkey authority = kt_authority_address(&c->s.governance, &c->s.multisig);

	c->s.commitment = COMMITMENT_CONFIRMED; /* what the sender waited for */
	if (cli_held_by(c, program, &authority, e) != ERR_OK)
		return e->code;
	cli_offer_liveness(c, program);
	return ERR_OK;
}

enum err_code
cmd_program_adopt(struct cli *c, struct err *e)
{
	const char *authority = cli_option(c, "--authority");
	bool plain_key = cli_flag(c, "--allow-plain-governance-key");
	struct adopted *a = mem_new(1, sizeof *a);
	enum err_code rc = cli_words(c, 1, 1, "program adopt PROGRAM [--authority KEYFILE] [--allow-plain-governance-key]", e);

	if (rc == ERR_OK)
		rc = pubkey_parse(c->word[0], &a->program, e);
	if (rc == ERR_OK)
		rc = cli_open(c, CLI_KEY | CLI_MULTISIG | CLI_GOVERNANCE, authority, e);
	if (rc == ERR_OK)
		rc = cli_genesis(c, e);
	if (rc == ERR_OK)
		rc = cli_trust(c, plain_key, e);
	if (rc == ERR_OK)
		cli_unheard(c, "program adopt");
	if (rc == ERR_OK)
		rc = cli_code_on_chain(c, &a->program, LOADER_PROGRAM, &a->code, e);
	if (rc == ERR_OK)
		rc = cli_rent(c, KT_RECORD_LEN, &a->x.rent_lamports, e);
	if (rc == ERR_OK)
		rc = adopt(c, a, e);
	if (rc == ERR_OK && !c->s.dry_run)
		rc = adopted_in(c, &a->program, e);
	free(a);
	c->extra_context = NULL;
	return rc;
}

/* --- extend, show, verify ------------------------------------------------- */

enum err_code
cmd_program_extend(struct cli *c, struct err *e)
{
	struct program_op *o;
	struct pubkey program;
	uint64_t more;
	enum err_code rc;

	if (cli_words(c, 2, 2, "program extend PROGRAM BYTES", e) != ERR_OK || pubkey_parse(c->word[0], &program, e) != ERR_OK ||
		text_u64(c->word[1], LOADER_ACCOUNT_MAX, &more, e) != ERR_OK)
		return e->code;
	if (more < LOADER_EXTEND_MIN) {
		(void)err_set(e, ERR_USAGE, "%llu bytes is less than the loader extends by", (unsigned long long)more);
		return err_hint(e, "give %u or more", LOADER_EXTEND_MIN);
	}
	if (cli_open(c, CLI_KEY, NULL, e) != ERR_OK || cli_genesis(c, e) != ERR_OK)
		return e->code;
	o = program_extend(&c->s, &program, (uint32_t)more);
	rc = run(c, o, e);
	if (rc == ERR_OK)
		rc = cli_outcome(c, program_act(o), "program extend", !c->s.dry_run, NULL, NULL, e);
	program_free(o);
	return rc;
}

/* NULL where the record was not read. */
static void
versions_json(struct jsonout *j, const struct gov_record *r)
{
	if (r == NULL) {
		jsonout_null(j, "versions");
		return;
	}
	jsonout_array(j, "versions");
	for (unsigned i = 0; i < r->version_n; i++) {
		const struct gov_version *v = &r->version[i];

		jsonout_object(j, NULL);
		jsonout_u64(j, "number", v->number);
		cli_json_hash(j, "code_hash", &v->code_hash);
		jsonout_u64(j, "code_len", v->code_len);
		jsonout_u64(j, "slot", v->slot);
		cli_json_time(j, "began", v->began, true);
		cli_json_time(j, "ended", v->ended, i + 1 < r->version_n || !r->governed);
		jsonout_u64(j, "proposal", v->proposal);
		jsonout_bool(j, "adopted", v->adopted);
		jsonout_bool(j, "retired", v->retired);
		jsonout_end(j);
	}
	jsonout_end(j);
}

/* The newest transactions that named the program. */
static enum err_code
read_recent(struct cli *c, const struct pubkey *program, const struct on_chain *code, struct recent *out, struct err *e)
{
	struct rpc_call *call = recent_ask(&c->s, program);
	enum err_code rc = cli_await(c, call, e);

	recent_take(call, code->deployed_slot, out);
	return rc;
}

static void
recent_json(struct jsonout *j, const struct recent *r)
{
	if (!r->known) {
		jsonout_str(j, "recent", NULL);
		return;
	}
	jsonout_object(j, "recent");
	jsonout_u64(j, "transactions", r->n);
	jsonout_u64(j, "failed", r->failed);
	jsonout_u64(j, "account_unreadable", r->unreadable);
	jsonout_str(j, "cure", r->unreadable > 0 ? CURE_UNREADABLE : NULL);
	jsonout_end(j);
}

static enum err_code
show_json(struct cli *c, const struct pubkey *program, const struct on_chain *code, const struct gov_record *r,
	const struct recent *recent, const struct preflight *ready, struct err *e)
{
	struct jsonout j;
	struct buf b;

	cli_json_begin(&b, &j);
	jsonout_str(&j, "cluster", c->s.cluster);
	cli_json_key(&j, "program", program);
	cli_json_key(&j, "program_data", &code->program_data);
	cli_json_key(&j, "authority", code->has_authority ? &code->authority : NULL);
	jsonout_u64(&j, "slot", code->deployed_slot);
	cli_json_hash(&j, "code_hash", &code->hash);
	jsonout_u64(&j, "code_len", code->trimmed);
	jsonout_u64(&j, "capacity", code->room);
	cli_security_json(&j, &code->security);
	versions_json(&j, r);
	cli_readiness_json(&j, ready);
	recent_json(&j, recent);
	return cli_json_end(&b, &j, e);
}

static void
show_text(const struct pubkey *program, const struct on_chain *code, const struct gov_record *r, const struct recent *recent,
	const struct preflight *ready)
{
	char key[PUBKEY_TEXT], hex[65], when[TEXT_SHORT], words[200], len[TEXT_SHORT], room[TEXT_SHORT];

	cli_field("program", "%s", pubkey_text(key, program));
	cli_field("program data", "%s", pubkey_text(key, &code->program_data));
	cli_field("authority", "%s", code->has_authority ? pubkey_text(key, &code->authority) : "none, immutable");
	text_hex(hex, code->hash.b, 32);
	cli_field("code hash", "%s", hex);
	cli_field("code length", "%s bytes, room for %s", text_count(len, code->trimmed), text_count(room, code->room));
	cli_field("deployed in slot", "%llu", (unsigned long long)code->deployed_slot);
	for (unsigned i = 0; r != NULL && i < r->version_n; i++) {
		const struct gov_version *v = &r->version[i];

		text_hex(hex, v->code_hash.b, 32);
		cli_field(i == 0 ? "versions" : "", "%llu %.8s %s%s%s", (unsigned long long)v->number, hex, text_rfc3339(when, v->began),
			v->adopted ? ", adopted" : "", v->retired ? ", retired" : "");
	}
	cli_security_text(&code->security);
	cli_readiness_text(ready);
	recent_words(recent, words, sizeof words);
	cli_field("transactions", "%s  (as reported)", words);
	if (recent->unreadable > 0)
		cli_field("", "-> %s", CURE_UNREADABLE);
}

enum err_code
cmd_program_show(struct cli *c, struct err *e)
{
	static const struct gov_record none;
	struct preflight ready = { .n = 0 };
	struct gov_world w = { .slot = 0 };
	const struct gov_record *r;
	struct recent recent;
	struct pubkey program;
	struct on_chain code;
	enum err_code rc;

	if (cli_words(c, 1, 1, "program show PROGRAM", e) != ERR_OK || pubkey_parse(c->word[0], &program, e) != ERR_OK ||
		cli_open(c, 0, NULL, e) != ERR_OK || cli_code_on_chain(c, &program, LOADER_PROGRAM, &code, e) != ERR_OK)
		return e->code;
	if (c->s.has_multisig && !pubkey_is_zero(&c->s.governance) && cli_world(c, true, 0, NULL, &w, e) != ERR_OK)
		return e->code;
	rc = read_recent(c, &program, &code, &recent, e);
	if (rc == ERR_OK)
		rc = cli_readiness(c, &w, &program, &ready, e);
	r = gov_world_record(&w, &program);
	if (rc == ERR_OK && c->o.json)
		rc = show_json(c, &program, &code, r != NULL ? r : &none, &recent, &ready, e);
	else if (rc == ERR_OK)
		show_text(&program, &code, r, &recent, &ready);
	gov_world_wipe(&w);
	return rc;
}

enum err_code
cmd_program_verify(struct cli *c, struct err *e)
{
	struct buf file = BUF_INIT(KT_BUFFER_LEN_MAX);
	static const struct preflight ready; /* not asked */
	struct recent recent;
	struct pubkey program;
	struct on_chain code;
	enum err_code rc = cli_words(c, 2, 2, "program verify PROGRAM FILE", e);

	if (rc == ERR_OK)
		rc = pubkey_parse(c->word[0], &program, e);
	if (rc == ERR_OK)
		rc = cli_code_file(c->word[1], &file, e);
	if (rc == ERR_OK)
		rc = cli_open(c, 0, NULL, e);
	if (rc == ERR_OK)
		rc = cli_code_on_chain(c, &program, LOADER_PROGRAM, &code, e);
	if (rc == ERR_OK)
		rc = cli_code_equal(c, &file, &code, e);
	if (rc == ERR_OK)
		rc = read_recent(c, &program, &code, &recent, e);
	buf_wipe(&file);
	if (rc != ERR_OK)
		return rc;
	if (c->o.json)
		return show_json(c, &program, &code, NULL, &recent, &ready, e);
	show_text(&program, &code, NULL, &recent, &ready);
	(void)puts("the file is what is deployed");
	return ERR_OK;
}
