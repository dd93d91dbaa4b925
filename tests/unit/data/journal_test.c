#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/journal.h"
#include "data/votes.h"
#include "data/store.h"
#include "test.h"

static void
count(void *ctx, const struct journal_row *r)
{
	unsigned *n = ctx;

	(void)r;
	(*n)++;
}

static void
keep(void *ctx, const struct store_account *a)
{
	uint64_t *slot = ctx;

	*slot = a->slot;
}

static void
check_journal(struct store *s)
{
	struct journal_intent i = { .action = "approve", .index = 7 };
	struct signature sig = { { 9 } };
	struct journal_row row;
	struct err e = ERR_INIT;
	unsigned n = 0;
	int64_t id = 0;

	i.genesis_hash.b[0] = 1;
	i.subject.b[0] = 2;
	CHECK(journal_intent(s, &i, &id, &e) == ERR_OK && id > 0, "an intent has a number: %s", e.message);
	CHECK(journal_open_rows(s, &i.genesis_hash, count, &n, &e) == ERR_OK && n == 1, "an intent is open");
	CHECK(journal_signature(s, id, &sig, 99, &e) == ERR_OK, "its signature is kept");
	CHECK(journal_find(s, &i.genesis_hash, "approve", &i.subject, &row, &e) == ERR_OK, "it is found again");
	CHECK(row.has_signature && row.signature.b[0] == 9 && row.last_valid_height == 99 && row.intent.index == 7,
		"with what it was given");
	CHECK(journal_outcome(s, id, JOURNAL_LANDED, 1234, "", &e) == ERR_OK, "its outcome is kept");
	n = 0;
	CHECK(journal_open_rows(s, &i.genesis_hash, count, &n, &e) == ERR_OK && n == 0, "then it is open no more");
	n = 0;
	CHECK(journal_search(s, &i.genesis_hash, "", 0, 10, count, &n, &e) == ERR_OK && n == 1, "a page shows it");
	CHECK(journal_find(s, &i.genesis_hash, "reject", &i.subject, &row, &e) == ERR_NOT_FOUND, "another action is not found");
}

/* Two processes: one takes the other's intent for one left behind, before it is signed. */
static void
check_closed_by_another(struct store *s)
{
	struct journal_intent i = { .action = "approve", .index = 8 };
	struct signature sig = { { 4 } };
	struct err e = ERR_INIT;
	unsigned n = 0;
	int64_t id = 0;

	i.genesis_hash.b[0] = 3;
	CHECK(journal_intent(s, &i, &id, &e) == ERR_OK &&
		journal_outcome(s, id, JOURNAL_EXPIRED, 0, "left behind", &e) == ERR_OK, "closed before it was signed");
	CHECK(journal_signature(s, id, &sig, 99, &e) == ERR_OK &&
		journal_open_rows(s, &i.genesis_hash, count, &n, &e) == ERR_OK && n == 1, "with a signature it is open again");
	n = 0;
	CHECK(journal_outcome(s, id, JOURNAL_LANDED, 5, "", &e) == ERR_OK &&
		journal_open_rows(s, &i.genesis_hash, count, &n, &e) == ERR_OK && n == 0, "until its own outcome closes it");
	CHECK(journal_signature(s, 4711, &sig, 99, &e) == ERR_STORE, "no intent, no signature");
	n = 0;
	CHECK(journal_open_rows(s, &i.genesis_hash, count, &n, &e) == ERR_OK && n == 0, "and nothing is left open by it");
}

static void
keep_ids(void *ctx, const struct journal_row *r)
{
	int64_t *id = ctx;

	while (*id != 0)
		id++;
	*id = r->id;
}

/* A span of rows, from either end, is what a search finds among them. */
static void
check_spans(struct store *s)
{
	struct journal_intent i = { .action = "approve" };
	struct err e = ERR_INIT;
	int64_t id = 0, first = 0, last = 0, got[8] = { 0 };

	i.genesis_hash.b[0] = 9;
	CHECK(journal_last(s, &last, &e) == ERR_OK, "the newest row has a number: %s", e.message);
	for (unsigned k = 0; k < 10; k++) {
		i.index = k;
		(void)snprintf(i.action, sizeof i.action, k % 2 == 0 ? "approve" : "execute");
		CHECK(journal_intent(s, &i, &id, &e) == ERR_OK, "row %u: %s", k, e.message);
		first = k == 0 ? id : first;
	}
	CHECK(first == last + 1 && journal_last(s, &last, &e) == ERR_OK && last == id && id == first + 9, "numbers count up by one");
	CHECK(journal_span(s, &i.genesis_hash, "", first + 2, first + 5, true, 8, keep_ids, got, &e) == ERR_OK && got[0] == first + 5 &&
		got[3] == first + 2 && got[4] == 0, "both ends are in it, the newest first");
	memset(got, 0, sizeof got);
	CHECK(journal_span(s, &i.genesis_hash, "", first + 2, first + 5, false, 2, keep_ids, got, &e) == ERR_OK && got[0] == first + 2 &&
		got[1] == first + 3 && got[2] == 0, "or the oldest, as many as are wanted");
	memset(got, 0, sizeof got);
	CHECK(journal_span(s, &i.genesis_hash, "EXECUTE", first, last, true, 8, keep_ids, got, &e) == ERR_OK && got[0] == last &&
		got[4] == first + 1 && got[5] == 0, "with a text those that have it");
	memset(got, 0, sizeof got);
	CHECK(journal_outcome(s, first + 3, JOURNAL_FAILED, 9, "too late", &e) == ERR_OK &&
		journal_span(s, &i.genesis_hash, "Failed", first, last, true, 8, keep_ids, got, &e) == ERR_OK && got[0] == first + 3 && got[1] == 0,
		"an outcome finds the rows that had it");
	memset(got, 0, sizeof got);
	CHECK(journal_span(s, &i.genesis_hash, "open", first, first + 3, true, 8, keep_ids, got, &e) == ERR_OK && got[2] == first && got[3] == 0,
		"or that have none yet");
	memset(got, 0, sizeof got);
	i.genesis_hash.b[0] = 8;
	CHECK(journal_span(s, &i.genesis_hash, "", first, last, true, 8, keep_ids, got, &e) == ERR_OK && got[0] == 0,
		"rows of another cluster are not found");
}

