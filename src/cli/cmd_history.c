#include "cli/cli.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "data/journal.h"
#include "ops/unfinished.h"

enum { LIMIT = 50, LIMIT_MAX = 1000 };

/* Rows as they come; one more than is shown is asked for, to know whether there are others. */
struct page {
	struct cli *c;
	struct jsonout j;
	unsigned n, limit;
	int64_t last;
	bool more;
};

static void
event_json(void *ctx, const struct journal_event *v)
{
	struct jsonout *j = ctx;

	jsonout_object(j, NULL);
	cli_json_time(j, "at", v->at, true);
	jsonout_str(j, "event", v->what);
	jsonout_str(j, "text", v->text);
	jsonout_end(j);
}

static void
event_text(void *ctx, const struct journal_event *v)
{
	char at[TEXT_SHORT], safe[sizeof v->text * 3];

	(void)ctx;
	(void)text_safe(safe, sizeof safe, v->text, strlen(v->text), false);
	(void)printf("        %s  %-8s %s\n", text_rfc3339(at, v->at), v->what, safe);
}

/* They are words beside the row: one that cannot be read is left out. */
static void
events(struct page *x, int64_t row, journal_event_fn *fn, void *ctx)
{
	struct err e = ERR_INIT;

	if (journal_events(x->c->s.store, row, fn, ctx, &e) != ERR_OK)
		cli_say(x->c, "%s", e.message);
}

static void
row_json(struct page *x, const struct journal_row *r)
{
	const struct journal_intent *i = &r->intent;
	struct hash none = { { 0 } };
	char text[SIGNATURE_TEXT], id[24], label[LABEL_MAX];

	jsonout_object(&x->j, NULL);
	jsonout_i64(&x->j, "row", r->id);
	cli_json_time(&x->j, "at", r->at, true);
	cli_json_key(&x->j, "signer", &i->signer);
	store_label(x->c->s.store, &i->signer, label);
	jsonout_str(&x->j, "label", label[0] != '\0' ? label : NULL);
	jsonout_str(&x->j, "action", i->action);
	(void)snprintf(id, sizeof id, "%" PRIu64, i->index);
	jsonout_str(&x->j, "proposal", i->index != 0 ? id : NULL);
	cli_json_key(&x->j, "multisig", &i->multisig);
	cli_json_key(&x->j, "subject", &i->subject);
	cli_json_hash(&x->j, "payload_hash", hash_eq(&i->payload_hash, &none) ? NULL : &i->payload_hash);
	jsonout_str(&x->j, "what", i->detail);
	jsonout_str(&x->j, "outcome", journal_outcome_name(r->outcome));
	jsonout_str(&x->j, "reason", r->reason[0] != '\0' ? r->reason : NULL);
	if (r->slot != 0)
		jsonout_u64(&x->j, "slot", r->slot);
	else
		jsonout_null(&x->j, "slot");
	jsonout_str(&x->j, "signature", r->has_signature ? signature_text(text, &r->signature) : NULL);
	jsonout_array(&x->j, "events");
	events(x, r->id, event_json, &x->j);
	jsonout_end(&x->j);
	jsonout_end(&x->j);
}

static void
row_text(struct page *x, const struct journal_row *r)
{
	char at[TEXT_SHORT], who[LABEL_MAX], key[PUBKEY_TEXT], sig[SIGNATURE_TEXT], safe[sizeof r->intent.detail * 3],
		why[sizeof r->reason * 3];

	store_label(x->c->s.store, &r->intent.signer, who);
	(void)text_safe(safe, sizeof safe, r->intent.detail, strlen(r->intent.detail), false);
	(void)text_safe(why, sizeof why, r->reason, strlen(r->reason), false);
	(void)printf("%6" PRId64 "  %s  %-14s %-8s %s%s%s\n", r->id, text_rfc3339(at, r->at), r->intent.action,
		journal_outcome_name(r->outcome), safe, why[0] != '\0' ? ": " : "", why);
	(void)printf("        by %s%s%s%s  %s\n", pubkey_text(key, &r->intent.signer), who[0] != '\0' ? " (" : "", who,
		who[0] != '\0' ? ")" : "", r->has_signature ? signature_text(sig, &r->signature) :
		unfinished_unsigned(r));
	events(x, r->id, event_text, NULL);
}

static void
take(void *ctx, const struct journal_row *r)
{
	struct page *x = ctx;

	if (x->n == x->limit) {
		x->more = true;
		return;
	}
	x->n++;
	x->last = r->id;
	if (x->c->o.json)
		row_json(x, r);
	else
		row_text(x, r);
}

static enum err_code
read_page(struct cli *c, const char *text, int64_t before, unsigned limit, struct err *e)
{
	struct page x = { .c = c, .limit = limit };
	enum err_code rc;
	struct buf b;

	if (c->o.json) {
		cli_json_begin(&b, &x.j);
		jsonout_str(&x.j, "cluster", c->s.cluster);
		jsonout_array(&x.j, "history");
	}
	rc = journal_search(c->s.store, &c->s.genesis, text, before, limit + 1, take, &x, e);
	if (!c->o.json) {
		if (rc == ERR_OK && x.n == 0)
			cli_say(c, text[0] != '\0' ? "nothing like that in the journal of this machine" : "nothing was signed on this machine yet");
		if (x.more)
			cli_say(c, "older ones: --before %" PRId64, x.last);
		return rc;
	}
	if (rc != ERR_OK) {
		buf_wipe(&b);
		return rc;
	}
	jsonout_end(&x.j);
	if (x.more)
		jsonout_i64(&x.j, "before", x.last);
	else
		jsonout_null(&x.j, "before");
	return cli_json_end(&b, &x.j, e);
}

static enum err_code
run(struct cli *c, bool searches, struct err *e)
{
	const char *usage = searches ? "history search TEXT [--before N] [--limit N]" : "history list [--before N] [--limit N]";
	const char *before = cli_option(c, "--before"), *limit = cli_option(c, "--limit");
	uint64_t from = 0;
	unsigned n = LIMIT;

	if (cli_words(c, searches, searches, usage, e) != ERR_OK ||
		(before != NULL && text_u64(before, INT64_MAX, &from, e) != ERR_OK) ||
		(limit != NULL && cli_number(limit, "--limit", LIMIT_MAX, &n, e) != ERR_OK))
		return e->code;
	if (n == 0 || (searches && c->word[0][0] == '\0'))
		return err_set(e, ERR_USAGE, n == 0 ? "--limit 0 shows nothing" : "there is nothing to search for");
	if (cli_open(c, CLI_STORE, NULL, e) != ERR_OK)
		return e->code;
	return read_page(c, searches ? c->word[0] : "", (int64_t)from, n, e);
}

enum err_code
cmd_history_list(struct cli *c, struct err *e)
{
	return run(c, false, e);
}

enum err_code
cmd_history_search(struct cli *c, struct err *e)
{
	return run(c, true, e);
}
