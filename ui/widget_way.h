#ifndef UI_WIDGET_WAY_H
#define UI_WIDGET_WAY_H

/* widget_way.h - a rollback, or the stop of an act, in fields and steps. */

#include "ui/screen_rollback.h"

/* Each draws from `row` on, of a page of which `rows` are seen at once, and returns
 * the next free row. */
int way_back_draw(struct canvas *c, int row, const struct model *m, const struct screen_rollback *s, int rows);
int way_stop_draw(struct canvas *c, int row, const struct model *m, const struct screen_rollback *s);

#endif
