#ifndef UI_WIDGET_BRIEF_H
#define UI_WIDGET_BRIEF_H

/* widget_brief.h - a proposal in a few lines: what, whose votes, what comes next. */

#include "gov/next.h"
#include "ui/screen.h"

enum { BRIEF_ROWS = 8, NAMES_TEXT = 1024 };

/* brief_draw fills BRIEF_ROWS from `row` on: a rule, what, the code hash, the votes
 * for, against and not yet given, next, and whether the way back is ready. */
void brief_draw(struct canvas *c, int row, const struct model *m, const struct model_row *r);

/* brief_next writes what comes next for an act, by the keys of the console; "" for nothing. */
void brief_next(char out[NEXT_TEXT], const struct model_row *r);

/* members_names writes the approvers among the members of `bits`, "you, bob, 4xDs..9Kpq";
 * returns how many. */
unsigned members_names(char out[NAMES_TEXT], const struct model *m, uint64_t bits);

/* votes_names writes the approvers whose vote on `p` is `vote` (NULL: none yet);
 * returns how many. */
unsigned votes_names(char out[NAMES_TEXT], const struct model *m, const struct gov_proposal *p, const char *vote);

#endif
