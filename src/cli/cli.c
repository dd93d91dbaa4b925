#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#define VERSION "0.1.0"

static const struct command commands[] = {
	{ NULL, "init", "[--genesis HASH]", "write a config file for the cluster at --url", cmd_init },
	{ "multisig", "create", "--member ADDRESS[:operator] ... --threshold N [--rollback-threshold N --stop N --timelock 48h "
		"--rollback-delay 0 --window 14d --reach 30d] [--create-key KEYFILE] [--allow-plain-governance-key]", "make a multisig", cmd_multisig_create },
	{ "multisig", "show", "[ADDRESS]", "members and numbers", cmd_multisig_show },
	{ "multisig", "list", "", "multisigs of the governance program", cmd_multisig_list },
	{ "program", "deploy", "FILE --program-id KEYFILE [--max-len N] [--anyway]", "deploy a new program", cmd_program_deploy },
	{ "program", "adopt", "PROGRAM [--authority KEYFILE] [--allow-plain-governance-key]", "hand a program to the multisig", cmd_program_adopt },
	{ "program", "extend", "PROGRAM BYTES", "give a program room for more code", cmd_program_extend },
	{ "program", "show", "PROGRAM", "authority, code and versions", cmd_program_show },
	{ "program", "dump", "PROGRAM [FILE] [--version N]", "write the live code, or a saved version, to a file", cmd_program_dump },
	{ "program", "verify", "PROGRAM FILE", "is this file what is deployed", cmd_program_verify },
	{ "program", "diff", "A B | ID, where A and B are each a FILE, PROGRAM, PROGRAM@VERSION or BUFFER",
		"what is different between two programs, or what a proposal changes", cmd_program_diff },
	{ "buffer", "write", "FILE [--buffer ADDRESS] [--anyway]", "write a program file into a buffer", cmd_buffer_write },
	{ "buffer", "show", "BUFFER", "authority, code hash and length", cmd_buffer_show },
	{ "buffer", "verify", "BUFFER FILE", "is this file what the buffer holds", cmd_buffer_verify },
	{ "buffer", "list", "[--hash]", "every buffer of this key and of the multisig, and what it is for", cmd_buffer_list },
	{ "buffer", "close", "BUFFER|--orphans", "take the rent of buffers nothing needs back", cmd_buffer_close },
	{ "propose", "upgrade", "PROGRAM FILE|BUFFER --description TEXT [--one-way|--with-rollback] [--anyway] "
		"| PROGRAM --liveness [--description TEXT]", "propose an upgrade", cmd_propose_upgrade },
	{ "propose", "rollback", "PROGRAM REASON [--ahead ID] [--to VERSION] [--file FILE] [--buffer ADDRESS] [--anyway]",
		"propose the way back to an older version", cmd_propose_rollback },
	{ NULL, "rollback", "ID REASON [--to VERSION] [--file FILE] [--buffer ADDRESS] [--wait] [--anyway] | --stage PROGRAM",
		"stop an act, or go back from it", cmd_rollback },
	{ "propose", "members", "[--add ADDRESS[:operator]] [--remove ADDRESS] [--replace OLD=NEW] [--compromised OLD=NEW] "
		"[--threshold N --rollback-threshold N --stop N --timelock 48h --rollback-delay 0 --window 14d --reach 30d] "
		"[--description TEXT] [--anyway]", "propose other members or numbers", cmd_propose_members },
	{ "propose", "handover", "PROGRAM --to ADDRESS | --to-multisig ADDRESS | --unchecked ADDRESS [--description TEXT] [--anyway]",
		"propose to give a program away", cmd_propose_handover },
	{ "propose", "immutable", "PROGRAM [--description TEXT] [--anyway]", "propose to make a program immutable for ever", cmd_propose_immutable },
	{ "propose", "again", "ID [--anyway]", "propose an act again that ended without being done", cmd_propose_again },
	{ NULL, "proposals", "[--all]", "open proposals, or all", cmd_proposals },
	{ NULL, "show", "ID", "one proposal in full", cmd_show },
	{ NULL, "approve", "ID [--payload-hash HEX]", "vote for a proposal", cmd_approve },
	{ NULL, "reject", "ID [--payload-hash HEX]", "vote against a proposal", cmd_reject },
	{ NULL, "withdraw", "ID [--payload-hash HEX]", "take your own proposal back", cmd_withdraw },
	{ NULL, "cancel", "ID [--payload-hash HEX]", "vote to stop an approved proposal", cmd_cancel },
	{ NULL, "execute", "ID [--payload-hash HEX] [--receiver-keypair FILE]", "carry an approved proposal out", cmd_execute },
	{ NULL, "reclaim", "ID [--payload-hash HEX]", "give the buffer of a dead proposal back", cmd_reclaim },
	{ NULL, "close", "ID [--payload-hash HEX]", "take the rent of an ended proposal back", cmd_close },
	{ NULL, "announce", "ID [--plain]", "a scheduled act's announcement to the public", cmd_announce },
	{ "history", "list", "[--before N] [--limit N]", "what this machine signed and sent, newest first", cmd_history_list },
	{ "history", "search", "TEXT [--before N] [--limit N]", "the same, with a word, an address, a number or a signature in it", cmd_history_search },
	{ NULL, "doctor", "", "check configuration, key file, database, endpoints, chain and programs", cmd_doctor },
	{ NULL, "audit", "MEMBER [--all] [--before SIGNATURE] [--limit N]", "what a key signed here, and the open acts with its vote", cmd_audit },
	{ "key", "new", "[--encrypt [--memory MIB] [--passes N]] FILE", "make a key", cmd_key_new },
	{ "key", "show", "[FILE]", "the address of a key", cmd_key_show },
	{ "key", "encrypt", "[--memory MIB] [--passes N] FILE OUT", "put a key under a passphrase", cmd_key_encrypt },
	{ "key", "export", "FILE OUT", "take the passphrase off: as the Solana CLI has it", cmd_key_export },
	{ NULL, "label", "ADDRESS [NAME]", "your own name for an address", cmd_label },
};
enum { COMMAND_N = sizeof commands / sizeof commands[0] };

