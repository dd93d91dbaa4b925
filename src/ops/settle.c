#include "ops/settle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/journal.h"
#include "ops/outcome.h"

enum { ROWS_MAX = 64 }; /* the oldest; the next run has the others */

struct settle {
	struct session *s; /* borrowed */
	const char *action; /* borrowed; NULL for every one */
	char words[200];
	struct rpc_call *genesis, *height, *statuses;
	struct journal_row row[ROWS_MAX];
	size_t n;
};

static void
see(void *ctx, const struct journal_row *r)
{
	struct settle *t = ctx;

	if (t->action != NULL && (!r->has_signature || (t->action[0] != '\0' && strcmp(r->intent.action, t->action) != 0)))
		return;
	if (t->n < ROWS_MAX && pubkey_eq(&r->intent.signer, signer_address(t->s->signer)))
		t->row[t->n++] = *r;
}

struct settle *
settle_new(struct session *s, const char *action)
{
	struct settle *t;
	struct err why = ERR_INIT;

	if (s->store == NULL || s->dry_run)
		return NULL;
	t = mem_new(1, sizeof *t);
	t->s = s;
	t->action = action;
	if (journal_open_rows(s->store, &s->genesis, see, t, &why) != ERR_OK || t->n == 0) {
		settle_free(t);
		return NULL;
	}
	t->genesis = rpc_get_genesis(s->rpc);
	/* The height comes before the signatures: what is not known at a height past its last valid one never will be. */
	t->height = rpc_get_epoch(s->rpc, COMMITMENT_CONFIRMED);
	return t;
}

void
settle_free(struct settle *t)
{
	if (t == NULL)
		return;
	rpc_call_free(t->genesis);
	rpc_call_free(t->height);
	rpc_call_free(t->statuses);
	free(t);
}

/* A row that cannot be written stays open, for the next run. */
static void
write_outcome(const struct settle *t, const struct journal_row *r, enum journal_outcome o, uint64_t slot, const char *why)
{
	struct err ignored = ERR_INIT;

	if (journal_outcome(t->s->store, r->id, o, slot, why, &ignored) != ERR_OK)
		return;
}

static void
judge(struct settle *t, const struct journal_row *r, const struct rpc_status *st, uint64_t height)
{
	char text[SIGNATURE_TEXT];
	struct err e = ERR_INIT;

	if (!st->known && height > r->last_valid_height) {
		write_outcome(t, r, JOURNAL_EXPIRED, 0, "found expired by a later run");
	} else if (!st->known || st->reached == COMMITMENT_PROCESSED) {
		return;
	} else if (st->outcome.failed) {
		(void)outcome_error(&st->outcome, &e);
		write_outcome(t, r, JOURNAL_FAILED, st->slot, e.message);
	} else {
		write_outcome(t, r, JOURNAL_LANDED, st->slot, "found by a later run");
		(void)snprintf(t->words, sizeof t->words, "an earlier run's %s had landed in slot %llu: %.88s", r->intent.action,
			(unsigned long long)st->slot, signature_text(text, &r->signature));
	}
}

/* The signed rows' signatures, in their order; answers how many. */
static size_t
signatures(const struct settle *t, struct signature out[ROWS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++)
		if (t->row[i].has_signature)
			out[n++] = t->row[i].signature;
	return n;
}

/* What was never signed was never sent; the pieces of a buffer are no rows of their own. */
static void
end_unsigned(const struct settle *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (!t->row[i].has_signature)
			write_outcome(t, &t->row[i], JOURNAL_EXPIRED, 0, "an earlier run ended before it was over");
}

static void
end_signed(struct settle *t, size_t n)
{
	struct rpc_status st[ROWS_MAX];
	struct rpc_epoch at;
	struct err ignored = ERR_INIT;

	if (rpc_epoch_result(t->height, &at, &ignored) != ERR_OK || rpc_statuses_result(t->statuses, st, n, &ignored) != ERR_OK)
		return;
	n = 0;
	for (size_t i = 0; i < t->n; i++)
		if (t->row[i].has_signature)
			judge(t, &t->row[i], &st[n++], at.block_height);
}

bool
settle_turn(struct settle *t)
{
	struct signature sig[ROWS_MAX];
	struct err ignored = ERR_INIT;
	size_t n = signatures(t, sig);

	if (t->statuses != NULL) {
		if (rpc_pending(t->statuses))
			return true;
		end_signed(t, n);
		return false;
	}
	if (rpc_pending(t->genesis) || rpc_pending(t->height))
		return true;
	if (session_genesis(t->s, t->genesis, &ignored) != ERR_OK)
		return false;
	end_unsigned(t);
	if (n > 0)
		t->statuses = rpc_get_statuses(t->s->rpc, sig, n, true);
	return n > 0;
}

const char *
settle_words(const struct settle *t)
{
	return t->words;
}
