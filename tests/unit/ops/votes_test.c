/* votes_test.c - when who voted, from transactions that are real ones: what is
 * asked for, what is kept, and what an endpoint may do to it. */

#include "ops/votes.h"

#include <stdlib.h>

#include "data/votes.h"
#include "ops_bench.h"
#include "solana/message.h"
#include "solana/system.h"

#define NO_TIME INT64_MIN

/* Transactions of the proposal, oldest first; the newest `shown` of the first `n` are listed. */
static struct sent {
	bool failed, lost; /* lost: the node no longer has it */
	uint64_t slot;
	int64_t time;
	char signature[SIGNATURE_TEXT];
	char json[2400];
} sent[16];
static unsigned n, fetched, listed;
static char list_json[8192];
static char folder[] = "/tmp/keyturn-votes-XXXXXX";

static const char *
answer(const char *body)
{
	size_t at = 1;

	if (strstr(body, "\"getTransaction\"") != NULL) {
		fetched++;
		for (unsigned i = 0; i < n; i++)
			if (strstr(body, sent[i].signature) != NULL)
				return sent[i].lost ? "null" : sent[i].json;
		return NULL;
	}
	if (strstr(body, "\"getSignaturesForAddress\"") == NULL)
		return NULL;
	listed++;
	list_json[0] = '[';
	for (unsigned i = n; i-- > 0;) {
		char time[32] = "null";

		if (sent[i].time != NO_TIME)
			(void)snprintf(time, sizeof time, "%lld", (long long)sent[i].time);
		at += (size_t)snprintf(list_json + at, sizeof list_json - at, "%s{\"signature\":\"%s\",\"slot\":%llu,\"err\":%s,\"blockTime\":%s}",
			at > 1 ? "," : "", sent[i].signature, (unsigned long long)sent[i].slot,
			sent[i].failed ? "{\"InstructionError\":[0,{\"Custom\":1}]}" : "null", time);
	}
	(void)snprintf(list_json + at, sizeof list_json - at, "]");
	return list_json;
}

struct scene {
	struct ops_bench b;
	struct gov_multisig m;
	struct gov_proposal p;
};

/* What was sent next: `ix` paid for by `who`, in `slot` at `time`. */
static struct sent *
send_ix(const struct pubkey *who, const struct instruction *ix, uint64_t slot, int64_t time)
{
	struct sent *s = &sent[n++];
	struct hash any = { { 9 } };
	struct signature sig = { { (uint8_t)n, 0x77 } };
	struct transaction t;
	uint8_t message[PACKET_MAX];
	char wire[2048], at[32] = "null";
	struct err e = ERR_INIT;
	size_t len;

	if (message_build(who, ix, 1, &any, message, &len, &e) != ERR_OK || transaction_start(message, len, &t, &e) != ERR_OK)
		die("%s", e.message);
	transaction_put(&t, 0, &sig);
	text_base64(wire, t.bytes, t.len);
	*s = (struct sent){ .slot = slot, .time = time };
	(void)signature_text(s->signature, &sig);
	if (time != NO_TIME)
		(void)snprintf(at, sizeof at, "%lld", (long long)time);
	(void)snprintf(s->json, sizeof s->json, "{\"slot\":%llu,\"blockTime\":%s,\"transaction\":[\"%s\",\"base64\"],\"meta\":{\"err\":null}}",
		(unsigned long long)slot, at, wire);
	return s;
}

static struct sent *
vote(const struct scene *x, unsigned member, enum kt_choice choice, uint64_t index, uint64_t slot, int64_t time)
{
	struct kt_where w = { x->b.s.governance, x->m.address };
	struct kt_ix ix;

	kt_vote_ix(&ix, &w, &x->m.member[member].address, index, choice, &x->p.payload_hash);
	return send_ix(&x->m.member[member].address, &ix.ix, slot, time);
}

/* A read to its end. */
static struct votes *
read_votes(struct scene *x)
{
	struct votes *v;

	fetched = listed = 0;
	v = votes_new(&x->b.s, &x->p, COMMITMENT_CONFIRMED);
	for (int i = 0; votes_turn(v) && i < 1000; i++)
		ops_bench_wait(&x->b);
	return v;
}

/* -1: not known. */
static long long
at(const struct scene *x, const struct votes *v, unsigned member, const char *what)
{
	int64_t t;

	return votes_at(v, &x->m.member[member].address, what, &t) ? (long long)t : -1;
}

static void
test_votes(struct scene *x)
{
	struct system_ix other;
	struct votes *v;

	n = 0;
	system_transfer(&other, &x->m.member[0].address, &x->p.address, 1);
	(void)send_ix(&x->m.member[0].address, &other.ix, 90, 900);
	(void)vote(x, 0, KT_CHOICE_APPROVE, 14, 100, 1000);
	(void)vote(x, 1, KT_CHOICE_REJECT, 14, 101, 1001);
	vote(x, 2, KT_CHOICE_APPROVE, 14, 102, 1002)->failed = true;
	(void)vote(x, 3, KT_CHOICE_APPROVE, 13, 103, 1003);
	(void)vote(x, 0, KT_CHOICE_WITHDRAW, 14, 104, 1004);
	(void)vote(x, 0, KT_CHOICE_APPROVE, 14, 105, 1005);
	v = read_votes(x);
	CHECK(listed == 1 && fetched == 6, "one list, and every one that did not fail: %u, %u", listed, fetched);
	CHECK(at(x, v, 0, "approve") == 1005, "of two approvals the newer: %lld", at(x, v, 0, "approve"));
	CHECK(at(x, v, 1, "reject") == 1001, "a rejection");
	CHECK(at(x, v, 1, "approve") == -1 && at(x, v, 1, "cancel") == -1, "is no other vote");
	CHECK(at(x, v, 2, "approve") == -1, "one that failed changed nothing");
	CHECK(at(x, v, 3, "approve") == -1, "a vote on another proposal is none on this one");
	votes_free(v);
}

