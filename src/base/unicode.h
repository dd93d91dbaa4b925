#ifndef BASE_UNICODE_H
#define BASE_UNICODE_H

/* unicode.h - how wide a character is, and whether it may be shown at all.
 * A table of our own, so that the answer does not depend on the locale. */

#include <stddef.h>
#include <stdint.h>

enum unicode_class {
	UNICODE_ONE,     /* one column */
	UNICODE_WIDE,    /* two columns */
	UNICODE_MARK,    /* drawn on the character before it */
	UNICODE_REFUSED, /* control, format, invisible, private, unassigned, or drawn differently by terminals */
};

/* unicode_class says how a terminal draws code point `c`. */
enum unicode_class unicode_class(uint32_t c);

/* unicode_next reads one character of UTF-8 from `p`, `len` bytes at least 1, and
 * puts its code point into *c.  Returns its bytes, 0 for what is invalid, not in
 * shortest form, a surrogate, or cut off. */
size_t unicode_next(const uint8_t *p, size_t len, uint32_t *c);

/* unicode_put writes `c`, below 0x110000, as UTF-8 and returns its 1 to 4 bytes. */
size_t unicode_put(uint8_t out[4], uint32_t c);

#endif
