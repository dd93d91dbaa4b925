#ifndef UI_THEME_H
#define UI_THEME_H

/* theme.h - what cells mean, and how each meaning looks.
 *
 * Colour is never the only sign: every meaning is also a word or a capital. */

enum style {
	STYLE_PLAIN,
	STYLE_TITLE,   /* names and headings */
	STYLE_DIM,     /* said, but of less weight */
	STYLE_HEAD,    /* column heads and labels of fields */
	STYLE_KEY,     /* a key that may be pressed */
	STYLE_CALL,    /* waits for this person */
	STYLE_GOOD,    /* may go on, or went well */
	STYLE_WAIT,    /* waits for time */
	STYLE_WARNING,
	STYLE_DANGER,
	STYLE_COUNT,
	STYLE_SELECTED = 0x40, /* added to one of the above */
};

enum { LOOK_BOLD = 1, LOOK_DIM = 2, LOOK_REVERSE = 4, LOOK_UNDERLINE = 8 };

struct look {
	int colour;    /* of the text, a terminal colour number; -1 for the terminal's own */
	unsigned attr; /* LOOK_ bits */
};

/* For which background, or none: then words, bold and underline say it all. */
enum theme { THEME_DARK, THEME_LIGHT, THEME_MONO };

/* theme_named finds "dark", "light", "mono"; for any other name `colorfgbg` tells, the
 * value of COLORFGBG (may be NULL), and it is dark where that says nothing. */
enum theme theme_named(const char *name, const char *colorfgbg);

/* theme_look is the look of `style` (with or without STYLE_SELECTED) on a
 * terminal of so many colours; below 8 none is used. */
struct look theme_look(unsigned style, enum theme theme, int colours);

#endif
