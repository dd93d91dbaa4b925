#ifndef BASE_BUF_H
#define BASE_BUF_H

/* buf.h - growable bytes with a ceiling given at creation.
 *
 * A buf is always NUL terminated one past its length, so text in it can be
 * read as a C string.  Exhausted memory ends the program; reaching the
 * ceiling does not: it sets `over`, and everything after is dropped. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct buf {
	uint8_t *p; /* owned; NULL while empty and never grown */
	size_t len, cap, max;
	bool over; /* something did not fit under max */
};

#define BUF_INIT(ceiling) { .p = NULL, .len = 0, .cap = 0, .max = (ceiling), .over = false }

/* buf_wipe frees the bytes (zeroed first) and leaves an empty buf with the same ceiling. */
void buf_wipe(struct buf *b);

/* buf_reset empties it and keeps the memory. */
void buf_reset(struct buf *b);

/* buf_put appends `len` bytes; buf_text a C string; buf_fmt formatted text.
 * Each returns false, and sets over, when the ceiling is reached. */
bool buf_put(struct buf *b, const void *p, size_t len);
bool buf_text(struct buf *b, const char *s);
bool buf_fmt(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* buf_room makes space for `len` more bytes and returns where they go, NULL
 * over the ceiling; buf_added tells how many of them were written. */
uint8_t *buf_room(struct buf *b, size_t len);
void buf_added(struct buf *b, size_t len);

/* buf_str is the content as a C string, "" when empty; borrowed. */
const char *buf_str(const struct buf *b);

/* mem_new is calloc that never fails (die); mem_grow likewise realloc of an
 * array of `n` elements of `size` bytes. */
void *mem_new(size_t n, size_t size);
void *mem_grow(void *p, size_t n, size_t size);
char *mem_str(const char *s); /* a copy; caller frees */

#endif
