#include "ops/rollback_state.h"

#include <stdio.h>
#include <string.h>

#include "data/journal.h"

enum { OPEN_MAX = 16 };

struct left_open {
	struct pubkey subject, signer;
	int64_t id[OPEN_MAX];
	unsigned n;
};

static void
see(void *ctx, const struct journal_row *row)
{
	struct left_open *o = ctx;

	if (o->n < OPEN_MAX && strcmp(row->intent.action, "rollback") == 0 && pubkey_eq(&row->intent.subject, &o->subject) &&
		pubkey_eq(&row->intent.signer, &o->signer))
		o->id[o->n++] = row->id;
}

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
	struct left_open o = { .n = 0 };

	if (r->row != 0 || r->s->dry_run || r->goal.mode == ROLLBACK_STAGE)
		return ERR_OK;
	if (r->s->store == NULL) {
		(void)err_set(e, ERR_STORE, "without the local database nothing is sent");
		return err_hint(e, "mend the folder named by --data-dir: the reason is written down there first");
	}
	o.subject = i.subject = subject(r);
	o.signer = i.signer = *signer_address(r->s->signer);
	if (journal_open_rows(r->s->store, &r->s->genesis, see, &o, e) != ERR_OK)
		return e->code;
	for (unsigned k = 0; k < o.n; k++)
		if (journal_outcome(r->s->store, o.id[k], JOURNAL_EXPIRED, 0, "an earlier run ended before it was over", e) != ERR_OK)
			return e->code;
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
