#include <string.h>

#include "cli/cli.h"
#include "ui/app.h"

/* Without a command: the console, with the key where there is one to be had. */
static enum err_code
console(struct cli *c, struct err *e)
{
	struct app_options o = { .script = c->o.script, .frames = c->o.frames };
	unsigned need = CLI_GOVERNANCE | CLI_MULTISIG | (c->o.read_only ? 0 : CLI_KEY);

	o.term.plain = c->o.plain;
	if (c->o.color != NULL)
		o.term.colour = strcmp(c->o.color, "never") == 0 ? TERM_COLOUR_NEVER :
			strcmp(c->o.color, "always") == 0 ? TERM_COLOUR_ALWAYS : TERM_COLOUR_AUTO;
	if (cli_open(c, need, NULL, e) != ERR_OK)
		return e->code;
	return app_run(&c->s, &o, e);
}

int
main(int argc, char **argv)
{
	return cli_main(argc, argv, console);
}
