#include "cli/propose_act.h"

#include <string.h>

#include "base/text.h"
#include "cli/preflight.h"

struct telling {
	const struct cli_proposing *p;
	cli_more *more;
	void *ctx;
};

static void
proposed_json(void *ctx, struct jsonout *j)
{
	struct telling *t = ctx;

	cli_json_id(j, t->p->index);
	jsonout_u64(j, "index", t->p->index);
	jsonout_str(j, "kind", kt_kind_name(t->p->act.kind));
	if (t->more != NULL)
		t->more(t->ctx, j);
}

static bool
is_same_act(const struct kt_act *act, const struct gov_proposal *q)
{
	uint8_t want[KT_PAYLOAD_MAX], has[KT_PAYLOAD_MAX];
	size_t len = kt_payload_encode(act, want);
	struct kt_act other;

	gov_proposal_act(q, &other);
	return q->kind == act->kind && kt_payload_encode(&other, has) == len && memcmp(want, has, len) == 0;
}

/* An earlier run may have proposed the very same and been interrupted before it heard so. */
static enum err_code
check_not_open(struct cli *c, const struct gov_world *w, const struct kt_act *act, struct err *e)
{
	for (size_t i = 0; i < w->proposal_n; i++) {
		const struct gov_proposal *q = &w->proposal[i];
		unsigned long long n = q->index;

		if (!pubkey_eq(&q->proposer, signer_address(c->s.signer)) || !gov_world_is_open(w, q) || !is_same_act(act, q))
			continue;
		(void)err_set(e, ERR_REFUSED, "proposal %llu, which is open, asks for exactly this", n);
		return err_hint(e, "\"keyturn show %llu\" shows it; \"keyturn withdraw %llu\" takes it back", n, n);
	}
	return ERR_OK;
}

static enum err_code
check_member(struct cli *c, const struct gov_world *w, struct err *e)
{
	const struct pubkey *me = signer_address(c->s.signer);
	char key[PUBKEY_TEXT];

	if (multisig_member(&w->multisig, me) >= 0)
		return ERR_OK;
	(void)err_set(e, ERR_REFUSED, "%s is no member of the multisig", pubkey_text(key, me));
	return err_hint(e, "use the keypair of a member (-k)");
}

enum err_code
cli_propose(struct cli *c, const struct gov_world *w, struct cli_proposing *p, cli_more *more, void *ctx, struct err *e)
{
	struct telling t = { p, more, ctx };
	uint8_t payload[KT_PAYLOAD_MAX];
	size_t len = KT_PROPOSAL_HEADER + kt_payload_encode(&p->act, payload) + strlen(p->description);
	uint64_t rent;
	struct act *a;
	enum err_code rc;

	if (check_member(c, w, e) != ERR_OK || check_not_open(c, w, &p->act, e) != ERR_OK ||
		cli_check_draft(c, w, &p->act, e) != ERR_OK || cli_rent(c, len, &rent, e) != ERR_OK)
		return e->code;
	p->index = w->multisig.proposal_count + 1;
	a = act_propose(&c->s, w, &p->act, p->description, rent, e);
	rc = a != NULL ? cli_act(c, a, "propose", proposed_json, &t, e) : e->code;
	if (rc == ERR_OK && !c->o.json)
		cli_field("proposal", "%llu", (unsigned long long)p->index);
	return rc;
}

enum err_code
cli_type(struct cli *c, const char *want, const char *why, struct err *e)
{
	cli_say(c, "%s", why);
	if (c->s.dry_run)
		return ERR_OK;
	if (c->o.no_input) {
		(void)err_set(e, ERR_CANCELLED, "\"%s\" has to be typed to go on, and --no-input is given", want);
		return err_hint(e, "this cannot be undone: run it without --no-input");
	}
	return cli_typed(want, "to go on", "signed", e);
}

/* --- what dies with the epoch ------------------------------------------------ */

static enum err_code
tell_death(struct cli *c, const struct gov_proposal *q, struct err *e)
{
	char number[24], why[200];

	cli_say(c, "  %llu %s, %u of %u approvals: %s", (unsigned long long)q->index, kt_kind_name(q->kind),
		votes_count(q->approvals), q->needed, q->description);
	if (q->kind != KT_KIND_ROLLBACK)
		return ERR_OK;
	(void)snprintf(number, sizeof number, "%llu", (unsigned long long)q->index);
	(void)snprintf(why, sizeof why, "!! rollback %s dies when this change executes; it would have to be proposed and approved again",
		number);
	if (c->deaths == DEATHS_TYPED)
		return cli_type(c, number, why, e);
	cli_say(c, "%s", why);
	return ERR_OK;
}

enum err_code
cli_deaths(struct cli *c, const struct gov_world *w, uint64_t except, struct err *e)
{
	bool said = false;

	for (size_t i = 0; i < w->proposal_n; i++) {
		const struct gov_proposal *q = &w->proposal[i];

		if (q->index == except ||
			!gov_world_is_open(w, q))
			continue;
		if (!said)
			cli_say(c, "executing the change raises the epoch; these open acts die with it:");
		said = true;
		if (tell_death(c, q, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

enum err_code
cli_before_card(struct cli *c, const struct act *a, struct err *e)
{
	const struct guard_account *raw = &act_context(a)->proposal;
	struct kt_proposal_account p;
	struct err other = ERR_INIT;
	struct gov_world w;
	enum err_code rc;

	if (raw->len == 0 || kt_proposal_decode(raw->data, raw->len, &p, &other) != ERR_OK)
		return ERR_OK;
	c->kind = p.act.kind;
	if (c->deaths == DEATHS_SILENT || p.act.kind != KT_KIND_MEMBERS)
		return ERR_OK;
	if (cli_world(c, true, 0, NULL, &w, e) != ERR_OK)
		return e->code;
	rc = cli_deaths(c, &w, p.index, e);
	gov_world_wipe(&w);
	return rc;
}

char *
cli_who(struct cli *c, const struct pubkey *k, char out[CLI_WHO])
{
	char key[PUBKEY_TEXT], label[LABEL_MAX] = "";

	if (c->s.store != NULL)
		store_label(c->s.store, k, label);
	(void)snprintf(out, CLI_WHO, "%s%s%s", label, label[0] != '\0' ? " " : "", pubkey_text(key, k));
	return out;
}
