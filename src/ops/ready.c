#include "ops/ready.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "data/binaries.h"
#include "ops/check.h"
#include "ops/outcome.h"
#include "ops/stage.h"
#include "ops/verify.h"
#include "solana/system.h"

enum {
	COUNTERS = 3,     /* of a member's buffers looked at, as a rollback does */
	BASE_FEE = 5000,  /* lamports of one signature */
	AT_DATA = 0, AT_MEMBERS = 1,
};

struct ready {
	struct session *s; /* borrowed */
	struct gov_world own; /* multisig, the record, and the open rollback where there is one */
	struct readiness_facts facts;
	struct pubkey key[RPC_ACCOUNTS_MAX];
	size_t n, at;      /* keys; the one looked at now */
	bool may_be[RPC_ACCOUNTS_MAX]; /* a buffer whose authority is the member's it belongs to */
	struct rpc_call *heads, *simulation; /* NULL: not asked, or taken */
	struct verify *verify;
	struct err err;    /* the first that happened */
	bool over;
};

/* A rollback that is open from what is live, or with that upgrade proposed in advance, has its buffer already. */
static const struct gov_proposal *
open_rollback(const struct gov_world *w, const struct gov_record *r, const struct readiness_facts *f)
{
	for (size_t i = 0; i < w->proposal_n; i++) {
		const struct gov_proposal *p = &w->proposal[i];

		if (p->kind == KT_KIND_ROLLBACK && p->holds_buffer && pubkey_eq(&p->program, &f->program) && p->hash_agrees &&
			state_is_open(proposal_state(p, &w->multisig, r, w->cluster_unix_s)) &&
			hash_eq(&p->act.deploy.code_hash, &f->target.code_hash))
			return p;
	}
	return NULL;
}

static void
keep(struct ready *y, const struct gov_world *w, const struct gov_record *r, const struct gov_proposal *p)
{
	struct gov_world few = *w;
	struct gov_record record = *r;
	struct gov_proposal one;

	if (p != NULL)
		one = *p;
	few.proposal = p != NULL ? &one : NULL;
	few.proposal_n = p != NULL;
	few.record = &record;
	few.record_n = 1;
	gov_world_copy(&y->own, &few);
}

static void
look_at_backup(struct ready *y)
{
	struct err ignored = ERR_INIT;

	if (y->s->store != NULL)
		y->facts.saved = binaries_check(y->s->store, &y->facts.target.code_hash, &ignored) == ERR_OK ? PREFLIGHT_YES : PREFLIGHT_NO;
}

static void
ask(struct ready *y)
{
	const struct gov_multisig *m = &y->own.multisig;
	struct rpc_slice head = { 0, LOADER_PROGRAM_DATA_HEADER, true };
	char seed[STAGE_SEED];

	y->key[AT_DATA] = loader_program_data(&y->facts.program);
	for (unsigned i = 0; i < m->member_n; i++)
		y->key[AT_MEMBERS + i] = m->member[i].address;
	y->n = AT_MEMBERS + m->member_n;
	for (unsigned counter = 0; y->facts.proposal == 0 && counter < COUNTERS; counter++)
		for (unsigned i = 0; i < m->member_n && y->n < RPC_ACCOUNTS_MAX; i++)
			stage_address(&m->member[i].address, &y->facts.target.code_hash, counter, seed, &y->key[y->n++]);
	y->heads = rpc_get_accounts(y->s->rpc, y->key, y->n, head, y->s->commitment, 0);
}

struct ready *
ready_new(struct session *s, const struct gov_world *w, const struct pubkey *program)
{
	const struct gov_record *r = gov_world_record(w, program);
	struct readiness_facts f;
	const struct gov_proposal *p;
	struct ready *y;

	if (r == NULL || !readiness_target(&w->multisig, r, w->cluster_unix_s, &f))
		return NULL;
	y = mem_new(1, sizeof *y);
	y->s = s;
	p = open_rollback(w, r, &f);
	keep(y, w, r, p);
	if (p != NULL) { /* the chain took the buffer in and proved its code */
		f.staged_known = f.staged = true;
		f.proposal = p->index;
		f.buffer = p->act.deploy.buffer;
	}
	y->facts = f;
	look_at_backup(y);
	ask(y);
	return y;
}

