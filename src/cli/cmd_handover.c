#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/liveness.h"
#include "cli/propose_act.h"

#define SYSVAR_OWNER "Sysvar1111111111111111111111111111111111111"

static const char usage[] = "propose handover PROGRAM --to ADDRESS | --to-multisig ADDRESS | --unchecked ADDRESS [--description TEXT] "
	"[--anyway]";

struct handing_over {
	struct cli_proposing p;
	struct gov_world w;
	char receiver[PUBKEY_TEXT], program[PUBKEY_TEXT];
	struct pubkey other_authority; /* of the other multisig */
};

/* --- every way to lose an authority ------------------------------------------ */

/* Addresses that are ours, or that nobody can ever sign for. */
static enum err_code
check_not_lost(struct cli *c, const struct gov_world *w, const struct pubkey *program, const struct pubkey *to, struct err *e)
{
	const struct pubkey data = loader_program_data(program), record = kt_record_address(&c->s.governance, &w->multisig.address, program);
	static const struct pubkey zero;
	const struct {
		const struct pubkey *address;
		const char *what;
	} lost[] = {
		{ &zero, "the zero address, which is the System program" }, { &PUBKEY_LOADER, "the loader" },
		{ &PUBKEY_BUDGET, "the compute budget program" }, { program, "the program itself, which signs nothing" },
		{ &data, "the program's own data account" }, { &record, "the program's record" },
		{ &w->multisig.address, "this multisig's account, which signs nothing" },
		{ &w->multisig.authority, "the authority that holds it already" },
		{ &c->s.governance, "the governance program" },
	};
	char key[PUBKEY_TEXT];

	for (size_t i = 0; i < sizeof lost / sizeof lost[0]; i++) {
		if (!pubkey_eq(lost[i].address, to))
			continue;
		(void)err_set(e, ERR_REFUSED, "%s is %s", pubkey_text(key, to), lost[i].what);
		return err_hint(e, "the program would be lost, or nothing would change: name who is to have it");
	}
	return ERR_OK;
}

/* What is known of an address nobody proves to hold. */
static enum err_code
check_unchecked(struct cli *c, const struct pubkey *to, struct err *e)
{
	struct rpc_slice head = { 0, 1, true };
	struct rpc_accounts a = { .n = 0 };
	char key[PUBKEY_TEXT], owner[PUBKEY_TEXT];
	enum err_code rc = cli_accounts(c, to, 1, head, &a, e);
	const struct rpc_account *t = rc == ERR_OK ? &a.account[0] : NULL;

	(void)pubkey_text(key, to);
	if (t != NULL)
		(void)pubkey_text(owner, &t->owner);
	if (t != NULL && t->exists && t->executable) {
		(void)err_set(e, ERR_REFUSED, "%s is a program, which signs nothing under its own address", key);
		rc = err_hint(e, "the address a program signs for is a derived one: ask its makers for that");
	} else if (t != NULL && t->exists && pubkey_eq(&t->owner, &c->s.governance)) {
		(void)err_set(e, ERR_REFUSED, "%s is an account of the governance program, which signs nothing", key);
		rc = err_hint(e, "to another multisig: --to-multisig %s, which is verified", key);
	} else if (t != NULL && t->exists && (pubkey_eq(&t->owner, &PUBKEY_LOADER) || strcmp(owner, SYSVAR_OWNER) == 0)) {
		(void)err_set(e, ERR_REFUSED, "%s belongs to %s and signs nothing", key, owner);
		rc = err_hint(e, "name an address that somebody signs for");
	} else if (t != NULL && !t->exists) {
		cli_say(c, "!! there is no account at %s: nobody has ever used it on this cluster", key);
	}
	if (rc == ERR_OK && !pubkey_on_curve(to))
		cli_say(c, "!! %s has no key: only the program it is derived from could sign for it", key);
	rpc_accounts_free(&a);
	return rc;
}

static enum err_code
check_key(const struct pubkey *to, struct err *e)
{
	char key[PUBKEY_TEXT];

	if (pubkey_on_curve(to))
		return ERR_OK;
	(void)err_set(e, ERR_REFUSED, "%s is no key: it is off the curve, so nobody can sign for it", pubkey_text(key, to));
	return err_hint(e, "to another multisig: --to-multisig with its address; to what another program signs for: --unchecked");
}

/* --- another multisig ---------------------------------------------------------- */

