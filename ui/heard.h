#ifndef UI_HEARD_H
#define UI_HEARD_H

/* heard.h - what changed since the model was told last, a line for each: a vote
 * cast, a lock over, the endpoint lost or back.  Pure. */

#include "ui/say.h"

struct heard_row;
struct heard {
	struct heard_row *row;   /* owned, by index: as they were told last */
	size_t row_n;
	uint64_t version;        /* of the model's arrangement then */
	uint64_t epoch;
	int64_t now;             /* on the chain then */
	bool begun;              /* there is something to compare with */
	enum model_link link;
	uint64_t lost_ms, told_ms; /* monotonic: when the endpoint was lost, and when that was told last */
	int64_t skew_s;
};

void heard_wipe(struct heard *h);

/* heard_look says what changed, and nothing the first time. */
void heard_look(struct heard *h, const struct model *m, struct say *s);

/* heard_deadline_ms is how long until time alone changes something: a lock ends, or
 * it is a day, an hour, ten minutes or a minute until it does.  -1 never. */
int heard_deadline_ms(const struct heard *h, const struct model *m);

#endif
