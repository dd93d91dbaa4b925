#include "cli/doctor.h"

#include <string.h>

#include "base/text.h"
#include "cli/code.h"
#include "cli/preflight.h"
#include "cli/propose_act.h"
#include "data/binaries.h"
#include "gov/readiness.h"
#include "ops/cure.h"
#include "ops/recent.h"
#include "solana/change.h"

enum { VOTE_LAMPORTS = 20000, EXECUTE_LAMPORTS = 100000 };

static bool
look_at_program(struct doctor *d)
{
	char key[PUBKEY_TEXT], hex[65];
	struct on_chain code;
	struct err e = ERR_INIT;

	if (pubkey_is_zero(&d->c->s.governance)) {
		doctor_bad(d, ERR_CONFIG, "governance", "name it with --governance, or run \"keyturn init --governance ADDRESS\"",
			"the governance program's address on this cluster is not configured");
		return false;
	}
	if (cli_code_on_chain(d->c, &d->c->s.governance, LOADER_PROGRAM, &code, &e) != ERR_OK) {
		doctor_err(d, "governance", &e);
		return false;
	}
	text_hex(hex, code.hash.b, 32);
	doctor_ok(d, "governance", "program %s, code hash %s", pubkey_text(key, &d->c->s.governance), hex);
	if (!code.has_authority)
		doctor_ok(d, "governance", "it is immutable");
	else if (!pubkey_on_curve(&code.authority))
		doctor_ok(d, "governance", "its upgrade authority is %s, which is no plain key", pubkey_text(key, &code.authority));
	else if (strcmp(d->c->s.cluster, "local") == 0)
		doctor_warn(d, "governance", "on a public cluster this would be bad", "its upgrade authority is the plain key %s",
			pubkey_text(key, &code.authority));
	else
		doctor_bad(d, ERR_REFUSED, "governance", "whoever holds that key can undo every rule: put it under a multisig, or make it immutable",
			"its upgrade authority is the plain key %s", pubkey_text(key, &code.authority));
	return true;
}

static void
look_at_numbers(struct doctor *d, const struct gov_world *w)
{
	struct kt_multisig_account m;
	struct change effects;
	struct err e = ERR_INIT;
	char key[PUBKEY_TEXT];

	if (kt_multisig_decode(w->multisig.raw, w->multisig.raw_len, &m, &e) != ERR_OK) {
		doctor_err(d, "multisig", &e);
		return;
	}
	doctor_ok(d, "multisig", "%s, %u of %u, epoch %llu", pubkey_text(key, &w->multisig.address), w->multisig.threshold,
		w->multisig.approver_n, (unsigned long long)w->multisig.epoch);
	change_words(NULL, &m.governance, &effects);
	for (unsigned i = 0; i < effects.line_n; i++)
		if (effects.line[i].weight == CHANGE_NOTE)
			doctor_ok(d, "multisig", "%s", effects.line[i].text);
		else
			doctor_warn(d, "multisig", "\"keyturn propose members\" changes members and numbers", "%s", effects.line[i].text);
}

/* Is the key that would sign here one that may? */
static void
look_at_member(struct doctor *d, const struct gov_multisig *m)
{
	char who[CLI_WHO], key[PUBKEY_TEXT];
	int i = multisig_member(m, &d->key);

	if (!d->has_key)
		return;
	(void)cli_who(d->c, &d->key, who);
	if (i >= 0)
		doctor_ok(d, "member", "%s is member %d of %u and may %s", who, i + 1, m->member_n,
			m->member[i].may_vote ? "vote" : "propose and execute, not vote");
	else
		doctor_warn(d, "member", "name a member's key with --keypair; \"keyturn multisig show\" lists the members",
			"%s is no member of %s: it can neither propose nor vote there", who, pubkey_text(key, &m->address));
}

/* Whoever proposes pays the rent, whoever votes the fee. */
static void
look_at_balances(struct doctor *d, const struct gov_world *w)
{
	struct pubkey key[GOV_MEMBERS_MAX];
	struct rpc_slice none = { 0, 0, true };
	struct rpc_accounts a = { .n = 0 };
	struct err e = ERR_INIT;
	uint64_t rent = 0;
	unsigned able = 0;

	for (unsigned i = 0; i < w->multisig.member_n; i++)
		key[i] = w->multisig.member[i].address;
	if (cli_rent(d->c, KT_PROPOSAL_LEN_MAX, &rent, &e) != ERR_OK ||
		cli_accounts(d->c, key, w->multisig.member_n, none, &a, &e) != ERR_OK) {
		doctor_err(d, "balance", &e);
		return;
	}
	for (unsigned i = 0; i < a.n; i++) {
		uint64_t has = a.account[i].exists ? a.account[i].lamports : 0;
		char who[CLI_WHO], sol[TEXT_SHORT];

		(void)cli_who(d->c, &key[i], who);
		(void)text_sol(sol, has);
		able += has >= rent + EXECUTE_LAMPORTS;
		if (has < VOTE_LAMPORTS)
			doctor_warn(d, "balance", "send it some SOL", "%s has %s SOL and cannot pay for a vote", who, sol);
		else if (has < rent + EXECUTE_LAMPORTS)
			doctor_warn(d, "balance", "send it some SOL", "%s has %s SOL: enough to vote, not to propose", who, sol);
		else
			doctor_ok(d, "balance", "%s has %s SOL", who, sol);
	}
	rpc_accounts_free(&a);
	if (able == 0)
		doctor_bad(d, ERR_REFUSED, "balance", "send a member some SOL", "no member can pay for a proposal");
}

