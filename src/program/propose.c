#include "program/act.h"
#include "program/cpi.h"
#include "program/deploy.h"
#include "program/handover.h"
#include "program/instructions.h"
#include "program/rules.h"

enum { PROPOSER, RENT_PAYER, MULTISIG, PROPOSAL, SYSTEM, SYSVAR, COMMON_N };
enum { DEPOSITOR = COMMON_N, DEPLOY_FIRST, SPILL = DEPLOY_FIRST + 5, LOADER, DEPLOY_N };
enum { RECORD = COMMON_N, IMMUTABLE_N, RECEIVER = IMMUTABLE_N, HANDOVER_N };
enum { PEOPLE = 1 << PROPOSER | 1 << RENT_PAYER };

struct proposing {
	struct act_text text;
	struct seeds proposal;
	struct deploy deploy;
	uint8_t kind;
};

/* How many accounts an act of this kind brings, and which may coincide. */
static uint64_t
begin(const struct context *c, uint8_t kind)
{
	struct shape s = { HANDOVER_N, PEOPLE | 1 << RECEIVER, SYSVAR, SYSTEM, SHAPE_NONE, SHAPE_NONE };

	REQUIRE(kind >= KT_KIND_UPGRADE && kind <= KT_KIND_IMMUTABLE, KIND);
	if (is_act_deploy(kind)) {
		s.account_n = DEPLOY_N;
		s.people = PEOPLE | 1 << DEPOSITOR | 1 << SPILL;
		s.loader = LOADER;
	} else if (kind == KT_KIND_MEMBERS) {
		s.account_n = COMMON_N;
		s.people = PEOPLE;
	} else if (kind == KT_KIND_IMMUTABLE) {
		s.account_n = IMMUTABLE_N;
		s.people = PEOPLE;
	}
	return context_begin(c, &s);
}

static uint64_t
check_common(const struct context *c, struct proposing *p)
{
	const struct account *a = c->account;
	const uint8_t *index = c->data + KT_AT(propose, index);
	uint32_t position;

	TRY(account_signed(&a[RENT_PAYER]));
	TRY(account_writable(&a[RENT_PAYER]));
	TRY(account_writable(&a[MULTISIG]));
	TRY(account_writable(&a[PROPOSAL]));
	TRY(state_multisig(c, &a[MULTISIG]));
	TRY(state_member(&a[MULTISIG], &a[PROPOSER], &position));
	REQUIRE(bytes_u64(index) ==
		bytes_u64(account_data(&a[MULTISIG]) + KT_AT(multisig, proposal_count)) + 1, INDEX);
	TRY(act_parse(c->data + KT_LEN(propose), c->data_len - KT_LEN(propose), p->kind, &p->text));
	seeds_proposal(&p->proposal, account_key(&a[MULTISIG]), index);
	TRY(seeds_find(&p->proposal, c->program_id, account_key(&a[PROPOSAL])));
	return account_vacant(&a[PROPOSAL]);
}

static uint64_t
check_act(const struct context *c, struct proposing *p)
{
	const struct account *a = c->account;
	struct handover h = { &a[MULTISIG], &a[RECORD],
		p->kind == KT_KIND_IMMUTABLE ? 0 : &a[RECEIVER], p->text.payload, p->kind };

	if (p->kind == KT_KIND_MEMBERS)
		return rules_check(p->text.payload);
	if (!is_act_deploy(p->kind))
		return handover_check(c, &h);
	p->deploy.multisig = &a[MULTISIG];
	p->deploy.payload = p->text.payload;
	p->deploy.kind = p->kind;
	p->deploy.loader = &a[LOADER];
	TRY(deploy_accounts(c, &p->deploy, DEPLOY_FIRST, PEOPLE | 1 << DEPOSITOR));
	return deploy_propose(c, &p->deploy, &a[DEPOSITOR]);
}

static void
write_header(const struct context *c, const struct proposing *p, uint8_t *d)
{
	const struct account *a = c->account;
	const uint8_t *m = account_data(&a[MULTISIG]), *rules = multisig_rules(&a[MULTISIG]);

	d[KT_AT(proposal, tag)] = KT_ACCOUNT_PROPOSAL;
	d[KT_AT(proposal, version)] = KT_ABI_VERSION;
	d[KT_AT(proposal, bump)] = p->proposal.bump;
	d[KT_AT(proposal, kind)] = p->kind;
	d[KT_AT(proposal, status)] = KT_STATUS_ACTIVE;
	bytes_copy(d + KT_AT(proposal, multisig), account_key(&a[MULTISIG]), KEY_LEN);
	bytes_copy(d + KT_AT(proposal, index), c->data + KT_AT(propose, index), 8);
	bytes_copy(d + KT_AT(proposal, epoch), m + KT_AT(multisig, epoch), 8);
	bytes_copy(d + KT_AT(proposal, proposer), account_key(&a[PROPOSER]), KEY_LEN);
	bytes_copy(d + KT_AT(proposal, rent_payer), account_key(&a[RENT_PAYER]), KEY_LEN);
	bytes_put(d + KT_AT(proposal, lock), rules_lock(rules, p->kind), 4);
	bytes_copy(d + KT_AT(proposal, window), rules + KT_AT(rules, window), 4);
	bytes_put(d + KT_AT(proposal, created_at), c->now, 8);
	bytes_put(d + KT_AT(proposal, payload_len), p->text.payload_len, 2);
	d[KT_AT(proposal, description_len)] = (uint8_t)p->text.description_len;
}

static uint64_t
write_act(const struct context *c, const struct proposing *p)
{
	const struct account *a = c->account;
	uint8_t *d = account_data(&a[PROPOSAL]);
	const uint8_t *m = account_data(&a[MULTISIG]);

	write_header(c, p, d);
	bytes_copy(act_payload(d), p->text.payload, p->text.payload_len);
	bytes_copy(act_payload(d) + p->text.payload_len, p->text.description,
		p->text.description_len);
	if (is_act_deploy(p->kind)) {
		TRY(deploy_take(&p->deploy, &a[DEPOSITOR]));
		bytes_copy(d + KT_AT(proposal, depositor), account_key(&a[DEPOSITOR]), KEY_LEN);
		d[KT_AT(proposal, holds_buffer)] = 1;
	}
	act_hash(c->program_id, m, d, d + KT_AT(proposal, payload_hash));
	bytes_copy(account_data(&a[MULTISIG]) + KT_AT(multisig, proposal_count),
		c->data + KT_AT(propose, index), 8);
	return 0;
}

uint64_t
propose_run(struct context *c)
{
	const struct account *a = c->account;
	struct proposing p;
	struct creation n = { &a[RENT_PAYER], &a[PROPOSAL], &a[SYSTEM], &p.proposal, 0 };
	struct event e = { 0, KT_STATUS_ACTIVE, &a[MULTISIG], &a[PROPOSER],
		c->data + KT_AT(propose, index) };

	REQUIRE(c->data_len >= KT_LEN(propose), BAD_INSTRUCTION);
	e.detail = p.kind = c->data[KT_AT(propose, kind)];
	TRY(begin(c, p.kind));
	TRY(context_clock(c));
	TRY(check_common(c, &p));
	TRY(check_act(c, &p));
	n.len = (uint64_t)KT_PROPOSAL_HEADER + p.text.payload_len + p.text.description_len;
	TRY(cpi_create(c, &n));
	TRY(write_act(c, &p));
	context_event(c, &e);
	return 0;
}
