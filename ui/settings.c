#include "ui/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/near.h"

enum name { NAME_THEME, NAME_COLOR, NAME_MOUSE, NAME_NOTIFY, NAME_IDLE, NAME_COUNT };
enum { VALUES = 4, WORD = 24 };

/* In the order of their enums, where they have one. */
static const struct {
	const char *name, *value[VALUES];
} table[NAME_COUNT] = {
	[NAME_THEME] = { "theme", { "dark", "light", "mono", "auto" } },
	[NAME_COLOR] = { "color", { "auto", "always", "never", NULL } },
	[NAME_MOUSE] = { "mouse", { "off", "on", NULL, NULL } },
	[NAME_NOTIFY] = { "notify", { "none", "bell", "osc9", NULL } },
	[NAME_IDLE] = { "idle-lock", { NULL, NULL, NULL, NULL } }, /* a duration */
};

/* "a, b or c" */
static void
list(char out[SETTINGS_TEXT], enum name n)
{
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < VALUES && table[n].value[i] != NULL; i++) {
		bool last = i + 1 == VALUES || table[n].value[i + 1] == NULL;

		len += (size_t)snprintf(out + len, SETTINGS_TEXT - len, "%s%s", i == 0 ? "" : last ? " or " : ", ", table[n].value[i]);
	}
	if (len == 0)
		(void)snprintf(out, SETTINGS_TEXT, "a duration such as 10m, or 0 for never");
}

static enum name
find(const char *word)
{
	unsigned n = 0;

	while (n < NAME_COUNT && !near_same(table[n].name, word))
		n++;
	return (enum name)n;
}

static enum err_code
no_such(const char *word, struct err *e)
{
	char near_ones[WORD * (NEAR_MAX + 1)], all[SETTINGS_TEXT];
	struct near n;

	near_begin(&n, word);
	for (unsigned i = 0; i < NAME_COUNT; i++)
		near_offer(&n, table[i].name);
	near_text(&n, near_ones, sizeof near_ones);
	settings_hint("", all);
	(void)err_set(e, ERR_USAGE, "there is no setting \"%.40s\"", word);
	return near_ones[0] != '\0' ? err_hint(e, "near it: %s", near_ones) : err_hint(e, "%s", all);
}

/* --- reading ------------------------------------------------------------------------- */

static enum err_code
read_value(enum name n, const char *word, unsigned *value, struct err *e)
{
	char may[SETTINGS_TEXT];
	struct err not_one = ERR_INIT;
	uint32_t seconds = 0;

	for (*value = 0; *value < VALUES && table[n].value[*value] != NULL; (*value)++)
		if (near_same(table[n].value[*value], word))
			return ERR_OK;
	if (n == NAME_IDLE && text_duration(word, &seconds, &not_one) == ERR_OK) {
		*value = seconds;
		return ERR_OK;
	}
	list(may, n);
	(void)err_set(e, ERR_USAGE, word[0] == '\0' ? "%s what?" : "%s \"%.40s\" is unknown", table[n].name, word);
	return err_hint(e, "it is %s", may);
}

static void
put(struct settings *s, enum name n, unsigned value)
{
	if (n == NAME_THEME)
		s->term.theme = theme_named(table[n].value[value], getenv("COLORFGBG"));
	else if (n == NAME_COLOR)
		s->term.colour = (enum term_colour)value;
	else if (n == NAME_MOUSE)
		s->term.mouse = value != 0;
	else if (n == NAME_NOTIFY)
		s->notify = (enum notify)value;
	else
		s->idle_lock_s = value;
}

/* Up to the next blank or "=". */
static const char *
word_of(const char *s, char out[ORDER_TEXT])
{
	size_t n = strcspn(s, " =");

	n = n < ORDER_TEXT ? n : ORDER_TEXT - 1;
	memcpy(out, s, n);
	out[n] = '\0';
	return s + n + strspn(s + n, " =");
}

enum err_code
settings_set(struct settings *s, const char *words, struct err *e)
{
	char name[ORDER_TEXT], value[ORDER_TEXT];
	unsigned v = 0;
	enum name n;

	words = word_of(words, name);
	words = word_of(words, value);
	n = find(name);
	if (n == NAME_COUNT)
		return no_such(name, e);
	if (words[0] != '\0')
		return err_set(e, ERR_USAGE, "%s takes one value", table[n].name);
	if (read_value(n, value, &v, e) != ERR_OK)
		return e->code;
	put(s, n, v);
	return ERR_OK;
}

/* --- telling -------------------------------------------------------------------------- */

static const char *
value_text(const struct settings *s, enum name n, char out[TEXT_SHORT])
{
	const unsigned at[] = { [NAME_THEME] = s->term.theme, [NAME_COLOR] = s->term.colour, [NAME_MOUSE] = s->term.mouse,
		[NAME_NOTIFY] = s->notify };

	if (n != NAME_IDLE)
		return table[n].value[at[n]];
	if (s->idle_lock_s == 0)
		return "never";
	return text_span(out, s->idle_lock_s);
}

enum err_code
settings_text(const struct settings *s, const char *name, char out[SETTINGS_TEXT], struct err *e)
{
	char value[TEXT_SHORT];
	enum name one = find(name);
	size_t len = 0;

	out[0] = '\0';
	if (name[0] != '\0' && one == NAME_COUNT)
		return no_such(name, e);
	for (unsigned n = 0; n < NAME_COUNT; n++)
		if (name[0] == '\0' || n == one)
			len += (size_t)snprintf(out + len, SETTINGS_TEXT - len, "%s%s %s", len > 0 ? ", " : "", table[n].name,
				value_text(s, (enum name)n, value));
	return ERR_OK;
}

bool
settings_is_of_screen(const char *name)
{
	enum name n = find(name);

	return n != NAME_COUNT && n != NAME_IDLE;
}

void
settings_hint(const char *name, char out[SETTINGS_TEXT])
{
	char may[SETTINGS_TEXT];
	enum name n = find(name);

	if (n == NAME_COUNT)
		(void)snprintf(out, SETTINGS_TEXT, "set NAME VALUE, as in \"set theme light\", until keyturn ends; keyturn.conf(5) keeps them");
	else {
		list(may, n);
		(void)snprintf(out, SETTINGS_TEXT, "it may be %.150s", may);
	}
}

void
settings_words(const char *before, const char *part, struct completion *c)
{
	enum name n = find(before);

	for (unsigned i = 0; before[0] == '\0' && i < NAME_COUNT; i++)
		completion_add(c, table[i].name, part);
	for (size_t i = 0; n != NAME_COUNT && i < VALUES && table[n].value[i] != NULL; i++)
		completion_add(c, table[n].value[i], part);
	if (n == NAME_IDLE)
		for (size_t i = 0; i < 3; i++)
			completion_add(c, (const char *const[]){ "5m", "10m", "0" }[i], part);
}
