#include "cli/compromise.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/propose_act.h"
#include "gov/next.h"
#include "ops/cure.h"

enum { FIRST_PAGE = 100, STEPS_MAX = 8, STEP_TEXT = 480 };

/* Whoever may upgrade the governance program needs no vote.  Not read: not said. */
static bool
is_over_governance(struct cli *c, const struct pubkey *key)
{
	struct rpc_slice head = { 0, LOADER_PROGRAM_DATA_HEADER, true };
	struct pubkey at = loader_program_data(&c->s.governance);
	struct rpc_accounts a = { .n = 0 };
	struct loader_account l;
	struct err ignored = ERR_INIT;
	bool is = cli_accounts(c, &at, 1, head, &a, &ignored) == ERR_OK && a.account[0].exists &&
		pubkey_eq(&a.account[0].owner, &PUBKEY_LOADER) &&
		loader_decode(a.account[0].data, a.account[0].len, &l, &ignored) == ERR_OK && l.tag == LOADER_PROGRAM_DATA &&
		l.has_authority && pubkey_eq(&l.authority, key);

	rpc_accounts_free(&a);
	return is;
}

void
compromise_read(struct cli *c, const struct gov_world *w, const struct pubkey *old, const struct pubkey *new,
	const struct gov_proposal *made, struct compromise *out)
{
	memset(out, 0, sizeof *out);
	out->w = w;
	out->made = made;
	out->old = *old;
	out->new = *new;
	stolen_words(&w->multisig, (unsigned)multisig_member(&w->multisig, old), &out->can);
	out->over_governance = is_over_governance(c, old);
	if (audit_read(c, w, old, NULL, FIRST_PAGE, false, &out->audit, &out->unread) != ERR_OK)
		audit_wipe(&out->audit);
}

void
compromise_wipe(struct compromise *k)
{
	audit_wipe(&k->audit);
}

/* --- before ------------------------------------------------------------------ */

#define OVER_GOVERNANCE "it is the upgrade authority of the governance program: alone it can replace every rule now; " \
	"give that authority to another key before anything else"

static void
tell_powers(struct cli *c, const struct compromise *k)
{
	if (k->over_governance)
		(void)puts("  !! " OVER_GOVERNANCE);
	for (unsigned i = 0; i < k->can.line_n; i++)
		(void)printf("  %s %s\n", k->can.line[i].weight == CHANGE_DANGER ? "!!" : k->can.line[i].weight == CHANGE_WARNING ? "! " :
			"- ", k->can.line[i].text);
	if (pubkey_eq(signer_address(c->s.signer), &k->old))
		cli_say(c, "! you sign with the very key that is compromised: let another member propose this if one is there");
}

void
compromise_tell(struct cli *c, const struct compromise *k)
{
	bool votes = k->w->multisig.member[multisig_member(&k->w->multisig, &k->old)].may_vote;
	char who[CLI_WHO], key[PUBKEY_TEXT];

	cli_field("compromised key", "%s, %s", cli_who(c, &k->old, who), votes ? "approver" : "operator");
	cli_field("its replacement", "%s", cli_who(c, &k->new, who));
	(void)puts("1. what the stolen key can do now, and what not:");
	tell_powers(c, k);
	(void)puts("2. open acts that carry its vote, or that it proposed:");
	if (audit_open_acts(c, k->w, &k->old, k->made != NULL ? k->made->index : 0, NULL) == 0)
		(void)puts("  none");
	(void)puts("3. what it signed here, newest first:");
	if (k->unread.code == ERR_OK)
		audit_text(c, &k->audit);
	else
		(void)printf("  not read: %s\n  look with another endpoint: \"keyturn audit %s -u URL\"\n", k->unread.message,
			pubkey_text(key, &k->old));
	(void)puts("4. the replacement:");
	if (k->made != NULL)
		(void)printf("  it is proposed already: %llu, by %s, %u of %u approvals\n", (unsigned long long)k->made->index,
			cli_who(c, &k->made->proposer, who), votes_count(k->made->approvals), k->made->needed);
	(void)fflush(stdout); /* the card comes on the other stream */
}

