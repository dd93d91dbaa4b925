#ifndef UI_SCREEN_PROPOSAL_H
#define UI_SCREEN_PROPOSAL_H

/* screen_proposal.h - one proposal: what it does, who voted, when it may be
 * carried out and what is still missing. */

#include "ui/screen.h"

struct screen_proposal {
	uint64_t index;
	int scroll, page; /* rows */
};

void proposal_draw(struct screen_proposal *s, const struct model *m, const struct notice *n, struct canvas *c);
struct intent proposal_handle(struct screen_proposal *s, const struct model *m, enum action a);

#endif
