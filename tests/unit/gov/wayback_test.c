#include "gov/wayback.h"

#include "world_sample.h"

#define NOW (APPROVED_AT + 100)

/* One multisig (members 0 to 3 vote, 4 is an operator, or as the sample has it),
 * one program, acts made by hand. */
struct scene {
	struct gov_world w;
	struct gov_record r;
	struct gov_proposal p[2];
};

static void
begin(struct scene *s, enum kt_kind kind, enum kt_status status, uint32_t approvals)
{
	memset(s, 0, sizeof *s);
	s->w.multisig = sample_gov_multisig();
	s->r = sample_gov_record(&s->w.multisig);
	s->p[0] = sample_gov_proposal(&s->w.multisig, kind, status, approvals);
	s->p[1] = sample_gov_proposal(&s->w.multisig, KT_KIND_ROLLBACK, KT_STATUS_ACTIVE, 0);
	s->p[1].index = 13; /* the world is sorted, newest first */
	s->w.proposal = s->p;
	s->w.proposal_n = 1;
	s->w.record = &s->r;
	s->w.record_n = 1;
	s->w.cluster_unix_s = NOW;
	for (unsigned i = 0; i + 1 < s->r.version_n; i++) {
		s->r.version[i].retired = false;
		s->r.version[i].ended = NOW - 60;
	}
}

static void
end(struct scene *s)
{
	gov_proposal_wipe(&s->p[0]);
	gov_proposal_wipe(&s->p[1]);
	gov_record_wipe(&s->r);
	gov_multisig_wipe(&s->w.multisig);
}

/* The act deployed the newest version; a rollback that starts from it is s->p[1]. */
static void
deployed(struct scene *s)
{
	const struct gov_version *newest = &s->r.version[s->r.version_n - 1];

	s->r.version[s->r.version_n - 1].proposal = s->p[0].index;
	s->p[1].act.deploy.from_number = s->r.newest;
	s->p[1].act.deploy.from_hash = newest->code_hash;
	s->p[1].act.deploy.target_number = s->r.version[s->r.version_n - 2].number;
	s->p[1].act.deploy.code_hash = s->r.version[s->r.version_n - 2].code_hash;
	s->p[1].act.deploy.advance = false;
}

static enum wayback_step
next(struct scene *s, const struct wayback_goal *g, unsigned me, struct wayback *out)
{
	struct err e = ERR_INIT;
	enum err_code rc = wayback_next(&s->w, g, &s->w.multisig.member[me].address, out, &e);

	if (rc != ERR_OK)
		printf("# %s\n", e.message);
	return rc == ERR_OK ? out->step : (enum wayback_step)-1;
}

static unsigned
operator_of(const struct gov_multisig *m)
{
	for (unsigned i = 0; i < m->member_n; i++)
		if (!m->member[i].may_vote)
			return i;
	die("the sample has no operator");
}

static void
stopping(void)
{
	struct wayback_goal g = { .index = 14 };
	struct wayback b;
	struct scene s;
	uint64_t all = 0;

	begin(&s, KT_KIND_UPGRADE, KT_STATUS_ACTIVE, 1);
	for (unsigned i = 0; i < s.w.multisig.member_n; i++)
		all |= (uint64_t)s.w.multisig.member[i].may_vote << i;
	CHECK(next(&s, &g, 0, &b) == WAYBACK_REJECT && b.index == 14 && b.has == 0 && b.needed == s.p[0].reject_number &&
		b.missing == all, "an act that is voted on gets a reject vote, even of who approved it");
	CHECK(next(&s, &g, operator_of(&s.w.multisig), &b) == WAYBACK_WAIT_STOP, "an operator waits for those who vote");
	s.p[0].rejections = 2;
	CHECK(next(&s, &g, 1, &b) == WAYBACK_WAIT_STOP && b.has == 1 && b.missing == (all & ~2u), "who has rejected waits for the others");
	end(&s);
	begin(&s, KT_KIND_UPGRADE, KT_STATUS_APPROVED, 7);
	CHECK(next(&s, &g, 0, &b) == WAYBACK_CANCEL && b.needed == s.p[0].stop_number, "an approved one gets a cancel vote");
	s.p[0].cancels = 1;
	CHECK(next(&s, &g, 0, &b) == WAYBACK_WAIT_STOP && b.has == 1, "who has cancelled waits");
	s.p[0].status = GOV_CANCELLED;
	CHECK(next(&s, &g, 0, &b) == WAYBACK_STOPPED, "a cancelled one is stopped");
	s.p[0].status = GOV_APPROVED;
	s.p[0].epoch--;
	CHECK(next(&s, &g, 0, &b) == WAYBACK_STOPPED, "one of an older epoch cannot execute any more");
	end(&s);
}

