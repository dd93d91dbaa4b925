#ifndef UI_TERM_H
#define UI_TERM_H

/* term.h - the terminal: full screen, keys, signals.  The only module with
 * static state: a process has one terminal.
 *
 * A frame goes out in one write.  Quit, SIGTERM, SIGHUP, SIGINT, die() and a crash
 * leave the terminal as it was found; Ctrl-Z gives it back until fg. */

#include "base/err.h"
#include "ui/canvas.h"
#include "ui/term_keys.h"

#define TERM_FDS 2 /* keyboard, and the pipe that signals write to */

enum term_colour { TERM_COLOUR_AUTO, TERM_COLOUR_ALWAYS, TERM_COLOUR_NEVER };

struct term_options {
	bool ascii;              /* ASCII, whatever the locale */
	bool mouse;              /* asks for wheel and clicks */
	enum term_colour colour; /* AUTO: none where NO_COLOR is set or the terminal has none */
	enum theme theme;
};

/* term_open takes standard input and output over.  ERR_USAGE where they are
 * no terminal, or one that cannot be drawn on. */
MUST_CHECK enum err_code term_open(const struct term_options *o, struct err *e);

/* term_change draws by `o` from now on, but for `plain`, which is decided at the
 * opening; nothing while no terminal is open. */
void term_change(const struct term_options *o);

/* term_close restores the terminal.  Safe to call twice and from exit paths. */
void term_close(void);

/* term_leave gives the screen back and writes `say` there, while the console goes on,
 * so that another process of it can ask on the terminal; term_enter takes it again.  Neither does
 * anything while no terminal is open; in between term_show and term_key are not called. */
void term_leave(const char *say);
void term_enter(void);

void term_size(int *rows, int *cols);
bool term_is_ascii(void);
/* term_locale_is_utf8 asks the environment, with or without a terminal. */
bool term_locale_is_utf8(void);

/* term_show draws the frame; nothing is written where nothing changed. */
void term_show(const struct canvas *c);
/* term_redraw has the next frame drawn anew, whatever is on the screen. */
void term_redraw(void);

/* term_copy asks the terminal to put `text` (short, printable) into its clipboard
 * (OSC 52); many do, none says so.  Nothing happens while no terminal is open. */
void term_copy(const char *text);

/* term_say sends `bytes`, which move no cursor (a bell, OSC 9); nothing while no
 * terminal is open or its screen was left. */
void term_say(const char *bytes);

void term_fds(int fds[TERM_FDS]);
/* term_key returns the next key without waiting, KEY_NONE_YET when there is
 * none.  It also applies resizes and stops, so call it until it has no more. */
int term_key(void);
/* term_clicked is the row of the last KEY_NAME_CLICK. */
int term_clicked(void);
/* term_deadline_ms: after how long to ask term_key again though no fd is ready; -1 never. */
int term_deadline_ms(void);
/* term_ended is the signal that asks to end, SIGHUP for a lost terminal, 0 none. */
int term_ended(void);

#endif
