#include "solana/loader.h"

#include <string.h>

enum { PLAIN = 0, S = 1, W = 2, SW = 3 };

static struct wr
begin(struct loader_ix *s, enum loader_instruction tag)
{
	struct wr w = wr_to(s->data, sizeof s->data);

	s->ix = (struct instruction){ .program = PUBKEY_LOADER, .account = s->account, .account_n = 0, .data = s->data };
	wr_u32(&w, (uint32_t)tag);
	s->ix.data_len = w.len;
	return w;
}

static void
account(struct loader_ix *s, const struct pubkey *key, unsigned flags)
{
	s->account[s->ix.account_n++] = (struct account_meta){ *key, (flags & S) != 0, (flags & W) != 0 };
}

void
loader_initialize_buffer(struct loader_ix *s, const struct pubkey *buffer, const struct pubkey *authority)
{
	(void)begin(s, LOADER_IX_INITIALIZE_BUFFER);
	account(s, buffer, W);
	account(s, authority, PLAIN);
}

void
loader_write(struct loader_ix *s, const struct pubkey *buffer, const struct pubkey *authority, uint32_t offset,
	const uint8_t *p, size_t len)
{
	struct wr w = begin(s, LOADER_IX_WRITE);

	wr_u32(&w, offset);
	wr_u64(&w, len);
	wr_bytes(&w, p, len);
	if (!wr_done(&w) || len > LOADER_WRITE_MAX)
		die("write of %zu bytes into a buffer", len);
	s->ix.data_len = w.len;
	account(s, buffer, W);
	account(s, authority, S);
}

void
loader_deploy(struct loader_ix *s, const struct pubkey *payer, const struct pubkey *program,
	const struct pubkey *buffer, const struct pubkey *authority, uint64_t max_len)
{
	struct wr w = begin(s, LOADER_IX_DEPLOY);
	struct pubkey data = loader_program_data(program);

	wr_u64(&w, max_len);
	s->ix.data_len = w.len;
	account(s, payer, SW);
	account(s, &data, W);
	account(s, program, W);
	account(s, buffer, W);
	account(s, &PUBKEY_RENT, PLAIN);
	account(s, &PUBKEY_CLOCK, PLAIN);
	account(s, &PUBKEY_SYSTEM, PLAIN);
	account(s, authority, S);
}

void
loader_extend(struct loader_ix *s, const struct pubkey *program, const struct pubkey *payer, uint32_t more)
{
	struct wr w = begin(s, LOADER_IX_EXTEND);
	struct pubkey data = loader_program_data(program);

	wr_u32(&w, more);
	s->ix.data_len = w.len;
	account(s, &data, W);
	account(s, program, W);
	account(s, &PUBKEY_SYSTEM, PLAIN);
	account(s, payer, SW);
}

void
loader_set_authority(struct loader_ix *s, const struct pubkey *target, const struct pubkey *current,
	const struct pubkey *next, bool checked)
{
	(void)begin(s, checked ? LOADER_IX_SET_AUTHORITY_CHECKED : LOADER_IX_SET_AUTHORITY);
	account(s, target, W);
	account(s, current, S);
	account(s, next, checked ? S : PLAIN);
}

void
loader_close(struct loader_ix *s, const struct pubkey *buffer, const struct pubkey *recipient,
	const struct pubkey *authority)
{
	(void)begin(s, LOADER_IX_CLOSE);
	account(s, buffer, W);
	account(s, recipient, W);
	account(s, authority, S);
}

/* --- decoding: the fields, then the instruction built again and compared --- */

static bool
known(uint32_t tag)
{
	return tag <= LOADER_IX_DEPLOY || (tag >= LOADER_IX_SET_AUTHORITY && tag <= LOADER_IX_SET_AUTHORITY_CHECKED);
}

static bool
read_data(struct rd *r, struct loader_call *c)
{
	if (c->tag == LOADER_IX_WRITE) {
		uint64_t len;

		c->offset = rd_u32(r);
		len = rd_u64(r);
		if (len > LOADER_WRITE_MAX)
			return false;
		c->len = (size_t)len;
		c->bytes = rd_take(r, c->len);
	} else if (c->tag == LOADER_IX_DEPLOY)
		c->max_len = rd_u64(r);
	else if (c->tag == LOADER_IX_EXTEND)
		c->more = rd_u32(r);
	return rd_end(r);
}

