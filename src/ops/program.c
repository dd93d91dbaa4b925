#include "ops/program.h"

#include <stdlib.h>

#include "base/buf.h"
#include "ops/stage.h"
#include "solana/loader.h"
#include "solana/system.h"

struct program_op {
	struct session *s; /* borrowed, like file */
	enum { AT_LOOK, AT_RENT, AT_STAGE, AT_ACT, AT_OVER } at;
	enum program_phase phase;
	bool is_deploy, confirmed;
	struct pubkey program;
	const uint8_t *file;
	const char *path;
	size_t len;
	uint64_t room;
	uint32_t more;
	act_sign_extra *sign;
	void *sign_ctx;
	struct rpc_call *look, *rent, *rent_then; /* deploy: of program and program data; extend: now and then */
	struct stage *stage;
	struct act *act;
	struct err err;
};

static struct program_op *
start(struct session *s, const struct pubkey *program)
{
	struct program_op *o = mem_new(1, sizeof *o);
	struct pubkey keys[2] = { *program, loader_program_data(program) };
	struct rpc_slice header = { 0, LOADER_PROGRAM_DATA_HEADER, true };

	o->s = s;
	o->program = *program;
	o->look = rpc_get_accounts(s->rpc, keys, 2, header, s->commitment, 0);
	return o;
}

struct program_op *
program_deploy(struct session *s, const struct pubkey *program, const char *path, const uint8_t *file, size_t len,
	uint64_t room, act_sign_extra *sign, void *ctx)
{
	struct program_op *o = start(s, program);

	o->is_deploy = true;
	o->path = path;
	o->file = file;
	o->len = len;
	o->room = room;
	o->sign = sign;
	o->sign_ctx = ctx;
	o->rent = rpc_get_rent(s->rpc, LOADER_PROGRAM_LEN);
	o->rent_then = rpc_get_rent(s->rpc, LOADER_PROGRAM_DATA_HEADER + room);
	return o;
}

struct program_op *
program_extend(struct session *s, const struct pubkey *program, uint32_t more)
{
	struct program_op *o = start(s, program);

	o->more = more;
	return o;
}

void
program_free(struct program_op *o)
{
	if (o == NULL)
		return;
	rpc_call_free(o->look);
	rpc_call_free(o->rent);
	rpc_call_free(o->rent_then);
	stage_free(o->stage);
	act_free(o->act);
	free(o);
}

static enum program_phase
fail(struct program_op *o)
{
	o->at = AT_OVER;
	return o->phase = PROGRAM_FAILED;
}

/* --- looking ------------------------------------------------------------- */

static enum err_code
hint_taken(struct err *e)
{
	return err_hint(e, "a program is changed by \"keyturn propose upgrade\"; a new one needs a new --program-id");
}

static enum err_code
check_vacant(struct program_op *o, const struct rpc_accounts *a)
{
	char key[PUBKEY_TEXT];

	if (!a->account[0].exists)
		return ERR_OK;
	(void)err_set(&o->err, ERR_REFUSED, "there is an account at %s already", pubkey_text(key, &o->program));
	return hint_taken(&o->err);
}

/* How long program data is and will be, and what that costs. */
static enum err_code
measure(struct program_op *o, const struct rpc_accounts *a)
{
	const struct rpc_account *data = &a->account[1];
	struct loader_account l;
	char key[PUBKEY_TEXT];

	if (!a->account[0].exists || !data->exists || !pubkey_eq(&data->owner, &PUBKEY_LOADER)) {
		(void)err_set(&o->err, ERR_NOT_FOUND, "there is no upgradeable program %s", pubkey_text(key, &o->program));
		return err_hint(&o->err, "check the address and the cluster (-u)");
	}
	if (loader_decode(data->data, data->len, &l, &o->err) != ERR_OK)
		return o->err.code;
	if (!l.has_authority)
		return err_set(&o->err, ERR_REFUSED, "program %s is immutable", pubkey_text(key, &o->program));
	if (data->space + o->more > LOADER_ACCOUNT_MAX) {
		(void)err_set(&o->err, ERR_REFUSED, "%llu bytes and %u more are over the %u an account may have",
			(unsigned long long)data->space, o->more, LOADER_ACCOUNT_MAX);
		return err_hint(&o->err, "give at most %llu", (unsigned long long)(LOADER_ACCOUNT_MAX - data->space));
	}
	o->rent = rpc_get_rent(o->s->rpc, (size_t)data->space);
	o->rent_then = rpc_get_rent(o->s->rpc, (size_t)data->space + o->more);
	return ERR_OK;
}

static enum program_phase
on_look(struct program_op *o)
{
	struct rpc_accounts a = { .n = 0 };
	enum err_code rc;

	if (rpc_pending(o->look))
		return o->phase;
	rc = rpc_accounts_result(o->look, &a, &o->err);
	if (rc == ERR_OK)
		rc = o->is_deploy ? check_vacant(o, &a) : measure(o, &a);
	rpc_accounts_free(&a);
	if (rc != ERR_OK)
		return fail(o);
	if (o->is_deploy) {
		o->stage = stage_new(o->s, o->file, o->len);
		(void)stage_name(o->stage, o->path);
	}
	o->at = o->is_deploy ? AT_STAGE : AT_RENT;
	return o->phase;
}

