#ifndef OPS_CODE_CHECK_H
#define OPS_CODE_CHECK_H

/* code_check.h - before a program file is uploaded: would the chain take it, and
 * know every system call it imports?  One request, stepped by the loop. */

#include "ops/session.h"

struct code_check; /* one check under way */

/* code_check_new reads what gov/loadable.h judges of the file's `len` bytes, copied as
 * far as needed. */
struct code_check *code_check_new(struct session *s, const uint8_t *file, size_t len);
void code_check_free(struct code_check *c); /* NULL is ignored */
bool code_check_pending(const struct code_check *c);
/* code_check_result judges.  ERR_USAGE for a file that cannot be read, ERR_REFUSED
 * with the next step for one that would not be taken. */
MUST_CHECK enum err_code code_check_result(struct code_check *c, struct err *e);

#endif
