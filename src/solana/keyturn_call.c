#include "solana/keyturn_wire.h"

#include <string.h>

#include "base/text.h"
#include "solana/loader.h"

/* One instruction being decoded: fills *out and rebuilds what it must have
 * been, so that one comparison finds every difference. */
struct decoding {
	const struct message *m;
	const struct message_instruction *ix;
	const struct pubkey *id;
	struct rd r; /* the data behind the tag */
	struct kt_call *out;
	struct kt_ix want;
};

static const char *const tag_name[] = {
	[KT_CREATE_MULTISIG] = "create multisig",
	[KT_ADOPT] = "adopt",
	[KT_PROPOSE] = "propose",
	[KT_VOTE] = "vote",
	[KT_EXECUTE] = "execute",
	[KT_RECLAIM] = "reclaim",
	[KT_CLOSE] = "close",
};

static const struct pubkey *
key(const struct decoding *d, unsigned place)
{
	return &d->m->key[d->ix->account[place]];
}

/* False, and *e says so, unless `n` accounts are there. */
static bool
has_accounts(const struct decoding *d, unsigned n, struct err *e)
{
	if (d->ix->account_n == n)
		return true;
	(void)err_set(e, ERR_REFUSED, "%s has %u accounts, not %u", tag_name[d->out->tag], d->ix->account_n, n);
	return false;
}

static enum err_code
malformed(const struct decoding *d, struct err *e)
{
	return err_set(e, ERR_REFUSED, "data of %s is %zu bytes, which is not its length", tag_name[d->out->tag],
		d->ix->data_len);
}

static enum err_code
refused(const struct decoding *d, struct err *e)
{
	(void)err_while(e, "reading %s", tag_name[d->out->tag]);
	return e->code = ERR_REFUSED;
}

static enum err_code
decode_create(struct decoding *d, struct err *e)
{
	struct kt_call *c = d->out;

	rd_bytes(&d->r, c->genesis_hash.b, 32);
	if (kt_governance_get(&d->r, &c->governance, e) != ERR_OK)
		return refused(d, e);
	if (!rd_end(&d->r))
		return malformed(d, e);
	if (!has_accounts(d, 5, e))
		return e->code;
	c->signer = c->payer = *key(d, 0);
	c->create_key = *key(d, 1);
	c->multisig = *key(d, 2);
	kt_create_ix(&d->want, d->id, &c->payer, &c->create_key, &c->genesis_hash, &c->governance);
	return ERR_OK;
}

static enum err_code
decode_adopt(struct decoding *d, struct err *e)
{
	struct kt_call *c = d->out;
	struct kt_where where = { .id = *d->id };

	c->code_len = rd_u32(&d->r);
	rd_bytes(&d->r, c->code_hash.b, 32);
	if (!rd_end(&d->r))
		return malformed(d, e);
	if (!has_accounts(d, 11, e))
		return e->code;
	c->payer = *key(d, 0);
	c->signer = *key(d, 1);
	c->authority_now = *key(d, 2);
	c->multisig = where.multisig = *key(d, 3);
	c->record = *key(d, 5);
	c->program = *key(d, 6);
	kt_adopt_ix(&d->want, &where, &c->payer, &c->signer, &c->authority_now, &c->program, c->code_len, &c->code_hash);
	return ERR_OK;
}

/* kind, payload, description behind the index. */
static enum err_code
read_act(struct decoding *d, struct err *e)
{
	struct kt_call *c = d->out;
	uint8_t kind = rd_u8(&d->r), member_n = d->r.left > 0 ? d->r.p[0] : 0;
	const uint8_t *payload, *description;
	size_t len;

	if (!rd_done(&d->r) || !kt_kind_known(kind))
		return err_set(e, ERR_REFUSED, "propose of unknown kind %u", kind);
	len = kind == KT_KIND_MEMBERS ? KT_LEN(rules) + member_n * (size_t)KT_LEN(member) :
		kt_payload_len((enum kt_kind)kind);
	payload = rd_take(&d->r, len);
	c->description_len = rd_u8(&d->r);
	description = rd_take(&d->r, c->description_len);
	if (!rd_end(&d->r))
		return malformed(d, e);
	if (c->description_len > KT_DESCRIPTION_MAX || !text_is_utf8(description, c->description_len))
		return err_set(e, ERR_REFUSED, "description of %zu bytes is over %u bytes or no UTF-8", c->description_len,
			KT_DESCRIPTION_MAX);
	if (memchr(description, '\0', c->description_len) != NULL)
		return err_set(e, ERR_REFUSED, "a NUL in the description would hide what stands behind it");
	memcpy(c->description, description, c->description_len);
	return kt_payload_decode((enum kt_kind)kind, payload, len, &c->act, e) == ERR_OK ? ERR_OK : refused(d, e);
}

