#ifndef UI_HISTORY_H
#define UI_HISTORY_H

/* history.h - a part of the journal, newest first, that grows where it is looked at.
 *
 * By key, never by count of rows: from what is known on to older and to newer
 * ones.  A large journal is searched in steps of a few milliseconds, so that no
 * key waits for it; what lies far from the row looked at is let go. */

#include <stddef.h>

#include "data/journal.h"

enum { HISTORY_TEXT = 64, HISTORY_ROWS = 512 /* and six pages are kept */ };

struct history {
	struct store *store;     /* borrowed; NULL: there is no database */
	struct hash genesis;
	char text[HISTORY_TEXT]; /* only rows with it, as journal_search finds them; "" all */
	struct journal_row *row; /* owned, the newest first */
	size_t n;
	int64_t low, high;       /* rows numbered from `low` on and below `high` were looked at */
	int64_t last;            /* number of the newest there is */
	bool begun;              /* `last` was read */
	struct journal_event *event; /* owned; what happened on the way of row `event_of`, the oldest first */
	size_t event_n;
	int64_t event_of;        /* 0: of none */
	bool event_old;          /* there may be more by now */
	struct err trouble;      /* code ERR_OK: none; rows read before stay */
};

/* history_begin forgets what was read and begins with the newest row that has `text`,
 * history_from_end with the oldest. */
void history_begin(struct history *h, struct store *store, const struct hash *genesis, const char *text);
void history_from_end(struct history *h);
void history_wipe(struct history *h);

/* history_turn reads a step further where row `at` is within two pages of an end
 * of what is known; true while there is more to read. */
bool history_turn(struct history *h, size_t at, size_t page);

/* history_events reads those of row `id`, where they are not there already.  One that
 * cannot be read is left out: they are words beside the row. */
void history_events(struct history *h, int64_t id);

/* history_again looks for newer rows and for what became of those without an
 * outcome; also after trouble. */
void history_again(struct history *h);

/* Whether the first row is the newest there is, and the last one the oldest. */
bool history_has_newest(const struct history *h);
bool history_has_oldest(const struct history *h);

#endif
