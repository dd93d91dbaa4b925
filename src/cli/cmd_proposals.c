#include "cli/cli.h"

#include <string.h>

#include "base/text.h"

static bool
is_listed(const struct gov_world *w, const struct gov_proposal *p, bool all)
{
	return all || gov_world_is_open(w, p);
}

static enum err_code
print_json(struct cli *c, const struct gov_world *w, bool all, struct err *e)
{
	struct jsonout j;
	struct buf b;

	cli_json_begin(&b, &j);
	jsonout_str(&j, "cluster", c->s.cluster);
	jsonout_u64(&j, "slot", w->slot);
	jsonout_array(&j, "proposals");
	for (size_t i = 0; i < w->proposal_n; i++) {
		if (!is_listed(w, &w->proposal[i], all))
			continue;
		jsonout_object(&j, NULL);
		cli_proposal_json(c, &j, w, &w->proposal[i], NULL);
		jsonout_end(&j);
	}
	jsonout_end(&j);
	return cli_json_end(&b, &j, e);
}

/* What the timelock column says. */
static const char *
lock_text(const struct gov_proposal *p, enum gov_state state, int64_t now, char out[TEXT_SHORT])
{
	if (state == STATE_APPROVED)
		return text_countdown(out, timelock_wait(&p->lock, now));
	return state == STATE_READY ? "over" : text_span(out, p->lock.delay);
}

static void
print_text(const struct gov_world *w, bool all)
{
	size_t shown = 0;

	for (size_t i = 0; i < w->proposal_n; i++) {
		const struct gov_proposal *p = &w->proposal[i];
		enum gov_state state = proposal_state(p, &w->multisig, gov_world_record(w, &p->program), w->cluster_unix_s);
		char lock[TEXT_SHORT], safe[KT_DESCRIPTION_MAX * 3 + 1], program[PUBKEY_TEXT] = "-";

		if (!is_listed(w, p, all))
			continue;
		if (shown++ == 0)
			(void)printf("%5s  %-44s %-10s %-6s %-10s %-10s %s\n", "#", "PROGRAM", "KIND", "VOTES", "STATE", "TIMELOCK", "WHAT");
		if (!pubkey_is_zero(&p->program))
			(void)pubkey_text(program, &p->program);
		(void)text_safe(safe, sizeof safe, p->description, strlen(p->description), false);
		(void)printf("%5llu  %-44s %-10s %u/%-4u %-10s %-10s %s\n", (unsigned long long)p->index, program,
			kt_kind_name(p->kind), votes_count(p->approvals), p->needed, state_label(state),
			lock_text(p, state, w->cluster_unix_s, lock), safe);
	}
	if (shown == 0)
		(void)fprintf(stderr, "no %sproposals%s\n", all ? "" : "open ", all ? "" : "; --all shows the ended ones too");
}

enum err_code
cmd_proposals(struct cli *c, struct err *e)
{
	bool all = cli_flag(c, "--all");
	struct gov_world w;
	enum err_code rc = cli_words(c, 0, 0, "proposals [--all]", e);

	if (rc != ERR_OK || cli_open(c, CLI_MULTISIG | CLI_GOVERNANCE, NULL, e) != ERR_OK ||
		cli_list(c, &w, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < w.proposal_n; i++)
		if (is_listed(&w, &w.proposal[i], all))
			cli_doubt(c, &w.proposal[i]);
	if (c->o.json)
		rc = print_json(c, &w, all, e);
	else
		print_text(&w, all);
	gov_world_wipe(&w);
	return rc;
}
