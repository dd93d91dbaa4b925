#ifndef UI_WIDGET_FRAME_H
#define UI_WIDGET_FRAME_H

/* widget_frame.h - what is around every screen: header, key bar, notice. */

#include "ui/screen.h"

/* widget_header draws line 0: cluster, multisig, numbers, endpoint, chain's time. */
void widget_header(struct canvas *c, const struct model *m);

/* widget_keys draws the key bar of a place into the last line, of the actions
 * `offered` those that fit, `right` at its end.  Help and the way out always are. */
void widget_keys(struct canvas *c, unsigned where, uint64_t offered, const char *right);

/* widget_notice draws a notice above the key bar over what is there.  Returns
 * the rows it took, 0 for none. */
int widget_notice(struct canvas *c, const struct notice *n);

/* widget_too_small draws the one line there is room for; false when the size is enough. */
bool widget_too_small(struct canvas *c);

#endif