/* --- after --------------------------------------------------------------------- */

struct steps {
	unsigned n;
	char text[STEPS_MAX][STEP_TEXT];
};

static void PRINTF_LIKE(2, 3)
add(struct steps *s, const char *fmt, ...)
{
	va_list ap;

	if (s->n == STEPS_MAX)
		die("more than %d steps", STEPS_MAX);
	va_start(ap, fmt);
	(void)vsnprintf(s->text[s->n++], STEP_TEXT, fmt, ap);
	va_end(ap);
}

static bool
is_asked(const struct compromise *k, unsigned i)
{
	const struct gov_member *m = &k->w->multisig.member[i];

	return m->may_vote && !pubkey_eq(&m->address, &k->old) && (k->made == NULL || (k->made->approvals >> i & 1) == 0);
}

static void
step_approve(struct cli *c, const struct compromise *k, unsigned long long n, struct steps *s)
{
	const struct gov_multisig *m = &k->w->multisig;
	uint64_t has = k->made != NULL ? k->made->approvals : 0;
	struct gov_proposal open = { .approvals = has | UINT64_C(1) << multisig_member(m, &k->old) }; /* it is not asked */
	unsigned needed = votes_count(has) < m->threshold ? m->threshold - votes_count(has) : 0;
	char who[STEP_TEXT - 200];
	unsigned others = cure_missing(&c->s, k->w, &open, who, sizeof who);

	if (needed == 0)
		return;
	if (others < needed)
		add(s, "approve the replacement: \"keyturn approve %llu\"; besides %s the compromised key itself has to approve (-k), before the thief "
			"votes against it", n, others > 0 ? who : "nobody else");
	else
		add(s, "approve the replacement, after comparing the check words by voice: %u of these run \"keyturn approve %llu\", each on "
			"their own machine: %s", needed, n, who);
}

static int64_t
executes_from(const struct compromise *k)
{
	return k->made != NULL && k->made->status == GOV_APPROVED ? timelock_opens_at(&k->made->lock) :
		stolen_from(&k->w->multisig, k->w->cluster_unix_s);
}

static void
step_wait(const struct compromise *k, unsigned long long n, struct steps *s)
{
	const struct gov_multisig *m = &k->w->multisig;
	char when[TEXT_SHORT], lock[TEXT_SHORT], next[NEXT_TEXT];

	if (k->made != NULL && k->made->status == GOV_APPROVED) {
		next_words(next, k->made, proposal_state(k->made, m, NULL, k->w->cluster_unix_s), false);
		add(s, "the replacement is approved: it %s", next);
	} else if (m->timelock_s == 0) {
		add(s, "the replacement executes at once when it is approved: there is no timelock");
	} else {
		add(s, "it takes effect when it is executed, %s after the last approval: not before %s; \"keyturn show %llu\" says when",
			text_span(lock, m->timelock_s), text_moment(when, executes_from(k)), n);
	}
	add(s, "until then the key still votes: look at \"keyturn proposals\" every hour; what it helps to pass is stopped by \"keyturn reject "
		"ID\" while it is voted on, by \"keyturn cancel ID\" once approved (%u cancel vote%s)", m->stop_number,
		m->stop_number == 1 ? "" : "s");
	if (m->stop_number == 1 || m->approver_n - m->threshold + 1 == 1)
		add(s, "if the thief stops the replacement: \"keyturn propose again %llu\", and approve it again", n);
}

