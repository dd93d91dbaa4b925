#ifndef TESTS_UI_SAMPLE_H
#define TESTS_UI_SAMPLE_H

/* ui_sample.h - models for the screens: five members, two programs, and
 * proposals in every state at SAMPLE_NOW on the chain. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "ui/model.h"

#define SAMPLE_NOW 1790000000 /* 2026-09-21 14:13:20 UTC */
#define HOURS 3600
#define DAYS 86400

static inline struct pubkey
sample_key(unsigned n)
{
	struct pubkey k;

	memset(&k, 0, sizeof k);
	for (unsigned i = 0; i < sizeof k.b; i++)
		k.b[i] = (uint8_t)(n * 37u + i * 11u + 1u);
	return k;
}

static inline struct hash
sample_hash(unsigned n)
{
	struct pubkey k = sample_key(n + 1000u);
	struct hash h;

	memcpy(h.b, k.b, sizeof h.b);
	return h;
}

static inline void
sample_labels(struct model *m)
{
	static const char *const who[] = { "bob", "alice", "carol", "dave", "erin" };
	struct pubkey k = sample_key(900);

	for (unsigned i = 0; i < 5; i++) {
		k = sample_key(i + 1);
		model_label_add(m, &k, who[i]);
	}
	k = sample_key(900);
	model_label_add(m, &k, "ledger-council");
	k = sample_key(50);
	model_label_add(m, &k, "ledger");
	model_labels_sort(m);
}

/* A model that has not read anything: alice, second of five. */
static inline void
sample_blank(struct model *m)
{
	model_init(m);
	memcpy(m->cluster, "mainnet", 8);
	memcpy(m->endpoint, "https://rpc.example.org", 24);
	m->has_multisig = m->has_me = true;
	m->multisig = sample_key(900);
	m->me = sample_key(2);
	sample_labels(m);
}

static inline void
sample_council(struct gov_world *w)
{
	struct gov_multisig *g = &w->multisig;

	memset(w, 0, sizeof *w);
	g->address = sample_key(900);
	g->authority = sample_key(901);
	g->epoch = 2;
	g->proposal_count = 14;
	g->timelock_s = 48 * HOURS;
	g->window_s = 14 * DAYS;
	g->reach_s = 30 * DAYS;
	g->threshold = 3;
	g->rollback_threshold = 4;
	g->stop_number = 2;
	g->approver_n = g->member_n = 5;
	for (unsigned i = 0; i < 5; i++)
		g->member[i] = (struct gov_member){ sample_key(i + 1), true, true, true };
	g->raw = mem_new(1, 1);
	g->raw_len = 1;
	w->slot = w->clock_slot = 312450000;
	w->cluster_unix_s = SAMPLE_NOW;
}

static inline struct gov_proposal *
sample_proposal(struct gov_world *w, uint64_t index, enum kt_kind kind, enum gov_status status, const char *what)
{
	struct gov_proposal *p;

	w->proposal = mem_grow(w->proposal, w->proposal_n + 1, sizeof *w->proposal);
	p = &w->proposal[w->proposal_n++];
	memset(p, 0, sizeof *p);
	p->index = index;
	p->address = sample_key(200 + (unsigned)index);
	p->proposer = p->rent_payer = p->depositor = sample_key(1 + (unsigned)index % 5);
	p->kind = kind;
	p->status = status;
	p->epoch = 2;
	p->window_s = 14 * DAYS;
	p->lock = (struct timelock){ 0, 48 * HOURS, 14 * DAYS };
	p->created_at = SAMPLE_NOW - 3 * DAYS;
	p->needed = 3;
	p->reject_number = 3;
	p->stop_number = 2;
	p->hash_agrees = true;
	p->payload_hash = sample_hash((unsigned)index);
	if (kind != KT_KIND_MEMBERS)
		p->program = sample_key(50);
	if (kind == KT_KIND_UPGRADE || kind == KT_KIND_ROLLBACK)
		p->act.deploy = (struct kt_deploy_act){ .program = sample_key(50), .buffer = sample_key(300 + (unsigned)index), .spill = sample_key(1),
			.from_number = 7, .from_hash = sample_hash(50), .code_hash = sample_hash(40 + (unsigned)index), .code_len = 184320 };
	gov_proposal_describe(p, what);
	return p;
}

