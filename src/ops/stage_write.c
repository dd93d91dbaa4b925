#include "ops/stage_state.h"

#include <malloc.h>
#include <string.h>

#include "solana/loader.h"

/* Reading the buffer page by page, and writing what lacks. */

void
stage_cut(struct stage *g, bool fresh)
{
	pieces_free(&g->pieces);
	pieces_cut(&g->pieces, g->has_v1 ? PIECES_V1 : PIECES_LEGACY, signer_address(g->s->signer), &g->buffer, g->file,
		g->len, g->price);
	if (fresh)
		pieces_zero(&g->pieces);
}

/* --- reading ----------------------------------------------------------- */

static void
ask_page(struct stage *g)
{
	size_t left = g->len - g->page_at, n = left < PAGE ? left : PAGE, head = g->page_at == 0 ? LOADER_BUFFER_HEADER : 0;
	struct rpc_slice s = { (uint32_t)(LOADER_BUFFER_HEADER - head + g->page_at), (uint32_t)(n + head), true };
	bool refused = g->refusal.code != ERR_OK; /* then the newest is meant */

	g->page = rpc_get_accounts(g->s->rpc, &g->buffer, 1, s, refused ? COMMITMENT_PROCESSED : g->s->commitment,
		refused ? 0 : g->slot);
}

void
stage_compare(struct stage *g)
{
	pieces_seen_begin(&g->pieces);
	g->page_at = 0;
	g->page_ms = clock_mono_ms(&g->s->clock);
	g->step = STEP_COMPARE;
	if (g->page_ms >= g->page_again_ms)
		ask_page(g);
}

enum err_code
stage_check_head(struct stage *g, const struct rpc_account *a)
{
	struct loader_account b;
	struct err ignored;
	char at[PUBKEY_TEXT], who[PUBKEY_TEXT];

	g->lost = true;
	if (!a->exists || !pubkey_eq(&a->owner, &PUBKEY_LOADER) || a->space != LOADER_BUFFER_HEADER + g->len
		|| loader_decode(a->data, a->len, &b, &ignored) != ERR_OK || b.tag != LOADER_BUFFER) {
		(void)err_set(&g->err, ERR_CHAIN, "buffer %s is gone", pubkey_text(at, &g->buffer));
		return err_hint(&g->err, "run the same command again: it makes a new one");
	}
	g->lost = !b.has_authority || !pubkey_eq(&b.authority, signer_address(g->s->signer));
	if (!g->lost)
		return ERR_OK;
	(void)err_set(&g->err, ERR_CHAIN, "buffer %s has another authority now: %s", pubkey_text(at, &g->buffer),
		b.has_authority ? pubkey_text(who, &b.authority) : "none");
	return err_hint(&g->err, "whoever gave it away knows why; run the same command again for a buffer of your own");
}

static enum err_code
take_page(struct stage *g)
{
	struct rpc_accounts a = { .n = 0 };
	const struct rpc_account *x;
	size_t head = g->page_at == 0 ? LOADER_BUFFER_HEADER : 0;
	enum err_code rc = rpc_accounts_result(g->page, &a, &g->err);

	rpc_call_free(g->page);
	g->page = NULL;
	if (rc == ERR_OK) {
		x = &a.account[0];
		if (head > 0)
			rc = stage_check_head(g, x);
		if (rc == ERR_OK && (!x->exists || x->len <= head))
			rc = err_set(&g->err, ERR_WIRE, "a page of the buffer at byte %zu is empty", g->page_at);
	}
	if (rc == ERR_OK) {
		pieces_seen(&g->pieces, g->page_at, x->data + head, x->len - head);
		g->page_at += x->len - head;
	}
	rpc_accounts_free(&a);
	return rc;
}

