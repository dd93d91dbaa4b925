#include "ops/stage_state.h"

#include <stdio.h>

#include "base/text.h"
#include "solana/loader.h"
#include "solana/system.h"

/* The key's own rent: a payer left with less, but for nothing, pays no fee. */
static uint64_t
own_rent(const struct stage *g)
{
	return g->rent_lamports / (SYSTEM_ACCOUNT_EXTRA + LOADER_BUFFER_HEADER + g->len) * SYSTEM_ACCOUNT_EXTRA;
}

/* Once the SOL ends in the middle every write on its way fails and is paid for. */
enum err_code
stage_can_pay(struct stage *g, uint64_t deposit)
{
	size_t n = g->pieces.n - g->pieces.there;
	uint64_t needs = deposit + (n + (deposit > 0)) * pieces_fee(&g->pieces) + own_rent(g);
	char key[PUBKEY_TEXT], has[TEXT_SHORT], rent[TEXT_SHORT], lacks[TEXT_SHORT], words[TEXT_SHORT + 32] = "";

	if (n == 0 || g->has_lamports >= needs)
		return ERR_OK;
	if (deposit > 0)
		(void)snprintf(words, sizeof words, "rent of %s SOL and ", text_sol(rent, deposit));
	(void)err_set(&g->err, ERR_CHAIN, "%s holds %s SOL, which does not pay %s%zu writes",
		pubkey_text(key, signer_address(g->s->signer)), text_sol(has, g->has_lamports), words, n);
	return err_hint(&g->err, "send %s SOL to it, or name another key with -k, and do it again; nothing was sent",
		text_sol(lacks, needs - g->has_lamports));
}
