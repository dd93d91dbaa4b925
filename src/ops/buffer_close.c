#include "ops/buffer_close.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "ops/buffers.h"
#include "solana/loader.h"

enum { AGAIN_MS = 500, LOOKS_MAX = 60 };

enum step { STEP_LOOK, STEP_RECLAIM, STEP_CLOSE, STEP_GONE, STEP_OVER };

struct buffer_close {
	struct session *s; /* borrowed */
	struct buffer_closed out;
	uint64_t holder;   /* number of the proposal that holds it, 0 none */
	bool holder_open;
	enum step step;
	enum buffer_close_phase phase;
	struct rpc_call *genesis, *look;
	struct act *act;
	unsigned looks;
	enum step refused; /* the act that was, and that another run may have done; STEP_OVER none */
	struct err refusal;
	uint64_t again_ms; /* monotonic; when to look again, 0 none */
	struct err err;
};

/* Confirmed, as its transactions are: the loader judges the account once more when it closes it.
 * What refused an act has seen the newest state. */
static void
start_look(struct buffer_close *c)
{
	struct rpc_slice head = { 0, LOADER_PROGRAM_DATA_HEADER, true }; /* the longest of the loader's */

	rpc_call_free(c->look);
	c->look = rpc_get_accounts(c->s->rpc, &c->out.buffer, 1, head,
		c->refused != STEP_OVER ? COMMITMENT_PROCESSED : COMMITMENT_CONFIRMED, 0);
	c->again_ms = 0;
	c->looks++;
}

static enum buffer_close_phase
fail(struct buffer_close *c)
{
	c->step = STEP_OVER;
	return c->phase = BUFFER_CLOSE_FAILED;
}

static enum buffer_close_phase
finish(struct buffer_close *c)
{
	c->step = STEP_OVER;
	return c->phase = BUFFER_CLOSE_DONE;
}

struct buffer_close *
buffer_close_new(struct session *s, const struct pubkey *buffer, const struct gov_world *w)
{
	const struct gov_proposal *p = buffers_holder(w, buffer);
	struct buffer_close *c = mem_new(1, sizeof *c);

	c->s = s;
	c->out.buffer = *buffer;
	c->refused = STEP_OVER;
	if (p != NULL) {
		c->holder = p->index;
		c->holder_open = gov_world_is_open(w, p);
		c->out.depositor = p->depositor;
	}
	if (s->signer == NULL) {
		(void)err_set(&c->err, ERR_KEY, "there is no key to sign with");
		(void)err_hint(&c->err, "name one with --keypair, and leave --read-only off");
		(void)fail(c);
		return c;
	}
	c->genesis = rpc_get_genesis(s->rpc);
	start_look(c);
	return c;
}

void
buffer_close_free(struct buffer_close *c)
{
	if (c == NULL)
		return;
	rpc_call_free(c->genesis);
	rpc_call_free(c->look);
	act_free(c->act);
	free(c);
}

/* --- what it is ------------------------------------------------------------ */

/* A buffer with an authority; anything else is refused, and says what it is. */
static enum err_code
check_account(const struct rpc_account *a, struct loader_account *l, struct err *e)
{
	static const char *const what[] = { [LOADER_UNINITIALIZED] = "a loader's account that was never begun",
		[LOADER_BUFFER] = "a buffer without an authority", [LOADER_PROGRAM] = "a program",
		[LOADER_PROGRAM_DATA] = "the program data of a program" };
	char at[PUBKEY_TEXT], owner[PUBKEY_TEXT];

	(void)pubkey_text(at, &a->address);
	if (!a->exists) {
		(void)err_set(e, ERR_NOT_FOUND, "there is no account %s", at);
		return err_hint(e, "\"keyturn buffer list\" shows the buffers there are");
	}
	if (!pubkey_eq(&a->owner, &PUBKEY_LOADER)) {
		(void)err_set(e, ERR_REFUSED, "%s is no buffer: %s owns it", at, pubkey_text(owner, &a->owner));
		return err_hint(e, "only buffers are closed; \"keyturn buffer list\" shows them");
	}
	if (loader_decode(a->data, a->len, l, e) != ERR_OK)
		return err_while(e, "looking at %s", at);
	if (l->tag == LOADER_BUFFER && l->has_authority && !a->executable)
		return ERR_OK;
	(void)err_set(e, ERR_REFUSED, "%s is %s, not a buffer", at, what[l->tag]);
	return err_hint(e, l->tag == LOADER_PROGRAM || l->tag == LOADER_PROGRAM_DATA ? "keyturn never closes programs; nothing was signed" :
		"nobody can close it; nothing was signed");
}

