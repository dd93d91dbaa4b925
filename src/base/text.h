#ifndef BASE_TEXT_H
#define BASE_TEXT_H

/* text.h - untrusted text made safe to show, display width, numbers for people. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* text_safe copies at most `len` bytes of untrusted `in` to `out` as UTF-8
 * that is harmless on a terminal: valid sequences pass; control characters
 * (C0, DEL, C1), bidi overrides and isolates, zero-width and tag characters,
 * lone combining marks beyond two in a row, private use and unassigned ones
 * and each invalid byte become a visible replacement (U+FFFD, or '?' where
 * `ascii`); TAB, CR and LF become a blank.  With `ascii` everything beyond
 * 0x7e is '?'.  Always NUL terminates; cuts only between characters.
 * Returns the bytes written without the NUL. */
size_t text_safe(char *out, size_t size, const char *in, size_t len, bool ascii);

/* text_width is the columns `s` (safe UTF-8) takes; text_next advances *s by
 * one cluster (a character and the zero-width marks on it) and returns its
 * width, 0 to 2, or -1 at the end; *len is the cluster's bytes. */
int text_width(const char *s);
int text_next(const char **s, size_t *len);

/* text_clip is the bytes of `s` that fit into `cols` columns. */
size_t text_clip(const char *s, int cols);

/* text_shorten takes the last character off UTF-8, all bytes of it. */
void text_shorten(char *s);

/* text_is_utf8 is true for valid, shortest-form UTF-8 without surrogates. */
bool text_is_utf8(const uint8_t *p, size_t len);

/* Durations: 90s, 30m, 48h, 14d, or plain seconds.  text_duration fails with
 * ERR_USAGE on anything else, signs, fractions and values over UINT32_MAX. */
MUST_CHECK enum err_code text_duration(const char *s, uint32_t *seconds, struct err *e);

/* text_u64 reads a whole decimal number without sign or blanks. */
MUST_CHECK enum err_code text_u64(const char *s, uint64_t max, uint64_t *out, struct err *e);

/* text_countdown writes 47:59:59, or "13d left"-style days over 100 h as 13d 04h.
 * text_ago writes 5s, 3m, 2h, 4d; text_left, of what is watched, 39s, 1m 39s,
 * 2h 05m, days as text_countdown.  text_sol writes lamports as SOL with 9
 * decimals at most, trailing zeros cut.  text_rfc3339 writes UTC, text_moment
 * the same for reading: 2026-11-24 14:02:11 UTC.  Each needs 32 bytes and returns `out`. */
#define TEXT_SHORT 32
char *text_countdown(char out[TEXT_SHORT], uint64_t seconds);
char *text_ago(char out[TEXT_SHORT], uint64_t seconds);
char *text_left(char out[TEXT_SHORT], uint64_t seconds);
char *text_span(char out[TEXT_SHORT], uint64_t seconds); /* 48h, 14d, 90s: as text_duration reads */
char *text_sol(char out[TEXT_SHORT], uint64_t lamports);
char *text_rfc3339(char out[TEXT_SHORT], int64_t unix_s);
char *text_moment(char out[TEXT_SHORT], int64_t unix_s);

/* text_count writes a number for a sentence, a blank between its thousands:
 * 2 600 000.  A column or a field that a script reads has plain digits.
 * text_joins is true where `s`, after a digit at s[-1], goes on with a blank and
 * such a group, exactly three digits, or a percent sign: no line is broken there. */
char *text_count(char out[TEXT_SHORT], uint64_t n);
bool text_joins(const char *s);

/* text_hex writes 2*len lower-case digits and a NUL; text_unhex reads exactly `len` bytes. */
void text_hex(char *out, const uint8_t *p, size_t len);
bool text_unhex(uint8_t *out, size_t len, const char *s);

/* Base64, standard alphabet with padding.  text_base64_len is the encoded
 * length without NUL.  Decoding is strict, returns false for anything else or
 * when `size` is too small. */
size_t text_base64_len(size_t len);
void text_base64(char *out, const uint8_t *p, size_t len);
bool text_unbase64(uint8_t *out, size_t size, size_t *out_len, const char *s, size_t len);

#endif