static const char global_help[] =
	"  -u, --url URL|m|d|t|l    endpoint; given more than once, uploads go through all of them\n"
	"  -k, --keypair FILE       signs\n"
	"      --multisig ADDRESS                       -C, --config FILE\n"
	"      --governance ADDRESS  governance program     --data-dir FOLDER\n"
	"      --commitment LEVEL    processed, confirmed, finalized\n"
	"      --timeout DURATION    how long one request may take: 10s\n"
	"      --output text|json    --color WHEN       --dry-run  send nothing\n"
	"      --read-only  no key   --plain  in lines  --ascii  nothing beyond it\n"
	"      --yes  no question (never for what cannot be undone)           --no-input\n"
	"      -v, --verbose         -h, --help  of a command too     --version\n";

static void
usage(FILE *to)
{
	(void)fputs("usage: keyturn [OPTIONS] [COMMAND]\n\nWithout a command: the console.\n\n", to);
	for (size_t i = 0; i < COMMAND_N; i++) {
		const struct command *c = &commands[i];
		char name[40];

		(void)snprintf(name, sizeof name, "%s%s%s", c->group != NULL ? c->group : "", c->group != NULL ? " " : "", c->name);
		(void)fprintf(to, "  %-18s %s\n", name, c->what);
	}
	(void)fputc('\n', to);
	(void)fputs(global_help, to);
}

static void
usage_of(FILE *to, const struct command *k)
{
	(void)fprintf(to, "usage: keyturn %s%s%s%s%s\n  %s\n", k->group != NULL ? k->group : "", k->group != NULL ? " " : "", k->name,
		k->args[0] != '\0' ? " " : "", k->args, k->what);
}

static bool
is_command(const struct command *k, const struct cli *c)
{
	if (k->group == NULL)
		return c->word_n >= 1 && strcmp(c->word[0], k->name) == 0;
	return c->word_n >= 2 && strcmp(c->word[0], k->group) == 0 && strcmp(c->word[1], k->name) == 0;
}

