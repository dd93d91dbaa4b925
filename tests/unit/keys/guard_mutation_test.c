/* guard_mutation_test.c - R5: whatever byte of a message or of the accounts
 * handed over is changed, either nothing is described (so nothing is signed) or
 * the card says something else.  Bytes that have no bearing are listed. */

#include "guard_sample.h"

static struct guard_card good, card;

static bool
same_words(const struct guard_card *a, const struct guard_card *b)
{
	static struct guard_card x;

	x = *a;
	x.digest = b->digest;
	return memcmp(&x, b, sizeof x) == 0;
}

/* Unused text behind a NUL is the same for the same words. */
static enum err_code
describe(const struct guard_sample *s, const uint8_t *m, size_t len, struct guard_card *out)
{
	struct err e = ERR_INIT;
	enum err_code rc = guard_describe(&s->config, &s->signer, m, len, &s->context, out, &e);

	if (rc != ERR_OK && rc != ERR_REFUSED)
		printf("# refused with code %d: %s\n", (int)rc, e.message);
	return rc;
}

struct tally {
	unsigned n, refused, other, silent;
	size_t first; /* offset of the first that went unseen */
};

static void
judge(struct tally *t, enum err_code rc, size_t at, bool no_bearing)
{
	bool same = rc == ERR_OK && same_words(&good, &card);

	t->n++;
	t->refused += rc != ERR_OK;
	t->other += rc == ERR_OK && !same;
	if (same && !no_bearing && t->silent++ == 0)
		t->first = at;
}

/* The blockhash: it only says when the message dies. */
static size_t
blockhash_at(const struct guard_sample *s)
{
	uint8_t want[32];

	memset(want, SAMPLE_BLOCKHASH, 32);
	for (size_t i = 0; i + 32 <= s->len; i++)
		if (memcmp(s->message + i, want, 32) == 0)
			return i;
	return 0;
}

static void
mutate_message(const struct guard_sample *s, const char *name)
{
	static const uint8_t flip[] = { 0x01, 0x80 };
	uint8_t m[PACKET_MAX + 1];
	size_t hash = blockhash_at(s);
	struct tally t = { .n = 0 };

	for (size_t i = 0; i < s->len; i++) {
		bool none = i >= hash && i < hash + 32;

		for (size_t f = 0; f < sizeof flip; f++) {
			memcpy(m, s->message, s->len);
			m[i] ^= flip[f];
			judge(&t, describe(s, m, s->len, &card), i, none);
		}
		memcpy(m, s->message, i);
		memcpy(m + i, s->message + i + 1, s->len - i - 1);
		judge(&t, describe(s, m, s->len - 1, &card), i, false);
		memcpy(m, s->message, i);
		m[i] = (uint8_t)~s->message[i];
		memcpy(m + i + 1, s->message + i, s->len - i);
		judge(&t, describe(s, m, s->len + 1, &card), i, false);
	}
	CHECK(t.silent == 0, "%s: of %u changed messages %u refused, %u worded otherwise, %u unseen%s", name, t.n,
		t.refused, t.other, t.silent, t.silent > 0 ? " (!)" : "");
	if (t.silent > 0)
		printf("# first at byte %zu of %zu, blockhash at %zu\n", t.first, s->len, hash);
}

/* Pairs of accounts of the act swapped in its list. */
static void
swap_accounts(const struct guard_sample *s, const char *name)
{
	struct message parsed;
	struct err e = ERR_INIT;
	struct tally t = { .n = 0 };
	uint8_t m[PACKET_MAX];

	if (message_parse(s->message, s->len, &parsed, &e) != ERR_OK)
		return;
	for (unsigned i = 3; i < parsed.instruction_n; i++) {
		const struct message_instruction *ix = &parsed.instruction[i];
		size_t list = (size_t)(ix->data - s->message) - (ix->data_len >= 128 ? 2 : 1) - ix->account_n;

		for (unsigned a = 0; a < ix->account_n; a++)
			for (unsigned b = 0; b < a; b++) {
				if (ix->account[a] == ix->account[b])
					continue;
				memcpy(m, s->message, s->len);
				m[list + a] = ix->account[b];
				m[list + b] = ix->account[a];
				judge(&t, describe(s, m, s->len, &card), list + a, false);
				m[list + a] = ix->account[a]; /* one twice */
				judge(&t, describe(s, m, s->len, &card), list + b, false);
			}
	}
	CHECK(t.silent == 0 && t.n > 0, "%s: of %u swapped or doubled accounts %u refused, %u worded otherwise", name, t.n,
		t.refused, t.other);
}

/* --- accounts handed over --- */

#define IN(at, table, field) ((at) >= KT_AT(table, field) && (at) < KT_AT(table, field) + KT_SIZE(table, field))

static bool
multisig_no_bearing(size_t at, const struct guard_case *c)
{
	struct kt_governance g = sample_governance();
	size_t used = KT_AT(multisig, rules) + KT_LEN(rules) + g.member_n * KT_LEN(member);
	bool after = c->what == CASE_RECLAIM || c->what == CASE_CLOSE;

	/* Reclaim and close touch no member's right: only the address counts. */
	return IN(at, multisig, bump) || IN(at, multisig, authority_bump) || IN(at, multisig, proposal_count) || at >= used ||
		((after || c->what == CASE_ADOPT) && (IN(at, multisig, epoch) || at >= KT_AT(multisig, rules)));
}

