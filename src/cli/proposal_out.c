#include "cli/cli.h"

#include <string.h>

#include "base/text.h"
#include "cli/change_out.h"
#include "cli/preflight.h"
#include "solana/checkwords.h"

/* What a proposal comes to, gathered once for text and JSON. */
struct view {
	const struct gov_record *record;
	enum gov_state state;
	int64_t now, opens, expires;
	bool locked, deploy;
	unsigned approvals, rejections, cancels;
	struct preflight preflight;
};

static struct view
view_of(struct cli *c, const struct gov_world *w, const struct gov_proposal *p, const struct cli_told *told)
{
	struct view v = { .record = gov_world_record(w, &p->program), .now = w->cluster_unix_s };
	struct preflight_facts f;

	v.state = proposal_state(p, &w->multisig, v.record, v.now);
	v.locked = p->status == GOV_APPROVED;
	v.opens = timelock_opens_at(&p->lock);
	v.expires = proposal_expires_at(p);
	v.deploy = kt_takes_buffer(p->kind);
	v.approvals = votes_count(p->approvals);
	v.rejections = votes_count(p->rejections);
	v.cancels = votes_count(p->cancels);
	if (told != NULL) {
		v.preflight = told->preflight;
		return v;
	}
	preflight_facts_init(&f, w, p, c->s.signer != NULL ? signer_address(c->s.signer) : NULL, false);
	preflight_judge(&f, &v.preflight);
	return v;
}

void
cli_doubt(struct cli *c, const struct gov_proposal *p)
{
	if (!p->hash_agrees)
		cli_say(c, "!! proposal %llu as read does not have its own payload hash: the endpoint is lying or broken, "
			"believe nothing it shows of it", (unsigned long long)p->index);
}

static void
votes_json(struct cli *c, struct jsonout *j, const struct gov_world *w, const struct gov_proposal *p,
	const struct cli_told *told)
{
	jsonout_array(j, "votes");
	for (unsigned i = 0; i < w->multisig.member_n; i++) {
		const char *vote = p->epoch == w->multisig.epoch ? proposal_vote(p, i) : NULL;
		char label[LABEL_MAX] = "";

		if (vote == NULL)
			continue;
		if (c->s.store != NULL)
			store_label(c->s.store, &w->multisig.member[i].address, label);
		jsonout_object(j, NULL);
		cli_json_key(j, "member", &w->multisig.member[i].address);
		jsonout_str(j, "label", label[0] != '\0' ? label : NULL);
		jsonout_str(j, "vote", vote);
		cli_json_time(j, "at", told != NULL ? told->voted_at[i] : 0, told != NULL && told->has_at[i]);
		jsonout_end(j);
	}
	jsonout_end(j);
}

static void
numbers_json(struct jsonout *j, const struct gov_world *w, const struct gov_proposal *p, const struct view *v)
{
	jsonout_u64(j, "approvals", v->approvals);
	jsonout_u64(j, "rejections", v->rejections);
	jsonout_u64(j, "cancels", v->cancels);
	jsonout_u64(j, "threshold", p->needed);
	jsonout_u64(j, "members", w->multisig.member_n);
	cli_json_time(j, "created_at", p->created_at, true);
	cli_json_time(j, "approved_at", p->lock.approved_at, p->status == GOV_APPROVED || p->status == GOV_EXECUTED ||
		p->status == GOV_CANCELLED);
	cli_json_time(j, "timelock_until", v->opens, v->locked);
	if (v->locked)
		jsonout_u64(j, "timelock_remaining_s", timelock_wait(&p->lock, v->now));
	else
		jsonout_null(j, "timelock_remaining_s");
	cli_json_time(j, "expires_at", v->expires, v->expires != INT64_MAX);
	cli_json_time(j, "executed_at", p->ended_at, p->status == GOV_EXECUTED);
}

