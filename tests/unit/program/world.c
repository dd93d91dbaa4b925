#include "world.h"

#include "program/bytes.h"
#include "program/ids.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DATA_ROOM = 200, S = 1, W = 2 };

static void
put(uint8_t *p, uint64_t v, size_t len)
{
	for (size_t i = 0; i < len; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

/* --- accounts --------------------------------------------------------------- */

static void
make(struct world *w, uint32_t i, const uint8_t *owner, const uint8_t *data, uint64_t len)
{
	memcpy(w->account[i].owner, owner, 32);
	w->account[i].lamports = 1000000000;
	native_account_set(&w->account[i], data, len);
}

static void
make_loaders(struct world *w)
{
	uint8_t d[45 + DATA_ROOM] = { 3 };

	d[4] = 9;
	d[12] = 1;
	memcpy(d + 13, w->account[OWNER].key, 32);
	memcpy(d + 45, w->code[0], sizeof w->code[0]);
	make(w, PROGRAM_DATA, id_loader, d, sizeof d);
	memset(d, 0, sizeof d);
	d[0] = 2;
	memcpy(d + 4, w->account[PROGRAM_DATA].key, 32);
	make(w, PROGRAM, id_loader, d, 36);
	w->account[PROGRAM].executable = true;
	for (uint32_t i = 0; i < 2; i++) {
		memset(d, 0, sizeof d);
		d[0] = d[4] = 1;
		memcpy(d + 5, w->account[OWNER].key, 32);
		memcpy(d + 37, w->code[1 - i], sizeof w->code[0]);
		make(w, BUFFER + i, id_loader, d, 37 + 100);
	}
}

static void
make_sysvar(struct world *w)
{
	uint8_t d[64] = { 1, 0, 4, 0 }, owner[32];

	memcpy(d + 6, w->chain.program_id, 32);
	native_key(owner, "sysvar");
	make(w, INSTRUCTIONS, owner, d, 44);
	make(w, RENT, owner, d, 17);
	make(w, CLOCK, owner, d, 40);
	make(w, SYSTEM, owner, d, 0);
	make(w, LOADER, owner, d, 0);
	memcpy(w->account[INSTRUCTIONS].key, id_instructions, 32);
	memcpy(w->account[RENT].key, id_rent, 32);
	memcpy(w->account[CLOCK].key, id_clock, 32);
	memcpy(w->account[SYSTEM].key, id_system, 32);
	memcpy(w->account[LOADER].key, id_loader, 32);
}

static void
derive(struct world *w, uint32_t to, const char *name, uint32_t from)
{
	(void)native_derive(w->account[to].key, w->chain.program_id, name, w->account[from].key, 32,
		(const uint8_t *)"", 0);
}

static void
make_addresses(struct world *w)
{
	struct native_account *a = w->account;
	uint8_t index[8] = { 0 };

	derive(w, MULTISIG, KT_SEED_MULTISIG, CREATOR);
	derive(w, AUTHORITY, KT_SEED_AUTHORITY, MULTISIG);
	derive(w, OTHER_MULTISIG, KT_SEED_MULTISIG, OTHER_CREATOR);
	derive(w, OTHER_AUTHORITY, KT_SEED_AUTHORITY, OTHER_MULTISIG);
	(void)native_derive(a[RECORD].key, w->chain.program_id, KT_SEED_PROGRAM, a[MULTISIG].key, 32,
		a[PROGRAM].key, 32);
	for (uint8_t i = 0; i < WORLD_PROPOSALS; i++) {
		index[0] = i + 1;
		(void)native_derive(a[PROPOSAL1 + i].key, w->chain.program_id, KT_SEED_PROPOSAL,
			a[MULTISIG].key, 32, index, 8);
	}
	(void)native_derive(a[PROGRAM_DATA].key, id_loader, "", a[PROGRAM].key, 32,
		(const uint8_t *)"", 0);
}

void
world_init(struct world *w)
{
	char name[32];

	memset(w, 0, sizeof *w);
	native_key(w->chain.program_id, "governance program");
	w->chain.stack_height = 1;
	w->chain.slot = 1000;
	w->chain.now = 1790000000;
	for (uint32_t i = 0; i < WORLD_N; i++) {
		snprintf(name, sizeof name, "account %u", i);
		native_key(w->account[i].key, name);
	}
	for (uint8_t i = 0; i < 3; i++)
		memset(w->code[i], i + 1, sizeof w->code[i]);
	make_addresses(w);
	for (uint32_t i = 0; i < SYSTEM; i++)
		make(w, i, id_system, NULL, 0);
	for (uint32_t i = MULTISIG; i < SYSTEM; i++)
		w->account[i].lamports = 0;
	make_loaders(w);
	make_sysvar(w);
}

void
world_copy(struct world *to, const struct world *from)
{
	*to = *from;
	for (uint32_t i = 0; i < WORLD_N; i++) {
		to->account[i].data = NULL;
		native_account_set(&to->account[i], from->account[i].data, from->account[i].len);
	}
}

void
world_free(struct world *w)
{
	for (uint32_t i = 0; i < WORLD_N; i++)
		free(w->account[i].data);
}

/* --- calls -------------------------------------------------------------------- */

static void
start(struct call *c, uint8_t tag)
{
	memset(c, 0, sizeof *c);
	c->data[0] = tag;
	c->len = 1;
}

static void
use(struct call *c, uint32_t who, uint32_t how)
{
	c->who[c->n] = (uint8_t)who;
	c->signer[c->n] = how & S;
	c->writable[c->n++] = (how & W) != 0;
}

/* An account that somebody else of the same kind could stand for. */
static void
use_person(struct call *c, uint32_t who, uint32_t how)
{
	c->people |= 1u << c->n;
	use(c, who, how);
}

static void
add(struct call *c, const void *p, uint32_t len)
{
	if (len)
		memcpy(c->data + c->len, p, len);
	c->len += len;
}

static void
add_int(struct call *c, uint64_t v, uint32_t len)
{
	put(c->data + c->len, v, len);
	c->len += len;
}

static void
add_rules(const struct world *w, struct call *c, uint8_t threshold)
{
	uint8_t r[20] = { 4, threshold, 3, 1 };

	put(r + 4, WORLD_LOCK, 4);
	put(r + 12, WORLD_WINDOW, 4);
	put(r + 16, WORLD_REACH, 4);
	add(c, r, sizeof r);
	for (uint32_t i = MEMBER0; i <= OPERATOR; i++) {
		add(c, w->account[i].key, 32);
		add_int(c, i == OPERATOR ? KT_ROLE_OPERATOR : KT_ROLE_APPROVER, 1);
	}
}

void
world_create(const struct world *w, struct call *c, bool other)
{
	uint8_t genesis[32] = { 7 };

	start(c, KT_CREATE_MULTISIG);
	use_person(c, PAYER, S | W);
	use(c, other ? OTHER_CREATOR : CREATOR, S);
	use(c, other ? OTHER_MULTISIG : MULTISIG, W);
	use(c, SYSTEM, 0);
	use(c, INSTRUCTIONS, 0);
	add(c, genesis, 32);
	add_rules(w, c, 2);
}

static void
add_code(const struct world *w, struct call *c, uint32_t version)
{
	uint8_t hash[32];

	crypto_hash_sha256(hash, w->code[version - 1], sizeof w->code[0]);
	add(c, hash, 32);
}

void
world_adopt(const struct world *w, struct call *c)
{
	start(c, KT_ADOPT);
	use_person(c, PAYER, S | W);
	use_person(c, MEMBER0, S);
	use(c, OWNER, S);
	use(c, MULTISIG, 0);
	use(c, AUTHORITY, 0);
	use(c, RECORD, W);
	use(c, PROGRAM, 0);
	use(c, PROGRAM_DATA, W);
	use(c, LOADER, 0);
	use(c, SYSTEM, 0);
	use(c, INSTRUCTIONS, 0);
	add_int(c, sizeof w->code[0], 4);
	add_code(w, c, 1);
}

/* The newest version as it stands in the record: number and hash. */
static void
add_newest(const struct world *w, struct call *c)
{
	const uint8_t *r = w->account[RECORD].data;

	add(c, r + KT_AT(record, newest), 8);
	add(c, r + KT_AT(record, versions) + KT_LEN(version) * (r[KT_AT(record, version_n)] - 1u) + 8, 32);
}

static void
add_deploy(const struct world *w, struct call *c, uint8_t kind)
{
	bool back = kind == KT_KIND_ROLLBACK;

	use(c, OWNER, S);
	use(c, AUTHORITY, 0);
	use(c, RECORD, 0);
	use(c, PROGRAM, 0);
	use(c, PROGRAM_DATA, 0);
	use(c, back ? BUFFER2 : BUFFER, W);
	use(c, SPILL, 0);
	use(c, LOADER, 0);
	add(c, w->account[PROGRAM].key, 32);
	add(c, w->account[back ? BUFFER2 : BUFFER].key, 32);
	add(c, w->account[SPILL].key, 32);
	add_newest(w, c);
	add_int(c, back ? 1 : 0, 8);
	add_code(w, c, back ? 1 : 2);
	add_int(c, sizeof w->code[0], 4);
	add_int(c, 0, 1);
}

static void
add_handover(const struct world *w, struct call *c, uint8_t kind)
{
	uint8_t nobody[32] = { 0 };
	uint32_t to = kind == KT_KIND_HANDOVER_MULTISIG ? OTHER_MULTISIG : RECEIVER;

	use(c, RECORD, 0);
	if (kind != KT_KIND_IMMUTABLE)
		use(c, to, 0);
	add(c, w->account[PROGRAM].key, 32);
	add_newest(w, c);
	add(c, kind == KT_KIND_IMMUTABLE ? nobody : w->account[to].key, 32);
}

void
world_propose(const struct world *w, struct call *c, uint8_t kind, uint32_t proposal)
{
	start(c, KT_PROPOSE);
	use_person(c, MEMBER0, S);
	use_person(c, PAYER, S | W);
	use(c, MULTISIG, W);
	use(c, PROPOSAL1 + proposal - 1, W);
	use(c, SYSTEM, 0);
	use(c, INSTRUCTIONS, 0);
	add_int(c, proposal, 8);
	add_int(c, kind, 1);
	if (kind == KT_KIND_MEMBERS)
		add_rules(w, c, 3);
	else if (kind == KT_KIND_UPGRADE || kind == KT_KIND_ROLLBACK)
		add_deploy(w, c, kind);
	else
		add_handover(w, c, kind);
	add_int(c, 4, 1);
	add(c, "why?", 4);
}

static const uint8_t *
stored(const struct world *w, uint32_t proposal)
{
	static const uint8_t none[KT_PROPOSAL_HEADER];
	const struct native_account *a = &w->account[PROPOSAL1 + proposal - 1];

	return a->len >= KT_PROPOSAL_HEADER ? a->data : none;
}

void
world_vote(const struct world *w, struct call *c, uint32_t proposal, uint32_t who, uint8_t choice)
{
	start(c, KT_VOTE);
	use_person(c, who, S);
	use(c, MULTISIG, 0);
	use(c, PROPOSAL1 + proposal - 1, W);
	use(c, INSTRUCTIONS, 0);
	add_int(c, choice, 1);
	add(c, stored(w, proposal) + KT_AT(proposal, payload_hash), 32);
}

static void
use_handover(struct call *c, uint8_t kind)
{
	use(c, AUTHORITY, 0);
	use(c, RECORD, W);
	use(c, PROGRAM, 0);
	use(c, PROGRAM_DATA, W);
	if (kind == KT_KIND_HANDOVER_MULTISIG) {
		use(c, OTHER_MULTISIG, 0);
		use(c, OTHER_AUTHORITY, 0);
	} else if (kind != KT_KIND_IMMUTABLE) {
		use(c, RECEIVER, kind == KT_KIND_HANDOVER ? S : 0);
	}
	use(c, LOADER, 0);
}

void
world_execute(const struct world *w, struct call *c, uint32_t proposal)
{
	const uint8_t *p = stored(w, proposal);
	uint8_t kind = p[KT_AT(proposal, kind)];

	start(c, KT_EXECUTE);
	use_person(c, OPERATOR, S);
	use(c, MULTISIG, W);
	use(c, PROPOSAL1 + proposal - 1, W);
	use(c, INSTRUCTIONS, 0);
	add(c, p + KT_AT(proposal, payload_hash), 32);
	if (kind == KT_KIND_MEMBERS)
		return;
	if (kind != KT_KIND_UPGRADE && kind != KT_KIND_ROLLBACK) {
		use_handover(c, kind);
		return;
	}
	use(c, AUTHORITY, 0);
	use(c, RECORD, W);
	use(c, PROGRAM, W);
	use(c, PROGRAM_DATA, W);
	use(c, kind == KT_KIND_ROLLBACK ? BUFFER2 : BUFFER, W);
	use(c, SPILL, W);
	use(c, RENT, 0);
	use(c, CLOCK, 0);
	use(c, LOADER, 0);
}

void
world_reclaim(const struct world *w, struct call *c, uint32_t proposal)
{
	bool back = stored(w, proposal)[KT_AT(proposal, kind)] == KT_KIND_ROLLBACK;

	start(c, KT_RECLAIM);
	use(c, MULTISIG, 0);
	use(c, AUTHORITY, 0);
	use(c, PROPOSAL1 + proposal - 1, W);
	use(c, RECORD, 0);
	use(c, back ? BUFFER2 : BUFFER, W);
	use(c, OWNER, 0);
	use(c, LOADER, 0);
	use(c, INSTRUCTIONS, 0);
}

void
world_close(const struct world *w, struct call *c, uint32_t proposal)
{
	(void)w;
	start(c, KT_CLOSE);
	use_person(c, MEMBER1, S);
	use(c, MULTISIG, 0);
	use(c, PROPOSAL1 + proposal - 1, W);
	use(c, PAYER, W);
	use(c, INSTRUCTIONS, 0);
}

uint64_t
world_send(struct world *w, const struct call *c)
{
	struct native_use u[NATIVE_USES_MAX];

	for (uint32_t i = 0; i < c->n; i++) {
		u[i].account = &w->account[c->who[i]];
		u[i].signer = c->signer[i];
		u[i].writable = c->writable[i];
	}
	return native_run(&w->chain, u, c->n, c->data, c->len);
}

void
world_must(struct world *w, const struct call *c, const char *what)
{
	uint64_t rc = world_send(w, c);

	if (rc == 0)
		return;
	printf("not ok - %s was refused with %lld\n", what, (long long)rc);
	exit(1);
}

void
world_ready(struct world *w)
{
	struct call c;

	world_init(w);
	world_create(w, &c, false);
	world_must(w, &c, "create multisig");
	world_create(w, &c, true);
	world_must(w, &c, "create the other multisig");
	world_adopt(w, &c);
	world_must(w, &c, "adopt");
}

void
world_approved(struct world *w, uint8_t kind, uint32_t proposal)
{
	struct call c;

	world_propose(w, &c, kind, proposal);
	world_must(w, &c, "propose");
	for (uint32_t i = MEMBER0; i <= MEMBER2; i++) {
		world_vote(w, &c, proposal, i, KT_CHOICE_APPROVE);
		if (stored(w, proposal)[KT_AT(proposal, status)] == KT_STATUS_ACTIVE)
			world_must(w, &c, "approve");
	}
}