static enum err_code
refuse_held(const struct buffer_close *c, const struct loader_account *l, struct err *e)
{
	struct pubkey authority = kt_authority_address(&c->s->governance, &c->s->multisig);
	char at[PUBKEY_TEXT], whose[PUBKEY_TEXT];

	(void)pubkey_text(at, &c->out.buffer);
	if (!c->s->has_multisig || !pubkey_eq(&l->authority, &authority)) {
		(void)err_set(e, ERR_REFUSED, "buffer %s belongs to %s, not to this key", at, pubkey_text(whose, &l->authority));
		return err_hint(e, "only its authority can close it: name that keypair with -k");
	}
	if (c->holder == 0) {
		(void)err_set(e, ERR_REFUSED, "buffer %s belongs to the multisig, and no proposal holds it", at);
		return err_hint(e, "the governance program gives back only what a proposal took in");
	}
	(void)err_set(e, ERR_REFUSED, "buffer %s is in use by proposal %" PRIu64 ", which is open", at, c->holder);
	return err_hint(e, "it can be closed once that act is executed or has ended: keyturn show %" PRIu64, c->holder);
}

/* --- the transactions --------------------------------------------------------- */

static void
start_reclaim(struct buffer_close *c)
{
	c->act = act_move(c->s, MOVE_RECLAIM, c->holder, NULL);
	c->step = STEP_RECLAIM;
}

static void
start_close(struct buffer_close *c)
{
	const struct pubkey *me = signer_address(c->s->signer);
	struct guard_context none;
	struct loader_ix ix;

	memset(&none, 0, sizeof none);
	loader_close(&ix, &c->out.buffer, me, me);
	c->act = act_instruction(c->s, "buffer close", &ix.ix, 1, &none, 0, NULL, NULL);
	c->step = STEP_CLOSE;
}

/* Its act was refused, and this is why. */
static enum buffer_close_phase
gone_before(struct buffer_close *c)
{
	char at[PUBKEY_TEXT];

	unfinished_end(c->s, &c->out.buffer, 0, JOURNAL_FAILED, "the buffer was closed");
	(void)err_set(&c->err, ERR_NOT_FOUND, "buffer %s is gone: another run closed it first", pubkey_text(at, &c->out.buffer));
	(void)err_hint(&c->err, "\"keyturn buffer list\" shows the buffers there are");
	return fail(c);
}

static enum buffer_close_phase
on_account(struct buffer_close *c, const struct rpc_account *a)
{
	struct pubkey authority = kt_authority_address(&c->s->governance, &c->s->multisig);
	struct loader_account l;

	if (c->refused != STEP_OVER && !a->exists)
		return gone_before(c);
	if (check_account(a, &l, &c->err) != ERR_OK)
		return fail(c);
	c->out.lamports = a->lamports;
	if (c->refused == STEP_CLOSE) {
		c->err = c->refusal;
		return fail(c);
	}
	if (pubkey_eq(&l.authority, signer_address(c->s->signer)))
		start_close(c);
	else if (c->out.reclaimed != 0 && c->looks < LOOKS_MAX) /* an endpoint that is behind */
		c->again_ms = clock_mono_ms(&c->s->clock) + AGAIN_MS;
	else if (c->refused == STEP_OVER && c->holder != 0 && !c->holder_open && c->out.reclaimed == 0 && pubkey_eq(&l.authority, &authority))
		start_reclaim(c);
	else {
		if (c->refused != STEP_OVER)
			c->err = c->refusal;
		else
			(void)refuse_held(c, &l, &c->err);
		return fail(c);
	}
	return c->phase;
}

/* The account that was looked at; false while it is not there, or to be asked for again later. */
static bool
has_look(struct buffer_close *c)
{
	if (c->look == NULL && clock_mono_ms(&c->s->clock) >= c->again_ms)
		start_look(c);
	return c->look != NULL && !rpc_pending(c->look);
}

static enum buffer_close_phase
on_look(struct buffer_close *c)
{
	struct rpc_accounts found = { .n = 0 };
	enum err_code rc = ERR_OK;

	if (!has_look(c) || (c->genesis != NULL && rpc_pending(c->genesis)))
		return c->phase;
	if (c->genesis != NULL)
		rc = session_genesis(c->s, c->genesis, &c->err);
	rpc_call_free(c->genesis);
	c->genesis = NULL;
	if (rc == ERR_OK)
		rc = rpc_accounts_result(c->look, &found, &c->err);
	rpc_call_free(c->look);
	c->look = NULL;
	if (rc == ERR_OK)
		(void)on_account(c, &found.account[0]);
	else
		(void)fail(c);
	rpc_accounts_free(&found);
	return c->phase;
}

