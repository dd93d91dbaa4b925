#include "cli/preflight.h"

#include "base/text.h"
#include "ops/ready.h"

/* To its end, and frees it. */
static enum err_code
finish(struct cli *c, struct check *k, struct preflight *out, struct err *e)
{
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && check_pending(k))
		rc = cli_wait(c, -1, e);
	if (rc == ERR_OK)
		rc = check_result(k, out, e);
	check_free(k);
	return rc;
}

enum err_code
cli_check(struct cli *c, const struct gov_world *w, const struct gov_proposal *p, bool is_draft, struct preflight *out,
	struct err *e)
{
	return finish(c, check_new(&c->s, w, p, is_draft, true, c->s.commitment), out, e);
}

enum err_code
cli_check_file(struct cli *c, const struct gov_world *w, const struct kt_act *act, const struct on_chain *code, struct err *e)
{
	struct gov_proposal draft;
	struct preflight p;

	if (c->o.anyway)
		return ERR_OK;
	check_draft(&draft, w, act, signer_address(c->s.signer));
	if (finish(c, check_new_file(&c->s, w, &draft, code, c->s.commitment), &p, e) != ERR_OK)
		return e->code;
	return check_draft_refusal(&p, false, e);
}

enum err_code
cli_check_draft(struct cli *c, const struct gov_world *w, const struct kt_act *act, struct err *e)
{
	struct preflight *p = &c->draft;
	struct gov_proposal draft;

	check_draft(&draft, w, act, signer_address(c->s.signer));
	if (cli_check(c, w, &draft, true, p, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; c->o.anyway && i < p->n; i++)
		if (p->line[i].answer == PREFLIGHT_NO && p->line[i].blocks)
			cli_say(c, "note: %s", p->line[i].words);
	return check_draft_refusal(p, c->o.anyway, e);
}

static void
line_json(struct jsonout *j, const struct preflight_line *l)
{
	jsonout_object(j, NULL);
	jsonout_str(j, "name", l->name);
	jsonout_str(j, "answer", preflight_answer_name(l->answer));
	jsonout_bool(j, "blocks", l->answer == PREFLIGHT_NO && l->blocks);
	jsonout_str(j, "words", l->words);
	jsonout_str(j, "cure", l->cure[0] != '\0' ? l->cure : NULL);
	jsonout_end(j);
}

static void
lines_json(struct jsonout *j, const char *name, const struct preflight *p)
{
	jsonout_array(j, name);
	for (size_t i = 0; i < p->n; i++)
		line_json(j, &p->line[i]);
	jsonout_end(j);
}

void
cli_preflight_json(struct jsonout *j, const struct preflight *p)
{
	jsonout_bool(j, "executable", preflight_blocker(p, 0) == NULL);
	jsonout_array(j, "blockers");
	for (size_t i = 0; i < p->n; i++)
		if (p->line[i].answer == PREFLIGHT_NO && p->line[i].blocks)
			jsonout_str(j, NULL, p->line[i].words);
	jsonout_end(j);
	lines_json(j, "preflight", p);
}

static void
lines_text(const struct preflight *p)
{
	static const char *const marks[] = { [PREFLIGHT_YES] = "yes", [PREFLIGHT_NO] = "NO", [PREFLIGHT_UNKNOWN] = "?" };

	for (size_t i = 0; i < p->n; i++) {
		const struct preflight_line *l = &p->line[i];

		cli_field("", "%-3s %-10s %s", l->answer == PREFLIGHT_NO && !l->blocks ? "!" : marks[l->answer], l->name, l->words);
		if (l->cure[0] != '\0')
			cli_field("", "%14s -> %s", "", l->cure);
	}
}

void
cli_preflight_text(const struct preflight *p)
{
	cli_field("can it execute?", "%s", preflight_blocker(p, 0) == NULL ? "yes" : "no");
	lines_text(p);
}

/* --- is the way back ready? -------------------------------------------------- */

enum err_code
cli_readiness(struct cli *c, const struct gov_world *w, const struct pubkey *program, struct preflight *out, struct err *e)
{
	struct ready *y = ready_new(&c->s, w, program);
	enum err_code rc = ERR_OK;

	out->n = 0;
	if (y == NULL)
		return ERR_OK;
	while (rc == ERR_OK && ready_turn(y))
		rc = cli_wait(c, -1, e);
	if (rc == ERR_OK)
		rc = ready_result(y, out, e);
	ready_free(y);
	return rc;
}

void
cli_readiness_json(struct jsonout *j, const struct preflight *p)
{
	if (p->n == 0) {
		jsonout_null(j, "ready");
		jsonout_null(j, "readiness");
		return;
	}
	jsonout_str(j, "ready", preflight_answer_name(readiness_of(p)));
	lines_json(j, "readiness", p);
}

void
cli_readiness_text(const struct preflight *p)
{
	if (p->n == 0)
		return;
	cli_field("way back ready?", "%s", preflight_answer_name(readiness_of(p)));
	lines_text(p);
}
