#include "cli/cli.h"

#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "keys/key_job.h"

/* `k` is NULL for a key that a dry run did not make; `written` NULL where a file is only looked at. */
static enum err_code
print_key(struct cli *c, const char *file, const struct key_told *k, bool encrypted, const bool *written, struct err *e)
{
	char key[PUBKEY_TEXT];
	struct jsonout j;
	struct buf b;

	if (!c->o.json) {
		if (k != NULL)
			(void)puts(pubkey_text(key, &k->address));
		return ERR_OK;
	}
	cli_json_begin(&b, &j);
	cli_json_key(&j, "address", k != NULL ? &k->address : NULL);
	jsonout_str(&j, "file", file);
	jsonout_bool(&j, "encrypted", encrypted);
	if (written != NULL)
		jsonout_bool(&j, "written", *written);
	return cli_json_end(&b, &j, e);
}

static enum err_code
print_made(struct cli *c, const struct key_job *j, const struct key_told *k, struct err *e)
{
	bool written = !c->o.dry_run;

	return print_key(c, j->to, k, j->op == KEY_ENCRYPT || (j->op == KEY_NEW && j->encrypt), &written, e);
}

/* What the job would be refused for, as far as no passphrase is needed; nothing is written. */
static enum err_code
dry_run(struct cli *c, const struct key_job *j, struct err *e)
{
	struct key_job look = { .op = KEY_SHOW, .from = j->from };
	struct key_told told;

	if (j->from != NULL && key_job_run(&look, &told, e) != ERR_OK)
		return e->code;
	if (access(j->to, F_OK) == 0) {
		(void)err_set(e, ERR_KEY, "%s is there already, and a key file is never written over", j->to);
		return err_hint(e, "name another file");
	}
	cli_say(c, "dry run: %s is not written", j->to);
	return print_made(c, j, j->from != NULL ? &told : NULL, e);
}

/* --passes and --memory: what a guess of the passphrase shall cost. */
static enum err_code
read_cost(struct cli *c, struct sealed_cost *out, struct err *e)
{
	const char *passes = cli_option(c, "--passes"), *memory = cli_option(c, "--memory");
	unsigned n = out->passes, mib = out->kib / 1024;

	if ((passes != NULL && cli_number(passes, "--passes", SEALED_PASSES_MAX, &n, e) != ERR_OK) ||
		(memory != NULL && cli_number(memory, "--memory", SEALED_KIB_MAX / 1024, &mib, e) != ERR_OK))
		return e->code;
	*out = (struct sealed_cost){ .passes = n, .kib = mib * 1024 };
	return sealed_cost_check(out, e);
}

enum err_code
cmd_key_new(struct cli *c, struct err *e)
{
	struct key_job j = { .op = KEY_NEW, .no_input = c->o.no_input, .cost = SEALED_COST_DEFAULT };
	struct key_told told;

	j.encrypt = cli_flag(c, "--encrypt");
	if (read_cost(c, &j.cost, e) != ERR_OK ||
		cli_words(c, 1, 1, "key new [--encrypt [--memory MIB] [--passes N]] FILE", e) != ERR_OK)
		return e->code;
	j.to = c->word[0];
	if (c->o.dry_run)
		return dry_run(c, &j, e);
	if (key_job_run(&j, &told, e) != ERR_OK)
		return e->code;
	cli_say(c, "%s is the only copy of this key: keep another where it is safe", j.to);
	return print_made(c, &j, &told, e);
}

enum err_code
cmd_key_show(struct cli *c, struct err *e)
{
	struct key_job j = { .op = KEY_SHOW };
	struct key_told told;

	if (cli_words(c, 0, 1, "key show [FILE]", e) != ERR_OK || cli_configure(c, e) != ERR_OK)
		return e->code;
	j.from = c->word_n == 1 ? c->word[0] : c->keypair;
	if (key_job_run(&j, &told, e) != ERR_OK)
		return e->code;
	return print_key(c, j.from, &told, told.encrypted, NULL, e);
}

enum err_code
cmd_key_encrypt(struct cli *c, struct err *e)
{
	struct key_job j = { .op = KEY_ENCRYPT, .no_input = c->o.no_input, .cost = SEALED_COST_DEFAULT };
	struct key_told told;

	if (read_cost(c, &j.cost, e) != ERR_OK ||
		cli_words(c, 2, 2, "key encrypt [--memory MIB] [--passes N] FILE OUT", e) != ERR_OK)
		return e->code;
	j.from = c->word[0];
	j.to = c->word[1];
	if (c->o.dry_run && strcmp(j.from, "-") != 0)
		return dry_run(c, &j, e);
	if (c->o.dry_run)
		return err_set(e, ERR_USAGE, "a dry run reads a file, not standard input");
	if (key_job_run(&j, &told, e) != ERR_OK)
		return e->code;
	cli_say(c, "%s is as it was: once %s opens, remove it", j.from, j.to);
	return print_made(c, &j, &told, e);
}

/* Whoever can read the new file has the key: that is typed, whatever --yes says. */
static enum err_code
confirm_export(struct cli *c, const struct key_job *j, const struct key_told *k, struct err *e)
{
	char phrase[32], key[PUBKEY_TEXT];

	(void)snprintf(phrase, sizeof phrase, "export %.8s", pubkey_text(key, &k->address));
	cli_say(c, "!! %s will hold the key %s in the clear: whoever reads it can sign", j->to, key);
	if (c->o.no_input) {
		(void)err_set(e, ERR_CANCELLED, "\"%s\" has to be typed to go on, and --no-input is given", phrase);
		return err_hint(e, "run it without --no-input");
	}
	return cli_typed(phrase, "to go on", "written", e);
}

enum err_code
cmd_key_export(struct cli *c, struct err *e)
{
	struct key_job j = { .op = KEY_SHOW }, real = { .op = KEY_EXPORT, .no_input = c->o.no_input };
	struct key_told told;

	if (cli_words(c, 2, 2, "key export FILE OUT", e) != ERR_OK)
		return e->code;
	if (strcmp(c->word[0], "-") == 0)
		return err_set(e, ERR_USAGE, "key export reads a file, not standard input");
	j.from = real.from = c->word[0];
	j.to = real.to = c->word[1];
	if (key_job_run(&j, &told, e) != ERR_OK)
		return e->code;
	if (told.encrypted && c->o.dry_run)
		return dry_run(c, &real, e);
	if (told.encrypted && confirm_export(c, &real, &told, e) != ERR_OK)
		return e->code;
	if (key_job_run(&real, &told, e) != ERR_OK)
		return e->code;
	return print_made(c, &real, &told, e);
}