static enum err_code
judge_multisig(struct cli *c, struct handing_over *h, const struct rpc_account *a, struct err *e)
{
	const char *key = h->receiver;
	struct kt_multisig_account m;
	struct pubkey want;

	if (!a->exists || !pubkey_eq(&a->owner, &c->s.governance) || kt_multisig_decode(a->data, a->len, &m, e) != ERR_OK) {
		(void)err_set(e, ERR_REFUSED, "%s is no multisig of the governance program", key);
		return err_hint(e, "\"keyturn multisig list\" shows those there are; it is the multisig's own address, not its authority's");
	}
	want = kt_multisig_address(&c->s.governance, &m.create_key);
	if (!pubkey_eq(&want, &a->address))
		return err_set(e, ERR_REFUSED, "%s is not at the address its create key gives", key);
	if (!hash_eq(&m.genesis_hash, &c->s.genesis))
		return err_set(e, ERR_REFUSED, "multisig %s is for another cluster", key);
	h->other_authority = kt_authority_address(&c->s.governance, &a->address);
	cli_say(c, "multisig %s: %u members, %u of %u approvers upgrade, timelock %u s", key, m.governance.member_n,
		m.governance.threshold, kt_approvers(&m.governance), m.governance.timelock_s);
	if (m.governance.threshold < 3 || m.governance.timelock_s < 3600)
		cli_say(c, "! that is weaker than keyturn advises: a threshold of 3 and an hour of timelock at the least");
	return ERR_OK;
}

static enum err_code
check_multisig(struct cli *c, struct handing_over *h, struct err *e)
{
	struct rpc_slice all = { 0, 0, false };
	struct rpc_accounts a = { .n = 0 };
	enum err_code rc = cli_accounts(c, &h->p.act.handover.receiver, 1, all, &a, e);

	if (rc == ERR_OK)
		rc = judge_multisig(c, h, &a.account[0], e);
	rpc_accounts_free(&a);
	return rc;
}

/* --- proposing ------------------------------------------------------------------ */

static enum err_code
starts_from(struct handing_over *h, struct err *e)
{
	const struct gov_record *r = gov_world_record(&h->w, &h->p.act.handover.program);

	if (r == NULL || !r->governed) {
		(void)err_set(e, ERR_REFUSED, "program %s is not governed by this multisig", h->program);
		return err_hint(e, "\"keyturn program show %s\" tells who holds it", h->program);
	}
	h->p.act.handover.from_number = r->newest;
	h->p.act.handover.from_hash = r->version[r->version_n - 1].code_hash;
	return ERR_OK;
}

static enum err_code
check_receiver(struct cli *c, struct handing_over *h, struct err *e)
{
	const struct pubkey *to = &h->p.act.handover.receiver;
	char why[300];

	if (h->p.act.kind != KT_KIND_IMMUTABLE && check_not_lost(c, &h->w, &h->p.act.handover.program, to, e) != ERR_OK)
		return e->code;
	switch (h->p.act.kind) {
	case KT_KIND_HANDOVER:
		return check_key(to, e);
	case KT_KIND_HANDOVER_MULTISIG:
		return check_multisig(c, h, e);
	case KT_KIND_HANDOVER_UNCHECKED:
		if (check_unchecked(c, to, e) != ERR_OK)
			return e->code;
		cli_say(c, "!! UNCHECKED: nobody proves to hold this address. If it is wrong, the program is lost for ever.");
		return cli_type(c, h->receiver, "!! With a receiver that has a key use --to, which the receiver signs; with another "
			"multisig --to-multisig.", e);
	default:
		(void)snprintf(why, sizeof why, "!! IMMUTABLE: nobody can ever upgrade, repair or roll back program %s again.", h->program);
		return cli_type(c, h->program, why, e);
	}
}

static void
more_json(void *ctx, struct jsonout *j)
{
	struct handing_over *h = ctx;

	cli_json_key(j, "program", &h->p.act.handover.program);
	cli_json_key(j, "receiver", &h->p.act.handover.receiver);
	cli_json_key(j, "receiver_authority", &h->other_authority);
}

static void
say_next(struct cli *c, const struct handing_over *h)
{
	unsigned long long n = h->p.index;

	if (c->s.dry_run)
		return;
	if (h->p.act.kind == KT_KIND_HANDOVER)
		cli_say(c, "when it is approved and the timelock over: keyturn execute %llu%s%s", n,
			multisig_member(&h->w.multisig, &h->p.act.handover.receiver) < 0 ? " --receiver-keypair FILE, where FILE is the key of " :
			", run by the receiver with its own key, ", h->receiver);
	if (h->p.act.kind == KT_KIND_HANDOVER_MULTISIG)
		cli_say(c, "when it is executed, a member of the other multisig takes it in: keyturn program adopt %s --multisig %s",
			h->program, h->receiver);
}

static enum err_code
propose_it(struct cli *c, struct handing_over *h, struct err *e)
{
	enum err_code rc = cli_world(c, true, 0, NULL, &h->w, e);

	(void)pubkey_text(h->program, &h->p.act.handover.program);
	(void)pubkey_text(h->receiver, &h->p.act.handover.receiver);
	if (rc == ERR_OK)
		rc = starts_from(h, e);
	if (rc == ERR_OK)
		rc = check_receiver(c, h, e);
	if (rc == ERR_OK)
		rc = cli_propose(c, &h->w, &h->p, more_json, h, e);
	if (rc == ERR_OK)
		say_next(c, h);
	return rc;
}

