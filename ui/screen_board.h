#ifndef UI_SCREEN_BOARD_H
#define UI_SCREEN_BOARD_H

/* screen_board.h - every proposal on one line, what needs this key on top. */

#include "ui/widget_find.h"

struct screen_board {
	uint64_t selected; /* proposal's number, 0 before any: rows move, the choice stays on its proposal */
	bool touched;      /* a key was pressed; until then the top row is selected */
	size_t first;      /* row at the top of the list */
	size_t page;       /* rows that were visible */
	struct find find;
	struct view view;  /* wiped by who owns the board */
};

void board_draw(struct screen_board *s, const struct model *m, const struct notice *n, struct canvas *c);
struct intent board_handle(struct screen_board *s, const struct model *m, enum action a);

/* board_click selects the row drawn there; on the one selected it is INTENT_OPEN. */
struct intent board_click(struct screen_board *s, const struct model *m, int row);
/* board_search looks for `text`; "" lets it be typed. */
void board_search(struct screen_board *s, const struct model *m, const char *text);

/* board_key takes a key that belongs to a search; false for any other. */
bool board_key(struct screen_board *s, const struct model *m, int key);

#endif
