#include "data/journal.h"
#include "data/store_sql.h"

enum err_code
journal_event(struct store *s, int64_t id, const char *what, const char *text, struct err *e)
{
	struct sql q;
	enum err_code rc = sql_start(s, "INSERT INTO event (intent, n, at, what, text) SELECT id, "
		"1 + (SELECT coalesce(max(n), 0) FROM event WHERE intent = ?1), ?2, ?3, ?4 FROM intent WHERE id = ?1", &q, e);

	if (rc != ERR_OK)
		return rc;
	sql_put_int(&q, 1, id);
	sql_put_int(&q, 2, clock_wall_s(&s->clock));
	sql_put_text(&q, 3, what);
	sql_put_text(&q, 4, text);
	rc = sql_run(&q, e);
	if (rc == ERR_OK && sql_changes(s) != 1)
		rc = err_set(e, ERR_STORE, "the journal has no intent %lld", (long long)id);
	sql_end(&q);
	return rc;
}

enum err_code
journal_events(struct store *s, int64_t id, journal_event_fn *fn, void *ctx, struct err *e)
{
	struct journal_event v;
	struct sql q;
	bool row = true;
	enum err_code rc = sql_start(s, "SELECT at, what, text FROM event WHERE intent = ?1 ORDER BY n", &q, e);

	if (rc != ERR_OK)
		return rc;
	sql_put_int(&q, 1, id);
	while ((rc = sql_row(&q, &row, e)) == ERR_OK && row) {
		v.at = sql_int(&q, 0);
		sql_text(&q, 1, v.what, sizeof v.what);
		sql_text(&q, 2, v.text, sizeof v.text);
		fn(ctx, &v);
	}
	sql_end(&q);
	return rc;
}
