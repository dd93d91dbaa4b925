#ifndef UI_WIDGET_JOURNAL_H
#define UI_WIDGET_JOURNAL_H

/* widget_journal.h - a row of the journal: on one line, and on a page. */

#include "data/journal.h"
#include "ui/screen.h"

/* journal_heads draws the column heads of journal_line. */
void journal_heads(struct canvas *c, int y);
void journal_line(struct canvas *c, int y, const struct model *m, const struct journal_row *r);
enum { JOURNAL_MARKED = 14 }; /* columns at the begin of a line that a selection marks */

/* journal_page_draw draws everything there is of one from `y` on and returns the next row.
 * journal_proposal is the place of its proposal among the model's rows, row_n where there is none. */
int journal_page_draw(struct canvas *c, int y, const struct model *m, const struct journal_row *r);
size_t journal_proposal(const struct model *m, const struct journal_row *r);

/* journal_style is the style of what became of it. */
unsigned journal_style(enum journal_outcome o);

#endif