static enum err_code
decode_propose(struct decoding *d, struct err *e)
{
	static const uint8_t more[] = {
		[KT_KIND_UPGRADE] = 8, [KT_KIND_ROLLBACK] = 8, [KT_KIND_MEMBERS] = 0, [KT_KIND_HANDOVER] = 2,
		[KT_KIND_HANDOVER_MULTISIG] = 2, [KT_KIND_HANDOVER_UNCHECKED] = 2, [KT_KIND_IMMUTABLE] = 1,
	};
	struct kt_call *c = d->out;
	struct kt_where where = { .id = *d->id };

	c->index = rd_u64(&d->r);
	if (read_act(d, e) != ERR_OK || !has_accounts(d, 6u + more[c->act.kind], e))
		return e->code;
	c->signer = *key(d, 0);
	c->payer = *key(d, 1);
	c->multisig = where.multisig = *key(d, 2);
	c->proposal = *key(d, 3);
	if (kt_takes_buffer(c->act.kind)) {
		c->depositor = *key(d, 6);
		c->program = c->act.deploy.program;
		c->buffer = c->act.deploy.buffer;
		c->spill = c->act.deploy.spill;
	} else if (c->act.kind != KT_KIND_MEMBERS) {
		c->program = c->act.handover.program;
		c->receiver = c->act.handover.receiver;
	}
	kt_propose_ix(&d->want, &where, &c->signer, &c->payer, &c->depositor, c->index, &c->act, c->description,
		c->description_len);
	return ERR_OK;
}

static struct kt_at
take_place(const struct decoding *d, unsigned multisig, unsigned proposal)
{
	d->out->multisig = *key(d, multisig);
	d->out->proposal = *key(d, proposal);
	return (struct kt_at){ *d->id, d->out->multisig, d->out->proposal };
}

static enum err_code
decode_vote(struct decoding *d, struct err *e)
{
	struct kt_call *c = d->out;
	uint8_t choice = rd_u8(&d->r);
	struct kt_at at;

	rd_bytes(&d->r, c->payload_hash.b, 32);
	if (!rd_end(&d->r))
		return malformed(d, e);
	if (choice < KT_CHOICE_APPROVE || choice > KT_CHOICE_WITHDRAW)
		return err_set(e, ERR_REFUSED, "vote with unknown choice %u", choice);
	if (!has_accounts(d, 4, e))
		return e->code;
	c->choice = (enum kt_choice)choice;
	c->signer = *key(d, 0);
	at = take_place(d, 1, 2);
	kt_vote_at(&d->want, &at, &c->signer, c->choice, &c->payload_hash);
	return ERR_OK;
}

/* The kind as far as the accounts show it, and the addresses in them. */
static bool
act_from_accounts(const struct decoding *d, struct kt_act *a)
{
	static const uint8_t kind_of[] = { [4] = KT_KIND_MEMBERS, [9] = KT_KIND_IMMUTABLE, [10] = KT_KIND_HANDOVER,
		[11] = KT_KIND_HANDOVER_MULTISIG, [13] = KT_KIND_UPGRADE };
	unsigned n = d->ix->account_n, kind = n < sizeof kind_of ? kind_of[n] : 0;

	if (kind == 0)
		return false;
	if (kind == KT_KIND_HANDOVER && !message_is_signer(d->m, d->ix->account[8]))
		kind = KT_KIND_HANDOVER_UNCHECKED;
	a->kind = (enum kt_kind)kind;
	if (kind == KT_KIND_UPGRADE) {
		a->deploy.program = *key(d, 6);
		a->deploy.buffer = *key(d, 8);
		a->deploy.spill = *key(d, 9);
	} else if (kind != KT_KIND_MEMBERS) {
		a->handover.program = *key(d, 6);
		if (kind != KT_KIND_IMMUTABLE)
			a->handover.receiver = *key(d, 8);
	}
	return true;
}

