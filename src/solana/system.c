#include "solana/system.h"

#include <string.h>

static struct wr
begin(struct system_ix *s, enum system_tag tag, size_t account_n)
{
	struct wr w = wr_to(s->data, sizeof s->data);

	s->ix = (struct instruction){ .program = PUBKEY_SYSTEM, .account = s->account, .account_n = account_n,
		.data = s->data };
	wr_u32(&w, (uint32_t)tag);
	return w;
}

static void
finish(struct system_ix *s, const struct wr *w)
{
	if (!wr_done(w))
		die("system instruction does not fit");
	s->ix.data_len = w->len;
}

static void
write_seed(struct wr *w, const char *seed)
{
	size_t len = strlen(seed);

	if (len > 32)
		die("seed of %zu bytes", len);
	wr_u64(w, len);
	wr_bytes(w, seed, len);
}

void
system_create(struct system_ix *s, const struct pubkey *from, const struct pubkey *account, uint64_t lamports,
	uint64_t space, const struct pubkey *owner)
{
	struct wr w = begin(s, SYSTEM_CREATE, 2);

	s->account[0] = (struct account_meta){ *from, true, true };
	s->account[1] = (struct account_meta){ *account, true, true };
	wr_u64(&w, lamports);
	wr_u64(&w, space);
	wr_bytes(&w, owner->b, 32);
	finish(s, &w);
}

void
system_transfer(struct system_ix *s, const struct pubkey *from, const struct pubkey *to, uint64_t lamports)
{
	struct wr w = begin(s, SYSTEM_TRANSFER, 2);

	s->account[0] = (struct account_meta){ *from, true, true };
	s->account[1] = (struct account_meta){ *to, false, true };
	wr_u64(&w, lamports);
	finish(s, &w);
}

void
system_allocate_with_seed(struct system_ix *s, const struct pubkey *account, const struct pubkey *base,
	const char *seed, uint64_t space, const struct pubkey *owner)
{
	struct wr w = begin(s, SYSTEM_ALLOCATE_WITH_SEED, 2);

	s->account[0] = (struct account_meta){ *account, false, true };
	s->account[1] = (struct account_meta){ *base, true, false };
	wr_bytes(&w, base->b, 32);
	write_seed(&w, seed);
	wr_u64(&w, space);
	wr_bytes(&w, owner->b, 32);
	finish(s, &w);
}

void
system_assign_with_seed(struct system_ix *s, const struct pubkey *account, const struct pubkey *base,
	const char *seed, const struct pubkey *owner)
{
	struct wr w = begin(s, SYSTEM_ASSIGN_WITH_SEED, 2);

	s->account[0] = (struct account_meta){ *account, false, true };
	s->account[1] = (struct account_meta){ *base, true, false };
	wr_bytes(&w, base->b, 32);
	write_seed(&w, seed);
	wr_bytes(&w, owner->b, 32);
	finish(s, &w);
}

/* --- decoding: the fields, then the instruction built again and compared --- */

static void
read_seed(struct rd *r, char seed[33])
{
	uint64_t len = rd_u64(r);

	if (len > 32) {
		r->short_read = true;
		return;
	}
	rd_bytes(r, (uint8_t *)seed, (size_t)len);
	if (strlen(seed) != len) /* a NUL inside: no seed of ours */
		r->short_read = true;
}

static bool
read_data(struct rd *r, struct system_call *c)
{
	uint32_t tag = rd_u32(r);

	c->tag = (enum system_tag)tag;
	if (tag == SYSTEM_CREATE || tag == SYSTEM_TRANSFER)
		c->lamports = rd_u64(r);
	else {
		rd_bytes(r, c->base.b, 32);
		read_seed(r, c->seed);
	}
	if (tag == SYSTEM_CREATE || tag == SYSTEM_ALLOCATE_WITH_SEED)
		c->space = rd_u64(r);
	if (tag != SYSTEM_TRANSFER)
		rd_bytes(r, c->owner.b, 32);
	return rd_end(r);
}

static void
build_again(struct system_ix *s, const struct system_call *c)
{
	switch (c->tag) {
	case SYSTEM_CREATE:
		system_create(s, &c->from, &c->account, c->lamports, c->space, &c->owner);
		break;
	case SYSTEM_TRANSFER:
		system_transfer(s, &c->from, &c->account, c->lamports);
		break;
	case SYSTEM_ALLOCATE_WITH_SEED:
		system_allocate_with_seed(s, &c->account, &c->base, c->seed, c->space, &c->owner);
		break;
	case SYSTEM_ASSIGN_WITH_SEED:
		system_assign_with_seed(s, &c->account, &c->base, c->seed, &c->owner);
		break;
	}
}

/* What pubkey_with_seed holds for impossible, a message may yet say. */
static bool
is_seeded(const struct system_call *c)
{
	struct pubkey at;

	return pubkey_may_own_seed(&c->owner) && (pubkey_with_seed(&c->base, c->seed, &c->owner, &at), pubkey_eq(&at, &c->account));
}

enum err_code
system_ix_decode(const struct message *m, unsigned instruction, struct system_call *out, struct err *e)
{
	const struct message_instruction *ix;
	struct system_ix want;
	struct rd r, tag;
	uint32_t no;

	memset(out, 0, sizeof *out);
	if (instruction >= m->instruction_n)
		return err_set(e, ERR_REFUSED, "message has %u instructions, there is no %u", m->instruction_n, instruction);
	ix = &m->instruction[instruction];
	if (!pubkey_eq(&m->key[ix->program], &PUBKEY_SYSTEM))
		return err_set(e, ERR_REFUSED, "instruction %u does not call the System program", instruction);
	r = tag = rd_from(ix->data, ix->data_len);
	no = rd_u32(&tag);
	if (!rd_done(&tag) || (no != SYSTEM_CREATE && no != SYSTEM_TRANSFER && no != SYSTEM_ALLOCATE_WITH_SEED &&
	    no != SYSTEM_ASSIGN_WITH_SEED))
		return err_set(e, ERR_REFUSED, "System instruction %u has tag %u, which is none of ours", instruction, no);
	if (!read_data(&r, out) || ix->account_n != 2)
		return err_set(e, ERR_REFUSED, "System instruction %u of tag %u has %zu bytes and %u accounts", instruction, no,
			ix->data_len, ix->account_n);
	out->from = no <= SYSTEM_TRANSFER ? m->key[ix->account[0]] : out->from;
	out->account = m->key[ix->account[no <= SYSTEM_TRANSFER ? 1 : 0]];
	if (no > SYSTEM_TRANSFER && !is_seeded(out))
		return err_set(e, ERR_REFUSED, "System instruction %u: the account is not at its seed", instruction);
	build_again(&want, out);
	return message_match(m, instruction, &want.ix, e);
}
