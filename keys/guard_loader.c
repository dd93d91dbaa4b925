#include "keys/guard_card.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "solana/system.h"

static enum err_code
refuse_shape(const struct guarding *g, struct err *e)
{
	return err_set(e, ERR_REFUSED, "%u instructions of the System program and the loader that form no known act",
		g->m->instruction_n - g->first);
}

static bool
is_alone(const struct guarding *g)
{
	return g->first + 1u == g->m->instruction_n;
}

uint32_t
guard_writes(uint32_t pieces)
{
	return 8u * pieces + 64u;
}

/* What signing this card lets follow without one; at most GUARD_BULK_MAX pieces. */
static void
open_writes(struct guarding *g, const struct pubkey *buffer, uint32_t pieces)
{
	struct guard_card *c = g->card;
	uint32_t fee = g->context->write_fee < GUARD_WRITE_FEE_MAX ? g->context->write_fee : GUARD_WRITE_FEE_MAX;
	uint32_t each = fee + 5000u;

	c->opens_writes = true;
	c->write_fee = fee;
	c->buffer = *buffer;
	c->writes_n = guard_writes(pieces);
	c->cost_lamports += (uint64_t)c->writes_n * each;
	card_field(c, "writes that follow", "%u at most, %u lamports each at most", c->writes_n, each);
}

static void
describe_piece(struct guarding *g, const struct loader_call *l)
{
	char hex[65], len[TEXT_SHORT], at[TEXT_SHORT];
	struct hash h;

	sha256((const struct seed[]){ { l->bytes, l->len } }, 1, &h);
	text_hex(hex, h.b, 32);
	card_field(g->card, "first piece", "%s bytes at %s", text_count(len, l->len), text_count(at, l->offset));
	card_field(g->card, "its hash", "%s", hex);
	open_writes(g, &l->target, g->context->bulk_n);
}

/* The endpoint says what the rent is: more than it ever was is not paid, as of a
 * program account it never comes back. */
static enum err_code
check_deposit(uint64_t lamports, uint64_t space, struct err *e)
{
	uint64_t most = (SYSTEM_ACCOUNT_EXTRA + space) * GUARD_RENT_PER_BYTE;
	char pays[TEXT_SHORT], rent[TEXT_SHORT];

	if (lamports <= most)
		return ERR_OK;
	(void)err_set(e, ERR_REFUSED, "a deposit of %s SOL for %" PRIu64 " bytes, whose rent was never above %s SOL",
		text_sol(pays, lamports), space, text_sol(rent, most));
	return err_hint(e, "the endpoint says what the rent is: name another one with -u");
}

/* transfer, allocate, assign (with seed), initialize: a new buffer at an
 * address that payer and code give.  A buffer that has its lamports already
 * comes without the transfer. */
