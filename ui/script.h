#ifndef UI_SCRIPT_H
#define UI_SCRIPT_H

/* script.h - a console session as text: what is pressed, and what to see.
 *
 *     size 80x24          columns x rows of the frames to come
 *     down                an action by its name in lower case
 *     key esc             a key by the name key bars show, or a character
 *     type 14             characters, then nothing: "key enter" follows
 *     until 3/3           goes on once this text is on the screen, 20 s at most
 *     gone LOCKED         goes on once it is not
 *     wait 250            ms
 *     frame board         writes the screen with "=== board" above it
 *     # a comment
 */

#include "ui/action.h"
#include "base/err.h"

#include <stddef.h>

enum { SCRIPT_STEPS_MAX = 1000, SCRIPT_TEXT = 120, SCRIPT_LEN_MAX = 64 * 1024, SCRIPT_PATIENCE_MS = 20000 };

enum script_kind { SCRIPT_SIZE, SCRIPT_ACTION, SCRIPT_KEY, SCRIPT_TYPE, SCRIPT_UNTIL, SCRIPT_GONE, SCRIPT_WAIT, SCRIPT_FRAME };

struct script_step {
	enum script_kind kind;
	unsigned line;
	int key;                /* ACTION, KEY */
	unsigned a, b;          /* SIZE: columns, rows; WAIT: ms */
	char text[SCRIPT_TEXT]; /* TYPE, UNTIL, GONE, FRAME */
};
struct script {
	struct script_step *step; /* owned */
	size_t n;
};

/* script_parse reads `len` bytes.  ERR_USAGE names the line and what is wrong
 * with it; *out is then empty.  script_wipe frees the steps. */
MUST_CHECK enum err_code script_parse(const char *text, size_t len, struct script *out, struct err *e);
void script_wipe(struct script *s);

#endif