void
ready_free(struct ready *y)
{
	if (y == NULL)
		return;
	rpc_call_free(y->heads);
	rpc_call_free(y->simulation);
	verify_free(y->verify);
	gov_world_wipe(&y->own);
	free(y);
}

static void
trouble(struct ready *y, const struct err *e)
{
	y->err = *e;
	y->over = true;
}

/* --- what came ------------------------------------------------------------------- */

static void
take_room(struct ready *y, const struct rpc_account *a)
{
	struct loader_account l;
	struct err e = ERR_INIT;

	y->facts.room_known = true;
	if (a->exists && pubkey_eq(&a->owner, &PUBKEY_LOADER) && loader_decode(a->data, a->len, &l, &e) == ERR_OK &&
		l.tag == LOADER_PROGRAM_DATA && a->space >= LOADER_PROGRAM_DATA_HEADER)
		y->facts.room = (size_t)a->space - LOADER_PROGRAM_DATA_HEADER;
}

static bool
may_hold_it(const struct ready *y, const struct rpc_account *a, const struct pubkey *member)
{
	struct loader_account l;
	struct err e = ERR_INIT;

	return a->exists && pubkey_eq(&a->owner, &PUBKEY_LOADER) && loader_decode(a->data, a->len, &l, &e) == ERR_OK &&
		l.tag == LOADER_BUFFER && l.has_authority && pubkey_eq(&l.authority, member) &&
		a->space >= LOADER_BUFFER_HEADER + y->facts.target.code_len;
}

static void
take_heads(struct ready *y)
{
	const struct gov_multisig *m = &y->own.multisig;
	struct rpc_accounts a = { .n = 0 };
	struct err e = ERR_INIT;

	if (rpc_accounts_result(y->heads, &a, &e) != ERR_OK) {
		trouble(y, &e);
	} else {
		take_room(y, &a.account[AT_DATA]);
		y->facts.members_known = true;
		for (unsigned i = 0; i < m->member_n; i++)
			y->facts.live += m->member[i].may_vote && a.account[AT_MEMBERS + i].exists &&
				a.account[AT_MEMBERS + i].lamports >= BASE_FEE;
		y->at = AT_MEMBERS + m->member_n;
		for (size_t i = y->at; i < y->n; i++)
			y->may_be[i] = may_hold_it(y, &a.account[i], &m->member[(i - y->at) % m->member_n].address);
	}
	rpc_accounts_free(&a);
	rpc_call_free(y->heads);
	y->heads = NULL;
}

static void
take_buffer(struct ready *y)
{
	struct on_chain code;
	struct err e = ERR_INIT;

	if (verify_result(y->verify, &code, &e) == ERR_OK && hash_eq(&code.hash, &y->facts.target.code_hash)) {
		y->facts.staged = y->facts.staged_known = true;
		y->facts.buffer = y->key[y->at]; /* whose it is follows from `at` */
	}
	else
		y->at++;
	verify_free(y->verify);
	y->verify = NULL;
}

/* --- the simulation ---------------------------------------------------------------- */

/* Proposing runs as the member whose buffer it is: a simulation asks for no signature. */
static enum err_code
build_proposal(const struct ready *y, struct gov_build *b, struct pubkey *who, struct err *e)
{
	const struct gov_multisig *m = &y->own.multisig;
	const struct gov_record *r = &y->own.record[0];
	struct kt_act a;

	memset(&a, 0, sizeof a);
	*who = m->member[(y->at - AT_MEMBERS - m->member_n) % m->member_n].address;
	a.kind = KT_KIND_ROLLBACK;
	a.deploy.program = r->program;
	a.deploy.buffer = y->facts.buffer;
	a.deploy.spill = *who;
	a.deploy.from_number = r->newest;
	a.deploy.from_hash = r->version[r->version_n - 1].code_hash;
	a.deploy.target_number = y->facts.target.number;
	a.deploy.code_hash = y->facts.target.code_hash;
	a.deploy.code_len = y->facts.target.code_len;
	return y->s->backend->propose(b, &y->s->governance, &y->own, &a, who, "simulated", e);
}

