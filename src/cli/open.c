#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Of a flag it is the usage, of anything else the configuration. */
static enum err_code
blame(const struct config *cfg, enum config_key k)
{
	return cfg->from[k] == FROM_FLAG ? ERR_USAGE : ERR_CONFIG;
}

/* A setting that is one of a few words; those that are not there are NULL. */
#define WORDS_MAX 4u
static enum err_code
one_of(const struct config *cfg, enum config_key k, const char *const word[WORDS_MAX], struct err *e)
{
	const char *v = cfg->value[k];
	char all[80] = "";
	size_t n = 0, len = 0;

	while (n < WORDS_MAX && word[n] != NULL && strcmp(v, word[n]) != 0)
		n++;
	if (n < WORDS_MAX && word[n] != NULL)
		return ERR_OK;
	for (size_t i = 0; i < n && len < sizeof all; i++)
		len += (size_t)snprintf(all + len, sizeof all - len, "%s%s", i == 0 ? "" : i + 1 < n ? ", " : " or ", word[i]);
	(void)err_set(e, blame(cfg, k), "%s \"%.40s\" is unknown", config_key_name(k), v);
	return err_hint(e, "it is %s", all);
}

enum err_code
cli_load(struct cli *c, struct config *cfg, struct err *e)
{
	const struct {
		enum config_key key;
		const char *value;
	} flags[] = {
		{ CONFIG_URL, c->o.url[0] != '\0' ? c->o.url : NULL }, { CONFIG_KEYPAIR, c->o.keypair }, { CONFIG_MULTISIG, c->o.multisig },
		{ CONFIG_COMMITMENT, c->o.commitment }, { CONFIG_DATA_DIR, c->o.data_dir },
		{ CONFIG_COLOR, c->o.color }, { CONFIG_GOVERNANCE, c->o.governance },
		{ CONFIG_TIMEOUT, c->o.timeout }, { CONFIG_OUTPUT, c->o.output },
	};
	static const char *const outputs[WORDS_MAX] = { "text", "json" }, *const colors[WORDS_MAX] = { "auto", "always", "never" },
		*const mouse[WORDS_MAX] = { "on", "off" };

	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
		if (flags[i].value != NULL && config_set(cfg, flags[i].key, flags[i].value, FROM_FLAG, e) != ERR_OK)
			return e->code;
	if (config_load(cfg, c->o.config, e) != ERR_OK)
		return e->code;
	c->o.json = strcmp(cfg->value[CONFIG_OUTPUT], "json") == 0;
	if (one_of(cfg, CONFIG_OUTPUT, outputs, e) != ERR_OK)
		return e->code;
	if (one_of(cfg, CONFIG_MOUSE, mouse, e) != ERR_OK)
		return e->code;
	return one_of(cfg, CONFIG_COLOR, colors, e);
}

/* The first endpoint is the one that is asked; the others take part in uploads. */
static enum err_code
mean_urls(struct cli *c, const struct config *cfg, struct err *e)
{
	const char *at = cfg->value[CONFIG_URL];
	unsigned n = 0;

	c->url[0] = '\0';
	for (c->more_n = 0; *(at += strspn(at, " \t")) != '\0'; n++) {
		char word[CONFIG_VALUE_MAX], shown[CONFIG_VALUE_MAX];
		size_t len = strcspn(at, " \t");
		const char *url;

		(void)snprintf(word, sizeof word, "%.*s", (int)len, at);
		at += len;
		url = cluster_moniker(word);
		if (n == 1 + SESSION_MORE_MAX)
			return err_set(e, blame(cfg, CONFIG_URL), "more than %u endpoints are named", 1 + SESSION_MORE_MAX);
		if (n > 0 && transport_url_show(url, shown, sizeof shown, e) != ERR_OK)
			return e->code = blame(cfg, CONFIG_URL);
		for (unsigned i = 0; i < n; i++)
			if (strcmp(i == 0 ? c->url : c->more_url[i - 1], url) == 0)
				return err_set(e, blame(cfg, CONFIG_URL), "endpoint %s is named twice", shown);
		(void)snprintf(n == 0 ? c->url : c->more_url[c->more_n++], CONFIG_VALUE_MAX, "%s", url);
	}
	return ERR_OK;
}

