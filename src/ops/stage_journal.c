#include "ops/stage_state.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "data/journal.h"
#include "ops/unfinished.h"

/* What the journal gets to know of an upload: the intent before anything is
 * sent, a line for what happens on the way, and how it ended. */

void
stage_event(struct stage *g, const char *what, const char *fmt, ...)
{
	struct err ignored = ERR_INIT;
	char text[200];
	va_list ap;

	if (g->row == 0 || g->events >= EVENTS_MAX)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	/* A line that cannot be written holds nothing up: nothing rests on it. */
	if (journal_event(g->s->store, g->row, what, text, &ignored) == ERR_OK)
		g->events++;
}

static void
note_begin(struct stage *g)
{
	char hex[17], len[TEXT_SHORT], there[TEXT_SHORT];

	text_hex(hex, g->code.b, 8);
	(void)text_count(len, g->len);
	stage_event(g, "began", "%s bytes of code %s, in %zu transaction%s%s, %u endpoint%s", len, hex, g->pieces.n,
		g->pieces.n == 1 ? "" : "s", g->pieces.format == PIECES_V1 ? " of version 1" : "", endpoints_used(&g->endpoints),
		endpoints_used(&g->endpoints) == 1 ? "" : "s");
	if (stage_made(g))
		stage_event(g, "made", "the buffer, by this run");
	else
		stage_event(g, "resumed", "%s of %s bytes were there", text_count(there, g->there_at_start), len);
}

static void
note_end(struct stage *g)
{
	struct stage_progress p;
	char sol[TEXT_SHORT];

	stage_progress(g, &p);
	stage_event(g, "done", "%u transaction%s, %u sent again, %u signed anew, %s SOL, %" PRIu64 " ms", p.transactions,
		p.transactions == 1 ? "" : "s", p.resent, p.renewed, text_sol(sol, p.fee_lamports), p.elapsed_ms);
}

/* Once for each trouble of an endpoint, and not more often than it is news. */
static void
watch_endpoint(struct stage *g, unsigned i, uint64_t now)
{
	const struct endpoint *p = &g->endpoints.at[i];

	if (p->troubles == g->told_n[i] || (g->told_n[i] != 0 && now - g->told_ms[i] < TOLD_MS))
		return;
	g->told_ms[i] = now;
	g->told_n[i] = p->troubles;
	stage_event(g, "trouble", "%s%s", p->last, p->out ? ": left out" : "");
}

void
stage_watch(struct stage *g)
{
	char there[TEXT_SHORT], all[TEXT_SHORT];
	struct stage_progress p;
	uint64_t now;

	if (g->row == 0 || g->step == STEP_OVER)
		return;
	now = clock_mono_ms(&g->s->clock);
	for (unsigned i = 0; i < g->endpoints.n; i++)
		watch_endpoint(g, i, now);
	if (now - g->watched_ms < PROGRESS_MS)
		return;
	stage_progress(g, &p);
	if (g->watched_ms != 0)
		stage_event(g, "progress", "%s of %s bytes", text_count(there, p.bytes_there), text_count(all, p.bytes));
	if (p.renewed > g->renewed_told)
		stage_event(g, "renewed", "%u signed anew, as their blockhash expired", p.renewed - g->renewed_told);
	g->renewed_told = p.renewed;
	g->watched_ms = now;
}

enum stage_phase
stage_fail(struct stage *g)
{
	struct err ignored = ERR_INIT;

	stage_event(g, "failed", "%s", g->err.message);
	/* What it wrote stays, and a later run goes on; one that cannot be closed is closed by that. */
	if (g->row != 0 && journal_outcome(g->s->store, g->row, JOURNAL_FAILED, 0, g->err.message, &ignored) == ERR_OK)
		g->row = 0;
	g->step = STEP_OVER;
	return g->phase = STAGE_FAILED;
}

