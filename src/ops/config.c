#include "ops/config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

#define FILE_MAX (64u << 10)

static const struct {
	const char *name, *environment;
} keys[CONFIG_COUNT] = {
	[CONFIG_URL] = { "url", "KEYTURN_URL" },
	[CONFIG_KEYPAIR] = { "keypair", "KEYTURN_KEYPAIR" },
	[CONFIG_MULTISIG] = { "multisig", "KEYTURN_MULTISIG" },
	[CONFIG_COMMITMENT] = { "commitment", "KEYTURN_COMMITMENT" },
	[CONFIG_DATA_DIR] = { "data-dir", "KEYTURN_DATA_DIR" },
	[CONFIG_OUTPUT] = { "output", "KEYTURN_OUTPUT" },
	[CONFIG_COLOR] = { "color", "KEYTURN_COLOR" },
	[CONFIG_GOVERNANCE] = { "governance", "KEYTURN_GOVERNANCE" },
	[CONFIG_GENESIS] = { "genesis", "KEYTURN_GENESIS" },
	[CONFIG_MAX_PRICE] = { "max-price", "KEYTURN_MAX_PRICE" },
	[CONFIG_TIMEOUT] = { "timeout", "KEYTURN_TIMEOUT" },
	[CONFIG_IDLE_LOCK] = { "idle-lock", "KEYTURN_IDLE_LOCK" },
	[CONFIG_NOTIFY] = { "notify", "KEYTURN_NOTIFY" },
	[CONFIG_THEME] = { "theme", "KEYTURN_THEME" },
	[CONFIG_MOUSE] = { "mouse", "KEYTURN_MOUSE" },
};

const char *
config_key_name(enum config_key k)
{
	return keys[k].name;
}

const char *
config_source_name(enum config_source s)
{
	static const char *const name[] = { "not set", "default", "Solana CLI config", "file", "environment", "flag" };

	return name[s];
}

enum err_code
config_set(struct config *c, enum config_key k, const char *value, enum config_source from, struct err *e)
{
	if (from < c->from[k])
		return ERR_OK;
	if (strlen(value) >= CONFIG_VALUE_MAX)
		return err_set(e, ERR_CONFIG, "the value of %s is %zu bytes, at most %d are allowed", keys[k].name,
			strlen(value), CONFIG_VALUE_MAX - 1);
	(void)snprintf(c->value[k], CONFIG_VALUE_MAX, "%s", value);
	c->from[k] = from;
	return ERR_OK;
}

/* One line, comment and blanks at both ends cut off, in place. */
static char *
trim(char *s)
{
	char *end = strchr(s, '#');

	if (end != NULL)
		*end = '\0';
	while (isspace((unsigned char)*s))
		s++;
	for (end = s + strlen(s); end > s && isspace((unsigned char)end[-1]);)
		*--end = '\0';
	return s;
}

static enum err_code
bad_line(const char *path, unsigned line, const char *what, const char *text, struct err *e)
{
	char safe[120];

	(void)text_safe(safe, sizeof safe, text, strlen(text), false);
	(void)err_set(e, ERR_CONFIG, "%.120s line %u: %s \"%.80s\"", path, line, what, safe);
	return err_hint(e, "see keyturn.conf(5) for what may stand there");
}

static enum err_code
put_governance(struct config *c, const char *genesis, const char *address, struct err *e)
{
	struct config_governance *g = &c->governance[c->governance_n];

	if (c->governance_n == CONFIG_GOVERNANCES_MAX || strlen(genesis) >= sizeof g->genesis
		|| strlen(address) >= sizeof g->address)
		return err_set(e, ERR_CONFIG, "too many governance programs, or one that is too long");
	(void)snprintf(g->genesis, sizeof g->genesis, "%s", genesis);
	(void)snprintf(g->address, sizeof g->address, "%s", address);
	c->governance_n++;
	return ERR_OK;
}

static bool
is_key(const char *name, const char *key)
{
	for (; *name != '\0' && (*name == '_' ? '-' : *name) == *key; name++)
		key++;
	return *name == *key;
}

static enum err_code
put(struct config *c, const char *section, const char *name, const char *value, const char *path, unsigned line,
	struct err *e)
{
	if (strcmp(section, "governance") == 0)
		return put_governance(c, name, value, e);
	for (int k = 0; k < CONFIG_COUNT; k++)
		if (is_key(name, keys[k].name))
			return config_set(c, (enum config_key)k, value, FROM_FILE, e);
	return bad_line(path, line, "unknown key", name, e);
}

static enum err_code
parse_line(struct config *c, char *text, char section[32], const char *path, unsigned line, struct err *e)
{
	char *s = trim(text), *eq = strchr(s, '=');
	size_t len = strlen(s);

	if (len == 0)
		return ERR_OK;
	if (s[0] == '[') {
		if (strcmp(s, "[governance]") != 0 && strcmp(s, "[keyturn]") != 0)
			return bad_line(path, line, "unknown section", s, e);
		(void)snprintf(section, 32, "%.*s", (int)(len - 2), s + 1);
		return ERR_OK;
	}
	if (eq == NULL || eq == s)
		return bad_line(path, line, "not `key = value`:", s, e);
	*eq = '\0';
	return put(c, section, trim(s), trim(eq + 1), path, line, e);
}

enum err_code
config_parse(struct config *c, const char *path, const char *text, struct err *e)
{
	char line[CONFIG_VALUE_MAX * 2], section[32] = "";
	unsigned n = 0;

	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		n++;
		if (len >= sizeof line)
			return bad_line(path, n, "too long:", "", e);
		memcpy(line, text, len);
		line[len] = '\0';
		if (parse_line(c, line, section, path, n, e) != ERR_OK)
			return e->code;
		text += len + (text[len] == '\n');
	}
	return ERR_OK;
}