static void
undoing(void)
{
	struct wayback_goal g = { .index = 14 };
	struct err e = ERR_INIT;
	struct wayback b;
	struct scene s;

	begin(&s, KT_KIND_UPGRADE, KT_STATUS_EXECUTED, 7);
	deployed(&s);
	CHECK(next(&s, &g, 0, &b) == WAYBACK_PROPOSE && b.from == s.r.newest && b.index == 14 &&
		b.target.number == s.r.version[s.r.version_n - 2].number && b.needed == s.w.multisig.rollback_threshold,
		"an executed one opens the way back, to the version before");
	s.w.proposal_n = 2;
	CHECK(next(&s, &g, 0, &b) == WAYBACK_APPROVE && b.index == 13 && b.has == 0, "the rollback that is open is joined");
	s.p[1].approvals = 1;
	CHECK(next(&s, &g, 0, &b) == WAYBACK_WAIT_VOTES && b.has == 1, "who has approved it waits for votes");
	CHECK(next(&s, &g, operator_of(&s.w.multisig), &b) == WAYBACK_WAIT_VOTES, "and so does an operator");
	s.p[1].status = GOV_APPROVED;
	s.p[1].approvals = 15;
	s.p[1].lock.approved_at = NOW - 10;
	CHECK(next(&s, &g, 0, &b) == WAYBACK_WAIT_DELAY && b.opens_at == NOW - 10 + s.p[1].lock.delay, "approved, it waits for its delay");
	s.w.cluster_unix_s = b.opens_at;
	CHECK(next(&s, &g, 0, &b) == WAYBACK_EXECUTE && b.index == 13, "the moment it may, it executes");
	s.p[1].epoch--;
	CHECK(next(&s, &g, 0, &b) == WAYBACK_PROPOSE, "one that died is not joined");
	s.p[1].epoch++;
	s.p[1].act.deploy.from_hash.b[0] ^= 1;
	CHECK(next(&s, &g, 0, &b) == WAYBACK_PROPOSE, "nor one that starts from other code");
	s.p[1].act.deploy.from_hash.b[0] ^= 1;
	g.to = s.r.version[0].number;
	CHECK(s.r.version_n < 3 || next(&s, &g, 0, &b) == WAYBACK_PROPOSE, "nor one that goes to another version than the one wanted");
	g.to = s.r.newest;
	CHECK(wayback_next(&s.w, &g, &s.w.multisig.member[0].address, &b, &e) == ERR_NOT_FOUND ||
		e.code == ERR_REFUSED, "what is live is no way back: %s", e.message);
	end(&s);
}