/* The cluster that is meant: of a public endpoint its own, else the configured one. */
static enum err_code
mean_cluster(struct cli *c, const struct config *cfg, struct err *e)
{
	const char *genesis = cluster_genesis(c->url);
	struct hash zero = { { 0 } };

	if (genesis == NULL)
		genesis = cfg->value[CONFIG_GENESIS];
	c->s.genesis = zero;
	if (genesis[0] != '\0' && hash_parse58(genesis, &c->s.genesis, e) != ERR_OK) {
		e->code = ERR_CONFIG;
		return err_while(e, "reading the genesis hash of the configuration");
	}
	(void)snprintf(c->s.cluster, sizeof c->s.cluster, "%s", cluster_name(&c->s.genesis));
	return ERR_OK;
}

static enum err_code
address(const struct config *cfg, enum config_key key, struct pubkey *out, struct err *e)
{
	if (pubkey_parse(cfg->value[key], out, e) == ERR_OK)
		return ERR_OK;
	e->code = blame(cfg, key);
	return err_while(e, "reading %s", config_key_name(key));
}

static enum err_code
mean_governance(struct cli *c, const struct config *cfg, struct err *e)
{
	char genesis[PUBKEY_TEXT];

	if (cfg->value[CONFIG_GOVERNANCE][0] != '\0')
		return address(cfg, CONFIG_GOVERNANCE, &c->s.governance, e);
	(void)hash_text58(genesis, &c->s.genesis);
	for (unsigned i = 0; i < cfg->governance_n; i++)
		if (strcmp(cfg->governance[i].genesis, genesis) == 0 &&
			pubkey_parse(cfg->governance[i].address, &c->s.governance, e) != ERR_OK) {
			e->code = ERR_CONFIG;
			return err_while(e, "reading [governance]");
		}
	return ERR_OK;
}

/* How long one request may take: 1 s to 5 min. */
static enum err_code
mean_timeout(struct cli *c, const struct config *cfg, struct err *e)
{
	const char *text = cfg->value[CONFIG_TIMEOUT];
	uint32_t s = 0;

	if (text_duration(text, &s, e) != ERR_OK || s < 1 || s > 300) {
		(void)err_set(e, blame(cfg, CONFIG_TIMEOUT),
			"timeout \"%.40s\" is not a duration of 1s to 5m", text);
		return err_hint(e, "write it as 10s, the default, or 2m");
	}
	c->s.timeout_ms = s * 1000;
	return ERR_OK;
}

/* What the transactions rest on: the level of every read that decides, and the highest price. */
static enum err_code
mean_terms(struct cli *c, const struct config *cfg, struct err *e)
{
	static const char *const levels[WORDS_MAX] = { "processed", "confirmed", "finalized" };

	if (one_of(cfg, CONFIG_COMMITMENT, levels, e) != ERR_OK)
		return e->code;
	if (!commitment_parse(cfg->value[CONFIG_COMMITMENT], &c->s.commitment))
		c->s.commitment = COMMITMENT_FINALIZED;
	if (text_u64(cfg->value[CONFIG_MAX_PRICE], UINT64_MAX / 2000000, &c->s.max_price, e) == ERR_OK)
		return ERR_OK;
	e->code = ERR_CONFIG;
	return err_while(e, "reading max-price");
}

/* What only the console asks for. */
static enum err_code
mean_console(struct cli *c, const struct config *cfg, struct err *e)
{
	static const char *const ways[WORDS_MAX] = { "none", "bell", "osc9" }, *const themes[WORDS_MAX] = { "auto", "dark", "light", "mono" };
	const char *idle = cfg->value[CONFIG_IDLE_LOCK];

	if (one_of(cfg, CONFIG_NOTIFY, ways, e) != ERR_OK || one_of(cfg, CONFIG_THEME, themes, e) != ERR_OK)
		return e->code;
	(void)snprintf(c->notify, sizeof c->notify, "%s", cfg->value[CONFIG_NOTIFY]);
	(void)snprintf(c->theme, sizeof c->theme, "%s", cfg->value[CONFIG_THEME]);
	if (text_duration(idle, &c->idle_lock_s, e) == ERR_OK)
		return ERR_OK;
	(void)err_set(e, ERR_CONFIG, "idle-lock \"%.40s\" is not a duration", idle);
	return err_hint(e, "write it as 10m, the default, or 0 for never");
}