/* What is found, and what is not: rows are told apart by their numbers. */
static void
check_search(struct store *s)
{
	struct journal_intent i = { .action = "buffer write", .genesis_hash = { { 21 } }, .multisig = { { 22 } }, .subject = { { 23 } },
		.signer = { { 24 } }, .index = 77, .detail = "264 of 264 pieces to be written: /home/Alice/Ledger.so" };
	struct signature sig = { { 25 } }, unknown = { { 26 } };
	char subject[PUBKEY_TEXT], signer[PUBKEY_TEXT], multisig[PUBKEY_TEXT], signature[SIGNATURE_TEXT], none[SIGNATURE_TEXT];
	const struct {
		const char *text, *what;
		bool found;
	} rows[] = {
		{ "", "everything", true }, { "buffer", "a word of its action", true }, { "alice/ledger", "of its words, small or capital", true },
		{ "OTHER AUTHORITY", "of why it failed", true }, { "77", "the proposal's number", true }, { "7", "no part of a number", false },
		{ "1234 OF 5608", "of what happened on the way", true }, { "carol", "a word it does not have", false }, { pubkey_text(subject, &i.subject), "its subject", true },
		{ pubkey_text(signer, &i.signer), "who signed", true }, { pubkey_text(multisig, &i.multisig), "the multisig", true },
		{ signature_text(signature, &sig), "a signature that was sent for it", true }, { signature_text(none, &unknown), "another one", false },
	};
	struct err e = ERR_INIT;
	int64_t id = 0;
	unsigned n = 0;

	CHECK(journal_intent(s, &i, &id, &e) == ERR_OK && journal_signature(s, id, &sig, 1, &e) == ERR_OK &&
		journal_event(s, id, "progress", "1234 of 5608 bytes", &e) == ERR_OK &&
		journal_outcome(s, id, JOURNAL_FAILED, 0, "another authority has it: Other Authority", &e) == ERR_OK, "a row to look for");
	for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
		int64_t got[8] = { 0 };

		CHECK(journal_search(s, &i.genesis_hash, rows[k].text, 0, 8, keep_ids, got, &e) == ERR_OK && got[0] == (rows[k].found ? id : 0)
			&& got[1] == 0, "found by %s: %s", rows[k].what, rows[k].found ? "yes" : "no");
	}
	CHECK(journal_search(s, &i.genesis_hash, "", id, 8, count, &n, &e) == ERR_OK && n == 0, "nothing is older than the oldest");
	i.genesis_hash.b[0] = 99;
	CHECK(journal_search(s, &i.genesis_hash, "alice", 0, 8, count, &n, &e) == ERR_OK && n == 0, "nothing is of another cluster");
}

static void
keep_event(void *ctx, const struct journal_event *v)
{
	struct journal_event *out = ctx;

	while (out->at != 0)
		out++;
	*out = *v;
}

static void
check_events(struct store *s)
{
	struct journal_intent i = { .action = "buffer write", .genesis_hash = { { 31 } } };
	struct journal_event got[4] = { { .at = 0 } }, none[2] = { { .at = 0 } };
	struct err e = ERR_INIT;
	int64_t id = 0, other = 0;

	CHECK(journal_intent(s, &i, &id, &e) == ERR_OK && journal_intent(s, &i, &other, &e) == ERR_OK, "two uploads");
	CHECK(journal_event(s, id, "began", "264 pieces", &e) == ERR_OK && journal_event(s, id, "done", "in 3 s", &e) == ERR_OK, "with lines");
	CHECK(journal_events(s, id, keep_event, got, &e) == ERR_OK && strcmp(got[0].what, "began") == 0 && strcmp(got[0].text, "264 pieces") == 0
		&& strcmp(got[1].what, "done") == 0 && got[1].at > 0 && got[2].at == 0, "are told in their order");
	CHECK(journal_events(s, other, keep_event, none, &e) == ERR_OK && none[0].at == 0, "the other one's are not");
	CHECK(journal_event(s, other + 1, "began", "", &e) == ERR_STORE, "there is none of an intent that is not there: %s", e.message);
	CHECK(journal_outcome(s, id, JOURNAL_LANDED, 0, "", &e) == ERR_OK && journal_outcome(s, other, JOURNAL_LANDED, 0, "", &e) == ERR_OK,
		"and both end");
}

