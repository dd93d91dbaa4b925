#include "keys/guard_card.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "solana/system.h"

#define FEE_PER_SIGNATURE 5000u /* lamports; what a node says is shown beside it */
#define PRIORITY_FEE_MAX 100000000u /* lamports, 0.1 SOL: more is a mistake or an attack */

/* Every account is there for an instruction: one that is not could only be a
 * signer or a payer nobody was told of. */
static enum err_code
all_used(const struct message *m, struct err *e)
{
	char text[PUBKEY_TEXT];

	for (unsigned k = 1; k < m->key_n; k++) {
		bool used = false;

		for (unsigned i = 0; !used && i < m->instruction_n; i++)
			used = m->instruction[i].program == k ||
				memchr(m->instruction[i].account, (int)k, m->instruction[i].account_n) != NULL;
		if (!used)
			return err_set(e, ERR_REFUSED, "the message names account %u, %s, which no instruction uses", k,
				pubkey_text(text, &m->key[k]));
	}
	return ERR_OK;
}

/* A program is called, never a payer or signer. */
static enum err_code
programs_plain(const struct message *m, struct err *e)
{
	for (unsigned i = 0; i < m->instruction_n; i++) {
		uint8_t k = m->instruction[i].program;

		if (message_is_signer(m, k) || message_is_writable(m, k))
			return err_set(e, ERR_REFUSED, "the program of instruction %u is a signer or writable", i);
	}
	return ERR_OK;
}

/* A fresh create key, a program's own key, the authority that hands over, a
 * receiver or a depositor signs beside the fee payer: in that part of that act,
 * which check_role holds it to. */
static bool
is_cosigner(const struct message *m, const struct pubkey *signer)
{
	for (uint8_t i = 1; i < m->signer_n; i++)
		if (pubkey_eq(&m->key[i], signer))
			return true;
	return false;
}

/* The message, whole and plain, paid by the signer, or signed beside the payer.
 * Version 1 is for buffer writes alone: `newest` is the newest version taken. */
static enum err_code
open_message(const struct pubkey *signer, const uint8_t *bytes, size_t len, enum message_version newest,
	struct message *m, struct err *e)
{
	if (message_parse(bytes, len, m, e) != ERR_OK) {
		(void)err_while(e, "decoding what is to be signed");
		return e->code = ERR_REFUSED;
	}
	if (m->version == MESSAGE_V0 || m->version > newest)
		return err_set(e, ERR_REFUSED, "the message is of version %d; only legacy messages are signed, and version 1 "
			"for buffer writes", m->version == MESSAGE_V0 ? 0 : 1);
	if (message_is_nonce(m))
		return err_set(e, ERR_REFUSED, "the message uses a durable nonce: it would never expire");
	if (!pubkey_eq(&m->key[0], signer) && !is_cosigner(m, signer))
		return err_set(e, ERR_REFUSED, "the fee payer is not the key that is asked to sign");
	return all_used(m, e) == ERR_OK ? programs_plain(m, e) : e->code;
}

/* The instructions in front that only set the budget. */
static enum err_code
skip_budget(const struct message *m, unsigned *first, struct err *e)
{
	unsigned i = 0, others = 0;

	while (i < m->instruction_n && pubkey_eq(&m->key[m->instruction[i].program], &PUBKEY_BUDGET))
		i++;
	*first = i;
	for (; i < m->instruction_n; i++, others++)
		if (pubkey_eq(&m->key[m->instruction[i].program], &PUBKEY_BUDGET))
			return err_set(e, ERR_REFUSED, "instruction %u sets the budget after an act", i);
	if (others == 0)
		return err_set(e, ERR_REFUSED, "the message does nothing but set a budget");
	return ERR_OK;
}

static enum err_code
describe_budget(struct guarding *g, struct err *e)
{
	struct guard_card *c = g->card;
	char sol[TEXT_SHORT];
	struct budget b;
	uint64_t fee;

	if (!budget_of(g->m, &b))
		return err_set(e, ERR_REFUSED, "a budget instruction is malformed or given twice");
	fee = b.fee;
	if (fee > PRIORITY_FEE_MAX) {
		(void)err_set(e, ERR_REFUSED, "a priority fee of %s SOL is above the limit of 0.1", text_sol(sol, fee));
		return err_hint(e, "set a lower price, or a tighter compute unit limit");
	}
	c->cost_lamports += fee + (uint64_t)FEE_PER_SIGNATURE * g->m->signer_n;
	if (fee > GUARD_PRICE_HIGH)
		card_flag(c, GUARD_WARNING, "the priority fee is %s SOL", text_sol(sol, fee));
	if (b.has_units)
		card_field(c, "compute units", "%u at most", b.units);
	if (b.has_data)
		card_field(c, "account data", "%u bytes at most", b.data_len);
	if (b.has_price)
		card_field(c, "priority fee", "%" PRIu64 " lamports, %" PRIu64 " millionths per unit", fee, b.micro_lamports);
	card_field(c, "signatures", "%u at %u lamports", g->m->signer_n, FEE_PER_SIGNATURE);
	return ERR_OK;
}

