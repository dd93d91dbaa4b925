#ifndef GOV_NEXT_H
#define GOV_NEXT_H

/* next.h - what comes next for an act, in the words the console and the
 * commands share.  Pure. */

#include "gov/proposal.h"

/* next_words writes them for act `p` in state `s`, "" where nothing comes;
 * `may_vote`: the vote of who reads it is still open. */
#define NEXT_TEXT 256
void next_words(char out[NEXT_TEXT], const struct gov_proposal *p, enum gov_state s, bool may_vote);

#endif
