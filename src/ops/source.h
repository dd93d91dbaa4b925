#ifndef OPS_SOURCE_H
#define OPS_SOURCE_H

/* source.h - find code by its hash: a file given, the verified backup, or any
 * account on chain that holds it.  What was found on chain is saved as a backup. */

#include "base/buf.h"
#include "ops/session.h"
#include "solana/loader.h"

#define SOURCE_PLACES_MAX 96u

struct source_place {
	struct pubkey at;
	enum loader_tag tag; /* LOADER_BUFFER or LOADER_PROGRAM_DATA */
};

struct source; /* one search under way */

/* source_new looks for code of `hash`: first in `file` (NULL none; it must be
 * it), then in the backups, then at the `n` places in that order. */
struct source *source_new(struct session *s, const struct hash *hash, const uint8_t *file, size_t len,
	const struct source_place *place, size_t n);
void source_free(struct source *o); /* NULL is ignored */
bool source_turn(struct source *o);  /* true while it is under way */
/* source_result appends the code, proved, to `out` and says where it was: "file",
 * "backup", "chain".  ERR_NOT_FOUND where it is nowhere. */
MUST_CHECK enum err_code source_result(struct source *o, struct buf *out, const char **from, struct err *e);

#endif
