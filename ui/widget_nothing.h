#ifndef UI_WIDGET_NOTHING_H
#define UI_WIDGET_NOTHING_H

/* widget_nothing.h - a board without proposals: why, and what comes first. */

#include "ui/screen.h"

/* nothing_draw draws it from row `y` on. */
void nothing_draw(struct canvas *c, int y, const struct model *m);

#endif
