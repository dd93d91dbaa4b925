#include "gov/preflight.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "solana/loader.h"
#include "solana/system.h"

enum { CU_PER_DATA = 250 }; /* bytes of an account a call passes on, for one compute unit */

typedef unsigned long long ull;

const char *
preflight_answer_name(enum preflight_answer a)
{
	return a == PREFLIGHT_YES ? "yes" : a == PREFLIGHT_NO ? "no" : "unknown";
}

static void cure(struct preflight_line *l, const char *fmt, ...) PRINTF_LIKE(2, 3);

struct preflight_line *
preflight_say(struct preflight *o, const char *name, enum preflight_answer a, const char *fmt, ...)
{
	struct preflight_line *l = &o->line[o->n < PREFLIGHT_MAX - 1 ? o->n++ : PREFLIGHT_MAX - 1];
	va_list ap;

	memset(l, 0, sizeof *l);
	l->name = name;
	l->answer = a;
	l->blocks = true;
	va_start(ap, fmt);
	(void)vsnprintf(l->words, sizeof l->words, fmt, ap);
	va_end(ap);
	return l;
}

static void
cure(struct preflight_line *l, const char *fmt, ...)
{
	va_list ap;

	if (l->answer != PREFLIGHT_NO)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(l->cure, sizeof l->cure, fmt, ap);
	va_end(ap);
}

/* Nothing mends the act itself: it is stopped, by the vote that its status takes, and made anew. */
static void
cure_stop(struct preflight_line *l, const struct preflight_facts *f)
{
	if (!f->is_draft)
		cure(l, "keyturn %s %llu", f->proposal->status == GOV_APPROVED ? "cancel" : "reject", (ull)f->proposal->index);
}

static enum preflight_answer
yes_if(bool yes)
{
	return yes ? PREFLIGHT_YES : PREFLIGHT_NO;
}

/* --- votes, times, people -------------------------------------------------- */

static void
judge_votes(const struct preflight_facts *f, struct preflight *o)
{
	const struct gov_proposal *p = f->proposal;
	const struct timelock *t = &p->lock;
	unsigned have = votes_count(p->approvals);
	uint64_t wait = timelock_wait(t, f->now);
	char s[TEXT_SHORT], when[TEXT_SHORT];

	cure(preflight_say(o, "approvals", yes_if(have >= p->needed), "%u of %u approvals", have, p->needed),
		"keyturn approve %llu", (ull)p->index);
	if (p->status != GOV_APPROVED)
		(void)preflight_say(o, "timelock", PREFLIGHT_NO, "the timelock begins with approval %u and takes %s", p->needed,
			text_span(s, t->delay));
	else if (wait > 0)
		(void)preflight_say(o, "timelock", PREFLIGHT_NO, "%s of the timelock to go, until %s", text_countdown(s, wait),
			text_rfc3339(when, timelock_opens_at(t)));
	else
		(void)preflight_say(o, "timelock", PREFLIGHT_YES, "the timelock is over since %s", text_rfc3339(when, timelock_opens_at(t)));
}

/* Approvers that have approved, or can: did not reject and can pay for a vote. */
static void
judge_members(const struct preflight_facts *f, struct preflight *o)
{
	const struct gov_multisig *m = f->multisig;
	const struct gov_proposal *p = f->proposal;
	unsigned live = 0, broke = 0, first = 0;
	struct preflight_line *l;
	char key[PUBKEY_TEXT];

	for (unsigned i = 0; i < m->member_n; i++) {
		bool approved = !f->is_draft && (p->approvals >> i & 1), against = !f->is_draft && (p->rejections >> i & 1);

		if (!m->member[i].may_vote || against)
			continue;
		if (approved || !f->members_known || (f->funded >> i & 1))
			live++;
		else if (broke++ == 0)
			first = i;
	}
	if (p->status == GOV_APPROVED && !f->is_draft)
		return;
	if (broke == 0) {
		l = preflight_say(o, "members", yes_if(live >= p->needed), "%u members can approve, needed are %u", live, p->needed);
		cure(l, "keyturn propose members --threshold %u", live);
		return;
	}
	l = preflight_say(o, "members", yes_if(live >= p->needed), "%u members can approve, needed are %u; %u cannot pay for a vote",
		live, p->needed, broke);
	l->blocks = false; /* they can be sent some any time */
	cure(l, "solana transfer --allow-unfunded-recipient %s 0.01", pubkey_text(key, &m->member[first].address));
}

