#include "data/journal.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "data/store_sql.h"

/* --- writing --- */

static enum err_code
insert_intent(struct store *s, int64_t scope, const struct journal_intent *i, int64_t *id, struct err *e)
{
	static const struct hash none;
	struct sql q;
	enum err_code rc = sql_start(s, "INSERT INTO intent (at, scope, action, subject, signer, number, payload_hash, "
		"detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", &q, e);

	if (rc != ERR_OK)
		return rc;
	sql_put_int(&q, 1, clock_wall_s(&s->clock));
	sql_put_int(&q, 2, scope);
	sql_put_text(&q, 3, i->action);
	sql_put_blob(&q, 4, i->subject.b, 32);
	sql_put_blob(&q, 5, i->signer.b, 32);
	sql_put_int(&q, 6, (int64_t)i->index);
	sql_put_blob(&q, 7, hash_eq(&i->payload_hash, &none) ? NULL : i->payload_hash.b, 32);
	sql_put_text(&q, 8, i->detail);
	rc = sql_run(&q, e);
	sql_end(&q);
	if (rc == ERR_OK)
		*id = sql_last_id(s);
	return rc;
}

/* Runs a literal whose only argument is an intent. */
static enum err_code
run_for(struct store *s, const char *sql, int64_t intent, struct err *e)
{
	struct sql q;
	enum err_code rc = sql_start(s, sql, &q, e);

	if (rc != ERR_OK)
		return rc;
	sql_put_int(&q, 1, intent);
	rc = sql_run(&q, e);
	sql_end(&q);
	return rc;
}

enum err_code
journal_intent(struct store *s, const struct journal_intent *i, int64_t *id, struct err *e)
{
	int64_t scope, made = 0;
	enum err_code rc = sql_begin(s, e);

	if (rc != ERR_OK)
		return rc;
	rc = store_scope(s, &i->genesis_hash, &i->multisig, &scope, e);
	if (rc == ERR_OK)
		rc = insert_intent(s, scope, i, &made, e);
	if (rc == ERR_OK)
		rc = run_for(s, "INSERT INTO pending (intent) VALUES (?1)", made, e);
	rc = sql_commit(s, rc, e);
	if (rc == ERR_OK)
		*id = made;
	return rc;
}

/* The statement began with INSERT ... SELECT ... FROM intent: no row, no intent. */
static enum err_code
run_known(struct sql *q, int64_t id, struct err *e)
{
	enum err_code rc = sql_run(q, e);

	if (rc == ERR_OK && sql_changes(q->s) != 1)
		rc = err_set(e, ERR_STORE, "the journal has no intent %lld", (long long)id);
	sql_end(q);
	return rc;
}

static enum err_code
insert_attempt(struct store *s, int64_t id, const struct signature *sig, uint64_t last_valid_height, struct err *e)
{
	struct sql q;
	enum err_code rc = sql_start(s, "INSERT INTO attempt (intent, n, at, signature, last_valid_height) SELECT id, "
		"1 + (SELECT coalesce(max(n), 0) FROM attempt WHERE intent = ?1), ?2, ?3, ?4 FROM intent WHERE id = ?1", &q, e);

	if (rc != ERR_OK)
		return rc;
	sql_put_int(&q, 1, id);
	sql_put_int(&q, 2, clock_wall_s(&s->clock));
	sql_put_blob(&q, 3, sig->b, 64);
	sql_put_int(&q, 4, (int64_t)last_valid_height);
	return run_known(&q, id, e);
}

/* Another process may have taken the intent for one that was left behind
 * unsigned, and closed it: with a signature it is open again. */
enum err_code
journal_signature(struct store *s, int64_t id, const struct signature *sig, uint64_t last_valid_height, struct err *e)
{
	enum err_code rc = sql_begin(s, e);

	if (rc != ERR_OK)
		return rc;
	rc = insert_attempt(s, id, sig, last_valid_height, e);
	if (rc == ERR_OK)
		rc = run_for(s, "INSERT OR IGNORE INTO pending (intent) VALUES (?1)", id, e);
	return sql_commit(s, rc, e);
}

static enum err_code
insert_outcome(struct store *s, int64_t id, enum journal_outcome o, uint64_t slot, const char *reason, struct err *e)
{
	struct sql q;
	enum err_code rc = sql_start(s, "INSERT INTO outcome (intent, n, at, what, slot, reason) SELECT id, "
		"1 + (SELECT coalesce(max(n), 0) FROM outcome WHERE intent = ?1), ?2, ?3, ?4, ?5 FROM intent WHERE id = ?1",
		&q, e);

	if (rc != ERR_OK)
		return rc;
	sql_put_int(&q, 1, id);
	sql_put_int(&q, 2, clock_wall_s(&s->clock));
	sql_put_int(&q, 3, o);
	sql_put_int(&q, 4, (int64_t)slot);
	sql_put_text(&q, 5, reason == NULL ? "" : reason);
	return run_known(&q, id, e);
}