/* "ID, ID": what the change ends and somebody may still want. */
static void
step_again(const struct compromise *k, unsigned long long n, struct steps *s)
{
	char list[160] = "";
	size_t at = 0;

	for (size_t i = 0; i < k->w->proposal_n; i++) {
		const struct gov_proposal *p = &k->w->proposal[i];

		/* a change of members lists them all: it would bring the key back */
		if (p->kind != KT_KIND_MEMBERS && p->kind != KT_KIND_ROLLBACK && p->index != n && gov_world_is_open(k->w, p) && at + 24 < sizeof list)
			at += (size_t)snprintf(list + at, sizeof list - at, "%s%llu", at == 0 ? "" : ", ", (unsigned long long)p->index);
	}
	if (at > 0)
		add(s, "what is still wanted of %s is proposed again, once it was read anew: \"keyturn propose again ID\"", list);
}

static void
steps(struct cli *c, const struct compromise *k, uint64_t index, struct steps *s)
{
	unsigned long long n = index;
	char stops[200], old[PUBKEY_TEXT];

	s->n = 0;
	if (audit_stops(k->w, &k->old, k->made != NULL ? k->made->index : 0, stops, sizeof stops) > 0)
		add(s, "stop now what of 2. is not wanted, every member from their own machine: %s", stops);
	step_approve(c, k, n, s);
	step_wait(k, n, s);
	add(s, "when the timelock is over: \"keyturn execute %llu\"; from then on the key is out, and every older act is dead", n);
	step_again(k, n, s);
	add(s, "move what else the key holds: SOL, buffers (\"keyturn reclaim ID\" gives one back to the key that wrote it: write a new "
		"one instead), other authorities; then look once more: \"keyturn audit %s --all\"", pubkey_text(old, &k->old));
}

void
compromise_next(struct cli *c, const struct compromise *k, uint64_t index)
{
	struct steps *s = mem_new(1, sizeof *s);

	steps(c, k, index, s);
	(void)printf("5. what comes next%s, in this order:\n", c->s.dry_run && k->made == NULL ? " once it is proposed" : "");
	for (unsigned i = 0; i < s->n; i++)
		(void)printf("  %c) %s\n", 'a' + (char)i, s->text[i]);
	free(s);
}

/* --- both, for programs ---------------------------------------------------------- */

static void
powers_json(const struct compromise *k, struct jsonout *j)
{
	static const char *const weight[] = { [CHANGE_NOTE] = "note", [CHANGE_WARNING] = "warning", [CHANGE_DANGER] = "danger" };

	jsonout_array(j, "powers");
	for (unsigned i = 0; i < k->can.line_n; i++) {
		jsonout_object(j, NULL);
		jsonout_str(j, "weight", weight[k->can.line[i].weight]);
		jsonout_str(j, "text", k->can.line[i].text);
		jsonout_end(j);
	}
	jsonout_end(j);
	jsonout_bool(j, "over_governance", k->over_governance);
}

void
compromise_json(struct cli *c, const struct compromise *k, uint64_t index, struct jsonout *j)
{
	struct steps *s = mem_new(1, sizeof *s);

	cli_json_key(j, "compromised", &k->old);
	cli_json_key(j, "replacement", &k->new);
	jsonout_bool(j, "made", k->made == NULL && !c->s.dry_run);
	powers_json(k, j);
	(void)audit_open_acts(c, k->w, &k->old, k->made != NULL ? k->made->index : 0, j);
	audit_json(j, &k->audit);
	jsonout_str(j, "audit_error", k->unread.code != ERR_OK ? k->unread.message : NULL);
	jsonout_array(j, "must_approve");
	for (unsigned i = 0; i < k->w->multisig.member_n; i++)
		if (is_asked(k, i))
			cli_json_key(j, NULL, &k->w->multisig.member[i].address);
	jsonout_end(j);
	jsonout_u64(j, "threshold", k->w->multisig.threshold);
	cli_json_time(j, "executes_at", executes_from(k), true);
	steps(c, k, index, s);
	jsonout_array(j, "steps");
	for (unsigned i = 0; i < s->n; i++)
		jsonout_str(j, NULL, s->text[i]);
	jsonout_end(j);
	free(s);
}
