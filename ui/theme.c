#include "ui/theme.h"

#include <stdbool.h>
#include <string.h>

struct entry {
	struct {
		int many, few; /* of 256 and of 8 or 16 colours */
	} on[2];               /* a dark and a light background */
	unsigned attr, bare;   /* with colours, and without any */
};

static const struct entry entries[STYLE_COUNT] = {
	[STYLE_PLAIN] = { { { -1, -1 }, { -1, -1 } }, 0, 0 },
	[STYLE_TITLE] = { { { -1, -1 }, { -1, -1 } }, LOOK_BOLD, LOOK_BOLD },
	[STYLE_DIM] = { { { 245, -1 }, { 242, -1 } }, 0, 0 },
	[STYLE_HEAD] = { { { 110, 6 }, { 25, 4 } }, 0, LOOK_UNDERLINE },
	[STYLE_KEY] = { { { -1, -1 }, { -1, -1 } }, LOOK_BOLD, LOOK_BOLD },
	[STYLE_CALL] = { { { 81, 6 }, { 26, 4 } }, LOOK_BOLD, LOOK_BOLD },
	[STYLE_GOOD] = { { { 78, 2 }, { 28, 2 } }, 0, LOOK_BOLD },
	[STYLE_WAIT] = { { { 179, 3 }, { 94, 5 } }, 0, 0 },
	[STYLE_WARNING] = { { { 214, 3 }, { 130, 5 } }, LOOK_BOLD, LOOK_BOLD },
	[STYLE_DANGER] = { { { 203, 1 }, { 160, 1 } }, LOOK_BOLD, LOOK_BOLD | LOOK_UNDERLINE },
};

/* COLORFGBG is "15;0": the last number is the background's, 7 and 9 to 15 being light. */
static bool
is_light(const char *colorfgbg)
{
	const char *last = colorfgbg != NULL ? strrchr(colorfgbg, ';') : NULL;

	if (last == NULL)
		return false;
	last++;
	return strcmp(last, "7") == 0 || strcmp(last, "9") == 0 || (last[0] == '1' && last[1] >= '0' && last[1] <= '5' && last[2] == '\0');
}

enum theme
theme_named(const char *name, const char *colorfgbg)
{
	static const char *const names[] = { [THEME_DARK] = "dark", [THEME_LIGHT] = "light", [THEME_MONO] = "mono" };

	for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(name, names[i]) == 0)
			return (enum theme)i;
	return is_light(colorfgbg) ? THEME_LIGHT : THEME_DARK;
}

struct look
theme_look(unsigned style, enum theme theme, int colours)
{
	unsigned base = style & ~(unsigned)STYLE_SELECTED;
	const struct entry *t = &entries[base < STYLE_COUNT ? base : STYLE_PLAIN];
	bool many = colours >= 256, any = colours >= 8 && theme != THEME_MONO;
	struct look l = { -1, 0 };

	if (style & STYLE_SELECTED) /* one look for a whole row: it is drawn with one change of pen */
		return (struct look){ -1, LOOK_REVERSE };
	l.attr = any ? t->attr : t->bare;
	if (any)
		l.colour = many ? t->on[theme == THEME_LIGHT].many : t->on[theme == THEME_LIGHT].few;
	return l;
}
