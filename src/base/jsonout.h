#ifndef BASE_JSONOUT_H
#define BASE_JSONOUT_H

/* jsonout.h - JSON written into a buf: commas, nesting and escapes are its business.
 *
 * Text of any origin may be given: what is not valid UTF-8 becomes U+FFFD, and
 * every character a terminal could act on (controls, bidi, invisible ones) is
 * written as \uXXXX, so that the output is harmless on a terminal and loses
 * nothing.  `key` is NULL for an element of an array and for the outermost
 * value.  Whether all of it fitted is told by the buf. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define JSONOUT_DEPTH_MAX 31u

struct jsonout {
	struct buf *to;     /* borrowed */
	unsigned depth;
	uint32_t array;     /* bit d: level d is an array */
	uint32_t more;      /* bit d: level d has an element already */
};

/* jsonout_to starts writing at the end of `b`. */
struct jsonout jsonout_to(struct buf *b);

/* An object or array, until jsonout_end.  Deeper than JSONOUT_DEPTH_MAX, an end
 * without a beginning, and a key where none belongs are broken invariants (die). */
void jsonout_object(struct jsonout *j, const char *key);
void jsonout_array(struct jsonout *j, const char *key);
void jsonout_end(struct jsonout *j);

/* One value each.  jsonout_str writes null for NULL; jsonout_text takes `len`
 * bytes; jsonout_hex lower-case digits and jsonout_base64 both as strings. */
void jsonout_str(struct jsonout *j, const char *key, const char *s);
void jsonout_text(struct jsonout *j, const char *key, const char *s, size_t len);
void jsonout_u64(struct jsonout *j, const char *key, uint64_t v);
void jsonout_i64(struct jsonout *j, const char *key, int64_t v);
void jsonout_bool(struct jsonout *j, const char *key, bool v);
void jsonout_null(struct jsonout *j, const char *key);
void jsonout_hex(struct jsonout *j, const char *key, const uint8_t *p, size_t len);
void jsonout_base64(struct jsonout *j, const char *key, const uint8_t *p, size_t len);

#endif
