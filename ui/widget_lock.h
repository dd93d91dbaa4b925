#ifndef UI_WIDGET_LOCK_H
#define UI_WIDGET_LOCK_H

/* widget_lock.h - a proposal's votes and timelock in few words. */

#include "ui/screen.h"

#define LOCK_TEXT 48

/* lock_text writes what stands in the timelock column: "48h after vote 3",
 * "41:12:09", "over, 13d left", "no: capacity" (over, but it cannot execute),
 * "2d ago".  Returns true when it ticks. */
bool lock_text(char out[LOCK_TEXT], const struct model *m, const struct model_row *r);

/* lock_style is the style of a state, for its label. */
unsigned lock_style(const struct model_row *r);

/* votes_text writes "##... 2/3": at most 5 places, all filled only when enough. */
void votes_text(char out[LOCK_TEXT], const struct model *m, const struct gov_proposal *p);

/* way_back_text says in at most 24 columns whether a rollback to `v` could be
 * executed now, "way back open for 28d", and returns the style of it. */
unsigned way_back_text(char out[LOCK_TEXT], const struct model *m, const struct gov_record *r, const struct gov_version *v);

#endif
