#include "cli/cli.h"

#include <stdlib.h>

#include "cli/change_out.h"
#include "cli/preflight.h"
#include "ops/votes.h"

enum { VOTES_WAIT_MS = 5000 }; /* times are hints, nobody waits long for them */

static void
take_times(const struct votes *v, const struct gov_world *w, const struct gov_proposal *p, struct cli_told *told)
{
	for (unsigned i = 0; i < w->multisig.member_n; i++) {
		const char *vote = proposal_vote(p, i);

		if (vote != NULL && votes_at(v, &w->multisig.member[i].address, vote, &told->voted_at[i]))
			told->has_at[i] = true;
	}
}

/* Both reads go out at once; the votes' times are left out where they do not come. */
static enum err_code
tell(struct cli *c, const struct gov_world *w, const struct gov_proposal *p, struct cli_told *told, struct err *e)
{
	bool any = (p->approvals | p->rejections | p->cancels) != 0 && p->epoch == w->multisig.epoch;
	struct votes *v = any ? votes_new(&c->s, p, c->s.commitment) : NULL;
	enum err_code rc = cli_check(c, w, p, false, &told->preflight, e);
	uint64_t until = clock_mono_ms(&c->s.clock) + VOTES_WAIT_MS;

	while (rc == ERR_OK && v != NULL && votes_turn(v) && clock_mono_ms(&c->s.clock) < until)
		rc = cli_wait(c, -1, e);
	if (rc == ERR_OK && v != NULL)
		take_times(v, w, p, told);
	votes_free(v);
	return rc;
}

static enum err_code
print(struct cli *c, const struct gov_world *w, const struct gov_proposal *p, struct err *e)
{
	struct cli_told *told = mem_new(1, sizeof *told);
	struct jsonout j;
	struct buf b;
	enum err_code rc = tell(c, w, p, told, e);

	if (rc != ERR_OK || !c->o.json) {
		if (rc == ERR_OK)
			cli_proposal_text(c, w, p, told);
		free(told);
		return rc;
	}
	cli_json_begin(&b, &j);
	jsonout_str(&j, "cluster", c->s.cluster);
	jsonout_u64(&j, "slot", w->slot);
	jsonout_object(&j, "proposal");
	cli_proposal_json(c, &j, w, p, told);
	free(told);
	jsonout_end(&j);
	cli_change_json(&j, w, p);
	return cli_json_end(&b, &j, e);
}

enum err_code
cmd_show(struct cli *c, struct err *e)
{
	const struct gov_proposal *p;
	struct gov_world w;
	uint64_t index;
	enum err_code rc = cli_words(c, 1, 1, "show ID", e);

	if (rc != ERR_OK || cli_index(c->word[0], &index, e) != ERR_OK ||
		cli_open(c, CLI_MULTISIG | CLI_GOVERNANCE, NULL, e) != ERR_OK ||
		cli_list(c, &w, e) != ERR_OK) /* whole: other acts on the program count */
		return e->code;
	p = gov_world_proposal(&w, index);
	if (p == NULL) {
		(void)err_set(e, ERR_NOT_FOUND, "there is no proposal %llu, the newest is %llu", (unsigned long long)index,
			(unsigned long long)w.multisig.proposal_count);
		rc = err_hint(e, "\"keyturn proposals --all\" lists them; an ended one may have been closed");
	} else {
		cli_doubt(c, p);
		rc = print(c, &w, p, e);
	}
	gov_world_wipe(&w);
	return rc;
}
