#include "ops/announce.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "solana/change.h"

/* --- text that stays text ------------------------------------------------- */

/* A backslash before everything that Markdown could take for its own. */
static void
quoted(const struct announcement *a, struct buf *out, const char *s, size_t len)
{
	char safe[KT_DESCRIPTION_MAX * 3 + 1];

	(void)text_safe(safe, sizeof safe, s, len, false);
	for (const char *p = safe; *p != '\0'; p++) {
		if (!a->plain && strchr("\\`*_{}[]()<>#+-.!|~&:@", *p) != NULL)
			(void)buf_put(out, "\\", 1);
		(void)buf_put(out, p, 1);
	}
}

static void
heading(const struct announcement *a, struct buf *out, const char *s)
{
	(void)buf_fmt(out, a->plain ? "\n%s\n\n" : "\n## %s\n\n", s);
}

/* "- **name:** " or "  name: ", and the value follows. */
static void
item(const struct announcement *a, struct buf *out, const char *name)
{
	(void)buf_fmt(out, a->plain ? "  %s: " : "- **%s:** ", name);
}

static void
code(const struct announcement *a, struct buf *out, const char *name, const char *value)
{
	item(a, out, name);
	(void)buf_fmt(out, a->plain ? "%s\n" : "`%s`\n", value);
}

static void
line(const struct announcement *a, struct buf *out, const char *name, const char *value)
{
	item(a, out, name);
	(void)buf_fmt(out, "%s\n", value);
}

/* --- what changes ------------------------------------------------------------ */

static void
title(const struct announcement *a, struct buf *out)
{
	static const char *const what[] = {
		[KT_KIND_UPGRADE] = "Scheduled upgrade", [KT_KIND_ROLLBACK] = "Scheduled rollback",
		[KT_KIND_MEMBERS] = "Scheduled change of the council", [KT_KIND_HANDOVER] = "Scheduled handover",
		[KT_KIND_HANDOVER_MULTISIG] = "Scheduled handover", [KT_KIND_HANDOVER_UNCHECKED] = "Scheduled handover",
		[KT_KIND_IMMUTABLE] = "Scheduled: no more upgrades",
	};
	char key[PUBKEY_TEXT];

	(void)buf_fmt(out, "%s%s", a->plain ? "" : "# ", what[a->proposal->kind]);
	if (!pubkey_is_zero(&a->proposal->program)) {
		(void)buf_text(out, " of ");
		if (a->program_name[0] != '\0')
			quoted(a, out, a->program_name, strlen(a->program_name));
		else
			(void)buf_text(out, pubkey_text(key, &a->proposal->program));
	}
	(void)buf_text(out, "\n");
}

static void
what_deploy(const struct announcement *a, struct buf *out)
{
	const struct gov_proposal *p = a->proposal;
	char hex[65], text[80], len[TEXT_SHORT];

	text_hex(hex, p->act.deploy.from_hash.b, 32);
	code(a, out, "Code hash now", hex);
	text_hex(hex, p->act.deploy.code_hash.b, 32);
	code(a, out, "Code hash afterwards", hex);
	(void)snprintf(text, sizeof text, "%s bytes", text_count(len, p->act.deploy.code_len));
	line(a, out, "Code length", text);
	(void)snprintf(text, sizeof text, "%llu", (unsigned long long)p->act.deploy.from_number);
	line(a, out, "Replaces version", text);
	if (p->kind == KT_KIND_ROLLBACK) {
		(void)snprintf(text, sizeof text, "%llu", (unsigned long long)p->act.deploy.target_number);
		line(a, out, "Goes back to the code of version", text);
	}
	if (p->act.deploy.one_way)
		line(a, out, "One way", "afterwards there is no way back to an older version");
}

/* Those of `in` whom `other` does not have, or has in another role. */
static void
people(const struct announcement *a, struct buf *out, const char *name, const struct kt_governance *in, const struct kt_governance *other)
{
	char key[PUBKEY_TEXT], text[PUBKEY_TEXT + 16];

	for (unsigned i = 0; i < in->member_n; i++) {
		const struct kt_person *p = &in->member[i], *there = kt_person_of(other, &p->address);

		if (there != NULL && there->role == p->role)
			continue;
		(void)snprintf(text, sizeof text, "%s, %s", pubkey_text(key, &p->address), kt_role_name(p->role));
		code(a, out, name, text);
	}
}