static bool
proposal_no_bearing(size_t at, const struct guard_case *c)
{
	bool after = c->what == CASE_RECLAIM || c->what == CASE_CLOSE;

	/* Stored as approved: who approves now counts no more.  The delays of a dead act count no more. */
	return IN(at, proposal, bump) || IN(at, proposal, holds_buffer) || IN(at, proposal, ended_at) ||
		IN(at, proposal, approvals) ||
		(after && (IN(at, proposal, lock) || IN(at, proposal, window) || IN(at, proposal, epoch)));
}

/* Of the versions only the newest and the target count. */
static bool
record_no_bearing(size_t at, const struct guard_case *c)
{
	size_t v = at < KT_AT(record, versions) ? 0 : (at - KT_AT(record, versions)) / KT_LEN(version);
	size_t in = at < KT_AT(record, versions) ? 0 : (at - KT_AT(record, versions)) % KT_LEN(version);
	bool after = c->what == CASE_RECLAIM || c->what == CASE_CLOSE;

	if (after || IN(at, record, bump))
		return true;
	if (at < KT_AT(record, versions))
		return c->kind == KT_KIND_ROLLBACK && (IN(at, record, version_n) || IN(at, record, newest));
	if (v == 2 && in < 40)
		return c->kind == KT_KIND_ROLLBACK;
	return !(v == 0 && in < 40 && c->kind == KT_KIND_ROLLBACK);
}

typedef bool no_bearing_fn(size_t at, const struct guard_case *c);

static unsigned
mutate_account(struct guard_sample *s, const struct guard_case *c, struct guard_account *a, const char *what,
	no_bearing_fn *none)
{
	static const uint8_t flip[] = { 0x01, 0x40 };
	struct guard_account kept = *a;
	struct tally t = { .n = 0 };

	for (size_t i = 0; i < kept.len; i++) {
		for (size_t f = 0; f < sizeof flip; f++) {
			a->data[i] ^= flip[f];
			judge(&t, describe(s, s->message, s->len, &card), i, none(i, c));
			*a = kept;
		}
		if (i % 16 == 0) { /* every 16th: shorter, and longer from there on */
			memmove(a->data + i, a->data + i + 1, kept.len - i - 1);
			a->len = kept.len - 1;
			judge(&t, describe(s, s->message, s->len, &card), i, false);
			*a = kept;
			memmove(a->data + i + 1, kept.data + i, kept.len - i);
			a->len = kept.len + 1;
			judge(&t, describe(s, s->message, s->len, &card), i, false);
			*a = kept;
		}
	}
	for (size_t i = 0; i < 32; i++) {
		a->address.b[i] ^= 1;
		judge(&t, describe(s, s->message, s->len, &card), i, false);
		*a = kept;
	}
	a->len = 0;
	judge(&t, describe(s, s->message, s->len, &card), 0, false);
	*a = kept;
	CHECK(t.silent == 0, "%s: of %u changed %s accounts %u refused, %u worded otherwise, %u unseen", c->name, t.n, what,
		t.refused, t.other, t.silent);
	if (t.silent > 0)
		printf("# first at byte %zu of %zu\n", t.first, kept.len);
	return t.n;
}

/* Accounts are tried for one case of each shape: the rest share their code. */
static unsigned
mutate_accounts(struct guard_sample *s, const struct guard_case *c)
{
	static const char *const chosen[] = { "propose-upgrade", "approve-rollback", "approve-members", "execute-upgrade",
		"execute-immutable", "reclaim", "close", "adopt" };
	bool wanted = false, moves = c->what >= CASE_VOTE && c->what <= CASE_CLOSE;
	unsigned n = 0;

	for (size_t i = 0; i < sizeof chosen / sizeof chosen[0]; i++)
		wanted |= strcmp(c->name, chosen[i]) == 0;
	if (!wanted)
		return 0;
	n += mutate_account(s, c, &s->context.multisig, "multisig", multisig_no_bearing);
	if (moves)
		n += mutate_account(s, c, &s->context.proposal, "proposal", proposal_no_bearing);
	if (c->what != CASE_ADOPT && c->kind != KT_KIND_MEMBERS)
		n += mutate_account(s, c, &s->context.record, "record", record_no_bearing);
	return n;
}

int
main(void)
{
	static struct guard_sample s;
	unsigned accounts = 0;

	if (!solana_init())
		return 1;
	for (size_t i = 0; i < GUARD_CASE_N; i++) {
		const struct guard_case *c = &guard_cases[i];

		sample_case(&s, c);
		if (describe(&s, s.message, s.len, &good) != ERR_OK) {
			CHECK(false, "%s is described", c->name);
			continue;
		}
		mutate_message(&s, c->name);
		swap_accounts(&s, c->name);
		accounts += mutate_accounts(&s, c);
	}
	CHECK(accounts >= 2000, "%u mutated accounts", accounts);
	return test_done();
}
