#ifndef OPS_READY_H
#define OPS_READY_H

/* ready.h - reads what gov/readiness.h judges, stepped by the loop.
 *
 * The backup is proved on this machine; program data, the members' balances and
 * the buffers members stage at addresses that follow from the code come in one
 * request; a buffer that may be it is read whole and hashed; then proposing the
 * rollback (or executing the one that is approved) is simulated.  Nothing is
 * signed or sent. */

#include "gov/readiness.h"
#include "ops/session.h"

struct ready; /* one reading under way */

/* ready_new begins for a program of `w`, which is copied as far as needed.  NULL
 * where the program is not governed. */
struct ready *ready_new(struct session *s, const struct gov_world *w, const struct pubkey *program);
void ready_free(struct ready *y); /* NULL is ignored */
bool ready_turn(struct ready *y);  /* true while it is under way */
/* ready_result judges: what could not be read is unknown, and returned. */
enum err_code ready_result(const struct ready *y, struct preflight *out, struct err *e);
/* ready_facts is what it was judged from; borrowed. */
const struct readiness_facts *ready_facts(const struct ready *y);

#endif
