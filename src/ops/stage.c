#include "ops/stage_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "solana/loader.h"
#include "solana/system.h"

void
stage_address(const struct pubkey *payer, const struct hash *code, unsigned counter, char seed[STAGE_SEED],
	struct pubkey *out)
{
	char hex[17];

	text_hex(hex, code->b, 8);
	(void)snprintf(seed, STAGE_SEED, "%s%u", hex, counter);
	pubkey_with_seed(payer, seed, &PUBKEY_LOADER, out);
}

/* The buffer's head, and whether the cluster takes version 1. */
static void
look(struct stage *g, enum commitment c)
{
	struct rpc_slice head = { 0, LOADER_BUFFER_HEADER, true };
	struct pubkey at[2] = { g->buffer, PUBKEY_GATE_V1 };

	rpc_call_free(g->look);
	g->look = rpc_get_accounts(g->s->rpc, at, 2, head, c, 0);
	g->step = STEP_LOOK;
}

static void
start_counter(struct stage *g)
{
	stage_address(signer_address(g->s->signer), &g->code, g->counter, g->seed, &g->buffer);
	look(g, g->s->commitment);
}

struct stage *
stage_new(struct session *s, const uint8_t *file, size_t len)
{
	struct stage *g = mem_new(1, sizeof *g);

	g->s = s;
	g->file = file;
	g->len = len;
	code_hash(file, len, &g->code);
	if (s->signer == NULL) {
		(void)err_set(&g->err, ERR_KEY, "no key to sign with");
		(void)err_hint(&g->err, "name a keypair with -k, and leave --read-only out");
		(void)stage_fail(g);
		return g;
	}
	endpoints_start(&g->endpoints, s);
	g->genesis = rpc_get_genesis(s->rpc);
	g->rent = rpc_get_rent(s->rpc, LOADER_BUFFER_HEADER + len);
	start_counter(g);
	g->cost = rpc_get_price(s->rpc, &g->buffer, 1);
	g->balance = rpc_get_balance(s->rpc, signer_address(s->signer), COMMITMENT_CONFIRMED);
	return g;
}

const char *
stage_name(struct stage *g, const char *path)
{
	if (path != NULL && (g->path = realpath(path, NULL)) == NULL)
		g->path = mem_str(path);
	return g->path;
}

void
stage_only(struct stage *g, const struct pubkey *buffer)
{
	struct pubkey at;

	if (g->step == STEP_OVER)
		return;
	g->only = true;
	for (g->counter = 0; g->counter < STAGE_COUNTERS; g->counter++) {
		stage_address(signer_address(g->s->signer), &g->code, g->counter, g->seed, &at);
		if (pubkey_eq(&at, buffer)) {
			start_counter(g);
			return;
		}
	}
	g->buffer = *buffer;
	(void)stage_other_code(g);
}

void
stage_free(struct stage *g)
{
	if (g == NULL)
		return;
	act_free(g->act);
	rpc_call_free(g->look);
	rpc_call_free(g->rent);
	rpc_call_free(g->hash);
	rpc_call_free(g->genesis);
	rpc_call_free(g->cost);
	rpc_call_free(g->balance);
	rpc_call_free(g->page);
	upload_free(g->upload);
	endpoints_end(&g->endpoints);
	pieces_free(&g->pieces);
	free(g->path);
	free(g);
}

/* --- what the chain has ------------------------------------------------ */

static enum err_code
check_cluster(struct stage *g)
{
	enum err_code rc = session_genesis(g->s, g->genesis, &g->err);

	rpc_call_free(g->genesis);
	g->genesis = NULL;
	return rc;
}

/* Is it a buffer of ours, as large as the file? */
static bool
is_ours(const struct stage *g, const struct rpc_account *a)
{
	struct loader_account b;
	struct err ignored;

	return pubkey_eq(&a->owner, &PUBKEY_LOADER) && loader_decode(a->data, a->len, &b, &ignored) == ERR_OK &&
		b.tag == LOADER_BUFFER && b.has_authority && a->space == LOADER_BUFFER_HEADER + g->len &&
		pubkey_eq(&b.authority, signer_address(g->s->signer));
}

static bool
is_active(const struct rpc_account *gate)
{
	return gate->exists && pubkey_eq(&gate->owner, &PUBKEY_FEATURE) && gate->len > 0 && gate->data[0] == 1;
}

