#include "ops/buffers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "data/journal.h"
#include "ops/fetch.h"
#include "ops/stage.h"
#include "solana/elf.h"

enum { ASKED_MAX = 2, TAG_LEN = 4, AUTHORITY_AT = 4, AUTHORITY_LEN = 33 /* the flag before it too */ };

struct buffers {
	struct session *s; /* borrowed */
	struct rpc_call *genesis, *asked[ASKED_MAX];
	struct pubkey authority[ASKED_MAX];
	size_t asked_n;
	bool hashes, careful, over;
	struct buffer_list list;
	struct fetch *fetch; /* of row `at` */
	size_t at;
	struct err err;
};

void
buffer_list_wipe(struct buffer_list *l)
{
	free(l->row);
	*l = (struct buffer_list){ .row = NULL };
}

/* Lists are shown and decide nothing, so the newest that will hardly change is read. */
static enum commitment
level(const struct session *s)
{
	return s->commitment < COMMITMENT_CONFIRMED ? s->commitment : COMMITMENT_CONFIRMED;
}

static void
ask(struct buffers *b, const struct pubkey *authority)
{
	static const uint8_t tag[TAG_LEN] = { LOADER_BUFFER };
	struct rpc_slice head = { 0, LOADER_BUFFER_HEADER, true };
	uint8_t held[AUTHORITY_LEN] = { 1 };
	struct rpc_filter filter[] = { { 0, tag, sizeof tag }, { AUTHORITY_AT, held, sizeof held } };

	memcpy(held + 1, authority->b, 32);
	b->authority[b->asked_n] = *authority;
	b->asked[b->asked_n++] = rpc_get_program_accounts(b->s->rpc, &PUBKEY_LOADER, filter, 2, head, level(b->s));
}

struct buffers *
buffers_new(struct session *s, bool hashes)
{
	struct buffers *b = mem_new(1, sizeof *b);
	struct pubkey authority;

	b->s = s;
	b->hashes = hashes;
	b->genesis = rpc_get_genesis(s->rpc);
	if (s->signer != NULL)
		ask(b, signer_address(s->signer));
	if (s->has_multisig && !pubkey_is_zero(&s->governance)) {
		authority = kt_authority_address(&s->governance, &s->multisig);
		ask(b, &authority);
	}
	return b;
}

void
buffers_careful(struct buffers *b)
{
	b->careful = true;
}

void
buffers_free(struct buffers *b)
{
	if (b == NULL)
		return;
	rpc_call_free(b->genesis);
	for (size_t i = 0; i < b->asked_n; i++)
		rpc_call_free(b->asked[i]);
	fetch_free(b->fetch);
	buffer_list_wipe(&b->list);
	free(b);
}

/* --- reading ------------------------------------------------------------- */

/* The journal has the making of a buffer, or where another machine made it the first writing of this one. */
static int64_t
made_at(const struct session *s, const struct pubkey *buffer)
{
	static const char *const actions[] = { "buffer create", "buffer write" };
	struct journal_row row;
	struct err none = ERR_INIT;

	for (size_t i = 0; s->store != NULL && i < sizeof actions / sizeof actions[0]; i++)
		if (journal_find(s->store, &s->genesis, actions[i], buffer, &row, &none) == ERR_OK)
			return row.at;
	return 0;
}

/* A reply is judged, whatever was asked: another tag or authority is not taken. */
static enum err_code
take_account(struct buffers *b, const struct rpc_account *a, const struct pubkey *authority, struct err *e)
{
	struct buffer_row *r;
	struct journal_row row;
	struct loader_account l;
	char text[PUBKEY_TEXT];

	if (loader_decode(a->data, a->len, &l, e) != ERR_OK)
		return e->code;
	if (l.tag != LOADER_BUFFER || !l.has_authority || !pubkey_eq(&l.authority, authority) || a->space < LOADER_BUFFER_HEADER)
		return err_set(e, ERR_WIRE, "%s is no buffer of the authority asked for", pubkey_text(text, &a->address));
	b->list.row = mem_grow(b->list.row, b->list.n + 1, sizeof *b->list.row);
	r = &b->list.row[b->list.n++];
	*r = (struct buffer_row){ .buffer = a->address, .authority = l.authority, .lamports = a->lamports,
		.room = a->space - LOADER_BUFFER_HEADER, .made_at = made_at(b->s, &a->address) };
	r->own = b->s->signer != NULL && pubkey_eq(&l.authority, signer_address(b->s->signer));
	if (r->own)
		r->upload = unfinished_of(b->s, &a->address, &row);
	return ERR_OK;
}

