#ifndef GOV_PREFLIGHT_H
#define GOV_PREFLIGHT_H

/* preflight.h - can it execute?  Pure: facts that were read, judged into lines.
 *
 * The one preflight there is: propose, the lists, the card, the console and
 * execute all judge with it.  What was not read answers "unknown" and never
 * blocks.  Backend-neutral but for the names of the cures. */

#include "gov/backend.h"
#include "gov/sbpf.h"

enum preflight_answer { PREFLIGHT_YES, PREFLIGHT_NO, PREFLIGHT_UNKNOWN };
const char *preflight_answer_name(enum preflight_answer a); /* "yes", "no", "unknown" */

#define PREFLIGHT_WORDS 256
#define PREFLIGHT_MAX 20u
struct preflight_line {
	const char *name;          /* stable, as in "capacity" */
	enum preflight_answer answer;
	bool blocks;               /* a "no" here keeps it from executing; else it only warns */
	char words[PREFLIGHT_WORDS];  /* what is so, as a sentence that needs no other */
	char cure[PREFLIGHT_WORDS]; /* the command that mends a "no", "" where none does */
};
struct preflight {
	size_t n;
	struct preflight_line line[PREFLIGHT_MAX];
	struct err unfit; /* why the loader would not take the code, or not run it; see gov/loadable.h */
};

struct preflight_code { /* program data or buffer, as the chain has it */
	bool known, exists, of_loader, has_authority;
	struct pubkey authority;
	uint64_t lamports;
	size_t room, trimmed;    /* bytes of code space; without trailing zeros (buffer) */
	uint32_t sbpf_version;
	struct hash hash;        /* buffer */
};

enum preflight_simulated { SIMULATED_NOT, SIMULATED_PASSED, SIMULATED_FAILED };

/* preflight_say adds a line that blocks, without a cure, and gives it to be
 * filled further; of more than PREFLIGHT_MAX the last is written over. */
struct preflight_line *preflight_say(struct preflight *o, const char *name, enum preflight_answer a, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

#define PREFLIGHT_OTHERS 4u
struct preflight_facts {
	const struct gov_multisig *multisig; /* borrowed, as the next two */
	const struct gov_proposal *proposal; /* of a draft: what it will be; its index is the next */
	const struct gov_record *record;     /* of its program; NULL when not known */
	bool is_draft;                       /* not proposed yet: votes and times are not asked */
	bool is_vote;                        /* before a vote: neither they nor who executes are asked */
	int64_t now;                         /* cluster unix time, s */
	bool has_executor;
	struct pubkey executor;              /* who would execute, or proposes the draft */
	bool others_known;                   /* the world was read whole */
	size_t other_n;                      /* other open acts on the program, and the first of them */
	uint64_t other[PREFLIGHT_OTHERS];
	uint64_t ahead;                      /* the open upgrade that this way back starts from, 0 none */

	struct preflight_code data, buffer;
	enum gate sbpf[SBPF_GATES];          /* which versions of code the loader takes */
	struct err unfit;                    /* what gov/loadable.h says of the buffer's code; ERR_OK: nothing, or not read */
	bool rent_known;
	uint64_t data_rent;                  /* minimum of program data at today's rate, lamports */
	bool spill_known, spill_is_system;
	size_t spill_len;                    /* bytes of data it holds */
	bool balance_known;
	uint64_t balance;                    /* the executor's, lamports */
	uint64_t fee;                        /* of one transaction, lamports */
	bool members_known;
	uint64_t funded;                     /* bit i: member i can pay a fee */
	enum preflight_simulated simulated;
	uint32_t units;                      /* compute units it used */
	char why[PREFLIGHT_WORDS];           /* SIMULATED_FAILED: in words; SIMULATED_NOT: why not, "" for the usual */
};

/* preflight_facts_init takes what a world tells of proposal `p` (in it, or a
 * draft for it); everything else is unknown.  Other open acts are known where
 * the world holds more than this one. */
void preflight_facts_init(struct preflight_facts *f, const struct gov_world *w, const struct gov_proposal *p,
	const struct pubkey *executor, bool is_draft);
void preflight_judge(const struct preflight_facts *f, struct preflight *out);

/* preflight_blocker is the first line at or after `from` that keeps it from
 * executing; NULL when there is none. */
const struct preflight_line *preflight_blocker(const struct preflight *p, size_t from);
const struct preflight_line *preflight_find(const struct preflight *p, const char *name); /* NULL */

#endif
