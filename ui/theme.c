#include "ui/theme.h"

struct entry {
	int many, few;   /* of 256 and of 8 or 16 colours */
	unsigned attr, bare; /* with colours, and without any */
};

static const struct entry entries[STYLE_COUNT] = {
	[STYLE_PLAIN] = { -1, -1, 0, 0 },
	[STYLE_TITLE] = { -1, -1, LOOK_BOLD, LOOK_BOLD },
	[STYLE_DIM] = { 245, -1, 0, 0 },
	[STYLE_HEAD] = { 110, 6, 0, LOOK_UNDERLINE },
	[STYLE_KEY] = { -1, -1, LOOK_BOLD, LOOK_BOLD },
	[STYLE_CALL] = { 81, 6, LOOK_BOLD, LOOK_BOLD },
	[STYLE_GOOD] = { 78, 2, 0, LOOK_BOLD },
	[STYLE_WAIT] = { 179, 3, 0, 0 },
	[STYLE_WARNING] = { 214, 3, LOOK_BOLD, LOOK_BOLD },
	[STYLE_DANGER] = { 203, 1, LOOK_BOLD, LOOK_BOLD | LOOK_UNDERLINE },
};

struct look
theme_look(unsigned style, int colours)
{
	unsigned base = style & ~(unsigned)STYLE_SELECTED;
	const struct entry *t = &entries[base < STYLE_COUNT ? base : STYLE_PLAIN];
	struct look l = { -1, 0 };

	l.attr = colours >= 8 ? t->attr : t->bare;
	if (colours >= 8)
		l.colour = colours >= 256 ? t->many : t->few;
	if (style & STYLE_SELECTED) /* one look for a whole row: it is drawn with one change of pen */
		l = (struct look){ -1, LOOK_REVERSE };
	return l;
}
