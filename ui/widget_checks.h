#ifndef UI_WIDGET_CHECKS_H
#define UI_WIDGET_CHECKS_H

/* widget_checks.h - can it be executed?  The preflight, line by line, with the
 * command that mends what says no. */

#include "ui/screen.h"

/* checks_draw draws from `row` on into the columns col to end and returns the next free row. */
int checks_draw(struct canvas *c, int row, int col, int end, const struct model *m, const struct model_row *r);
/* checks_lines draws the lines of a preflight alone. */
int checks_lines(struct canvas *c, int row, int col, int end, const struct preflight *p);

#endif