static void
what_members(const struct announcement *a, struct buf *out)
{
	const struct kt_governance *now = a->proposal->act.members;
	const struct gov_multisig *m = &a->world->multisig;
	struct kt_multisig_account before;
	struct err ignored = ERR_INIT;
	char is[TEXT_SHORT], was[TEXT_SHORT], text[160];
	struct change c;

	(void)snprintf(text, sizeof text, "%u of %u upgrade, it was %u of %u; timelock %s, it was %s", now->threshold,
		kt_approvers(now), m->threshold, m->approver_n, text_span(is, now->timelock_s), text_span(was, m->timelock_s));
	line(a, out, "Who governs", text);
	if (kt_multisig_decode(m->raw, m->raw_len, &before, &ignored) != ERR_OK)
		return;
	people(a, out, "Leaves", &before.governance, now);
	people(a, out, "Joins", now, &before.governance);
	change_words(&before.governance, now, &c);
	for (unsigned i = 0; i < c.line_n; i++) {
		(void)snprintf(text, sizeof text, "%s", c.line[i].text);
		line(a, out, c.line[i].weakens ? "Weaker than before" : "It means", text);
	}
}

static void
what_else(const struct announcement *a, struct buf *out)
{
	const struct gov_proposal *p = a->proposal;
	char key[PUBKEY_TEXT];

	if (p->kind == KT_KIND_MEMBERS) {
		what_members(a, out);
	} else if (p->kind == KT_KIND_IMMUTABLE) {
		line(a, out, "Afterwards", "nobody can ever upgrade, repair or roll back the program");
	} else {
		code(a, out, p->kind == KT_KIND_HANDOVER_MULTISIG ? "Goes to multisig" : "Goes to",
			pubkey_text(key, &p->act.handover.receiver));
		line(a, out, "Afterwards", "the receiver decides over upgrades, by its own rules");
	}
}

static void
what_changes(const struct announcement *a, struct buf *out)
{
	const struct gov_proposal *p = a->proposal;
	char key[PUBKEY_TEXT];

	heading(a, out, "What changes");
	item(a, out, "In the proposer's words");
	quoted(a, out, p->description, strlen(p->description));
	(void)buf_text(out, "\n");
	if (!pubkey_is_zero(&p->program))
		code(a, out, "Program", pubkey_text(key, &p->program));
	line(a, out, "Cluster", a->cluster);
	if (kt_takes_buffer(p->kind))
		what_deploy(a, out);
	else
		what_else(a, out);
}

/* Nothing but a member's command is missing any more. */
static bool
is_due(const struct announcement *a)
{
	return a->world->cluster_unix_s >= timelock_opens_at(&a->proposal->lock);
}

/* --- when, and how to check ---------------------------------------------------- */

/* "48h after the approval"; a rollback may have no delay. */
static const char *
after(const struct gov_proposal *p, char out[TEXT_SHORT * 2])
{
	char span[TEXT_SHORT];

	if (p->lock.delay == 0)
		return "at once with the last approval";
	(void)snprintf(out, TEXT_SHORT * 2, "%s after the approval", text_span(span, p->lock.delay));
	return out;
}

static void
when(const struct announcement *a, struct buf *out)
{
	const struct gov_proposal *p = a->proposal;
	char at[TEXT_SHORT], text[160], span[TEXT_SHORT * 2];

	heading(a, out, "When");
	line(a, out, "Approved at", text_rfc3339(at, p->lock.approved_at));
	(void)snprintf(text, sizeof text, "%u of %u needed, %u approvers in all", votes_count(p->approvals), p->needed,
		a->world->multisig.approver_n);
	line(a, out, "Approvals", text);
	(void)snprintf(text, sizeof text, "%s, %s, by the chain's own clock%s", text_rfc3339(at, timelock_opens_at(&p->lock)), after(p, span),
		is_due(a) ? ": at any moment now" : "");
	line(a, out, "Executes at the earliest", text);
	if (proposal_expires_at(p) != INT64_MAX)
		line(a, out, "Dead if not executed by", text_rfc3339(at, proposal_expires_at(p)));
}