static enum err_code
take_asked(struct buffers *b, size_t i, struct err *e)
{
	struct rpc_accounts found = { .n = 0 };
	enum err_code rc = rpc_accounts_result(b->asked[i], &found, e);

	if (rc != ERR_OK && rpc_error_code(b->asked[i]) == RPC_CODE_EXCLUDED)
		(void)err_hint(e, "this endpoint keeps no index of the loader's accounts: name another one with -u");
	for (size_t k = 0; rc == ERR_OK && k < found.n; k++)
		rc = take_account(b, &found.account[k], &b->authority[i], e);
	if (rc == ERR_OK && (b->list.slot == 0 || found.slot < b->list.slot))
		b->list.slot = found.slot;
	rpc_accounts_free(&found);
	return rc;
}

static enum err_code
take_all(struct buffers *b, struct err *e)
{
	enum err_code rc = session_genesis(b->s, b->genesis, e);

	for (size_t i = 0; rc == ERR_OK && i < b->asked_n; i++)
		rc = take_asked(b, i, e);
	return rc;
}

/* A buffer that is gone, or changes, while it is read has no hash. */
static void
take_code(struct buffers *b)
{
	struct buffer_row *r = &b->list.row[b->at++];
	struct buf code = BUF_INIT(LOADER_ACCOUNT_MAX);
	struct fetched about;
	struct err none = ERR_INIT;

	if (fetch_result(b->fetch, &code, &about, &none) == ERR_OK) {
		r->read = r->has_hash = true;
		r->code_hash = about.hash;
		r->code_len = code.len;
		if (r->own)
			buffers_content(r, signer_address(b->s->signer), &code);
	}
	buf_wipe(&code);
	fetch_free(b->fetch);
	b->fetch = NULL;
}

static bool
is_read(const struct buffers *b, const struct buffer_row *r)
{
	return b->hashes || (r->own && (r->upload == UPLOAD_UNFINISHED || (b->careful && r->upload != UPLOAD_ENDED)));
}

static bool
turn_hashes(struct buffers *b)
{
	if (b->fetch != NULL && fetch_turn(b->fetch))
		return true;
	if (b->fetch != NULL)
		take_code(b);
	while (b->at < b->list.n && !is_read(b, &b->list.row[b->at]))
		b->at++;
	if (b->at == b->list.n)
		return false;
	b->fetch = fetch_new(b->s, &b->list.row[b->at].buffer, LOADER_BUFFER, level(b->s));
	return true;
}

bool
buffers_turn(struct buffers *b)
{
	if (b->over)
		return false;
	if (b->genesis != NULL) {
		bool pending = rpc_pending(b->genesis);

		for (size_t i = 0; i < b->asked_n; i++)
			pending = pending || rpc_pending(b->asked[i]);
		if (pending)
			return true;
		b->over = take_all(b, &b->err) != ERR_OK;
		rpc_call_free(b->genesis);
		b->genesis = NULL;
	}
	b->over = b->over || !turn_hashes(b);
	return !b->over;
}

enum err_code
buffers_result(struct buffers *b, const struct gov_world *w, struct buffer_list *out, struct err *e)
{
	if (b->err.code != ERR_OK) {
		*e = b->err;
		return e->code;
	}
	*out = b->list;
	b->list = (struct buffer_list){ .row = NULL };
	buffers_judge(out, b->s, w);
	return ERR_OK;
}

/* --- content: whole, or an upload under way -------------------------------- */