/* `name: value` or `name: "value"`, at the start of a line. */
static void
take_yaml(struct config *c, const char *line, const char *name, enum config_key k)
{
	char value[CONFIG_VALUE_MAX], *s = value;
	size_t len = strlen(name), n;
	struct err ignored = ERR_INIT;

	if (strncmp(line, name, len) != 0 || line[len] != ':' || strlen(line + len + 1) >= sizeof value)
		return;
	(void)snprintf(value, sizeof value, "%s", line + len + 1);
	while (*s == ' ')
		s++;
	n = strlen(s);
	while (n > 0 && isspace((unsigned char)s[n - 1]))
		s[--n] = '\0';
	if (n >= 2 && (s[0] == '"' || s[0] == '\'') && s[n - 1] == s[0]) {
		s[n - 1] = '\0';
		s++;
	}
	if (*s != '\0' && config_set(c, k, s, FROM_SOLANA, &ignored) != ERR_OK)
		c->value[k][0] = '\0';
}

void
config_parse_solana(struct config *c, const char *text)
{
	char line[CONFIG_VALUE_MAX];

	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		if (len < sizeof line) {
			memcpy(line, text, len);
			line[len] = '\0';
			take_yaml(c, line, "json_rpc_url", CONFIG_URL);
			take_yaml(c, line, "keypair_path", CONFIG_KEYPAIR);
		}
		text += len + (text[len] == '\n');
	}
}

/* "$VAR/tail", or "$HOME/second/tail" where VAR is not set; false without HOME. */
static bool
place(char *out, size_t size, const char *var, const char *second, const char *tail)
{
	const char *at = var != NULL ? getenv(var) : NULL, *home = getenv("HOME");
	int n;

	if (at != NULL && at[0] != '\0')
		n = snprintf(out, size, "%s/%s", at, tail);
	else if (home != NULL && home[0] != '\0')
		n = snprintf(out, size, "%s/%s/%s", home, second, tail);
	else
		return false;
	return n > 0 && (size_t)n < size;
}

static enum err_code
load_environment(struct config *c, struct err *e)
{
	for (int k = 0; k < CONFIG_COUNT; k++) {
		const char *v = getenv(keys[k].environment);

		if (v != NULL && v[0] != '\0' && config_set(c, (enum config_key)k, v, FROM_ENVIRONMENT, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static enum err_code
load_file(struct config *c, bool named, struct err *e)
{
	struct buf text = BUF_INIT(FILE_MAX);
	enum err_code rc = file_read(c->path, &text, e);

	if (rc == ERR_OK)
		rc = config_parse(c, c->path, buf_str(&text), e);
	else if (rc == ERR_NOT_FOUND && !named)
		rc = ERR_OK;
	else
		rc = e->code = ERR_CONFIG;
	buf_wipe(&text);
	return rc;
}

static void
load_solana(struct config *c)
{
	char path[CONFIG_VALUE_MAX];
	struct buf text = BUF_INIT(FILE_MAX);
	struct err ignored = ERR_INIT;

	if (place(path, sizeof path, NULL, ".config/solana", "cli/config.yml")
		&& file_read(path, &text, &ignored) == ERR_OK)
		config_parse_solana(c, buf_str(&text));
	buf_wipe(&text);
}

static enum err_code
load_defaults(struct config *c, struct err *e)
{
	char path[CONFIG_VALUE_MAX];

	if (c->from[CONFIG_DATA_DIR] == FROM_NOWHERE && place(path, sizeof path, "XDG_STATE_HOME", ".local/state", "keyturn")
		&& config_set(c, CONFIG_DATA_DIR, path, FROM_DEFAULT, e) != ERR_OK)
		return e->code;
	if (c->from[CONFIG_KEYPAIR] == FROM_NOWHERE && place(path, sizeof path, NULL, ".config/solana", "id.json")
		&& config_set(c, CONFIG_KEYPAIR, path, FROM_DEFAULT, e) != ERR_OK)
		return e->code;
	if (config_set(c, CONFIG_COMMITMENT, "finalized", FROM_DEFAULT, e) != ERR_OK
		|| config_set(c, CONFIG_OUTPUT, "text", FROM_DEFAULT, e) != ERR_OK
		|| config_set(c, CONFIG_MAX_PRICE, "1000000", FROM_DEFAULT, e) != ERR_OK
		|| config_set(c, CONFIG_TIMEOUT, "10s", FROM_DEFAULT, e) != ERR_OK
		|| config_set(c, CONFIG_IDLE_LOCK, "10m", FROM_DEFAULT, e) != ERR_OK
		|| config_set(c, CONFIG_NOTIFY, "none", FROM_DEFAULT, e) != ERR_OK
		|| config_set(c, CONFIG_THEME, "auto", FROM_DEFAULT, e) != ERR_OK
		|| config_set(c, CONFIG_MOUSE, "off", FROM_DEFAULT, e) != ERR_OK)
		return e->code;
	return config_set(c, CONFIG_COLOR, "auto", FROM_DEFAULT, e);
}

enum err_code
config_load(struct config *c, const char *path, struct err *e)
{
	if (path == NULL)
		path = getenv("KEYTURN_CONFIG");
	if (path != NULL && path[0] == '\0')
		path = NULL;
	if (path != NULL)
		(void)snprintf(c->path, sizeof c->path, "%s", path);
	else if (!place(c->path, sizeof c->path, "XDG_CONFIG_HOME", ".config", "keyturn/keyturn.conf"))
		c->path[0] = '\0';
	if (load_environment(c, e) != ERR_OK || (c->path[0] != '\0' && load_file(c, path != NULL, e) != ERR_OK))
		return e->code;
	load_solana(c);
	return load_defaults(c, e);
}
