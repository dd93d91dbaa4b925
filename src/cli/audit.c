#include "cli/audit.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { FLIGHT = 8, WIRE_MAX = 8192 };

/* "4" where the proposal is known, else its address. */
static void
name_proposal(const struct gov_world *w, const struct pubkey *address, char out[64])
{
	char key[PUBKEY_TEXT];

	for (size_t i = 0; i < w->proposal_n; i++)
		if (pubkey_eq(&w->proposal[i].address, address)) {
			(void)snprintf(out, 64, "%llu", (unsigned long long)w->proposal[i].index);
			return;
		}
	(void)snprintf(out, 64, "%s (closed, or of another multisig)", pubkey_text(key, address));
}

static void
words(const struct gov_world *w, const struct kt_call *k, char out[200])
{
	static const char *const choice[] = { [KT_CHOICE_APPROVE] = "approve", [KT_CHOICE_REJECT] = "reject",
		[KT_CHOICE_CANCEL] = "cancel", [KT_CHOICE_WITHDRAW] = "withdraw" };
	char id[64], key[PUBKEY_TEXT];

	switch (k->tag) {
	case KT_CREATE_MULTISIG:
		(void)snprintf(out, 200, "create multisig %s", pubkey_text(key, &k->multisig));
		return;
	case KT_ADOPT:
		(void)snprintf(out, 200, "adopt program %s", pubkey_text(key, &k->program));
		return;
	case KT_PROPOSE:
		(void)snprintf(out, 200, "propose %llu, %s", (unsigned long long)k->index, kt_kind_name(k->act.kind));
		return;
	default:
		break;
	}
	name_proposal(w, &k->proposal, id);
	(void)snprintf(out, 200, "%s proposal %s", k->tag == KT_VOTE ? choice[k->choice] : k->tag == KT_EXECUTE ? "execute" :
		k->tag == KT_RECLAIM ? "reclaim the buffer of" : "close", id);
}

static bool
is_signer(const struct message *m, const struct pubkey *key)
{
	for (uint8_t i = 0; i < m->signer_n; i++)
		if (pubkey_eq(&m->key[i], key))
			return true;
	return false;
}

/* "calls the loader, System": programs by name, else by address; as many as fit. */
static void
other_words(const struct message *m, char out[200])
{
	size_t at = (size_t)snprintf(out, 200, "calls");
	char key[PUBKEY_TEXT];
	bool any = false;

	for (unsigned i = 0; i < m->instruction_n && at + PUBKEY_TEXT + 2 < 200; i++) {
		const struct pubkey *p = &m->key[m->instruction[i].program];
		bool again = false;

		for (unsigned k = 0; k < i; k++)
			again = again || m->instruction[k].program == m->instruction[i].program;
		if (again || pubkey_eq(p, &PUBKEY_BUDGET))
			continue;
		at += (size_t)snprintf(out + at, 200 - at, "%s %s", any ? "," : "", pubkey_eq(p, &PUBKEY_LOADER) ? "the loader" :
			pubkey_eq(p, &PUBKEY_SYSTEM) ? "the System program" : pubkey_text(key, p));
		any = true;
	}
	if (!any)
		(void)snprintf(out, 200, "calls nothing");
}

/* One transaction's message; true when it is of interest. */
static bool
judge(struct cli *c, const struct gov_world *w, const struct pubkey *key, const struct buf *wire, struct audit *a,
	struct audit_row *row)
{
	struct err ignored = ERR_INIT;
	struct message m;
	bool found = false;

	if (transaction_parse(wire->p, wire->len, &m, &ignored) != ERR_OK) {
		(void)snprintf(row->what, sizeof row->what, "a transaction that does not parse here: %.120s", ignored.message);
		return true;
	}
	if (!is_signer(&m, key))
		return false;
	a->signed_n++;
	for (unsigned i = 0; i < m.instruction_n; i++) {
		if (!pubkey_eq(&m.key[m.instruction[i].program], &c->s.governance))
			continue;
		found = true;
		row->decoded = kt_ix_decode(&m, i, &c->s.governance, &row->call, &ignored) == ERR_OK;
		if (row->decoded)
			words(w, &row->call, row->what);
		else
			(void)snprintf(row->what, sizeof row->what, "calls the governance program in a way that does not decode: %.120s",
				ignored.message);
		if (row->decoded)
			break;
	}
	a->other_n += !found;
	if (!found && a->all)
		other_words(&m, row->what);
	return found || a->all;
}

