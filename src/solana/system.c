#include "solana/system.h"

#include <string.h>

enum system_tag { CREATE = 0, TRANSFER = 2, ALLOCATE_WITH_SEED = 9, ASSIGN_WITH_SEED = 10 };

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
	struct wr w = begin(s, CREATE, 2);

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
	struct wr w = begin(s, TRANSFER, 2);

	s->account[0] = (struct account_meta){ *from, true, true };
	s->account[1] = (struct account_meta){ *to, false, true };
	wr_u64(&w, lamports);
	finish(s, &w);
}

void
system_allocate_with_seed(struct system_ix *s, const struct pubkey *account, const struct pubkey *base,
	const char *seed, uint64_t space, const struct pubkey *owner)
{
	struct wr w = begin(s, ALLOCATE_WITH_SEED, 2);

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
	struct wr w = begin(s, ASSIGN_WITH_SEED, 2);

	s->account[0] = (struct account_meta){ *account, false, true };
	s->account[1] = (struct account_meta){ *base, true, false };
	wr_bytes(&w, base->b, 32);
	write_seed(&w, seed);
	wr_bytes(&w, owner->b, 32);
	finish(s, &w);
}