/* Who would execute: anybody that may. */
static enum err_code
build_execution(const struct ready *y, struct gov_build *b, struct pubkey *who, struct err *e)
{
	const struct gov_multisig *m = &y->own.multisig;

	for (unsigned i = 0; i < m->member_n; i++) {
		*who = m->member[i].address;
		if (m->member[i].may_execute)
			break;
	}
	return y->s->backend->build(b, &y->s->governance, &y->own, &y->own.proposal[0], MOVE_EXECUTE, who, e);
}

static bool
is_executable(const struct ready *y)
{
	const struct gov_proposal *p = y->own.proposal;

	return p != NULL && !y->facts.in_advance && p->act.deploy.from_number == y->own.record[0].newest &&
		proposal_state(p, &y->own.multisig, &y->own.record[0], y->own.cluster_unix_s) == STATE_READY;
}

static void
simulate(struct ready *y)
{
	struct hash any = { { 0 } };
	struct instruction ix[2];
	struct system_ix units;
	struct transaction t;
	struct gov_build b;
	struct pubkey who;
	struct err e = ERR_INIT;
	uint8_t message[PACKET_MAX];
	size_t len;

	if ((is_executable(y) ? build_execution(y, &b, &who, &e) : build_proposal(y, &b, &who, &e)) != ERR_OK) {
		trouble(y, &e);
		return;
	}
	budget_units(&units, BUDGET_UNITS_MAX);
	ix[0] = units.ix;
	ix[1] = b.s.ix;
	if (message_build(&who, ix, 2, &any, message, &len, &e) != ERR_OK || transaction_start(message, len, &t, &e) != ERR_OK)
		trouble(y, &e);
	else
		y->simulation = rpc_simulate(y->s->rpc, &t, false, COMMITMENT_CONFIRMED);
}

static void
take_simulation(struct ready *y)
{
	struct rpc_outcome o;
	struct err e = ERR_INIT;

	y->over = true;
	if (rpc_simulate_result(y->simulation, &o, &e) != ERR_OK) {
		trouble(y, &e);
		return;
	}
	y->facts.simulated = o.failed ? SIMULATED_FAILED : SIMULATED_PASSED;
	if (o.failed && outcome_error(&o, &e) != ERR_OK)
		(void)snprintf(y->facts.why, sizeof y->facts.why, "%.250s", e.message);
}

/* The next buffer that may hold it, else what is left to do. */
static void
go_on(struct ready *y)
{
	while (!y->facts.staged && y->at < y->n && !y->may_be[y->at])
		y->at++;
	if (!y->facts.staged && y->at < y->n) {
		y->verify = verify_new(y->s, &y->key[y->at], LOADER_BUFFER);
		return;
	}
	y->facts.staged_known = true;
	if (!y->facts.staged || y->facts.in_advance || (y->facts.proposal != 0 && !is_executable(y)))
		y->over = true;
	else
		simulate(y);
}

bool
ready_turn(struct ready *y)
{
	if (y->over)
		return false;
	if (y->heads != NULL) {
		if (rpc_pending(y->heads))
			return true;
		take_heads(y);
	} else if (y->verify != NULL) {
		if (verify_pending(y->verify))
			return true;
		take_buffer(y);
	} else if (y->simulation != NULL) {
		if (rpc_pending(y->simulation))
			return true;
		take_simulation(y);
		return false;
	}
	if (!y->over)
		go_on(y);
	return !y->over;
}

enum err_code
ready_result(const struct ready *y, struct preflight *out, struct err *e)
{
	readiness_judge(&y->facts, out);
	if (y->err.code != ERR_OK)
		*e = y->err;
	return y->err.code;
}

const struct readiness_facts *
ready_facts(const struct ready *y)
{
	return &y->facts;
}
