#include "ops/rollback_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* --- the code: a buffer given, a file, a backup, any buffer that has it ------------- */

static size_t
put(struct source_place *out, size_t n, const struct pubkey *at, enum loader_tag tag)
{
	if (n < SOURCE_PLACES_MAX) {
		out[n].at = *at;
		out[n++].tag = tag;
	}
	return n;
}

/* Buffers that acts hold, and those members stage at addresses that follow from the code. */
static size_t
places(const struct rollback *r, struct source_place out[SOURCE_PLACES_MAX])
{
	const struct gov_multisig *m = &r->world.multisig;
	const struct hash *want = &r->way.target.code_hash;
	struct pubkey at = loader_program_data(&r->way.program);
	char seed[STAGE_SEED];
	size_t n = 0;

	if (!pubkey_is_zero(&r->goal.buffer))
		n = put(out, n, &r->goal.buffer, LOADER_BUFFER);
	if (r->goal.way.advance || r->goal.mode == ROLLBACK_STAGE)
		n = put(out, n, &at, LOADER_PROGRAM_DATA);
	for (size_t i = 0; i < r->world.proposal_n && n < SOURCE_PLACES_MAX / 4; i++) {
		const struct gov_proposal *p = &r->world.proposal[i];

		if (p->holds_buffer && hash_eq(&p->act.deploy.code_hash, want))
			n = put(out, n, &p->act.deploy.buffer, LOADER_BUFFER);
	}
	for (unsigned counter = 0; counter < 3; counter++)
		for (unsigned i = 0; i < m->member_n; i++) {
			stage_address(&m->member[i].address, want, counter, seed, &at);
			n = put(out, n, &at, LOADER_BUFFER);
		}
	return n;
}

static void
find_code(struct rollback *r)
{
	struct source_place place[SOURCE_PLACES_MAX];
	size_t n = places(r, place);

	source_free(r->source);
	r->source = source_new(r->s, &r->way.target.code_hash, r->goal.file, r->goal.file_len, place, n);
	r->stage = RB_CODE;
	r->step = "looking for the code gone back to";
}

void
rollback_code_start(struct rollback *r)
{
	if (pubkey_is_zero(&r->goal.buffer)) {
		find_code(r);
		return;
	}
	verify_free(r->verify);
	r->verify = verify_new(r->s, &r->goal.buffer, LOADER_BUFFER);
	r->stage = RB_BUFFER;
	r->step = "looking at the buffer";
}

static enum err_code
check_start(struct rollback *r, const struct pubkey *buffer)
{
	struct gov_proposal draft;
	struct kt_act *a = &r->draft;

	memset(a, 0, sizeof *a);
	r->buffer = *buffer;
	r->staged = true;
	a->kind = KT_KIND_ROLLBACK;
	a->deploy.program = r->way.program;
	a->deploy.buffer = *buffer;
	a->deploy.spill = *signer_address(r->s->signer);
	a->deploy.from_number = r->way.from;
	a->deploy.from_hash = r->way.from_hash;
	a->deploy.target_number = r->way.target.number;
	a->deploy.code_hash = r->way.target.code_hash;
	a->deploy.code_len = r->way.target.code_len;
	a->deploy.advance = r->goal.way.advance;
	check_draft(&draft, &r->world, a, signer_address(r->s->signer));
	check_free(r->check);
	r->check = check_new(r->s, &r->world, &draft, true, true, r->s->commitment);
	rpc_call_free(r->rent);
	r->rent = rpc_get_rent(r->s->rpc, KT_PROPOSAL_HEADER + KT_LEN(deploy) + strlen(r->goal.reason));
	r->stage = RB_CHECK;
	r->step = "checking that it can execute";
	return ERR_OK;
}

/* A buffer of this key that holds the code is taken as it is; another's is only read. */
enum err_code
rollback_turn_buffer(struct rollback *r, struct err *e)
{
	struct on_chain code;
	char want[65], has[65];

	if (verify_pending(r->verify))
		return ERR_OK;
	if (verify_result(r->verify, &code, e) != ERR_OK)
		return err_while(e, "looking at the buffer given");
	if (!hash_eq(&code.hash, &r->way.target.code_hash)) {
		text_hex(has, code.hash.b, 32);
		text_hex(want, r->way.target.code_hash.b, 32);
		(void)err_set(e, ERR_MISMATCH, "the buffer holds %.16s..., version %llu is %.16s...", has,
			(unsigned long long)r->way.target.number, want);
		return err_hint(e, "name another buffer, or none: backups and staged buffers are looked for");
	}
	if (code.has_authority && pubkey_eq(&code.authority, signer_address(r->s->signer))) {
		r->from = "buffer";
		return check_start(r, &r->goal.buffer);
	}
	find_code(r);
	return ERR_OK;
}

enum err_code
rollback_turn_code(struct rollback *r, struct err *e)
{
	if (source_turn(r->source))
		return ERR_OK;
	buf_wipe(&r->code);
	r->code = (struct buf)BUF_INIT(KT_BUFFER_LEN_MAX);
	if (source_result(r->source, &r->code, &r->from, e) != ERR_OK)
		return e->code;
	stage_free(r->staging);
	r->cards++;
	r->staging = stage_new(r->s, r->code.p, r->code.len);
	(void)stage_name(r->staging, r->goal.path);
	r->stage = RB_STAGE;
	r->step = "writing the buffer";
	return ERR_OK;
}

enum err_code
rollback_turn_stage(struct rollback *r, struct err *e)
{
	struct stage_progress p;

	switch (stage_turn(r->staging)) {
	case STAGE_CARD:
		r->phase = ROLLBACK_CARD;
		return ERR_OK;
	case STAGE_FAILED:
		*e = *stage_error(r->staging);
		if (r->goal.mode == ROLLBACK_STAGE || !stage_is_lost(r->staging))
			return e->code;
		rollback_failed(r, true, e); /* another run of this key has proposed it */
		return ERR_OK;
	case STAGE_DONE:
		stage_progress(r->staging, &p);
		r->transactions += p.transactions;
		return check_start(r, stage_buffer(r->staging));
	default:
		r->step = stage_step(r->staging);
		r->phase = ROLLBACK_WORKING;
		return ERR_OK;
	}
}

/* --- the proposal --------------------------------------------------------------- */

static enum err_code
propose(struct rollback *r, struct err *e)
{
	uint64_t rent;

	if (rpc_number_result(r->rent, &rent, e) != ERR_OK)
		return e->code;
	act_free(r->act);
	r->cards++;
	r->act = act_propose(r->s, &r->world, &r->draft, r->goal.reason, rent, e);
	r->stage = RB_ACT;
	return r->act != NULL ? ERR_OK : e->code;
}

enum err_code
rollback_turn_check(struct rollback *r, struct err *e)
{
	const struct preflight_line *l;

	if (check_pending(r->check) || rpc_pending(r->rent))
		return ERR_OK;
	if (check_result(r->check, &r->preflight, e) != ERR_OK)
		return e->code;
	l = preflight_blocker(&r->preflight, 0);
	if (r->goal.mode == ROLLBACK_STAGE && (l != NULL || r->goal.way.advance)) {
		rollback_over(r, "staged");
		return ERR_OK;
	}
	if (check_draft_refusal(&r->preflight, r->goal.anyway, e) == ERR_OK)
		return propose(r, e);
	if (r->goal.mode == ROLLBACK_STAGE)
		return e->code;
	rollback_failed(r, false, e);
	return ERR_OK;
}