enum err_code
cli_configure(struct cli *c, struct err *e)
{
	struct config *cfg = mem_new(1, sizeof *cfg);
	enum err_code rc = cli_load(c, cfg, e);

	c->s.backend = &gov_native;
	c->s.clock = clock_system();
	c->s.dry_run = c->o.dry_run;
	if (rc == ERR_OK) {
		(void)snprintf(c->keypair, sizeof c->keypair, "%s", cfg->value[CONFIG_KEYPAIR]);
		(void)snprintf(c->data_dir, sizeof c->data_dir, "%s", cfg->value[CONFIG_DATA_DIR]);
		(void)snprintf(c->color, sizeof c->color, "%s", cfg->value[CONFIG_COLOR]);
		c->mouse = strcmp(cfg->value[CONFIG_MOUSE], "on") == 0;
		rc = mean_urls(c, cfg, e);
	}
	if (rc == ERR_OK)
		rc = mean_cluster(c, cfg, e);
	if (rc == ERR_OK)
		rc = mean_governance(c, cfg, e);
	if (rc == ERR_OK && cfg->value[CONFIG_MULTISIG][0] != '\0') {
		rc = address(cfg, CONFIG_MULTISIG, &c->s.multisig, e);
		c->s.has_multisig = true;
	}
	if (rc == ERR_OK)
		rc = mean_terms(c, cfg, e);
	if (rc == ERR_OK)
		rc = mean_timeout(c, cfg, e);
	if (rc == ERR_OK)
		rc = mean_console(c, cfg, e);
	free(cfg);
	return rc;
}

static enum err_code
check_needs(struct cli *c, unsigned need, struct err *e)
{
	struct hash none = { { 0 } };

	if (c->url[0] == '\0' && !(need & CLI_OFFLINE)) {
		(void)err_set(e, ERR_CONFIG, "no endpoint is configured");
		return err_hint(e, "name it with -u (a URL, or m, d, t, l), or \"keyturn init -u URL\" writes it down");
	}
	if ((need & CLI_GOVERNANCE) && pubkey_is_zero(&c->s.governance)) {
		(void)err_set(e, ERR_CONFIG, "the governance program's address on this cluster is not configured");
		return err_hint(e, "name it with --governance, or run \"keyturn init --governance ADDRESS\"");
	}
	if ((need & CLI_MULTISIG) && !c->s.has_multisig) {
		(void)err_set(e, ERR_CONFIG, "no multisig is configured");
		return err_hint(e, "name it with --multisig; \"keyturn multisig list\" shows those there are");
	}
	if ((need & CLI_KEY) && c->o.read_only) {
		(void)err_set(e, ERR_KEY, "--read-only: nothing is signed");
		return err_hint(e, "leave --read-only out to use the keypair");
	}
	if ((need & CLI_KEY) && hash_eq(&c->s.genesis, &none)) {
		(void)err_set(e, ERR_CONFIG, "the cluster's genesis hash is not configured, so nothing is signed");
		return err_hint(e, "\"keyturn init -u %s\" writes it, or set KEYTURN_GENESIS", c->url);
	}
	return ERR_OK;
}

static enum err_code
start_signers(struct cli *c, unsigned need, const char *extra, struct err *e)
{
	struct guard_config g = { .governance = c->s.governance, .genesis_hash = c->s.genesis, .keeper = c->keeper };
	enum err_code rc = ERR_OK;

	if (!(need & CLI_KEY))
		return ERR_OK;
	g.no_input = c->o.no_input;
	if (c->s.has_multisig)
		g.multisig = c->s.multisig;
	(void)snprintf(g.cluster, sizeof g.cluster, "%s", c->s.cluster);
	if (transport_url_show(c->url, g.endpoint, sizeof g.endpoint, e) != ERR_OK)
		return e->code;
	rc = signer_fork(c->keypair, &g, &c->s.signer, e);
	if (rc != ERR_OK || (extra == NULL && !(need & CLI_FRESH)))
		return rc;
	/* One after the other: each may ask for a passphrase. */
	rc = signer_await(c->s.signer, e);
	return rc == ERR_OK ? signer_start(extra, &g, &c->extra, e) : rc;
}