static enum err_code
describe_new_buffer(struct guarding *g, struct err *e)
{
	unsigned i = g->first, n = g->m->instruction_n - g->first;
	struct system_call pay = { .lamports = 0 }, room, owner;
	struct loader_call init;
	char sol[TEXT_SHORT], text[PUBKEY_TEXT], seed[100], len[TEXT_SHORT];

	if (n != 3 && n != 4)
		return refuse_shape(g, e);
	if (n == 4 && (system_ix_decode(g->m, i++, &pay, e) != ERR_OK || pay.tag != SYSTEM_TRANSFER))
		return refuse_shape(g, e);
	if (system_ix_decode(g->m, i, &room, e) != ERR_OK || room.tag != SYSTEM_ALLOCATE_WITH_SEED
		|| system_ix_decode(g->m, i + 1, &owner, e) != ERR_OK || owner.tag != SYSTEM_ASSIGN_WITH_SEED
		|| loader_ix_decode(g->m, i + 2, &init, e) != ERR_OK || init.tag != LOADER_IX_INITIALIZE_BUFFER)
		return refuse_shape(g, e);
	if ((n == 4 && !pubkey_eq(&pay.account, &init.target)) || !pubkey_eq(&room.account, &init.target)
		|| !pubkey_eq(&owner.account, &init.target) || !pubkey_eq(&room.owner, &PUBKEY_LOADER)
		|| !pubkey_eq(&owner.owner, &PUBKEY_LOADER) || !pubkey_eq(&room.base, g->signer)
		|| !pubkey_eq(&owner.base, g->signer) || !pubkey_eq(&init.authority, g->signer)
		|| g->m->signer_n != 1)
		return err_set(e, ERR_REFUSED, "a new buffer whose address, owner or authority is not this key's");
	if (room.space > LOADER_BUFFER_HEADER + KT_BUFFER_LEN_MAX)
		return err_set(e, ERR_REFUSED, "a new buffer of %" PRIu64 " bytes, keyturn writes at most %u", room.space,
			LOADER_BUFFER_HEADER + KT_BUFFER_LEN_MAX);
	if (strcmp(room.seed, owner.seed) != 0)
		return err_set(e, ERR_REFUSED, "a new buffer with two seeds");
	if (check_deposit(pay.lamports, room.space, e) != ERR_OK)
		return e->code;
	(void)text_safe(seed, sizeof seed, room.seed, strlen(room.seed), true);
	card_sentence(g->card, "make buffer %s for %s bytes of code and write it", pubkey_text(text, &init.target),
		text_count(len, room.space > LOADER_BUFFER_HEADER ? room.space - LOADER_BUFFER_HEADER : 0));
	card_address(g->card, "buffer", &init.target);
	card_address(g->card, "authority", &init.authority);
	card_field(g->card, "deposit", "%s SOL", text_sol(sol, pay.lamports));
	card_field(g->card, "room", "%s bytes with its header", text_count(len, room.space));
	/* The transfer is the rent: that which is larger of the two counts, see describe_cost. */
	g->card->cost_lamports += pay.lamports > g->context->rent_lamports ? pay.lamports - g->context->rent_lamports : 0;
	card_field(g->card, "seed", "%s", seed);
	open_writes(g, &init.target, (uint32_t)((room.space + GUARD_PIECE_LEN - 1) / GUARD_PIECE_LEN));
	return ERR_OK;
}

/* create the program account, deploy: a new upgradeable program. */
static enum err_code
describe_deploy(struct guarding *g, struct err *e)
{
	struct system_call made;
	struct loader_call d;
	char sol[TEXT_SHORT], text[PUBKEY_TEXT], len[TEXT_SHORT];

	if (g->m->instruction_n - g->first != 2 || system_ix_decode(g->m, g->first, &made, e) != ERR_OK
		|| made.tag != SYSTEM_CREATE || loader_ix_decode(g->m, g->first + 1, &d, e) != ERR_OK
		|| d.tag != LOADER_IX_DEPLOY)
		return refuse_shape(g, e);
	if (!pubkey_eq(&made.account, &d.program) || !pubkey_eq(&made.owner, &PUBKEY_LOADER)
		|| made.space != LOADER_PROGRAM_LEN || !pubkey_eq(&d.payer, g->signer)
		|| !pubkey_eq(&d.authority, g->signer) || !pubkey_eq(&made.from, g->signer) || g->m->signer_n != 2)
		return err_set(e, ERR_REFUSED, "a deploy whose program account, payer or authority is not this key's");
	if (d.max_len > LOADER_ACCOUNT_MAX)
		return err_set(e, ERR_REFUSED, "room for %" PRIu64 " bytes of code, an account has %u at most", d.max_len,
			LOADER_ACCOUNT_MAX);
	if (check_deposit(made.lamports, made.space, e) != ERR_OK)
		return e->code;
	guard_role(g, &d.program, "the program's own key");
	g->room += SYSTEM_ACCOUNT_EXTRA + LOADER_PROGRAM_DATA_HEADER + d.max_len;
	card_sentence(g->card, "deploy program %s, upgradeable by %s alone", pubkey_text(text, &d.program),
		g->beside == NULL ? "this key" : "the payer");
	card_address(g->card, "program", &d.program);
	card_address(g->card, "buffer", &d.target);
	card_address(g->card, "upgrade authority", &d.authority);
	card_field(g->card, "room for code", "%s bytes", text_count(len, d.max_len));
	card_field(g->card, "program account", "%s SOL", text_sol(sol, made.lamports));
	card_flag(g->card, GUARD_NOTE, "one key can upgrade it until it is adopted by a multisig");
	card_confirm(g->card, "%.8s", text);
	g->card->cost_lamports += made.lamports;
	return ERR_OK;
}