static void
undone(void)
{
	struct wayback_goal g = { .index = 14 };
	struct err e = ERR_INIT;
	struct wayback b;
	struct scene s;

	begin(&s, KT_KIND_UPGRADE, KT_STATUS_EXECUTED, 7);
	deployed(&s);
	s.w.proposal_n = 2;
	s.p[1].status = GOV_EXECUTED;
	s.p[1].act.deploy.from_hash = s.p[0].act.deploy.code_hash;
	s.r.version[s.r.version_n - 1].proposal = 13;
	CHECK(next(&s, &g, 0, &b) == WAYBACK_BACK && b.index == 13 && b.target.number == s.r.newest, "gone back from: it is read back");
	s.p[1].kind = KT_KIND_UPGRADE;
	CHECK(wayback_next(&s.w, &g, &s.w.multisig.member[0].address, &b, &e) == ERR_REFUSED &&
		strstr(e.hint, "keyturn rollback 13") != NULL, "another upgrade since: %s", e.message);
	g.index = 99;
	CHECK(wayback_next(&s.w, &g, &s.w.multisig.member[0].address, &b, &e) == ERR_NOT_FOUND, "no such act: %s", e.message);
	g = (struct wayback_goal){ .program = sample_named(0x99) };
	CHECK(wayback_next(&s.w, &g, &s.w.multisig.member[0].address, &b, &e) == ERR_REFUSED, "no such program: %s", e.message);
	g = (struct wayback_goal){ .index = 14 };
	CHECK(wayback_next(&s.w, &g, &g.program, &b, &e) == ERR_REFUSED, "no member: %s", e.message);
	end(&s);
	begin(&s, KT_KIND_MEMBERS, KT_STATUS_EXECUTED, 7);
	CHECK(wayback_next(&s.w, &g, &s.w.multisig.member[0].address, &b, &e) == ERR_REFUSED &&
		strstr(e.message, "has no way back") != NULL, "a change of members: %s", e.message);
	end(&s);
}

static void
targets(void)
{
	struct err e = ERR_INIT;
	struct gov_version v;
	struct scene s;
	struct gov_version *before;
	uint64_t reach;

	begin(&s, KT_KIND_UPGRADE, KT_STATUS_ACTIVE, 0);
	before = &s.r.version[s.r.version_n - 2];
	reach = s.w.multisig.reach_s;
	CHECK(wayback_target(&s.w.multisig, &s.r, 0, false, NOW, &v, &e) == ERR_OK && v.number == before->number, "the one before is the default");
	CHECK(wayback_target(&s.w.multisig, &s.r, 0, true, NOW, &v, &e) == ERR_OK && v.number == s.r.newest, "in advance it is the newest itself");
	before->ended = NOW - (int64_t)reach + 1;
	CHECK(wayback_target(&s.w.multisig, &s.r, before->number, false, NOW, &v, &e) == ERR_OK, "the last second of its reach");
	before->ended = NOW - (int64_t)reach;
	CHECK(wayback_target(&s.w.multisig, &s.r, before->number, false, NOW, &v, &e) == ERR_REFUSED &&
		strstr(e.message, "longer ago than the reach") != NULL, "out of reach: %s", e.message);
	before->ended = NOW - 60;
	before->retired = true;
	CHECK(wayback_target(&s.w.multisig, &s.r, before->number, false, NOW, &v, &e) == ERR_REFUSED &&
		strstr(e.message, "is retired") != NULL, "retired: %s", e.message);
	CHECK(wayback_target(&s.w.multisig, &s.r, 0, false, NOW, &v, &e) != ERR_OK || v.number < before->number, "an older one instead, or none");
	CHECK(wayback_target(&s.w.multisig, &s.r, s.r.newest, false, NOW, &v, &e) == ERR_REFUSED, "what is live: %s", e.message);
	CHECK(wayback_target(&s.w.multisig, &s.r, 12345, false, NOW, &v, &e) == ERR_NOT_FOUND, "one nobody knows: %s", e.message);
	for (unsigned i = 0; i + 1 < s.r.version_n; i++)
		s.r.version[i].retired = true;
	CHECK(wayback_target(&s.w.multisig, &s.r, 0, false, NOW, &v, &e) == ERR_NOT_FOUND, "all retired: %s", e.message);
	end(&s);
}

int
main(void)
{
	stopping();
	undoing();
	undone();
	targets();
	return test_done();
}
