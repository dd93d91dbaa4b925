#include "ops/act_state.h"

#include <string.h>

/* Does this instruction of ours propose an upgrade? */
static bool
proposes_upgrade(const struct act *a, const struct instruction *ix)
{
	return pubkey_eq(&ix->program, &a->s->governance) && ix->data_len > KT_LEN(propose) && ix->data[0] == KT_PROPOSE &&
		ix->data[KT_AT(propose, kind)] == KT_KIND_UPGRADE;
}

void
act_save_executing(struct act *a, const struct gov_proposal *p, const struct gov_record *r)
{
	struct save_goal g;

	if (a->move == MOVE_EXECUTE && p->kind == KT_KIND_UPGRADE && !a->s->dry_run && save_goal_of(r, &g))
		a->save = save_new(a->s, &g);
}

void
act_save_proposing(struct act *a)
{
	struct kt_record_account r;
	struct err e = ERR_INIT;
	struct save_goal g;

	if (a->is_move || a->s->dry_run || a->context.record.len == 0)
		return;
	for (size_t i = 0; i < a->ix_n; i++) {
		if (!proposes_upgrade(a, &a->ix[i]) ||
			kt_record_decode(a->context.record.data, a->context.record.len, &r, &e) != ERR_OK || r.version_n == 0)
			continue;
		g.program = r.program;
		g.version = r.newest;
		g.code_hash = r.version[r.version_n - 1].code_hash;
		g.code_len = r.version[r.version_n - 1].code_len;
		a->save = save_new(a->s, &g);
		return;
	}
}

bool
act_saving(struct act *a)
{
	return a->save != NULL && save_turn(a->save);
}

enum err_code
act_saved(struct act *a, struct err *e)
{
	enum err_code rc = a->save != NULL ? save_result(a->save, e) : ERR_OK;

	save_free(a->save);
	a->save = NULL;
	return rc;
}
