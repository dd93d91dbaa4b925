#ifndef OPS_ANNOUNCE_H
#define OPS_ANNOUNCE_H

/* announce.h - the announcement of a scheduled act to the people who use a program.
 *
 * Pure: from what was read to text.  Markdown, or plain text of at most 100
 * columns where no address is longer.  Words of outside stay words: they are
 * made safe, and marked up so that they mean nothing to Markdown. */

#include "base/buf.h"
#include "gov/backend.h"

#define ANNOUNCE_MAX 16384u

struct announcement {
	const struct gov_world *world;       /* borrowed */
	const struct gov_proposal *proposal; /* borrowed; of the world */
	struct pubkey governance;
	const char *url;                     /* an endpoint fit to be shown, for the commands */
	const char *cluster;
	const char *program_name;            /* a label, "" for none */
	bool plain;
};

/* announce_check refuses, with the next step, what is not scheduled: only an
 * approved act that is still open has a time. */
MUST_CHECK enum err_code announce_check(const struct gov_world *w, const struct gov_proposal *p, struct err *e);
/* announce_write appends the announcement to `out`. */
void announce_write(const struct announcement *a, struct buf *out);

#endif
