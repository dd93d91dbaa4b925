/* Whole instructions on this machine, under ASan and UBSan: the life of every
 * act, and each instruction again with every account exchanged, every
 * privilege dropped, every account's bytes spoiled and its data cut. */
#include "program/ids.h"
#include "test.h"
#include "world.h"

#include <stdlib.h>

/* --- the life of every act ------------------------------------------------------ */

static uint8_t
status(const struct world *w, uint32_t proposal)
{
	return w->account[PROPOSAL1 + proposal - 1].data[KT_AT(proposal, status)];
}

static uint64_t
total(const struct world *w)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < WORLD_N; i++)
		sum += w->account[i].lamports;
	return sum;
}

static void
execute(struct world *w, uint32_t proposal)
{
	struct call c;

	w->chain.now += WORLD_LOCK;
	world_execute(w, &c, proposal);
	world_must(w, &c, "execute");
}

static void
test_deploys(void)
{
	struct world w;
	struct call c;
	uint64_t before;

	world_ready(&w);
	before = total(&w);
	CHECK(memcmp(w.account[PROGRAM_DATA].data + 13, w.account[AUTHORITY].key, 32) == 0, "adopted: the authority is ours");
	world_approved(&w, KT_KIND_UPGRADE, 1);
	CHECK(memcmp(w.account[BUFFER].data + 5, w.account[AUTHORITY].key, 32) == 0, "proposed: the buffer is ours");
	world_execute(&w, &c, 1);
	CHECK(world_send(&w, &c) == KT_E_TIMELOCK_NOT_OVER, "not before the lock is over");
	execute(&w, 1);
	CHECK(memcmp(w.account[PROGRAM_DATA].data + 45, w.code[1], sizeof w.code[1]) == 0, "upgraded");
	CHECK(world_send(&w, &c) == KT_E_NOT_APPROVED, "and not twice");
	world_approved(&w, KT_KIND_ROLLBACK, 2);
	execute(&w, 2);
	CHECK(memcmp(w.account[PROGRAM_DATA].data + 45, w.code[0], sizeof w.code[0]) == 0, "rolled back");
	CHECK(w.account[RECORD].data[KT_AT(record, newest)] == 3 && w.account[RECORD].data[KT_AT(record, version_n)] == 2, "three numbers, two versions");
	w.chain.now += WORLD_WINDOW;
	world_close(&w, &c, 1);
	world_must(&w, &c, "close");
	CHECK(w.account[PROPOSAL1].lamports == 0 && w.account[PROPOSAL1].len == 0 &&
		memcmp(w.account[PROPOSAL1].owner, id_system, 32) == 0, "closed: nothing is left");
	CHECK(total(&w) == before, "lamports are conserved");
	world_free(&w);
}

static void
test_ends(void)
{
	static const struct { uint8_t kind; const char *fact; } rows[] = {
		{ KT_KIND_HANDOVER, "handover, signed" }, { KT_KIND_HANDOVER_MULTISIG, "handover to a multisig" },
		{ KT_KIND_HANDOVER_UNCHECKED, "handover, unchecked" }, { KT_KIND_IMMUTABLE, "immutable" },
	};
	struct world w;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool sealed = rows[i].kind == KT_KIND_IMMUTABLE;
		uint32_t to = rows[i].kind == KT_KIND_HANDOVER_MULTISIG ? OTHER_AUTHORITY : RECEIVER;
		const uint8_t *d;
		world_ready(&w);
		world_approved(&w, rows[i].kind, 1);
		execute(&w, 1);
		d = w.account[PROGRAM_DATA].data;
		CHECK(d[12] == !sealed && (sealed || memcmp(d + 13, w.account[to].key, 32) == 0), "%s", rows[i].fact);
		CHECK(w.account[RECORD].data[KT_AT(record, state)] == (sealed ? KT_RECORD_SEALED : KT_RECORD_CLOSED), "and its record");
		world_free(&w);
	}
}

