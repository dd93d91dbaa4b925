#ifndef BASE_ERR_H
#define BASE_ERR_H

/* err.h - the one error type every fallible function reports through.
 *
 * A function that can fail returns enum err_code (ERR_OK is 0) and takes
 * `struct err *e` as its last parameter, never NULL; it writes *e only when
 * it fails.  Nothing here allocates, so an error can always be reported.
 *
 * Codes 0 to 12 are also the exit codes of the program, see keyturn(1). */

#include <stdbool.h>

#define ERR_TEXT_MAX 320 /* bytes, including the NUL, of each text below */

enum err_code {
	ERR_OK = 0,
	ERR_INTERNAL = 1,   /* local I/O, or our bug */
	ERR_USAGE = 2,      /* the operator asked for something malformed */
	ERR_CONFIG = 3,     /* the configuration is wrong or missing */
	ERR_RPC = 4,        /* the cluster could not be reached, or its reply makes no sense */
	ERR_NOT_FOUND = 5,  /* no such account, proposal, version or member */
	ERR_REFUSED = 6,    /* refused by the guard or by policy, before anything was sent */
	ERR_CHAIN = 7,      /* refused by the chain */
	ERR_TIMELOCK = 8,   /* the timelock is not over */
	ERR_APPROVALS = 9,  /* not enough approvals */
	ERR_KEY = 10,       /* a key or the signer: missing, locked, unreadable */
	ERR_CANCELLED = 11, /* the operator said no */
	ERR_MISMATCH = 12,  /* verification: what is there is not what should be */
	ERR_WIRE = 13,      /* bytes from chain, RPC or file do not parse; exits as 4 */
	ERR_STORE = 14,     /* the local database failed; exits as 1 */
	ERR_CODE_COUNT
};

struct err {
	enum err_code code;
	char message[ERR_TEXT_MAX]; /* what failed, lower case, no full stop */
	char hint[ERR_TEXT_MAX];    /* what the operator can do next, or "" */
};

#define ERR_INIT { .code = ERR_OK, .message = "", .hint = "" }
#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

/* err_set records `code` and the formatted message, clears any hint and
 * returns `code`, so that a failure is one line:
 *     return err_set(e, ERR_WIRE, "buffer account is %zu bytes", len); */
enum err_code err_set(struct err *e, enum err_code code, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* err_hint attaches advice to the error already in `e`.  Returns its code. */
enum err_code err_hint(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* err_while prefixes the message with the step that was under way, as in
 * "while verifying buffer 9xQe...: hash differs".  Returns e's code. */
enum err_code err_while(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* err_exit is the process exit code for `code`, 0 to 12. */
int err_exit(enum err_code code);

/* err_name is the stable machine-readable name of `code`, as in "timelock". */
const char *err_name(enum err_code code);

/* die ends the program for broken invariants and exhausted memory: runs the
 * hook (the console restores the terminal with it), says why, aborts. */
_Noreturn void die(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* die_hook sets what die runs first; NULL for nothing. */
void die_hook(void (*hook)(void));

#endif
