#include "cli/liveness.h"

#include "base/text.h"
#include "ops/fetch.h"
#include "solana/elf.h"

enum err_code
cli_live_code(struct cli *c, const struct pubkey *program, struct buf *out, struct err *e)
{
	struct pubkey data = loader_program_data(program);
	struct fetch *f = fetch_new(&c->s, &data, LOADER_PROGRAM_DATA, c->s.commitment);
	struct fetched about;
	struct elf_info info;
	char key[PUBKEY_TEXT];
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && fetch_turn(f))
		rc = cli_wait(c, -1, e);
	if (rc == ERR_OK)
		rc = fetch_result(f, out, &about, e);
	if (rc == ERR_OK)
		rc = elf_check(out->p, out->len, &info, e);
	fetch_free(f);
	return rc == ERR_OK ? rc : err_while(e, "reading the live code of %s", pubkey_text(key, program));
}

/* Program data without its code. */
static enum err_code
read_head(struct cli *c, const struct pubkey *program, struct loader_account *l, struct err *e)
{
	struct rpc_slice head = { 0, LOADER_PROGRAM_DATA_HEADER, true };
	struct pubkey data = loader_program_data(program);
	struct rpc_accounts a = { .n = 0 };
	char key[PUBKEY_TEXT];
	enum err_code rc = cli_accounts(c, &data, 1, head, &a, e);

	if (rc == ERR_OK && (!a.account[0].exists || !pubkey_eq(&a.account[0].owner, &PUBKEY_LOADER)))
		rc = err_set(e, ERR_NOT_FOUND, "there is no program of the upgradeable loader at %s", pubkey_text(key, program));
	if (rc == ERR_OK)
		rc = loader_decode(a.account[0].data, a.account[0].len, l, e);
	if (rc == ERR_OK && l->tag != LOADER_PROGRAM_DATA)
		rc = err_set(e, ERR_WIRE, "%s is no program data", pubkey_text(key, &data));
	rpc_accounts_free(&a);
	return rc;
}

enum err_code
cli_held_by(struct cli *c, const struct pubkey *program, const struct pubkey *authority, struct err *e)
{
	char has[PUBKEY_TEXT] = "none", want[PUBKEY_TEXT] = "none", key[PUBKEY_TEXT];
	struct loader_account l;

	if (read_head(c, program, &l, e) != ERR_OK)
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