/* The whole was read: equal, to be asked about, or to be written. */
static enum stage_phase
compared(struct stage *g)
{
	size_t lacks = g->pieces.n - g->pieces.there;
	char amount[PIECES_AMOUNT];

	if (g->pieces.there > g->most_there) {
		g->most_there = g->pieces.there;
		g->rounds = 0;
	}
	if (g->pieces.there == g->pieces.n) {
		g->ended_ms = clock_mono_ms(&g->s->clock);
		stage_done(g);
	} else if (!g->opened && stage_can_pay(g, 0) != ERR_OK) {
		return stage_fail(g);
	} else if (!g->opened) {
		g->there_at_start = pieces_bytes_there(&g->pieces);
		g->step = STEP_HASH;
	} else if (g->rounds >= ROUNDS_MAX) {
		(void)err_set(&g->err, ERR_RPC, "%s %s not on chain, though the endpoint said so %u times",
			pieces_amount(amount, lacks, g->pieces.n), lacks == 1 ? "is" : "are", g->rounds);
		(void)err_hint(&g->err, "name another endpoint with -u and run the same command again: it goes on from what the chain has");
		return stage_fail(g);
	} else
		stage_write(g);
	return g->phase;
}

/* The endpoint is gone for a while: what was written stays, so there is time. */
static enum stage_phase
page_failed(struct stage *g)
{
	uint64_t now = clock_mono_ms(&g->s->clock);

	if (g->err.code != ERR_RPC || !g->opened || now - g->page_ms >= PAGE_DEAD_MS)
		return stage_fail(g);
	g->page_again_ms = now + LOOK_AGAIN_MS;
	return g->phase;
}

/* A buffer that is gone, or somebody else's, says more than the chain's refusal. */
static enum stage_phase
tell_refusal(struct stage *g)
{
	if (take_page(g) == ERR_OK || g->err.code != ERR_CHAIN)
		g->err = g->refusal;
	return stage_fail(g);
}

enum stage_phase
stage_on_compare(struct stage *g)
{
	if (g->page == NULL && clock_mono_ms(&g->s->clock) < g->page_again_ms)
		return g->phase;
	if (g->page == NULL)
		ask_page(g);
	if (rpc_pending(g->page))
		return g->phase;
	if (g->refusal.code != ERR_OK)
		return tell_refusal(g);
	if (take_page(g) != ERR_OK)
		return page_failed(g);
	g->page_ms = clock_mono_ms(&g->s->clock);
	if (g->page_at >= g->len)
		return compared(g);
	ask_page(g);
	return g->phase;
}

/* --- writing ----------------------------------------------------------- */

static void
add_counts(struct upload_count *to, const struct upload_count *c)
{
	to->sent += c->sent;
	to->resent += c->resent;
	to->renewed += c->renewed;
	to->statuses += c->statuses;
	to->refusals += c->refusals;
}

static void
end_upload(struct stage *g)
{
	if (g->upload == NULL)
		return;
	add_counts(&g->before, upload_counts(g->upload));
	if (upload_slot(g->upload) > g->slot)
		g->slot = upload_slot(g->upload);
	upload_free(g->upload);
	g->upload = NULL;
	(void)malloc_trim(0); /* what the sends took does not stay beside the pages read next */
}

void
stage_write(struct stage *g)
{
	if (g->began_ms == 0)
		g->began_ms = clock_mono_ms(&g->s->clock);
	end_upload(g);
	g->upload = upload_new(g->s, &g->endpoints, &g->pieces);
	g->rounds++;
	g->step = STEP_WRITE;
}

enum stage_phase
stage_on_write(struct stage *g)
{
	if (stage_journal(g) != ERR_OK)
		return stage_fail(g);
	switch (upload_turn(g->upload)) {
	case UPLOAD_FAILED:
		g->err = *upload_error(g->upload);
		if (g->err.code != ERR_CHAIN)
			return stage_fail(g);
		g->refusal = g->err;
		stage_compare(g);
		return g->phase;
	case UPLOAD_OLD:
		g->has_v1 = false;
		end_upload(g);
		stage_cut(g, false);
		stage_compare(g);
		return g->phase;
	case UPLOAD_LANDED:
		end_upload(g);
		g->page_again_ms = g->rounds <= 1 ? 0 : clock_mono_ms(&g->s->clock) + LOOK_AGAIN_MS;
		stage_compare(g);
		return g->phase;
	default:
		return g->phase;
	}
}
