#ifndef UI_SCREEN_HISTORY_H
#define UI_SCREEN_HISTORY_H

/* screen_history.h - what this machine signed and sent, the newest first; a row
 * opens with everything the journal has of it. */

#include "ui/history.h"
#include "ui/screen.h"

struct screen_history {
	const struct history *known; /* borrowed; what is read so far */
	bool reading;                /* there is more to read for what is shown */
	bool drawn;                  /* since something was read */
	int64_t selected, top;       /* numbers of rows: the chosen one, and the first on the screen */
	bool touched;                /* a key was pressed; until then the newest is selected */
	size_t page;                 /* rows that were visible */
	bool open;                   /* the one selected is shown whole */
	int scroll, rows;            /* of that page */
	bool typing;                 /* keys go into the text */
	char text[HISTORY_TEXT];     /* what is looked for, "" everything */
	bool want_newest, want_oldest; /* one end was asked for; whoever reads it takes it back */
	char copied[SIGNATURE_TEXT]; /* lent to INTENT_COPY */
};

void screen_history_draw(struct screen_history *s, const struct model *m, const struct notice *n, struct canvas *c);
struct intent screen_history_handle(struct screen_history *s, const struct model *m, enum action a);
/* screen_history_click selects the row drawn there, and opens the one selected. */
void screen_history_click(struct screen_history *s, int row);

/* screen_history_key takes a key that belongs to the search, or closes what is open; false for any other. */
bool screen_history_key(struct screen_history *s, int key);

/* screen_history_at is the place of the row selected among those known. */
size_t screen_history_at(const struct screen_history *s);

#endif
