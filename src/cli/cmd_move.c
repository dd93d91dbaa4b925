#include "cli/cli.h"

#include "base/text.h"
#include "gov/next.h"

struct moved {
	uint64_t index;
};

static void
more(void *ctx, struct jsonout *j)
{
	struct moved *m = ctx;

	cli_json_id(j, m->index);
}

/* What comes next, in the words of the console.  Only talk: where it cannot be read nothing is said. */
static void
say_next(struct cli *c, uint64_t index)
{
	char words[NEXT_TEXT] = "";
	const struct gov_proposal *p;
	struct err ignored = ERR_INIT;
	struct gov_world w;

	if (cli_landed(c, index, &w, &ignored) != ERR_OK)
		return;
	p = gov_world_proposal(&w, index);
	if (p != NULL)
		next_words(words, p, proposal_state(p, &w.multisig, gov_world_record(&w, &p->program), w.cluster_unix_s), false);
	if (words[0] != '\0')
		cli_say(c, "next: %s", words);
	gov_world_wipe(&w);
}

static bool
is_vote(enum gov_move move)
{
	return move == MOVE_APPROVE || move == MOVE_REJECT || move == MOVE_CANCEL || move == MOVE_WITHDRAW;
}

static enum err_code
run(struct cli *c, enum gov_move move, struct err *e)
{
	const char *seen = cli_option(c, "--payload-hash");
	const char *receiver = move == MOVE_EXECUTE ? cli_option(c, "--receiver-keypair") : NULL;
	struct moved m;
	struct act *a;
	enum err_code rc;
	struct hash expect;
	char usage[96];

	(void)snprintf(usage, sizeof usage, "%s ID [--payload-hash HEX]%s", move_name(move),
		move == MOVE_EXECUTE ? " [--receiver-keypair FILE]" : "");
	if (cli_words(c, 1, 1, usage, e) != ERR_OK || cli_index(c->word[0], &m.index, e) != ERR_OK)
		return e->code;
	if (seen != NULL && !text_unhex(expect.b, sizeof expect.b, seen))
		return err_set(e, ERR_USAGE, "\"%s\" is no payload hash: it has 64 hex digits", seen);
	if (cli_open(c, CLI_KEY | CLI_MULTISIG | CLI_GOVERNANCE, receiver, e) != ERR_OK)
		return e->code;
	a = act_move(&c->s, move, m.index, seen != NULL ? &expect : NULL);
	if (c->extra != NULL)
		act_also_sign(a, signer_address(c->extra), cli_sign_extra, c);
	c->extra_context = act_context(a);
	c->deaths = move == MOVE_EXECUTE ? DEATHS_TYPED : move == MOVE_APPROVE ? DEATHS_TOLD : DEATHS_SILENT;
	rc = cli_act(c, a, move_name(move), more, &m, e);
	c->extra_context = NULL;
	if (rc == ERR_OK && is_vote(move) && !c->s.dry_run && !c->o.json)
		say_next(c, m.index);
	return rc == ERR_OK && move == MOVE_EXECUTE && !c->s.dry_run ? cli_after_execute(c, m.index, e) : rc;
}

enum err_code
cmd_approve(struct cli *c, struct err *e)
{
	return run(c, MOVE_APPROVE, e);
}

enum err_code
cmd_reject(struct cli *c, struct err *e)
{
	return run(c, MOVE_REJECT, e);
}

enum err_code
cmd_withdraw(struct cli *c, struct err *e)
{
	return run(c, MOVE_WITHDRAW, e);
}

enum err_code
cmd_cancel(struct cli *c, struct err *e)
{
	return run(c, MOVE_CANCEL, e);
}

enum err_code
cmd_execute(struct cli *c, struct err *e)
{
	return run(c, MOVE_EXECUTE, e);
}

enum err_code
cmd_reclaim(struct cli *c, struct err *e)
{
	return run(c, MOVE_RECLAIM, e);
}

enum err_code
cmd_close(struct cli *c, struct err *e)
{
	return run(c, MOVE_CLOSE, e);
}
