#include "cli/cli.h"

static enum err_code
tell(struct cli *c, const struct pubkey *k, const char *name, struct err *e)
{
	char key[PUBKEY_TEXT];
	struct jsonout j;
	struct buf b;

	if (c->o.json) {
		cli_json_begin(&b, &j);
		cli_json_key(&j, "address", k);
		jsonout_str(&j, "label", name);
		jsonout_bool(&j, "kept", !c->o.dry_run);
		return cli_json_end(&b, &j, e);
	}
	cli_say(c, "%s: %s%s%s", pubkey_text(key, k), name != NULL ? "label " : "no label", name != NULL ? name : "",
		c->o.dry_run ? " (dry run, not kept)" : "");
	return ERR_OK;
}

enum err_code
cmd_label(struct cli *c, struct err *e)
{
	const char *name;
	struct pubkey k;

	if (cli_words(c, 1, 2, "label ADDRESS [NAME]", e) != ERR_OK || pubkey_parse(c->word[0], &k, e) != ERR_OK ||
		cli_configure(c, e) != ERR_OK)
		return e->code;
	name = c->word_n == 2 && c->word[1][0] != '\0' ? c->word[1] : NULL;
	if (name != NULL && store_label_check(name, e) != ERR_OK)
		return e->code;
	if (!c->o.dry_run && (store_open(c->data_dir, &c->s.clock, &c->s.store, NULL, e) != ERR_OK ||
		store_label_set(c->s.store, &k, name, e) != ERR_OK))
		return e->code;
	return tell(c, &k, name, e);
}
