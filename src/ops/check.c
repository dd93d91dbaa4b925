#include "ops/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/wire.h"
#include "ops/code_check.h"
#include "ops/outcome.h"
#include "ops/verify.h"
#include "solana/system.h"

enum {
	HEAD_LEN = LOADER_PROGRAM_DATA_HEADER + 52, /* program data up to the end of the code's e_flags */
	RENT_LEN = 17,
	BASE_FEE = 5000,       /* lamports of one signature; what the node asks for is on the card */
};

enum { KEY_DATA, KEY_SPILL, KEY_RENT, KEY_EXECUTOR, KEY_GATES, KEY_MEMBERS = KEY_GATES + CODE_CHECK_GATES };

struct check {
	struct gov_world own;             /* multisig, the act, its record; what facts point into */
	struct preflight_facts facts;
	struct pubkey key[KEY_MEMBERS + GOV_MEMBERS_MAX];
	struct loadable gates;            /* the chain's, once they are read */
	struct rpc_call *heads, *buffer, *simulation; /* NULL: not asked, or taken */
	struct err trouble;               /* of building the simulation */
};

static void
keep(struct check *c, const struct gov_world *w, const struct gov_proposal *p)
{
	struct gov_world few = *w;
	struct gov_proposal one = *p;
	struct gov_record record;
	const struct gov_record *r = gov_world_record(w, &p->program);

	few.proposal = &one;
	few.proposal_n = 1;
	few.record = r != NULL ? &record : NULL;
	few.record_n = r != NULL;
	if (r != NULL)
		record = *r;
	gov_world_copy(&c->own, &few);
}

static void
ask_heads(struct check *c, struct session *s, enum commitment commitment)
{
	const struct gov_proposal *p = c->facts.proposal;
	const struct gov_multisig *m = c->facts.multisig;
	struct rpc_slice head = { 0, HEAD_LEN, true };

	c->key[KEY_DATA] = loader_program_data(&p->program);
	c->key[KEY_SPILL] = kt_takes_buffer(p->kind) ? p->act.deploy.spill : PUBKEY_SYSTEM;
	c->key[KEY_RENT] = PUBKEY_RENT;
	c->key[KEY_EXECUTOR] = c->facts.has_executor ? c->facts.executor : PUBKEY_SYSTEM;
	for (unsigned i = 0; i < m->member_n; i++)
		c->key[KEY_MEMBERS + i] = m->member[i].address;
	code_check_keys(c->key + KEY_GATES);
	c->heads = rpc_get_accounts(s->rpc, c->key, KEY_MEMBERS + m->member_n, head, commitment, 0);
}

static void
ask_buffer(struct check *c, struct session *s, enum commitment commitment)
{
	struct rpc_slice whole = { 0, 0, false };

	if (kt_takes_buffer(c->facts.proposal->kind) && !c->facts.buffer.known)
		c->buffer = rpc_get_accounts(s->rpc, &c->facts.proposal->act.deploy.buffer, 1, whole, commitment, 0);
}

/* Who a simulation runs as: whoever is here, else the first member that may. */
static const struct pubkey *
actor(const struct check *c)
{
	const struct gov_multisig *m = c->facts.multisig;
	int me = c->facts.has_executor ? multisig_member(m, &c->facts.executor) : -1;

	if (me >= 0 && m->member[me].may_execute)
		return &m->member[me].address;
	for (unsigned i = 0; i < m->member_n; i++)
		if (m->member[i].may_execute)
			return &m->member[i].address;
	return NULL;
}

static enum err_code
ask_simulation(struct check *c, struct session *s, struct err *e)
{
	const struct pubkey *who = actor(c);
	struct hash any = { { 0 } };
	struct instruction ix[2];
	struct system_ix units;
	struct transaction t;
	struct gov_build b;
	uint8_t message[PACKET_MAX];
	size_t len;

	if (who == NULL)
		return err_set(e, ERR_REFUSED, "no member may execute");
	if (s->backend->build(&b, &s->governance, &c->own, c->facts.proposal, MOVE_EXECUTE, who, e) != ERR_OK)
		return e->code;
	budget_units(&units, BUDGET_UNITS_MAX);
	ix[0] = units.ix;
	ix[1] = b.s.ix;
	if (message_build(who, ix, 2, &any, message, &len, e) != ERR_OK || transaction_start(message, len, &t, e) != ERR_OK)
		return e->code;
	c->simulation = rpc_simulate(s->rpc, &t, false, COMMITMENT_CONFIRMED);
	return ERR_OK;
}

/* What is on the chain, or will be in a buffer, as the preflight takes it. */
static void
put_code(struct preflight_code *to, const struct on_chain *code)
{
	to->of_loader = true;
	to->has_authority = code->has_authority;
	to->authority = code->authority;
	to->lamports = code->lamports;
	to->room = code->room;
	to->trimmed = code->trimmed;
	to->sbpf_version = code->sbpf_version;
	to->hash = code->hash;
}

