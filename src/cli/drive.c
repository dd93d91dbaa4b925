#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ops/known.h"
#include "ops/settle.h"

enum { TURN_MS = 500 };

enum err_code
cli_wait(struct cli *c, int timeout_ms, struct err *e)
{
	return session_wait(&c->s, NULL, NULL, 0, timeout_ms < 0 || timeout_ms > TURN_MS ? TURN_MS : timeout_ms, e);
}

enum err_code
cli_await(struct cli *c, struct rpc_call *call, struct err *e)
{
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && rpc_pending(call))
		rc = cli_wait(c, -1, e);
	return rc;
}

enum err_code
cli_accounts(struct cli *c, const struct pubkey *keys, size_t n, struct rpc_slice slice, struct rpc_accounts *out,
	struct err *e)
{
	struct rpc_call *call = rpc_get_accounts(c->s.rpc, keys, n, slice, c->s.commitment, 0);
	enum err_code rc = cli_await(c, call, e);

	if (rc == ERR_OK)
		rc = rpc_accounts_result(call, out, e);
	rpc_call_free(call);
	return rc;
}

enum err_code
cli_rent(struct cli *c, size_t len, uint64_t *out, struct err *e)
{
	struct rpc_call *call = rpc_get_rent(c->s.rpc, len);
	enum err_code rc = cli_await(c, call, e);

	if (rc == ERR_OK)
		rc = rpc_number_result(call, out, e);
	rpc_call_free(call);
	return rc;
}

enum err_code
cli_genesis(struct cli *c, struct err *e)
{
	struct rpc_call *call = rpc_get_genesis(c->s.rpc);
	enum err_code rc = cli_await(c, call, e);

	if (rc == ERR_OK)
		rc = session_genesis(&c->s, call, e);
	rpc_call_free(call);
	return rc;
}

static bool
settled(struct cli *c, const char *action)
{
	struct settle *t = c->s.signer != NULL ? settle_new(&c->s, action) : NULL;
	struct err ignored = ERR_INIT;
	bool landed;

	while (t != NULL && settle_turn(t) && cli_wait(c, -1, &ignored) == ERR_OK)
		;
	landed = t != NULL && settle_words(t)[0] != '\0';
	if (landed)
		cli_say(c, "%s", settle_words(t));
	settle_free(t);
	return landed;
}

void
cli_settle(struct cli *c, const char *action)
{
	(void)settled(c, action);
}

void
cli_unheard(struct cli *c, const char *action)
{
	if (settled(c, action) && c->s.commitment == COMMITMENT_FINALIZED)
		c->s.commitment = COMMITMENT_CONFIRMED; /* as it was found */
}

/* Turns a reader to its end and frees it. */
static enum err_code
read_world(struct cli *c, struct gov_reader *r, struct gov_world *out, struct err *e)
{
	struct session *s = &c->s;
	enum err_code rc = ERR_OK;

	memset(out, 0, sizeof *out);
	while (rc == ERR_OK && s->backend->turn(r) == GOV_BUSY)
		rc = cli_wait(c, -1, e);
	if (rc == ERR_OK)
		rc = s->backend->result(r, out, e);
	s->backend->free(r);
	if (rc == ERR_OK)
		s->time = (struct cluster_time){ true, out->cluster_unix_s, out->clock_slot, clock_mono_ms(&s->clock) };
	return rc;
}

enum err_code
cli_world(struct cli *c, bool all, uint64_t index, const struct pubkey *program, struct gov_world *out, struct err *e)
{
	struct session *s = &c->s;

	return read_world(c, all ? s->backend->read_all(s->rpc, &s->governance, &s->multisig, NULL, s->commitment) :
		s->backend->read_one(s->rpc, &s->governance, &s->multisig, index, program, s->commitment, 0), out, e);
}

enum err_code
cli_landed(struct cli *c, uint64_t index, struct gov_world *out, struct err *e)
{
	struct session *s = &c->s;

	return read_world(c, s->backend->read_one(s->rpc, &s->governance, &s->multisig, index, NULL, COMMITMENT_CONFIRMED,
		c->landed_slot), out, e);
}