/* --- the transaction ------------------------------------------------------ */

static void
begin_extend(struct program_op *o, uint64_t now, uint64_t then)
{
	struct guard_context x = { .rent_lamports = then > now ? then - now : 0 };
	struct loader_ix ix;

	loader_extend(&ix, &o->program, signer_address(o->s->signer), o->more);
	o->act = act_instruction(o->s, "program extend", &ix.ix, 1, &x, 0, NULL, NULL);
	act_once(o->act);
}

/* The program account and its deploy from the buffer, in one transaction. */
static void
begin_deploy(struct program_op *o, uint64_t rent, uint64_t data_rent)
{
	const struct pubkey *me = signer_address(o->s->signer);
	struct guard_context x = { .rent_lamports = data_rent };
	struct instruction ix[2];
	struct system_ix make;
	struct loader_ix load;

	system_create(&make, me, &o->program, rent, LOADER_PROGRAM_LEN, &PUBKEY_LOADER);
	loader_deploy(&load, me, &o->program, stage_buffer(o->stage), me, o->room);
	ix[0] = make.ix;
	ix[1] = load.ix;
	o->act = act_instruction(o->s, "program deploy", ix, 2, &x, 0, o->sign, o->sign_ctx);
	act_once(o->act);
}

static enum program_phase
on_rent(struct program_op *o)
{
	uint64_t first, second;

	if (rpc_pending(o->rent) || rpc_pending(o->rent_then))
		return o->phase;
	if (o->s->signer == NULL) {
		(void)err_set(&o->err, ERR_KEY, "there is no key to sign with");
		(void)err_hint(&o->err, "name one with --keypair, and leave --read-only off");
		return fail(o);
	}
	if (rpc_number_result(o->rent, &first, &o->err) != ERR_OK || rpc_number_result(o->rent_then, &second, &o->err) != ERR_OK)
		return fail(o);
	if (o->is_deploy)
		begin_deploy(o, first, second);
	else
		begin_extend(o, first, second);
	o->confirmed = false;
	o->at = AT_ACT;
	return o->phase = PROGRAM_PREPARING;
}

static enum program_phase
on_stage(struct program_op *o)
{
	switch (stage_turn(o->stage)) {
	case STAGE_CARD:
		o->confirmed = false;
		return o->phase = PROGRAM_CARD;
	case STAGE_FAILED:
		o->err = *stage_error(o->stage);
		return fail(o);
	case STAGE_DONE:
		/* Dry, and the buffer is not there: what would follow cannot be built on it. */
		if (o->s->dry_run && !stage_is_there(o->stage)) {
			o->at = AT_OVER;
			return o->phase = PROGRAM_DONE;
		}
		o->at = AT_RENT;
		return o->phase;
	default:
		return o->phase = o->confirmed ? PROGRAM_SENDING : PROGRAM_PREPARING;
	}
}

static enum program_phase
on_act(struct program_op *o)
{
	switch (act_turn(o->act)) {
	case ACT_CARD:
		return o->phase = o->confirmed ? PROGRAM_SENDING : PROGRAM_CARD;
	case ACT_FAILED:
		o->err = *act_error(o->act);
		if (o->is_deploy && act_is_taken(o->act))
			(void)hint_taken(&o->err);
		return fail(o);
	case ACT_DONE:
		o->at = AT_OVER;
		return o->phase = PROGRAM_DONE;
	case ACT_SENDING:
		return o->phase = PROGRAM_SENDING;
	default:
		return o->phase = PROGRAM_PREPARING;
	}
}

enum program_phase
program_turn(struct program_op *o)
{
	switch (o->at) {
	case AT_LOOK:
		return on_look(o);
	case AT_RENT:
		return on_rent(o);
	case AT_STAGE:
		return on_stage(o);
	case AT_ACT:
		return on_act(o);
	default:
		return o->phase;
	}
}

int
program_deadline_ms(const struct program_op *o)
{
	if (o->at == AT_STAGE)
		return stage_deadline_ms(o->stage);
	return o->at == AT_ACT ? act_deadline_ms(o->act) : -1;
}

const struct guard_card *
program_card(const struct program_op *o)
{
	return o->act != NULL ? act_card(o->act) : o->stage != NULL ? stage_card(o->stage) : NULL;
}

void
program_confirm(struct program_op *o)
{
	if (o->phase != PROGRAM_CARD)
		return;
	o->confirmed = true;
	if (o->at == AT_STAGE)
		stage_confirm(o->stage);
	else if (o->at == AT_ACT)
		act_confirm(o->act);
}

const struct err *
program_error(const struct program_op *o)
{
	return &o->err;
}

const struct act *
program_act(const struct program_op *o)
{
	return o->act;
}

void
program_hash(const struct program_op *o, struct hash *out)
{
	code_hash(o->file, o->len, out);
}
