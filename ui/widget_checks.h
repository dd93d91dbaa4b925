#ifndef UI_WIDGET_CHECKS_H
#define UI_WIDGET_CHECKS_H

/* widget_checks.h - can it be executed?  What an execution needs, each with yes
 * or no. */

#include "ui/screen.h"

/* checks_draw draws from `row` on into the columns col to end and returns the next free row. */
int checks_draw(struct canvas *c, int row, int col, int end, const struct model *m, const struct model_row *r);

#endif
