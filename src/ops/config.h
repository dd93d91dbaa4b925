#ifndef OPS_CONFIG_H
#define OPS_CONFIG_H

/* config.h - where every setting comes from.
 *
 * Flag beats environment (KEYTURN_URL, ...) beats file beats the Solana CLI's
 * own config.yml (endpoint and keypair only) beats default.  The file is
 * `key = value` lines, `[section]`, `#` comments; an unknown key is ERR_CONFIG
 * with its line; `_` in a key is as good as `-`.  Formats: keyturn.conf(5). */

#include "base/buf.h"
#include "base/err.h"

enum config_key {
	CONFIG_URL, CONFIG_KEYPAIR, CONFIG_MULTISIG, CONFIG_COMMITMENT, CONFIG_DATA_DIR, CONFIG_OUTPUT,
	CONFIG_COLOR, CONFIG_GOVERNANCE, CONFIG_GENESIS, CONFIG_MAX_PRICE, CONFIG_TIMEOUT,
	CONFIG_IDLE_LOCK, CONFIG_NOTIFY, CONFIG_THEME, CONFIG_MOUSE,
	CONFIG_COUNT
};

enum config_source { FROM_NOWHERE, FROM_DEFAULT, FROM_SOLANA, FROM_FILE, FROM_ENVIRONMENT, FROM_FLAG };
const char *config_source_name(enum config_source s);

#define CONFIG_VALUE_MAX 512
#define CONFIG_GOVERNANCES_MAX 8u

/* The governance program's address on one cluster: section [governance], line
 * `GENESIS-HASH = ADDRESS`. */
struct config_governance {
	char genesis[64], address[64];
};

struct config {
	char value[CONFIG_COUNT][CONFIG_VALUE_MAX]; /* "" when not set */
	enum config_source from[CONFIG_COUNT];
	char path[CONFIG_VALUE_MAX];                /* the file's */
	struct config_governance governance[CONFIG_GOVERNANCES_MAX];
	unsigned governance_n;
};

const char *config_key_name(enum config_key k); /* as in the file: "url" */

/* config_set puts a value unless one from a stronger source is there.  ERR_CONFIG when too long. */
MUST_CHECK enum err_code config_set(struct config *c, enum config_key k, const char *value, enum config_source from,
	struct err *e);

/* config_parse reads the text of a keyturn.conf; `path` is for messages only. */
MUST_CHECK enum err_code config_parse(struct config *c, const char *path, const char *text, struct err *e);
/* config_parse_solana takes json_rpc_url and keypair_path from a Solana CLI config.yml; the rest is ignored. */
void config_parse_solana(struct config *c, const char *text);

/* config_load fills what flags left open: environment, `path` (NULL: the usual
 * place, which need not exist), Solana's config.yml, defaults. */
MUST_CHECK enum err_code config_load(struct config *c, const char *path, struct err *e);

#endif
