#include "cli/cli.h"

#include <string.h>

#include "ops/announce.h"

/* The public endpoint where the cluster has one: what is printed is for everybody. */
static const char *
public_url(const struct cli *c)
{
	static const char *const names[] = { "mainnet", "devnet", "testnet" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(c->s.cluster, names[i]) == 0)
			return cluster_moniker(names[i]);
	return rpc_url(c->s.rpc);
}

static enum err_code
print(struct cli *c, const struct announcement *a, struct err *e)
{
	struct buf text = BUF_INIT(ANNOUNCE_MAX), b;
	struct jsonout j;
	enum err_code rc = ERR_OK;

	announce_write(a, &text);
	if (!c->o.json) {
		if (fputs(buf_str(&text), stdout) == EOF)
			rc = err_set(e, ERR_INTERNAL, "standard output cannot be written");
		buf_wipe(&text);
		return rc;
	}
	cli_json_begin(&b, &j);
	jsonout_str(&j, "cluster", c->s.cluster);
	cli_json_id(&j, a->proposal->index);
	jsonout_str(&j, "kind", kt_kind_name(a->proposal->kind));
	cli_json_time(&j, "approved_at", a->proposal->lock.approved_at, true);
	cli_json_time(&j, "executes_at", timelock_opens_at(&a->proposal->lock), true);
	jsonout_str(&j, "format", a->plain ? "plain" : "markdown");
	jsonout_str(&j, "text", buf_str(&text));
	buf_wipe(&text);
	return cli_json_end(&b, &j, e);
}

enum err_code
cmd_announce(struct cli *c, struct err *e)
{
	struct announcement a = { .plain = c->o.plain };
	struct gov_world w = { .slot = 0 };
	char label[LABEL_MAX] = "";
	uint64_t index;
	enum err_code rc = ERR_OK;

	if (cli_words(c, 1, 1, "announce ID [--plain]", e) != ERR_OK || cli_index(c->word[0], &index, e) != ERR_OK ||
		cli_open(c, CLI_MULTISIG | CLI_GOVERNANCE, NULL, e) != ERR_OK || cli_world(c, false, index, NULL, &w, e) != ERR_OK)
		return e->code;
	a.proposal = gov_world_proposal(&w, index);
	if (a.proposal == NULL) {
		(void)err_set(e, ERR_NOT_FOUND, "there is no proposal %llu", (unsigned long long)index);
		rc = err_hint(e, "\"keyturn proposals --all\" lists them");
	}
	if (rc == ERR_OK)
		rc = announce_check(&w, a.proposal, e);
	if (rc == ERR_OK) {
		if (c->s.store != NULL)
			store_label(c->s.store, &a.proposal->program, label);
		a.world = &w;
		a.governance = c->s.governance;
		a.url = public_url(c);
		a.cluster = c->s.cluster;
		a.program_name = label;
		rc = print(c, &a, e);
	}
	gov_world_wipe(&w);
	return rc;
}