/* How many accounts each has, and where the one named stands; 0 at place 0 too. */
static const struct {
	uint8_t n, target, authority, next, program, payer, recipient;
} places[] = {
	[LOADER_IX_INITIALIZE_BUFFER] = { .n = 2, .target = 0, .authority = 1 },
	[LOADER_IX_WRITE] = { .n = 2, .target = 0, .authority = 1 },
	[LOADER_IX_DEPLOY] = { .n = 8, .target = 3, .authority = 7, .program = 2, .payer = 0 },
	[LOADER_IX_SET_AUTHORITY] = { .n = 3, .target = 0, .authority = 1, .next = 2 },
	[LOADER_IX_CLOSE] = { .n = 3, .target = 0, .recipient = 1, .authority = 2 },
	[LOADER_IX_EXTEND] = { .n = 4, .program = 1, .payer = 3 },
	[LOADER_IX_SET_AUTHORITY_CHECKED] = { .n = 3, .target = 0, .authority = 1, .next = 2 },
};

static void
take_accounts(const struct message *m, const struct message_instruction *ix, struct loader_call *c)
{
	bool program = c->tag == LOADER_IX_DEPLOY || c->tag == LOADER_IX_EXTEND;

	if (c->tag != LOADER_IX_EXTEND) {
		c->target = m->key[ix->account[places[c->tag].target]];
		c->authority = m->key[ix->account[places[c->tag].authority]];
	}
	if (places[c->tag].next != 0)
		c->next = m->key[ix->account[places[c->tag].next]];
	if (places[c->tag].recipient != 0)
		c->recipient = m->key[ix->account[places[c->tag].recipient]];
	if (program) {
		c->program = m->key[ix->account[places[c->tag].program]];
		c->payer = m->key[ix->account[places[c->tag].payer]];
	}
}

static void
build_again(struct loader_ix *s, const struct loader_call *c)
{
	switch (c->tag) {
	case LOADER_IX_INITIALIZE_BUFFER:
		loader_initialize_buffer(s, &c->target, &c->authority);
		break;
	case LOADER_IX_WRITE:
		loader_write(s, &c->target, &c->authority, c->offset, c->bytes, c->len);
		break;
	case LOADER_IX_DEPLOY:
		loader_deploy(s, &c->payer, &c->program, &c->target, &c->authority, c->max_len);
		break;
	case LOADER_IX_SET_AUTHORITY:
	case LOADER_IX_SET_AUTHORITY_CHECKED:
		loader_set_authority(s, &c->target, &c->authority, &c->next, c->tag == LOADER_IX_SET_AUTHORITY_CHECKED);
		break;
	case LOADER_IX_CLOSE:
		loader_close(s, &c->target, &c->recipient, &c->authority);
		break;
	case LOADER_IX_EXTEND:
		loader_extend(s, &c->program, &c->payer, c->more);
		break;
	}
}

enum err_code
loader_ix_decode(const struct message *m, unsigned instruction, struct loader_call *out, struct err *e)
{
	const struct message_instruction *ix;
	struct loader_ix want;
	struct rd r;
	uint32_t tag;

	memset(out, 0, sizeof *out);
	if (instruction >= m->instruction_n)
		return err_set(e, ERR_REFUSED, "message has %u instructions, there is no %u", m->instruction_n, instruction);
	ix = &m->instruction[instruction];
	if (!pubkey_eq(&m->key[ix->program], &PUBKEY_LOADER))
		return err_set(e, ERR_REFUSED, "instruction %u does not call the loader", instruction);
	r = rd_from(ix->data, ix->data_len);
	tag = rd_u32(&r);
	if (!rd_done(&r) || !known(tag))
		return err_set(e, ERR_REFUSED, "loader instruction %u has tag %u, which is none of ours", instruction, tag);
	out->tag = (enum loader_instruction)tag;
	if (!read_data(&r, out) || ix->account_n != places[tag].n)
		return err_set(e, ERR_REFUSED, "loader instruction %u of tag %u has %zu bytes and %u accounts", instruction, tag,
			ix->data_len, ix->account_n);
	take_accounts(m, ix, out);
	build_again(&want, out);
	return message_match(m, instruction, &want.ix, e);
}