static void
test_change(void)
{
	struct world w;
	struct call c;

	world_ready(&w);
	world_propose(&w, &c, KT_KIND_UPGRADE, 1);
	world_must(&w, &c, "propose");
	world_approved(&w, KT_KIND_MEMBERS, 2);
	world_reclaim(&w, &c, 1);
	CHECK(world_send(&w, &c) == KT_E_NOT_DEAD, "an open act keeps its buffer");
	execute(&w, 2);
	CHECK(w.account[MULTISIG].data[KT_AT(multisig, epoch)] == 1 && w.account[MULTISIG].data[KT_AT(multisig, rules) + 1] == 3, "the change is made");
	world_reclaim(&w, &c, 1);
	CHECK(world_send(&w, &c) == 0 && memcmp(w.account[BUFFER].data + 5, w.account[OWNER].key, 32) == 0, "a stale act gives it back");
	world_vote(&w, &c, 1, MEMBER0, KT_CHOICE_APPROVE);
	CHECK(world_send(&w, &c) == KT_E_STALE, "and takes no vote");
	world_propose(&w, &c, KT_KIND_IMMUTABLE, 3);
	world_must(&w, &c, "propose");
	world_vote(&w, &c, 3, MEMBER1, KT_CHOICE_WITHDRAW);
	CHECK(world_send(&w, &c) == KT_E_NOT_PROPOSER, "only the proposer withdraws");
	world_vote(&w, &c, 3, MEMBER0, KT_CHOICE_WITHDRAW);
	CHECK(world_send(&w, &c) == 0 && status(&w, 3) == KT_STATUS_WITHDRAWN, "who can");
	world_free(&w);
}

/* --- code and spill -------------------------------------------------------------- */

static uint64_t
propose_with(uint32_t account, uint32_t at, uint8_t value, uint32_t arg, uint8_t arg_value)
{
	struct world w;
	struct call c;
	uint64_t rc;

	world_ready(&w);
	world_propose(&w, &c, KT_KIND_UPGRADE, 1);
	if (account < WORLD_N)
		w.account[account].data[at] = value;
	if (arg)
		c.data[KT_LEN(propose) + arg] = arg_value;
	rc = world_send(&w, &c);
	world_free(&w);
	return rc;
}

static void
test_code(void)
{
	enum { CODE = 37, LEN = 40, ARG_LEN = 176, NONE = WORLD_N };

	CHECK(propose_with(NONE, 0, 0, 0, 0) == 0, "an upgrade as it should be");
	CHECK(propose_with(NONE, 0, 0, ARG_LEN, 0) == KT_E_CODE_LEN, "code of no bytes");
	CHECK(propose_with(NONE, 0, 0, ARG_LEN, 101) == KT_E_CODE_LEN, "a byte more than the buffer holds");
	CHECK(propose_with(NONE, 0, 0, ARG_LEN + 3, 1) == KT_E_CODE_LEN, "16 million bytes");
	CHECK(propose_with(NONE, 0, 0, ARG_LEN, LEN + 1) == KT_E_CODE_NOT_TRIMMED, "a zero counted as code");
	CHECK(propose_with(BUFFER, CODE + LEN - 1, 0, 0, 0) == KT_E_CODE_NOT_TRIMMED, "code that ends in zero");
	CHECK(propose_with(NONE, 0, 0, ARG_LEN, LEN - 1) == KT_E_TAIL_NOT_ZERO, "a byte of code left out");
	CHECK(propose_with(BUFFER, CODE + LEN, 1, 0, 0) == KT_E_TAIL_NOT_ZERO, "the first byte behind the code");
	CHECK(propose_with(BUFFER, CODE + 99, 1, 0, 0) == KT_E_TAIL_NOT_ZERO, "the last byte of the buffer");
	CHECK(propose_with(BUFFER, CODE, 77, 0, 0) == KT_E_CODE_HASH, "another first byte");
	CHECK(propose_with(BUFFER, 4, 0, 0, 0) == KT_E_BUFFER_AUTHORITY, "a buffer without authority");
	CHECK(propose_with(PROGRAM_DATA, 12, 0, 0, 0) == KT_E_IMMUTABLE, "a program without authority");
	CHECK(propose_with(PROGRAM_DATA, 13, 77, 0, 0) == KT_E_WRONG_AUTHORITY, "a program of somebody else");
}

/* The spill everywhere it may not be, named in the payload too. */
static void
test_spill(void)
{
	static const uint8_t no[] = { MULTISIG, PROPOSAL1, AUTHORITY, RECORD, PROGRAM, PROGRAM_DATA,
		BUFFER, SYSTEM, LOADER, RENT, CLOCK, INSTRUCTIONS };
	enum { POSITION = 12, ARG = 64 };
	struct world w;
	struct call c;
	uint32_t bad = 0;

	world_ready(&w);
	world_propose(&w, &c, KT_KIND_UPGRADE, 1);
	for (size_t i = 0; i < sizeof no; i++) {
		c.who[POSITION] = no[i];
		memcpy(c.data + KT_LEN(propose) + ARG, w.account[no[i]].key, 32);
		bad += world_send(&w, &c) != (no[i] == RENT || no[i] == CLOCK ? KT_E_SPILL : KT_E_DUPLICATE_ACCOUNT);
	}
	CHECK(bad == 0, "the spill is none of %zu accounts involved, at propose or execution", sizeof no);
	c.who[POSITION] = OWNER;
	memcpy(c.data + KT_LEN(propose) + ARG, w.account[OWNER].key, 32);
	CHECK(world_send(&w, &c) == 0, "but may be the depositor");
	w.chain.now += 2 * WORLD_WINDOW;
	world_close(&w, &c, 1);
	CHECK(world_send(&w, &c) == KT_E_HOLDS_BUFFER, "an act that holds a buffer is not closed");
	world_free(&w);
}

