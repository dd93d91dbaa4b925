#ifndef UI_SCREEN_H
#define UI_SCREEN_H

/* screen.h - what a screen is.  draw reads the model and the screen's own state
 * and writes cells; handle changes only the screen's own state and returns what
 * it wants done.  Neither does I/O. */

#include "ui/action.h"
#include "ui/canvas.h"
#include "ui/model.h"

/* Screens are made for SCREEN_ROWS x SCREEN_COLS and more.  Narrower they show fewer
 * columns, never other words; below the least size they cannot be read, and one line says so. */
enum { SCREEN_ROWS = 24, SCREEN_COLS = 80, SCREEN_ROWS_MIN = 12, SCREEN_COLS_MIN = 40 };

enum intent_kind {
	INTENT_STAY,
	INTENT_OPEN,    /* the proposal screen of `index` */
	INTENT_MOVE,    /* the signing card of `move` on `index` */
	INTENT_CONFIRM, /* what the card asks for was typed */
	INTENT_BACK,
	INTENT_HELP,
	INTENT_PROGRAMS,
	INTENT_MEMBERS,
	INTENT_HISTORY, /* with `text` looked for */
	INTENT_BUFFERS,
	INTENT_RETURN,  /* the rent of the buffer `address` */
	INTENT_ROLLBACK, /* the way back from act `index`, or, where that is 0, of the program `address` */
	INTENT_DIFF,    /* what proposal `index` changes in the code */
	INTENT_CHOOSE,  /* the multisig selected on the first screen */
	INTENT_COPY,    /* `text`, or where that is NULL `address`, to the terminal's clipboard */
	INTENT_LOCK,
	INTENT_COMMAND, /* the command line, with `text` typed already */
	INTENT_REFRESH,
	INTENT_REDRAW,
	INTENT_QUIT,
};

struct intent {
	enum intent_kind kind;
	uint64_t index;
	enum gov_move move;
	struct pubkey address;
	const char *text;
};

/* intent_common answers the actions every screen takes alike; INTENT_STAY for others. */
struct intent intent_common(enum action a);

/* intent_off_board is the same on any page but the board, where quitting goes back. */
struct intent intent_off_board(enum action a);

/* intent_for_move is what `a` means for proposal `index`: a move, the way back, what changes in the
 * code; INTENT_STAY when none of them. */
struct intent intent_for_move(enum action a, uint64_t index);

/* screen_offers are the actions a key bar may show for row `r` (NULL: none is
 * selected): of the moves only those this key may make now. */
uint64_t screen_offers(const struct model *m, const struct model_row *r);

/* intent_for_copy copies the address of the program of `r`; of a change of members that of the proposal. */
struct intent intent_for_copy(const struct model_row *r);

/* What a person is told about the last thing done; below the screen, until the next key. */
enum notice_kind { NOTICE_NONE, NOTICE_INFO, NOTICE_GOOD, NOTICE_BAD };
struct notice {
	enum notice_kind kind;
	char text[ERR_TEXT_MAX], hint[ERR_TEXT_MAX];
};

#endif
