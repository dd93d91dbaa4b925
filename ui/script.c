#include "ui/script.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "ui/canvas.h"
#include "ui/term_keys.h"

static const struct {
	const char *word;
	enum script_kind kind;
} words[] = {
	{ "size", SCRIPT_SIZE }, { "key", SCRIPT_KEY }, { "type", SCRIPT_TYPE }, { "until", SCRIPT_UNTIL },
	{ "gone", SCRIPT_GONE }, { "wait", SCRIPT_WAIT }, { "frame", SCRIPT_FRAME },
};

/* The key of a name from the key bars, of one character, or with control as ^U; KEY_NONE_YET for none. */
static int
key_named(const char *name)
{
	static const struct {
		const char *name;
		int key;
	} more[] = { { "up", KEY_NAME_UP }, { "down", KEY_NAME_DOWN }, { "backspace", KEY_NAME_BACKSPACE }, { "tab", KEY_NAME_TAB } };

	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		if (strcmp(action_info((enum action)a)->key, name) == 0)
			return action_info((enum action)a)->code;
	for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
		if (strcmp(more[i].name, name) == 0)
			return more[i].key;
	if (name[0] == '^' && name[1] >= 'A' && name[1] <= 'Z' && name[2] == '\0')
		return name[1] - '@';
	return name[0] > ' ' && name[0] < 0x7f && name[1] == '\0' ? name[0] : KEY_NONE_YET;
}

static enum err_code
read_size(struct script_step *s, struct err *e)
{
	char *x = strchr(s->text, 'x');
	uint64_t cols, rows;

	if (x == NULL)
		return err_set(e, ERR_USAGE, "a size is written as 80x24");
	*x = '\0';
	if (text_u64(s->text, CANVAS_COLS_MAX, &cols, e) != ERR_OK || text_u64(x + 1, CANVAS_ROWS_MAX, &rows, e) != ERR_OK)
		return e->code;
	if (cols == 0 || rows == 0)
		return err_set(e, ERR_USAGE, "a screen has at least one column and one row");
	s->a = (unsigned)cols;
	s->b = (unsigned)rows;
	return ERR_OK;
}

static enum err_code
read_argument(struct script_step *s, struct err *e)
{
	uint64_t ms;

	if (s->kind == SCRIPT_SIZE)
		return read_size(s, e);
	if (s->text[0] == '\0')
		return err_set(e, ERR_USAGE, "something has to follow on the line");
	if (s->kind == SCRIPT_KEY) {
		s->key = key_named(s->text);
		return s->key == KEY_NONE_YET ? err_set(e, ERR_USAGE, "no key has that name") : ERR_OK;
	}
	if (s->kind == SCRIPT_WAIT) {
		if (text_u64(s->text, 600000, &ms, e) != ERR_OK)
			return e->code;
		s->a = (unsigned)ms;
	}
	return ERR_OK;
}

/* One line without its end, not empty and no comment. */
static enum err_code
read_line(const char *line, size_t len, struct script_step *s, struct err *e)
{
	char word[24];
	size_t n = 0, rest;

	while (n < len && line[n] != ' ')
		n++;
	if (n >= sizeof word)
		return err_set(e, ERR_USAGE, "no action has that name");
	memcpy(word, line, n);
	word[n] = '\0';
	rest = n < len ? n + 1 : n;
	if (len - rest >= sizeof s->text)
		return err_set(e, ERR_USAGE, "the line is longer than %zu bytes", sizeof s->text - 1);
	memcpy(s->text, line + rest, len - rest);
	s->text[len - rest] = '\0';
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strcmp(words[i].word, word) != 0)
			continue;
		s->kind = words[i].kind;
		return read_argument(s, e);
	}
	if (action_named(word) == ACTION_NONE || action_info(action_named(word))->code == 0 || s->text[0] != '\0')
		return err_set(e, ERR_USAGE, "no action has that name");
	s->kind = SCRIPT_ACTION;
	s->key = action_info(action_named(word))->code;
	return ERR_OK;
}

static struct script_step *
more(struct script *s)
{
	if ((s->n & (s->n - 1)) == 0)
		s->step = mem_grow(s->step, s->n == 0 ? 1 : s->n * 2, sizeof *s->step);
	memset(&s->step[s->n], 0, sizeof *s->step);
	return &s->step[s->n];
}

enum err_code
script_parse(const char *text, size_t len, struct script *out, struct err *e)
{
	unsigned line = 0;

	*out = (struct script){ NULL, 0 };
	if (len > SCRIPT_LEN_MAX)
		return err_set(e, ERR_USAGE, "the script is longer than %d bytes", SCRIPT_LEN_MAX);
	for (size_t at = 0, end; at < len; at = end + 1) {
		const char *nl = memchr(text + at, '\n', len - at);
		struct script_step *s;

		end = nl == NULL ? len : (size_t)(nl - text);
		line++;
		if (end == at || text[at] == '#')
			continue;
		if (memchr(text + at, '\0', end - at) != NULL || out->n == SCRIPT_STEPS_MAX) {
			script_wipe(out);
			return err_set(e, ERR_USAGE, "line %u of the script: a zero byte, or more than %d steps", line, SCRIPT_STEPS_MAX);
		}
		s = more(out);
		s->line = line;
		if (read_line(text + at, end - at, s, e) != ERR_OK) {
			script_wipe(out);
			return err_while(e, "line %u of the script", line);
		}
		out->n++;
	}
	return ERR_OK;
}

void
script_wipe(struct script *s)
{
	free(s->step);
	*s = (struct script){ NULL, 0 };
}
