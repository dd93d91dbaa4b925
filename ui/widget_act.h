#ifndef UI_WIDGET_ACT_H
#define UI_WIDGET_ACT_H

/* widget_act.h - what a proposal does, in sentences and fields; who voted; when. */

#include "ui/screen.h"

/* Each draws from `row` on into the columns col to end and returns the next free row. */
int act_draw(struct canvas *c, int row, int col, int end, const struct model *m, const struct model_row *r);
int votes_draw(struct canvas *c, int row, int col, int end, const struct model *m, const struct model_row *r);
int timeline_draw(struct canvas *c, int row, int col, int end, const struct model *m, const struct model_row *r);


#endif