enum err_code
cli_list(struct cli *c, struct gov_world *out, struct err *e)
{
	struct session *s = &c->s;
	enum commitment level = s->commitment < COMMITMENT_CONFIRMED ? s->commitment : COMMITMENT_CONFIRMED;
	struct gov_world known;
	struct err ignored = ERR_INIT;
	int64_t seen_at;
	bool whole = known_load(s, 0, &known, &seen_at, &ignored) && level == COMMITMENT_CONFIRMED;
	enum err_code rc = read_world(c, s->backend->read_all(s->rpc, &s->governance, &s->multisig, whole ? &known : NULL, level),
		out, e);

	if (rc == ERR_OK && level == COMMITMENT_CONFIRMED && known_save(s, whole ? &known : NULL, out, &ignored) != ERR_OK)
		cli_say(c, "not kept for the next time: %s", ignored.message);
	gov_world_wipe(&known);
	return rc;
}

/* --- the card ----------------------------------------------------------- */

static void
show_card(struct cli *c, const struct guard_card *card)
{
	cli_say(c, "%s", card->sentence);
	for (unsigned i = 0; i < card->field_n; i++) {
		const struct guard_field *f = &card->field[i];

		if (f->before[0] != '\0')
			cli_say(c, "  %-20s %s -> %s%s", f->name, f->before, f->value, f->reported ? "  (as reported)" : "");
		else
			cli_say(c, "  %-20s %s%s", f->name, f->value, f->reported ? "  (as reported)" : "");
	}
	for (unsigned i = 0; i < card->flag_n; i++)
		cli_say(c, "  %s %s", card->flag_weight[i] == GUARD_DANGER ? "!!" : card->flag_weight[i] == GUARD_WARNING ? "! " :
			"- ", card->flag[i]);
}

static bool
is_dangerous(const struct guard_card *card)
{
	for (unsigned i = 0; i < card->flag_n; i++)
		if (card->flag_weight[i] == GUARD_DANGER)
			return true;
	return false;
}

enum err_code
cli_typed(const char *want, const char *what_for, const char *done, struct err *e)
{
	char answer[256];
	size_t len;

	(void)fprintf(stderr, "Type %s %s: ", want, what_for);
	(void)fflush(stderr);
	if (fgets(answer, (int)sizeof answer, stdin) != NULL) {
		len = strcspn(answer, "\r\n");
		while (len > 0 && answer[len - 1] == ' ')
			len--;
		answer[len] = '\0';
		if (strcmp(answer, want) == 0)
			return ERR_OK;
	}
	(void)err_set(e, ERR_CANCELLED, "not confirmed, nothing was %s", done);
	return err_hint(e, "type exactly \"%s\" to go on", want);
}

/* What was found before an act is proposed, voted on or executed: what says no
 * or warns, and that there is nothing else. */
static void
show_preflight(struct cli *c, const struct act *a)
{
	const struct preflight *p = act_preflight(a)->n > 0 ? act_preflight(a) : &c->draft;
	unsigned yes = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct preflight_line *l = &p->line[i];

		yes += l->answer == PREFLIGHT_YES;
		if (l->answer == PREFLIGHT_NO)
			cli_say(c, "  !  %s%s%s", l->words, l->cure[0] != '\0' ? " -> " : "", l->cure);
		else if (strcmp(l->name, "spill") == 0 || strcmp(l->name, "simulation") == 0)
			cli_say(c, "  -  %s", l->words);
	}
	if (p->n > 0)
		cli_say(c, "can it execute? %u of %zu say yes  (as reported)", yes, p->n);
	c->draft.n = 0;
}

enum err_code
cli_confirm(struct cli *c, const struct guard_card *card, struct err *e)
{
	show_card(c, card);
	if (c->s.dry_run || card->confirm[0] == '\0' || (c->o.yes && !is_dangerous(card)))
		return ERR_OK;
	if (c->o.no_input) {
		(void)err_set(e, ERR_CANCELLED, "\"%s\" has to be typed to go on, and --no-input is given", card->confirm);
		return err_hint(e, is_dangerous(card) ? "this cannot be undone: run it without --no-input" :
			"run it without --no-input, or with --yes");
	}
	return cli_typed(card->confirm, "to sign", "signed", e);
}

