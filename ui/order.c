#include "ui/order.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/near.h"
#include "ui/settings.h"
#include "ui/view.h"

enum { NUMBERS_MAX = 12 };

/* Moving about is for keys: it can be typed, but stands in no list. */
static bool
is_offered(enum action a)
{
	return a != ACTION_COMMAND && action_info(a)->where != ON_ALL;
}

static void
skip_blanks(const char **s)
{
	while (**s == ' ')
		(*s)++;
}

static bool
is_number(const char *s)
{
	return s[0] != '\0' && strspn(s, "0123456789") == strlen(s);
}

/* --- the action ---------------------------------------------------------------- */

static enum err_code
no_such(const char *word, struct err *e)
{
	char name[ACTION_WORD], list[3 * ACTION_WORD + 8];
	struct near n;

	near_begin(&n, word);
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		if (is_offered((enum action)a))
			near_offer(&n, action_word(name, (enum action)a));
	near_text(&n, list, sizeof list);
	(void)err_set(e, ERR_USAGE, "there is no command \"%s\"", word);
	return list[0] != '\0' ? err_hint(e, "near it: %s", list) : err_hint(e, "help lists them, and so does the tab key");
}

/* Its name, the word of the key bar, or the beginning of only one name. */
static enum err_code
read_action(const char *word, enum action *out, struct err *e)
{
	char name[ACTION_WORD], list[256] = "";
	size_t len = 0;
	unsigned n = 0;

	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		if (a != ACTION_COMMAND && (near_same(action_word(name, (enum action)a), word) || near_same(action_info((enum action)a)->word, word))) {
			*out = (enum action)a;
			return ERR_OK;
		}
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
		if (!is_offered((enum action)a) || !near_begins(action_word(name, (enum action)a), word))
			continue;
		*out = (enum action)a;
		if (len < sizeof list)
			len += (size_t)snprintf(list + len, sizeof list - len, "%s%s", n++ == 0 ? "" : ", ", name);
	}
	if (n == 1)
		return ERR_OK;
	if (n == 0)
		return no_such(word, e);
	(void)err_set(e, ERR_USAGE, "\"%s\" begins several commands", word);
	return err_hint(e, "one of %s", list);
}

/* --- the line -------------------------------------------------------------------- */

static enum err_code
read_index(const char *s, uint64_t *out, struct err *e)
{
	if (text_u64(s, UINT64_MAX, out, e) != ERR_OK || *out == 0) {
		(void)err_set(e, ERR_USAGE, "\"%s\" is no number of a proposal", s);
		return err_hint(e, "the number is the first column of the board");
	}
	return ERR_OK;
}

static enum err_code
read_rest(const char *name, const char *rest, struct order *out, struct err *e)
{
	unsigned where = action_info(out->action)->where;
	size_t len = strlen(rest);

	while (len > 0 && rest[len - 1] == ' ')
		len--;
	if (len >= sizeof out->text)
		return err_set(e, ERR_USAGE, "more than %zu bytes after \"%s\"", sizeof out->text - 1, name);
	memcpy(out->text, rest, len);
	out->text[len] = '\0';
	if (len == 0 || (where & TAKES_WORDS) != 0)
		return ERR_OK;
	if ((where & TAKES_NUMBER) == 0)
		return err_set(e, ERR_USAGE, "\"%s\" takes nothing after it", name);
	if (read_index(out->text, &out->index, e) != ERR_OK)
		return e->code;
	out->text[0] = '\0';
	return ERR_OK;
}

enum err_code
order_parse(const char *line, struct order *out, struct err *e)
{
	char word[NEAR_WORD_MAX + 1];
	size_t len;

	*out = (struct order){ .action = ACTION_NONE };
	skip_blanks(&line);
	if (*line == ':')
		line++;
	skip_blanks(&line);
	len = strcspn(line, " ");
	if (len == 0)
		return ERR_OK;
	if (len >= sizeof word)
		return err_set(e, ERR_USAGE, "no command is longer than %zu letters", sizeof word - 1);
	memcpy(word, line, len);
	word[len] = '\0';
	line += len;
	skip_blanks(&line);
	if (is_number(word)) {
		out->action = ACTION_OPEN;
		return *line != '\0' ? err_set(e, ERR_USAGE, "nothing follows the number of a proposal") : read_index(word, &out->index, e);
	}
	if (read_action(word, &out->action, e) != ERR_OK)
		return e->code;
	return read_rest(word, line, out, e);
}

/* --- completion --------------------------------------------------------------------- */

void
completion_add(struct completion *c, const char *word, const char *part)
{
	if (c->n == COMPLETION_MAX || !near_begins(word, part))
		return;
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->word[i], word) == 0)
			return;
	(void)snprintf(c->word[c->n++], sizeof c->word[0], "%s", word);
}

/* The board's first come first. */
static void
add_numbers(struct completion *c, const struct model *m, const char *part)
{
	char number[24];

	for (size_t i = 0; i < m->row_n && c->n < NUMBERS_MAX; i++) {
		(void)snprintf(number, sizeof number, "%" PRIu64, m->row[i].index);
		completion_add(c, number, part);
	}
}

static void
add_actions(struct completion *c, const char *part)
{
	char name[ACTION_WORD];

	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		if (is_offered((enum action)a))
			completion_add(c, action_word(name, (enum action)a), part);
}

void
order_complete(const char *line, const struct model *m, struct completion *out)
{
	const char *last = strrchr(line, ' '), *part = last == NULL ? line : last + 1;
	struct err ignored = ERR_INIT;
	struct order o;
	char head[ORDER_TEXT];

	out->from = (size_t)(part - line);
	out->n = 0;
	if (last == NULL) {
		add_actions(out, part);
		return;
	}
	if (out->from >= sizeof head)
		return;
	memcpy(head, line, out->from);
	head[out->from] = '\0';
	if (order_parse(head, &o, &ignored) != ERR_OK || o.action == ACTION_NONE)
		return;
	if (o.action == ACTION_FILTER)
		view_words(m, part, out);
	else if (o.action == ACTION_SET)
		settings_words(o.text, part, out);
	else if (o.action == ACTION_SORT && o.text[0] == '\0')
		view_orders(part, out);
	else if ((action_info(o.action)->where & TAKES_NUMBER) != 0 && o.index == 0)
		add_numbers(out, m, part);
}
