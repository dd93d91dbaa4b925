#ifndef UI_SCREEN_HELP_H
#define UI_SCREEN_HELP_H

/* screen_help.h - every key and command, those of the page it was asked on first,
 * and the words of the board. */

#include "ui/screen.h"

struct screen_help {
	unsigned where;   /* the page it was asked on, ON_ bits */
	int scroll, page; /* rows */
};

void help_draw(struct screen_help *s, const struct model *m, struct canvas *c);
struct intent help_handle(struct screen_help *s, enum action a);

#endif
