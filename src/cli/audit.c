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

/* One transaction's message; true when it is of interest. */
static bool
judge(struct cli *c, const struct gov_world *w, const struct pubkey *key, const struct buf *wire, struct audit_row *row)
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
	return found;
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
		if (rc == ERR_OK && judge(c, w, key, &wire, row))
			out->row_n++;
		buf_wipe(&wire);
	}
	for (size_t i = 0; i < n; i++)
		rpc_call_free(call[i]);
	return rc;
}

enum err_code
audit_read(struct cli *c, const struct gov_world *w, const struct pubkey *key, const struct signature *before,
	unsigned limit, struct audit *out, struct err *e)
{
	struct rpc_call *list = rpc_get_signatures(c->s.rpc, key, before, limit, c->s.commitment);
	struct rpc_signature *s = mem_new(limit, sizeof *s);
	size_t n = 0;
	enum err_code rc = cli_await(c, list, e);

	memset(out, 0, sizeof *out);
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
	(void)printf("  %zu signatures looked at%s\n", a->looked, a->more ? "; older ones are there:" : ", that is all there are");
	if (a->more)
		(void)printf("    --before %s\n", signature_text(sig, &a->last));
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
	jsonout_str(j, "before", a->more ? signature_text(sig, &a->last) : NULL);
}

/* --- open acts with its vote ------------------------------------------------- */

static void
tell_act(struct cli *c, const struct gov_world *w, const struct gov_proposal *p, const char *vote, bool proposed,
	struct jsonout *j)
{
	enum gov_state state = proposal_state(p, &w->multisig, gov_world_record(w, &p->program), w->cluster_unix_s);
	const char *stop = state == STATE_ACTIVE ? "reject" : "cancel";
	unsigned long long n = p->index;
	char id[24], safe[KT_DESCRIPTION_MAX * 3 + 1];

	(void)snprintf(id, sizeof id, "%llu", n);
	if (j == NULL) {
		(void)text_safe(safe, sizeof safe, p->description, strlen(p->description), c->o.plain);
		(void)printf("  %s %s, %s, %s%s%s: %s\n    \"keyturn %s %s\" is the vote against it\n", id, kt_kind_name(p->kind),
			state_name(state), proposed ? "proposed by it" : "", proposed && vote != NULL ? ", " : "",
			vote != NULL ? vote : "", safe, stop, id);
		return;
	}
	jsonout_object(j, NULL);
	jsonout_str(j, "id", id);
	jsonout_str(j, "kind", kt_kind_name(p->kind));
	jsonout_str(j, "status", state_name(state));
	jsonout_str(j, "vote", vote);
	jsonout_bool(j, "proposed", proposed);
	jsonout_str(j, "stop", stop);
	jsonout_end(j);
}

unsigned
audit_open_acts(struct cli *c, const struct gov_world *w, const struct pubkey *key, struct jsonout *j)
{
	int member = multisig_member(&w->multisig, key);
	unsigned n = 0;

	if (j != NULL)
		jsonout_array(j, "open_acts");
	for (size_t i = 0; i < w->proposal_n; i++) {
		const struct gov_proposal *p = &w->proposal[i];
		const char *vote = member >= 0 ? proposal_vote(p, (unsigned)member) : NULL;
		bool proposed = pubkey_eq(&p->proposer, key);

		if ((vote == NULL && !proposed) || !gov_world_is_open(w, p))
			continue;
		tell_act(c, w, p, vote, proposed, j);
		n++;
	}
	if (j != NULL)
		jsonout_end(j);
	return n;
}