static void
take_act(struct buffer_close *c)
{
	c->out.has_signature = act_signature(c->act, &c->out.signature);
	c->out.fee_lamports += act_fee_lamports(c->act);
	if (c->s->dry_run)
		return;
	act_free(c->act);
	c->act = NULL;
	c->looks = 0;
	start_look(c);
}

/* What the chain refuses another run may have done: one look tells. */
static enum buffer_close_phase
on_refused(struct buffer_close *c)
{
	c->err = *act_error(c->act);
	if (c->refused == c->step || c->err.code != ERR_CHAIN)
		return fail(c);
	c->refusal = c->err;
	c->refused = c->step;
	act_free(c->act);
	c->act = NULL;
	c->looks = 0;
	start_look(c);
	c->step = STEP_LOOK;
	return c->phase = BUFFER_CLOSE_PREPARING;
}

static enum buffer_close_phase
on_act(struct buffer_close *c)
{
	bool reclaims = c->step == STEP_RECLAIM;

	switch (act_turn(c->act)) {
	case ACT_CARD:
		return c->phase = BUFFER_CLOSE_CARD;
	case ACT_SENDING:
		return c->phase = BUFFER_CLOSE_SENDING;
	case ACT_FAILED:
		return on_refused(c);
	case ACT_DONE:
		break;
	default:
		return c->phase = BUFFER_CLOSE_PREPARING;
	}
	if (reclaims)
		c->out.reclaimed = c->holder;
	take_act(c);
	if (c->s->dry_run || (reclaims && !pubkey_eq(&c->out.depositor, signer_address(c->s->signer))))
		return finish(c);
	c->step = reclaims ? STEP_LOOK : STEP_GONE;
	return c->phase = BUFFER_CLOSE_SENDING;
}

static enum buffer_close_phase
on_gone(struct buffer_close *c)
{
	struct rpc_accounts found = { .n = 0 };
	char at[PUBKEY_TEXT];

	if (!has_look(c))
		return c->phase;
	if (rpc_accounts_result(c->look, &found, &c->err) != ERR_OK) {
		(void)err_while(&c->err, "reading back that %s is gone", pubkey_text(at, &c->out.buffer));
		return fail(c);
	}
	rpc_call_free(c->look);
	c->look = NULL;
	c->out.gone = !found.account[0].exists || found.account[0].space == 0;
	rpc_accounts_free(&found);
	if (c->out.gone) {
		unfinished_end(c->s, &c->out.buffer, 0, JOURNAL_FAILED, "the buffer was closed");
		return finish(c);
	}
	c->again_ms = clock_mono_ms(&c->s->clock) + AGAIN_MS;
	if (c->looks < LOOKS_MAX)
		return c->phase;
	(void)err_set(&c->err, ERR_MISMATCH, "buffer %s is still there after it was closed", pubkey_text(at, &c->out.buffer));
	(void)err_hint(&c->err, "the endpoint may be behind: \"keyturn buffer list\" in a minute");
	return fail(c);
}

enum buffer_close_phase
buffer_close_turn(struct buffer_close *c)
{
	switch (c->step) {
	case STEP_LOOK:
		return on_look(c);
	case STEP_RECLAIM:
	case STEP_CLOSE:
		return on_act(c);
	case STEP_GONE:
		return on_gone(c);
	case STEP_OVER:
		break;
	}
	return c->phase;
}

/* --- from outside --------------------------------------------------------------- */

int
buffer_close_deadline_ms(const struct buffer_close *c)
{
	uint64_t now = clock_mono_ms(&c->s->clock);

	if (c->act != NULL && (c->step == STEP_RECLAIM || c->step == STEP_CLOSE))
		return act_deadline_ms(c->act);
	if (c->again_ms == 0 || c->look != NULL || c->step == STEP_OVER)
		return -1;
	return c->again_ms > now ? (int)(c->again_ms - now) : 0;
}

const struct act *
buffer_close_act(const struct buffer_close *c)
{
	return c->act;
}

void
buffer_close_confirm(struct buffer_close *c)
{
	if (c->act != NULL)
		act_confirm(c->act);
}

const struct err *
buffer_close_error(const struct buffer_close *c)
{
	return &c->err;
}

const char *
buffer_close_step(const struct buffer_close *c)
{
	if (c->act != NULL)
		return act_step(c->act);
	return c->step == STEP_GONE ? "reading back that it is gone" : c->step == STEP_LOOK ? "looking at the buffer" : "done";
}

void
buffer_close_result(const struct buffer_close *c, struct buffer_closed *out)
{
	*out = c->out;
}