enum err_code
journal_outcome(struct store *s, int64_t id, enum journal_outcome o, uint64_t slot, const char *reason, struct err *e)
{
	enum err_code rc;

	if (o <= JOURNAL_OPEN || o > JOURNAL_UNKNOWN)
		return err_set(e, ERR_INTERNAL, "%d is no outcome", (int)o);
	rc = sql_begin(s, e);
	if (rc != ERR_OK)
		return rc;
	rc = insert_outcome(s, id, o, slot, reason, e);
	if (rc == ERR_OK && o != JOURNAL_UNKNOWN)
		rc = run_for(s, "DELETE FROM pending WHERE intent = ?1", id, e);
	return sql_commit(s, rc, e);
}

/* --- reading --- */

/* Columns as row_of takes them; the newest signature and outcome of each intent. */
#define COLUMNS "SELECT i.id, i.at, i.action, c.genesis, c.multisig, i.subject, i.signer, i.number, i.payload_hash, " \
	"i.detail, a.signature, a.last_valid_height, o.what, o.reason, o.slot FROM "
/* The attempts come last: a search looks for none of them in a row that it passes over. */
#define JOINED " JOIN scope c ON c.id = i.scope " \
	"LEFT JOIN outcome o ON o.intent = i.id AND o.n = (SELECT max(n) FROM outcome WHERE intent = i.id) " \
	"LEFT JOIN attempt a ON a.intent = i.id AND a.n = (SELECT max(n) FROM attempt WHERE intent = i.id) "

static void
row_of(struct sql *q, struct journal_row *r)
{
	int64_t what = sql_int(q, 12);

	memset(r, 0, sizeof *r);
	r->id = sql_int(q, 0);
	r->at = sql_int(q, 1);
	sql_text(q, 2, r->intent.action, sizeof r->intent.action);
	sql_bytes(q, 3, r->intent.genesis_hash.b, 32);
	sql_bytes(q, 4, r->intent.multisig.b, 32);
	sql_bytes(q, 5, r->intent.subject.b, 32);
	sql_bytes(q, 6, r->intent.signer.b, 32);
	r->intent.index = (uint64_t)sql_int(q, 7);
	sql_bytes(q, 8, r->intent.payload_hash.b, 32);
	sql_text(q, 9, r->intent.detail, sizeof r->intent.detail);
	r->has_signature = !sql_null(q, 10);
	sql_bytes(q, 10, r->signature.b, 64);
	r->last_valid_height = (uint64_t)sql_int(q, 11);
	r->outcome = what > JOURNAL_OPEN && what <= JOURNAL_UNKNOWN ? (enum journal_outcome)what : JOURNAL_OPEN;
	sql_text(q, 13, r->reason, sizeof r->reason);
	r->slot = (uint64_t)sql_int(q, 14);
}

static enum err_code
each_row(struct sql *q, journal_fn *fn, void *ctx, struct err *e)
{
	struct journal_row r;
	bool row = true;
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && (rc = sql_row(q, &row, e)) == ERR_OK && row) {
		row_of(q, &r);
		fn(ctx, &r);
	}
	sql_end(q);
	return rc;
}

enum err_code
journal_open_rows(struct store *s, const struct hash *genesis, journal_fn *fn, void *ctx, struct err *e)
{
	struct sql q;
	enum err_code rc = sql_start(s, COLUMNS "pending p JOIN intent i ON i.id = p.intent" JOINED
		"WHERE c.genesis = ?1 ORDER BY p.intent", &q, e);

	if (rc != ERR_OK)
		return rc;
	sql_put_blob(&q, 1, genesis->b, 32);
	return each_row(&q, fn, ctx, e);
}

static void
keep_row(void *ctx, const struct journal_row *r)
{
	struct journal_row *out = ctx;

	*out = *r;
}

enum err_code
journal_find(struct store *s, const struct hash *genesis, const char *action, const struct pubkey *subject,
	struct journal_row *out, struct err *e)
{
	struct journal_row found = { .id = 0 };
	struct sql q;
	char text[PUBKEY_TEXT];
	enum err_code rc = sql_start(s, COLUMNS "intent i" JOINED
		"WHERE i.subject = ?1 AND i.action = ?2 AND c.genesis = ?3 ORDER BY i.id DESC LIMIT 1", &q, e);

	if (rc != ERR_OK)
		return rc;
	sql_put_blob(&q, 1, subject->b, 32);
	sql_put_text(&q, 2, action);
	sql_put_blob(&q, 3, genesis->b, 32);
	rc = each_row(&q, keep_row, &found, e);
	if (rc == ERR_OK && found.id == 0)
		return err_set(e, ERR_NOT_FOUND, "the journal has no %s of %s", action, pubkey_text(text, subject));
	if (rc == ERR_OK)
		*out = found;
	return rc;
}

