#include "cli/cli.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "ops/buffer_close.h"
#include "ops/buffers.h"

/* --- what there is ------------------------------------------------------- */

/* The buffers, judged by the multisig's world where there is one. */
static enum err_code
read_buffers(struct cli *c, bool hashes, bool careful, struct gov_world *w, struct buffer_list *out, struct err *e)
{
	struct session *s = &c->s;
	bool has_world = s->has_multisig && !pubkey_is_zero(&s->governance);
	struct buffers *b;
	enum err_code rc;

	memset(w, 0, sizeof *w);
	if (!has_world && s->signer == NULL) {
		(void)err_set(e, ERR_USAGE, "neither a key nor a multisig is named whose buffers are meant");
		return err_hint(e, "name a keypair with -k, or --multisig and --governance");
	}
	rc = has_world ? cli_list(c, w, e) : ERR_OK;
	if (rc != ERR_OK)
		return rc;
	b = buffers_new(s, hashes);
	if (careful)
		buffers_careful(b);
	while (rc == ERR_OK && buffers_turn(b))
		rc = cli_wait(c, -1, e);
	if (rc == ERR_OK)
		rc = buffers_result(b, has_world ? w : NULL, out, e);
	buffers_free(b);
	return rc;
}

static void
row_json(struct jsonout *j, const struct buffer_row *r, int64_t now)
{
	bool aged = r->made_at > 0 && now >= r->made_at;
	char id[24];

	jsonout_object(j, NULL);
	cli_json_key(j, "buffer", &r->buffer);
	cli_json_key(j, "authority", &r->authority);
	jsonout_bool(j, "own", r->own);
	jsonout_str(j, "use", buffer_use_name(r->use));
	(void)snprintf(id, sizeof id, "%" PRIu64, r->proposal);
	jsonout_str(j, "proposal", r->proposal != 0 ? id : NULL);
	cli_json_key(j, "depositor", &r->depositor);
	cli_json_key(j, "program", &r->program);
	if (r->use == BUFFER_WAY_BACK)
		jsonout_u64(j, "version", r->version);
	else
		jsonout_null(j, "version");
	jsonout_u64(j, "capacity", r->room);
	jsonout_u64(j, "rent_lamports", r->lamports);
	cli_json_hash(j, "code_hash", r->has_hash ? &r->code_hash : NULL);
	if (r->has_hash)
		jsonout_u64(j, "code_len", r->code_len);
	else
		jsonout_null(j, "code_len");
	if (r->use == BUFFER_UNFINISHED && r->read)
		jsonout_u64(j, "bytes_there", r->there);
	else
		jsonout_null(j, "bytes_there");
	cli_json_time(j, "made_at", r->made_at, r->made_at > 0);
	if (aged)
		jsonout_u64(j, "age_s", (uint64_t)(now - r->made_at));
	else
		jsonout_null(j, "age_s");
	jsonout_end(j);
}

static enum err_code
list_json(struct cli *c, const struct buffer_list *l, struct err *e)
{
	struct jsonout j;
	struct buf b;

	cli_json_begin(&b, &j);
	jsonout_str(&j, "cluster", c->s.cluster);
	jsonout_u64(&j, "slot", l->slot);
	jsonout_array(&j, "buffers");
	for (size_t i = 0; i < l->n; i++)
		row_json(&j, &l->row[i], clock_wall_s(&c->s.clock));
	jsonout_end(&j);
	return cli_json_end(&b, &j, e);
}

static void
list_text(struct cli *c, const struct buffer_list *l, bool hashes)
{
	char key[PUBKEY_TEXT], sol[TEXT_SHORT], ago[TEXT_SHORT], use[BUFFER_USE_TEXT], hex[65];
	int64_t now = clock_wall_s(&c->s.clock);
	uint64_t refund = 0;
	bool lacks = false;

	if (l->n > 0)
		(void)printf("%-44s %10s %13s %5s %-8s %-20s %s\n", "BUFFER", "BYTES", "RENT SOL", "AGE", "WHOSE", "USE", "CODE HASH");
	for (size_t i = 0; i < l->n; i++) {
		const struct buffer_row *r = &l->row[i];

		text_hex(hex, r->code_hash.b, 32);
		if (!hashes)
			hex[16] = '\0';
		if (c->s.signer != NULL && buffer_is_refundable(r, signer_address(c->s.signer)))
			refund += r->lamports;
		lacks |= !r->has_hash;
		(void)printf("%-44s %10" PRIu64 " %13s %5s %-8s %-20s %s\n", pubkey_text(key, &r->buffer), r->room,
			text_sol(sol, r->lamports), r->made_at > 0 && now >= r->made_at ? text_ago(ago, (uint64_t)(now - r->made_at)) : "-",
			r->own ? "key" : "multisig", buffer_use_text(use, r), r->has_hash ? hex : "-");
	}
	if (l->n == 0)
		cli_say(c, "no buffers of this key or of the multisig");
	if (lacks && !hashes)
		cli_say(c, "--hash reads the code of those without a hash");
	if (refund > 0)
		cli_say(c, "up to %s SOL come back with \"keyturn buffer close --orphans\"", text_sol(sol, refund));
}

