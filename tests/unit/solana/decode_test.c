#include "solana/loader.h"
#include "solana/system.h"
#include "test.h"

/* system_ix_decode and loader_ix_decode against what the builders make, and
 * against every key, flag, length and bit near it. */

static struct pubkey
named(uint8_t n)
{
	struct pubkey k;

	memset(k.b, n, 32);
	return k;
}

struct built {
	struct instruction ix;
	struct account_meta account[9];
	uint8_t data[LOADER_WRITE_MAX + 17];
};

static void
keep(struct built *b, const struct instruction *ix)
{
	b->ix = *ix;
	memcpy(b->account, ix->account, ix->account_n * sizeof b->account[0]);
	memcpy(b->data, ix->data, ix->data_len);
	b->ix.account = b->account;
	b->ix.data = b->data;
}

static void
make_system(struct built *b, unsigned tag)
{
	struct pubkey from = named(1), account = named(2), owner = named(4), base = named(3), seeded;
	struct system_ix s;

	pubkey_with_seed(&base, "0123abcd", &owner, &seeded);
	if (tag == SYSTEM_CREATE)
		system_create(&s, &from, &account, 5, 6, &owner);
	else if (tag == SYSTEM_TRANSFER)
		system_transfer(&s, &from, &account, 5);
	else if (tag == SYSTEM_ALLOCATE_WITH_SEED)
		system_allocate_with_seed(&s, &seeded, &base, "0123abcd", 6, &owner);
	else
		system_assign_with_seed(&s, &seeded, &base, "0123abcd", &owner);
	keep(b, &s.ix);
}

static void
make_loader(struct built *b, unsigned tag)
{
	struct pubkey one = named(1), two = named(2), three = named(3), four = named(4);
	struct loader_ix s;

	switch (tag) {
	case LOADER_IX_INITIALIZE_BUFFER: loader_initialize_buffer(&s, &one, &two); break;
	case LOADER_IX_WRITE: loader_write(&s, &one, &two, 77, (const uint8_t *)"bytes", 5); break;
	case LOADER_IX_DEPLOY: loader_deploy(&s, &one, &two, &three, &four, 99); break;
	case LOADER_IX_SET_AUTHORITY: loader_set_authority(&s, &one, &two, &three, false); break;
	case LOADER_IX_CLOSE: loader_close(&s, &one, &two, &three); break;
	case LOADER_IX_EXTEND: loader_extend(&s, &one, &two, 10240); break;
	default: loader_set_authority(&s, &one, &two, &three, true); break;
	}
	keep(b, &s.ix);
}

static const struct shape {
	const char *name;
	void (*make)(struct built *, unsigned);
	unsigned tag;
	const char *free; /* places where another key is another legal call: 'a' is 0 */
} shapes[] = {
	{ "create", make_system, SYSTEM_CREATE, "ab" },
	{ "transfer", make_system, SYSTEM_TRANSFER, "ab" },
	{ "allocate with seed", make_system, SYSTEM_ALLOCATE_WITH_SEED, "" },
	{ "assign with seed", make_system, SYSTEM_ASSIGN_WITH_SEED, "" },
	{ "initialize buffer", make_loader, LOADER_IX_INITIALIZE_BUFFER, "ab" },
	{ "write", make_loader, LOADER_IX_WRITE, "ab" },
	{ "deploy", make_loader, LOADER_IX_DEPLOY, "adh" },
	{ "set authority", make_loader, LOADER_IX_SET_AUTHORITY, "abc" },
	{ "close buffer", make_loader, LOADER_IX_CLOSE, "abc" },
	{ "extend", make_loader, LOADER_IX_EXTEND, "d" },
	{ "set authority checked", make_loader, LOADER_IX_SET_AUTHORITY_CHECKED, "abc" },
};

union call {
	struct system_call system;
	struct loader_call loader;
};

static bool
decodes(const struct built *b, union call *c)
{
	static uint8_t bytes[PACKET_MAX]; /* a loader call borrows from it */
	struct pubkey payer = named(0xee);
	struct hash h = { { 1 } };
	struct err e = ERR_INIT;
	static struct message m;
	size_t len = 0;

	memset(c, 0, sizeof *c);
	if (message_build(&payer, &b->ix, 1, &h, bytes, &len, &e) != ERR_OK || message_parse(bytes, len, &m, &e) != ERR_OK)
		return false;
	if (pubkey_eq(&b->ix.program, &PUBKEY_SYSTEM))
		return system_ix_decode(&m, 0, &c->system, &e) == ERR_OK;
	return loader_ix_decode(&m, 0, &c->loader, &e) == ERR_OK;
}

static void
near_keys(const struct shape *s)
{
	union call c;
	struct built b;
	unsigned wrong = 0, n;

	s->make(&b, s->tag);
	n = (unsigned)b.ix.account_n;
	CHECK(decodes(&b, &c) && (unsigned)c.system.tag == s->tag, "%s is decoded", s->name);
	for (unsigned i = 0; i < n; i++) {
		s->make(&b, s->tag);
		b.account[i].key = named(0x99);
		wrong += decodes(&b, &c) != (strchr(s->free, 'a' + (int)i) != NULL);
	}
	CHECK(wrong == 0, "%s: another key is refused at every place but the caller's own", s->name);
	s->make(&b, s->tag);
	for (unsigned i = 0; i < n; i++) {
		b.account[i].signer = !b.account[i].signer;
		wrong += decodes(&b, &c);
		b.account[i].signer = !b.account[i].signer;
		b.account[i].writable = !b.account[i].writable;
		wrong += decodes(&b, &c);
		b.account[i].writable = !b.account[i].writable;
	}
	CHECK(wrong == 0, "%s: each of %u flags turned round is refused", s->name, 2 * n);
}

