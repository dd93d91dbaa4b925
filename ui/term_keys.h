#ifndef UI_TERM_KEYS_H
#define UI_TERM_KEYS_H

/* term_keys.h - bytes from the keyboard to keys.  Pure.
 *
 * A key is a Unicode code point, a control code below 0x20 (Ctrl-L is 12), or
 * one of those below.  The mouse speaks as terminals do when asked for SGR reports
 * (xterm's 1006).  Sequences nobody knows are swallowed whole. */

#include <stdbool.h>
#include <stddef.h>

enum {
	KEY_NONE_YET = -1,
	KEY_NAMED = 0x110000, /* the first beyond Unicode */
	KEY_NAME_UP = KEY_NAMED, KEY_NAME_DOWN, KEY_NAME_LEFT, KEY_NAME_RIGHT, KEY_NAME_HOME, KEY_NAME_END,
	KEY_NAME_PAGE_UP, KEY_NAME_PAGE_DOWN, KEY_NAME_DELETE, KEY_NAME_ENTER, KEY_NAME_ESCAPE, KEY_NAME_BACKSPACE,
	KEY_NAME_TAB, KEY_NAME_WHEEL_UP, KEY_NAME_WHEEL_DOWN, KEY_NAME_CLICK, KEY_NAME_UNKNOWN,
	KEY_NAME_COUNT = KEY_NAME_UNKNOWN - KEY_NAMED,
};

#define KEYS_HELD 256  /* bytes waiting */
#define KEYS_OWN_MAX 24 /* sequences of this terminal */

struct keys {
	unsigned char held[KEYS_HELD];
	size_t n;
	struct {
		char seq[12];
		int key;
	} own[KEYS_OWN_MAX];
	size_t own_n;
	int row, col; /* where the last click was */
};

/* keys_learn adds a sequence this terminal sends; NULL, empty or long ones are ignored. */
void keys_learn(struct keys *k, const char *seq, int key);

/* keys_feed adds bytes; those beyond the room are dropped.  keys_room is how many fit. */
void keys_feed(struct keys *k, const void *p, size_t n);
size_t keys_room(const struct keys *k);

/* keys_next takes the next key, KEY_NONE_YET when there is none or it is not
 * whole.  With `flush` (no byte came for a while) an Escape that begins nothing
 * is the Escape key itself. */
int keys_next(struct keys *k, bool flush);

/* keys_waits is true while bytes are held that flush may turn into a key. */
bool keys_waits(const struct keys *k);

#endif