/* `code` is in the buffer once it is written, NULL: what is there is read. */
static struct check *
begin(struct session *s, const struct gov_world *w, const struct gov_proposal *p, bool is_draft, bool simulate,
	const struct on_chain *code, enum commitment commitment)
{
	struct check *c = mem_new(1, sizeof *c);
	struct preflight_facts *f = &c->facts;
	enum gov_state state;

	preflight_facts_init(f, w, p, s->signer != NULL ? signer_address(s->signer) : NULL, is_draft);
	keep(c, w, p);
	f->multisig = &c->own.multisig;
	f->proposal = &c->own.proposal[0];
	f->record = f->record != NULL ? &c->own.record[0] : NULL;
	f->fee = BASE_FEE;
	if (code != NULL) {
		f->buffer.known = f->buffer.exists = true;
		put_code(&f->buffer, code);
	}
	state = proposal_state(f->proposal, f->multisig, f->record, f->now);
	if (!is_draft && !state_is_open(state))
		return c;
	ask_heads(c, s, commitment);
	ask_buffer(c, s, commitment);
	if (simulate && !is_draft && state == STATE_READY && ask_simulation(c, s, &c->trouble) != ERR_OK)
		(void)snprintf(f->why, sizeof f->why, "%.200s", c->trouble.message);
	return c;
}

struct check *
check_new(struct session *s, const struct gov_world *w, const struct gov_proposal *p, bool is_draft, bool simulate,
	enum commitment commitment)
{
	return begin(s, w, p, is_draft, simulate, NULL, commitment);
}

struct check *
check_new_file(struct session *s, const struct gov_world *w, const struct gov_proposal *p, const struct on_chain *code,
	enum commitment commitment)
{
	return begin(s, w, p, true, false, code, commitment);
}

struct check *
check_new_vote(struct session *s, const struct gov_world *w, const struct gov_proposal *p, enum commitment commitment)
{
	struct check *c = check_new(s, w, p, false, false, commitment);

	c->facts.is_vote = true;
	return c;
}

void
check_free(struct check *c)
{
	if (c == NULL)
		return;
	rpc_call_free(c->heads);
	rpc_call_free(c->buffer);
	rpc_call_free(c->simulation);
	gov_world_wipe(&c->own);
	free(c);
}

static bool
is_under_way(const struct rpc_call *call)
{
	return call != NULL && rpc_pending(call);
}

bool
check_pending(const struct check *c)
{
	return is_under_way(c->heads) || is_under_way(c->buffer) || is_under_way(c->simulation);
}

/* --- what came ------------------------------------------------------------- */

/* False: there is no such code. */
static bool
take_code(struct preflight_code *to, const struct rpc_account *a, enum loader_tag tag, struct loader_account *l)
{
	struct on_chain code = { .room = 0 };
	struct err e = ERR_INIT;

	to->known = true;
	to->exists = a->exists;
	if (!a->exists || !pubkey_eq(&a->owner, &PUBKEY_LOADER) || loader_decode(a->data, a->len, l, &e) != ERR_OK || l->tag != tag)
		return false;
	verify_code(l, &code);
	code.lamports = a->lamports;
	put_code(to, &code);
	to->room = (size_t)a->space - (tag == LOADER_BUFFER ? LOADER_BUFFER_HEADER : LOADER_PROGRAM_DATA_HEADER);
	return true;
}

/* Rent sysvar: u64 lamports per byte, f64 threshold in years, u8. */
static void
take_rent(struct preflight_facts *f, const struct rpc_account *a)
{
	struct rd r = rd_from(a->data, a->exists ? a->len : 0);
	uint64_t per_byte = rd_u64(&r), bits = rd_u64(&r);
	double threshold;

	if (!rd_done(&r) || a->len < RENT_LEN || !f->data.of_loader)
		return;
	memcpy(&threshold, &bits, sizeof threshold);
	if (!(threshold >= 0 && threshold <= 100) || per_byte > 1000000)
		return;
	f->rent_known = true;
	f->data_rent = (uint64_t)((double)((SYSTEM_ACCOUNT_EXTRA + LOADER_PROGRAM_DATA_HEADER + f->data.room) * per_byte) * threshold);
}

