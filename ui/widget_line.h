#ifndef UI_WIDGET_LINE_H
#define UI_WIDGET_LINE_H

/* widget_line.h - the command line: what is typed after ":", what it may become,
 * and what was typed before. */

#include "ui/order.h"
#include "ui/screen.h"

enum { LINE_PAST = 50 };

struct line {
	bool typing;                /* keys go into the text */
	char text[ORDER_TEXT];
	size_t typed;               /* bytes of it that are not a completion's */
	struct completion may;      /* what the text up to there may become */
	size_t chosen;              /* of those, 1 the first; 0 none */
	char past[LINE_PAST][ORDER_TEXT]; /* the newest last */
	size_t past_n, back;        /* back: so many from the newest, 0 what is typed now */
	char now[ORDER_TEXT];       /* what was typed before going back */
};

enum line_event { LINE_STAYS, LINE_LEFT, LINE_GIVEN /* text is what was ordered */ };

/* line_begin takes the keys from then on, with `text` typed already. */
void line_begin(struct line *l, const struct model *m, const char *text);

/* line_key takes one: Enter gives the line, Escape or Backspace on nothing leaves it,
 * Tab completes, up and down are what was given before, ^U and ^W take words back. */
enum line_event line_key(struct line *l, const struct model *m, int key);

/* line_draw draws it over the last two rows. */
void line_draw(const struct line *l, struct canvas *c);

#endif
