#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/change_out.h"
#include "cli/compromise.h"
#include "cli/numbers.h"
#include "cli/propose_act.h"
#include "cli/unused.h"

static const char usage[] = "propose members [--add ADDRESS[:operator]] [--remove ADDRESS] [--replace OLD=NEW] [--compromised OLD=NEW] "
	"[--threshold N --rollback-threshold N --stop N --timelock 48h --rollback-delay 0 --window 14d --reach 30d] [--description TEXT] "
	"[--anyway]";

enum { EDITS_MAX = 40 };

/* What is asked for, before the multisig is read. */
struct edits {
	struct kt_person add[EDITS_MAX];
	struct pubkey remove[EDITS_MAX], old[EDITS_MAX], new[EDITS_MAX];
	unsigned add_n, remove_n, replace_n;
	bool compromised;
	struct pubkey stolen, instead;
};

struct changing {
	struct edits edits;
	struct kt_governance before;
	struct change effects;
	struct cli_proposing p;
	const struct gov_world *w;
	struct cli *c;
	struct compromise guide;
};

/* --- reading the command line -------------------------------------------- */

static enum err_code
add_pair(struct edits *d, const char *word, const char *name, struct err *e)
{
	if (d->replace_n == EDITS_MAX)
		return err_set(e, ERR_USAGE, "more than %d replacements", EDITS_MAX);
	if (cli_pair(word, name, &d->old[d->replace_n], &d->new[d->replace_n], e) != ERR_OK)
		return e->code;
	d->replace_n++;
	return ERR_OK;
}

static enum err_code
read_edits(struct cli *c, struct edits *d, struct err *e)
{
	const char *v;

	while ((v = cli_option(c, "--compromised")) != NULL) {
		if (d->compromised)
			return err_set(e, ERR_USAGE, "--compromised is given twice: one key at a time");
		if (add_pair(d, v, "--compromised", e) != ERR_OK)
			return e->code;
		d->compromised = true;
		d->stolen = d->old[d->replace_n - 1];
		d->instead = d->new[d->replace_n - 1];
	}
	while ((v = cli_option(c, "--replace")) != NULL)
		if (add_pair(d, v, "--replace", e) != ERR_OK)
			return e->code;
	while ((v = cli_option(c, "--remove")) != NULL) {
		if (d->remove_n == EDITS_MAX)
			return err_set(e, ERR_USAGE, "more than %d removals", EDITS_MAX);
		if (pubkey_parse(v, &d->remove[d->remove_n++], e) != ERR_OK)
			return err_while(e, "reading --remove");
	}
	while ((v = cli_option(c, "--add")) != NULL) {
		if (d->add_n == EDITS_MAX)
			return err_set(e, ERR_USAGE, "more than %d additions", EDITS_MAX);
		if (cli_person(v, &d->add[d->add_n++], e) != ERR_OK)
			return err_while(e, "reading --add");
	}
	return ERR_OK;
}

static enum err_code
apply(struct cli *c, const struct edits *d, struct kt_governance *g, struct err *e)
{
	for (unsigned i = 0; i < d->replace_n; i++)
		if (change_replace(g, &d->old[i], &d->new[i], e) != ERR_OK)
			return e->code;
	for (unsigned i = 0; i < d->remove_n; i++)
		if (change_remove(g, &d->remove[i], e) != ERR_OK)
			return e->code;
	for (unsigned i = 0; i < d->add_n; i++)
		if (change_add(g, &d->add[i].address, d->add[i].role, e) != ERR_OK)
			return e->code;
	if (cli_small(c, "--threshold", &g->threshold, e) != ERR_OK ||
		cli_small(c, "--rollback-threshold", &g->rollback_threshold, e) != ERR_OK ||
		cli_small(c, "--stop", &g->stop_number, e) != ERR_OK || cli_span(c, "--timelock", &g->timelock_s, e) != ERR_OK ||
		cli_span(c, "--rollback-delay", &g->rollback_delay_s, e) != ERR_OK ||
		cli_span(c, "--window", &g->window_s, e) != ERR_OK || cli_span(c, "--reach", &g->reach_s, e) != ERR_OK ||
		cli_words(c, 0, 0, usage, e) != ERR_OK)
		return e->code;
	return change_check(g, e);
}

/* --- the whole --------------------------------------------------------------- */

static void
changed_json(void *ctx, struct jsonout *j)
{
	struct changing *g = ctx;

	cli_governance_json(j, "before", &g->before);
	cli_governance_json(j, "after", &g->p.act.members);
	cli_effects_json(j, &g->effects);
	jsonout_bool(j, "weakens", change_weakens(&g->effects));
	cli_dies_json(j, g->w, g->guide.made != NULL ? g->p.index : 0);
	if (g->edits.compromised)
		compromise_json(g->c, &g->guide, g->p.index, j);
}

