#ifndef UI_SCREEN_DIFF_H
#define UI_SCREEN_DIFF_H

/* screen_diff.h - what an upgrade or a rollback changes in the code: is a small fix small? */

#include "ui/screen.h"
#include "ui/widget_diff.h"

enum diff_phase { DIFF_READING, DIFF_COMPARING, DIFF_SHOWN, DIFF_FAILED };

struct screen_diff {
	uint64_t index;           /* of the proposal */
	enum diff_phase phase;
	unsigned percent;         /* DIFF_COMPARING */
	const struct elf_diff *d; /* DIFF_SHOWN; borrowed */
	char a[120], b[120];      /* what is compared; safe */
	const char *found_a, *found_b;
	struct err error;         /* DIFF_FAILED */
	int scroll, page;         /* rows */
};

void screen_diff_draw(struct screen_diff *s, const struct model *m, const struct notice *n, struct canvas *c);
/* screen_diff_fill draws all there is from row 0 on, without title, and returns the next row. */
int screen_diff_fill(struct canvas *c, const struct screen_diff *s);
struct intent screen_diff_handle(struct screen_diff *s, enum action a);

#endif
