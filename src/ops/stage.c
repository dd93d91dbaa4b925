#include "ops/stage_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "data/journal.h"
#include "solana/loader.h"
#include "solana/system.h"

static enum stage_phase
fail(struct stage *g)
{
	g->step = STEP_OVER;
	return g->phase = STAGE_FAILED;
}

void
stage_address(const struct pubkey *payer, const struct hash *code, unsigned counter, char seed[STAGE_SEED],
	struct pubkey *out)
{
	char hex[17];

	text_hex(hex, code->b, 8);
	(void)snprintf(seed, STAGE_SEED, "%s%u", hex, counter);
	pubkey_with_seed(payer, seed, &PUBKEY_LOADER, out);
}

static void
look(struct stage *g)
{
	struct rpc_slice whole = { 0, 0, false };

	rpc_call_free(g->look);
	g->look = rpc_get_accounts(g->s->rpc, &g->buffer, 1, whole, g->s->commitment, 0);
}

static void
start_counter(struct stage *g)
{
	stage_address(signer_address(g->s->signer), &g->code, g->counter, g->seed, &g->buffer);
	look(g);
	g->step = STEP_LOOK;
}

struct stage *
stage_new(struct session *s, const uint8_t *file, size_t len)
{
	struct stage *g = mem_new(1, sizeof *g);

	g->s = s;
	g->file = file;
	g->len = len;
	g->chunk_n = (len + STAGE_CHUNK - 1) / STAGE_CHUNK;
	g->missing = g->chunk_n;
	g->lacks = mem_new(g->chunk_n == 0 ? 1 : g->chunk_n, sizeof *g->lacks);
	code_hash(file, len, &g->code);
	if (s->signer == NULL) {
		(void)err_set(&g->err, ERR_KEY, "no key to sign with");
		(void)err_hint(&g->err, "name a keypair with -k, and leave --read-only out");
		(void)fail(g);
		return g;
	}
	g->genesis = rpc_get_genesis(s->rpc);
	g->rent = rpc_get_rent(s->rpc, LOADER_BUFFER_HEADER + len);
	start_counter(g);
	return g;
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
	for (unsigned i = 0; i < FLIGHT; i++)
		rpc_call_free(g->send[i]);
	free(g->lacks);
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

/* Marks what differs; false when the account is no buffer of ours. */
static bool
compare(struct stage *g, const struct rpc_account *a)
{
	struct loader_account b;
	struct err ignored;

	if (!pubkey_eq(&a->owner, &PUBKEY_LOADER) || loader_decode(a->data, a->len, &b, &ignored) != ERR_OK)
		return false;
	if (b.tag != LOADER_BUFFER || !b.has_authority || b.code_len != g->len ||
		!pubkey_eq(&b.authority, signer_address(g->s->signer)))
		return false;
	g->missing = 0;
	for (size_t i = 0; i < g->chunk_n; i++) {
		size_t at = i * STAGE_CHUNK, n = g->len - at < STAGE_CHUNK ? g->len - at : STAGE_CHUNK;

		g->lacks[i] = memcmp(b.code + at, g->file + at, n) != 0;
		g->missing += g->lacks[i];
	}
	return true;
}

static void
create(struct stage *g, uint64_t has)
{
	const struct pubkey *me = signer_address(g->s->signer);
	struct guard_context x = { .rent_lamports = g->rent_lamports > has ? g->rent_lamports - has : 0 };
	struct system_ix pay, room, owner;
	struct loader_ix init;
	struct instruction ix[4];

	system_transfer(&pay, me, &g->buffer, x.rent_lamports);
	system_allocate_with_seed(&room, &g->buffer, me, g->seed, LOADER_BUFFER_HEADER + g->len, &PUBKEY_LOADER);
	system_assign_with_seed(&owner, &g->buffer, me, g->seed, &PUBKEY_LOADER);
	loader_initialize_buffer(&init, &g->buffer, me);
	ix[0] = pay.ix;
	ix[1] = room.ix;
	ix[2] = owner.ix;
	ix[3] = init.ix;
	g->act = act_instruction(g->s, "buffer create", ix, 4, &x, 0, NULL, NULL);
	g->step = STEP_CREATE;
}

/* Open rows about the buffer, by the same key. */
struct left {
	const struct stage *g;
	int64_t id[32];
	unsigned n;
};

static void
note_left(void *ctx, const struct journal_row *r)
{
	struct left *l = ctx;

	if (l->n < sizeof l->id / sizeof l->id[0] && r->id != l->g->row && pubkey_eq(&r->intent.subject, &l->g->buffer)
		&& pubkey_eq(&r->intent.signer, signer_address(l->g->s->signer)))
		l->id[l->n++] = r->id;
}

/* The buffer holds the file: that answers every row an earlier run left open. */
static void
done(struct stage *g)
{
	struct left l = { .g = g };
	struct err ignored;

	if (g->row != 0 && journal_outcome(g->s->store, g->row, JOURNAL_LANDED, 0, "", &ignored) != ERR_OK)
		g->row = 0;
	if (g->s->store != NULL && journal_open_rows(g->s->store, &g->s->genesis, note_left, &l, &ignored) != ERR_OK)
		l.n = 0;
	for (unsigned i = 0; i < l.n; i++)
		if (journal_outcome(g->s->store, l.id[i], JOURNAL_LANDED, 0, "found by a later run", &ignored) != ERR_OK)
			break;
	g->step = STEP_OVER;
	g->phase = STAGE_DONE;
}

static void
need_hash(struct stage *g)
{
	rpc_call_free(g->hash);
	g->hash = rpc_get_blockhash(g->s->rpc, COMMITMENT_CONFIRMED);
	g->step = STEP_HASH;
}

static enum stage_phase
on_look(struct stage *g)
{
	struct rpc_accounts a = { .n = 0 };
	enum err_code rc;

	if (rpc_pending(g->look) || rpc_pending(g->rent) || (g->genesis != NULL && rpc_pending(g->genesis)))
		return g->phase;
	rc = g->genesis != NULL ? check_cluster(g) : ERR_OK;
	if (rc == ERR_OK && g->rent_lamports == 0)
		rc = rpc_number_result(g->rent, &g->rent_lamports, &g->err);
	if (rc == ERR_OK)
		rc = rpc_accounts_result(g->look, &a, &g->err);
	if (rc != ERR_OK) {
		rpc_accounts_free(&a);
		return fail(g);
	}
	if (!a.account[0].exists || (a.account[0].len == 0 && pubkey_eq(&a.account[0].owner, &PUBKEY_SYSTEM))) {
		create(g, a.account[0].exists ? a.account[0].lamports : 0);
	} else if (compare(g, &a.account[0])) {
		if (g->missing == 0)
			done(g);
		else
			need_hash(g);
	} else if (++g->counter < STAGE_COUNTERS) {
		start_counter(g);
	} else {
		(void)err_set(&g->err, ERR_REFUSED, "all %u buffers of this code are in use", STAGE_COUNTERS);
		(void)err_hint(&g->err, "reclaim or close one of them first");
		(void)fail(g);
	}
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
		return fail(g);
	case ACT_DONE:
		if (g->s->dry_run) {
			g->step = STEP_OVER;
			return g->phase = STAGE_DONE;
		}
		g->signed_first = true; /* the creation's card opened the writes */
		for (size_t i = 0; i < g->chunk_n; i++)
			g->lacks[i] = true;
		look(g);
		g->step = STEP_READ_BACK;
		return g->phase = STAGE_WRITING;
	default:
		return g->phase;
	}
}

