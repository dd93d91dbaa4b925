#ifndef OPS_UNFINISHED_H
#define OPS_UNFINISHED_H

/* unfinished.h - what this machine's journal says of uploads: ended, or not. */

#include "data/journal.h"
#include "ops/pieces.h"
#include "ops/session.h"

enum unfinished { UPLOAD_NOT_KNOWN, UPLOAD_ENDED, UPLOAD_UNFINISHED };

/* unfinished_of says it of a buffer; *row is what it is taken from, with the
 * code hash of the file where that is known. */
enum unfinished unfinished_of(const struct session *s, const struct pubkey *buffer, struct journal_row *row);

/* unfinished_of_file finds the newest upload of the file at `path`, by the
 * session's key, that began with other code than `code` and did not end. */
bool unfinished_of_file(const struct session *s, const char *path, const struct hash *code, struct journal_row *out);

/* unfinished_end gives every open row about a buffer, by the session's key, but
 * for `row`, its outcome: what became of the buffer answers it. */
void unfinished_end(const struct session *s, const struct pubkey *buffer, int64_t row, enum journal_outcome o, const char *why);

/* unfinished_detail is an upload's words in the journal: how much is to be
 * written, "33 of 66 pieces", and the file's path (NULL: none), of a long one its
 * end.  unfinished_words takes them apart again, those of earlier versions too:
 * it writes how much, and returns the path in `detail`, "" where it has none;
 * NULL where these are not an upload's words. */
void unfinished_detail(char *out, size_t size, size_t lacks, size_t n, const char *path);
const char *unfinished_words(const char *detail, char amount[PIECES_AMOUNT]);

/* unfinished_unsigned says why a row has no signature: of an upload each piece has its own. */
const char *unfinished_unsigned(const struct journal_row *r);

#endif
