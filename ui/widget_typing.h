#ifndef UI_WIDGET_TYPING_H
#define UI_WIDGET_TYPING_H

/* widget_typing.h - the keys that change a text while it is typed, the same wherever one is. */

#include <stdbool.h>
#include <stddef.h>

/* typing_key changes `text`, UTF-8 in `size` bytes with its end: a letter is added where it
 * fits whole and may be shown, Backspace takes the last one away, Ctrl-W the last word, Ctrl-U
 * all.  False of every other key; those mean to the caller what they mean. */
bool typing_key(char *text, size_t size, int key);

#endif