/* Do its users meet accounts that the code cannot read? */
static void
look_at_recent(struct doctor *d, const struct pubkey *program, const struct on_chain *code, const char *who)
{
	struct rpc_call *call = recent_ask(&d->c->s, program);
	struct err e = ERR_INIT;
	struct recent r;
	char words[200];

	if (cli_await(d->c, call, &e) != ERR_OK) {
		rpc_call_free(call);
		doctor_err(d, "program", &e);
		return;
	}
	recent_take(call, code->deployed_slot, &r);
	recent_words(&r, words, sizeof words);
	if (r.unreadable > 0)
		doctor_warn(d, "program", CURE_UNREADABLE, "transactions of %s: %s", who, words);
	else
		doctor_ok(d, "program", "transactions of %s: %s", who, words);
}

static void
look_at_governed(struct doctor *d, const struct gov_world *w, const struct gov_record *r)
{
	const struct gov_version *v = &r->version[r->version_n - 1];
	char who[CLI_WHO], key[PUBKEY_TEXT], has[65], want[65];
	struct on_chain code;
	struct err e = ERR_INIT;

	if (cli_code_on_chain(d->c, &r->program, LOADER_PROGRAM, &code, &e) != ERR_OK) {
		doctor_err(d, "program", &e);
		return;
	}
	(void)cli_who(d->c, &r->program, who);
	text_hex(has, code.hash.b, 32);
	text_hex(want, v->code_hash.b, 32);
	if (!code.has_authority || !pubkey_eq(&code.authority, &w->multisig.authority))
		doctor_bad(d, ERR_MISMATCH, "program", "find out who moved it; the multisig can no longer upgrade it",
			"the upgrade authority of %s is %s, not ours", who, code.has_authority ? pubkey_text(key, &code.authority) : "none");
	else if (!hash_eq(&code.hash, &v->code_hash))
		doctor_bad(d, ERR_MISMATCH, "program", "somebody deployed past the multisig: find out who, and adopt or roll back",
			"%s runs %.16s, the record says version %llu is %.16s", who, has, (unsigned long long)v->number, want);
	else
		doctor_ok(d, "program", "%s runs version %llu, %.16s, and is held", who, (unsigned long long)v->number, has);
	look_at_recent(d, &r->program, &code, who);
}

/* The code that may have to be gone back to, here and good? */
static void
look_at_backups(struct doctor *d, const struct gov_record *r)
{
	char who[CLI_WHO], cure[ERR_TEXT_MAX], key[PUBKEY_TEXT];

	(void)cli_who(d->c, &r->program, who);
	for (unsigned i = 0; d->c->s.store != NULL && i < r->version_n; i++) {
		const struct gov_version *v = &r->version[i];
		unsigned long long n = v->number;
		struct err e = ERR_INIT;
		enum err_code rc;

		if (v->retired)
			continue;
		rc = binaries_check(d->c->s.store, &v->code_hash, &e);
		(void)snprintf(cure, sizeof cure, "\"keyturn program dump %s FILE --version %llu\" on a machine that has it%s",
			pubkey_text(key, &r->program), n, i + 1 == r->version_n ? "; the next upgrade proposed here saves it" : "");
		if (rc == ERR_OK)
			doctor_ok(d, "backup", "version %llu of %s is here and good", n, who);
		else if (rc == ERR_NOT_FOUND)
			doctor_warn(d, "backup", cure, "version %llu of %s is not saved on this machine", n, who);
		else
			doctor_bad(d, e.code, "backup", cure, "version %llu of %.60s: %.180s", n, who, e.message);
	}
}

/* Is the way back from it ready, should it be needed tonight? */
static void
look_at_way_back(struct doctor *d, const struct gov_world *w, const struct gov_record *r)
{
	char who[CLI_WHO];
	struct preflight p;
	struct err e = ERR_INIT;

	if (cli_readiness(d->c, w, &r->program, &p, &e) != ERR_OK) {
		doctor_err(d, "way back", &e);
		return;
	}
	(void)cli_who(d->c, &r->program, who);
	for (size_t i = 0; i < p.n; i++) {
		const struct preflight_line *l = &p.line[i];

		if (l->answer == PREFLIGHT_NO)
			doctor_warn(d, "way back", l->cure, "%s of %s: %s", l->name, who, l->words);
	}
	if (readiness_of(&p) == PREFLIGHT_YES)
		doctor_ok(d, "way back", "of %s: saved, staged, simulated, quorum, capacity", who);
}

void
doctor_governance(struct doctor *d)
{
	struct gov_world w = { .slot = 0 };
	struct err e = ERR_INIT;

	if (!look_at_program(d))
		return;
	if (!d->c->s.has_multisig) {
		doctor_bad(d, ERR_CONFIG, "multisig", "name it with --multisig; \"keyturn multisig list\" shows those there are",
			"no multisig is configured");
		return;
	}
	if (cli_world(d->c, true, 0, NULL, &w, &e) != ERR_OK) {
		doctor_err(d, "multisig", &e);
		return;
	}
	look_at_numbers(d, &w);
	look_at_member(d, &w.multisig);
	look_at_balances(d, &w);
	for (size_t i = 0; i < w.record_n; i++)
		if (w.record[i].governed) {
			look_at_governed(d, &w, &w.record[i]);
			look_at_backups(d, &w.record[i]);
			look_at_way_back(d, &w, &w.record[i]);
		}
	gov_world_wipe(&w);
}
