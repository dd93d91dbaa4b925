#include "cli/doctor.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "data/journal.h"
#include "keys/key_job.h"
#include "ops/config.h"

/* --- findings -------------------------------------------------------------- */

static void PRINTF_LIKE(6, 0)
add(struct doctor *d, enum doctor_level level, enum err_code code, const char *name, const char *cure, const char *fmt,
	va_list ap)
{
	struct finding *f = &d->found[d->n];

	if (d->n == DOCTOR_FINDINGS_MAX)
		return;
	f->level = level;
	f->code = code;
	(void)snprintf(f->name, sizeof f->name, "%s", name);
	(void)snprintf(f->cure, sizeof f->cure, "%s", cure);
	(void)vsnprintf(f->text, sizeof f->text, fmt, ap);
	d->n++;
}

void
doctor_ok(struct doctor *d, const char *name, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, DOCTOR_OK, ERR_OK, name, "", fmt, ap);
	va_end(ap);
}

void
doctor_warn(struct doctor *d, const char *name, const char *cure, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, DOCTOR_WARN, ERR_OK, name, cure, fmt, ap);
	va_end(ap);
}

void
doctor_bad(struct doctor *d, enum err_code code, const char *name, const char *cure, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, DOCTOR_BAD, code, name, cure, fmt, ap);
	va_end(ap);
}

void
doctor_err(struct doctor *d, const char *name, const struct err *e)
{
	doctor_bad(d, e->code, name, e->hint, "%s", e->message);
}

/* --- configuration ------------------------------------------------------------ */

/* An address may hold an access key. */
static void
show_urls(char shown[CONFIG_VALUE_MAX], const char *value)
{
	char word[CONFIG_VALUE_MAX], one[CONFIG_VALUE_MAX];
	struct err ignored = ERR_INIT;
	size_t len = 0;

	for (shown[0] = '\0'; *(value += strspn(value, " \t")) != '\0' && len < CONFIG_VALUE_MAX; value += strcspn(value, " \t")) {
		(void)snprintf(word, sizeof word, "%.*s", (int)strcspn(value, " \t"), value);
		if (transport_url_show(cluster_moniker(word), one, sizeof one, &ignored) != ERR_OK)
			(void)snprintf(one, sizeof one, "%s", word);
		len += (size_t)snprintf(shown + len, CONFIG_VALUE_MAX - len, "%s%s", len > 0 ? " " : "", one);
	}
}

static void
config_values(struct doctor *d, const struct config *cfg)
{
	for (int k = 0; k < CONFIG_COUNT; k++) {
		const char *value = cfg->value[k], *name = config_key_name((enum config_key)k);
		char shown[CONFIG_VALUE_MAX];

		if (value[0] == '\0')
			continue;
		if (k == CONFIG_URL) {
			show_urls(shown, value);
			value = shown;
		}
		doctor_ok(d, "config", "%s = %.200s (%s)", name, value, config_source_name(cfg->from[k]));
	}
}

static void
config_file(struct doctor *d, const struct config *cfg)
{
	struct stat st;

	if (cfg->path[0] == '\0' || stat(cfg->path, &st) != 0) {
		doctor_warn(d, "config file", "\"keyturn init\" writes one, with the cluster's genesis hash", "there is none at %.240s",
			cfg->path);
		return;
	}
	if ((st.st_mode & 022) != 0 || (st.st_uid != geteuid() && st.st_uid != 0))
		doctor_bad(d, ERR_CONFIG, "config file", "chmod 600, and own it: who can write it chooses what you sign for",
			"%.200s can be written by others (mode %03o, owner %u)", cfg->path, (unsigned)st.st_mode & 0777u, (unsigned)st.st_uid);
	else
		doctor_ok(d, "config file", "%.240s", cfg->path);
}

static bool
look_at_config(struct doctor *d, struct config *cfg)
{
	struct err e = ERR_INIT;

	if (cli_load(d->c, cfg, &e) != ERR_OK) {
		doctor_err(d, "config", &e);
		return false;
	}
	config_file(d, cfg);
	config_values(d, cfg);
	if (cli_configure(d->c, &e) != ERR_OK) {
		doctor_err(d, "config", &e);
		return false;
	}
	if (hash_eq(&d->c->s.genesis, &(struct hash){ { 0 } }))
		doctor_bad(d, ERR_CONFIG, "genesis hash", "\"keyturn init\" writes it, or set KEYTURN_GENESIS",
			"none is configured, so nothing is signed");
	return true;
}

