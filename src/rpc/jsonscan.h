#ifndef RPC_JSONSCAN_H
#define RPC_JSONSCAN_H

/* jsonscan.h - a strict JSON reader over text, without a tree.
 *
 * For replies of many thousands of accounts, where a tree costs four times the
 * text (performance.md), and for the checks json-c does not make: exactly one
 * value, no duplicate key, valid UTF-8, bounded depth, no integer beyond 64
 * bits.  Sticky failure: after the first thing that does not fit, everything
 * reads as empty and `why` says what it was. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_DEPTH_MAX 32u
#define JSON_KEYS_MAX 64u /* in one object */

struct span {
	const char *p; /* borrowed; not NUL terminated */
	size_t len;
};
bool span_is(struct span s, const char *text);

struct scan {
	const char *p, *end; /* borrowed */
	const char *why;     /* NULL while all is well */
	bool fresh;          /* just behind an opening bracket */
};

struct scan scan_from(struct span text);

/* scan_object and scan_array enter a value.  scan_key then gives the key of the
 * next member, scan_item tells whether there is another element; each false
 * behind the last one, or on failure.  Every value must be read or skipped. */
void scan_object(struct scan *s);
bool scan_key(struct scan *s, struct span *key);
void scan_array(struct scan *s);
bool scan_item(struct scan *s);

/* scan_skip steps over any value, checks all of it, and returns its text. */
struct span scan_skip(struct scan *s);

/* One value of that type, else failure.  scan_string takes strings without
 * escapes only: addresses, base64 and names have none. */
struct span scan_string(struct scan *s);
uint64_t scan_u64(struct scan *s);
bool scan_bool(struct scan *s);
/* scan_null steps over null and says true; anything else stays. */
bool scan_null(struct scan *s);

/* scan_end: nothing failed and nothing but blanks is left. */
bool scan_end(struct scan *s);
void scan_fail(struct scan *s, const char *why);

/* scan_valid: is the text exactly one value that passes every check above? */
bool scan_valid(struct span text, const char **why);

#endif