enum err_code
cli_sign_extra(void *ctx, const uint8_t *message, size_t len, const struct pubkey *key, struct signature *out,
	struct err *e)
{
	struct cli *c = ctx;
	struct guard_card *card;
	char text[PUBKEY_TEXT];
	enum err_code rc;

	if (c->extra == NULL || !pubkey_eq(signer_address(c->extra), key))
		return err_set(e, ERR_KEY, "no keypair for %s, which has to sign too", pubkey_text(text, key));
	card = mem_new(1, sizeof *card);
	rc = signer_describe(c->extra, message, len, c->extra_context, card, e);
	if (rc == ERR_OK)
		rc = signer_sign(c->extra, &card->digest, out, e);
	free(card);
	return rc;
}

/* --- one transaction ---------------------------------------------------- */

enum err_code
cli_outcome(struct cli *c, const struct act *a, const char *action, bool sent, cli_more *more, void *ctx, struct err *e)
{
	uint64_t fee = a != NULL ? act_fee_lamports(a) : 0;
	struct signature sig;
	char text[SIGNATURE_TEXT] = "";
	struct jsonout j;
	struct buf b;

	if (sent && a != NULL && act_signature(a, &sig))
		(void)signature_text(text, &sig);
	if (!c->o.json) {
		if (!sent)
			(void)printf("%s: dry run, nothing was sent; fee %llu lamports\n", action,
				(unsigned long long)fee);
		else
			(void)printf("%s: done%s%s\n", action, text[0] != '\0' ? ", signature " : "", text);
		return ERR_OK;
	}
	cli_json_begin(&b, &j);
	jsonout_str(&j, "action", action);
	jsonout_str(&j, "cluster", c->s.cluster);
	jsonout_bool(&j, "sent", sent);
	jsonout_str(&j, "signature", text[0] != '\0' ? text : NULL);
	jsonout_u64(&j, "fee_lamports", fee);
	if (more != NULL)
		more(ctx, &j);
	return cli_json_end(&b, &j, e);
}

/* What became of an earlier run, as soon as that is known and once. */
static bool
say_before(const struct cli *c, const struct act *a)
{
	if (act_before(a)[0] == '\0')
		return false;
	cli_say(c, "%s", act_before(a));
	return true;
}

/* Until it is done, or refused; *sent is false in a dry run. */
static enum err_code
drive(struct cli *c, struct act *a, bool *sent, struct err *e)
{
	enum err_code rc = ERR_OK;
	bool asked = false, told = false;

	*sent = true;

	for (;;) {
		enum act_phase phase = act_turn(a);

		told = told || say_before(c, a);
		if (phase == ACT_CARD && !asked) {
			asked = true;
			show_preflight(c, a);
			rc = cli_before_card(c, a, e);
			if (rc == ERR_OK)
				rc = cli_confirm(c, act_card(a), e);
			*sent = !c->s.dry_run;
			if (rc != ERR_OK || c->s.dry_run)
				break;
			act_confirm(a);
			continue;
		}
		if (phase == ACT_FAILED) {
			*e = *act_error(a);
			rc = e->code;
			break;
		}
		if (phase == ACT_DONE) {
			c->landed_slot = act_slot(a);
			break;
		}
		rc = cli_wait(c, act_deadline_ms(a), e);
		if (rc != ERR_OK)
			break;
	}
	return rc;
}

enum err_code
cli_act_only(struct cli *c, struct act *a, struct err *e)
{
	bool sent;
	enum err_code rc = drive(c, a, &sent, e);

	act_free(a);
	return rc;
}

enum err_code
cli_act(struct cli *c, struct act *a, const char *action, cli_more *more, void *ctx, struct err *e)
{
	bool sent;
	enum err_code rc = drive(c, a, &sent, e);

	if (rc == ERR_OK)
		rc = cli_outcome(c, a, action, sent, more, ctx, e);
	act_free(a);
	return rc;
}
