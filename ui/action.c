#include "ui/action.h"

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
		if (infos[a].code == key && (infos[a].where & where) != 0)
			return (enum action)a;
	return ACTION_NONE;
}

static bool
same_name(const char *upper, const char *lower)
{
	size_t i = 0;

	for (; upper[i] != '\0' && lower[i] != '\0'; i++) {
		char c = upper[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != lower[i])
			return false;
	}
	return upper[i] == lower[i];
}

enum action
action_named(const char *name)
{
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		if (same_name(infos[a].name, name))
			return (enum action)a;
	return ACTION_NONE;
}