/* While the signer reads its key.  What there is to say waits for it: it may be asking for a passphrase. */
static enum err_code
open_store(struct cli *c, unsigned need, struct err *e)
{
	char notice[ERR_TEXT_MAX] = "";
	struct err store = ERR_INIT;
	enum err_code rc = store_open(c->data_dir, &c->s.clock, &c->s.store, notice, &store);

	if (c->s.signer != NULL && signer_await(c->s.signer, e) != ERR_OK)
		return e->code;
	if (notice[0] != '\0')
		cli_say(c, "%s", notice);
	if (rc == ERR_OK)
		return rc;
	c->s.store = NULL;
	if (need & (CLI_KEY | CLI_STORE)) {
		*e = store;
		return rc;
	}
	cli_say(c, "without the local database: %s", store.message);
	return ERR_OK;
}

/* Where none is configured, the first one seen counts for this run; nothing is signed by it. */
static enum err_code
first_genesis(struct cli *c, struct err *e)
{
	struct hash none = { { 0 } };
	struct rpc_call *call;
	enum err_code rc;

	if (!hash_eq(&c->s.genesis, &none))
		return ERR_OK;
	call = rpc_get_genesis(c->s.rpc);
	rc = cli_await(c, call, e);
	if (rc == ERR_OK)
		rc = rpc_genesis_result(call, &c->s.genesis, e);
	rpc_call_free(call);
	if (rc == ERR_OK)
		(void)snprintf(c->s.cluster, sizeof c->s.cluster, "%s", cluster_name(&c->s.genesis));
	return rc;
}

/* With --verbose: what it works with, before it does. */
static void
say_with_what(const struct cli *c)
{
	char multisig[PUBKEY_TEXT], governance[PUBKEY_TEXT], key[PUBKEY_TEXT];

	if (!c->o.verbose)
		return;
	cli_say(c, "cluster %s at %s, %s", c->s.cluster, rpc_url(c->s.rpc), commitment_name(c->s.commitment));
	cli_say(c, "governance program %s, multisig %s", pubkey_is_zero(&c->s.governance) ? "not known" : pubkey_text(governance, &c->s.governance),
		c->s.has_multisig ? pubkey_text(multisig, &c->s.multisig) : "not known");
	cli_say(c, "key %s, database %s", c->s.signer != NULL ? pubkey_text(key, signer_address(c->s.signer)) : "none needed",
		c->s.store != NULL ? c->data_dir : "none");
}

enum err_code
cli_open(struct cli *c, unsigned need, const char *extra, struct err *e)
{
	if (!solana_init())
		return err_set(e, ERR_INTERNAL, "libsodium does not start");
	if (cli_configure(c, e) != ERR_OK || check_needs(c, need, e) != ERR_OK || start_signers(c, need, extra, e) != ERR_OK)
		return e->code;
	c->open = true;
	if (transport_new(&c->s.clock, &c->s.transport, e) != ERR_OK)
		return e->code;
	c->s.rpc = rpc_new(c->s.transport, &c->s.clock, c->url);
	rpc_patience(c->s.rpc, c->s.timeout_ms);
	for (unsigned i = 0; i < c->more_n; i++) {
		c->s.more[c->s.more_n++] = rpc_new(c->s.transport, &c->s.clock, c->more_url[i]);
		rpc_patience(c->s.more[i], c->s.timeout_ms);
	}
	if (open_store(c, need, e) != ERR_OK)
		return e->code;
	if (!(need & (CLI_OFFLINE | CLI_LATER)) && transport_load(c->s.transport, e) != ERR_OK)
		return e->code;
	if (need & CLI_OFFLINE)
		return ERR_OK;
	if (first_genesis(c, e) != ERR_OK)
		return e->code;
	if (!(need & CLI_LATER)) /* the console has its own first line */
		say_with_what(c);
	return ERR_OK;
}

void
cli_close(struct cli *c)
{
	if (c->s.rpc != NULL)
		rpc_free(c->s.rpc);
	for (unsigned i = 0; i < c->s.more_n; i++)
		rpc_free(c->s.more[i]);
	if (c->s.transport != NULL)
		transport_free(c->s.transport);
	if (c->s.store != NULL)
		store_free(c->s.store);
	if (c->extra != NULL)
		signer_free(c->extra);
	if (c->s.signer != NULL)
		signer_free(c->s.signer);
	memset(&c->s, 0, sizeof c->s);
	c->extra = NULL;
}
