#ifndef UI_SCREEN_ROLLBACK_H
#define UI_SCREEN_ROLLBACK_H

/* screen_rollback.h - the emergency path on one page: what is live, what it goes
 * back to, who must sign, how far it is.  Drawn from what app_rollback.c fills
 * in; the screen's own are the choice, the reason and the scroll. */

#include "gov/wayback.h"
#include "ui/screen.h"
#include "ui/widget_upload.h"
#include "ui/widget_page.h"

enum going {
	GOING_PLAN,   /* nothing is done yet: a version may be chosen */
	GOING_REASON, /* the reason is typed */
	GOING_ON,
	GOING_DONE,
	GOING_FAILED,
};

struct screen_rollback {
	enum going phase;
	struct wayback_goal goal;
	struct wayback way;         /* next step, from the last reading */
	struct err why;             /* code not ERR_OK: there is no way, and why */
	bool staged;                /* the buffer is written already, by this key */
	const char *source;         /* where the code comes from, in words; NULL: not known yet */
	struct pubkey buffer;       /* zero before it is known */
	const char *step;           /* GOING_ON: what is being done; NULL */
	struct upload_shown upload;
	bool proposed, proven;
	unsigned transactions;      /* landed */
	uint64_t took_ms;           /* from the beginning; of GOING_DONE in all */
	struct err error;           /* GOING_FAILED */

	uint64_t to;                /* the version chosen; 0: the default */
	char reason[KT_DESCRIPTION_MAX + 1];
	bool empty;                 /* enter was pressed without a reason */
	int scroll, page;
};

void screen_rollback_draw(struct screen_rollback *s, const struct model *m, const struct notice *n, struct canvas *c);
/* screen_rollback_fill draws its page as if `rows` of it were seen, screen_rollback_foot_draw from row 1 on
 * what comes next or how it ended, and returns the next row. */
void screen_rollback_fill(struct page *p, const struct screen_rollback *s, const struct model *m, int rows);
int screen_rollback_foot_draw(const struct screen_rollback *s, struct canvas *c);
/* screen_rollback_handle takes keys, not actions: a reason is typed.  INTENT_CONFIRM begins it. */
struct intent screen_rollback_handle(struct screen_rollback *s, const struct model *m, int key);

/* screen_rollback_stops: it is a vote that stops an act which is not executed. */
bool screen_rollback_stops(const struct wayback *way);
/* screen_rollback_joins: the way back is proposed already, as `way->index`. */
bool screen_rollback_joins(const struct wayback *way);

#endif
