#ifndef GOV_READINESS_H
#define GOV_READINESS_H

/* readiness.h - is the way back ready?  Pure: facts that were read, judged into
 * five lines: saved, staged, simulated, quorum, capacity.
 *
 * The way back meant is the one to the newest version that may be gone back to;
 * where there is none yet, the one from the next upgrade to what is live. */

#include "gov/preflight.h"

enum { READINESS_LINES = 5 };

struct readiness_facts {
	struct pubkey program;
	struct gov_version target;   /* gone back to */
	bool in_advance;             /* from an upgrade that is not deployed yet */
	enum preflight_answer saved; /* the backup here is there and good; unknown without a database */
	bool staged_known, staged;   /* a buffer holds the code; where: */
	struct pubkey buffer;
	uint64_t proposal;           /* an open rollback holds it; 0 none */
	enum preflight_simulated simulated; /* the proposal, or its execution */
	char why[PREFLIGHT_WORDS];   /* SIMULATED_FAILED: in words */
	bool members_known;
	unsigned live, needed;       /* approvers who can pay for a vote; the rollback threshold */
	bool room_known;
	size_t room;                 /* bytes of code program data holds; 0: it is gone */
};

/* readiness_target is the way back of a governed record: false where it governs nothing. */
bool readiness_target(const struct gov_multisig *m, const struct gov_record *r, int64_t now, struct readiness_facts *f);

/* readiness_judge answers saved, staged, simulated, quorum and capacity, a line each with its cure; pure. */
void readiness_judge(const struct readiness_facts *f, struct preflight *out);

/* readiness_of is the whole: no where a line says no, else unknown where one does. */
enum preflight_answer readiness_of(const struct preflight *p);

#endif
