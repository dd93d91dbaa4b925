#include "gov/preflight.h"

#include <string.h>

/* The upgrade that a way back made in advance starts from. */
static bool
is_ahead(const struct gov_proposal *back, const struct gov_proposal *up)
{
	return back->kind == KT_KIND_ROLLBACK && up->kind == KT_KIND_UPGRADE
		&& back->act.deploy.from_number == up->act.deploy.from_number + 1
		&& hash_eq(&back->act.deploy.from_hash, &up->act.deploy.code_hash);
}

/* Open acts on the same program.  An act that is over is in nobody's way: of a
 * long list only the few open ones are held against all. */
static void
find_others(struct preflight_facts *f, const struct gov_world *w)
{
	const struct gov_proposal *p = f->proposal;

	for (size_t i = 0; p->kind != KT_KIND_MEMBERS && i < w->proposal_n; i++) {
		const struct gov_proposal *q = &w->proposal[i];

		if (q->index == p->index || q->kind == KT_KIND_MEMBERS || !pubkey_eq(&q->program, &p->program) ||
			!state_is_open(proposal_state(q, &w->multisig, f->record, f->now)))
			continue;
		if (f->other_n < PREFLIGHT_OTHERS)
			f->other[f->other_n] = q->index;
		f->other_n++;
		if (is_ahead(p, q))
			f->ahead = q->index;
	}
}

void
preflight_facts_init(struct preflight_facts *f, const struct gov_world *w, const struct gov_proposal *p,
	const struct pubkey *executor, bool is_draft)
{
	memset(f, 0, sizeof *f);
	f->multisig = &w->multisig;
	f->proposal = p;
	f->record = p->kind == KT_KIND_MEMBERS ? NULL : gov_world_record(w, &p->program);
	f->is_draft = is_draft;
	f->now = w->cluster_unix_s;
	f->has_executor = executor != NULL;
	if (executor != NULL)
		f->executor = *executor;
	f->others_known = is_draft || w->proposal_n > 1 || w->multisig.proposal_count <= 1;
	if (is_draft || state_is_open(proposal_state(p, &w->multisig, f->record, f->now)))
		find_others(f, w);
}
