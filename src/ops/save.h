#ifndef OPS_SAVE_H
#define OPS_SAVE_H

/* save.h - keep the live code of a program before it is replaced.
 *
 * A backup of the newest version that is there and proves good is enough.  Else
 * the code is read from the chain, must have the hash the record names, is
 * written to data/binaries.h, read back, and linked to the version. */

#include "ops/session.h"

struct save_goal {
	struct pubkey program;
	uint64_t version;      /* newest in the program's record */
	struct hash code_hash; /* its */
	uint32_t code_len;
};

struct save; /* one under way */

struct save *save_new(struct session *s, const struct save_goal *g); /* the session is borrowed */
void save_free(struct save *v); /* NULL is ignored */
bool save_turn(struct save *v);  /* true while it is under way */
/* save_result: ERR_MISMATCH when the live code is not what the record says. */
MUST_CHECK enum err_code save_result(const struct save *v, struct err *e);

/* save_goal_of takes the newest version of a record; false when it governs nothing. */
bool save_goal_of(const struct gov_record *r, struct save_goal *out);

#endif
