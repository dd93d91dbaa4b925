#include "ui/widget_act.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "solana/checkwords.h"
#include "ui/widget_diff.h"
#include "ui/widget_lock.h"
#include "ui/widget_page.h"

enum { LINE = 256 };

/* An address, with its label before it where it has one. */
static int
address_field(struct canvas *c, int row, int col, int end, const struct model *m, const char *name,
	const struct pubkey *k)
{
	char label[MODEL_NAME], full[PUBKEY_TEXT], line[LINE];
	bool named = model_name(m, k, label);

	(void)snprintf(line, sizeof line, "%s%s%s", named ? label : "", named ? "  " : "", pubkey_text(full, k));
	return page_field(c, row, col, end, name, STYLE_PLAIN, line);
}

static int
hash_field(struct canvas *c, int row, int col, int end, const char *name, const struct hash *h)
{
	char hex[65];

	text_hex(hex, h->b, sizeof h->b);
	return page_field(c, row, col, end, name, STYLE_PLAIN, hex);
}

static void
deploy_sentence(char out[LINE], const struct gov_proposal *p, const char *program)
{
	char len[LOCK_TEXT];

	(void)text_count(len, p->act.deploy.code_len);
	if (p->kind == KT_KIND_ROLLBACK)
		(void)snprintf(out, LINE, "Puts the code of version %" PRIu64 ", %s bytes, back into %s.%s", p->act.deploy.target_number,
			len, program, p->act.deploy.advance ? " Made in advance: for after the next upgrade." : "");
	else
		(void)snprintf(out, LINE, "Replaces the code of %s, version %" PRIu64 ", by %s bytes of new code.", program,
			p->act.deploy.from_number, len);
}

static int
deploy_draw(struct canvas *c, int y, int col, int end, const struct model *m, const struct gov_proposal *p)
{
	const struct model_code *code = model_code_of(m, p->index);
	char name[MODEL_NAME], line[LINE];

	(void)model_name(m, &p->program, name);
	deploy_sentence(line, p, name);
	y = canvas_wrap(c, y, col, end, STYLE_PLAIN, line);
	if (p->act.deploy.one_way)
		y = canvas_wrap(c, y, col, end, STYLE_WARNING, "ONE WAY: once executed there is no rollback to any older version.");
	y = address_field(c, y + 1, col, end, m, "program", &p->program);
	y = hash_field(c, y, col, end, "code before", &p->act.deploy.from_hash);
	y = hash_field(c, y, col, end, "code after", &p->act.deploy.code_hash);
	if (code != NULL)
		y = page_field(c, y, col, end, "difference", diff_size_style(code->size), code->brief);
	y = address_field(c, y, col, end, m, "buffer", &p->act.deploy.buffer);
	return address_field(c, y, col, end, m, "buffer's rent", &p->act.deploy.spill);
}

static int
handover_draw(struct canvas *c, int y, int col, int end, const struct model *m, const struct gov_proposal *p)
{
	char name[MODEL_NAME], line[LINE];

	(void)model_name(m, &p->program, name);
	if (p->kind == KT_KIND_IMMUTABLE)
		(void)snprintf(line, sizeof line, "Makes %s immutable FOR EVER: no upgrade and no rollback after it.", name);
	else if (p->kind == KT_KIND_HANDOVER_UNCHECKED)
		(void)snprintf(line, sizeof line, "Gives %s away to an address NOBODY HAS PROVED to hold.", name);
	else
		(void)snprintf(line, sizeof line, "Gives %s away to %s.", name, p->kind == KT_KIND_HANDOVER ?
			"a receiver who signs the execution" : "the authority of another multisig");
	y = canvas_wrap(c, y, col, end, p->kind == KT_KIND_HANDOVER || p->kind == KT_KIND_HANDOVER_MULTISIG ? STYLE_WARNING :
		STYLE_DANGER, line);
	y = address_field(c, y + 1, col, end, m, "program", &p->program);
	y = hash_field(c, y, col, end, "its code", &p->act.handover.from_hash);
	if (p->kind == KT_KIND_IMMUTABLE)
		return y;
	return address_field(c, y, col, end, m, "receiver", &p->act.handover.receiver);
}

static int
number_change(struct canvas *c, int y, int col, int end, const char *name, unsigned before, unsigned after, bool is_time)
{
	char a[TEXT_SHORT], b[TEXT_SHORT], line[LINE];

	(void)snprintf(a, sizeof a, "%u", before);
	(void)snprintf(b, sizeof b, "%u", after);
	if (is_time) {
		(void)text_span(a, before);
		(void)text_span(b, after);
	}
	if (before == after)
		(void)snprintf(line, sizeof line, "%s", a);
	else
		(void)snprintf(line, sizeof line, "%s -> %s", a, b);
	return page_field(c, y, col, end, name, before == after ? STYLE_PLAIN : STYLE_WARNING, line);
}