/* A program that runs version `newest`, made by proposal `by`, and the two before it where there are. */
static inline void
sample_record(struct gov_world *w, unsigned program, uint64_t newest, uint64_t by)
{
	struct gov_record *r;

	w->record = mem_grow(w->record, w->record_n + 1, sizeof *w->record);
	r = &w->record[w->record_n++];
	memset(r, 0, sizeof *r);
	r->program = sample_key(program);
	r->program_data = sample_key(program + 400);
	r->governed = true;
	r->newest = newest;
	for (uint64_t n = newest > 3 ? newest - 2 : 1; n <= newest; n++) {
		struct gov_version *v = &r->version[r->version_n++];

		*v = (struct gov_version){ .number = n, .slot = 312000000 + n, .code_len = 184320 + 512 * (uint32_t)n, .adopted = n == 1,
			.code_hash = sample_hash((unsigned)n), .proposal = n == 1 ? 0 : n, .retired = n == 5,
			.began = SAMPLE_NOW - (int64_t)(newest - n) * 20 * DAYS - 2 * DAYS };
		v->ended = n == newest ? 0 : v->began + 20 * DAYS;
		if (n == newest && by > 0) {
			v->proposal = by;
			v->code_hash = sample_hash(40 + (unsigned)by);
		}
	}
}

/* The board of the design, and a few states more. */
static inline void
sample_many(struct gov_world *w)
{
	struct gov_proposal *p;

	sample_council(w);
	sample_record(w, 50, 7, 10);
	sample_record(w, 51, 3, 0);
	p = sample_proposal(w, 14, KT_KIND_UPGRADE, GOV_ACTIVE, "Add improved liquidation checks to the ledger");
	p->approvals = 0x5;
	p = sample_proposal(w, 13, KT_KIND_UPGRADE, GOV_APPROVED, "Fix rounding in interest accrual");
	p->approvals = 0x7;
	p->lock.approved_at = SAMPLE_NOW - (6 * HOURS + 47 * 60 + 51);
	p = sample_proposal(w, 12, KT_KIND_ROLLBACK, GOV_APPROVED, "Critical bug in liquidations");
	p->approvals = 0xf;
	p->needed = 4;
	p->lock = (struct timelock){ SAMPLE_NOW - 20 * HOURS, 0, 14 * DAYS };
	p->program = p->act.deploy.program = sample_key(51);
	p->act.deploy.from_number = 3;
	p->act.deploy.target_number = 2;
	p->act.deploy.from_hash = sample_hash(3);
	p = sample_proposal(w, 11, KT_KIND_MEMBERS, GOV_ACTIVE, "");
	p->approvals = 0x2;
	p->act.members = mem_new(1, sizeof *p->act.members);
	*p->act.members = (struct kt_governance){ .member_n = 5, .threshold = 4, .rollback_threshold = 4, .stop_number = 1,
		.timelock_s = 72 * HOURS, .window_s = 14 * DAYS, .reach_s = 30 * DAYS };
	for (unsigned i = 0; i < 5; i++)
		p->act.members->member[i] = (struct kt_person){ sample_key(i == 4 ? 77 : i + 1), KT_ROLE_APPROVER };
	p = sample_proposal(w, 10, KT_KIND_UPGRADE, GOV_EXECUTED, "Move fees to the treasury");
	p->approvals = 0x1c;
	p->lock.approved_at = SAMPLE_NOW - 5 * DAYS;
	p->ended_at = SAMPLE_NOW - 2 * DAYS;
	p = sample_proposal(w, 9, KT_KIND_UPGRADE, GOV_REJECTED, "Remove the pause switch");
	p->rejections = 0x1c;
	p->holds_buffer = true;
	p->ended_at = SAMPLE_NOW - 4 * DAYS;
	p = sample_proposal(w, 8, KT_KIND_IMMUTABLE, GOV_WITHDRAWN, "Freeze \x1b[31mledger\xe2\x80\xae for good");
	p->ended_at = SAMPLE_NOW - 9 * DAYS;
	p = sample_proposal(w, 7, KT_KIND_UPGRADE, GOV_APPROVED, "\xe6\x9b\xb4\xe6\x96\xb0 of an old version");
	p->approvals = 0x7;
	p->lock.approved_at = SAMPLE_NOW - 4 * DAYS;
	p->act.deploy.from_number = 6;
}

/* sample_lamp has the way back of a program read: all of it ready, or its buffer missing and its account shrunk. */
static inline void
sample_lamp(struct model *m, unsigned program, bool whole)
{
	struct readiness_facts f = { .program = sample_key(program), .target = { .number = 6, .code_len = 187392 }, .saved = PREFLIGHT_YES,
		.staged_known = true, .staged = whole, .buffer = sample_key(315), .simulated = whole ? SIMULATED_PASSED : SIMULATED_NOT,
		.members_known = true, .live = 5, .needed = 4, .room_known = true, .room = whole ? 400000 : 187000 };
	struct model_lamp lamp = { .program = f.program, .newest = 7, .code_hash = sample_hash(6), .buffer = f.buffer };

	readiness_judge(&f, &lamp.answers);
	model_lamp_set(m, &lamp);
}

/* sample_live makes `m` one that has just read `w`. */
static inline void
sample_live(struct model *m, struct gov_world *w)
{
	sample_blank(m);
	model_take(m, w, 1000);
	model_tick(m, 1000);
}

#endif
