#ifndef UI_TERM_CAPS_H
#define UI_TERM_CAPS_H

/* term_caps.h - what this terminal can do, from terminfo.  The only module that
 * knows ncurses exists, and of it only terminfo; loaded with the first look, as
 * commands have no use for it. */

#include "base/buf.h"
#include "base/err.h"
#include "ui/term_keys.h"
#include "ui/theme.h"

enum { TERM_CAP = 64, TERM_STYLES = 2 * STYLE_SELECTED };

struct terminfo; /* its functions */

struct term_caps {
	const struct terminfo *info;     /* the process's; all zero before the first look */
	char leave[TERM_CAP * 4], enter[TERM_CAP * 4]; /* gives the screen back; takes it */
	char clear[TERM_CAP], erase_eol[TERM_CAP], plain[TERM_CAP];
	char pen[TERM_STYLES][TERM_CAP]; /* from a plain pen to that style */
	bool inks[TERM_STYLES];          /* a blank in it can be told from a plain one */
	const char *cup;                 /* borrowed from terminfo */
	bool corner;                     /* the bottom right cell may be written */
};

/* term_caps_learn reads what $TERM names.  ERR_USAGE for a terminal that is not
 * known, or cannot be drawn on, ERR_INTERNAL where terminfo is not installed.
 * `colour` false: none is used.  Other than c->info nothing of `c` is read. */
MUST_CHECK enum err_code term_caps_learn(struct term_caps *c, bool colour, enum theme theme, struct err *e);
/* term_caps_mouse adds that wheel and clicks are asked for, as xterm and all that follow it do. */
void term_caps_mouse(struct term_caps *c);
/* term_caps_keys adds the sequences of its named keys. */
void term_caps_keys(const struct term_caps *c, struct keys *k);
/* term_caps_move appends what puts the cursor at row, col. */
void term_caps_move(const struct term_caps *c, struct buf *out, int row, int col);

#endif