enum err_code
cmd_buffer_list(struct cli *c, struct err *e)
{
	bool hashes = cli_flag(c, "--hash");
	struct buffer_list l = { .n = 0 };
	struct gov_world w;
	enum err_code rc;

	if (cli_words(c, 0, 0, "buffer list [--hash]", e) != ERR_OK || cli_open(c, c->o.read_only ? 0 : CLI_KEY, NULL, e) != ERR_OK)
		return e->code;
	rc = read_buffers(c, hashes, false, &w, &l, e);
	if (rc == ERR_OK && c->o.json)
		rc = list_json(c, &l, e);
	else if (rc == ERR_OK)
		list_text(c, &l, hashes);
	buffer_list_wipe(&l);
	gov_world_wipe(&w);
	return rc;
}

/* --- taking it back -------------------------------------------------------- */

static void
say_reclaim(struct cli *c, const struct gov_world *w, const struct pubkey *buffer)
{
	const struct gov_proposal *p = buffers_holder(w, buffer);
	char at[PUBKEY_TEXT], who[PUBKEY_TEXT];

	if (p == NULL || gov_world_is_open(w, p))
		return;
	(void)pubkey_text(at, buffer);
	cli_say(c, "%s is held by proposal %" PRIu64 ", which is dead: the governance program gives it back to %s", at, p->index,
		pubkey_text(who, &p->depositor));
	cli_say(c, pubkey_eq(&p->depositor, signer_address(c->s.signer)) ? "it is reclaimed first, then closed: two cards" :
		"that is another key: it is reclaimed, and only that key can close it");
}

/* To its end, each card confirmed; a dry run ends at the first one. */
static enum err_code
drive(struct cli *c, struct buffer_close *k, struct err *e)
{
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK) {
		enum buffer_close_phase phase = buffer_close_turn(k);

		if (phase == BUFFER_CLOSE_DONE)
			return ERR_OK;
		if (phase == BUFFER_CLOSE_FAILED) {
			*e = *buffer_close_error(k);
			return e->code;
		}
		if (phase == BUFFER_CLOSE_CARD) {
			rc = cli_confirm(c, act_card(buffer_close_act(k)), e);
			if (rc == ERR_OK)
				buffer_close_confirm(k);
			continue;
		}
		rc = cli_wait(c, buffer_close_deadline_ms(k), e);
	}
	return rc;
}

static void
closed_json(struct cli *c, struct jsonout *j, const struct buffer_closed *k)
{
	char text[SIGNATURE_TEXT], id[24];

	(void)snprintf(id, sizeof id, "%" PRIu64, k->reclaimed);
	jsonout_object(j, NULL);
	cli_json_key(j, "buffer", &k->buffer);
	jsonout_u64(j, "rent_lamports", k->lamports);
	jsonout_bool(j, "sent", !c->s.dry_run);
	jsonout_str(j, "reclaimed_from", k->reclaimed != 0 ? id : NULL);
	cli_json_key(j, "depositor", &k->depositor);
	jsonout_bool(j, "gone", k->gone);
	jsonout_str(j, "signature", k->has_signature ? signature_text(text, &k->signature) : NULL);
	jsonout_u64(j, "fee_lamports", k->fee_lamports);
	jsonout_end(j);
}

static void
closed_text(struct cli *c, const struct buffer_closed *k)
{
	char at[PUBKEY_TEXT], who[PUBKEY_TEXT], sol[TEXT_SHORT];

	(void)pubkey_text(at, &k->buffer);
	if (c->s.dry_run)
		(void)printf("%s: dry run, nothing was sent; fee %" PRIu64 " lamports\n", at, k->fee_lamports);
	else if (k->gone)
		(void)printf("%s: closed and read back as gone, %s SOL returned%s\n", at, text_sol(sol, k->lamports),
			k->reclaimed != 0 ? " (reclaimed through the program first)" : "");
	else
		(void)printf("%s: reclaimed through the program, it is %s's again\n", at, pubkey_text(who, &k->depositor));
}

struct closing {
	struct cli *c;
	const struct gov_world *w;
	struct buf b;
	struct jsonout j;
	size_t n;
	uint64_t lamports;
};

