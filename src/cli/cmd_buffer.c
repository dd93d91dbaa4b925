#include "cli/cli.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/code.h"
#include "ops/stage.h"

static enum err_code
run_stage(struct cli *c, struct stage *g, struct err *e)
{
	enum err_code rc = ERR_OK;
	bool asked = false;

	for (;;) {
		enum stage_phase phase = stage_turn(g);

		if (phase == STAGE_FAILED) {
			*e = *stage_error(g);
			return e->code;
		}
		if (phase == STAGE_DONE)
			return ERR_OK;
		if (phase == STAGE_CARD && !asked) {
			asked = true;
			rc = cli_confirm(c, stage_card(g), e);
			if (rc != ERR_OK || c->s.dry_run)
				return rc;
			stage_confirm(g);
			continue;
		}
		rc = cli_wait(c, stage_deadline_ms(g), e);
		if (rc != ERR_OK)
			return rc;
	}
}

static enum err_code
print_written(struct cli *c, const struct stage *g, size_t len, struct err *e)
{
	char key[PUBKEY_TEXT], hex[65];
	struct jsonout j;
	struct hash h;
	struct buf b;

	stage_hash(g, &h);
	text_hex(hex, h.b, 32);
	if (!c->o.json) {
		cli_field("buffer", "%s", pubkey_text(key, stage_buffer(g)));
		cli_field("code hash", "%s", hex);
		cli_field("written", "%zu of %zu pieces sent%s", stage_sent(g), stage_chunks(g), c->s.dry_run ? " (dry run)" : "");
		return ERR_OK;
	}
	cli_json_begin(&b, &j);
	jsonout_str(&j, "cluster", c->s.cluster);
	cli_json_key(&j, "buffer", stage_buffer(g));
	cli_json_hash(&j, "code_hash", &h);
	jsonout_u64(&j, "len", len);
	jsonout_u64(&j, "pieces", stage_chunks(g));
	jsonout_u64(&j, "pieces_sent", stage_sent(g));
	jsonout_bool(&j, "sent", !c->s.dry_run);
	return cli_json_end(&b, &j, e);
}

enum err_code
cli_stage(struct cli *c, const struct buf *file, struct pubkey *buffer, bool print, struct err *e)
{
	struct stage *g = stage_new(&c->s, file->p, file->len);
	enum err_code rc = run_stage(c, g, e);

	*buffer = *stage_buffer(g);
	if (rc == ERR_OK && print)
		rc = print_written(c, g, file->len, e);
	stage_free(g);
	return rc;
}

enum err_code
cmd_buffer_write(struct cli *c, struct err *e)
{
	struct buf file = BUF_INIT(KT_BUFFER_LEN_MAX);
	struct pubkey buffer;
	enum err_code rc = cli_words(c, 1, 1, "buffer write FILE", e);

	if (rc == ERR_OK)
		rc = cli_code_file(c->word[0], &file, e);
	if (rc == ERR_OK)
		rc = cli_open(c, CLI_KEY, NULL, e);
	if (rc == ERR_OK)
		rc = cli_stage(c, &file, &buffer, true, e);
	buf_wipe(&file);
	return rc;
}

static enum err_code
print_buffer(struct cli *c, const struct pubkey *at, const struct on_chain *code, struct err *e)
{
	char key[PUBKEY_TEXT], hex[65];
	struct jsonout j;
	struct buf b;

	text_hex(hex, code->hash.b, 32);
	if (!c->o.json) {
		cli_field("buffer", "%s", pubkey_text(key, at));
		cli_field("authority", "%s", code->has_authority ? pubkey_text(key, &code->authority) : "none");
		cli_field("code hash", "%s", hex);
		cli_field("code length", "%zu bytes of %zu", code->trimmed, code->room);
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
		rc = verify_equal(file.p, file.len, &code, e);
	if (rc == ERR_OK)
		rc = print_buffer(c, &at, &code, e);
	buf_wipe(&file);
	return rc;
}
