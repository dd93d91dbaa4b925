#include "gov/proposal.h"

#include <stdio.h>

#include "base/text.h"

/* What the checks look at; `number` is the proposal's, for messages. */
struct look {
	const struct gov_proposal *p;
	const struct gov_multisig *m;
	const struct gov_record *r;
	int64_t now;
	enum gov_state state;
	unsigned long long number;
};

static enum err_code
who_may(const struct look *l, const struct pubkey *member, enum gov_move move, struct err *e)
{
	int i = multisig_member(l->m, member);
	char who[PUBKEY_TEXT], of[PUBKEY_TEXT];

	if (move == MOVE_RECLAIM || (move == MOVE_CLOSE && pubkey_eq(member, &l->p->rent_payer)))
		return ERR_OK;
	if (i < 0) {
		(void)err_set(e, ERR_REFUSED, "%s is no member of multisig %s", pubkey_text(who, member),
			pubkey_text(of, &l->m->address));
		return err_hint(e, "use the keypair of a member (-k); \"keyturn multisig show\" lists them");
	}
	if ((move == MOVE_APPROVE || move == MOVE_REJECT || move == MOVE_CANCEL) && !l->m->member[i].may_vote) {
		(void)err_set(e, ERR_REFUSED, "%s is an operator and has no vote", pubkey_text(who, member));
		return err_hint(e, "operators propose and execute; an approver has to vote");
	}
	if (move == MOVE_EXECUTE && !l->m->member[i].may_execute)
		return err_set(e, ERR_REFUSED, "%s may not execute", pubkey_text(who, member));
	return ERR_OK;
}

/* One command makes it again; a rollback is judged anew, as what is live may have changed.  `how` may be "". */
static enum err_code
make_again(const struct look *l, const char *how, struct err *e)
{
	char program[PUBKEY_TEXT], reclaim[64] = "";

	if (l->p->holds_buffer)
		(void)snprintf(reclaim, sizeof reclaim, "; \"keyturn reclaim %llu\" only gives its buffer back", l->number);
	if (l->p->kind == KT_KIND_ROLLBACK)
		return err_hint(e, "\"keyturn propose rollback %s REASON\" proposes the way back that is needed now%s",
			pubkey_text(program, &l->p->program), reclaim);
	return err_hint(e, "\"keyturn propose again %llu\" proposes it again%s%s", l->number, how, reclaim);
}

static enum err_code
over(const struct look *l, struct err *e)
{
	char when[TEXT_SHORT];

	if (l->state == STATE_STALE) {
		(void)err_set(e, ERR_REFUSED, "proposal %llu is stale: it was made in epoch %llu, the multisig is in epoch %llu",
			l->number, (unsigned long long)l->p->epoch, (unsigned long long)l->m->epoch);
		return make_again(l, "", e);
	}
	if (l->state == STATE_SUPERSEDED) {
		struct hash from;

		(void)err_set(e, ERR_REFUSED, "proposal %llu is superseded: it starts from version %llu, the newest is %llu",
			l->number, (unsigned long long)proposal_from(l->p, &from), (unsigned long long)(l->r ? l->r->newest : 0));
		return make_again(l, ", from the newest version", e);
	}
	if (l->state == STATE_EXPIRED) {
		(void)err_set(e, ERR_REFUSED, "proposal %llu expired at %s", l->number,
			text_rfc3339(when, proposal_expires_at(l->p)));
		return make_again(l, "", e);
	}
	(void)err_set(e, ERR_REFUSED, "proposal %llu is %s since %s", l->number, state_name(l->state),
		text_rfc3339(when, l->p->ended_at));
	return err_hint(e, "nothing more can happen to it; \"keyturn show %llu\" tells how it ended", l->number);
}

static enum err_code
agrees(const struct look *l, struct err *e)
{
	if (l->p->hash_agrees)
		return ERR_OK;
	(void)err_set(e, ERR_REFUSED, "proposal %llu as reported does not have the payload hash it names", l->number);
	return err_hint(e, "the endpoint may be lying: ask another one (-u) before you sign anything");
}

