#ifndef OPS_CODE_CHECK_H
#define OPS_CODE_CHECK_H

/* code_check.h - before a program file is uploaded: would the chain take it, and
 * know every system call it imports?  One request, stepped by the loop; and the
 * feature gates that this asks for, which ops/check.h judges a buffer by. */

#include "gov/loadable.h"
#include "ops/session.h"

#define CODE_CHECK_GATES ((unsigned)SBPF_GATES + (unsigned)ELF_GATES)

struct code_check; /* one check under way */

/* code_check_new asks what gov/loadable.h judges the file's `len` bytes by; they are borrowed. */
struct code_check *code_check_new(struct session *s, const uint8_t *file, size_t len);
void code_check_free(struct code_check *c); /* NULL is ignored */
bool code_check_pending(const struct code_check *c);
/* code_check_result judges.  ERR_USAGE for a file that cannot be read, ERR_REFUSED
 * with the next step for one that would not be taken. */
MUST_CHECK enum err_code code_check_result(struct code_check *c, struct err *e);

/* code_check_keys is where the gates are; code_check_gates reads those accounts, in that order. */
void code_check_keys(struct pubkey key[CODE_CHECK_GATES]);
void code_check_gates(const struct rpc_account account[CODE_CHECK_GATES], struct loadable *out);

#endif
