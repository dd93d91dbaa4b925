#ifndef UI_SCREEN_CARD_H
#define UI_SCREEN_CARD_H

/* screen_card.h - the signing card: what the bytes about to be signed do, as the
 * signer process says; signed only when what it asks for was typed. */

#include "gov/preflight.h"
#include "keys/guard.h"
#include "ui/screen.h"
#include "ui/widget_page.h"

enum card_phase { CARD_PREPARING, CARD_SHOWN, CARD_SENDING, CARD_DONE, CARD_FAILED };

struct screen_card {
	enum card_phase phase;
	enum gov_move move;
	uint64_t index;
	char title[80];                /* "approve proposal 4" */
	const struct guard_card *card; /* borrowed from the act; NULL before CARD_SHOWN */
	const struct preflight *preflight; /* borrowed from the act; NULL or empty where there is none */
	char step[160];                /* what is being done, CARD_PREPARING and CARD_SENDING */
	uint64_t fee_lamports;         /* as the node said */
	uint64_t landed_slot;          /* CARD_DONE: of the world then; a newer one knows of it */
	char done[200];                /* CARD_DONE: what came of it, where it is no move on a proposal; "" */
	char signature[SIGNATURE_TEXT]; /* CARD_DONE */
	struct err error;              /* CARD_FAILED */
	char typed[sizeof ((struct guard_card *)0)->confirm];
	bool seen;                     /* the end of the card was on the screen */
	bool wrong;                    /* what was typed last was not what is asked */
	int scroll, page;
};

/* card_begin resets it for a move. */
void card_begin(struct screen_card *s, enum gov_move move, uint64_t index);

/* card_begin_titled is the same for what is no move on a proposal. */
void card_begin_titled(struct screen_card *s, const char *title);

/* card_asks is what must be typed: the card's own text, "yes" where it has none. */
const char *card_asks(const struct guard_card *card);

void card_draw(struct screen_card *s, const struct model *m, struct canvas *c);
/* card_fill draws all the card says on a page, card_outcome_draw from row `y` on how it ended. */
void card_fill(struct page *p, const struct screen_card *s, const struct model *m);
void card_outcome_draw(const struct screen_card *s, const struct model *m, struct canvas *c, int y);

/* card_handle takes keys, not actions: letters and digits are what is typed. */
struct intent card_handle(struct screen_card *s, int key);
/* card_answer takes a whole line for what was typed: INTENT_CONFIRM where it is what is asked for. */
struct intent card_answer(struct screen_card *s, const char *line);

#endif