static void
test_times(struct scene *x)
{
	struct votes *v;

	n = 0;
	(void)vote(x, 0, KT_CHOICE_CANCEL, 14, 100, NO_TIME);
	vote(x, 1, KT_CHOICE_CANCEL, 14, 101, 1001)->time = NO_TIME; /* the list does not know it, the transaction does */
	(void)vote(x, 2, KT_CHOICE_CANCEL, 14, 102, -5);
	v = read_votes(x);
	CHECK(at(x, v, 0, "cancel") == -1, "a vote without a time has none");
	CHECK(at(x, v, 1, "cancel") == 1001, "the transaction's own time, where the list has none");
	CHECK(at(x, v, 2, "cancel") == -1, "a time before 1970 is none");
	votes_free(v);
}

/* What is known is not asked again; what the node had lost is. */
static void
test_kept(struct scene *x)
{
	struct err e = ERR_INIT;
	struct votes *v;

	n = 0;
	if (mkdtemp(folder) == NULL || store_open(folder, &x->b.s.clock, &x->b.s.store, NULL, &e) != ERR_OK)
		die("no store: %s", e.message);
	(void)vote(x, 0, KT_CHOICE_APPROVE, 14, 100, 1000);
	vote(x, 1, KT_CHOICE_APPROVE, 14, 101, 1001)->lost = true;
	v = read_votes(x);
	CHECK(fetched == 2 && at(x, v, 0, "approve") == 1000 && at(x, v, 1, "approve") == -1, "one of two is there");
	votes_free(v);
	v = votes_new(&x->b.s, &x->p, COMMITMENT_CONFIRMED);
	CHECK(at(x, v, 0, "approve") == 1000, "what was read once is known before anything is answered");
	votes_free(v);
	sent[1].lost = false;
	v = read_votes(x);
	CHECK(fetched == 1 && at(x, v, 1, "approve") == 1001, "only what was missing is asked for: %u", fetched);
	votes_free(v);
	(void)vote(x, 2, KT_CHOICE_APPROVE, 14, 102, 1002);
	v = read_votes(x);
	CHECK(fetched == 1 && at(x, v, 0, "approve") == 1000 && at(x, v, 2, "approve") == 1002, "and what is new");
	votes_free(v);
	x->b.s.genesis.b[0] ^= 1;
	v = votes_new(&x->b.s, &x->p, COMMITMENT_CONFIRMED);
	CHECK(at(x, v, 0, "approve") == -1, "another cluster's votes are not these");
	votes_free(v);
	x->b.s.genesis.b[0] ^= 1;
	store_free(x->b.s.store);
	x->b.s.store = NULL;
}

/* More transactions than are asked for at once, and an endpoint that has enough in their midst. */
static void
test_trouble(struct scene *x)
{
	static const char no[] = "{\"code\":-32603,\"message\":\"no\"}";
	struct votes *v;

	n = 0;
	for (unsigned i = 0; i < 15; i++)
		(void)vote(x, i % 4, KT_CHOICE_APPROVE, 14, 100 + i, 1000 + (int)i);
	v = read_votes(x);
	CHECK(fetched == 15 && at(x, v, 2, "approve") == 1014 && at(x, v, 3, "approve") == 1011, "all of many: %u", fetched);
	votes_free(v);
	for (unsigned i = 0; i < 4; i++)
		server_break(&x->b.server, SERVER_ERROR, 0, no);
	v = read_votes(x);
	CHECK(fetched == 0 && at(x, v, 0, "approve") == -1, "without a list it is over, and nothing known");
	votes_free(v);
	server_mend(&x->b.server);
	sent[14].json[0] = '['; /* the newest makes no sense */
	v = read_votes(x);
	CHECK(at(x, v, 2, "approve") == 1010, "one that makes no sense is left out: %lld", at(x, v, 2, "approve"));
	votes_free(v);
	v = votes_new(&x->b.s, &x->p, COMMITMENT_CONFIRMED);
	ops_bench_wait(&x->b);
	(void)votes_turn(v);
	votes_free(v);
	votes_free(NULL);
	CHECK(true, "given up in the midst of it");
}

int
main(void)
{
	static struct scene x;
	char command[64];

	x.m = sample_gov_multisig();
	x.p = sample_gov_proposal(&x.m, KT_KIND_UPGRADE, KT_STATUS_ACTIVE, 0);
	ops_bench_start(&x.b, answer);
	test_votes(&x);
	test_times(&x);
	test_kept(&x);
	test_trouble(&x);
	ops_bench_stop(&x.b);
	gov_proposal_wipe(&x.p);
	gov_multisig_wipe(&x.m);
	(void)snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command) != 0 || test_done();
}
