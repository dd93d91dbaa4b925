#ifndef CLI_COMPROMISE_H
#define CLI_COMPROMISE_H

/* compromise.h - the guide through the replacement of a stolen key, in the order
 * of what matters: what the key can do now, the open acts that carry its vote,
 * what it signed, the replacement (which the caller proposes), what comes next. */

#include "cli/audit.h"
#include "gov/stolen.h"

struct compromise {
	const struct gov_world *w; /* borrowed; read whole */
	const struct gov_proposal *made; /* the replacement, where it is open already; NULL. Borrowed of w */
	struct pubkey old, new;
	struct stolen can;
	bool over_governance;      /* the key may replace the governance program itself */
	struct audit audit;
	struct err unread;         /* why the chain's history was not read; code ERR_OK where it was */
};

/* compromise_read gathers it for member `old` of `w`, whose replacement is open
 * as `made` (NULL: not proposed yet).  What the endpoint does not tell of the
 * past is said and holds nothing up. */
void compromise_read(struct cli *c, const struct gov_world *w, const struct pubkey *old, const struct pubkey *new,
	const struct gov_proposal *made, struct compromise *out);
void compromise_wipe(struct compromise *k);

/* compromise_tell prints all that is to be known before the replacement is
 * signed, compromise_next what comes after it, being number `index`. */
void compromise_tell(struct cli *c, const struct compromise *k);
void compromise_next(struct cli *c, const struct compromise *k, uint64_t index);
/* compromise_json adds both to a JSON object. */
void compromise_json(struct cli *c, const struct compromise *k, uint64_t index, struct jsonout *j);

#endif
