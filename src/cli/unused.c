#include "cli/unused.h"

static bool
is_in(const struct kt_governance *g, const struct pubkey *k)
{
	for (unsigned i = 0; g != NULL && i < g->member_n; i++)
		if (pubkey_eq(&g->member[i].address, k))
			return true;
	return false;
}

enum err_code
cli_unused(struct cli *c, const struct kt_governance *before, const struct kt_governance *after, unsigned *left, struct err *e)
{
	struct rpc_slice head = { 0, 1, true };
	struct rpc_accounts a = { .n = 0 };
	const struct kt_person *who[KT_MEMBERS_MAX];
	struct pubkey key[KT_MEMBERS_MAX];
	char text[PUBKEY_TEXT];
	size_t n = 0;
	enum err_code rc = ERR_OK;

	*left = 0;
	for (unsigned i = 0; i < after->member_n; i++) {
		*left += after->member[i].role == KT_ROLE_APPROVER;
		if (is_in(before, &after->member[i].address))
			continue;
		who[n] = &after->member[i];
		key[n++] = after->member[i].address;
	}
	if (n > 0)
		rc = cli_accounts(c, key, n, head, &a, e);
	for (size_t i = 0; rc == ERR_OK && i < n; i++) {
		if (a.account[i].exists)
			continue;
		*left -= who[i]->role == KT_ROLE_APPROVER;
		cli_say(c, "!  there is no account at %s: nobody has ever used it on this cluster", pubkey_text(text, &key[i]));
	}
	rpc_accounts_free(&a);
	return rc;
}

enum err_code
cli_unused_refused(struct cli *c, const struct kt_governance *before, const struct kt_governance *after, struct err *e)
{
	unsigned left;

	if (cli_unused(c, before, after, &left, e) != ERR_OK)
		return e->code;
	if (left >= after->threshold || c->o.anyway)
		return ERR_OK;
	(void)err_set(e, ERR_REFUSED, "without addresses that nobody ever used %u approvers are left, and %u are needed", left, after->threshold);
	return err_hint(e, "if one is wrong, nothing is ever upgraded or changed again: have each new member send a transaction first; "
		"--anyway proposes it all the same");
}