static enum err_code
run(struct cli *c, struct handing_over *h, const char *program, const char *receiver, struct err *e)
{
	enum err_code rc = pubkey_parse(program, &h->p.act.handover.program, e);

	if (rc == ERR_OK && receiver != NULL)
		rc = pubkey_parse(receiver, &h->p.act.handover.receiver, e);
	if (rc == ERR_OK)
		rc = cli_open(c, CLI_KEY | CLI_MULTISIG | CLI_GOVERNANCE, NULL, e);
	if (rc == ERR_OK)
		rc = cli_genesis(c, e);
	return rc == ERR_OK ? propose_it(c, h, e) : rc;
}

static void
finish(struct handing_over *h)
{
	gov_world_wipe(&h->w);
	free(h);
}

enum err_code
cmd_propose_handover(struct cli *c, struct err *e)
{
	struct handing_over *h = mem_new(1, sizeof *h);
	const char *to = cli_option(c, "--to"), *multisig = cli_option(c, "--to-multisig"), *unchecked = cli_option(c, "--unchecked");
	const char *description = cli_option(c, "--description");
	enum err_code rc = cli_words(c, 1, 1, usage, e);

	if (rc == ERR_OK && (to != NULL) + (multisig != NULL) + (unchecked != NULL) != 1) {
		(void)err_set(e, ERR_USAGE, "exactly one of --to, --to-multisig and --unchecked says who gets it");
		rc = err_hint(e, "usage: keyturn %s", usage);
	}
	h->p.act.kind = to != NULL ? KT_KIND_HANDOVER : multisig != NULL ? KT_KIND_HANDOVER_MULTISIG : KT_KIND_HANDOVER_UNCHECKED;
	h->p.description = description != NULL ? description : "Handover of the upgrade authority";
	if (rc == ERR_OK)
		rc = run(c, h, c->word[0], to != NULL ? to : multisig != NULL ? multisig : unchecked, e);
	finish(h);
	return rc;
}

enum err_code
cmd_propose_immutable(struct cli *c, struct err *e)
{
	struct handing_over *h = mem_new(1, sizeof *h);
	const char *description = cli_option(c, "--description");
	enum err_code rc = cli_words(c, 1, 1, "propose immutable PROGRAM [--description TEXT] [--anyway]", e);

	h->p.act.kind = KT_KIND_IMMUTABLE;
	h->p.description = description != NULL ? description : "Make the program immutable";
	if (rc == ERR_OK)
		rc = run(c, h, c->word[0], NULL, e);
	finish(h);
	return rc;
}

enum err_code
cli_handover_again(struct cli *c, const struct gov_proposal *p, struct err *e)
{
	struct handing_over *h = mem_new(1, sizeof *h);
	enum err_code rc;

	h->p.act.kind = p->kind;
	h->p.act.handover.program = p->act.handover.program;
	h->p.act.handover.receiver = p->act.handover.receiver;
	h->p.description = p->description;
	rc = propose_it(c, h, e);
	finish(h);
	return rc;
}

/* --- after an execution ---------------------------------------------------------- */

enum err_code
cli_after_execute(struct cli *c, uint64_t index, struct err *e)
{
	struct gov_world w = { .slot = 0 };
	const struct gov_proposal *p;
	struct pubkey other;
	char program[PUBKEY_TEXT], to[PUBKEY_TEXT];
	enum err_code rc;

	if (kt_takes_buffer(c->kind) || c->kind == KT_KIND_MEMBERS)
		return ERR_OK;
	c->s.commitment = COMMITMENT_CONFIRMED; /* what the sender waited for */
	if (cli_world(c, false, index, NULL, &w, e) != ERR_OK)
		return err_while(e, "reading the outcome back; proposal %llu was executed", (unsigned long long)index);
	rc = ERR_OK;
	p = gov_world_proposal(&w, index);
	if (p != NULL && (p->kind == KT_KIND_HANDOVER || p->kind == KT_KIND_HANDOVER_UNCHECKED))
		rc = cli_held_by(c, &p->program, &p->act.handover.receiver, e);
	if (p != NULL && p->kind == KT_KIND_IMMUTABLE)
		rc = cli_held_by(c, &p->program, NULL, e);
	if (p != NULL && p->kind == KT_KIND_HANDOVER_MULTISIG) {
		other = kt_authority_address(&c->s.governance, &p->act.handover.receiver);
		rc = cli_held_by(c, &p->program, &other, e);
		if (rc == ERR_OK)
			cli_say(c, "a member of the other multisig takes it in: keyturn program adopt %s --multisig %s",
				pubkey_text(program, &p->program), pubkey_text(to, &p->act.handover.receiver));
	}
	gov_world_wipe(&w);
	return rc;
}