static void
check_accounts(struct store *s)
{
	const uint8_t data[] = { 1, 2, 3 };
	struct hash g = { { 1 } };
	struct pubkey m = { { 2 } };
	struct store_account a = { .address = { { 3 } }, .slot = 10, .data = data, .len = sizeof data };
	struct err e = ERR_INIT;
	uint64_t slot = 0;
	int64_t seen;

	CHECK(store_accounts_save(s, &g, &m, &a, 1, &e) == ERR_OK, "an account is kept: %s", e.message);
	a.slot = 9;
	CHECK(store_accounts_save(s, &g, &m, &a, 1, &e) == ERR_OK, "an older one is taken");
	CHECK(store_accounts_load(s, &g, &m, 0, keep, &slot, &seen, &e) == ERR_OK && slot == 10 && seen > 0,
		"and does not replace the newer");
}

static void
check_labels(struct store *s)
{
	struct pubkey k = { { 5 } };
	char text[LABEL_MAX];
	struct err e = ERR_INIT;

	CHECK(store_label_set(s, &k, "alice", &e) == ERR_OK, "a label is kept: %s", e.message);
	store_label(s, &k, text);
	CHECK(strcmp(text, "alice") == 0, "and given back");
	CHECK(store_label_set(s, &k, NULL, &e) == ERR_OK, "and removed");
	store_label(s, &k, text);
	CHECK(text[0] == '\0', "then it is empty");
}

static void
count_vote(void *ctx, const struct store_vote *v)
{
	struct store_vote *out = ctx;

	out[1] = out[0];
	out[0] = *v;
}

static void
check_votes(struct store *s)
{
	struct hash genesis = { { 7 } };
	struct pubkey multisig = { { 8 } }, proposal = { { 9 } }, other = { { 10 } };
	struct store_vote two[2] = { { .signature = { { 1 } }, .is_vote = true, .member = { { 5 } }, .choice = 2, .slot = 100,
		.has_time = true, .at = 1800000000 }, { .signature = { { 2 } }, .slot = 99 } }, got[2], none[2];
	struct err e = ERR_INIT;

	memset(got, 0, sizeof got);
	memset(none, 0, sizeof none);
	CHECK(store_votes_load(s, &genesis, &multisig, &proposal, count_vote, got, &e) == ERR_OK && got[0].slot == 0,
		"no votes are known at first: %s", e.message);
	CHECK(store_votes_save(s, &genesis, &multisig, &proposal, two, 2, &e) == ERR_OK, "two are saved: %s", e.message);
	two[0].choice = 1;
	CHECK(store_votes_save(s, &genesis, &multisig, &proposal, two, 1, &e) == ERR_OK, "one of them again: %s", e.message);
	CHECK(store_votes_load(s, &genesis, &multisig, &proposal, count_vote, got, &e) == ERR_OK && got[1].slot == 100 &&
		got[0].slot == 99, "newest first: %s", e.message);
	CHECK(got[1].is_vote && got[1].choice == 2 && got[1].member.b[0] == 5 && got[1].has_time && got[1].at == 1800000000,
		"and as they were saved first");
	CHECK(!got[0].is_vote && !got[0].has_time, "what was no vote, without a time, is remembered as that");
	CHECK(store_votes_load(s, &genesis, &multisig, &other, count_vote, none, &e) == ERR_OK && none[0].slot == 0,
		"another proposal has none");
}

int
main(void)
{
	char dir[] = "/tmp/keyturn-data.XXXXXX", path[64], notice[ERR_TEXT_MAX];
	struct clock c = clock_system();
	struct store *s = NULL;
	struct stat st;
	struct err e = ERR_INIT;
	FILE *f;

	if (!solana_init() || mkdtemp(dir) == NULL)
		return 1;
	CHECK(store_open(dir, &c, &s, notice, &e) == ERR_OK && notice[0] == '\0', "a new database: %s", e.message);
	(void)snprintf(path, sizeof path, "%s/keyturn.db", dir);
	CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "is readable by its owner alone");
	check_journal(s);
	check_closed_by_another(s);
	check_spans(s);
	check_search(s);
	check_events(s);
	check_accounts(s);
	check_labels(s);
	check_votes(s);
	store_free(s);
	s = NULL;
	CHECK(store_open(dir, &c, &s, notice, &e) == ERR_OK && notice[0] == '\0', "opens again");
	store_free(s);
	s = NULL;
	if ((f = fopen(path, "wb")) != NULL) {
		(void)fputs("this is no database, it only stands where one should be, and is long enough to be read", f);
		(void)fclose(f);
	}
	CHECK(store_open(dir, &c, &s, notice, &e) == ERR_OK && notice[0] != '\0', "a damaged file is set aside: %s", notice);
	store_free(s);
	return test_done();
}
