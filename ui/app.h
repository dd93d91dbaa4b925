#ifndef UI_APP_H
#define UI_APP_H

/* app.h - the console: one loop over keyboard, network and time. */

#include "ops/session.h"
#include "ui/news.h"
#include "ui/screen_first.h"
#include "ui/term.h"

struct app_options {
	struct term_options term;
	const struct first_run *first; /* what is missing; NULL: the board comes first */
	bool lines; /* told in lines instead of drawn (plain.h) */
	const char *script; /* file of actions instead of a keyboard (script.h); NULL: the terminal */
	enum notify notify;
	uint32_t idle_lock_s; /* after so long without a key the signer is locked; 0 never */
	const char *frames; /* where its frames go; NULL or "-": standard output */
};

/* app_run shows the console until it is left.  ERR_USAGE without a terminal,
 * ERR_CANCELLED when a signal ended it; the terminal is restored in every case.
 * A script fails with ERR_NOT_FOUND at the line whose text never came. */
MUST_CHECK enum err_code app_run(struct session *s, const struct app_options *o, struct err *e);

#endif