static void
judge_executor(const struct preflight_facts *f, struct preflight *o)
{
	int i = f->has_executor ? multisig_member(f->multisig, &f->executor) : -1;
	char has[TEXT_SHORT], needs[TEXT_SHORT], key[PUBKEY_TEXT];
	bool asked = !f->is_draft && !f->is_vote; /* who proposes or votes need not be who executes */

	if (!f->has_executor && asked)
		(void)preflight_say(o, "executor", PREFLIGHT_UNKNOWN, "no key is open here");
	else if (i < 0 && asked)
		cure(preflight_say(o, "executor", PREFLIGHT_NO, "this key is no member"), "keyturn -k KEYFILE execute %llu",
			(ull)f->proposal->index);
	else if (asked)
		cure(preflight_say(o, "executor", yes_if(f->multisig->member[i].may_execute), "you %s",
			f->multisig->member[i].may_execute ? "may execute" : "may not execute"),
			"keyturn -k KEYFILE execute %llu", (ull)f->proposal->index);
	if (!f->has_executor)
		return;
	if (!f->balance_known) {
		(void)preflight_say(o, "balance", PREFLIGHT_UNKNOWN, "your balance was not read");
		return;
	}
	cure(preflight_say(o, "balance", yes_if(f->balance >= f->fee), "you have %s SOL, the base fee is %s", text_sol(has, f->balance),
		text_sol(needs, f->fee)), "solana transfer --allow-unfunded-recipient %s 0.01", pubkey_text(key, &f->executor));
}

/* --- versions and other acts ------------------------------------------------ */

static void
judge_version(const struct preflight_facts *f, struct preflight *o)
{
	struct hash from;
	uint64_t number = proposal_from(f->proposal, &from);
	const struct gov_version *now = f->record != NULL && f->record->version_n > 0 ?
		&f->record->version[f->record->version_n - 1] : NULL;
	enum preflight_answer a = PREFLIGHT_UNKNOWN;
	char key[PUBKEY_TEXT];

	if (now == NULL) {
		(void)preflight_say(o, "version", a, "the program's record was not read");
		return;
	}
	if (!f->is_draft || number <= f->record->newest)
		a = yes_if(f->record->governed && number == f->record->newest && hash_eq(&from, &now->code_hash));
	if (number > f->record->newest) {
		struct preflight_line *l = preflight_say(o, "version", a,
			"it starts from version %llu, which is not deployed yet; the newest is %llu", (ull)number, (ull)f->record->newest);

		if (f->ahead != 0)
			cure(l, "keyturn execute %llu", (ull)f->ahead);
	} else
		cure(preflight_say(o, "version", a, "it starts from version %llu, the newest is %llu", (ull)number,
			(ull)f->record->newest), "keyturn propose upgrade %s FILE --description TEXT", pubkey_text(key, &f->proposal->program));
}

/* Where a rollback goes back to; one made in advance is judged once it may start. */
static void
judge_target(const struct preflight_facts *f, struct preflight *o)
{
	struct hash from;
	struct err e = ERR_INIT;
	ull to = f->proposal->act.deploy.target_number;
	char key[PUBKEY_TEXT];

	if (f->record == NULL || proposal_from(f->proposal, &from) > f->record->newest)
		return;
	if (proposal_target(f->proposal, f->multisig, f->record, f->now, &e) != ERR_OK)
		cure(preflight_say(o, "target", PREFLIGHT_NO, "%.220s", e.message), "keyturn propose upgrade %s FILE --description TEXT",
			pubkey_text(key, &f->proposal->program));
	else
		(void)preflight_say(o, "target", PREFLIGHT_YES, "version %llu can be gone back to", to);
}

static void
judge_others(const struct preflight_facts *f, struct preflight *o)
{
	struct preflight_line *l;

	if (!f->others_known && f->is_vote)
		return; /* a vote reads its act alone, and the board shows them */
	if (!f->others_known) {
		(void)preflight_say(o, "others", PREFLIGHT_UNKNOWN, "other acts were not read");
		return;
	}
	if (f->other_n == 0) {
		(void)preflight_say(o, "others", PREFLIGHT_YES, "no other act on the program is open");
		return;
	}
	l = preflight_say(o, "others", PREFLIGHT_NO, "proposal %llu is open on the program too%s; the first to execute ends the others",
		(ull)f->other[0], f->other_n == 1 ? "" : ", and more");
	l->blocks = false;
	cure(l, "keyturn show %llu", (ull)f->other[0]);
}