static enum err_code
close_one(struct closing *x, const struct pubkey *buffer, struct err *e)
{
	struct journal_row row;
	struct buffer_close *k;
	struct buffer_closed out;
	enum err_code rc;

	say_reclaim(x->c, x->w, buffer);
	if (unfinished_of(&x->c->s, buffer, &row) == UPLOAD_UNFINISHED)
		cli_say(x->c, "an upload into it is unfinished, by this machine's journal: what was written is given up");
	k = buffer_close_new(&x->c->s, buffer, x->w);
	rc = drive(x->c, k, e);
	buffer_close_result(k, &out);
	buffer_close_free(k);
	if (rc != ERR_OK)
		return rc;
	x->n++;
	x->lamports += out.gone ? out.lamports : 0;
	if (x->c->o.json)
		closed_json(x->c, &x->j, &out);
	else
		closed_text(x->c, &out);
	return ERR_OK;
}

/* What another tool left half written looks like an upload under way, and is closed by name only. */
static void
say_unfinished(struct cli *c, const struct buffer_list *l)
{
	const struct buffer_row *last = NULL;
	char at[PUBKEY_TEXT], sol[TEXT_SHORT];
	uint64_t lamports = 0;
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		if (l->row[i].use != BUFFER_UNFINISHED)
			continue;
		last = &l->row[i];
		lamports += last->lamports;
		n++;
	}
	if (n > 0)
		cli_say(c, "%zu buffer%s of %s SOL %s not whole, as while it is written: \"keyturn buffer close %s\" gives %s up", n,
			n == 1 ? "" : "s", text_sol(sol, lamports), n == 1 ? "is" : "are", pubkey_text(at, &last->buffer), n == 1 ? "it" : "one");
}

/* One that fails does not keep the others, unless nobody wants to sign; the first failure is told. */
static enum err_code
close_orphans(struct closing *x, const struct buffer_list *l, struct err *e)
{
	enum err_code first = ERR_OK;

	for (size_t i = 0; i < l->n && first != ERR_CANCELLED && first != ERR_KEY; i++) {
		struct err one = ERR_INIT;
		enum err_code rc;

		if (!buffer_is_refundable(&l->row[i], signer_address(x->c->s.signer)))
			continue;
		rc = close_one(x, &l->row[i].buffer, &one);
		if (rc == ERR_NOT_FOUND) { /* it is closed, though not by this run */
			cli_say(x->c, "%s", one.message);
			continue;
		}
		if (rc != ERR_OK && first != ERR_OK)
			cli_say(x->c, "%s", one.message);
		if (rc != ERR_OK && (first == ERR_OK || rc == ERR_CANCELLED || rc == ERR_KEY)) {
			*e = one;
			first = rc;
		}
	}
	if (first == ERR_OK && x->n == 0)
		cli_say(x->c, "no orphans: nothing to close");
	say_unfinished(x->c, l);
	return first;
}

/* What was closed is told also where a later one failed. */
static enum err_code
tell_closed(struct closing *x, enum err_code rc, struct err *e)
{
	struct err other = ERR_INIT;

	if (!x->c->o.json)
		return rc;
	jsonout_end(&x->j);
	jsonout_u64(&x->j, "returned_lamports", x->lamports);
	if (rc == ERR_OK)
		return cli_json_end(&x->b, &x->j, e);
	if (x->n == 0)
		buf_wipe(&x->b);
	else if (cli_json_end(&x->b, &x->j, &other) != ERR_OK)
		cli_say(x->c, "%s", other.message);
	return rc;
}

static enum err_code
run_close(struct cli *c, const struct pubkey *one, struct err *e)
{
	struct closing x = { .c = c };
	struct buffer_list l = { .n = 0 };
	struct gov_world w;
	enum err_code rc = ERR_OK;

	memset(&w, 0, sizeof w);
	if (one == NULL)
		rc = read_buffers(c, false, true, &w, &l, e);
	else if (c->s.has_multisig && !pubkey_is_zero(&c->s.governance))
		rc = cli_list(c, &w, e);
	if (rc != ERR_OK)
		return rc;
	x.w = &w;
	if (c->o.json) {
		cli_json_begin(&x.b, &x.j);
		jsonout_str(&x.j, "action", "buffer close");
		jsonout_str(&x.j, "cluster", c->s.cluster);
		jsonout_array(&x.j, "closed");
	}
	rc = tell_closed(&x, one != NULL ? close_one(&x, one, e) : close_orphans(&x, &l, e), e);
	buffer_list_wipe(&l);
	gov_world_wipe(&w);
	return rc;
}

enum err_code
cmd_buffer_close(struct cli *c, struct err *e)
{
	const char *usage = "buffer close BUFFER|--orphans";
	bool orphans = cli_flag(c, "--orphans");
	struct pubkey buffer;

	if (cli_words(c, orphans ? 0 : 1, orphans ? 0 : 1, usage, e) != ERR_OK ||
		(!orphans && pubkey_parse(c->word[0], &buffer, e) != ERR_OK) || cli_open(c, CLI_KEY, NULL, e) != ERR_OK)
		return e->code;
	return run_close(c, orphans ? NULL : &buffer, e);
}
