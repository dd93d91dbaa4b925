#include "cli/liveness.h"

#include "base/text.h"
#include "cli/code.h"
#include "solana/elf.h"

static enum err_code
read_code(struct cli *c, const struct pubkey *program, struct rpc_accounts *a, struct loader_account *l, struct err *e)
{
	struct rpc_slice all = { 0, 0, false };
	struct pubkey data = loader_program_data(program);
	char key[PUBKEY_TEXT];

	if (cli_accounts(c, &data, 1, all, a, e) != ERR_OK)
		return e->code;
	if (!a->account[0].exists || !pubkey_eq(&a->account[0].owner, &PUBKEY_LOADER)) {
		(void)err_set(e, ERR_NOT_FOUND, "there is no program of the upgradeable loader at %s", pubkey_text(key, program));
		return err_hint(e, "check the address and the cluster (-u)");
	}
	if (loader_decode(a->account[0].data, a->account[0].len, l, e) != ERR_OK)
		return e->code;
	return l->tag == LOADER_PROGRAM_DATA ? ERR_OK : err_set(e, ERR_WIRE, "%s is no program data", pubkey_text(key, &data));
}

enum err_code
cli_live_code(struct cli *c, const struct pubkey *program, struct buf *out, struct err *e)
{
	struct rpc_accounts a = { .n = 0 };
	struct loader_account l;
	struct elf_info info;
	enum err_code rc = read_code(c, program, &a, &l, e);

	if (rc == ERR_OK && !buf_put(out, l.code, code_trim(l.code, l.code_len)))
		rc = err_set(e, ERR_REFUSED, "the live code is %zu bytes, more than can be governed", code_trim(l.code, l.code_len));
	if (rc == ERR_OK && elf_check(out->p, out->len, &info, e) != ERR_OK)
		rc = err_while(e, "looking at the live code");
	rpc_accounts_free(&a);
	return rc;
}

enum err_code
cli_held_by(struct cli *c, const struct pubkey *program, const struct pubkey *authority, struct err *e)
{
	char has[PUBKEY_TEXT] = "none", want[PUBKEY_TEXT] = "none", key[PUBKEY_TEXT];
	struct rpc_accounts a = { .n = 0 };
	struct loader_account l;
	enum err_code rc = read_code(c, program, &a, &l, e);

	rpc_accounts_free(&a);
	if (rc != ERR_OK)
		return err_while(e, "reading the upgrade authority back");
	if (l.has_authority)
		(void)pubkey_text(has, &l.authority);
	if (authority != NULL)
		(void)pubkey_text(want, authority);
	if (l.has_authority != (authority != NULL) || (authority != NULL && !pubkey_eq(&l.authority, authority))) {
		(void)err_set(e, ERR_MISMATCH, "the upgrade authority of %s is %s, it should be %s", pubkey_text(key, program), has, want);
		return err_hint(e, "\"keyturn program show %s\" at another endpoint (-u) tells whether this one lags", key);
	}
	cli_say(c, "read back: the upgrade authority of %s is %s", pubkey_text(key, program), has);
	return ERR_OK;
}

void
cli_offer_liveness(const struct cli *c, const struct pubkey *program)
{
	char key[PUBKEY_TEXT];

	cli_say(c, "prove that the whole path works, with the very code that is live:");
	cli_say(c, "  keyturn propose upgrade %s --liveness", pubkey_text(key, program));
}
