#ifndef DATA_BINARIES_H
#define DATA_BINARIES_H

/* binaries.h - backups of program bytes: one file per code hash beside the
 * database, binaries/CODEHASH.so, 0600 in a folder 0700, and which version of
 * which program each is.  A file counts only when its bytes have its hash. */

#include "base/buf.h"
#include "data/store.h"

struct binary_link {
	struct pubkey program;
	uint64_t version; /* number in the program's record */
	struct hash code_hash;
	size_t code_len;  /* bytes without trailing zeros */
};

/* binaries_keep saves code (trailing zeros are left out) under its hash: written
 * aside, fsync, rename, fsync of the folder, then read back and hashed.  One
 * that is there and good is left alone; a damaged one is replaced.  ERR_MISMATCH
 * when what was read back is something else. */
MUST_CHECK enum err_code binaries_keep(struct store *s, const uint8_t *code, size_t len, struct err *e);

/* binaries_read appends the code saved under `hash` to `out` and proves it.
 * ERR_NOT_FOUND when there is none, ERR_MISMATCH when the file is damaged. */
MUST_CHECK enum err_code binaries_read(struct store *s, const struct hash *hash, struct buf *out, struct err *e);

/* binaries_check is binaries_read without the bytes. */
MUST_CHECK enum err_code binaries_check(struct store *s, const struct hash *hash, struct err *e);

/* binaries_link writes down that a version is this code; the last word counts. */
MUST_CHECK enum err_code binaries_link(struct store *s, const struct hash *genesis, const struct pubkey *multisig,
	const struct binary_link *l, struct err *e);
/* binaries_find is the code linked to a version; ERR_NOT_FOUND. */
MUST_CHECK enum err_code binaries_find(struct store *s, const struct hash *genesis, const struct pubkey *multisig,
	const struct pubkey *program, uint64_t version, struct binary_link *out, struct err *e);

#endif
