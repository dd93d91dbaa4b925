#ifndef UI_SAY_H
#define UI_SAY_H

/* say.h - the model in lines to be read out: no columns, no frames, marks and
 * spans in words.  Every line goes through text_safe.  Pure. */

#include "base/buf.h"
#include "ui/canvas.h"
#include "ui/model.h"

enum { SAY_LINE = 2048, SAY_COLS = 1000 /* of a page that is read out: nothing wraps there */ };

struct say {
	struct buf out; /* owned: whole lines */
	bool ascii;
};

#define SAY_INIT(is_ascii) { .out = BUF_INIT(4u << 20), .ascii = (is_ascii) }

/* say_line appends one line; what is longer than SAY_LINE is cut. */
void say_line(struct say *s, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* say_page appends the first `rows` rows of a canvas: what stands in columns is
 * put in a row with commas, marks and bars become words or nothing. */
void say_page(struct say *s, const struct canvas *c, int rows);

/* say_span writes the two largest parts of a time: "2 days 3 hours", "1 minute 4 seconds". */
#define SAY_SPAN 48
char *say_span(char out[SAY_SPAN], uint64_t seconds);

/* say_row tells a proposal in one line, as the board does, after `before`. */
void say_row(struct say *s, const struct model *m, const struct model_row *r, const char *before);
/* say_name is "proposal 4, upgrade of ledger". */
#define SAY_NAME 96
char *say_name(char out[SAY_NAME], const struct model *m, const struct gov_proposal *p);

/* say_link tells how the endpoint does and how old the data is, say_clock what
 * time it is on the chain and how far this machine is off, say_counts what
 * needs whom.  say_status is all of it, with the multisig and this key. */
void say_link(struct say *s, const struct model *m);
void say_clock(struct say *s, const struct model *m);
void say_counts(struct say *s, const struct model *m);
void say_status(struct say *s, const struct model *m);

/* say_members tells who is in the multisig, a line each. */
void say_members(struct say *s, const struct model *m);

#endif
