#include "gov/wayback.h"

#include <string.h>

enum err_code
wayback_target(const struct gov_multisig *m, const struct gov_record *r, uint64_t to, bool advance, int64_t now,
	struct gov_version *out, struct err *e)
{
	unsigned candidates = advance ? r->version_n : r->version_n - 1;
	unsigned long long wanted = to;

	for (unsigned i = candidates; i-- > 0;) {
		const struct gov_version *v = &r->version[i];
		bool is_newest = i + 1 == r->version_n;
		bool out_of_reach = !is_newest && m->reach_s != 0 && now >= v->ended && (uint64_t)(now - v->ended) >= m->reach_s;

		if (to != 0 && v->number != to)
			continue;
		if (!v->retired && !out_of_reach) {
			*out = *v;
			return ERR_OK;
		}
		if (to == 0)
			continue;
		(void)err_set(e, ERR_REFUSED, v->retired ? "version %llu is retired: nobody goes back to it" :
			"version %llu ended longer ago than the reach allows", wanted);
		return err_hint(e, "\"keyturn program show\" lists the versions; an upgrade can bring any code");
	}
	if (to != 0 && to == r->newest)
		return err_set(e, ERR_REFUSED, "version %llu is what is live", wanted);
	if (to != 0)
		(void)err_set(e, ERR_NOT_FOUND, "the record knows no version %llu", wanted);
	else
		(void)err_set(e, ERR_NOT_FOUND, "there is no version to go back to: none is older, within reach and not retired");
	return err_hint(e, "\"keyturn program show\" lists the versions; an upgrade can bring any code");
}

/* --- stopping ----------------------------------------------------------------- */

static uint64_t
voters(const struct gov_multisig *m)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < m->member_n; i++)
		if (m->member[i].may_vote)
			bits |= (uint64_t)1 << i;
	return bits;
}

static bool
may_vote(const struct gov_multisig *m, int me)
{
	return me >= 0 && m->member[me].may_vote;
}

static void
stop(const struct gov_world *w, const struct gov_proposal *p, bool active, int me, struct wayback *out)
{
	uint64_t votes = active ? p->rejections : p->cancels;

	out->index = p->index;
	out->program = p->program;
	out->has = votes_count(votes);
	out->needed = active ? p->reject_number : p->stop_number;
	out->missing = voters(&w->multisig) & ~votes;
	out->step = !may_vote(&w->multisig, me) || (votes >> me & 1) ? WAYBACK_WAIT_STOP : active ? WAYBACK_REJECT : WAYBACK_CANCEL;
}

/* --- the way back ---------------------------------------------------------------- */

static const struct gov_proposal *
find_open(const struct gov_world *w, const struct gov_record *r, const struct wayback_goal *g, const struct wayback *b)
{
	const struct gov_proposal *best = NULL;

	for (size_t i = 0; i < w->proposal_n; i++) {
		const struct gov_proposal *p = &w->proposal[i];

		if (p->kind != KT_KIND_ROLLBACK || !pubkey_eq(&p->program, &b->program) ||
			p->act.deploy.from_number != b->from || !hash_eq(&p->act.deploy.from_hash, &b->from_hash) ||
			!state_is_open(proposal_state(p, &w->multisig, r, w->cluster_unix_s)) ||
			(g->to != 0 && p->act.deploy.target_number != g->to) || p->act.deploy.advance < g->advance)
			continue;
		if (best == NULL || votes_count(p->approvals) > votes_count(best->approvals))
			best = p;
	}
	return best;
}

static void
join(const struct gov_world *w, const struct gov_record *r, const struct gov_proposal *p, int me, struct wayback *out)
{
	enum gov_state state = proposal_state(p, &w->multisig, r, w->cluster_unix_s);

	out->index = p->index;
	out->has = votes_count(p->approvals);
	out->needed = p->needed;
	out->missing = voters(&w->multisig) & ~p->approvals;
	out->opens_at = timelock_opens_at(&p->lock);
	if (state == STATE_READY)
		out->step = WAYBACK_EXECUTE;
	else if (state == STATE_APPROVED)
		out->step = WAYBACK_WAIT_DELAY;
	else
		out->step = !may_vote(&w->multisig, me) || (p->approvals >> me & 1) ? WAYBACK_WAIT_VOTES : WAYBACK_APPROVE;
}

static enum err_code
way(const struct gov_world *w, const struct gov_record *r, const struct wayback_goal *g, int me, struct wayback *out,
	struct err *e)
{
	const struct gov_proposal *p;
	struct wayback_goal exact = *g;

