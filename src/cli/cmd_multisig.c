#include "cli/cli.h"

#include <string.h>

#include "base/text.h"
#include "cli/numbers.h"
#include "cli/trust.h"
#include "cli/unused.h"

/* --- create ------------------------------------------------------------- */

static enum err_code
read_members(struct cli *c, struct kt_governance *g, struct err *e)
{
	struct kt_person p;
	const char *word;

	while ((word = cli_option(c, "--member")) != NULL)
		if (cli_person(word, &p, e) != ERR_OK || change_add(g, &p.address, p.role, e) != ERR_OK)
			return e->code;
	return ERR_OK;
}

static enum err_code
read_numbers(struct cli *c, struct kt_governance *g, struct err *e)
{
	unsigned approvers;

	if (read_members(c, g, e) != ERR_OK || cli_small(c, "--threshold", &g->threshold, e) != ERR_OK)
		return e->code;
	approvers = kt_approvers(g);
	g->rollback_threshold = g->threshold;
	g->stop_number = (uint8_t)(approvers > g->threshold ? approvers - g->threshold : 1);
	g->timelock_s = KT_TIMELOCK_DEFAULT_S;
	g->window_s = KT_WINDOW_DEFAULT_S;
	g->reach_s = KT_REACH_DEFAULT_S;
	if (cli_small(c, "--rollback-threshold", &g->rollback_threshold, e) != ERR_OK ||
		cli_small(c, "--stop", &g->stop_number, e) != ERR_OK || cli_span(c, "--timelock", &g->timelock_s, e) != ERR_OK ||
		cli_span(c, "--rollback-delay", &g->rollback_delay_s, e) != ERR_OK ||
		cli_span(c, "--window", &g->window_s, e) != ERR_OK || cli_span(c, "--reach", &g->reach_s, e) != ERR_OK)
		return e->code;
	return change_check(g, e);
}

struct created {
	struct pubkey multisig, authority;
};

static void
created_json(void *ctx, struct jsonout *j)
{
	struct created *m = ctx;

	cli_json_key(j, "multisig", &m->multisig);
	cli_json_key(j, "authority", &m->authority);
}

/* A create key makes one multisig: where it was refused because there is one, that is named. */
static enum err_code
name_made(struct cli *c, const struct pubkey *multisig, struct err *e)
{
	struct rpc_slice none = { 0, 0, true };
	struct rpc_accounts a = { .n = 0 };
	struct err unread = ERR_INIT;
	char key[PUBKEY_TEXT];
	bool there;

	if (cli_accounts(c, multisig, 1, none, &a, &unread) != ERR_OK)
		return e->code;
	there = a.n == 1 && a.account[0].exists && pubkey_eq(&a.account[0].owner, &c->s.governance);
	rpc_accounts_free(&a);
	return there ? err_hint(e, "this create key has made one: \"keyturn multisig show %s\"; leave --create-key out for another",
		pubkey_text(key, multisig)) : e->code;
}

enum err_code
cmd_multisig_create(struct cli *c, struct err *e)
{
	const char *create_key = cli_option(c, "--create-key");
	bool plain_key = cli_flag(c, "--allow-plain-governance-key");
	struct kt_governance g = { .member_n = 0 };
	struct guard_context x = { .bulk_n = 0 };
	const struct pubkey *made_by;
	struct created m;
	struct act *a;
	struct kt_ix ix;
	char key[PUBKEY_TEXT];
	unsigned left;
	enum err_code rc;

	if (read_numbers(c, &g, e) != ERR_OK ||
		cli_words(c, 0, 0, "multisig create --member ADDRESS[:operator] ... --threshold N [--rollback-threshold N --stop N "
			"--timelock 48h --rollback-delay 0 --window 14d --reach 30d] [--create-key KEYFILE] [--allow-plain-governance-key]", e) != ERR_OK ||
		cli_open(c, CLI_KEY | CLI_GOVERNANCE | CLI_FRESH, create_key, e) != ERR_OK || cli_genesis(c, e) != ERR_OK ||
		cli_trust(c, plain_key, e) != ERR_OK || cli_unused(c, NULL, &g, &left, e) != ERR_OK || cli_rent(c, KT_MULTISIG_LEN, &x.rent_lamports, e) != ERR_OK)
		return e->code;
	made_by = signer_address(c->extra);
	m.multisig = kt_multisig_address(&c->s.governance, made_by);
	m.authority = kt_authority_address(&c->s.governance, &m.multisig);
	kt_create_ix(&ix, &c->s.governance, signer_address(c->s.signer), made_by, &c->s.genesis, &g);
	c->s.multisig = m.multisig;
	a = act_instruction(&c->s, "multisig create", &ix.ix, 1, &x, 0, cli_sign_extra, c);
	act_once(a);
	rc = cli_act(c, a, "multisig create", created_json, &m, e);
	if (rc == ERR_CHAIN && create_key != NULL)
		return name_made(c, &m.multisig, e);
	if (rc == ERR_OK && !c->o.json) {
		cli_field("multisig", "%s", pubkey_text(key, &m.multisig));
		cli_field("authority", "%s", pubkey_text(key, &m.authority));
	}
	return rc;
}

/* --- show and list ------------------------------------------------------- */

