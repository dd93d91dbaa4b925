#include <stdlib.h>

#include "ops/config.h"
#include "test.h"

static void
check_strength(void)
{
	static struct config c;
	struct err e = ERR_INIT;

	CHECK(config_set(&c, CONFIG_URL, "http://a", FROM_FLAG, &e) == ERR_OK, "a flag is taken");
	CHECK(config_set(&c, CONFIG_URL, "http://b", FROM_FILE, &e) == ERR_OK, "a file's value too");
	CHECK(strcmp(c.value[CONFIG_URL], "http://a") == 0 && c.from[CONFIG_URL] == FROM_FLAG, "but the flag wins");
}

static void
check_file(void)
{
	static struct config c;
	struct err e = ERR_INIT;

	CHECK(config_parse(&c, "f", "# a comment\nurl = http://x # tail\n\n[governance]\nGEN = ADDR\n[keyturn]\noutput=json", &e)
		== ERR_OK, "keys, sections and comments: %s", e.message);
	CHECK(strcmp(c.value[CONFIG_URL], "http://x") == 0, "a comment behind a value is cut");
	CHECK(strcmp(c.value[CONFIG_OUTPUT], "json") == 0, "no blanks are needed");
	CHECK(c.governance_n == 1 && strcmp(c.governance[0].genesis, "GEN") == 0, "a governance program by cluster");
}

static void
check_refusals(void)
{
	static const struct {
		const char *name, *text, *says;
	} rows[] = {
		{ "an unknown key", "\nurll = x\n", "line 2: unknown key" },
		{ "an unknown section", "[other]\n", "line 1: unknown section" },
		{ "a line without =", "url\n", "line 1: not `key = value`" },
		{ "a line without key", " = x\n", "line 1: not `key = value`" },
		{ "an escape sequence in a key", "\x1b[31m = x\n", "line 1: unknown key" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		static struct config c;
		struct err e = ERR_INIT;

		CHECK(config_parse(&c, "f", rows[i].text, &e) == ERR_CONFIG, "%s is refused", rows[i].name);
		CHECK(strstr(e.message, rows[i].says) != NULL && strchr(e.message, '\x1b') == NULL, "%s is named: %s",
			rows[i].name, e.message);
	}
}

static void
check_solana(void)
{
	static struct config c;

	config_parse_solana(&c, "---\njson_rpc_url: \"http://127.0.0.1:8899\"\nwebsocket_url: ''\nkeypair_path: /k/id.json\n");
	CHECK(strcmp(c.value[CONFIG_URL], "http://127.0.0.1:8899") == 0, "Solana's endpoint is taken, without its quotes");
	CHECK(strcmp(c.value[CONFIG_KEYPAIR], "/k/id.json") == 0 && c.from[CONFIG_KEYPAIR] == FROM_SOLANA,
		"and its key, and where it came from is known");
}

int
main(void)
{
	check_strength();
	check_file();
	check_refusals();
	check_solana();
	return test_done();
}