static void
drop_words(struct cli *c, size_t n)
{
	memmove(c->word, c->word + n, (c->word_n - n) * sizeof c->word[0]);
	c->word_n -= n;
}

static bool
takes_anyway(const char *group, const char *name)
{
	return strcmp(group, "propose") == 0 || strcmp(group, "rollback") == 0 || (strcmp(group, "buffer") == 0 && strcmp(name, "write") == 0) ||
		(strcmp(group, "program") == 0 && strcmp(name, "deploy") == 0);
}

/* Those that write buffers, which goes through every endpoint; for others one is taken, and two would promise more. */
static bool
takes_urls(const struct cli *c)
{
	static const char *const word[][2] = { { "doctor", NULL }, { "init", NULL }, { "buffer", "write" }, { "program", "deploy" }, { "propose", "upgrade" },
		{ "propose", "rollback" }, { "rollback", NULL } };

	for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
		if (c->word_n > 0 && strcmp(c->word[0], word[i][0]) == 0 &&
			(word[i][1] == NULL || (c->word_n > 1 && strcmp(c->word[1], word[i][1]) == 0)))
			return true;
	return c->word_n == 0; /* the console */
}

static enum err_code
take_urls(struct cli *c, size_t *n, struct err *e)
{
	size_t len = 0;
	const char *v;

	while ((v = cli_option(c, "--url")) != NULL || (v = cli_option(c, "-u")) != NULL) {
		if (v[0] == '\0')
			return err_set(e, ERR_USAGE, "--url needs a value");
		++*n;
		if (len < sizeof c->o.url)
			len += (size_t)snprintf(c->o.url + len, sizeof c->o.url - len, "%s%s", len > 0 ? " " : "", v);
	}
	if (len >= sizeof c->o.url)
		return err_set(e, ERR_USAGE, "the endpoints together are %zu bytes long, at most %zu are allowed", len, sizeof c->o.url - 1);
	return ERR_OK;
}

/* Once the options are taken out, wherever they stood, the command's words come first. */
static enum err_code
check_urls(const struct cli *c, size_t n, struct err *e)
{
	if (n < 2 || takes_urls(c))
		return ERR_OK;
	(void)err_set(e, ERR_USAGE, "--url is given twice, and this command takes only one");
	return err_hint(e, "several endpoints are for commands that write buffers, and for doctor");
}