static enum err_code
may_vote(const struct look *l, const struct pubkey *member, enum gov_move move, struct err *e)
{
	unsigned i = (unsigned)multisig_member(l->m, member);
	uint64_t bits = move == MOVE_APPROVE ? l->p->approvals : move == MOVE_REJECT ? l->p->rejections : l->p->cancels;
	bool wants_approved = move == MOVE_CANCEL;

	if (!state_is_open(l->state))
		return over(l, e);
	if (wants_approved && l->state == STATE_ACTIVE) {
		(void)err_set(e, ERR_REFUSED, "proposal %llu is not approved yet, only an approved one is cancelled", l->number);
		return err_hint(e, "\"keyturn reject %llu\" votes against it", l->number);
	}
	if (!wants_approved && l->state != STATE_ACTIVE) {
		(void)err_set(e, ERR_REFUSED, "proposal %llu is approved already, voting is over", l->number);
		return err_hint(e, "\"keyturn cancel %llu\" votes to stop it before it executes", l->number);
	}
	if (bits >> i & 1) {
		(void)err_set(e, ERR_REFUSED, "your vote on proposal %llu is \"%s\" already", l->number, move_name(move));
		return err_hint(e, "nothing was sent; %u of %u needed", votes_count(bits),
			move == MOVE_APPROVE ? l->p->needed : move == MOVE_REJECT ? l->p->reject_number : l->p->stop_number);
	}
	return agrees(l, e);
}

static enum err_code
may_withdraw(const struct look *l, const struct pubkey *member, struct err *e)
{
	char who[PUBKEY_TEXT];

	if (!state_is_open(l->state))
		return over(l, e);
	if (!pubkey_eq(member, &l->p->proposer)) {
		(void)err_set(e, ERR_REFUSED, "only the proposer %s may withdraw proposal %llu",
			pubkey_text(who, &l->p->proposer), l->number);
		return err_hint(e, "\"keyturn reject %llu\" votes against it", l->number);
	}
	if (l->state != STATE_ACTIVE) {
		(void)err_set(e, ERR_REFUSED, "proposal %llu is approved already and cannot be withdrawn", l->number);
		return err_hint(e, "\"keyturn cancel %llu\" votes to stop it", l->number);
	}
	return agrees(l, e);
}

static enum err_code
too_few(const struct look *l, unsigned has, struct err *e)
{
	(void)err_set(e, ERR_APPROVALS, "proposal %llu has %u of %u approvals, %u missing", l->number, has, l->p->needed,
		l->p->needed - has);
	return err_hint(e, "%u more approver%s must run \"keyturn approve %llu\"", l->p->needed - has,
		l->p->needed - has == 1 ? "" : "s", l->number);
}

static enum err_code
too_early(const struct look *l, struct err *e)
{
	char when[TEXT_SHORT], left[TEXT_SHORT], lock[TEXT_SHORT];
	uint64_t wait = timelock_wait(&l->p->lock, l->now);

	(void)err_set(e, ERR_TIMELOCK, "the timelock of proposal %llu is not over: %s of %s left", l->number,
		text_countdown(left, wait), text_span(lock, l->p->lock.delay));
	return err_hint(e, "it may be executed from %s", text_rfc3339(when, timelock_opens_at(&l->p->lock)));
}

enum err_code
proposal_target(const struct gov_proposal *p, const struct gov_multisig *m, const struct gov_record *r, int64_t now,
	struct err *e)
{
	unsigned long long to = p->act.deploy.target_number;

	for (unsigned i = 0; i < r->version_n; i++) {
		const struct gov_version *v = &r->version[i];

		if (v->number != to)
			continue;
		if (v->retired)
			return err_set(e, ERR_REFUSED, "version %llu is retired", to);
		if (i + 1 == r->version_n)
			return err_set(e, ERR_REFUSED, "version %llu is the newest already", to);
		if (m->reach_s != 0 && now >= v->ended && (uint64_t)now - (uint64_t)v->ended >= m->reach_s)
			return err_set(e, ERR_REFUSED, "version %llu ended longer ago than the reach of %u s", to, m->reach_s);
		return ERR_OK;
	}
	return err_set(e, ERR_REFUSED, "version %llu is no longer in the record", to);
}