/* The hint of a stolen key that is out already. */
static enum err_code
no_longer_member(const struct changing *g, struct err *e)
{
	char key[PUBKEY_TEXT];

	if (e->code != ERR_NOT_FOUND || !g->edits.compromised || multisig_member(&g->w->multisig, &g->edits.stolen) >= 0)
		return e->code;
	return err_hint(e, "it has no vote and proposes nothing; \"keyturn audit %s\" shows what it signed", pubkey_text(key, &g->edits.stolen));
}

/* The very same change, proposed by whomever: an earlier run, or another member's. */
static const struct gov_proposal *
open_already(const struct changing *g)
{
	for (size_t i = 0; i < g->w->proposal_n; i++) {
		const struct gov_proposal *p = &g->w->proposal[i];

		if (p->kind == KT_KIND_MEMBERS && gov_world_is_open(g->w, p) && p->act.members != NULL &&
			change_same(p->act.members, &g->p.act.members))
			return p;
	}
	return NULL;
}

/* The guide through a replacement that is under way: nothing is proposed twice. */
static enum err_code
go_on(struct cli *c, struct changing *g, struct err *e)
{
	struct jsonout j;
	struct buf b;

	g->p.index = g->guide.made->index;
	if (!c->o.json) {
		compromise_next(c, &g->guide, g->p.index);
		return ERR_OK;
	}
	cli_json_begin(&b, &j);
	jsonout_str(&j, "action", "propose");
	jsonout_str(&j, "cluster", c->s.cluster);
	jsonout_bool(&j, "sent", false);
	jsonout_str(&j, "signature", NULL);
	jsonout_u64(&j, "fee_lamports", 0);
	cli_json_id(&j, g->p.index);
	jsonout_u64(&j, "index", g->p.index);
	jsonout_str(&j, "kind", kt_kind_name(KT_KIND_MEMBERS));
	changed_json(g, &j);
	return cli_json_end(&b, &j, e);
}

static enum err_code
make(struct cli *c, struct changing *g, struct err *e)
{
	struct kt_multisig_account m;
	enum err_code rc = kt_multisig_decode(g->w->multisig.raw, g->w->multisig.raw_len, &m, e);

	if (rc != ERR_OK)
		return rc;
	g->before = m.governance;
	g->p.act.kind = KT_KIND_MEMBERS;
	g->p.act.members = m.governance;
	if (apply(c, &g->edits, &g->p.act.members, e) != ERR_OK)
		return no_longer_member(g, e);
	if (change_same(&g->before, &g->p.act.members)) {
		(void)err_set(e, ERR_USAGE, "this changes nothing");
		return err_hint(e, "usage: keyturn %s", usage);
	}
	if (cli_unused_refused(c, &g->before, &g->p.act.members, e) != ERR_OK)
		return e->code;
	change_words(&g->before, &g->p.act.members, &g->effects);
	c->deaths = DEATHS_TYPED;
	if (g->edits.compromised) {
		compromise_read(c, g->w, &g->edits.stolen, &g->edits.instead, open_already(g), &g->guide);
		if (!c->o.json)
			compromise_tell(c, &g->guide);
		if (g->guide.made != NULL)
			return go_on(c, g, e);
	}
	if (cli_deaths(c, g->w, 0, e) != ERR_OK)
		return e->code;
	c->deaths = DEATHS_SILENT; /* told */
	rc = cli_propose(c, g->w, &g->p, changed_json, g, e);
	if (rc == ERR_OK && g->edits.compromised && !c->o.json)
		compromise_next(c, &g->guide, g->p.index);
	return rc;
}

enum err_code
cmd_propose_members(struct cli *c, struct err *e)
{
	struct changing *g = mem_new(1, sizeof *g);
	struct gov_world w = { .slot = 0 };
	const char *description = cli_option(c, "--description");
	enum err_code rc = read_edits(c, &g->edits, e);

	g->c = c;
	g->w = &w;
	g->p.description = description != NULL ? description : g->edits.compromised ? "Replace a compromised key" :
		"Change of members and numbers";
	if (rc == ERR_OK)
		rc = cli_open(c, CLI_KEY | CLI_MULTISIG | CLI_GOVERNANCE, NULL, e);
	if (rc == ERR_OK)
		rc = cli_genesis(c, e);
	if (rc == ERR_OK)
		rc = cli_world(c, true, 0, NULL, &w, e);
	if (rc == ERR_OK)
		rc = make(c, g, e);
	compromise_wipe(&g->guide);
	gov_world_wipe(&w);
	free(g);
	return rc;
}