void
stage_stop(struct stage *g)
{
	char there[TEXT_SHORT], all[TEXT_SHORT], at[PUBKEY_TEXT];
	struct stage_progress p;

	stage_progress(g, &p);
	(void)text_count(there, p.bytes_there);
	(void)text_count(all, p.bytes);
	stage_event(g, "stopped", "%s of %s bytes were there", there, all);
	(void)err_set(&g->err, ERR_CANCELLED, "stopped with %s of %s bytes on chain, in buffer %s", there, all, pubkey_text(at, &g->buffer));
	(void)err_hint(&g->err, "run the same command again: it goes on from there; \"keyturn buffer close %s\" gives it up and returns its rent", at);
	g->step = STEP_OVER;
	g->phase = STAGE_FAILED;
}

/* The buffer holds the file: that answers every row an earlier run left open. */
void
stage_done(struct stage *g)
{
	struct err ignored;

	note_end(g);
	if (g->row != 0 && journal_outcome(g->s->store, g->row, JOURNAL_LANDED, 0, "", &ignored) != ERR_OK)
		g->row = 0;
	unfinished_end(g->s, &g->buffer, g->row, JOURNAL_LANDED, "found by a later run");
	g->step = STEP_OVER;
	g->phase = STAGE_DONE;
}

enum err_code
stage_journal(struct stage *g)
{
	struct journal_intent i = { .genesis_hash = g->s->genesis, .subject = g->buffer,
		.signer = *signer_address(g->s->signer), .payload_hash = g->code };

	if (g->row != 0)
		return ERR_OK;
	if (g->s->store == NULL)
		return err_set(&g->err, ERR_STORE, "nothing is sent without the local database");
	(void)snprintf(i.action, sizeof i.action, "buffer write");
	unfinished_detail(i.detail, sizeof i.detail, g->pieces.n - g->pieces.there, g->pieces.n, g->path);
	if (journal_intent(g->s->store, &i, &g->row, &g->err) != ERR_OK)
		return g->err.code;
	note_begin(g);
	return ERR_OK;
}

/* --- a buffer that was named ------------------------------------------- */

enum stage_phase
stage_other_code(struct stage *g)
{
	char at[PUBKEY_TEXT], is[65], was[65] = "";
	struct journal_row row;
	struct hash none = { { 0 } };

	text_hex(is, g->code.b, 32);
	if (unfinished_of(g->s, &g->buffer, &row) != UPLOAD_NOT_KNOWN && strcmp(row.intent.action, "buffer write") == 0 &&
		!hash_eq(&row.intent.payload_hash, &none))
		text_hex(was, row.intent.payload_hash.b, 32);
	(void)pubkey_text(at, &g->buffer);
	if (was[0] != '\0')
		(void)err_set(&g->err, ERR_MISMATCH, "buffer %s was begun for code %s, the file is %s now", at, was, is);
	else
		(void)err_set(&g->err, ERR_MISMATCH, "buffer %s is not one of this key for this file, whose code is %s", at, is);
	if (was[0] != '\0')
		(void)err_hint(&g->err, "without --buffer the file gets one of its own; \"keyturn buffer close %s\" returns that one's rent", at);
	else
		(void)err_hint(&g->err, "without --buffer the file gets one of its own");
	return stage_fail(g);
}

enum stage_phase
stage_not_there(struct stage *g, const struct rpc_account *b)
{
	char at[PUBKEY_TEXT];

	(void)pubkey_text(at, &g->buffer);
	if (!b->exists || b->space == 0)
		(void)err_set(&g->err, ERR_NOT_FOUND, "there is no buffer %s to go on with", at);
	else
		(void)err_set(&g->err, ERR_REFUSED, "buffer %s is not this key's, or not for a file of %zu bytes", at, g->len);
	(void)err_hint(&g->err, "without --buffer the file gets one of its own; \"keyturn buffer show %s\" says whose this is", at);
	return stage_fail(g);
}
