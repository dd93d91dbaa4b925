#include "cli/change_out.h"

#include "base/text.h"
#include "cli/numbers.h"

/* What it would change from; false when that is not known. */
static bool
before(const struct gov_world *w, const struct gov_proposal *p, struct kt_governance *out)
{
	struct kt_multisig_account m;
	struct err ignored = ERR_INIT;

	if (!gov_world_is_open(w, p) || kt_multisig_decode(w->multisig.raw, w->multisig.raw_len, &m, &ignored) != ERR_OK)
		return false;
	*out = m.governance;
	return true;
}

/* --- text ------------------------------------------------------------------- */

static void
number(const char *name, const struct kt_governance *old, uint32_t was, uint32_t is, bool span)
{
	char a[TEXT_SHORT], b[TEXT_SHORT];

	if (span) {
		(void)text_span(a, was);
		(void)text_span(b, is);
	} else {
		(void)snprintf(a, sizeof a, "%u", was);
		(void)snprintf(b, sizeof b, "%u", is);
	}
	if (old == NULL || was == is)
		cli_field(name, "%s", b);
	else
		cli_field(name, "%s -> %s", a, b);
}

static void
people(const struct kt_governance *old, const struct kt_governance *now)
{
	char key[PUBKEY_TEXT];

	for (unsigned i = 0; i < now->member_n; i++) {
		const struct kt_person *p = &now->member[i], *was = kt_person_of(old, &p->address);

		cli_field(old != NULL && was == NULL ? "new member" : "member", "%s %s%s%s", pubkey_text(key, &p->address), kt_role_name(p->role),
			was != NULL && was->role != p->role ? ", was " : "", was != NULL && was->role != p->role ? kt_role_name(was->role) : "");
	}
	for (unsigned i = 0; old != NULL && i < old->member_n; i++)
		if (kt_person_of(now, &old->member[i].address) == NULL)
			cli_field("member removed", "%s %s", pubkey_text(key, &old->member[i].address), kt_role_name(old->member[i].role));
}

static void
effects(const struct gov_world *w, const struct gov_proposal *p, const struct kt_governance *old)
{
	struct change c;

	change_words(old, p->act.members, &c);
	for (unsigned i = 0; i < c.line_n; i++)
		cli_field(i == 0 ? "effect" : "", "%s%s", c.line[i].text, c.line[i].weakens ? " (weaker)" : "");
	for (size_t i = 0; i < w->proposal_n; i++)
		if (&w->proposal[i] != p && w->proposal[i].index != p->index && gov_world_is_open(w, &w->proposal[i]))
			cli_field("dies with it", "%llu %s: %s", (unsigned long long)w->proposal[i].index,
				kt_kind_name(w->proposal[i].kind), w->proposal[i].description);
}

static void
members_text(const struct gov_world *w, const struct gov_proposal *p)
{
	const struct kt_governance *now = p->act.members;
	struct kt_governance was;
	const struct kt_governance *old = before(w, p, &was) ? &was : NULL, *o = old != NULL ? old : now;

	number("threshold", old, o->threshold, now->threshold, false);
	number("rollback threshold", old, o->rollback_threshold, now->rollback_threshold, false);
	number("stop number", old, o->stop_number, now->stop_number, false);
	number("timelock", old, o->timelock_s, now->timelock_s, true);
	number("rollback delay", old, o->rollback_delay_s, now->rollback_delay_s, true);
	number("window", old, o->window_s, now->window_s, true);
	number("reach", old, o->reach_s, now->reach_s, true);
	people(old, now);
	if (old != NULL)
		effects(w, p, old);
}

void
cli_change_text(const struct gov_world *w, const struct gov_proposal *p)
{
	char key[PUBKEY_TEXT];

	switch (p->kind) {
	case KT_KIND_MEMBERS:
		members_text(w, p);
		return;
	case KT_KIND_HANDOVER:
	case KT_KIND_HANDOVER_MULTISIG:
	case KT_KIND_HANDOVER_UNCHECKED:
		cli_field(p->kind == KT_KIND_HANDOVER_MULTISIG ? "goes to multisig" : "goes to", "%s%s",
			pubkey_text(key, &p->act.handover.receiver), p->kind == KT_KIND_HANDOVER_UNCHECKED ? ", which nobody proves to hold" : "");
		return;
	case KT_KIND_IMMUTABLE:
		cli_field("afterwards", "nobody can ever upgrade, repair or roll back the program");
		return;
	default:
		return;
	}
}

/* --- JSON ------------------------------------------------------------------- */

void
cli_dies_json(struct jsonout *j, const struct gov_world *w, uint64_t except)
{
	jsonout_array(j, "dies");
	for (size_t i = 0; i < w->proposal_n; i++) {
		const struct gov_proposal *q = &w->proposal[i];

		if (q->index == except || !gov_world_is_open(w, q))
			continue;
		jsonout_object(j, NULL);
		cli_json_id(j, q->index);
		jsonout_str(j, "kind", kt_kind_name(q->kind));
		cli_json_key(j, "program", &q->program);
		jsonout_end(j);
	}
	jsonout_end(j);
}

static void
members_json(struct jsonout *j, const struct gov_world *w, const struct gov_proposal *p)
{
	struct kt_governance old;
	struct change c;

	cli_governance_json(j, "after", p->act.members);
	if (!before(w, p, &old)) {
		jsonout_null(j, "before");
		return;
	}
	cli_governance_json(j, "before", &old);
	change_words(&old, p->act.members, &c);
	cli_effects_json(j, &c);
	jsonout_bool(j, "weakens", change_weakens(&c));
	cli_dies_json(j, w, p->index);
}

void
cli_change_json(struct jsonout *j, const struct gov_world *w, const struct gov_proposal *p)
{
	if (kt_takes_buffer(p->kind)) {
		jsonout_null(j, "change");
		return;
	}
	jsonout_object(j, "change");
	if (p->kind == KT_KIND_MEMBERS)
		members_json(j, w, p);
	else
		cli_json_key(j, "receiver", &p->act.handover.receiver);
	jsonout_end(j);
}
