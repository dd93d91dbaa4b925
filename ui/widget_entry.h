#ifndef UI_WIDGET_ENTRY_H
#define UI_WIDGET_ENTRY_H

/* widget_entry.h - a row of the journal: on one line, and on a page. */

#include "data/journal.h"
#include "ui/screen.h"

/* entry_heads draws the column heads of entry_line. */
void entry_heads(struct canvas *c, int y);
void entry_line(struct canvas *c, int y, const struct model *m, const struct journal_row *r);
/* entry_mark is how many columns of a line a selection marks: to the end of the time. */
int entry_mark(const struct canvas *c);

/* entry_draw draws everything there is of one from `y` on and returns the next row.
 * entry_proposal is the place of its proposal among the model's rows, row_n where there is none. */
int entry_draw(struct canvas *c, int y, const struct model *m, const struct journal_row *r);
/* entry_events draws what happened on its way, in the order of `v`. */
int entry_events(struct canvas *c, int y, const struct journal_event *v, size_t n);
size_t entry_proposal(const struct model *m, const struct journal_row *r);

/* entry_style is the style of what became of it. */
unsigned entry_style(enum journal_outcome o);

#endif
