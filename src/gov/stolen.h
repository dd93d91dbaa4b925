#ifndef GOV_STOLEN_H
#define GOV_STOLEN_H

/* stolen.h - what whoever stole one member's key can do with it and what not,
 * and whether the others can still replace and stop it: in words.  Pure. */

#include "gov/proposal.h"
#include "solana/change.h"

#define STOLEN_LINES_MAX 8u
#define STOLEN_TEXT 200u /* bytes, NUL included */
struct stolen_line {
	enum change_weight weight; /* CHANGE_DANGER: the key alone, or the others no longer */
	char text[STOLEN_TEXT];
};
struct stolen {
	unsigned line_n;
	struct stolen_line line[STOLEN_LINES_MAX];
};

/* stolen_words says it of the key of `member`, an index; "it" is the key. */
void stolen_words(const struct gov_multisig *m, unsigned member, struct stolen *out);

/* stolen_from is from when a change that all needed approvals are given to at
 * `now` may execute: cluster unix time, s. */
int64_t stolen_from(const struct gov_multisig *m, int64_t now);

#endif