static void
near_lengths(const struct shape *s)
{
	union call c;
	struct built b;
	unsigned wrong = 0;
	size_t len, n;

	s->make(&b, s->tag);
	len = b.ix.data_len;
	n = b.ix.account_n;
	for (b.ix.data_len = 0; b.ix.data_len < len; b.ix.data_len++)
		wrong += decodes(&b, &c);
	b.data[len] = 0;
	b.ix.data_len = len + 1;
	wrong += decodes(&b, &c);
	b.data[len] = 1;
	wrong += decodes(&b, &c);
	b.ix.data_len = len;
	for (b.ix.account_n = 0; b.ix.account_n < n; b.ix.account_n++)
		wrong += decodes(&b, &c);
	b.account[n] = (struct account_meta){ named(0x98), false, false };
	b.ix.account_n = n + 1;
	wrong += decodes(&b, &c);
	CHECK(wrong == 0, "%s: other lengths of data and accounts are refused", s->name);
}

static void
near_bits(const struct shape *s)
{
	union call c, before;
	struct built b;
	unsigned same = 0, seeded = 0;

	s->make(&b, s->tag);
	bool ok = decodes(&b, &before);
	for (size_t i = 0; i < b.ix.data_len * 8; i++) {
		b.data[i / 8] ^= (uint8_t)(1 << i % 8);
		if (decodes(&b, &c)) {
			/* bytes of a write are borrowed: what they say is in the message */
			same += memcmp(&c, &before, sizeof c) == 0 && !(s->tag == LOADER_IX_WRITE && i >= 16 * 8 && b.ix.data_len == 21);
			seeded += s->free[0] == '\0' && !(s->tag == SYSTEM_ALLOCATE_WITH_SEED && i >= 52 * 8 && i < 60 * 8);
		}
		b.data[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	CHECK(ok && same == 0, "%s: no bit of the data can be flipped unseen", s->name);
	CHECK(seeded == 0, "%s: base, seed and owner are bound to the address", s->name);
}

static void
strange(void)
{
	struct built b;
	union call c;
	unsigned wrong = 0, taken = 0;

	for (unsigned tag = 0; tag < 300; tag++) {
		make_system(&b, SYSTEM_TRANSFER);
		b.data[0] = (uint8_t)tag;
		b.data[1] = (uint8_t)(tag >> 8);
		wrong += decodes(&b, &c) && tag != SYSTEM_TRANSFER;
		make_loader(&b, LOADER_IX_CLOSE);
		b.data[0] = (uint8_t)tag;
		b.data[1] = (uint8_t)(tag >> 8);
		taken += decodes(&b, &c);
	}
	CHECK(wrong == 0, "no other tag reads as a transfer");
	CHECK(taken == 1, "of 300 tags only close reads as close; Upgrade (3) is refused");
	make_system(&b, SYSTEM_ASSIGN_WITH_SEED);
	memcpy(b.data + 36 + 8 + 8 + 11, "ProgramDerivedAddress", 21);
	CHECK(!decodes(&b, &c), "an owner that ends in the marker of derived addresses is refused, not fatal");
	make_system(&b, SYSTEM_ASSIGN_WITH_SEED);
	b.data[44 + 3] = '\0';
	CHECK(!decodes(&b, &c), "a NUL inside a seed is refused");
}

static void
fields(void)
{
	struct built b;
	union call c;

	make_system(&b, SYSTEM_CREATE);
	CHECK(decodes(&b, &c) && c.system.from.b[0] == 1 && c.system.account.b[0] == 2 && c.system.owner.b[0] == 4 &&
		c.system.lamports == 5 && c.system.space == 6, "create: what the call says");
	make_system(&b, SYSTEM_ALLOCATE_WITH_SEED);
	CHECK(decodes(&b, &c) && c.system.base.b[0] == 3 && strcmp(c.system.seed, "0123abcd") == 0 && c.system.space == 6,
		"allocate: what the call says");
	make_loader(&b, LOADER_IX_WRITE);
	CHECK(decodes(&b, &c) && c.loader.target.b[0] == 1 && c.loader.authority.b[0] == 2 && c.loader.offset == 77 &&
		c.loader.len == 5 && memcmp(c.loader.bytes, "bytes", 5) == 0, "write: what the call says");
	make_loader(&b, LOADER_IX_DEPLOY);
	CHECK(decodes(&b, &c) && c.loader.payer.b[0] == 1 && c.loader.program.b[0] == 2 && c.loader.target.b[0] == 3 &&
		c.loader.authority.b[0] == 4 && c.loader.max_len == 99, "deploy: what the call says");
	make_loader(&b, LOADER_IX_EXTEND);
	CHECK(decodes(&b, &c) && c.loader.program.b[0] == 1 && c.loader.payer.b[0] == 2 && c.loader.more == 10240,
		"extend: what the call says");
	make_loader(&b, LOADER_IX_SET_AUTHORITY_CHECKED);
	CHECK(decodes(&b, &c) && c.loader.next.b[0] == 3 && c.loader.authority.b[0] == 2, "set authority: what the call says");
	make_loader(&b, LOADER_IX_CLOSE);
	CHECK(decodes(&b, &c) && c.loader.recipient.b[0] == 2 && c.loader.authority.b[0] == 3, "close: what the call says");
}

int
main(void)
{
	if (!solana_init())
		return 1;
	for (unsigned i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		near_keys(&shapes[i]);
		near_lengths(&shapes[i]);
		near_bits(&shapes[i]);
	}
	strange();
	fields();
	return test_done();
}
