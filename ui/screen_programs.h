#ifndef UI_SCREEN_PROGRAMS_H
#define UI_SCREEN_PROGRAMS_H

/* screen_programs.h - the governed programs, and of the one selected its
 * versions: code, time, where it came from and whether a way back to it is open. */

#include "ui/screen.h"

/* What a program's own account says, beside the record of it. */
struct program_live {
	struct pubkey program;
	uint64_t capacity;       /* bytes of code its account has room for */
	uint64_t slot;           /* of the last deploy */
	bool exists, has_authority;
	struct pubkey authority;
};

struct screen_programs {
	struct pubkey selected;
	bool touched;                    /* a key was pressed; until then the first is selected */
	const struct program_live *live; /* borrowed, `live_n` of them; NULL: not read yet */
	size_t live_n;
	size_t first;                    /* program at the top of the list */
	size_t page;                     /* that were visible */
};

void programs_draw(struct screen_programs *s, const struct model *m, const struct notice *n, struct canvas *c);
/* programs_one_draw draws a program and its versions from `row` on, and returns the next row. */
int programs_one_draw(struct canvas *c, int row, const struct screen_programs *s, const struct model *m, const struct gov_record *r);
/* programs_click selects the program drawn there. */
void programs_click(struct screen_programs *s, const struct model *m, int row);
struct intent programs_handle(struct screen_programs *s, const struct model *m, enum action a);

#endif
