#include "cli/cli.h"

enum err_code
cmd_label(struct cli *c, struct err *e)
{
	struct pubkey k;

	if (cli_words(c, 1, 2, "label ADDRESS [NAME]", e) != ERR_OK || pubkey_parse(c->word[0], &k, e) != ERR_OK ||
		cli_configure(c, e) != ERR_OK)
		return e->code;
	if (store_open(c->data_dir, &c->s.clock, &c->s.store, NULL, e) != ERR_OK)
		return e->code;
	return store_label_set(c->s.store, &k, c->word_n == 2 ? c->word[1] : NULL, e);
}