/* --- key file, database -------------------------------------------------------- */

/* Its address, told by a process of its own: of an encrypted file without the passphrase. */
static void
look_at_address(struct doctor *d, const char *path, mode_t mode)
{
	const struct key_job j = { .op = KEY_SHOW, .from = path, .no_input = true };
	struct key_told told;
	struct err e = ERR_INIT;
	char key[PUBKEY_TEXT];

	if (key_job_run(&j, &told, &e) != ERR_OK) {
		doctor_err(d, "key file", &e);
		return;
	}
	d->has_key = true;
	d->key = told.address;
	doctor_ok(d, "key file", "%.200s, mode %03o, yours, %s", path, (unsigned)mode & 0777u, pubkey_text(key, &d->key));
}

/* What can be said without its secret. */
static void
look_at_key(struct doctor *d)
{
	const char *path = d->c->keypair;
	struct stat st;

	if (path[0] == '\0' || d->c->o.read_only) {
		doctor_warn(d, "key file", "name one with --keypair", "no key: nothing can be signed");
	} else if (strcmp(path, "-") == 0 || strncmp(path, "agent:", 6) == 0 || strncmp(path, "prompt:", 7) == 0) {
		doctor_ok(d, "key file", "%.200s is asked for when it is needed", path);
	} else if (stat(path, &st) != 0) {
		doctor_bad(d, ERR_KEY, "key file", "name the one you have with --keypair", "%.200s: %s", path, strerror(errno));
	} else if (!S_ISREG(st.st_mode)) {
		doctor_bad(d, ERR_KEY, "key file", "name a keypair file with --keypair", "%.200s is no regular file", path);
	} else if (st.st_uid != geteuid()) {
		doctor_bad(d, ERR_KEY, "key file", "a key belongs to the one who signs with it: chown it, or use your own",
			"%.200s belongs to user %u", path, (unsigned)st.st_uid);
	} else if ((st.st_mode & 077) != 0) {
		doctor_bad(d, ERR_KEY, "key file", "chmod 600, and replace the key if somebody may have read it",
			"%.200s can be read by others (mode %03o)", path, (unsigned)st.st_mode & 0777u);
	} else {
		look_at_address(d, path, st.st_mode);
	}
}

static void
count_row(void *ctx, const struct journal_row *r)
{
	unsigned *n = ctx;

	(void)r;
	*n += 1;
}

static void
look_at_store(struct doctor *d)
{
	char notice[ERR_TEXT_MAX] = "";
	struct err e = ERR_INIT;
	struct stat st;
	unsigned open_n = 0;

	if (store_open(d->c->data_dir, &d->c->s.clock, &d->c->s.store, notice, &e) != ERR_OK) {
		doctor_err(d, "database", &e);
		return;
	}
	if (stat(d->c->data_dir, &st) == 0 && (st.st_mode & 077) != 0)
		doctor_warn(d, "database", "chmod 700 the folder", "%.200s can be entered by others (mode %03o)", d->c->data_dir,
			(unsigned)st.st_mode & 0777u);
	if (notice[0] != '\0')
		doctor_warn(d, "database", "what it held is set aside: look at the file named", "%s", notice);
	else
		doctor_ok(d, "database", "%.200s/keyturn.db opens", d->c->data_dir);
	if (journal_open_rows(d->c->s.store, &d->c->s.genesis, count_row, &open_n, &e) != ERR_OK)
		doctor_err(d, "journal", &e);
	else if (open_n > 0)
		doctor_warn(d, "journal", "run the same command again: it finds out what happened before it sends anything",
			"%u intents have no known outcome", open_n);
	else
		doctor_ok(d, "journal", "every intent has its outcome");
}

/* --- network -------------------------------------------------------------------- */

