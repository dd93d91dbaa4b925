#ifndef UI_SCREEN_BUFFERS_H
#define UI_SCREEN_BUFFERS_H

/* screen_buffers.h - every buffer of this key and of the multisig's authority:
 * size, rent, age, what it is for, and the rent that could come back. */

#include "ops/buffers.h"
#include "ui/screen.h"

struct screen_buffers {
	const struct buffer_list *list; /* borrowed; NULL: not read yet */
	bool reading;
	uint64_t read_ms;               /* when it was, monotonic */
	int64_t wall_s;                 /* host's unix time, for ages by the journal */
	struct err trouble;             /* of the last reading; code ERR_OK: none */
	struct pubkey selected;
	bool touched;                   /* a key was pressed; until then the first is selected */
	size_t first, page;             /* row at the top of the list, rows that were visible */
};

void screen_buffers_draw(struct screen_buffers *s, const struct model *m, const struct notice *n, struct canvas *c);
/* screen_buffers_one_draw draws all that is known of one from row 0 on and returns the next row. */
int screen_buffers_one_draw(struct canvas *c, const struct screen_buffers *s, const struct model *m, const struct buffer_row *r);
/* screen_buffers_click selects the buffer drawn there. */
void screen_buffers_click(struct screen_buffers *s, int row);
struct intent screen_buffers_handle(struct screen_buffers *s, const struct model *m, enum action a);

/* screen_buffers_chosen is the one selected, NULL for none. */
const struct buffer_row *screen_buffers_chosen(const struct screen_buffers *s);

#endif