static void
test_duplicates(void)
{
	struct world w;
	struct call c;

	world_ready(&w);
	world_propose(&w, &c, KT_KIND_MEMBERS, 1);
	c.who[3] = MULTISIG;
	CHECK(world_send(&w, &c) == KT_E_DUPLICATE_ACCOUNT, "multisig and proposal the same");
	world_propose(&w, &c, KT_KIND_MEMBERS, 1);
	c.who[1] = MEMBER0;
	CHECK(world_send(&w, &c) == 0, "proposer and rent payer may be");
	world_free(&w);
}

/* --- hostile account lists ----------------------------------------------------- */

struct tally {
	uint32_t tried, passed; /* passed: accepted though it should not be */
	uint32_t wrong;         /* refused by another error than it should be */
	uint32_t dirty, misuse, foreign;
};

static uint64_t
attempt(const struct world *w, const struct call *c, struct tally *t)
{
	struct world copy;
	uint64_t rc;

	world_copy(&copy, w);
	rc = world_send(&copy, c);
	t->tried++;
	t->dirty += copy.chain.dirty;
	t->misuse += copy.chain.misuse;
	t->foreign += copy.chain.foreign;
	world_free(&copy);
	return rc;
}

static void
exchange(const struct world *w, const struct call *c, struct tally *t)
{
	for (uint32_t i = 0; i < c->n; i++)
		for (uint8_t j = 0; j < WORLD_N; j++) {
			struct call d = *c;
			d.who[i] = j;
			if (j != c->who[i] && !(c->people >> i & 1))
				t->passed += attempt(w, &d, t) == 0;
			else
				(void)attempt(w, &d, t);
		}
}

static void
drop(const struct world *w, const struct call *c, struct tally *t)
{
	for (uint32_t i = 0; i < c->n; i++) {
		struct call d = *c;
		d.signer[i] = false;
		if (c->signer[i])
			t->wrong += attempt(w, &d, t) != KT_E_NOT_SIGNER;
		d = *c;
		d.writable[i] = false;
		if (c->writable[i])
			t->wrong += attempt(w, &d, t) != KT_E_NOT_WRITABLE;
	}
	for (uint32_t n = 0; n < c->n; n++) {
		struct call d = *c;
		d.n = n;
		t->wrong += attempt(w, &d, t) != KT_E_BAD_ACCOUNT_COUNT;
	}
	for (uint32_t n = c->n + 1; n <= NATIVE_USES_MAX; n++) {
		struct call d = *c;
		d.n = n;
		for (uint32_t i = c->n; i < n; i++)
			d.who[i] = STRANGER;
		t->wrong += attempt(w, &d, t) != KT_E_BAD_ACCOUNT_COUNT;
	}
}

static void
cut(const struct world *w, const struct call *c, struct tally *t)
{
	struct call d = *c;

	for (d.len = 0; d.len < c->len; d.len++)
		t->passed += attempt(w, &d, t) == 0;
	d.len = c->len + 1;
	t->passed += attempt(w, &d, t) == 0;
	for (uint32_t i = 0; i < c->len; i++)
		for (uint32_t bit = 0; bit < 8; bit += 7) {
			d = *c;
			d.data[i] ^= (uint8_t)(1u << bit);
			(void)attempt(w, &d, t);
		}
}