static void
look_at_network(struct doctor *d)
{
	uint64_t slot[1 + SESSION_MORE_MAX] = { 0 }, newest = 0;
	unsigned n = 1 + d->c->more_n;
	struct err e = ERR_INIT;

	if (d->c->url[0] == '\0') {
		doctor_bad(d, ERR_CONFIG, "endpoint", "name it with -u (a URL, or m, d, t, l), or \"keyturn init -u URL\" writes it down",
			"none is configured");
		return;
	}
	if (transport_new(&d->c->s.clock, &d->c->s.transport, &e) != ERR_OK || transport_load(d->c->s.transport, &e) != ERR_OK) {
		doctor_err(d, "network", &e);
		return;
	}
	d->c->s.rpc = rpc_new(d->c->s.transport, &d->c->s.clock, d->c->url);
	rpc_patience(d->c->s.rpc, d->c->s.timeout_ms);
	for (unsigned i = 0; i < n; i++) {
		doctor_endpoint(d, i == 0 ? d->c->url : d->c->more_url[i - 1], &slot[i]);
		newest = slot[i] > newest ? slot[i] : newest;
	}
	for (unsigned i = 0; i < n; i++)
		if (slot[i] != 0 && newest - slot[i] > 100)
			doctor_warn(d, "slot lag", "leave it out until it has caught up", "endpoint %u is %llu slots behind another", i + 1,
				(unsigned long long)(newest - slot[i]));
}

/* --- the whole -------------------------------------------------------------------- */

static enum err_code
print(struct doctor *d, unsigned count[3], struct err *e)
{
	static const char *const level[] = { "ok", "warn", "bad" };
	struct jsonout j;
	struct buf b;

	for (unsigned i = 0; !d->c->o.json && i < d->n; i++) {
		const struct finding *f = &d->found[i];
		char safe[ERR_TEXT_MAX * 3];

		(void)text_safe(safe, sizeof safe, f->text, strlen(f->text), d->c->o.plain || d->c->o.ascii);
		(void)printf("%-4s %-14s %s\n", level[f->level], f->name, safe);
		if (f->cure[0] != '\0')
			(void)printf("     %-14s -> %s\n", "", f->cure);
	}
	if (!d->c->o.json)
		return ERR_OK;
	cli_json_begin(&b, &j);
	for (unsigned i = 0; i < 3; i++)
		jsonout_u64(&j, level[i], count[i]);
	jsonout_array(&j, "findings");
	for (unsigned i = 0; i < d->n; i++) {
		jsonout_object(&j, NULL);
		jsonout_str(&j, "level", level[d->found[i].level]);
		jsonout_str(&j, "name", d->found[i].name);
		jsonout_str(&j, "text", d->found[i].text);
		jsonout_str(&j, "cure", d->found[i].cure[0] != '\0' ? d->found[i].cure : NULL);
		jsonout_end(&j);
	}
	jsonout_end(&j);
	return cli_json_end(&b, &j, e);
}

static enum err_code
conclude(struct doctor *d, struct err *e)
{
	unsigned count[3] = { 0 };
	const struct finding *first = NULL;

	for (unsigned i = 0; i < d->n; i++) {
		count[d->found[i].level]++;
		if (first == NULL && d->found[i].level == DOCTOR_BAD)
			first = &d->found[i];
	}
	if (print(d, count, e) != ERR_OK)
		return e->code;
	if (first == NULL)
		return ERR_OK;
	(void)err_set(e, first->code, "%u of %u checks %s bad: %s", count[DOCTOR_BAD], d->n,
		count[DOCTOR_BAD] == 1 ? "is" : "are", first->name);
	return first->cure[0] != '\0' ? err_hint(e, "%s", first->cure) : e->code;
}

enum err_code
cmd_doctor(struct cli *c, struct err *e)
{
	struct finding *found = mem_new(DOCTOR_FINDINGS_MAX, sizeof *found);
	struct doctor d = { .c = c, .found = found };
	struct config *cfg = mem_new(1, sizeof *cfg);
	enum err_code rc;

	if (!solana_init())
		doctor_bad(&d, ERR_INTERNAL, "libsodium", "", "it does not start");
	if (look_at_config(&d, cfg)) {
		look_at_key(&d);
		look_at_store(&d);
		look_at_network(&d);
		if (d.reached) {
			doctor_features(&d);
			doctor_governance(&d);
		} else {
			doctor_warn(&d, "governance", "", "not looked at, nor programs, balances and backups: no endpoint answers");
		}
	}
	rc = cli_words(c, 0, 0, "doctor", e);
	if (rc == ERR_OK)
		rc = conclude(&d, e);
	free(cfg);
	free(found);
	return rc;
}