static void
create(struct stage *g, uint64_t has)
{
	const struct pubkey *me = signer_address(g->s->signer);
	uint64_t lacks = g->rent_lamports > has ? g->rent_lamports - has : 0;
	struct guard_context x = { .rent_lamports = lacks };
	struct system_ix pay, room, owner;
	struct loader_ix init;
	struct instruction ix[4];

	system_transfer(&pay, me, &g->buffer, lacks);
	system_allocate_with_seed(&room, &g->buffer, me, g->seed, LOADER_BUFFER_HEADER + g->len, &PUBKEY_LOADER);
	system_assign_with_seed(&owner, &g->buffer, me, g->seed, &PUBKEY_LOADER);
	loader_initialize_buffer(&init, &g->buffer, me);
	ix[0] = pay.ix;
	ix[1] = room.ix;
	ix[2] = owner.ix;
	ix[3] = init.ix;
	stage_cut(g, true);
	if (stage_can_pay(g, lacks) != ERR_OK) {
		(void)stage_fail(g);
		return;
	}
	x.write_fee = (uint32_t)pieces_priority(&g->pieces);
	g->act = act_instruction(g->s, "buffer create", ix, 4, &x, 0, NULL, NULL);
	g->step = STEP_CREATE;
}

/* Without recent fees the price is 0: many endpoints do not answer this one. */
static void
take_price(struct stage *g)
{
	struct err ignored = ERR_INIT;

	if (rpc_number_result(g->cost, &g->price, &ignored) != ERR_OK)
		g->price = 0;
	if (g->price > g->s->max_price)
		g->price = g->s->max_price;
	if (g->price > PIECES_PRICE_MAX)
		g->price = PIECES_PRICE_MAX;
}

static enum err_code
take_numbers(struct stage *g)
{
	enum err_code rc = g->genesis != NULL ? check_cluster(g) : ERR_OK;
	struct err unknown = ERR_INIT;

	if (rc == ERR_OK && g->rent_lamports == 0)
		rc = rpc_number_result(g->rent, &g->rent_lamports, &g->err);
	if (rc == ERR_OK)
		take_price(g);
	if (g->balance != NULL && rpc_number_result(g->balance, &g->has_lamports, &unknown) != ERR_OK)
		g->has_lamports = UINT64_MAX;
	rpc_call_free(g->balance);
	g->balance = NULL;
	return rc;
}

static enum stage_phase
all_in_use(struct stage *g)
{
	(void)err_set(&g->err, ERR_REFUSED, "all %u buffers of this code are in use", STAGE_COUNTERS);
	(void)err_hint(&g->err, "reclaim or close one of them first");
	return stage_fail(g);
}

/* A creation was refused: an earlier run's may have landed after the look.  Where
 * the newest state shows the buffer, it is waited for until it is certain. */
static enum stage_phase
look_after_refusal(struct stage *g, bool ours)
{
	if (!g->seen && !ours && !g->taken)
		return stage_fail(g); /* with the refusal */
	if (g->looks++ >= LOOKS_MAX) {
		(void)err_hint(&g->err, "the buffer is there, not yet at commitment %s: run the same command again",
			commitment_name(g->s->commitment));
		return stage_fail(g);
	}
	g->seen = true;
	g->look_again_ms = clock_mono_ms(&g->s->clock) + (g->looks == 1 ? 0 : LOOK_AGAIN_MS);
	rpc_call_free(g->look);
	g->look = NULL;
	return g->phase;
}

static void
on_refused(struct stage *g)
{
	g->refused = true;
	g->taken = act_is_taken(g->act);
	g->confirmed = false;
	act_free(g->act);
	g->act = NULL;
	look(g, COMMITMENT_PROCESSED);
}

static enum stage_phase
on_look(struct stage *g)
{
	struct rpc_accounts a = { .n = 0 };
	const struct rpc_account *b;
	bool ours;

	if (g->look == NULL && clock_mono_ms(&g->s->clock) < g->look_again_ms)
		return g->phase;
	if (g->look == NULL)
		look(g, g->s->commitment);
	if (rpc_pending(g->look) || rpc_pending(g->rent) || rpc_pending(g->cost)
		|| (g->genesis != NULL && rpc_pending(g->genesis)) || (g->balance != NULL && rpc_pending(g->balance))
		|| endpoints_pending(&g->endpoints))
		return g->phase;
	if (take_numbers(g) != ERR_OK || rpc_accounts_result(g->look, &a, &g->err) != ERR_OK) {
		rpc_accounts_free(&a);
		return stage_fail(g);
	}
	b = &a.account[0];
	g->has_v1 = is_active(&a.account[1]);
	ours = b->exists && is_ours(g, b);
	if (g->refused && b->exists && b->space > 0 && stage_check_head(g, b) != ERR_OK)
		(void)stage_fail(g); /* whoever made it has proposed it by now */
	else if (g->refused && (!g->seen || !ours))
		(void)look_after_refusal(g, ours);
	else if (g->only && (!b->exists || b->space == 0))
		(void)stage_not_there(g, b);
	else if (!b->exists || (b->space == 0 && pubkey_eq(&b->owner, &PUBKEY_SYSTEM))) {
		create(g, b->exists ? b->lamports : 0);
	} else if (ours) {
		g->slot = a.slot;
		stage_cut(g, false);
		stage_compare(g);
	} else if (g->only) {
		(void)stage_not_there(g, b);
	} else if (++g->counter < STAGE_COUNTERS) {
		start_counter(g);
	} else
		(void)all_in_use(g);
	rpc_accounts_free(&a);
	return g->phase;
}

