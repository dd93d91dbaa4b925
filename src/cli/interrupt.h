#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

/* interrupt.h - Ctrl-C while something long runs: it is told to stop, and says
 * where it stands, in place of ending without a word. */

#include <stdbool.h>

#include "cli/cli.h"

struct interrupt {
	int fd;         /* -1: signals end the process as ever */
	bool was[3];    /* blocked before */
};
#define INTERRUPT_INIT { .fd = -1 }

/* interrupt_begin takes SIGINT, SIGTERM and SIGHUP from now on, once; where that
 * cannot be done they end the process.  A signal that is ignored stays so. */
void interrupt_begin(struct interrupt *i);
void interrupt_end(struct interrupt *i);

/* interrupt_wait is cli_wait that a signal ends at once; *hit is set to its number, 0 none. */
MUST_CHECK enum err_code interrupt_wait(struct cli *c, const struct interrupt *i, int timeout_ms, int *hit, struct err *e);

#endif
