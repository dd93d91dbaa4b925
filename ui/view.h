#ifndef UI_VIEW_H
#define UI_VIEW_H

/* view.h - which of the model's rows the board shows, and in which order.
 *
 * A filter is words: states ("ready", "open", "stuck"), kinds ("upgrade"), programs
 * by name or address, "mine" for what waits for this key.  Words of one sort widen
 * it, words of different sorts narrow it: "ready locked ledger" is what is ready or
 * locked of ledger.  Rows are chosen and sorted once for an arrangement of the model. */

#include "ui/order.h"

enum view_order { VIEW_USUAL, VIEW_NUMBER, VIEW_STATE, VIEW_TIME, VIEW_PROGRAM, VIEW_ORDERS };
enum view_sort { VIEW_OF_STATE, VIEW_OF_KIND, VIEW_OF_PROGRAM, VIEW_OF_MINE, VIEW_SORTS };
enum { VIEW_PROGRAMS = 16 };

struct view {
	enum view_order order;
	char text[ORDER_TEXT];     /* the filter as it was typed; "" shows all */
	bool has[VIEW_SORTS];      /* words of that sort are in it */
	uint32_t states, kinds;    /* sets, a bit each; beyond the states are OPEN and STUCK */
	struct pubkey program[VIEW_PROGRAMS];
	size_t program_n;

	uint64_t stamp;            /* counts changes of what is shown */
	uint64_t version;          /* of the model the rows below are from; 0 none */
	uint32_t *row;             /* owned, places in the model; NULL while all is shown as usual */
	size_t n;
};

/* view_wipe frees it and shows all. */
void view_wipe(struct view *v);

/* view_filter shows only what the words say, all for "".  ERR_USAGE for a word that is
 * none, and what is near it; the view then stays. */
MUST_CHECK enum err_code view_filter(struct view *v, const struct model *m, const char *words, struct err *e);
/* view_sort orders by a word, by the next for "".  ERR_USAGE as above. */
MUST_CHECK enum err_code view_sort(struct view *v, const char *word, struct err *e);
/* view_next orders by the next of them. */
void view_next(struct view *v);
/* view_all shows all as usual; false when it did already. */
bool view_all(struct view *v);

/* view_words and view_orders offer what view_filter and view_sort take. */
void view_words(const struct model *m, const char *part, struct completion *c);
void view_orders(const char *part, struct completion *c);

bool view_is_active(const struct view *v);
/* view_order_text is "number", "time left"; for VIEW_USUAL "what needs you". */
const char *view_order_text(enum view_order o);

/* view_look brings it up to the model's arrangement; before the three below. */
void view_look(struct view *v, const struct model *m);
size_t view_n(const struct view *v, const struct model *m);
/* view_at is the place in the model of row `i` that is shown, below view_n. */
size_t view_at(const struct view *v, size_t i);
/* view_place is where proposal `index` is shown, view_n when it is not. */
size_t view_place(const struct view *v, const struct model *m, uint64_t index);

#endif