static enum stage_phase
on_create(struct stage *g)
{
	switch (act_turn(g->act)) {
	case ACT_CARD:
		if (!g->confirmed)
			return g->phase = STAGE_CARD;
		act_confirm(g->act);
		return g->phase = STAGE_WRITING;
	case ACT_FAILED:
		g->err = *act_error(g->act);
		if (g->err.code != ERR_CHAIN || g->refused)
			return stage_fail(g);
		on_refused(g);
		return g->phase = STAGE_PREPARING;
	case ACT_DONE:
		if (g->s->dry_run) {
			g->step = STEP_OVER;
			return g->phase = STAGE_DONE;
		}
		g->opened = true; /* the creation's card opened the writes */
		stage_write(g);
		return g->phase = STAGE_WRITING;
	default:
		return g->phase;
	}
}

/* --- the card of an upload that goes on ---------------------------------- */

/* The first write is described with all that are meant; signing it lets them follow. */
static enum err_code
describe_first(struct stage *g)
{
	struct guard_context x = { .bulk_n = (uint32_t)(g->pieces.n - g->pieces.there),
		.write_fee = (uint32_t)pieces_priority(&g->pieces) };
	uint8_t message[PACKET_V1_MAX];
	size_t len, i = 0;
	enum err_code rc;

	while (g->pieces.piece[i].state != PIECE_LACKING)
		i++;
	rc = pieces_first(&g->pieces, i, &g->blockhash.hash, message, &len, &g->err);
	if (rc == ERR_OK)
		rc = signer_describe(g->s->signer, message, len, &x, &g->card, &g->err);
	g->has_card = rc == ERR_OK;
	return rc;
}

static enum stage_phase
on_hash(struct stage *g)
{
	enum err_code rc;

	if (g->hash == NULL)
		g->hash = rpc_get_blockhash(g->s->rpc, COMMITMENT_CONFIRMED);
	if (rpc_pending(g->hash))
		return g->phase;
	rc = rpc_blockhash_result(g->hash, &g->blockhash, &g->err);
	rpc_call_free(g->hash);
	g->hash = NULL;
	g->hash_at_ms = clock_mono_ms(&g->s->clock);
	if (rc == ERR_OK)
		rc = describe_first(g);
	if (rc != ERR_OK)
		return stage_fail(g);
	g->step = STEP_CARD;
	return g->phase = g->confirmed ? g->phase : STAGE_CARD;
}

static enum stage_phase
on_card(struct stage *g)
{
	struct signature unused; /* opens the writes; the piece itself goes with the others */

	if (!g->confirmed)
		return g->phase;
	if (g->s->dry_run) {
		g->step = STEP_OVER;
		return g->phase = STAGE_DONE;
	}
	if (clock_mono_ms(&g->s->clock) - g->hash_at_ms > CARD_HASH_MS) {
		g->step = STEP_HASH;
		return g->phase;
	}
	if (signer_sign(g->s->signer, &g->card.digest, &unused, &g->err) != ERR_OK)
		return stage_fail(g);
	g->opened = true;
	stage_write(g);
	return g->phase = STAGE_WRITING;
}

enum stage_phase
stage_turn(struct stage *g)
{
	stage_watch(g);
	if (g->step != STEP_OVER && endpoints_turn(&g->endpoints, &g->err) != ERR_OK)
		return stage_fail(g);
	switch (g->step) {
	case STEP_LOOK:
		return on_look(g);
	case STEP_CREATE:
		return on_create(g);
	case STEP_COMPARE:
		return stage_on_compare(g);
	case STEP_HASH:
		return on_hash(g);
	case STEP_CARD:
		return on_card(g);
	case STEP_WRITE:
		return stage_on_write(g);
	default:
		return g->phase;
	}
}
