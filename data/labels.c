#include "data/store_sql.h"

#include <string.h>

#include "base/text.h"

enum err_code
store_label_check(const char *name, struct err *e)
{
	char safe[LABEL_MAX * 4];
	size_t len = strlen(name);

	if (len >= LABEL_MAX)
		return err_set(e, ERR_USAGE, "label is %zu bytes long, at most %d are allowed", len, LABEL_MAX - 1);
	(void)text_safe(safe, sizeof safe, name, len, false);
	if (len > 0 && (strcmp(safe, name) != 0 || name[0] == ' ' || name[len - 1] == ' '))
		return err_set(e, ERR_USAGE, "label has characters that cannot be shown, or a blank at an end");
	return ERR_OK;
}

enum err_code
store_label_set(struct store *s, const struct pubkey *k, const char *name, struct err *e)
{
	bool remove = name == NULL || name[0] == '\0';
	struct sql q;
	enum err_code rc = remove ? ERR_OK : store_label_check(name, e);

	if (rc != ERR_OK)
		return rc;
	rc = sql_start(s, remove ? "DELETE FROM label WHERE address = ?1" :
		"INSERT INTO label (address, name) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET name = excluded.name", &q, e);
	if (rc != ERR_OK)
		return rc;
	sql_put_blob(&q, 1, k->b, 32);
	if (!remove)
		sql_put_text(&q, 2, name);
	rc = sql_run(&q, e);
	sql_end(&q);
	return rc;
}

void
store_label(struct store *s, const struct pubkey *k, char out[LABEL_MAX])
{
	struct err e = ERR_INIT;
	struct sql q;
	bool row = false;

	out[0] = '\0';
	if (sql_start(s, "SELECT name FROM label WHERE address = ?1", &q, &e) != ERR_OK)
		return;
	sql_put_blob(&q, 1, k->b, 32);
	if (sql_row(&q, &row, &e) == ERR_OK && row)
		sql_text(&q, 0, out, LABEL_MAX);
	sql_end(&q);
	if (store_label_check(out, &e) != ERR_OK) /* a file somebody else wrote */
		out[0] = '\0';
}

enum err_code
store_labels(struct store *s, store_label_fn *fn, void *ctx, struct err *e)
{
	char name[LABEL_MAX];
	struct pubkey k;
	struct err ignored = ERR_INIT;
	struct sql q;
	bool row = true;
	enum err_code rc = sql_start(s, "SELECT address, name FROM label ORDER BY name, address", &q, e);

	while (rc == ERR_OK && (rc = sql_row(&q, &row, e)) == ERR_OK && row) {
		sql_bytes(&q, 0, k.b, 32);
		sql_text(&q, 1, name, sizeof name);
		if (name[0] != '\0' && store_label_check(name, &ignored) == ERR_OK)
			fn(ctx, &k, name);
	}
	sql_end(&q);
	return rc;
}

enum err_code
store_fact_set(struct store *s, const char *name, const char *value, struct err *e)
{
	struct sql q;
	enum err_code rc = sql_start(s,
		"INSERT INTO fact (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value", &q, e);

	if (rc != ERR_OK)
		return rc;
	sql_put_text(&q, 1, name);
	sql_put_text(&q, 2, value);
	rc = sql_run(&q, e);
	sql_end(&q);
	return rc;
}

bool
store_fact(struct store *s, const char *name, char *out, size_t size)
{
	struct err e = ERR_INIT;
	struct sql q;
	bool row = false;

	out[0] = '\0';
	if (sql_start(s, "SELECT value FROM fact WHERE name = ?1", &q, &e) != ERR_OK)
		return false;
	sql_put_text(&q, 1, name);
	if (sql_row(&q, &row, &e) == ERR_OK && row)
		sql_text(&q, 0, out, size);
	sql_end(&q);
	return row;
}