/* --- writing ----------------------------------------------------------- */

static enum err_code
build_write(struct stage *g, size_t i, uint8_t message[PACKET_MAX], size_t *len)
{
	const struct pubkey *me = signer_address(g->s->signer);
	size_t at = i * STAGE_CHUNK, n = g->len - at < STAGE_CHUNK ? g->len - at : STAGE_CHUNK;
	struct system_ix units, price;
	struct loader_ix w;
	struct instruction ix[3];

	budget_units(&units, WRITE_UNITS);
	budget_price(&price, g->price);
	loader_write(&w, &g->buffer, me, (uint32_t)at, g->file + at, n);
	ix[0] = units.ix;
	ix[1] = price.ix;
	ix[2] = w.ix;
	return message_build(me, ix, 3, &g->blockhash.hash, message, len, &g->err);
}

static size_t
next_lacking(const struct stage *g, size_t from)
{
	while (from < g->chunk_n && !g->lacks[from])
		from++;
	return from;
}

/* Resumed: the first write is described with all that are meant, and is the
 * card; signing it lets the others follow. */
static enum err_code
describe_first(struct stage *g)
{
	struct guard_context x = { .bulk_n = (uint32_t)g->missing };
	uint8_t message[PACKET_MAX];
	size_t len;
	enum err_code rc = build_write(g, next_lacking(g, 0), message, &len);

	if (rc == ERR_OK)
		rc = signer_describe(g->s->signer, message, len, &x, &g->card, &g->err);
	if (rc == ERR_OK)
		rc = transaction_start(message, len, &g->first, &g->err);
	g->has_card = rc == ERR_OK;
	return rc;
}