/* Bytes in blocks that are not all zero: what an upload has brought, as far as can be told. */
static uint64_t
bytes_there(const uint8_t *code, size_t len)
{
	enum { BLOCK = 1012 };
	uint64_t n = 0;

	for (size_t at = 0; at < len; at += BLOCK) {
		size_t now = len - at < BLOCK ? len - at : BLOCK;

		if (code[at] != 0 || memcmp(code + at, code + at + 1, now - 1) != 0)
			n += now;
	}
	return n;
}

/* Uploads of ours are at an address that follows from the whole code. */
static bool
is_at_its_address(const struct buffer_row *r, const struct pubkey *me)
{
	char seed[STAGE_SEED];
	struct pubkey at;

	for (unsigned counter = 0; counter < STAGE_COUNTERS; counter++) {
		stage_address(me, &r->code_hash, counter, seed, &at);
		if (pubkey_eq(&at, &r->buffer))
			return true;
	}
	return false;
}

/* A program ends with a few zeros at most; an upload that lacks its end with more. */
static bool
is_program(struct buf *code, uint64_t room)
{
	enum { ZEROS = 64 };
	static const uint8_t zeros[ZEROS];
	uint64_t lacks = room > code->len ? room - code->len : 0;
	struct elf_info info;
	struct err none = ERR_INIT;

	return code->len > 0 && buf_put(code, zeros, lacks < ZEROS ? (size_t)lacks : ZEROS) &&
		elf_check(code->p, code->len, &info, &none) == ERR_OK;
}

void
buffers_content(struct buffer_row *r, const struct pubkey *me, struct buf *code)
{
	r->there = code->len == 0 ? 0 : bytes_there(code->p, code->len);
	/* No other tool puts one where no key can be: that is ours, and of other code than is there by now. */
	r->whole = is_at_its_address(r, me) ||
		(r->upload != UPLOAD_UNFINISHED && pubkey_on_curve(&r->buffer) && is_program(code, r->room));
}

/* --- judging ------------------------------------------------------------- */

const struct gov_proposal *
buffers_holder(const struct gov_world *w, const struct pubkey *buffer)
{
	for (size_t i = 0; w != NULL && i < w->proposal_n; i++) {
		const struct gov_proposal *p = &w->proposal[i];

		if (p->holds_buffer && kt_takes_buffer(p->kind) && pubkey_eq(&p->act.deploy.buffer, buffer))
			return p;
	}
	return NULL;
}

static void
judge_held(struct buffer_row *r, const struct gov_world *w)
{
	const struct gov_proposal *p = buffers_holder(w, &r->buffer);

	r->use = BUFFER_STRAY;
	if (p == NULL)
		return;
	r->use = gov_world_is_open(w, p) ? BUFFER_USED : BUFFER_DEAD;
	r->proposal = p->index;
	r->depositor = p->depositor;
	r->program = p->program;
	if (r->read)
		return;
	/* The program recomputed it when it took the buffer in, and lets nobody write since. */
	r->has_hash = true;
	r->code_hash = p->act.deploy.code_hash;
	r->code_len = p->act.deploy.code_len;
}

/* Buffers of this key at the addresses where the code of `v` is staged. */
static void
judge_version(struct buffer_list *l, const struct pubkey *me, const struct gov_record *g, const struct gov_version *v)
{
	char seed[STAGE_SEED];
	struct pubkey at;

	for (unsigned counter = 0; counter < STAGE_COUNTERS; counter++) {
		stage_address(me, &v->code_hash, counter, seed, &at);
		for (size_t i = 0; i < l->n; i++) {
			struct buffer_row *r = &l->row[i];

			if (!r->own || r->use == BUFFER_UNFINISHED || !pubkey_eq(&r->buffer, &at))
				continue;
			r->use = BUFFER_WAY_BACK;
			r->program = g->program;
			r->version = v->number;
		}
	}
}