/* The options every command knows, wherever they stand. */
static enum err_code
take_globals(struct cli *c, struct err *e)
{
	const struct {
		const char *name, *brief;
		const char **to;
	} valued[] = {
		{ "--keypair", "-k", &c->o.keypair }, { "--multisig", NULL, &c->o.multisig },
		{ "--config", "-C", &c->o.config }, { "--data-dir", NULL, &c->o.data_dir },
		{ "--commitment", NULL, &c->o.commitment }, { "--governance", NULL, &c->o.governance },
		{ "--color", NULL, &c->o.color }, { "--output", NULL, &c->o.output }, { "--timeout", NULL, &c->o.timeout },
		{ "--script", NULL, &c->o.script }, { "--frames", NULL, &c->o.frames },
	};
	const char *v;
	size_t url_n = 0;

	if (take_urls(c, &url_n, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < sizeof valued / sizeof valued[0]; i++) {
		if ((v = cli_option(c, valued[i].name)) != NULL || (valued[i].brief != NULL &&
			(v = cli_option(c, valued[i].brief)) != NULL))
			*valued[i].to = v;
		if (v != NULL && v[0] == '\0')
			return err_set(e, ERR_USAGE, "%s needs a value", valued[i].name);
		if (v != NULL && (cli_option(c, valued[i].name) != NULL || (valued[i].brief != NULL &&
			cli_option(c, valued[i].brief) != NULL)))
			return err_set(e, ERR_USAGE, "%s is given twice, and takes only one value", valued[i].name);
	}
	v = c->o.output != NULL ? c->o.output : getenv("KEYTURN_OUTPUT");
	c->o.json = v != NULL && strcmp(v, "json") == 0; /* until the file was read */
	c->o.dry_run = cli_flag(c, "--dry-run");
	c->o.read_only = cli_flag(c, "--read-only");
	c->o.plain = cli_flag(c, "--plain");
	c->o.ascii = cli_flag(c, "--ascii");
	c->o.yes = cli_flag(c, "--yes") || cli_flag(c, "-y");
	c->o.no_input = cli_flag(c, "--no-input");
	c->o.verbose = cli_flag(c, "--verbose") || cli_flag(c, "-v");
	if (c->word_n > 0 && takes_anyway(c->word[0], c->word_n > 1 ? c->word[1] : ""))
		c->o.anyway = cli_flag(c, "--anyway");
	return check_urls(c, url_n, e);
}

/* Of the command that is named, of its whole group, or of everything. */
static void
help(const struct cli *c)
{
	size_t n = 0;

	for (size_t i = 0; c->word_n > 0 && i < COMMAND_N; i++) {
		const struct command *k = &commands[i];
		bool whole = c->word_n == 1 || k->group == NULL;

		if (is_command(k, c) || (whole && k->group != NULL && strcmp(k->group, c->word[0]) == 0)) {
			usage_of(stdout, k);
			n++;
		}
	}
	if (n == 0)
		usage(stdout);
}

/* What is there already may be what an earlier run did, ended before it heard so. */
static enum err_code
run(struct cli *c, const struct command *k, struct err *e)
{
	bool proposes = k->group != NULL && strcmp(k->group, "propose") == 0;
	char action[24];
	enum err_code rc;

	drop_words(c, k->group != NULL ? 2 : 1);
	rc = k->run(c, e);
	(void)snprintf(action, sizeof action, "%s%s%s", k->group != NULL ? k->group : k->name, k->group != NULL && !proposes ? " " : "",
		k->group != NULL && !proposes ? k->name : "");
	if (rc == ERR_OK || rc == ERR_REFUSED || rc == ERR_NOT_FOUND)
		cli_settle(c, action);
	return rc;
}

static enum err_code
dispatch(struct cli *c, cli_console *console, struct err *e)
{
	if (c->word_n == 0)
		return console(c, e);
	for (size_t i = 0; i < COMMAND_N; i++)
		if (is_command(&commands[i], c))
			return run(c, &commands[i], e);
	(void)err_set(e, ERR_USAGE, "there is no command \"%s%s%s\"", c->word[0], c->word_n > 1 ? " " : "",
		c->word_n > 1 ? c->word[1] : "");
	return err_hint(e, "\"keyturn --help\" lists them");
}

static enum err_code
take_words(struct cli *c, int argc, char **argv, struct err *e)
{
	if ((size_t)argc > CLI_WORDS_MAX)
		return err_set(e, ERR_USAGE, "%d words on the command line, at most %u are allowed", argc, CLI_WORDS_MAX);
	for (int i = 1; i < argc; i++)
		c->word[c->word_n++] = argv[i];
	return take_globals(c, e);
}

int
cli_main(int argc, char **argv, cli_console *console)
{
	struct err e = ERR_INIT;
	struct cli *c = mem_new(1, sizeof *c);
	enum err_code rc = take_words(c, argc, argv, &e);
	bool json;

	if (rc == ERR_OK && (cli_flag(c, "--help") || cli_flag(c, "-h"))) {
		help(c);
	} else if (rc == ERR_OK && c->word_n > 0 && strcmp(c->word[0], "--version") == 0) {
		(void)puts("keyturn " VERSION);
	} else if (rc == ERR_OK) {
		rc = dispatch(c, console, &e);
	}
	cli_close(c);
	json = c->o.json;
	free(c);
	if (rc == ERR_OK && fflush(stdout) != 0)
		rc = err_set(&e, ERR_INTERNAL, "standard output cannot be written");
	if (rc != ERR_OK)
		cli_error(json, &e);
	return err_exit(rc);
}
