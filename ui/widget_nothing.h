#ifndef UI_WIDGET_NOTHING_H
#define UI_WIDGET_NOTHING_H

/* widget_nothing.h - a page without anything to show: why, and what comes first. */

#include "ui/screen.h"

/* nothing_draw draws it from row `y` on. */
void nothing_draw(struct canvas *c, int y, const struct model *m);

/* unread_draw says that `what`, "proposals", is being read, or why it cannot be; for a
 * model that has read nothing. */
void unread_draw(struct canvas *c, int y, const struct model *m, const char *what);

#endif