static enum err_code
describe_what(struct guarding *g, struct err *e)
{
	const struct pubkey *program = &g->m->key[g->m->instruction[g->first].program];
	char text[PUBKEY_TEXT];

	if (pubkey_eq(program, &g->config->governance))
		return guard_governance(g, e);
	if (pubkey_eq(program, &PUBKEY_LOADER) || pubkey_eq(program, &PUBKEY_SYSTEM))
		return guard_loader(g, e);
	(void)err_set(e, ERR_REFUSED, "the message calls %s, a program keyturn does not sign for",
		pubkey_text(text, program));
	return err_hint(e, "the governance program's address comes from the configuration or --governance");
}

void
guard_role(struct guarding *g, const struct pubkey *key, const char *role)
{
	if (g->beside != NULL && pubkey_eq(g->beside, key))
		g->role = role;
}

/* Somebody else pays: the key must have a part that a second key may have. */
static enum err_code
check_role(struct guarding *g, struct err *e)
{
	if (g->beside == NULL)
		return ERR_OK;
	if (g->role == NULL) {
		(void)err_set(e, ERR_REFUSED, "another key pays, and this one has no part in it that a second key may have");
		return err_hint(e, "let the key that acts pay itself");
	}
	card_address(g->card, "fee paid by", g->signer);
	card_field(g->card, "this key signs as", "%s", g->role);
	return ERR_OK;
}

static enum err_code
describe_cost(struct guarding *g, struct err *e)
{
	struct guard_card *c = g->card;
	uint64_t rent = g->context->rent_lamports, most = g->room * GUARD_RENT_PER_BYTE;
	char sol[TEXT_SHORT];

	if (rent > UINT64_MAX / 4)
		return err_set(e, ERR_REFUSED, "a rent of %" PRIu64 " lamports makes no sense", rent);
	c->cost_lamports += rent > most ? rent : most; /* an endpoint that says less makes it no cheaper */
	if (rent > 0 || most > 0)
		card_reported(c, "rent paid", "%s SOL", text_sol(sol, rent));
	card_field(c, "cost at most", "%s SOL", text_sol(sol, c->cost_lamports));
	if (c->field_n > GUARD_FIELDS_MAX || c->flag_n > GUARD_FLAGS_MAX)
		return err_set(e, ERR_REFUSED, "the card would need %u lines and %u flags: too many to be read",
			c->field_n, c->flag_n);
	return ERR_OK;
}

enum err_code
guard_describe(const struct guard_config *config, const struct pubkey *signer, const uint8_t *message, size_t len,
	const struct guard_context *x, struct guard_card *out, struct err *e)
{
	struct seed whole = { message, len };
	struct message m;
	struct guarding g = { .config = config, .context = x, .m = &m, .card = out };

	memset(out, 0, sizeof *out);
	if (open_message(signer, message, len, MESSAGE_LEGACY, &m, e) != ERR_OK || skip_budget(&m, &g.first, e) != ERR_OK)
		return e->code;
	g.signer = &m.key[0]; /* one who signs beside the payer signs what the payer does, and no more */
	g.beside = pubkey_eq(&m.key[0], signer) ? NULL : signer;
	card_field(out, "cluster", "%s", config->cluster);
	if (describe_what(&g, e) != ERR_OK || check_role(&g, e) != ERR_OK || describe_budget(&g, e) != ERR_OK || describe_cost(&g, e) != ERR_OK)
		return e->code;
	sha256(&whole, 1, &out->digest);
	return ERR_OK;
}

static bool
is_piece(const struct message *m, unsigned i, const struct pubkey *signer, const struct pubkey *buffer)
{
	struct loader_call w;
	struct err ignored;

	return loader_ix_decode(m, i, &w, &ignored) == ERR_OK && w.tag == LOADER_IX_WRITE &&
		pubkey_eq(&w.target, buffer) && pubkey_eq(&w.authority, signer);
}

enum err_code
guard_is_write(const struct pubkey *signer, const struct pubkey *buffer, uint32_t fee, const uint8_t *message,
	size_t len, struct err *e)
{
	struct message m;
	struct budget b;
	unsigned i;

	if (open_message(signer, message, len, MESSAGE_V1, &m, e) != ERR_OK || skip_budget(&m, &i, e) != ERR_OK)
		return e->code;
	if (!budget_of(&m, &b) || b.fee > fee)
		return err_set(e, ERR_REFUSED, "the budget of a buffer write is malformed, or its fee over %u lamports",
			fee);
	for (; i < m.instruction_n; i++)
		if (m.signer_n != 1 || !is_piece(&m, i, signer, buffer))
			return err_set(e, ERR_REFUSED, "not a write to the buffer that was announced");
	return ERR_OK;
}