static const struct kt_person *
person_in(const struct kt_governance *g, const struct pubkey *k)
{
	for (unsigned i = 0; i < g->member_n && i < KT_MEMBERS_MAX; i++)
		if (pubkey_eq(&g->member[i].address, k))
			return &g->member[i];
	return NULL;
}

static int
members_list(struct canvas *c, int y, int col, int end, const struct model *m, const struct kt_governance *g)
{
	const struct gov_multisig *now = &m->world.multisig;

	for (unsigned i = 0; i < g->member_n && i < KT_MEMBERS_MAX; i++) {
		const struct kt_person *p = &g->member[i];
		int old = multisig_member(now, &p->address);
		bool votes = p->role == KT_ROLE_APPROVER;
		const char *name = old < 0 ? "+ joins" : now->member[old].may_vote != votes ? "* new role" : "  stays";

		y = address_field(c, y, col, end, m, name, &p->address);
		(void)canvas_text(c, y - 1, end - 9, STYLE_DIM, votes ? "" : "operator");
	}
	for (unsigned i = 0; i < now->member_n; i++)
		if (person_in(g, &now->member[i].address) == NULL)
			y = address_field(c, y, col, end, m, "- leaves", &now->member[i].address);
	return y;
}

static int
members_draw(struct canvas *c, int y, int col, int end, const struct model *m, const struct gov_proposal *p)
{
	const struct kt_governance *g = p->act.members;
	const struct gov_multisig *now = &m->world.multisig;

	y = canvas_wrap(c, y, col, end, STYLE_WARNING, p->status == GOV_EXECUTED ?
		"Changed who governs. What is shown compares it with today." :
		"Changes who governs. Every other open proposal dies when it is executed.") + 1;
	y = number_change(c, y, col, end, "threshold", now->threshold, g->threshold, false);
	y = number_change(c, y, col, end, "rollback", now->rollback_threshold, g->rollback_threshold, false);
	y = number_change(c, y, col, end, "stop number", now->stop_number, g->stop_number, false);
	y = number_change(c, y, col, end, "timelock", now->timelock_s, g->timelock_s, true);
	y = number_change(c, y, col, end, "rollback lock", now->rollback_delay_s, g->rollback_delay_s, true);
	y = number_change(c, y, col, end, "window", now->window_s, g->window_s, true);
	y = number_change(c, y, col, end, "reach", now->reach_s, g->reach_s, true);
	return members_list(c, y, col, end, m, g);
}

int
act_draw(struct canvas *c, int y, int col, int end, const struct model *m, const struct model_row *r)
{
	const struct gov_proposal *p = r->p;
	char words[CHECKWORDS_TEXT];

	if (p->description[0] != '\0')
		y = canvas_wrap(c, y, col, end, STYLE_TITLE, p->description);
	if (p->kind == KT_KIND_MEMBERS)
		y = members_draw(c, y, col, end, m, p);
	else if (kt_takes_buffer(p->kind))
		y = deploy_draw(c, y, col, end, m, p);
	else
		y = handover_draw(c, y, col, end, m, p);
	y = hash_field(c, y, col, end, "payload", &p->payload_hash);
	y = page_field(c, y, col, end, "check words", STYLE_PLAIN, checkwords_text(words, &p->payload_hash));
	if (!p->hash_agrees)
		y = canvas_wrap(c, y, col + PAGE_LABEL, end, STYLE_DANGER, "THIS HASH IS NOT THAT OF WHAT IS SHOWN: do not sign; ask another endpoint.");
	return address_field(c, y, col, end, m, "proposed by", &p->proposer);
}

/* --- votes ------------------------------------------------------------------ */

static int
vote_line(struct canvas *c, int y, int col, int end, const struct model *m, const struct gov_proposal *p, unsigned i)
{
	const struct gov_member *who = &m->world.multisig.member[i];
	const char *vote = proposal_vote(p, i);
	bool me = (int)i == m->my_index, against = vote != NULL && strcmp(vote, "approve") != 0;
	char name[MODEL_NAME], full[PUBKEY_TEXT];
	bool named = model_name(m, &who->address, name);
	int x;

	if (vote != NULL && (news_votes(&m->news, p->index, m->mono_ms) >> i & 1) != 0)
		(void)canvas_text(c, y, col - 1, STYLE_CALL, "*");
	if (vote == NULL)
		vote = who->may_vote ? "-" : "operator";
	(void)canvas_text(c, y, col, against ? STYLE_DANGER : vote[0] == 'a' ? STYLE_GOOD : STYLE_DIM, vote);
	x = canvas_text(c, y, col + 10, me ? STYLE_CALL : STYLE_PLAIN, me ? "you" : named ? name : "");
	if (me && named)
		x = canvas_fmt(c, y, x, STYLE_PLAIN, ", %s", name);
	x = x < col + 24 ? col + 24 : x + 1;
	if (end - x >= PUBKEY_TEXT - 1)
		(void)canvas_text(c, y, x, STYLE_DIM, pubkey_text(full, &who->address));
	else if (!named && !me)
		(void)canvas_text(c, y, col + 10, STYLE_PLAIN, name);
	return y + 1;
}

