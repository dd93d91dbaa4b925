#ifndef UI_ORDER_H
#define UI_ORDER_H

/* order.h - a line that somebody typed, as an action and what it is for.
 *
 *     open 14        an action of the table by its name, or the beginning of it
 *     approve        where no number follows, the proposal that is selected
 *     14             the same as open 14
 *     filter ready   a word, of those actions that take one
 *
 * Pure.  What it means is done by app_order.c. */

#include "ui/action.h"
#include "ui/model.h"

enum { ORDER_TEXT = 128 };

struct order {
	enum action action;    /* ACTION_NONE: nothing was typed */
	uint64_t index;        /* proposal's number, 0 none was given */
	char text[ORDER_TEXT]; /* what follows an action that takes words; else "" */
};

/* order_parse reads a line.  ERR_USAGE says what is not understood and what is near it. */
MUST_CHECK enum err_code order_parse(const char *line, struct order *out, struct err *e);

/* What the last word of a line may become. */
enum { COMPLETION_MAX = 40 };
struct completion {
	size_t from; /* where in the line the word begins */
	size_t n;
	char word[COMPLETION_MAX][MODEL_NAME];
};

/* order_complete finds the words that begin as the line's last one does: names of
 * actions first, then what the action takes, of `m`. */
void order_complete(const char *line, const struct model *m, struct completion *out);
/* completion_add keeps `word` where it begins with `part`, once. */
void completion_add(struct completion *c, const char *word, const char *part);

#endif
