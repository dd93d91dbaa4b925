#include "cli/cli.h"

#include <string.h>

#include "base/text.h"
#include "cli/audit.h"
#include "cli/propose_act.h"

static const char usage[] = "audit MEMBER [--all] [--before SIGNATURE] [--limit N]";

static enum err_code
print(struct cli *c, const struct gov_world *w, const struct pubkey *key, const struct audit *a, struct err *e)
{
	int member = multisig_member(&w->multisig, key);
	char who[CLI_WHO];
	struct jsonout j;
	struct buf b;

	if (c->o.json) {
		cli_json_begin(&b, &j);
		jsonout_str(&j, "cluster", c->s.cluster);
		cli_json_key(&j, "member", key);
		jsonout_bool(&j, "is_member", member >= 0);
		audit_json(&j, a);
		(void)audit_open_acts(c, w, key, 0, &j);
		return cli_json_end(&b, &j, e);
	}
	cli_field("key", "%s", cli_who(c, key, who));
	cli_field("role", "%s", member < 0 ? "no member now" : w->multisig.member[member].may_vote ? "approver" : "operator");
	(void)puts(a->all ? "what it signed, newest first:" : "what it signed here, newest first:");
	audit_text(c, a);
	(void)puts("open acts that carry its vote, or that it proposed:");
	if (audit_open_acts(c, w, key, 0, NULL) == 0)
		(void)puts("  none");
	return ERR_OK;
}

enum err_code
cmd_audit(struct cli *c, struct err *e)
{
	const char *before = cli_option(c, "--before"), *limit = cli_option(c, "--limit");
	bool all = cli_flag(c, "--all");
	struct gov_world w = { .slot = 0 };
	struct audit a = { .row = NULL };
	struct signature last;
	struct pubkey key;
	unsigned n = 100;
	enum err_code rc;

	if (cli_words(c, 1, 1, usage, e) != ERR_OK || pubkey_parse(c->word[0], &key, e) != ERR_OK ||
		(before != NULL && signature_parse(before, &last, e) != ERR_OK) ||
		(limit != NULL && cli_number(limit, "--limit", AUDIT_LIMIT_MAX, &n, e) != ERR_OK))
		return e->code;
	if (n == 0)
		return err_set(e, ERR_USAGE, "--limit takes 1 to %u", AUDIT_LIMIT_MAX);
	if (cli_open(c, CLI_MULTISIG | CLI_GOVERNANCE, NULL, e) != ERR_OK || cli_list(c, &w, e) != ERR_OK)
		return e->code;
	rc = audit_read(c, &w, &key, before != NULL ? &last : NULL, n, all, &a, e);
	if (rc == ERR_OK)
		rc = print(c, &w, &key, &a, e);
	audit_wipe(&a);
	gov_world_wipe(&w);
	return rc;
}
