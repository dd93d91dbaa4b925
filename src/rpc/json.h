#ifndef RPC_JSON_H
#define RPC_JSON_H

/* json.h - typed getters over a small JSON value.  The only module that knows
 * json-c; large replies are read with jsonscan.h.
 *
 * A getter of a wrong type, or of NULL, is false and writes nothing, so that a
 * path is read in one go and judged once. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "rpc/jsonscan.h"

struct json; /* a value; borrowed from the document it is in */

/* json_open reads a text that is exactly one value and passes scan_valid; ERR_WIRE
 * otherwise.  Close with json_close, which accepts NULL. */
MUST_CHECK enum err_code json_open(struct span text, struct json **out, struct err *e);
void json_close(struct json *doc);

/* json_get is a member, NULL when absent or `v` is no object; json_at an element. */
const struct json *json_get(const struct json *v, const char *key);
bool json_array(const struct json *v, size_t *n);
const struct json *json_at(const struct json *v, size_t i);
/* json_only is the single member of an object of one, its key in *key (borrowed); else NULL. */
const struct json *json_only(const struct json *v, const char **key);

/* json_is_null: a JSON null is there; false for NULL (absent). */
bool json_is_null(const struct json *v);
bool json_is_absent(const struct json *v); /* NULL, or null */
bool json_u64(const struct json *v, uint64_t *out);
bool json_i64(const struct json *v, int64_t *out);
bool json_u32(const struct json *v, uint32_t *out);
/* No reply read from a tree has a flag: the fuzzer holds the accounts reader, which scans, to it. */
bool json_flag(const struct json *v, bool *out);
/* json_str is text with its length; it may hold anything, NUL included. */
bool json_str(const struct json *v, struct span *out);
/* json_word is text of at most size - 1 bytes without NUL, copied. */
bool json_word(const struct json *v, char *out, size_t size);

#endif
