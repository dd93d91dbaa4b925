#include "cli/trust.h"

#include "base/text.h"
#include "cli/code.h"

enum err_code
cli_trust(struct cli *c, bool allow, struct err *e)
{
	struct on_chain code;
	char key[PUBKEY_TEXT], hex[65];

	if (cli_code_on_chain(c, &c->s.governance, LOADER_PROGRAM, &code, e) != ERR_OK)
		return err_while(e, "looking at the governance program");
	text_hex(hex, code.hash.b, 32);
	(void)pubkey_text(key, &code.authority);
	cli_say(c, "governance program: code hash %s, upgrade authority %s", hex, code.has_authority ? key : "none");
	if (!code.has_authority || !pubkey_on_curve(&code.authority))
		return ERR_OK;
	if (allow) {
		cli_say(c, "warning: the plain key %s can replace the governance program at any time", key);
		return ERR_OK;
	}
	(void)err_set(e, ERR_REFUSED, "the governance program's upgrade authority %s is a plain key", key);
	return err_hint(e, "whoever holds it can undo every rule; --allow-plain-governance-key is for local chains");
}