/* Up to FLIGHT transactions at once, in their order. */
static enum err_code
fetch(struct cli *c, const struct gov_world *w, const struct pubkey *key, const struct rpc_signature *s, size_t n,
	struct audit *out, struct err *e)
{
	struct rpc_call *call[FLIGHT] = { NULL };
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < n; i++)
		call[i] = rpc_get_transaction(c->s.rpc, &s[i].signature, c->s.commitment);
	for (size_t i = 0; rc == ERR_OK && i < n; i++) {
		struct buf wire = BUF_INIT(WIRE_MAX);
		struct audit_row *row = &out->row[out->row_n];

		memset(row, 0, sizeof *row);
		rc = cli_await(c, call[i], e);
		if (rc == ERR_OK)
			rc = rpc_transaction_result(call[i], &wire, &row->about, e);
		if (rc == ERR_OK && judge(c, w, key, &wire, out, row))
			out->row_n++;
		buf_wipe(&wire);
	}
	for (size_t i = 0; i < n; i++)
		rpc_call_free(call[i]);
	return rc;
}

enum err_code
audit_read(struct cli *c, const struct gov_world *w, const struct pubkey *key, const struct signature *before,
	unsigned limit, bool all, struct audit *out, struct err *e)
{
	struct rpc_call *list = rpc_get_signatures(c->s.rpc, key, before, limit, c->s.commitment);
	struct rpc_signature *s = mem_new(limit, sizeof *s);
	size_t n = 0;
	enum err_code rc = cli_await(c, list, e);

	memset(out, 0, sizeof *out);
	out->key = *key;
	out->all = all;
	if (rc == ERR_OK)
		rc = rpc_signatures_result(list, s, limit, &n, e);
	rpc_call_free(list);
	out->row = mem_new(n + 1, sizeof *out->row);
	for (size_t i = 0; rc == ERR_OK && i < n; i += FLIGHT)
		rc = fetch(c, w, key, s + i, n - i < FLIGHT ? n - i : FLIGHT, out, e);
	out->looked = n;
	out->more = n == limit;
	if (n > 0)
		out->last = s[n - 1].signature;
	free(s);
	return rc;
}

void
audit_wipe(struct audit *a)
{
	free(a->row);
	a->row = NULL;
	a->row_n = 0;
}

void
audit_text(struct cli *c, const struct audit *a)
{
	char when[TEXT_SHORT], sig[SIGNATURE_TEXT], key[PUBKEY_TEXT];

	for (size_t i = 0; i < a->row_n; i++) {
		const struct audit_row *r = &a->row[i];
		bool other = r->decoded && !pubkey_eq(&r->call.multisig, &c->s.multisig);

		(void)printf("  %-20s slot %-10llu %-6s %s%s%s\n    %s\n",
			r->about.time == INT64_MIN ? "time unknown" : text_rfc3339(when, r->about.time),
			(unsigned long long)r->about.slot, r->about.failed ? "FAILED" : "done", r->what,
			other ? ", multisig " : "", other ? pubkey_text(key, &r->call.multisig) : "",
			signature_text(sig, &r->about.signature));
	}
	if (a->row_n == 0)
		(void)puts("  nothing");
	(void)pubkey_text(key, &a->key);
	(void)printf("  %zu transactions that name it looked at, it signed %zu of them%s\n", a->looked, a->signed_n,
		a->more ? "; there are older ones:" : "; there are no older ones");
	if (a->more)
		(void)printf("    keyturn audit %s%s --before %s\n", key, a->all ? " --all" : "", signature_text(sig, &a->last));
	if (a->other_n > 0 && !a->all)
		(void)printf("  %zu of them do not call the governance program and are not shown:\n    keyturn audit %s --all\n",
			a->other_n, key);
}

void
audit_json(struct jsonout *j, const struct audit *a)
{
	char sig[SIGNATURE_TEXT];

	jsonout_array(j, "transactions");
	for (size_t i = 0; i < a->row_n; i++) {
		const struct audit_row *r = &a->row[i];

		jsonout_object(j, NULL);
		jsonout_str(j, "signature", signature_text(sig, &r->about.signature));
		jsonout_u64(j, "slot", r->about.slot);
		cli_json_time(j, "time", r->about.time, r->about.time != INT64_MIN);
		jsonout_bool(j, "failed", r->about.failed);
		jsonout_str(j, "what", r->what);
		cli_json_key(j, "multisig", r->decoded ? &r->call.multisig : NULL);
		cli_json_key(j, "proposal", r->decoded ? &r->call.proposal : NULL);
		jsonout_end(j);
	}
	jsonout_end(j);
	jsonout_u64(j, "looked", a->looked);
	jsonout_u64(j, "signed", a->signed_n);
	jsonout_u64(j, "others", a->other_n);
	jsonout_str(j, "before", a->more ? signature_text(sig, &a->last) : NULL);
}

/* --- open acts with its vote ------------------------------------------------- */

/* An open act that the key has to do with. */
struct tie {
	const struct gov_proposal *p;
	enum gov_state state;
	const char *vote; /* its own, NULL none */
	bool proposed;    /* by it */
	const char *move; /* the vote against the act: "reject" or "cancel" */
	unsigned has, needed; /* of those */
};

