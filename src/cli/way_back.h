#ifndef CLI_WAY_BACK_H
#define CLI_WAY_BACK_H

/* way_back.h - the way back from an upgrade that is only proposed: the second
 * half of "propose upgrade --with-rollback" (cmd_rollback.c). */

#include "cli/cli.h"

struct cli_way_back {
	struct pubkey program;
	struct hash ahead;      /* code hash of the upgrade it is the way back from */
	const char *reason;
	uint64_t index;         /* out: the number it has */
	bool made;              /* out: by this run, else it was open already */
	uint64_t to;            /* out: the version gone back to, its code and the buffer that holds it */
	struct hash code_hash;
	struct pubkey buffer;
};

/* cli_way_back proposes it, with cards and questions, or finds it open; prints
 * nothing on stdout.  Key, network, database and cluster are open and checked. */
MUST_CHECK enum err_code cli_way_back(struct cli *c, struct cli_way_back *w, struct err *e);

#endif
