#ifndef KEYS_SIGNER_PROCESS_H
#define KEYS_SIGNER_PROCESS_H

/* signer_process.h - the confined child that holds the key.  Linux only. */

#include <sys/types.h>

#include "keys/guard.h"

/* The only descriptor the child keeps: its end of the pair. */
#define SIGNER_FD 3

/* signer_process_run is the child's whole life, right after the fork: it drops
 * what it inherited, reads the key (or makes one where `path` is NULL), confines itself, says its address (or why
 * there is none) and answers until the other end of `fd` is closed.
 *
 * With g->keeper it does that in a child of its own and waits beside it, without
 * the key: LOCK ends that child, UNLOCK starts another, which reads the key
 * again.  So the process with the key is confined as ever, and its pages are
 * gone, not only wiped.  The keeper was forked before the network as well. */
_Noreturn void signer_process_run(int fd, const char *path, const struct guard_config *g, pid_t parent);

/* signer_prepare makes the process unreadable to others before the key is
 * there: no core, not dumpable, no new privileges, ends with its parent; and
 * moves `fd` to SIGNER_FD.  Standard input is kept where `keep_stdin`. */
MUST_CHECK enum err_code signer_prepare(int fd, bool keep_stdin, pid_t parent, struct err *e);

/* signer_confine closes every other descriptor and leaves no system call but
 * read and write on SIGNER_FD, the clock, and exit: any other ends the process. */
MUST_CHECK enum err_code signer_confine(struct err *e);

#endif
