#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

/* Where the file goes: as a file that is read is named, else the usual place. */
static enum err_code
place(const struct cli *c, char out[512], struct err *e)
{
	const char *home = getenv("XDG_CONFIG_HOME"), *user = getenv("HOME");
	const char *named = c->o.config != NULL ? c->o.config : getenv("KEYTURN_CONFIG");
	char folder[480];

	if (named != NULL && named[0] != '\0') {
		(void)snprintf(out, 512, "%s", named);
		return ERR_OK;
	}
	if (home != NULL && home[0] == '/')
		(void)snprintf(folder, sizeof folder, "%s/keyturn", home);
	else
		(void)snprintf(folder, sizeof folder, "%s/.config/keyturn", user != NULL ? user : "");
	(void)snprintf(out, 512, "%s/keyturn.conf", folder);
	return c->o.dry_run ? ERR_OK : file_folder(folder, e);
}

static void
compose(struct cli *c, struct buf *b)
{
	char genesis[PUBKEY_TEXT], key[PUBKEY_TEXT];

	(void)buf_fmt(b, "# keyturn.conf - see keyturn.conf(5)\nurl = %s", c->url);
	for (unsigned i = 0; i < c->more_n; i++)
		(void)buf_fmt(b, " %s", c->more_url[i]);
	(void)buf_fmt(b, "\nkeypair = %s\n", c->keypair);
	(void)buf_fmt(b, "# the cluster this is for; nothing is signed for another\ngenesis = %s\n",
		hash_text58(genesis, &c->s.genesis));
	if (c->s.has_multisig)
		(void)buf_fmt(b, "multisig = %s\n", pubkey_text(key, &c->s.multisig));
	if (!pubkey_is_zero(&c->s.governance))
		(void)buf_fmt(b, "\n[governance]\n%s = %s\n", genesis, pubkey_text(key, &c->s.governance));
}

/* What was written where; of a dry run the file itself, as it would be. */
static enum err_code
tell(struct cli *c, const char *path, struct buf *file, struct err *e)
{
	char genesis[PUBKEY_TEXT];
	struct jsonout j;
	struct buf b;

	(void)hash_text58(genesis, &c->s.genesis);
	cli_say(c, "%s %s: %s, genesis hash %s", c->o.dry_run ? "dry run, not written:" : "wrote", path, rpc_url(c->s.rpc), genesis);
	if (!c->o.json) {
		if (c->o.dry_run)
			(void)fputs(buf_str(file), stdout);
		return ERR_OK;
	}
	cli_json_begin(&b, &j);
	jsonout_str(&j, "config", path);
	jsonout_str(&j, "cluster", c->s.cluster);
	jsonout_str(&j, "url", rpc_url(c->s.rpc));
	jsonout_str(&j, "genesis", genesis);
	jsonout_bool(&j, "written", !c->o.dry_run);
	return cli_json_end(&b, &j, e);
}

/* Further endpoints are written down only where they are of the same cluster. */
static enum err_code
check_more(struct cli *c, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (unsigned i = 0; rc == ERR_OK && i < c->s.more_n; i++) {
		struct rpc_call *call = rpc_get_genesis(c->s.more[i]);

		rc = cli_await(c, call, e);
		if (rc == ERR_OK)
			rc = session_genesis_of(&c->s, c->s.more[i], call, e);
		rpc_call_free(call);
	}
	return rc;
}

enum err_code
cmd_init(struct cli *c, struct err *e)
{
	const char *genesis = cli_option(c, "--genesis");
	struct buf b = BUF_INIT(16384);
	char path[512];
	enum err_code rc = cli_words(c, 0, 0, "init [--genesis HASH]", e);

	if (rc == ERR_OK)
		rc = place(c, path, e);
	if (rc != ERR_OK)
		return rc;
	if (access(path, F_OK) == 0) {
		(void)err_set(e, ERR_REFUSED, "there is a configuration at %s already", path);
		return err_hint(e, "edit it, or move it away first");
	}
	c->o.config = NULL; /* it is to be written, not read */
	(void)unsetenv("KEYTURN_CONFIG");
	if (cli_open(c, 0, NULL, e) != ERR_OK)
		return e->code;
	if (genesis != NULL && (hash_parse58(genesis, &c->s.genesis, e) != ERR_OK || cli_genesis(c, e) != ERR_OK))
		return e->code;
	if (cli_genesis(c, e) != ERR_OK)
		return e->code;
	if (check_more(c, e) != ERR_OK)
		return e->code;
	compose(c, &b);
	if (!c->o.dry_run)
		rc = file_replace(path, b.p, b.len, 0600, e);
	if (rc == ERR_OK)
		rc = tell(c, path, &b, e);
	buf_wipe(&b);
	return rc;
}