static void
judge_authority(const struct preflight_facts *f, struct preflight *o)
{
	const struct preflight_code *d = &f->data;
	char key[PUBKEY_TEXT];

	if (!d->known)
		(void)preflight_say(o, "authority", PREFLIGHT_UNKNOWN, "the upgrade authority was not read");
	else if (!d->exists || !d->of_loader)
		(void)preflight_say(o, "authority", PREFLIGHT_NO, "the program has no program data");
	else if (!d->has_authority)
		(void)preflight_say(o, "authority", PREFLIGHT_NO, "the program is immutable");
	else if (pubkey_eq(&d->authority, &f->multisig->authority))
		(void)preflight_say(o, "authority", PREFLIGHT_YES, "the upgrade authority is the multisig's");
	else
		(void)preflight_say(o, "authority", PREFLIGHT_NO, "the upgrade authority is %s, not the multisig's",
			pubkey_text(key, &d->authority));
}

/* --- code ------------------------------------------------------------------- */

static void
judge_capacity(const struct preflight_facts *f, struct preflight *o)
{
	size_t more = f->buffer.room > f->data.room ? f->buffer.room - f->data.room : 0;
	struct preflight_line *l;
	char key[PUBKEY_TEXT], is[TEXT_SHORT], room[TEXT_SHORT];

	if (!f->data.known || !f->buffer.known || !f->data.exists || !f->buffer.exists) {
		(void)preflight_say(o, "capacity", PREFLIGHT_UNKNOWN, "the room for code was not read");
		return;
	}
	l = preflight_say(o, "capacity", yes_if(more == 0), "the buffer is %s bytes, the program has room for %s",
		text_count(is, f->buffer.room), text_count(room, f->data.room));
	if (more == 0)
		return;
	cure(l, "keyturn program extend %s %zu", pubkey_text(key, &f->proposal->program),
		more < LOADER_EXTEND_MIN ? (size_t)LOADER_EXTEND_MIN : more);
}

/* What is proposed is bound to its buffer for ever; a draft takes another. */
static void
cure_buffer(struct preflight_line *l, const struct preflight_facts *f)
{
	cure_stop(l, f);
	if (f->is_draft)
		cure(l, "keyturn buffer write FILE");
}

static void
judge_buffer(const struct preflight_facts *f, struct preflight *o)
{
	const struct pubkey *want = f->is_draft ? &f->executor : &f->multisig->authority;
	const struct preflight_code *b = &f->buffer;
	char key[PUBKEY_TEXT];

	if (!b->known) {
		(void)preflight_say(o, "buffer", PREFLIGHT_UNKNOWN, "the buffer was not read");
		return;
	}
	if (!b->exists || !b->of_loader)
		cure_buffer(preflight_say(o, "buffer", PREFLIGHT_NO, "buffer %s %s", pubkey_text(key,
			&f->proposal->act.deploy.buffer), b->exists ? "is no buffer of the loader" : "does not exist"), f);
	else if (!f->is_draft && !f->proposal->holds_buffer)
		(void)preflight_say(o, "buffer", PREFLIGHT_NO, "the proposal gave its buffer back");
	else if (!b->has_authority || !pubkey_eq(&b->authority, want))
		cure_buffer(preflight_say(o, "buffer", PREFLIGHT_NO, "the buffer's authority is %s, not %s",
			b->has_authority ? pubkey_text(key, &b->authority) : "nobody", f->is_draft ? "you" : "the multisig's"), f);
	else
		(void)preflight_say(o, "buffer", PREFLIGHT_YES, "the buffer's authority is %s", f->is_draft ? "you" : "the multisig's");
}

