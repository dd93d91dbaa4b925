#include "cli/cli.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "data/binaries.h"
#include "ops/fetch.h"
#include "solana/elf_layout.h"

struct dump {
	struct pubkey program;
	const char *file;
	uint64_t version; /* 0: what is live, whatever it is */
	struct hash hash;
	const char *source; /* "chain" or "backup" */
	struct buf code;
};

static enum err_code
from_chain(struct cli *c, struct dump *d, struct err *e)
{
	struct pubkey data = loader_program_data(&d->program);
	struct fetch *f = fetch_new(&c->s, &data, LOADER_PROGRAM_DATA, c->s.commitment);
	struct fetched about = { .room = 0 };
	char key[PUBKEY_TEXT];
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && fetch_turn(f))
		rc = cli_wait(c, -1, e);
	if (rc == ERR_OK)
		rc = fetch_result(f, &d->code, &about, e);
	fetch_free(f);
	if (rc == ERR_NOT_FOUND) {
		(void)err_set(e, rc, "there is no program of the upgradeable loader at %s", pubkey_text(key, &d->program));
		rc = err_hint(e, "check the program's address and the cluster (-u)");
	}
	d->hash = about.hash;
	d->source = "chain";
	return rc;
}

/* The version's code hash, from the record on chain, else from what was saved here. */
static enum err_code
find_version(struct cli *c, struct dump *d, bool *newest, struct err *e)
{
	struct binary_link l;
	struct gov_world w;
	bool found = false;

	*newest = false;
	if (cli_world(c, false, 0, &d->program, &w, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < w.record_n; i++) {
		const struct gov_record *r = &w.record[i];

		for (unsigned k = 0; pubkey_eq(&r->program, &d->program) && k < r->version_n; k++) {
			if (r->version[k].number != d->version)
				continue;
			d->hash = r->version[k].code_hash;
			found = true;
			*newest = r->governed && d->version == r->newest;
		}
	}
	gov_world_wipe(&w);
	if (!found && binaries_find(c->s.store, &c->s.genesis, &c->s.multisig, &d->program, d->version, &l, e) == ERR_OK) {
		d->hash = l.code_hash;
		found = true;
	}
	if (found)
		return ERR_OK;
	(void)err_set(e, ERR_NOT_FOUND, "neither the record nor a backup knows version %llu", (unsigned long long)d->version);
	return err_hint(e, "\"keyturn program show\" lists the versions the record remembers");
}

static enum err_code
by_version(struct cli *c, struct dump *d, struct err *e)
{
	struct hash want;
	bool newest;
	enum err_code rc;

	if (find_version(c, d, &newest, e) != ERR_OK)
		return e->code;
	want = d->hash;
	d->source = "backup";
	if (binaries_read(c->s.store, &want, &d->code, e) == ERR_OK)
		return elf_restore(&d->code) ? ERR_OK : err_set(e, ERR_INTERNAL, "the code is %zu bytes, more than an account holds", d->code.len);
	if (!newest)
		return err_while(e, "looking for version %llu", (unsigned long long)d->version);
	rc = from_chain(c, d, e);
	if (rc != ERR_OK || hash_eq(&want, &d->hash))
		return rc;
	return err_set(e, ERR_MISMATCH, "the live code is not what the record says of version %llu", (unsigned long long)d->version);
}

static enum err_code
write_out(struct cli *c, const struct dump *d, struct err *e)
{
	char hex[65], len[TEXT_SHORT];
	struct jsonout j;
	struct buf b;

	if (d->file == NULL && !c->o.dry_run) {
		if (fwrite(d->code.p, 1, d->code.len, stdout) != d->code.len)
			return err_set(e, ERR_INTERNAL, "standard output cannot be written");
		return ERR_OK;
	}
	if (!c->o.dry_run && file_replace(d->file, d->code.p, d->code.len, 0644, e) != ERR_OK)
		return e->code;
	text_hex(hex, d->hash.b, 32);
	if (!c->o.json) {
		cli_field("code hash", "%s", hex);
		cli_field(c->o.dry_run ? "not written" : "written", "%s bytes from the %s to %s", text_count(len, d->code.len), d->source,
			d->file != NULL ? d->file : "standard output");
		return ERR_OK;
	}
	cli_json_begin(&b, &j);
	jsonout_str(&j, "cluster", c->s.cluster);
	cli_json_key(&j, "program", &d->program);
	cli_json_hash(&j, "code_hash", &d->hash);
	jsonout_u64(&j, "code_len", code_trim(d->code.p, d->code.len));
	jsonout_str(&j, "source", d->source);
	jsonout_str(&j, "file", d->file);
	jsonout_bool(&j, "written", !c->o.dry_run);
	return cli_json_end(&b, &j, e);
}

enum err_code
cmd_program_dump(struct cli *c, struct err *e)
{
	static const char usage[] = "program dump PROGRAM [FILE] [--version N]";
	const char *version = cli_option(c, "--version");
	struct dump d = { .file = NULL, .code = BUF_INIT(LOADER_ACCOUNT_MAX) };
	enum err_code rc = cli_words(c, 1, 2, usage, e);

	if (rc == ERR_OK)
		rc = pubkey_parse(c->word[0], &d.program, e);
	if (rc == ERR_OK && version != NULL && (text_u64(version, UINT64_MAX, &d.version, e) != ERR_OK || d.version == 0))
		rc = err_set(e, ERR_USAGE, "\"%s\" is no number of a version", version);
	d.file = rc == ERR_OK && c->word_n == 2 ? c->word[1] : NULL;
	if (rc == ERR_OK && d.file == NULL && (c->o.json || isatty(STDOUT_FILENO))) {
		(void)err_set(e, ERR_USAGE, "without FILE the code goes to standard output, which %s",
			c->o.json ? "--output json needs" : "is a terminal");
		rc = err_hint(e, "usage: keyturn %s", usage);
	}
	if (rc == ERR_OK)
		rc = cli_open(c, d.version == 0 ? 0 : CLI_MULTISIG | CLI_GOVERNANCE | CLI_STORE, NULL, e);
	if (rc == ERR_OK)
		rc = d.version == 0 ? from_chain(c, &d, e) : by_version(c, &d, e);
	if (rc == ERR_OK)
		rc = write_out(c, &d, e);
	buf_wipe(&d.code);
	return rc;
}
