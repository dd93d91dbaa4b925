#ifndef BASE_FILE_H
#define BASE_FILE_H

/* file.h - read a file with a limit; replace one atomically; make folders. */

#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/* file_read appends the regular file `path` to `out`, up to out's ceiling.
 * ERR_NOT_FOUND when there is none, ERR_USAGE when it is too large or no
 * regular file, ERR_REFUSED when it changed while it was read, ERR_INTERNAL on
 * I/O errors.  Of a failure nothing is appended. */
MUST_CHECK enum err_code file_read(const char *path, struct buf *out, struct err *e);

/* file_replace writes `len` bytes to `path` so that after a crash there is the
 * old or the new content and nothing between: temporary file beside it with
 * `mode`, fsync, rename, fsync of the folder. */
MUST_CHECK enum err_code file_replace(const char *path, const void *p, size_t len, mode_t mode,
	struct err *e);

/* file_create makes `path` with `mode` and `len` bytes, durable before it
 * returns; a failure leaves nothing.  ERR_REFUSED when anything is there. */
MUST_CHECK enum err_code file_create(const char *path, const void *p, size_t len, mode_t mode, struct err *e);

/* file_folder makes `path` and its parents, 0700 each where missing. */
MUST_CHECK enum err_code file_folder(const char *path, struct err *e);

#endif
