#include "cli/cli.h"

#include <stdlib.h>

#include "base/text.h"
#include "cli/numbers.h"
#include "cli/propose_act.h"

/* --- by kind ------------------------------------------------------------- */

static void
more_json(void *ctx, struct jsonout *j)
{
	struct change *effects = ctx;

	cli_effects_json(j, effects);
}

/* A list made in an older epoch may bring back who was put out since, a stolen key too. */
static enum err_code
joiners(struct cli *c, const struct gov_world *w, const struct gov_proposal *p, const struct kt_governance *now, struct err *e)
{
	char key[PUBKEY_TEXT], why[240];

	if (p->epoch == w->multisig.epoch)
		return ERR_OK;
	cli_say(c, "! proposal %llu is the list as it was wanted in epoch %llu: it undoes what was changed since", (unsigned long long)p->index,
		(unsigned long long)p->epoch);
	for (unsigned i = 0; i < p->act.members->member_n; i++) {
		const struct pubkey *k = &p->act.members->member[i].address;

		if (kt_person_of(now, k) != NULL)
			continue;
		(void)snprintf(why, sizeof why, "!! %s is no member now and would be one again", pubkey_text(key, k));
		if (cli_type(c, key, why, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static enum err_code
members(struct cli *c, const struct gov_world *w, const struct gov_proposal *p, struct err *e)
{
	struct cli_proposing *q = mem_new(1, sizeof *q);
	struct kt_multisig_account now;
	struct change effects;
	enum err_code rc = kt_multisig_decode(w->multisig.raw, w->multisig.raw_len, &now, e);

	gov_proposal_act(p, &q->act);
	q->description = p->description;
	if (rc == ERR_OK)
		rc = change_check(&q->act.members, e);
	if (rc == ERR_OK && change_same(&now.governance, &q->act.members)) {
		(void)err_set(e, ERR_REFUSED, "members and numbers are as proposal %llu wanted them", (unsigned long long)p->index);
		rc = err_hint(e, "there is nothing left to propose");
	}
	if (rc == ERR_OK)
		rc = joiners(c, w, p, &now.governance, e);
	c->deaths = DEATHS_TYPED;
	if (rc == ERR_OK)
		rc = cli_deaths(c, w, 0, e);
	c->deaths = DEATHS_SILENT; /* told */
	if (rc == ERR_OK) {
		change_words(&now.governance, &q->act.members, &effects);
		rc = cli_propose(c, w, q, more_json, &effects, e);
	}
	free(q);
	return rc;
}

struct repeated {
	const struct gov_proposal *old;
	uint64_t index; /* it gets */
};

static void
repeated_json(void *ctx, struct jsonout *j)
{
	struct repeated *r = ctx;

	cli_json_id(j, r->index);
	jsonout_u64(j, "index", r->index);
	cli_json_key(j, "program", &r->old->program);
	cli_json_key(j, "buffer", &r->old->act.deploy.buffer);
	cli_json_hash(j, "code_hash", &r->old->act.deploy.code_hash);
}

/* The dead act's buffer comes back to its depositor first: one command, two transactions. */
static enum err_code
upgrade(struct cli *c, const struct gov_world *w, const struct gov_proposal *p, struct err *e)
{
	struct repeated r = { p, w->multisig.proposal_count + 1 };
	unsigned long long n = p->index;
	char who[CLI_WHO], program[PUBKEY_TEXT];
	enum err_code rc;

	if (p->holds_buffer && !pubkey_eq(&p->depositor, signer_address(c->s.signer))) {
		(void)err_set(e, ERR_REFUSED, "the buffer of proposal %llu goes back to %s", n, cli_who(c, &p->depositor, who));
		return err_hint(e, "that key proposes it again; or \"keyturn propose upgrade %s FILE\" with a buffer of yours",
			pubkey_text(program, &p->program));
	}
	if (p->holds_buffer && cli_act_only(c, act_move(&c->s, MOVE_RECLAIM, p->index, NULL), e) != ERR_OK)
		return err_while(e, "taking the buffer of proposal %llu back", n);
	if (p->holds_buffer && c->s.dry_run) {
		cli_say(c, "dry run: the buffer is taken back first, and then proposed; nothing was sent");
		return cli_outcome(c, NULL, "propose", false, repeated_json, &r, e);
	}
	c->s.commitment = COMMITMENT_CONFIRMED; /* what the sender waited for */
	rc = cli_propose_buffer(c, &p->program, &p->act.deploy.buffer, p->description, p->act.deploy.one_way, e);
	if (rc != ERR_NOT_FOUND)
		return rc;
	(void)err_set(e, ERR_NOT_FOUND, "the buffer of proposal %llu, %s, no longer exists", n, pubkey_text(who, &p->act.deploy.buffer));
	return err_hint(e, "\"keyturn propose upgrade %s FILE\" writes another", pubkey_text(program, &p->program));
}

static enum err_code
again(struct cli *c, const struct gov_world *w, const struct gov_proposal *p, struct err *e)
{
	enum gov_state state = proposal_state(p, &w->multisig, gov_world_record(w, &p->program), w->cluster_unix_s);
	unsigned long long n = p->index;
	char key[PUBKEY_TEXT];

	if (state_is_open(state)) {
		(void)err_set(e, ERR_REFUSED, "proposal %llu is %s: it can still be done", n, state_name(state));
		return err_hint(e, "\"keyturn show %llu\" says what it waits for", n);
	}
	if (state == STATE_EXECUTED) {
		(void)err_set(e, ERR_REFUSED, "proposal %llu was executed", n);
		return err_hint(e, "a new one is made by \"keyturn propose\"");
	}
	if (p->kind == KT_KIND_ROLLBACK) {
		(void)err_set(e, ERR_REFUSED, "a rollback is not repeated: what is live may have changed since");
		return err_hint(e, "\"keyturn propose rollback %s REASON\" proposes the one that is needed now; \"keyturn reclaim %llu\" gives "
			"a buffer back", pubkey_text(key, &p->program), n);
	}
	if (p->kind == KT_KIND_MEMBERS)
		return members(c, w, p, e);
	return p->kind == KT_KIND_UPGRADE ? upgrade(c, w, p, e) : cli_handover_again(c, p, e);
}

enum err_code
cmd_propose_again(struct cli *c, struct err *e)
{
	struct gov_world w = { .slot = 0 };
	const struct gov_proposal *p;
	uint64_t index;
	enum err_code rc;

	if (cli_words(c, 1, 1, "propose again ID [--anyway]", e) != ERR_OK || cli_index(c->word[0], &index, e) != ERR_OK ||
		cli_open(c, CLI_KEY | CLI_MULTISIG | CLI_GOVERNANCE, NULL, e) != ERR_OK || cli_genesis(c, e) != ERR_OK ||
		cli_world(c, true, 0, NULL, &w, e) != ERR_OK)
		return e->code;
	p = gov_world_proposal(&w, index);
	if (p != NULL) {
		rc = again(c, &w, p, e);
	} else {
		(void)err_set(e, ERR_NOT_FOUND, "there is no proposal %llu", (unsigned long long)index);
		rc = err_hint(e, "\"keyturn proposals --all\" lists them");
	}
	gov_world_wipe(&w);
	return rc;
}
