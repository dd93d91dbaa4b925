#include "cli/cli.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/diff_out.h"

/* What one word names. */
struct named {
	enum { IS_FILE, IS_ADDRESS, IS_VERSION, IS_PROPOSAL } is;
	const char *word;
	struct buf file;
	struct pubkey at;
	uint64_t number; /* of a version or a proposal */
	struct diff_side side;
};

static const char usage[] = "program diff A B | ID, where A and B are each a FILE, PROGRAM, PROGRAM@VERSION or BUFFER";

/* PROGRAM@VERSION; false where there is no @ or no address before it. */
static bool
is_version(struct named *n, struct err *e)
{
	const char *at = strrchr(n->word, '@');
	char key[PUBKEY_TEXT];

	if (at == NULL || (size_t)(at - n->word) >= sizeof key)
		return false;
	memcpy(key, n->word, (size_t)(at - n->word));
	key[at - n->word] = '\0';
	return pubkey_parse(key, &n->at, e) == ERR_OK && text_u64(at + 1, UINT64_MAX, &n->number, e) == ERR_OK && n->number > 0;
}

static enum err_code
take_word(struct named *n, const char *word, struct err *e)
{
	struct err why = ERR_INIT;

	n->word = word;
	n->file = (struct buf)BUF_INIT(LOADER_ACCOUNT_MAX);
	if (access(word, F_OK) == 0) {
		n->is = IS_FILE;
		return file_read(word, &n->file, e) == ERR_OK ? ERR_OK : err_while(e, "reading %s", word);
	}
	if (is_version(n, &why)) {
		n->is = IS_VERSION;
		return ERR_OK;
	}
	n->is = IS_ADDRESS;
	if (pubkey_parse(word, &n->at, e) == ERR_OK)
		return ERR_OK;
	(void)err_set(e, ERR_USAGE, "\"%s\" is no file, no address and no version of a program", word);
	return err_hint(e, "usage: keyturn %s", usage);
}

static enum err_code
take_words(struct cli *c, struct named n[2], struct err *e)
{
	if (cli_words(c, 1, 2, usage, e) != ERR_OK)
		return e->code;
	if (c->word_n == 1) {
		n[0].is = IS_PROPOSAL;
		if (cli_index(c->word[0], &n[0].number, e) != ERR_OK)
			return err_hint(e, "usage: keyturn %s", usage);
		return ERR_OK;
	}
	return take_word(&n[0], c->word[0], e) != ERR_OK ? e->code : take_word(&n[1], c->word[1], e);
}

static enum err_code
open_for(struct cli *c, const struct named n[2], struct err *e)
{
	unsigned need = CLI_STORE;

	for (unsigned i = 0; i < 2; i++)
		if (n[i].is == IS_VERSION || n[i].is == IS_PROPOSAL)
			need |= CLI_MULTISIG | CLI_GOVERNANCE;
	if (n[0].is == IS_FILE && n[1].is == IS_FILE)
		need = CLI_OFFLINE | CLI_LATER;
	return cli_open(c, need, NULL, e);
}

static enum err_code
make_side(struct cli *c, struct named *n, struct err *e)
{
	struct gov_world w;
	char key[PUBKEY_TEXT];
	enum err_code rc;

	if (n->is == IS_VERSION) {
		if (cli_world(c, true, 0, NULL, &w, e) != ERR_OK)
			return e->code;
		rc = diff_of_version(&c->s, &w, &n->at, n->number, &n->side, e);
		gov_world_wipe(&w);
		return rc;
	}
	n->side.from = n->is == IS_FILE ? DIFF_FILE : DIFF_ADDRESS;
	n->side.file = n->file.p;
	n->side.len = n->file.len;
	n->side.at = n->at;
	if (n->is == IS_FILE)
		(void)text_safe(n->side.what, sizeof n->side.what, n->word, strlen(n->word), false);
	else
		(void)snprintf(n->side.what, sizeof n->side.what, "%s", pubkey_text(key, &n->at));
	return ERR_OK;
}

static enum err_code
make_sides(struct cli *c, struct named n[2], struct err *e)
{
	const struct gov_proposal *p;
	struct gov_world w;
	enum err_code rc;

	if (n[0].is != IS_PROPOSAL)
		return make_side(c, &n[0], e) != ERR_OK ? e->code : make_side(c, &n[1], e);
	if (cli_world(c, true, 0, NULL, &w, e) != ERR_OK)
		return e->code;
	p = gov_world_proposal(&w, n[0].number);
	if (p != NULL) {
		cli_doubt(c, p);
		rc = diff_of_proposal(&w, p, &n[0].side, &n[1].side, e);
	} else {
		(void)err_set(e, ERR_NOT_FOUND, "there is no proposal %" PRIu64, n[0].number);
		rc = err_hint(e, "\"keyturn proposals --all\" lists them");
	}
	gov_world_wipe(&w);
	return rc;
}

static enum err_code
print(struct cli *c, const struct elf_diff *d, const struct diff_told *t, struct err *e)
{
	struct jsonout j;
	struct buf b;

	if (!c->o.json) {
		cli_diff_text(d, t);
		return ERR_OK;
	}
	cli_json_begin(&b, &j);
	jsonout_str(&j, "cluster", strcmp(t->found.a, "file") != 0 || strcmp(t->found.b, "file") != 0 ? c->s.cluster : NULL);
	cli_diff_json(&j, d, t);
	return cli_json_end(&b, &j, e);
}

static enum err_code
run(struct cli *c, const struct named n[2], struct err *e)
{
	struct diff *d = diff_new(&c->s, &n[0].side, &n[1].side);
	struct diff_told told = { n[0].side.what, n[1].side.what, { NULL, NULL } };
	const struct elf_diff *result;
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && diff_turn(d))
		rc = diff_deadline_ms(d) == 0 ? ERR_OK : cli_wait(c, diff_deadline_ms(d), e);
	if (rc == ERR_OK)
		rc = diff_result(d, &result, &told.found, e);
	if (rc == ERR_OK)
		rc = print(c, result, &told, e);
	diff_free(d);
	return rc;
}

enum err_code
cmd_program_diff(struct cli *c, struct err *e)
{
	struct named *n = mem_new(2, sizeof *n);
	enum err_code rc = take_words(c, n, e);

	if (rc == ERR_OK)
		rc = open_for(c, n, e);
	if (rc == ERR_OK)
		rc = make_sides(c, n, e);
	if (rc == ERR_OK)
		rc = run(c, n, e);
	buf_wipe(&n[0].file);
	buf_wipe(&n[1].file);
	free(n);
	return rc;
}