const char *
journal_outcome_name(enum journal_outcome o)
{
	static const char *const names[] = { [JOURNAL_OPEN] = "open", [JOURNAL_LANDED] = "landed", [JOURNAL_FAILED] = "failed",
		[JOURNAL_EXPIRED] = "expired", [JOURNAL_UNKNOWN] = "unknown" };

	return names[o];
}

/* What the text may be besides words: -1 no number. */
static int64_t
as_number(const char *text)
{
	struct err none = ERR_INIT;
	uint64_t n;

	return text_u64(text, INT64_MAX, &n, &none) == ERR_OK && n > 0 ? (int64_t)n : -1;
}

static int
as_outcome(const char *text)
{
	for (int o = JOURNAL_OPEN; o <= JOURNAL_UNKNOWN; o++)
		if (strcasecmp(text, journal_outcome_name((enum journal_outcome)o)) == 0)
			return o;
	return -1;
}

/* What is looked for, bound to ?2 to ?6 and ?9. */
#define MATCHES "c.genesis = ?2 AND (?3 = '' " \
	"OR instr(lower(i.action || ' ' || i.detail || ' ' || coalesce(o.reason, '')), lower(?3)) > 0 " \
	"OR EXISTS (SELECT 1 FROM event v WHERE v.intent = i.id AND instr(lower(v.what || ' ' || v.text), lower(?3)) > 0) " \
	"OR i.subject = ?4 OR i.signer = ?4 OR c.multisig = ?4 OR i.number = ?5 OR coalesce(o.what, 0) = ?9 " \
	"OR (?6 IS NOT NULL AND EXISTS (SELECT 1 FROM attempt t WHERE t.intent = i.id AND t.signature = ?6))) "

struct wanted {
	struct signature signature;
	struct pubkey key;
};

/* `w` has to stay until the statement ends. */
static void
put_wanted(struct sql *q, struct wanted *w, const struct hash *genesis, const char *text)
{
	struct err none = ERR_INIT;
	bool is_key = pubkey_parse(text, &w->key, &none) == ERR_OK, is_signature = signature_parse(text, &w->signature, &none) == ERR_OK;

	sql_put_blob(q, 2, genesis->b, 32);
	sql_put_text(q, 3, text);
	sql_put_blob(q, 4, is_key ? w->key.b : NULL, 32);
	sql_put_int(q, 5, as_number(text));
	sql_put_blob(q, 6, is_signature ? w->signature.b : NULL, 64);
	sql_put_int(q, 9, as_outcome(text));
}

enum err_code
journal_search(struct store *s, const struct hash *genesis, const char *text, int64_t before, unsigned limit,
	journal_fn *fn, void *ctx, struct err *e)
{
	struct wanted w;
	struct sql q;
	enum err_code rc = sql_start(s, COLUMNS "intent i" JOINED "WHERE i.id < ?1 AND " MATCHES "ORDER BY i.id DESC LIMIT ?7", &q, e);

	if (rc != ERR_OK)
		return rc;
	sql_put_int(&q, 1, before > 0 ? before : INT64_MAX);
	put_wanted(&q, &w, genesis, text);
	sql_put_int(&q, 7, limit);
	return each_row(&q, fn, ctx, e);
}

enum err_code
journal_last(struct store *s, int64_t *id, struct err *e)
{
	struct sql q;
	bool row = false;
	enum err_code rc = sql_start(s, "SELECT coalesce(max(id), 0) FROM intent", &q, e);

	if (rc != ERR_OK)
		return rc;
	rc = sql_row(&q, &row, e);
	if (rc == ERR_OK)
		*id = row ? sql_int(&q, 0) : 0;
	sql_end(&q);
	return rc;
}

enum err_code
journal_span(struct store *s, const struct hash *genesis, const char *text, int64_t low, int64_t high, bool newest_first,
	unsigned limit, journal_fn *fn, void *ctx, struct err *e)
{
	struct wanted w;
	struct sql q;
	enum err_code rc = newest_first ?
		sql_start(s, COLUMNS "intent i" JOINED "WHERE i.id BETWEEN ?1 AND ?8 AND " MATCHES "ORDER BY i.id DESC LIMIT ?7", &q, e) :
		sql_start(s, COLUMNS "intent i" JOINED "WHERE i.id BETWEEN ?1 AND ?8 AND " MATCHES "ORDER BY i.id LIMIT ?7", &q, e);

	if (rc != ERR_OK)
		return rc;
	sql_put_int(&q, 1, low);
	put_wanted(&q, &w, genesis, text);
	sql_put_int(&q, 7, limit);
	sql_put_int(&q, 8, high);
	return each_row(&q, fn, ctx, e);
}