static enum err_code
decode_execute(struct decoding *d, struct err *e)
{
	struct kt_call *c = d->out;
	struct kt_at at;

	rd_bytes(&d->r, c->payload_hash.b, 32);
	if (!rd_end(&d->r))
		return malformed(d, e);
	if (!act_from_accounts(d, &c->act))
		return err_set(e, ERR_REFUSED, "execute has %u accounts, as no kind of act has", d->ix->account_n);
	c->signer = *key(d, 0);
	at = take_place(d, 1, 2);
	c->program = kt_takes_buffer(c->act.kind) ? c->act.deploy.program : c->act.handover.program;
	c->buffer = c->act.deploy.buffer;
	c->spill = c->act.deploy.spill;
	c->receiver = c->act.handover.receiver;
	kt_execute_at(&d->want, &at, &c->signer, &c->act, &c->payload_hash);
	return ERR_OK;
}

static enum err_code
decode_reclaim(struct decoding *d, struct err *e)
{
	struct kt_call *c = d->out;
	struct kt_at at;

	if (!rd_end(&d->r))
		return malformed(d, e);
	if (!has_accounts(d, 8, e))
		return e->code;
	at = take_place(d, 0, 2);
	c->record = *key(d, 3);
	c->buffer = *key(d, 4);
	c->depositor = *key(d, 5);
	kt_reclaim_at(&d->want, &at, &c->record, &c->buffer, &c->depositor);
	return ERR_OK;
}

static enum err_code
decode_close(struct decoding *d, struct err *e)
{
	struct kt_call *c = d->out;
	struct kt_at at;

	if (!rd_end(&d->r))
		return malformed(d, e);
	if (!has_accounts(d, 5, e))
		return e->code;
	c->signer = *key(d, 0);
	at = take_place(d, 1, 2);
	c->payer = *key(d, 3);
	kt_close_at(&d->want, &at, &c->signer, &c->payer);
	return ERR_OK;
}

enum err_code
kt_ix_decode(const struct message *m, unsigned instruction, const struct pubkey *id, struct kt_call *out,
	struct err *e)
{
	static enum err_code (*const decode[])(struct decoding *, struct err *) = {
		[KT_CREATE_MULTISIG] = decode_create, [KT_ADOPT] = decode_adopt, [KT_PROPOSE] = decode_propose,
		[KT_VOTE] = decode_vote, [KT_EXECUTE] = decode_execute, [KT_RECLAIM] = decode_reclaim,
		[KT_CLOSE] = decode_close,
	};
	struct decoding d = { .m = m, .id = id, .out = out };
	uint8_t tag;

	memset(out, 0, sizeof *out);
	if (instruction >= m->instruction_n)
		return err_set(e, ERR_REFUSED, "message has %u instructions, there is no %u", m->instruction_n, instruction);
	d.ix = &m->instruction[instruction];
	d.r = rd_from(d.ix->data, d.ix->data_len);
	tag = rd_u8(&d.r);
	if (!pubkey_eq(&m->key[d.ix->program], id))
		return err_set(e, ERR_REFUSED, "instruction %u does not call the governance program", instruction);
	if (tag < KT_CREATE_MULTISIG || tag > KT_CLOSE)
		return err_set(e, ERR_REFUSED, "governance instruction %u has unknown tag %u", instruction, tag);
	out->tag = (enum kt_instruction)tag;
	if (decode[tag](&d, e) != ERR_OK || message_match(m, instruction, &d.want.ix, e) != ERR_OK)
		return e->code;
	return ERR_OK;
}
