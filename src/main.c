#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "ui/app.h"

/* Not all is configured: the console opens on what is missing, with the key where
 * its guard already knows for which cluster and program it signs. */
static enum err_code
first_steps(struct cli *c, struct app_options *o, struct first_run *first, struct err *e)
{
	bool key = !c->o.read_only && first->has_governance && first->has_genesis;
	enum err_code rc = cli_open(c, CLI_OFFLINE | (key ? CLI_KEY : 0), NULL, e);

	first->read_only = c->o.read_only;
	if (rc == ERR_KEY) {
		first->key = *e;
		cli_close(c);
		*e = (struct err)ERR_INIT;
		rc = cli_open(c, CLI_OFFLINE, NULL, e);
	}
	o->first = first;
	return rc != ERR_OK ? rc : app_run(&c->s, o, e);
}

/* Without a command: the console, with the key where there is one to be had. */
static enum err_code
console(struct cli *c, struct err *e)
{
	struct app_options o = { .script = c->o.script, .frames = c->o.frames };
	struct first_run first = { .keypair = c->keypair, .key = ERR_INIT };
	struct hash none = { { 0 } };

	o.lines = c->o.plain;
	o.term.ascii = c->o.ascii;
	c->keeper = true;
	if (cli_configure(c, e) != ERR_OK)
		return e->code;
	o.term.mouse = c->mouse;
	o.term.colour = strcmp(c->color, "never") == 0 ? TERM_COLOUR_NEVER :
		strcmp(c->color, "always") == 0 ? TERM_COLOUR_ALWAYS : TERM_COLOUR_AUTO;
	o.term.theme = theme_named(c->theme, getenv("COLORFGBG"));
	o.notify = notify_named(c->notify);
	o.idle_lock_s = c->idle_lock_s;
	first.has_endpoint = c->url[0] != '\0';
	first.has_governance = !pubkey_is_zero(&c->s.governance);
	first.has_genesis = !hash_eq(&c->s.genesis, &none);
	if (!first.has_governance || !c->s.has_multisig)
		return first_steps(c, &o, &first, e);
	if (cli_open(c, CLI_GOVERNANCE | CLI_MULTISIG | CLI_LATER | (c->o.read_only ? 0 : CLI_KEY), NULL, e) != ERR_OK)
		return e->code;
	return app_run(&c->s, &o, e);
}

int
main(int argc, char **argv)
{
	return cli_main(argc, argv, console);
}