/* Accounts of ours with another owner, length, tag, version or bump. */
static void
spoil(const struct world *w, const struct call *c, struct tally *t)
{
	for (uint32_t i = 0; i < c->n; i++) {
		const struct native_account *a = &w->account[c->who[i]];
		bool ours = memcmp(a->owner, w->chain.program_id, 32) == 0;
		struct world copy;
		for (uint32_t at = 0; ours && at < 3; at++) {
			world_copy(&copy, w);
			copy.account[c->who[i]].data[at] ^= 1;
			t->passed += attempt(&copy, c, t) == 0;
			world_free(&copy);
		}
		for (int64_t by = -1; ours && by <= 1; by += 2) {
			uint8_t longer[2048] = { 0 };
			world_copy(&copy, w);
			memcpy(longer, a->data, a->len);
			native_account_set(&copy.account[c->who[i]], longer, (uint64_t)((int64_t)a->len + by));
			t->wrong += attempt(&copy, c, t) != (c->who[i] == OTHER_MULTISIG ? KT_E_RECEIVER : KT_E_WRONG_SIZE);
			world_free(&copy);
		}
		if (!ours)
			continue;
		world_copy(&copy, w);
		memcpy(copy.account[c->who[i]].owner, w->account[STRANGER].key, 32);
		t->wrong += attempt(&copy, c, t) != (c->who[i] == OTHER_MULTISIG ? KT_E_RECEIVER : KT_E_WRONG_OWNER);
		world_free(&copy);
	}
}

static void
hostile(const struct world *w, const struct call *c, const char *name)
{
	struct tally t = { 0, 0, 0, 0, 0, 0 };
	struct call d = *c;
	struct world copy;

	CHECK(attempt(w, c, &t) == 0, "%s as it should be", name);
	exchange(w, c, &t);
	drop(w, c, &t);
	cut(w, c, &t);
	spoil(w, c, &t);
	world_copy(&copy, w);
	copy.chain.stack_height = 2;
	t.wrong += attempt(&copy, &d, &t) != KT_E_NOT_TOP_LEVEL;
	copy.chain.stack_height = 1;
	memcpy(copy.account[INSTRUCTIONS].data + 6, id_system, 32);
	copy.account[INSTRUCTIONS].data[38] = 4;
	copy.account[INSTRUCTIONS].data[40] = 4;
	t.wrong += attempt(&copy, &d, &t) != KT_E_DURABLE_NONCE;
	world_free(&copy);
	CHECK(t.passed == 0 && t.wrong == 0, "%s in %u wrong ways: %u accepted, %u refused by another error", name, t.tried - 1, t.passed, t.wrong);
	CHECK(t.dirty == 0 && t.misuse == 0 && t.foreign == 0, "nothing written before a refusal (%u), no pointer or privilege forged (%u), no foreign account touched (%u)",
		t.dirty, t.misuse, t.foreign);
}

static void
hostile_acts(void)
{
	static const char *const kinds[] = { "", "upgrade", "rollback", "members", "handover",
		"handover multisig", "handover unchecked", "immutable" };
	char name[64];
	struct world w;
	struct call c;

	for (uint8_t kind = KT_KIND_UPGRADE; kind <= KT_KIND_IMMUTABLE; kind++) {
		uint32_t proposal = 1;
		world_ready(&w);
		if (kind == KT_KIND_ROLLBACK) {
			world_approved(&w, KT_KIND_UPGRADE, proposal++);
			execute(&w, 1);
		}
		world_propose(&w, &c, kind, proposal);
		snprintf(name, sizeof name, "propose %s", kinds[kind]);
		hostile(&w, &c, name);
		world_approved(&w, kind, proposal);
		w.chain.now += WORLD_LOCK;
		world_execute(&w, &c, proposal);
		snprintf(name, sizeof name, "execute %s", kinds[kind]);
		hostile(&w, &c, name);
		world_free(&w);
	}
}

static void
hostile_rest(void)
{
	struct world w;
	struct call c;

	world_init(&w);
	world_create(&w, &c, false);
	hostile(&w, &c, "create multisig");
	world_must(&w, &c, "create multisig");
	world_adopt(&w, &c);
	hostile(&w, &c, "adopt");
	world_free(&w);
	world_ready(&w);
	world_propose(&w, &c, KT_KIND_UPGRADE, 1);
	world_must(&w, &c, "propose");
	world_vote(&w, &c, 1, MEMBER1, KT_CHOICE_APPROVE);
	hostile(&w, &c, "vote");
	w.chain.now += WORLD_WINDOW;
	world_reclaim(&w, &c, 1);
	hostile(&w, &c, "reclaim");
	world_must(&w, &c, "reclaim");
	w.chain.now += WORLD_WINDOW;
	world_close(&w, &c, 1);
	hostile(&w, &c, "close");
	world_free(&w);
}

int
main(void)
{
	test_deploys();
	test_ends();
	test_change();
	test_code();
	test_spill();
	test_duplicates();
	hostile_rest();
	hostile_acts();
	return test_done();
}
