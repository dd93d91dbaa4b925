#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

/* world.h - a few accounts around one multisig, and every instruction ready
 * to send, for tests that run the program on this machine. */

#include "native.h"
#include "program/abi.h"

enum {
	PAYER, CREATOR, MEMBER0, MEMBER1, MEMBER2, OPERATOR, OWNER, RECEIVER, SPILL, STRANGER,
	MULTISIG, AUTHORITY, RECORD, PROGRAM, PROGRAM_DATA, BUFFER, BUFFER2,
	PROPOSAL1, PROPOSAL2, PROPOSAL3, OTHER_CREATOR, OTHER_MULTISIG, OTHER_AUTHORITY,
	SYSTEM, LOADER, RENT, CLOCK, INSTRUCTIONS, WORLD_N
};
enum { WORLD_LOCK = 172800, WORLD_WINDOW = 1209600, WORLD_REACH = 2592000 };
enum { WORLD_PROPOSALS = 3 };

struct world {
	struct native_chain chain;
	struct native_account account[WORLD_N];
	uint8_t code[3][40]; /* what versions 1, 2 and 3 are made of; no zero at the end */
};

/* One instruction: accounts by their number above, and data. */
struct call {
	uint8_t who[NATIVE_USES_MAX];
	bool signer[NATIVE_USES_MAX], writable[NATIVE_USES_MAX];
	uint32_t n, len;
	uint8_t data[1100];
	uint32_t people; /* bit set of positions where somebody else may stand */
};

/* world_init makes keys, constants, a program with code[0], a buffer with
 * code[1] and one with code[0], both OWNER's; nothing of ours exists yet.
 * world_copy and world_free own the accounts' data. */
void world_init(struct world *w);
void world_copy(struct world *to, const struct world *from);
void world_free(struct world *w);

/* The calls.  `proposal` is 1 to 3; the payload's versions are those that
 * stand in the record. */
void world_create(const struct world *w, struct call *c, bool other);
void world_adopt(const struct world *w, struct call *c);
void world_propose(const struct world *w, struct call *c, uint8_t kind, uint32_t proposal);
void world_vote(const struct world *w, struct call *c, uint32_t proposal, uint32_t who,
	uint8_t choice);
void world_execute(const struct world *w, struct call *c, uint32_t proposal);
void world_reclaim(const struct world *w, struct call *c, uint32_t proposal);
void world_close(const struct world *w, struct call *c, uint32_t proposal);

/* world_send runs the call; world_must ends the test program when it fails. */
uint64_t world_send(struct world *w, const struct call *c);
void world_must(struct world *w, const struct call *c, const char *what);

/* world_ready: both multisigs made, the program adopted. */
void world_ready(struct world *w);

/* world_approved proposes an act of `kind` and has all three members approve. */
void world_approved(struct world *w, uint8_t kind, uint32_t proposal);

#endif
