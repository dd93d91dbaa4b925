#include "ops/rollback_state.h"

#include <stdio.h>
#include <string.h>

#include "data/journal.h"

/* What it is about: the act to be undone, else the program's record. */
static struct pubkey
subject(const struct rollback *r)
{
	if (r->goal.way.index != 0)
		return kt_proposal_address(&r->s->governance, &r->s->multisig, r->goal.way.index);
	return kt_record_address(&r->s->governance, &r->s->multisig, &r->way.program);
}

enum err_code
rollback_note(struct rollback *r, struct err *e)
{
	struct journal_intent i = { .index = r->goal.way.index };

	if (r->row != 0 || r->s->dry_run || r->goal.mode == ROLLBACK_STAGE)
		return ERR_OK;
	if (r->s->store == NULL) {
		(void)err_set(e, ERR_STORE, "without the local database nothing is sent");
		return err_hint(e, "mend the folder named by --data-dir: the reason is written down there first");
	}
	i.subject = subject(r);
	i.signer = *signer_address(r->s->signer);
	(void)snprintf(i.action, sizeof i.action, "rollback");
	i.genesis_hash = r->s->genesis;
	i.multisig = r->s->multisig;
	(void)snprintf(i.detail, sizeof i.detail, "%s", r->goal.reason);
	return journal_intent(r->s->store, &i, &r->row, e);
}

void
rollback_noted(struct rollback *r)
{
	char words[200];
	struct err e = ERR_INIT;
	bool failed = r->phase == ROLLBACK_FAILED;

	if (r->row == 0)
		return;
	(void)snprintf(words, sizeof words, "%.199s", failed ? r->error.message : r->phase == ROLLBACK_DONE ? "" : r->step);
	if (journal_outcome(r->s->store, r->row, failed ? JOURNAL_FAILED : JOURNAL_LANDED, r->world.slot, words, &e) != ERR_OK)
		r->step = "done, but the journal could not be written";
	r->row = 0;
}
