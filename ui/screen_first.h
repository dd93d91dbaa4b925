#ifndef UI_SCREEN_FIRST_H
#define UI_SCREEN_FIRST_H

/* screen_first.h - the first run: what the console needs, what of it is there,
 * and the command for each part that is not.  The multisigs this key is a member
 * of are offered. */

#include "ui/screen.h"

/* What was found of the configuration before the console began. */
struct first_run {
	bool has_endpoint, has_governance, has_genesis, read_only;
	const char *keypair; /* the path tried; borrowed */
	struct err key;    /* why there is no signer; code ERR_OK where there is one, or none was asked for */
};

struct first_found { /* a multisig on this cluster */
	struct pubkey address;
	unsigned threshold, approver_n;
	uint64_t proposal_count;
};

enum { FIRST_FOUND_MAX = 100 };
enum first_search { FIRST_NOT_ASKED, FIRST_ASKING, FIRST_ANSWERED, FIRST_FAILED };

struct screen_first {
	const struct first_run *run; /* borrowed from who runs the console; NULL: nothing is missing */
	struct pubkey governance;
	enum first_search search;
	struct err trouble;          /* FIRST_FAILED */
	struct first_found found[FIRST_FOUND_MAX];
	size_t n, more, selected;    /* more: found beyond the room */
	int scroll, page;
	int at;                      /* row of the page the one selected is on, -1 none */
	bool follow;                 /* it was chosen just now: it has to be seen */
};

void first_draw(struct screen_first *s, const struct model *m, const struct notice *n, struct canvas *c);

/* first_fill draws all of it on a page and returns the rows used. */
int first_fill(struct canvas *c, struct screen_first *s, const struct model *m);

/* first_handle answers INTENT_CHOOSE for the multisig selected. */
struct intent first_handle(struct screen_first *s, enum action a);

#endif
