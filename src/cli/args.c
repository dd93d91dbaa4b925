#include "cli/cli.h"

#include <string.h>

#include "base/text.h"

static void
drop(struct cli *c, size_t at, size_t n)
{
	memmove(c->word + at, c->word + at + n, (c->word_n - at - n) * sizeof c->word[0]);
	c->word_n -= n;
}

const char *
cli_option(struct cli *c, const char *name)
{
	size_t len = strlen(name);
	const char *v;

	for (size_t i = 0; i < c->word_n; i++) {
		if (strcmp(c->word[i], name) == 0) {
			v = i + 1 < c->word_n ? c->word[i + 1] : "";
			drop(c, i, i + 1 < c->word_n ? 2 : 1);
			return v;
		}
		if (name[1] == '-' && strncmp(c->word[i], name, len) == 0 && c->word[i][len] == '=') {
			v = c->word[i] + len + 1;
			drop(c, i, 1);
			return v;
		}
	}
	return NULL;
}

bool
cli_flag(struct cli *c, const char *name)
{
	for (size_t i = 0; i < c->word_n; i++)
		if (strcmp(c->word[i], name) == 0) {
			drop(c, i, 1);
			return true;
		}
	return false;
}

enum err_code
cli_words(struct cli *c, size_t min, size_t max, const char *usage, struct err *e)
{
	for (size_t i = 0; i < c->word_n; i++)
		if (c->word[i][0] == '-' && c->word[i][1] != '\0') {
			(void)err_set(e, ERR_USAGE, "unknown option \"%s\"", c->word[i]);
			return err_hint(e, "usage: keyturn %s", usage);
		}
	if (c->word_n >= min && c->word_n <= max)
		return ERR_OK;
	if (c->word_n > max)
		(void)err_set(e, ERR_USAGE, "\"%s\" is one word too many", c->word[max]);
	else
		(void)err_set(e, ERR_USAGE, "%zu word%s given, %zu needed", c->word_n, c->word_n == 1 ? " is" : "s are", min);
	return err_hint(e, "usage: keyturn %s", usage);
}

enum err_code
cli_index(const char *s, uint64_t *out, struct err *e)
{
	if (text_u64(s, UINT64_MAX, out, e) != ERR_OK || *out == 0) {
		(void)err_set(e, ERR_USAGE, "\"%s\" is no number of a proposal", s);
		return err_hint(e, "\"keyturn proposals --all\" lists them");
	}
	return ERR_OK;
}

enum err_code
cli_number(const char *s, const char *name, uint64_t max, unsigned *out, struct err *e)
{
	uint64_t v;

	if (text_u64(s, max, &v, e) != ERR_OK)
		return err_while(e, "reading %s", name);
	*out = (unsigned)v;
	return ERR_OK;
}