static void
describe_authority(struct guarding *g, const struct loader_call *l)
{
	char now[PUBKEY_TEXT], next[PUBKEY_TEXT], target[PUBKEY_TEXT];

	(void)pubkey_text(now, &l->authority);
	(void)pubkey_text(next, &l->next);
	if (l->tag == LOADER_IX_SET_AUTHORITY_CHECKED)
		guard_role(g, &l->next, "the new authority");
	card_sentence(g->card, "hand the authority over %s to %s", pubkey_text(target, &l->target), next);
	card_address(g->card, "account", &l->target);
	card_change(g->card, "authority", now, next);
	card_flag(g->card, GUARD_DANGER, "nothing here proves that it is a buffer: were it program data, a whole program is handed over");
	card_flag(g->card, GUARD_DANGER, l->tag == LOADER_IX_SET_AUTHORITY ?
		"nobody proves to hold the new authority's key; a wrong address loses the account for ever" :
		"whoever holds the new key decides alone from then on");
	card_confirm(g->card, "handover %.8s", target);
}

static enum err_code
describe_single(struct guarding *g, struct err *e)
{
	struct loader_call l;
	char text[PUBKEY_TEXT], len[TEXT_SHORT];

	if (!is_alone(g) || loader_ix_decode(g->m, g->first, &l, e) != ERR_OK)
		return is_alone(g) ? e->code : refuse_shape(g, e);
	(void)pubkey_text(text, l.tag == LOADER_IX_EXTEND ? &l.program : &l.target);
	switch (l.tag) {
	case LOADER_IX_WRITE:
		if (g->context->bulk_n == 0)
			return err_set(e, ERR_REFUSED, "a single write to buffer %s that no upload announced", text);
		if (g->context->bulk_n > GUARD_BULK_MAX)
			return err_set(e, ERR_REFUSED, "%u writes to buffer %s, the largest needs %u", g->context->bulk_n, text, GUARD_BULK_MAX);
		if (!pubkey_eq(&l.authority, g->signer) || g->m->signer_n != 1)
			return err_set(e, ERR_REFUSED, "a write to buffer %s, whose authority is not this key's", text);
		card_sentence(g->card, "go on writing buffer %s: %u piece%s", text, g->context->bulk_n, g->context->bulk_n == 1 ? "" : "s");
		card_address(g->card, "buffer", &l.target);
		describe_piece(g, &l);
		break;
	case LOADER_IX_EXTEND:
		card_sentence(g->card, "give program %s room for %s bytes more", text, text_count(len, l.more));
		card_address(g->card, "program", &l.program);
		card_field(g->card, "room added", "%s bytes", len);
		g->room += l.more;
		break;
	case LOADER_IX_CLOSE:
		card_sentence(g->card, "close buffer %s and take its lamports back", text);
		card_address(g->card, "buffer", &l.target);
		card_address(g->card, "lamports go to", &l.recipient);
		/* loader_ix_decode took no fourth account: without it the loader refuses program data, and programs it never closes. */
		card_field(g->card, "it is a buffer", "no program is named, without which the loader closes nothing else");
		if (!pubkey_eq(&l.recipient, g->signer))
			card_flag(g->card, GUARD_WARNING, "the lamports go to another address than this key's");
		card_confirm(g->card, "close %.8s", text);
		break;
	case LOADER_IX_SET_AUTHORITY:
	case LOADER_IX_SET_AUTHORITY_CHECKED:
		describe_authority(g, &l);
		break;
	case LOADER_IX_INITIALIZE_BUFFER:
	case LOADER_IX_DEPLOY:
		return err_set(e, ERR_REFUSED, "an account is used that is not made in the same transaction");
	}
	return ERR_OK;
}

enum err_code
guard_loader(struct guarding *g, struct err *e)
{
	struct system_call s;

	if (pubkey_eq(&g->m->key[g->m->instruction[g->first].program], &PUBKEY_LOADER))
		return describe_single(g, e);
	if (system_ix_decode(g->m, g->first, &s, e) != ERR_OK)
		return e->code;
	return s.tag == SYSTEM_CREATE ? describe_deploy(g, e) : describe_new_buffer(g, e);
}
