#ifndef UI_WIDGET_LAMP_H
#define UI_WIDGET_LAMP_H

/* widget_lamp.h - whether a program's way back is ready, in few words. */

#include "ui/screen.h"

#define LAMP_TEXT 80

/* lamp_text writes the five answers, "saved yes  staged NO  simulated ?  quorum yes
 * capacity yes" in one line; lamp_word the whole in at most 14 columns: "ready",
 * "no: staged", "?".  Both return the style.  `lamp` NULL: not read. */
unsigned lamp_text(char out[LAMP_TEXT], const struct model_lamp *lamp);
unsigned lamp_word(char out[LAMP_TEXT], const struct model_lamp *lamp);

#endif