	out->program = r->program;
	out->from = r->newest + (g->advance ? 1 : 0);
	out->from_hash = g->advance ? g->ahead : r->version[r->version_n - 1].code_hash;
	p = find_open(w, r, g, out);
	if (p != NULL)
		exact.to = p->act.deploy.target_number;
	if (wayback_target(&w->multisig, r, exact.to, g->advance, w->cluster_unix_s, &out->target, e) != ERR_OK)
		return e->code;
	out->step = WAYBACK_PROPOSE;
	out->needed = w->multisig.rollback_threshold;
	out->missing = voters(&w->multisig);
	if (p != NULL)
		join(w, r, p, me, out);
	return ERR_OK;
}

/* What was deployed by act `index` is live, was gone back from, or was followed by something else. */
static enum err_code
undo(const struct gov_world *w, const struct gov_record *r, const struct gov_proposal *p, const struct wayback_goal *g,
	int me, struct wayback *out, struct err *e)
{
	const struct gov_version *newest = &r->version[r->version_n - 1];
	unsigned long long n = p->index, by = newest->proposal;
	const struct gov_proposal *last;

	if (newest->proposal == p->index)
		return way(w, r, g, me, out, e);
	last = gov_world_proposal(w, newest->proposal);
	if (last != NULL && last->kind == KT_KIND_ROLLBACK &&
		hash_eq(&last->act.deploy.from_hash, &p->act.deploy.code_hash)) {
		out->step = WAYBACK_BACK;
		out->program = r->program;
		out->index = last->index;
		out->from = last->act.deploy.from_number;
		out->from_hash = last->act.deploy.from_hash;
		out->target = *newest;
		return ERR_OK;
	}
	(void)err_set(e, ERR_REFUSED, "proposal %llu is no longer live: proposal %llu has been deployed since", n, by);
	return err_hint(e, "\"keyturn rollback %llu REASON\" goes back from what is live", by);
}

static enum err_code
governed(const struct gov_world *w, const struct pubkey *program, const struct gov_record **out, struct err *e)
{
	char key[PUBKEY_TEXT];

	*out = gov_world_record(w, program);
	if (*out != NULL && (*out)->governed && (*out)->version_n > 0)
		return ERR_OK;
	(void)err_set(e, ERR_REFUSED, "program %s is not governed by this multisig", pubkey_text(key, program));
	return err_hint(e, "\"keyturn program show %s\" shows who holds it", key);
}

static enum err_code
act(const struct gov_world *w, const struct wayback_goal *g, int me, struct wayback *out, struct err *e)
{
	const struct gov_proposal *p = gov_world_proposal(w, g->index);
	const struct gov_record *r;
	enum gov_state state;

	if (p == NULL) {
		(void)err_set(e, ERR_NOT_FOUND, "there is no proposal %llu", (unsigned long long)g->index);
		return err_hint(e, "list them: keyturn proposals --all");
	}
	r = gov_world_record(w, &p->program);
	state = proposal_state(p, &w->multisig, r, w->cluster_unix_s);
	if (state_is_open(state)) {
		stop(w, p, state == STATE_ACTIVE, me, out);
		return ERR_OK;
	}
	out->index = p->index;
	out->program = p->program;
	out->step = WAYBACK_STOPPED;
	if (state != STATE_EXECUTED)
		return ERR_OK;
	if (!kt_takes_buffer(p->kind))
		return err_set(e, ERR_REFUSED, "proposal %llu is executed, and a %s has no way back", (unsigned long long)g->index,
			kt_kind_name(p->kind));
	return governed(w, &p->program, &r, e) == ERR_OK ? undo(w, r, p, g, me, out, e) : e->code;
}

enum err_code
wayback_next(const struct gov_world *w, const struct wayback_goal *g, const struct pubkey *me, struct wayback *out,
	struct err *e)
{
	int i = multisig_member(&w->multisig, me);
	const struct gov_record *r;
	char key[PUBKEY_TEXT];

	memset(out, 0, sizeof *out);
	if (i < 0) {
		(void)err_set(e, ERR_REFUSED, "%s is no member of the multisig", pubkey_text(key, me));
		return err_hint(e, "use the keypair of a member (-k)");
	}
	if (g->index != 0)
		return act(w, g, i, out, e);
	return governed(w, &g->program, &r, e) == ERR_OK ? way(w, r, g, i, out, e) : e->code;
}
