#include "cli/cli.h"

#include <stdlib.h>

#include "cli/preflight.h"

static enum err_code
print(struct cli *c, const struct gov_world *w, const struct gov_proposal *p, struct err *e)
{
	struct cli_told *told = mem_new(1, sizeof *told);
	struct jsonout j;
	struct buf b;
	enum err_code rc = cli_check(c, w, p, false, &told->preflight, e);

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
		cli_world(c, true, 0, NULL, &w, e) != ERR_OK) /* whole: other acts on the program count */
		return e->code;
	p = gov_world_proposal(&w, index);
	if (p == NULL) {
		(void)err_set(e, ERR_NOT_FOUND, "there is no proposal %llu, the newest is %llu", (unsigned long long)index,
			(unsigned long long)w.multisig.proposal_count);
		rc = err_hint(e, "\"keyturn proposals --all\" lists them; an ended one may have been closed");
	} else {
		rc = print(c, &w, p, e);
	}
	gov_world_wipe(&w);
	return rc;
}