void
cli_proposal_json(struct cli *c, struct jsonout *j, const struct gov_world *w, const struct gov_proposal *p,
	const struct cli_told *told)
{
	struct view v = view_of(c, w, p, told);
	char words[CHECKWORDS_TEXT];

	cli_json_id(j, p->index);
	jsonout_u64(j, "index", p->index);
	cli_json_key(j, "address", &p->address);
	cli_json_key(j, "multisig", &w->multisig.address);
	jsonout_str(j, "kind", kt_kind_name(p->kind));
	cli_json_key(j, "program", &p->program);
	jsonout_str(j, "status", state_name(v.state));
	numbers_json(j, w, p, &v);
	cli_json_key(j, "proposer", &p->proposer);
	jsonout_str(j, "description", p->description);
	cli_json_key(j, "buffer", v.deploy ? &p->act.deploy.buffer : NULL);
	cli_json_hash(j, "code_hash", v.deploy ? &p->act.deploy.code_hash : NULL);
	if (v.deploy)
		jsonout_u64(j, "code_len", p->act.deploy.code_len);
	else
		jsonout_null(j, "code_len");
	cli_json_hash(j, "payload_hash", &p->payload_hash);
	jsonout_str(j, "check_words", checkwords_text(words, &p->payload_hash));
	cli_preflight_json(j, &v.preflight);
	votes_json(c, j, w, p, told);
}

static void
votes_text(struct cli *c, const struct gov_world *w, const struct gov_proposal *p, const struct cli_told *told)
{
	char key[PUBKEY_TEXT], when[TEXT_SHORT];

	for (unsigned i = 0; i < w->multisig.member_n; i++) {
		char label[LABEL_MAX] = "";
		const char *vote = p->epoch == w->multisig.epoch ? proposal_vote(p, i) : NULL;

		if (c->s.store != NULL)
			store_label(c->s.store, &w->multisig.member[i].address, label);
		when[0] = '\0';
		if (vote != NULL && told != NULL && told->has_at[i])
			(void)text_rfc3339(when, told->voted_at[i]);
		cli_field(i == 0 ? "votes" : "", "%-8s %s %s%s%s", vote != NULL ? vote : w->multisig.member[i].may_vote ? "-" : "operator",
			pubkey_text(key, &w->multisig.member[i].address), label, when[0] != '\0' ? "  as reported " : "", when);
	}
}

static void
deploy_text(const struct gov_proposal *p)
{
	char key[PUBKEY_TEXT], hex[65], len[TEXT_SHORT];

	cli_field("buffer", "%s", pubkey_text(key, &p->act.deploy.buffer));
	text_hex(hex, p->act.deploy.code_hash.b, 32);
	cli_field("code hash", "%s", hex);
	cli_field("code length", "%s bytes", text_count(len, p->act.deploy.code_len));
	cli_field("from version", "%llu", (unsigned long long)p->act.deploy.from_number);
	if (p->kind == KT_KIND_ROLLBACK)
		cli_field("back to version", "%llu", (unsigned long long)p->act.deploy.target_number);
	if (p->act.deploy.one_way)
		cli_field("one-way", "executing it retires all older versions");
}

void
cli_proposal_text(struct cli *c, const struct gov_world *w, const struct gov_proposal *p, const struct cli_told *told)
{
	struct view v = view_of(c, w, p, told);
	char key[PUBKEY_TEXT], hex[65], words[CHECKWORDS_TEXT], when[TEXT_SHORT], left[TEXT_SHORT];

	cli_field("proposal", "%llu, %s, %s", (unsigned long long)p->index, kt_kind_name(p->kind), state_name(v.state));
	cli_field("description", "%s", p->description);
	if (!pubkey_is_zero(&p->program))
		cli_field("program", "%s", pubkey_text(key, &p->program));
	cli_field("multisig", "%s", pubkey_text(key, &w->multisig.address));
	cli_field("approvals", "%u of %u needed, %u rejections, %u cancels", v.approvals, p->needed, v.rejections, v.cancels);
	cli_field("created", "%s", text_rfc3339(when, p->created_at));
	if (v.locked) {
		cli_field("approved", "%s", text_rfc3339(when, p->lock.approved_at));
		cli_field("timelock until", "%s, %s left", text_rfc3339(when, v.opens),
			text_countdown(left, timelock_wait(&p->lock, v.now)));
	}
	if (v.expires != INT64_MAX)
		cli_field("expires", "%s", text_rfc3339(when, v.expires));
	if (p->status != GOV_ACTIVE && p->status != GOV_APPROVED)
		cli_field("ended", "%s", text_rfc3339(when, p->ended_at));
	cli_field("proposer", "%s", pubkey_text(key, &p->proposer));
	if (v.deploy)
		deploy_text(p);
	cli_change_text(w, p);
	text_hex(hex, p->payload_hash.b, 32);
	cli_field("payload hash", "%s", hex);
	cli_field("check words", "%s", checkwords_text(words, &p->payload_hash));
	cli_preflight_text(&v.preflight);
	votes_text(c, w, p, told);
}