static void
judge_hash(const struct preflight_facts *f, struct preflight *o)
{
	const struct preflight_code *b = &f->buffer;
	char has[65], want[65], len[2][TEXT_SHORT];

	if (!b->known || !b->exists || !b->of_loader) {
		(void)preflight_say(o, "code", PREFLIGHT_UNKNOWN, "the buffer's code was not read");
		return;
	}
	text_hex(has, b->hash.b, 32);
	text_hex(want, f->proposal->act.deploy.code_hash.b, 32);
	if (hash_eq(&b->hash, &f->proposal->act.deploy.code_hash) && b->trimmed == f->proposal->act.deploy.code_len)
		(void)preflight_say(o, "code", PREFLIGHT_YES, "the buffer holds the code that was proposed, %.8s, %s bytes", has,
			text_count(len[0], b->trimmed));
	else
		cure_stop(preflight_say(o, "code", PREFLIGHT_NO, "the buffer holds %.8s, %s bytes; proposed was %.8s, %s bytes",
			has, text_count(len[0], b->trimmed), want, text_count(len[1], f->proposal->act.deploy.code_len)), f);
}

/* Version 3 with a system call that nobody knows executes all the same, and fails when it calls it. */
static void
judge_unfit(const struct preflight_facts *f, const struct preflight_code *c, struct preflight *o)
{
	struct preflight_line *l = preflight_say(o, "sbpf", PREFLIGHT_NO, "%.250s", f->unfit.message);

	l->blocks = f->is_draft || f->unfit.code == ERR_USAGE || c->sbpf_version < 3;
	cure_buffer(l, f);
}

/* Whether the loader takes code of this SBPF version now, and knows what it calls. */
static void
judge_sbpf(const struct preflight_facts *f, const struct preflight_code *c, struct preflight *o)
{
	enum sbpf_taken taken = SBPF_UNKNOWN;
	char words[PREFLIGHT_WORDS] = "the code's version or the chain's features were not read", key[PUBKEY_TEXT];

	if (c->known && c->exists)
		taken = sbpf_judge(c->sbpf_version, f->sbpf, words, sizeof words);
	if (f->unfit.code == ERR_USAGE || (f->unfit.code == ERR_REFUSED && taken == SBPF_TAKEN))
		judge_unfit(f, c, o);
	else if (taken == SBPF_REFUSED && c->sbpf_version == 3)
		(void)preflight_say(o, "sbpf", PREFLIGHT_NO, "%s", words); /* no newer version helps */
	else
		cure(preflight_say(o, "sbpf", taken == SBPF_UNKNOWN ? PREFLIGHT_UNKNOWN : yes_if(taken == SBPF_TAKEN), "%s", words),
			"cargo build-sbf --arch v3, then keyturn propose upgrade %s FILE --description TEXT",
			pubkey_text(key, &f->proposal->program));
}

/* --- money ------------------------------------------------------------------ */

static void
judge_rent(const struct preflight_facts *f, struct preflight *o)
{
	uint64_t has = f->data.lamports + f->buffer.lamports;
	char needs[TEXT_SHORT], have[TEXT_SHORT], key[PUBKEY_TEXT];

	if (!f->rent_known || !f->data.known || !f->buffer.known) {
		(void)preflight_say(o, "rent", PREFLIGHT_UNKNOWN, "rent was not read");
		return;
	}
	if (has >= f->data_rent) {
		(void)preflight_say(o, "rent", PREFLIGHT_YES, "rent of %s SOL is covered: %s are there", text_sol(needs, f->data_rent),
			text_sol(have, has));
		return;
	}
	(void)text_sol(needs, f->data_rent - has);
	cure(preflight_say(o, "rent", PREFLIGHT_NO, "program data and buffer lack %s SOL of rent", needs),
		"solana transfer %s %s", pubkey_text(key, &f->proposal->act.deploy.buffer), needs);
}

static void
judge_spill(const struct preflight_facts *f, struct preflight *o)
{
	const struct pubkey *spill = &f->proposal->act.deploy.spill;
	uint64_t has = f->data.lamports + f->buffer.lamports, gets = has > f->data_rent ? has - f->data_rent : 0;
	bool told = f->rent_known && f->data.known && f->buffer.known;
	char key[PUBKEY_TEXT], sol[TEXT_SHORT], len[TEXT_SHORT], cost[TEXT_SHORT], much[96] = "";
	struct preflight_line *l;

	(void)pubkey_text(key, spill);
	if (told)
		(void)snprintf(much, sizeof much, ", %s SOL", text_sol(sol, gets));
	if (!f->spill_known) {
		(void)preflight_say(o, "spill", PREFLIGHT_UNKNOWN, "what is left goes to %s, which was not read", key);
		return;
	}
	if (!pubkey_on_curve(spill) && !f->spill_is_system) {
		l = preflight_say(o, "spill", PREFLIGHT_NO, "what is left would go to %s, neither a key's nor the System program's",
			key);
		cure(l, "keyturn propose upgrade %s FILE --description TEXT", pubkey_text(key, &f->proposal->program));
		return;
	}
	if (f->spill_len == 0)
		(void)preflight_say(o, "spill", PREFLIGHT_YES, "what is left goes to %s%s", key, much);
	else
		(void)preflight_say(o, "spill", PREFLIGHT_YES,
			"what is left goes to %s%s; its %s bytes of data cost %s compute units, a very large execution may not fit", key, much,
			text_count(len, f->spill_len), text_count(cost, f->spill_len / CU_PER_DATA));
}

