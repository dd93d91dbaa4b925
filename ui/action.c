#include "ui/action.h"

#include <string.h>

#include "ui/term_keys.h"

static const struct action_info infos[ACTION_COUNT] = {
#define X(id, code, key, word, help, where) [ACTION_##id] = { #id, key, word, help, code, where },
	ACTION_TABLE(X)
#undef X
};

const struct action_info *
action_info(enum action a)
{
	return &infos[a];
}

/* Second keys of the same actions. */
static int
canonical(int key)
{
	switch (key) {
	case KEY_NAME_UP:
		return 'k';
	case KEY_NAME_DOWN:
		return 'j';
	case KEY_NAME_HOME:
		return 'g';
	case KEY_NAME_END:
		return 'G';
	case ' ':
		return KEY_NAME_PAGE_DOWN;
	case KEY_NAME_RIGHT:
		return KEY_NAME_ENTER;
	case KEY_NAME_LEFT:
		return KEY_NAME_ESCAPE;
	default:
		return key;
	}
}

enum action
action_for_key(int key, unsigned where)
{
	key = canonical(key);
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		if (infos[a].code == key && key != 0 && (infos[a].where & where) != 0)
			return (enum action)a;
	return ACTION_NONE;
}

char *
action_word(char out[ACTION_WORD], enum action a)
{
	size_t i = 0;

	for (const char *s = infos[a].name; *s != '\0' && i + 1 < ACTION_WORD; s++)
		out[i++] = *s >= 'A' && *s <= 'Z' ? (char)(*s - 'A' + 'a') : *s;
	out[i] = '\0';
	return out;
}

enum action
action_named(const char *name)
{
	char word[ACTION_WORD];

	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		if (strcmp(action_word(word, (enum action)a), name) == 0)
			return (enum action)a;
	return ACTION_NONE;
}