static enum err_code
take_heads(struct check *c, struct err *e)
{
	struct preflight_facts *f = &c->facts;
	struct rpc_accounts a = { .n = 0 };
	struct loader_account l;
	enum err_code rc = rpc_accounts_result(c->heads, &a, e);

	if (rc == ERR_OK) {
		const struct rpc_account *x = a.account;

		if (f->proposal->kind != KT_KIND_MEMBERS)
			(void)take_code(&f->data, &x[KEY_DATA], LOADER_PROGRAM_DATA, &l);
		f->spill_known = true;
		f->spill_is_system = !x[KEY_SPILL].exists || pubkey_eq(&x[KEY_SPILL].owner, &PUBKEY_SYSTEM);
		f->spill_len = x[KEY_SPILL].exists ? (size_t)x[KEY_SPILL].space : 0;
		take_rent(f, &x[KEY_RENT]);
		code_check_gates(&x[KEY_GATES], &c->gates);
		memcpy(f->sbpf, c->gates.sbpf, sizeof f->sbpf);
		f->balance_known = f->has_executor;
		f->balance = x[KEY_EXECUTOR].exists ? x[KEY_EXECUTOR].lamports : 0;
		f->members_known = true;
		for (unsigned i = 0; i < f->multisig->member_n; i++)
			if (x[KEY_MEMBERS + i].exists && x[KEY_MEMBERS + i].lamports >= BASE_FEE)
				f->funded |= (uint64_t)1 << i;
	}
	rpc_accounts_free(&a);
	return rc;
}

static enum err_code
take_buffer(struct check *c, struct err *e)
{
	struct rpc_accounts a = { .n = 0 };
	struct loader_account l;
	enum err_code rc = rpc_accounts_result(c->buffer, &a, e);

	/* Gates that were not read say nothing against it: the line does. */
	if (rc == ERR_OK && take_code(&c->facts.buffer, &a.account[0], LOADER_BUFFER, &l) &&
		loadable_code(l.code, l.code_len, &c->gates, &c->facts.unfit) == ERR_RPC)
		c->facts.unfit = (struct err)ERR_INIT;
	rpc_accounts_free(&a);
	return rc;
}

void
check_simulated(struct check *c, const struct rpc_outcome *o)
{
	struct preflight_facts *f = &c->facts;
	struct err e = ERR_INIT;

	f->simulated = o->failed ? SIMULATED_FAILED : SIMULATED_PASSED;
	f->units = o->units;
	if (!o->failed)
		return;
	(void)outcome_error(o, &e);
	(void)snprintf(f->why, sizeof f->why, "%.250s", e.message);
}

enum err_code
check_result(struct check *c, struct preflight *out, struct err *e)
{
	struct rpc_outcome o;
	enum err_code rc = ERR_OK;

	if (c->heads != NULL)
		rc = take_heads(c, e);
	if (c->buffer != NULL && rc == ERR_OK)
		rc = take_buffer(c, e);
	if (c->simulation != NULL && rc == ERR_OK) {
		rc = rpc_simulate_result(c->simulation, &o, e);
		if (rc == ERR_OK)
			check_simulated(c, &o);
	}
	rpc_call_free(c->heads);
	rpc_call_free(c->buffer);
	rpc_call_free(c->simulation);
	c->heads = c->buffer = c->simulation = NULL;
	preflight_judge(&c->facts, out);
	return rc;
}

/* --- what is only meant -------------------------------------------------------- */

void
check_draft(struct gov_proposal *out, const struct gov_world *w, const struct kt_act *act, const struct pubkey *proposer)
{
	const struct gov_multisig *m = &w->multisig;
	bool back = act->kind == KT_KIND_ROLLBACK;

	memset(out, 0, sizeof *out);
	out->index = m->proposal_count + 1;
	gov_proposal_set_act(out, act);
	out->description = "";
	out->proposer = out->rent_payer = out->depositor = *proposer;
	out->epoch = m->epoch;
	out->window_s = m->window_s;
	out->created_at = w->cluster_unix_s;
	out->lock.delay = back ? m->rollback_delay_s : m->timelock_s;
	out->lock.window = m->window_s;
	out->needed = back ? m->rollback_threshold : m->threshold;
	out->hash_agrees = true;
}

enum err_code
check_refusal(const struct preflight_line *line, struct err *e)
{
	(void)err_set(e, ERR_REFUSED, "it cannot execute: %s", line->words);
	return line->cure[0] != '\0' ? err_hint(e, "\"%s\" mends it", line->cure) : e->code;
}

enum err_code
check_draft_refusal(const struct preflight *p, bool anyway, struct err *e)
{
	const struct preflight_line *l = preflight_blocker(p, 0);

	if (l == NULL || (anyway && p->unfit.code != ERR_USAGE))
		return ERR_OK;
	if (p->unfit.code != ERR_OK && (anyway || strcmp(l->name, "sbpf") == 0)) {
		*e = p->unfit;
		return e->code;
	}
	(void)check_refusal(l, e);
	if (l->cure[0] == '\0')
		return err_hint(e, "--anyway proposes it all the same");
	return err_hint(e, "\"%s\" mends it; --anyway proposes it all the same", l->cure);
}