static void
judge_simulation(const struct preflight_facts *f, struct preflight *o)
{
	if (f->simulated == SIMULATED_PASSED)
		(void)preflight_say(o, "simulation", PREFLIGHT_YES, "a simulated execution succeeds in %u of %u compute units", f->units,
			BUDGET_UNITS_MAX);
	else if (f->simulated == SIMULATED_FAILED)
		(void)preflight_say(o, "simulation", PREFLIGHT_NO, "a simulated execution fails: %.200s", f->why);
	else
		(void)preflight_say(o, "simulation", PREFLIGHT_UNKNOWN, "not simulated: %s", f->why[0] != '\0' ? f->why :
			f->proposal->status != GOV_APPROVED ? "not until approved" : timelock_wait(&f->proposal->lock, f->now) > 0 ?
			"not until the timelock is over" : "not asked yet");
}

/* --- all of it --------------------------------------------------------------- */

static void
judge_deploy(const struct preflight_facts *f, struct preflight *o)
{
	judge_authority(f, o);
	judge_capacity(f, o);
	judge_buffer(f, o);
	judge_hash(f, o);
	judge_sbpf(f, &f->buffer, o);
	judge_rent(f, o);
	judge_spill(f, o);
}

/* What is over says so, in the words of the refusal, and asks nothing more. */
static bool
judge_over(const struct preflight_facts *f, struct preflight *o)
{
	const struct gov_proposal *p = f->proposal;
	enum gov_state s = proposal_state(p, f->multisig, f->record, f->now);
	struct err e = ERR_INIT;
	struct preflight_line *l;

	if (f->is_draft || state_is_open(s) || f->multisig->member_n == 0)
		return false;
	if (proposal_may(p, f->multisig, f->record, &f->multisig->member[0].address, MOVE_EXECUTE, f->now, &e) == ERR_OK)
		return false;
	l = preflight_say(o, "state", PREFLIGHT_NO, "%.220s", e.message);
	if (p->holds_buffer)
		cure(l, "keyturn reclaim %llu", (ull)p->index);
	return true;
}

void
preflight_judge(const struct preflight_facts *f, struct preflight *o)
{
	const struct gov_proposal *p = f->proposal;

	memset(o, 0, sizeof *o);
	o->unfit = f->unfit;
	if (judge_over(f, o))
		return;
	if (!f->is_draft && !f->is_vote)
		judge_votes(f, o);
	judge_members(f, o);
	if (!f->is_draft)
		cure(preflight_say(o, "payload", yes_if(p->hash_agrees), "%s", p->hash_agrees ?
			"what is shown is what votes name" : "what is shown is NOT what votes name: do not sign, ask another endpoint"),
			"keyturn -u URL show %llu", (ull)p->index);
	if (p->kind != KT_KIND_MEMBERS) {
		judge_version(f, o);
		if (p->kind == KT_KIND_ROLLBACK)
			judge_target(f, o);
		judge_others(f, o);
	}
	judge_executor(f, o);
	if (kt_takes_buffer(p->kind))
		judge_deploy(f, o);
	else if (p->kind != KT_KIND_MEMBERS)
		judge_authority(f, o);
	if (p->kind == KT_KIND_IMMUTABLE)
		judge_sbpf(f, &f->data, o);
	if (!f->is_vote && !f->is_draft)
		judge_simulation(f, o);
}

const struct preflight_line *
preflight_blocker(const struct preflight *p, size_t from)
{
	for (size_t i = from; i < p->n; i++)
		if (p->line[i].answer == PREFLIGHT_NO && p->line[i].blocks)
			return &p->line[i];
	return NULL;
}

const struct preflight_line *
preflight_find(const struct preflight *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->line[i].name, name) == 0)
			return &p->line[i];
	return NULL;
}