static void
command(const struct announcement *a, struct buf *out, const char *what, const char *one, const char *two)
{
	(void)buf_text(out, a->plain ? "    " : "");
	(void)buf_fmt(out, "%s%s%s%s%s\n", what, one[0] != '\0' ? " " : "", one, two[0] != '\0' ? " " : "", two);
}

static void
how_to_check(const struct announcement *a, struct buf *out)
{
	const struct gov_proposal *p = a->proposal;
	char program[PUBKEY_TEXT], buffer[PUBKEY_TEXT], multisig[PUBKEY_TEXT], governance[PUBKEY_TEXT], id[24], url[300], where[600];

	heading(a, out, "How to check it");
	(void)buf_text(out, "Nothing here has to be believed: it is on the chain.\n\n");
	(void)pubkey_text(program, &p->program);
	(void)snprintf(id, sizeof id, "%llu", (unsigned long long)p->index);
	(void)snprintf(url, sizeof url, "-u %s", a->url);
	(void)snprintf(where, sizeof where, "--governance %s --multisig %s %s", pubkey_text(governance, &a->governance),
		pubkey_text(multisig, &a->world->multisig.address), url);
	(void)buf_text(out, a->plain ? "" : "```\n");
	command(a, out, "keyturn show", id, where);
	if (kt_takes_buffer(p->kind)) {
		(void)pubkey_text(buffer, &p->act.deploy.buffer);
		command(a, out, "keyturn buffer show", buffer, url);
		command(a, out, "solana-verify get-buffer-hash", buffer, url);
		command(a, out, "solana-verify get-executable-hash", "your-own-build.so", "");
		command(a, out, "solana-verify get-program-hash", program, url);
	} else if (!pubkey_is_zero(&p->program)) {
		command(a, out, "solana program show", program, url);
	} else {
		command(a, out, "keyturn multisig show", multisig, where);
	}
	(void)buf_text(out, a->plain ? "" : "```\n");
	if (kt_takes_buffer(p->kind))
		(void)buf_text(out, "\nBoth hashes of the buffer and of your own build are the code hash above; the program's is it\n"
			"once the act is executed. A build is reproduced from the published source.\n");
}

static void
how_to_leave(const struct announcement *a, struct buf *out)
{
	char at[TEXT_SHORT];

	heading(a, out, "If you do not agree");
	(void)buf_fmt(out, is_due(a) ? "The timelock is over since %s: this act may be executed at any moment.\n" :
		"The timelock is there for you: until %s nothing changes.\n", text_rfc3339(at, timelock_opens_at(&a->proposal->lock)));
	(void)buf_fmt(out, "Close your positions and take out what you keep in the program%s %s, by its own interface.\n"
		"Objections reach the council in time when they come before it executes: %u cancel vote%s stop%s this act up to that second.\n",
		pubkey_is_zero(&a->proposal->program) ? "s it governs" : "", is_due(a) ? "now" : "before then", a->proposal->stop_number,
		a->proposal->stop_number == 1 ? "" : "s", a->proposal->stop_number == 1 ? "s" : "");
}

void
announce_write(const struct announcement *a, struct buf *out)
{
	title(a, out);
	what_changes(a, out);
	when(a, out);
	how_to_check(a, out);
	how_to_leave(a, out);
}

enum err_code
announce_check(const struct gov_world *w, const struct gov_proposal *p, struct err *e)
{
	enum gov_state state = proposal_state(p, &w->multisig, gov_world_record(w, &p->program), w->cluster_unix_s);
	unsigned has = votes_count(p->approvals);
	unsigned long long n = p->index;

	if (state == STATE_APPROVED || state == STATE_READY)
		return ERR_OK;
	if (state == STATE_ACTIVE) {
		(void)err_set(e, ERR_APPROVALS, "proposal %llu is not scheduled: it has %u of %u approvals", n, has, p->needed);
		return err_hint(e, "announce it once it is approved; \"keyturn show %llu\" lists who has not voted", n);
	}
	(void)err_set(e, ERR_REFUSED, "proposal %llu is %s, nothing is scheduled", n, state_name(state));
	return err_hint(e, "\"keyturn proposals\" lists what is");
}