static enum err_code
may_execute(const struct look *l, struct err *e)
{
	unsigned has = votes_count(l->p->approvals);
	struct hash from;
	enum err_code rc;

	if (!state_is_open(l->state))
		return over(l, e);
	if (l->state == STATE_ACTIVE || has < l->p->needed)
		return has < l->p->needed ? too_few(l, has, e) :
			err_set(e, ERR_APPROVALS, "proposal %llu is not approved", l->number);
	if (l->state == STATE_APPROVED)
		return too_early(l, e);
	if (l->r != NULL && proposal_from(l->p, &from) > l->r->newest)
		return err_set(e, ERR_REFUSED, "proposal %llu starts from version %llu, which is not deployed yet", l->number,
			(unsigned long long)proposal_from(l->p, &from));
	rc = l->p->kind == KT_KIND_ROLLBACK && l->r != NULL ? proposal_target(l->p, l->m, l->r, l->now, e) : ERR_OK;
	return rc != ERR_OK ? rc : agrees(l, e);
}

static enum err_code
may_reclaim(const struct look *l, struct err *e)
{
	if (!l->p->holds_buffer) {
		(void)err_set(e, ERR_REFUSED, "proposal %llu holds no buffer", l->number);
		return err_hint(e, "it never did, or it was reclaimed or deployed already");
	}
	if (state_is_open(l->state)) {
		(void)err_set(e, ERR_REFUSED, "proposal %llu is %s, its buffer is still needed", l->number, state_name(l->state));
		return err_hint(e, "reclaim it once the proposal is rejected, cancelled, withdrawn or expired");
	}
	return ERR_OK;
}

/* When it came to its end, as the program reckons it. */
static int64_t
ended_at(const struct gov_proposal *p)
{
	return p->status == GOV_ACTIVE || p->status == GOV_APPROVED ? proposal_expires_at(p) : p->ended_at;
}

static enum err_code
may_close(const struct look *l, struct err *e)
{
	const struct gov_proposal *p = l->p;
	int64_t ended = ended_at(p), from = timelock_after(ended, p->window_s);
	char when[TEXT_SHORT];

	if (p->kind == KT_KIND_MEMBERS && p->status == GOV_EXECUTED)
		return err_set(e, ERR_REFUSED, "proposal %llu changed the multisig, such a one is kept for ever", l->number);
	if (p->holds_buffer) {
		(void)err_set(e, ERR_REFUSED, "proposal %llu still holds a buffer", l->number);
		return err_hint(e, "\"keyturn reclaim %llu\" first", l->number);
	}
	if (l->now >= from)
		return ERR_OK;
	(void)err_set(e, ERR_REFUSED, "proposal %llu is kept until one window after its end, until %s", l->number,
		text_rfc3339(when, from));
	return err_hint(e, "close it then");
}

enum err_code
proposal_may(const struct gov_proposal *p, const struct gov_multisig *m, const struct gov_record *r,
	const struct pubkey *member, enum gov_move move, int64_t now, struct err *e)
{
	struct look l = { p, m, r, now, proposal_state(p, m, r, now), (unsigned long long)p->index };
	enum err_code rc = who_may(&l, member, move, e);

	if (rc != ERR_OK)
		return rc;
	switch (move) {
	case MOVE_WITHDRAW:
		return may_withdraw(&l, member, e);
	case MOVE_EXECUTE:
		return may_execute(&l, e);
	case MOVE_RECLAIM:
		return may_reclaim(&l, e);
	case MOVE_CLOSE:
		return may_close(&l, e);
	default:
		return may_vote(&l, member, move, e);
	}
}
