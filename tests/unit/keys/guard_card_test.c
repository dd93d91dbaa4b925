/* guard_card_test.c - the card of every kind of message, word by word:
 * tests/golden/cards, written anew where KEYTURN_GOLDEN=renew is set. */

#include "guard_sample.h"

#include <stdlib.h>

#include "base/file.h"

static const char *const weight[] = { "note", "warning", "DANGER" };

static void
write_card(struct buf *b, const struct guard_card *c)
{
	(void)buf_fmt(b, "%s\n\n", c->sentence);
	for (unsigned i = 0; i < c->field_n; i++) {
		const struct guard_field *f = &c->field[i];

		(void)buf_fmt(b, "%-20s %s%s%s%s\n", f->name, f->before, f->before[0] != '\0' ? " -> " : "", f->value,
			f->reported ? " (as reported)" : "");
	}
	(void)buf_text(b, "\n");
	for (unsigned i = 0; i < c->flag_n; i++)
		(void)buf_fmt(b, "%s: %s\n", weight[c->flag_weight[i]], c->flag[i]);
	(void)buf_fmt(b, "type \"%s\"; costs at most %llu lamports\n", c->confirm, (unsigned long long)c->cost_lamports);
}

static void
golden(const struct guard_case *k)
{
	static struct guard_sample s;
	static struct guard_card card;
	const char *renew = getenv("KEYTURN_GOLDEN");
	struct buf got = BUF_INIT(1u << 16), want = BUF_INIT(1u << 16);
	struct err e = ERR_INIT;
	char path[200];
	enum err_code rc;

	sample_case(&s, k);
	rc = guard_describe(&s.config, &s.signer, s.message, s.len, &s.context, &card, &e);
	CHECK(rc == ERR_OK, "%s is described %s", k->name, rc == ERR_OK ? "" : e.message);
	if (rc != ERR_OK)
		return;
	write_card(&got, &card);
	(void)snprintf(path, sizeof path, "tests/golden/cards/%s.txt", k->name);
	if (renew != NULL && strcmp(renew, "renew") == 0 && file_replace(path, buf_str(&got), got.len, 0644, &e) != ERR_OK)
		printf("# %s\n", e.message);
	if (file_read(path, &want, &e) != ERR_OK)
		printf("# %s\n", e.message);
	CHECK(strcmp(buf_str(&got), buf_str(&want)) == 0, "card %s", k->name);
	buf_wipe(&got);
	buf_wipe(&want);
}

int
main(void)
{
	if (!solana_init())
		return 1;
	for (size_t i = 0; i < GUARD_CASE_N; i++)
		golden(&guard_cases[i]);
	return test_done();
}