static void
multisig_json(struct jsonout *j, const struct gov_multisig *m)
{
	cli_json_key(j, "address", &m->address);
	cli_json_key(j, "authority", &m->authority);
	jsonout_u64(j, "epoch", m->epoch);
	jsonout_u64(j, "proposals", m->proposal_count);
	jsonout_u64(j, "threshold", m->threshold);
	jsonout_u64(j, "rollback_threshold", m->rollback_threshold);
	jsonout_u64(j, "stop_number", m->stop_number);
	jsonout_u64(j, "timelock_s", m->timelock_s);
	jsonout_u64(j, "rollback_delay_s", m->rollback_delay_s);
	jsonout_u64(j, "window_s", m->window_s);
	jsonout_u64(j, "reach_s", m->reach_s);
	jsonout_array(j, "members");
	for (unsigned i = 0; i < m->member_n; i++) {
		jsonout_object(j, NULL);
		cli_json_key(j, "address", &m->member[i].address);
		jsonout_str(j, "role", m->member[i].may_vote ? "approver" : "operator");
		jsonout_end(j);
	}
	jsonout_end(j);
}

static void
multisig_text(const struct gov_multisig *m)
{
	char key[PUBKEY_TEXT], t[TEXT_SHORT];

	cli_field("multisig", "%s", pubkey_text(key, &m->address));
	cli_field("authority", "%s", pubkey_text(key, &m->authority));
	cli_field("threshold", "%u of %u approvers; rollback %u; stop %u", m->threshold, m->approver_n,
		m->rollback_threshold, m->stop_number);
	cli_field("timelock", "%s", text_span(t, m->timelock_s));
	cli_field("rollback delay", "%s", text_span(t, m->rollback_delay_s));
	cli_field("window", "%s", text_span(t, m->window_s));
	cli_field("reach", "%s", text_span(t, m->reach_s));
	cli_field("epoch", "%llu, %llu proposals", (unsigned long long)m->epoch, (unsigned long long)m->proposal_count);
	for (unsigned i = 0; i < m->member_n; i++)
		cli_field(i == 0 ? "members" : "", "%s %s", pubkey_text(key, &m->member[i].address),
			m->member[i].may_vote ? "approver" : "operator");
}

enum err_code
cmd_multisig_show(struct cli *c, struct err *e)
{
	struct gov_world w;
	struct jsonout j;
	struct buf b;
	enum err_code rc = cli_words(c, 0, 1, "multisig show [ADDRESS]", e);

	if (rc == ERR_OK && c->word_n == 1)
		c->o.multisig = c->word[0];
	if (rc != ERR_OK || cli_open(c, CLI_MULTISIG | CLI_GOVERNANCE, NULL, e) != ERR_OK ||
		cli_world(c, false, 0, NULL, &w, e) != ERR_OK)
		return e->code;
	if (!c->o.json) {
		multisig_text(&w.multisig);
	} else {
		cli_json_begin(&b, &j);
		jsonout_str(&j, "cluster", c->s.cluster);
		jsonout_u64(&j, "slot", w.slot);
		jsonout_object(&j, "multisig");
		multisig_json(&j, &w.multisig);
		jsonout_end(&j);
		rc = cli_json_end(&b, &j, e);
	}
	gov_world_wipe(&w);
	return rc;
}

static enum err_code
print_list(struct cli *c, const struct rpc_accounts *a, struct err *e)
{
	struct jsonout j;
	struct buf b;

	if (c->o.json) {
		cli_json_begin(&b, &j);
		jsonout_str(&j, "cluster", c->s.cluster);
		jsonout_u64(&j, "slot", a->slot);
		jsonout_array(&j, "multisigs");
	}
	for (size_t i = 0; i < a->n; i++) {
		struct gov_world w = { .slot = 0 };
		char key[PUBKEY_TEXT];
		struct err bad;

		if (gov_native.fold(&w, &c->s.governance, &a->account[i].address, a->account[i].data, a->account[i].len,
			a->slot, &bad) != ERR_OK || w.multisig.raw == NULL)
			continue;
		if (c->o.json) {
			jsonout_object(&j, NULL);
			multisig_json(&j, &w.multisig);
			jsonout_end(&j);
		} else {
			(void)printf("%-44s  %u of %u, %llu proposals\n", pubkey_text(key, &w.multisig.address), w.multisig.threshold,
				w.multisig.approver_n, (unsigned long long)w.multisig.proposal_count);
		}
		gov_world_wipe(&w);
	}
	if (!c->o.json)
		return ERR_OK;
	jsonout_end(&j);
	return cli_json_end(&b, &j, e);
}

enum err_code
cmd_multisig_list(struct cli *c, struct err *e)
{
	struct rpc_filter size = { KT_MULTISIG_LEN, NULL, 0 };
	struct rpc_slice whole = { 0, 0, false };
	struct rpc_accounts a = { .n = 0 };
	struct rpc_call *call;
	enum err_code rc = cli_words(c, 0, 0, "multisig list", e);

	if (rc != ERR_OK || cli_open(c, CLI_GOVERNANCE, NULL, e) != ERR_OK)
		return e->code;
	call = rpc_get_program_accounts(c->s.rpc, &c->s.governance, &size, 1, whole, c->s.commitment);
	rc = cli_await(c, call, e);
	if (rc == ERR_OK)
		rc = rpc_accounts_result(call, &a, e);
	rpc_call_free(call);
	if (rc == ERR_OK)
		rc = print_list(c, &a, e);
	rpc_accounts_free(&a);
	return rc;
}