static bool
may_be_gone_back_to(const struct gov_world *w, const struct gov_record *g, const struct gov_version *v)
{
	return g->governed && !v->retired && v->number != g->newest
		&& w->cluster_unix_s - v->ended < (int64_t)w->multisig.reach_s;
}

/* Orphans first, then what is unfinished and what a reclaim frees; of the same use the larger, then by address. */
static int
by_use(const void *x, const void *y)
{
	static const int order[] = { [BUFFER_ORPHAN] = 0, [BUFFER_UNFINISHED] = 1, [BUFFER_DEAD] = 2, [BUFFER_WAY_BACK] = 3,
		[BUFFER_USED] = 4, [BUFFER_STRAY] = 5 };
	const struct buffer_row *a = x, *b = y;

	if (a->use != b->use)
		return order[a->use] - order[b->use];
	if (a->lamports != b->lamports)
		return a->lamports > b->lamports ? -1 : 1;
	return memcmp(a->buffer.b, b->buffer.b, sizeof a->buffer.b);
}

void
buffers_judge(struct buffer_list *l, const struct session *s, const struct gov_world *w)
{
	buffers_judge_for(l, s->signer != NULL ? signer_address(s->signer) : NULL, w);
}

static bool
is_unfinished(const struct buffer_row *r)
{
	return r->own && (r->read ? !r->whole : r->upload == UPLOAD_UNFINISHED);
}

void
buffers_judge_for(struct buffer_list *l, const struct pubkey *me, const struct gov_world *w)
{
	bool own = false;

	for (size_t i = 0; i < l->n; i++) {
		struct buffer_row *r = &l->row[i];

		own = own || r->own;
		r->use = is_unfinished(r) ? BUFFER_UNFINISHED : BUFFER_ORPHAN;
		r->proposal = r->version = 0;
		r->has_hash = r->read && r->use != BUFFER_UNFINISHED; /* of half a program it says nothing */
		r->program = r->depositor = (struct pubkey){ { 0 } };
		if (!r->own)
			judge_held(r, w);
	}
	for (size_t i = 0; own && me != NULL && w != NULL && i < w->record_n; i++)
		for (unsigned k = 0; k < w->record[i].version_n; k++)
			if (may_be_gone_back_to(w, &w->record[i], &w->record[i].version[k]))
				judge_version(l, me, &w->record[i], &w->record[i].version[k]);
	if (l->n > 1)
		qsort(l->row, l->n, sizeof *l->row, by_use);
}

bool
buffer_is_refundable(const struct buffer_row *r, const struct pubkey *me)
{
	return r->use == BUFFER_ORPHAN || (r->use == BUFFER_DEAD && pubkey_eq(&r->depositor, me));
}

const char *
buffer_use_name(enum buffer_use u)
{
	static const char *const names[] = { [BUFFER_ORPHAN] = "orphan", [BUFFER_WAY_BACK] = "way_back", [BUFFER_DEAD] = "dead",
		[BUFFER_USED] = "proposal", [BUFFER_STRAY] = "stray", [BUFFER_UNFINISHED] = "unfinished" };

	return names[u];
}

char *
buffer_use_text(char out[BUFFER_USE_TEXT], const struct buffer_row *r)
{
	static const char *const words[] = { [BUFFER_ORPHAN] = "orphan", [BUFFER_WAY_BACK] = "way back to v", [BUFFER_DEAD] = "dead proposal ",
		[BUFFER_USED] = "proposal ", [BUFFER_STRAY] = "no proposal", [BUFFER_UNFINISHED] = "unfinished" };
	uint64_t number = r->use == BUFFER_WAY_BACK ? r->version : r->proposal;

	if (r->use == BUFFER_UNFINISHED && r->read && r->room > 0)
		(void)snprintf(out, BUFFER_USE_TEXT, "%s, %" PRIu64 " %%", words[r->use], r->there * 100u / r->room);
	else if (number != 0)
		(void)snprintf(out, BUFFER_USE_TEXT, "%s%" PRIu64, words[r->use], number);
	else
		(void)snprintf(out, BUFFER_USE_TEXT, "%s", words[r->use]);
	return out;
}
