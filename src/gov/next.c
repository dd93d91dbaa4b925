#include "gov/next.h"

#include <stdio.h>

#include "base/text.h"

void
next_words(char out[NEXT_TEXT], const struct gov_proposal *p, enum gov_state s, bool may_vote)
{
	unsigned have = votes_count(p->approvals), missing = have < p->needed ? p->needed - have : 0;
	unsigned long long n = p->index;
	char t[TEXT_SHORT];

	out[0] = '\0';
	if (!p->hash_agrees)
		(void)snprintf(out, NEXT_TEXT, "HASH DIFFERS from its content: do not sign; ask another endpoint");
	else if (s == STATE_ACTIVE)
		(void)snprintf(out, NEXT_TEXT, "%s%u more approval%s, then %s", may_vote ? "your vote is open; " : "", missing,
			missing == 1 ? "" : "s", p->lock.delay == 0 ? "it may be executed at once" : text_span(t, p->lock.delay));
	else if (s == STATE_APPROVED)
		(void)snprintf(out, NEXT_TEXT, "may be executed from %s", text_moment(t, timelock_opens_at(&p->lock)));
	else if (s == STATE_READY && p->lock.window > 0)
		(void)snprintf(out, NEXT_TEXT, "may be executed until %s", text_moment(t, proposal_expires_at(p)));
	else if (p->holds_buffer && s != STATE_EXECUTED && !state_is_open(s))
		(void)snprintf(out, NEXT_TEXT, "keyturn reclaim %llu gives its buffer back", n);
	else if ((s == STATE_EXPIRED || s == STATE_STALE || s == STATE_SUPERSEDED) && p->kind == KT_KIND_ROLLBACK)
		(void)snprintf(out, NEXT_TEXT, "it is dead; keyturn propose rollback, if one is needed still");
	else if (s == STATE_EXPIRED || s == STATE_STALE || s == STATE_SUPERSEDED)
		(void)snprintf(out, NEXT_TEXT, "it is dead; keyturn propose again %llu", n);
}