/* What comes of it, and what to do: one line for people. */
static void
advice(const struct tie *t, char out[200])
{
	unsigned long long n = t->p->index;
	char when[TEXT_SHORT];

	if (t->vote != NULL && strcmp(t->vote, "approve") != 0) {
		(void)snprintf(out, 200, "its vote is against it, %u of %u; \"keyturn show %llu\" before you follow it", t->has, t->needed, n);
		return;
	}
	(void)snprintf(out, 200, "not wanted? \"keyturn %s %llu\": %u vote%s end%s it, %u so far%s%s", t->move, n, t->needed,
		t->needed == 1 ? "" : "s", t->needed == 1 ? "s" : "", t->has, t->state == STATE_READY ? "; it may be executed NOW" :
		t->state == STATE_APPROVED ? "; it may be executed from " : "",
		t->state == STATE_APPROVED ? text_moment(when, timelock_opens_at(&t->p->lock)) : "");
}

static void
tell_act(struct cli *c, const struct tie *t, struct jsonout *j)
{
	const struct gov_proposal *p = t->p;
	char id[24], safe[KT_DESCRIPTION_MAX * 3 + 1], line[200];

	(void)snprintf(id, sizeof id, "%llu", (unsigned long long)p->index);
	if (j == NULL) {
		advice(t, line);
		(void)text_safe(safe, sizeof safe, p->description, strlen(p->description), c->o.plain || c->o.ascii);
		(void)printf("  %s %s, %s, %u of %u approvals, %s%s%s%s: %s\n    %s\n", id, kt_kind_name(p->kind), state_name(t->state),
			votes_count(p->approvals), p->needed, t->proposed ? "proposed by it" : "",
			t->proposed && t->vote != NULL ? ", " : "", t->vote != NULL ? "its vote: " : "", t->vote != NULL ? t->vote : "",
			safe, line);
		return;
	}
	jsonout_object(j, NULL);
	jsonout_str(j, "id", id);
	jsonout_str(j, "kind", kt_kind_name(p->kind));
	jsonout_str(j, "status", state_name(t->state));
	jsonout_str(j, "vote", t->vote);
	jsonout_bool(j, "proposed", t->proposed);
	jsonout_u64(j, "approvals", votes_count(p->approvals));
	jsonout_u64(j, "threshold", p->needed);
	jsonout_str(j, "stop", t->move);
	jsonout_u64(j, "stop_votes", t->has);
	jsonout_u64(j, "stop_needed", t->needed);
	jsonout_end(j);
}

static bool
is_tied(const struct gov_world *w, const struct gov_proposal *p, const struct pubkey *key, struct tie *t)
{
	int member = multisig_member(&w->multisig, key);

	t->p = p;
	t->state = proposal_state(p, &w->multisig, gov_world_record(w, &p->program), w->cluster_unix_s);
	t->vote = member >= 0 ? proposal_vote(p, (unsigned)member) : NULL;
	t->proposed = pubkey_eq(&p->proposer, key);
	t->move = t->state == STATE_ACTIVE ? "reject" : "cancel";
	t->has = votes_count(t->state == STATE_ACTIVE ? p->rejections : p->cancels);
	t->needed = t->state == STATE_ACTIVE ? p->reject_number : p->stop_number;
	return (t->vote != NULL || t->proposed) && gov_world_is_open(w, p);
}

unsigned
audit_open_acts(struct cli *c, const struct gov_world *w, const struct pubkey *key, uint64_t except, struct jsonout *j)
{
	struct tie t;
	unsigned n = 0;

	if (j != NULL)
		jsonout_array(j, "open_acts");
	for (size_t i = 0; i < w->proposal_n; i++)
		if (w->proposal[i].index != except && is_tied(w, &w->proposal[i], key, &t)) {
			tell_act(c, &t, j);
			n++;
		}
	if (j != NULL)
		jsonout_end(j);
	return n;
}

size_t
audit_stops(const struct gov_world *w, const struct pubkey *key, uint64_t except, char *out, size_t size)
{
	size_t at = 0, n = 0;
	struct tie t;

	out[0] = '\0';
	for (size_t i = 0; i < w->proposal_n; i++) {
		char one[48];

		if (w->proposal[i].index == except || !is_tied(w, &w->proposal[i], key, &t) || (t.vote != NULL && strcmp(t.vote, "approve") != 0))
			continue;
		(void)snprintf(one, sizeof one, "%s\"keyturn %s %llu\"", at == 0 ? "" : ", ", t.move, (unsigned long long)t.p->index);
		if (at + strlen(one) < size)
			at += (size_t)snprintf(out + at, size - at, "%s", one);
		n++;
	}
	return n;
}