static enum stage_phase
on_hash(struct stage *g)
{
	enum err_code rc;

	if (rpc_pending(g->hash))
		return g->phase;
	rc = rpc_blockhash_result(g->hash, &g->blockhash, &g->err);
	rpc_call_free(g->hash);
	g->hash = NULL;
	g->hash_at_ms = clock_mono_ms(&g->s->clock);
	if (rc == ERR_OK && !g->signed_first)
		rc = describe_first(g);
	if (rc != ERR_OK)
		return fail(g);
	g->next = 0;
	g->step = g->signed_first ? STEP_WRITE : STEP_CARD;
	return g->phase = g->signed_first ? STAGE_WRITING : g->confirmed ? g->phase : STAGE_CARD;
}

static enum err_code
journal(struct stage *g)
{
	struct journal_intent i = { .genesis_hash = g->s->genesis, .subject = g->buffer,
		.signer = *signer_address(g->s->signer), .payload_hash = g->code };

	if (g->row != 0)
		return ERR_OK;
	if (g->s->store == NULL)
		return err_set(&g->err, ERR_STORE, "nothing is sent without the local database");
	(void)snprintf(i.action, sizeof i.action, "buffer write");
	(void)snprintf(i.detail, sizeof i.detail, "%zu of %zu pieces to be written", g->missing, g->chunk_n);
	return journal_intent(g->s->store, &i, &g->row, &g->err);
}

static enum stage_phase
on_card(struct stage *g)
{
	struct signature sig;

	if (!g->confirmed)
		return g->phase;
	if (g->s->dry_run) {
		g->step = STEP_OVER;
		return g->phase = STAGE_DONE;
	}
	if (clock_mono_ms(&g->s->clock) - g->hash_at_ms > HASH_AGE_MS) {
		need_hash(g);
		return g->phase;
	}
	if (journal(g) != ERR_OK || signer_sign(g->s->signer, &g->card.digest, &sig, &g->err) != ERR_OK ||
		transaction_sign(&g->first, signer_address(g->s->signer), &sig, &g->err) != ERR_OK)
		return fail(g);
	g->signed_first = true;
	g->next = 0;
	g->step = STEP_WRITE;
	return g->phase = STAGE_WRITING;
}

static enum err_code
send_one(struct stage *g, size_t i, unsigned slot)
{
	struct transaction t;
	struct signature sig;
	uint8_t message[PACKET_MAX];
	size_t len;
	enum err_code rc = build_write(g, i, message, &len);

	if (rc == ERR_OK)
		rc = transaction_start(message, len, &t, &g->err);
	if (rc == ERR_OK)
		rc = signer_write(g->s->signer, message, len, &sig, &g->err);
	if (rc == ERR_OK)
		rc = transaction_sign(&t, signer_address(g->s->signer), &sig, &g->err);
	if (rc != ERR_OK)
		return rc;
	/* The first of a round goes through preflight, so that what cannot work says why. */
	g->send[slot] = rpc_send(g->s->rpc, &t, g->first_sent, COMMITMENT_CONFIRMED);
	g->first_sent = true;
	g->sent++;
	return ERR_OK;
}

