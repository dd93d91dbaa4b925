#include "ops/open.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* Genesis hashes of the public clusters.  Source: Solana documentation, clusters. */
static const struct {
	const char *moniker, *genesis;
} public_clusters[] = {
	{ "m", "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d" },
	{ "d", "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG" },
	{ "t", "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY" },
};

bool
open_known_genesis(const char *url, struct hash *out)
{
	struct err ignored = ERR_INIT;

	for (size_t i = 0; i < sizeof public_clusters / sizeof public_clusters[0]; i++)
		if (strcmp(cluster_moniker(url), cluster_moniker(public_clusters[i].moniker)) == 0)
			return hash_parse58(public_clusters[i].genesis, out, &ignored) == ERR_OK;
	return false;
}

static enum err_code
bad_setting(enum config_key k, const struct config *c, struct err *e)
{
	char why[ERR_TEXT_MAX];

	(void)snprintf(why, sizeof why, "%s", e->message);
	(void)err_set(e, c->from[k] == FROM_FLAG ? ERR_USAGE : ERR_CONFIG, "%s (%s): %.200s", config_key_name(k),
		config_source_name(c->from[k]), why);
	return e->code;
}

static enum err_code
read_genesis(struct session *s, const struct config *c, struct err *e)
{
	const char *text = c->value[CONFIG_GENESIS];

	if (text[0] != '\0')
		return hash_parse58(text, &s->genesis, e) == ERR_OK ? ERR_OK : bad_setting(CONFIG_GENESIS, c, e);
	(void)open_known_genesis(c->value[CONFIG_URL], &s->genesis);
	return ERR_OK;
}

/* --governance, else the [governance] line of this cluster. */
static enum err_code
read_governance(struct session *s, const struct config *c, struct err *e)
{
	const char *text = c->value[CONFIG_GOVERNANCE];
	char genesis[PUBKEY_TEXT];

	(void)hash_text58(genesis, &s->genesis);
	for (unsigned i = 0; text[0] == '\0' && i < c->governance_n; i++)
		if (strcmp(c->governance[i].genesis, genesis) == 0)
			text = c->governance[i].address;
	if (text[0] == '\0')
		return ERR_OK;
	return pubkey_parse(text, &s->governance, e) == ERR_OK ? ERR_OK : bad_setting(CONFIG_GOVERNANCE, c, e);
}

static enum err_code
read_settings(struct session *s, const struct config *c, const struct open_options *o, struct err *e)
{
	const char *multisig = c->value[CONFIG_MULTISIG];

	if (c->value[CONFIG_URL][0] == '\0') {
		(void)err_set(e, ERR_CONFIG, "no endpoint is configured");
		return err_hint(e, "give one with --url, or write a configuration: keyturn init");
	}
	if (!commitment_parse(c->value[CONFIG_COMMITMENT], &s->commitment))
		return err_set(e, ERR_USAGE, "commitment is processed, confirmed or finalized, not \"%.40s\"",
			c->value[CONFIG_COMMITMENT]);
	if (text_u64(c->value[CONFIG_MAX_PRICE], UINT32_MAX, &s->max_price, e) != ERR_OK)
		return bad_setting(CONFIG_MAX_PRICE, c, e);
	if (read_genesis(s, c, e) != ERR_OK || read_governance(s, c, e) != ERR_OK)
		return e->code;
	if (multisig[0] != '\0') {
		if (pubkey_parse(multisig, &s->multisig, e) != ERR_OK)
			return bad_setting(CONFIG_MULTISIG, c, e);
		s->has_multisig = true;
	}
	if (!s->has_multisig && !o->no_multisig) {
		(void)err_set(e, ERR_CONFIG, "no multisig is configured");
		return err_hint(e, "name one with --multisig ADDRESS, or create one: keyturn multisig create");
	}
	(void)snprintf(s->cluster, sizeof s->cluster, "%s", cluster_name(&s->genesis));
	return ERR_OK;
}

static enum err_code
start_signer(struct session *s, const struct config *c, struct err *e)
{
	struct guard_config g;

	memset(&g, 0, sizeof g);
	if (hash_eq(&s->genesis, &(struct hash){ { 0 } })) {
		(void)err_set(e, ERR_CONFIG, "the genesis hash of this cluster is not configured, so nothing can be signed");
		return err_hint(e, "write it down once: keyturn init --url %.120s", c->value[CONFIG_URL]);
	}
	g.governance = s->governance;
	g.genesis_hash = s->genesis;
	(void)snprintf(g.cluster, sizeof g.cluster, "%s", s->cluster);
	(void)text_safe(g.endpoint, sizeof g.endpoint, cluster_moniker(c->value[CONFIG_URL]),
		strcspn(cluster_moniker(c->value[CONFIG_URL]), "?@"), false);
	return signer_start(c->value[CONFIG_KEYPAIR], &g, &s->signer, e);
}

enum err_code
session_open(struct session *s, const struct config *c, const struct open_options *o, char *notice, struct err *e)
{
	notice[0] = '\0';
	memset(s, 0, sizeof *s);
	s->clock = clock_system();
	s->backend = &gov_native;
	s->dry_run = o->dry_run;
	if (!solana_init())
		return err_set(e, ERR_INTERNAL, "the cryptographic library does not start");
	if (read_settings(s, c, o, e) != ERR_OK)
		return e->code;
	if ((!o->no_key && start_signer(s, c, e) != ERR_OK)
		|| (!o->no_store && store_open(c->value[CONFIG_DATA_DIR], &s->clock, &s->store, notice, e) != ERR_OK)
		|| transport_new(&s->clock, &s->transport, e) != ERR_OK) {
		session_close(s);
		return e->code;
	}
	s->rpc = rpc_new(s->transport, &s->clock, cluster_moniker(c->value[CONFIG_URL]));
	return ERR_OK;
}

void
session_close(struct session *s)
{
	rpc_free(s->rpc);
	transport_free(s->transport);
	store_free(s->store);
	signer_free(s->signer);
	memset(s, 0, sizeof *s);
}