static void
votes_summary(char out[LINE], const struct model_row *r)
{
	const struct gov_proposal *p = r->p;
	unsigned yes = votes_count(p->approvals), no = votes_count(p->rejections), stop = votes_count(p->cancels);

	if (r->state == STATE_APPROVED || r->state == STATE_READY)
		(void)snprintf(out, LINE, "approved %u of %u; %u of %u cancel votes would stop it", yes, p->needed, stop, p->stop_number);
	else
		(void)snprintf(out, LINE, "approved %u of %u; rejected %u of %u", yes, p->needed, no, p->reject_number);
}

int
votes_draw(struct canvas *c, int y, int col, int end, const struct model *m, const struct model_row *r)
{
	char line[LINE];

	votes_summary(line, r);
	(void)canvas_text(c, y, col, STYLE_HEAD, "votes");
	y = canvas_wrap(c, y, col + PAGE_LABEL, end, STYLE_PLAIN, line);
	if (r->p->epoch != m->world.multisig.epoch)
		return canvas_wrap(c, y, col, end, STYLE_WARNING, "The members changed since: votes cannot be put to names.");
	for (unsigned i = 0; i < m->world.multisig.member_n; i++)
		y = vote_line(c, y, col, end, m, r->p, i);
	if (r->group == GROUP_NEEDS_YOU)
		y = canvas_wrap(c, y, col, end, STYLE_CALL, "Your vote is open: a approves, r rejects.");
	if (r->state == STATE_READY && m->my_index >= 0)
		y = canvas_wrap(c, y, col, end, STYLE_CALL, "It may be executed now: x does it.");
	return y;
}

/* --- times ------------------------------------------------------------------ */

static int
moment_line(struct canvas *c, int y, int col, int end, const char *name, int64_t t, const char *more)
{
	char when[LOCK_TEXT], line[LINE];

	text_moment(when, t);
	(void)snprintf(line, sizeof line, "%s%s%s", when, more[0] != '\0' ? ", " : "", more);
	return page_field(c, y, col, end, name, STYLE_PLAIN, line);
}

static int
lock_lines(struct canvas *c, int y, int col, int end, const struct model *m, const struct model_row *r)
{
	const struct timelock *t = &r->p->lock;
	char more[LOCK_TEXT] = "", s[TEXT_SHORT];

	y = moment_line(c, y, col, end, "approved", t->approved_at, "");
	if (r->state == STATE_APPROVED && model_knows_time(m)) {
		(void)snprintf(more, sizeof more, "in %s", text_countdown(s, timelock_wait(t, m->now)));
		c->ticks = true;
	}
	y = moment_line(c, y, col, end, "lock ends", timelock_opens_at(t), more);
	if ((r->state == STATE_APPROVED || r->state == STATE_READY) && t->window > 0)
		y = moment_line(c, y, col, end, "expires", proposal_expires_at(r->p), "");
	return y;
}

/* When members voted, as the endpoint reports it. */
static int
vote_times(struct canvas *c, int y, int col, int end, const struct model *m, const struct gov_proposal *p)
{
	char name[MODEL_NAME], more[MODEL_NAME + 24];

	if (m->detail.index != p->index || p->epoch != m->world.multisig.epoch)
		return y;
	for (unsigned i = 0; i < m->world.multisig.member_n; i++) {
		const char *vote = proposal_vote(p, i);

		if (vote == NULL || !m->detail.has_at[i])
			continue;
		(void)model_name(m, &m->world.multisig.member[i].address, name);
		(void)snprintf(more, sizeof more, "%s, as reported", name);
		y = moment_line(c, y, col, end, vote, m->detail.voted_at[i], more);
	}
	return y;
}

int
timeline_draw(struct canvas *c, int y, int col, int end, const struct model *m, const struct model_row *r)
{
	const struct gov_proposal *p = r->p;
	char ago[TEXT_SHORT + 8] = "", s[TEXT_SHORT];

	y = page_head(c, y, col, "timeline");
	y = moment_line(c, y, col, end, "proposed", p->created_at, "");
	y = vote_times(c, y, col, end, m, p);
	if (p->status == GOV_ACTIVE && p->window_s > 0)
		y = moment_line(c, y, col, end, r->state == STATE_EXPIRED ? "expired" : "vote until", proposal_expires_at(p), "");
	if (p->status == GOV_APPROVED || p->status == GOV_EXECUTED || p->status == GOV_CANCELLED)
		y = lock_lines(c, y, col, end, m, r);
	if (p->status == GOV_ACTIVE || p->status == GOV_APPROVED)
		return y;
	if (m->now > p->ended_at)
		(void)snprintf(ago, sizeof ago, "%s ago", text_ago(s, (uint64_t)(m->now - p->ended_at)));
	return moment_line(c, y, col, end, state_name(r->state), p->ended_at, ago);
}
