#ifndef OPS_FETCH_H
#define OPS_FETCH_H

/* fetch.h - the code in a buffer or in program data, whole, stepped by the loop.
 *
 * Large accounts come in pages.  Program data whose last deploy changed between
 * the first page and the last is ERR_RPC; of a buffer only the caller's own
 * comparison of the hash can tell. */

#include "base/buf.h"
#include "ops/session.h"
#include "solana/loader.h"

#define FETCH_PAGE 1048576u /* bytes asked for at once */

struct fetched {
	bool has_authority;
	struct pubkey authority;
	uint64_t deployed_slot; /* program data */
	size_t room;            /* bytes of code space */
	struct hash hash;       /* of the code without trailing zeros */
};

struct fetch; /* one read under way */

/* fetch_new reads `at`: LOADER_BUFFER, or LOADER_PROGRAM_DATA at its own address. */
struct fetch *fetch_new(struct session *s, const struct pubkey *at, enum loader_tag tag, enum commitment c);
void fetch_free(struct fetch *f); /* NULL is ignored */
bool fetch_turn(struct fetch *f);  /* true while it is under way */
/* fetch_result puts the code into `out`, which is empty, without the zeros behind it; those
 * that its own headers count in stay (elf_restore).  ERR_NOT_FOUND
 * when there is no such account. */
MUST_CHECK enum err_code fetch_result(struct fetch *f, struct buf *out, struct fetched *about, struct err *e);

#endif
