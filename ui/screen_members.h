#ifndef UI_SCREEN_MEMBERS_H
#define UI_SCREEN_MEMBERS_H

/* screen_members.h - who governs: the members, what their numbers mean in words,
 * and of each open act who has voted and who may yet. */

#include "ui/screen.h"

struct screen_members {
	int scroll, page; /* rows */
};

void members_draw(struct screen_members *s, const struct model *m, const struct notice *n, struct canvas *c);
/* members_owes is on how many open proposals member `i` has yet to vote; members_rest_draw
 * draws all below the list of members from `row` on, and returns the next row. */
unsigned members_owes(const struct model *m, unsigned i);
int members_rest_draw(struct canvas *c, int row, const struct model *m);
struct intent members_handle(struct screen_members *s, enum action a);

#endif