/* A send that was refused ends it; one that got lost is seen by reading back. */
static enum err_code
reap(struct stage *g)
{
	g->flight = 0;
	for (unsigned i = 0; i < FLIGHT; i++) {
		struct rpc_outcome o;
		struct err why = ERR_INIT;
		enum err_code rc;
		char text[RPC_OUTCOME_TEXT];

		if (g->send[i] == NULL)
			continue;
		if (rpc_pending(g->send[i])) {
			g->flight++;
			continue;
		}
		rc = rpc_send_result(g->send[i], &o, &why);
		rpc_call_free(g->send[i]);
		g->send[i] = NULL;
		if (rc == ERR_CHAIN && strcmp(o.reason, "BlockhashNotFound") != 0 && strcmp(o.reason, "AlreadyProcessed") != 0)
			return err_set(&g->err, ERR_CHAIN, "a write to the buffer was refused: %s", rpc_outcome_text(text, &o));
	}
	return ERR_OK;
}

static enum stage_phase
on_write(struct stage *g)
{
	if (reap(g) != ERR_OK || journal(g) != ERR_OK)
		return fail(g);
	if (clock_mono_ms(&g->s->clock) - g->hash_at_ms > HASH_AGE_MS) {
		need_hash(g);
		return g->phase;
	}
	for (unsigned i = 0; i < FLIGHT; i++) {
		if (g->send[i] != NULL)
			continue;
		g->next = next_lacking(g, g->next);
		if (g->next == g->chunk_n)
			break;
		if (send_one(g, g->next++, i) != ERR_OK)
			return fail(g);
		g->flight++;
	}
	if (next_lacking(g, g->next) == g->chunk_n && g->flight == 0) {
		g->look_at_ms = clock_mono_ms(&g->s->clock);
		look(g);
		g->step = STEP_READ_BACK;
	}
	return g->phase;
}

/* Read back: what is still missing is given time to land, then written again. */
static enum stage_phase
on_read_back(struct stage *g)
{
	struct rpc_accounts a = { .n = 0 };
	uint64_t now = clock_mono_ms(&g->s->clock);
	size_t before = g->missing;
	bool ours;

	if (g->look == NULL && now - g->look_at_ms < LOOK_AGAIN_MS)
		return g->phase;
	if (g->look == NULL)
		look(g);
	if (rpc_pending(g->look))
		return g->phase;
	if (rpc_accounts_result(g->look, &a, &g->err) != ERR_OK)
		return fail(g);
	ours = a.account[0].exists && compare(g, &a.account[0]);
	rpc_accounts_free(&a);
	rpc_call_free(g->look);
	g->look = NULL;
	g->look_at_ms = now;
	if (ours && g->missing == 0) {
		done(g);
		return g->phase;
	}
	g->idle = g->missing < before ? 0 : g->idle + 1;
	if (g->idle > IDLE_MAX) {
		(void)err_set(&g->err, ERR_RPC, "%zu of %zu pieces do not arrive", g->missing, g->chunk_n);
		(void)err_hint(&g->err, "run the same command again: it goes on from what the chain has");
		return fail(g);
	}
	if (ours && (g->sent == 0 || g->idle * LOOK_AGAIN_MS >= RESEND_MS))
		need_hash(g);
	return g->phase;
}

enum stage_phase
stage_turn(struct stage *g)
{
	switch (g->step) {
	case STEP_LOOK:
		return on_look(g);
	case STEP_CREATE:
		return on_create(g);
	case STEP_HASH:
		return on_hash(g);
	case STEP_CARD:
		return on_card(g);
	case STEP_WRITE:
		return on_write(g);
	case STEP_READ_BACK:
		return on_read_back(g);
	default:
		return g->phase;
	}
}
