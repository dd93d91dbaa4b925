/* guard_lie_test.c - R5: an endpoint that lies about multisig, proposal and
 * record, for every kind of act and every move on it.
 *
 * Each run changes what the reader hands over, by seed.  The message is the one
 * a client builds: half the time from the truth, half the time from the lie.
 * Where the guard would sign, the hash in the message must be the one recomputed
 * here from what was handed over, and the words must be those of that act; and
 * where the chain would take that hash, everything the card shows as certain
 * must be the truth.  KEYTURN_LIES in the environment sets how many runs. */

#include <inttypes.h>
#include <stdlib.h>

#include "guard_sample.h"
#include "keys/guard_card.h"

static const struct lie_kind {
	const char *name;
	enum kt_kind kind;
	bool one_way;
} kinds[] = {
	{ "upgrade", KT_KIND_UPGRADE, false }, { "one-way upgrade", KT_KIND_UPGRADE, true },
	{ "rollback", KT_KIND_ROLLBACK, false }, { "members", KT_KIND_MEMBERS, false },
	{ "handover", KT_KIND_HANDOVER, false }, { "handover to a multisig", KT_KIND_HANDOVER_MULTISIG, false },
	{ "handover unchecked", KT_KIND_HANDOVER_UNCHECKED, false }, { "immutable", KT_KIND_IMMUTABLE, false },
};
static const struct lie_move {
	const char *name;
	enum kt_choice choice; /* 0: execute */
} moves[] = {
	{ "approve", KT_CHOICE_APPROVE }, { "reject", KT_CHOICE_REJECT }, { "cancel", KT_CHOICE_CANCEL },
	{ "withdraw", KT_CHOICE_WITHDRAW }, { "execute", 0 },
};
enum { KIND_N = sizeof kinds / sizeof kinds[0], MOVE_N = sizeof moves / sizeof moves[0], RUNS = 20000 };

static uint64_t dice = 0x9e3779b97f4a7c15u;

static uint64_t
roll(uint64_t n)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return dice % n;
}

/* The hash of the proposal as it stands in the context, under the multisig that stands there. */
static bool
hash_now(const struct guard_sample *s, struct kt_proposal_account *p, struct hash *out)
{
	struct kt_multisig_account m;
	struct err e = ERR_INIT;

	if (kt_multisig_decode(s->context.multisig.data, s->context.multisig.len, &m, &e) != ERR_OK
		|| kt_proposal_decode(s->context.proposal.data, s->context.proposal.len, p, &e) != ERR_OK)
		return false;
	kt_payload_hash(&s->where.id, &m, &s->where.multisig, p, out);
	return true;
}

/* The stored hash becomes that of the contents. */
static void
seal(struct guard_sample *s)
{
	struct kt_proposal_account p;
	struct hash h;

	if (hash_now(s, &p, &h))
		memcpy(AT(s->context.proposal.data, proposal, payload_hash), h.b, 32);
}

static void
truth(struct guard_sample *s, const struct lie_kind *k)
{
	struct guard_case c = { .name = k->name, .what = CASE_VOTE, .kind = k->kind };
	struct err e = ERR_INIT;

	sample_world(s);
	sample_prepare(s, &c);
	if (k->kind == KT_KIND_UPGRADE)
		s->context.proposal.data[KT_PROPOSAL_HEADER + KT_AT(deploy, flags)] = k->one_way ? KT_DEPLOY_ONE_WAY : 0;
	seal(s);
	if (kt_proposal_decode(s->context.proposal.data, s->context.proposal.len, &s->proposal, &e) != ERR_OK)
		die("%s", e.message);
}

/* The message of a move, made from the proposal that is believed. */
static void
build(struct guard_sample *s, const struct lie_move *m, const struct kt_proposal_account *p)
{
	struct kt_ix ix;

	if (m->choice != 0)
		kt_vote_ix(&ix, &s->where, &s->signer, 14, m->choice, &p->payload_hash);
	else
		kt_execute_ix(&ix, &s->where, &s->signer, 14, &p->act, &p->payload_hash);
	sample_build(s, &ix.ix, 1);
}

/* --- lies ---------------------------------------------------------------- */

static struct guard_account *
victim(struct guard_sample *s)
{
	struct guard_account *all[] = { &s->context.multisig, &s->context.proposal, &s->context.proposal, &s->context.record };

	return all[roll(4)];
}

static void
lie_bytes(struct guard_account *a)
{
	uint64_t n = 1 + roll(4);

	for (uint64_t i = 0; i < n && a->len > 0; i++)
		a->data[roll(a->len)] ^= (uint8_t)(1u << roll(8));
}

static void
lie_field(struct guard_account *a)
{
	size_t len = roll(2) ? 32 : 1 + roll(8), at;

	if (a->len < len)
		return;
	at = roll(a->len - len + 1);
	memset(a->data + at, (int)roll(256), len);
}

static void
lie_move_bytes(struct guard_account *a)
{
	size_t len = 1 + roll(64), from, to;

	if (a->len < len)
		return;
	from = roll(a->len - len + 1);
	to = roll(a->len - len + 1);
	memmove(a->data + to, a->data + from, len);
}

/* In the payload: the very field that says what is done. */
static void
lie_payload(struct guard_account *p)
{
	static const size_t deploy[] = { KT_AT(deploy, program), KT_AT(deploy, buffer), KT_AT(deploy, spill), KT_AT(deploy, from_number),
		KT_AT(deploy, target_number), KT_AT(deploy, code_hash), KT_AT(deploy, code_len), KT_AT(deploy, flags) };
	size_t at = KT_PROPOSAL_HEADER + deploy[roll(sizeof deploy / sizeof deploy[0])];

	if (at < p->len)
		p->data[at] ^= (uint8_t)(1u << roll(3));
}

/* Another act altogether, as if it had that number. */
static void
lie_other_act(struct guard_sample *s)
{
	static struct guard_sample other;
	const struct lie_kind *k = &kinds[roll(KIND_N)];

	truth(&other, k);
	s->context.proposal = other.context.proposal;
	if (roll(2))
		lie_payload(&s->context.proposal);
}

static void
lie_length(struct guard_account *a)
{
	a->len = roll(3) == 0 ? 0 : roll(2) && a->len > 0 ? roll(a->len) : a->len + 1 + roll(8);
}

static void
lie_numbers(struct guard_sample *s)
{
	uint8_t *rules = AT(s->context.multisig.data, multisig, rules);

	if (roll(2))
		rules[roll(KT_LEN(rules))] = (uint8_t)roll(8);
	else
		AT(s->context.multisig.data, multisig, members)[roll(4 * KT_LEN(member))] ^= 1;
}

static void
lie(struct guard_sample *s)
{
	uint64_t n = 1 + roll(2);

	for (uint64_t i = 0; i < n; i++)
		switch (roll(8)) {
		case 0: lie_bytes(victim(s)); break;
		case 1: lie_field(victim(s)); break;
		case 2: lie_move_bytes(victim(s)); break;
		case 3: lie_payload(&s->context.proposal); break;
		case 4: lie_other_act(s); break;
		case 5: lie_length(victim(s)); break;
		case 6: lie_numbers(s); break;
		default: victim(s)->address.b[roll(32)] ^= 1; break;
		}
	if (roll(2)) /* a liar that is consistent with itself */
		seal(s);
}

/* --- judging ------------------------------------------------------------- */

struct tally {
	unsigned runs, refused, chain, same, bad;
	char first[200];
};

static void
blame(struct tally *t, const char *what)
{
	if (t->bad++ == 0)
		(void)snprintf(t->first, sizeof t->first, "run %u: %s", t->runs, what);
}

/* Everything shown as certain is as in the card of the truth. */
static bool
same_certain(const struct guard_card *a, const struct guard_card *b)
{
	unsigned j = 0;

	for (unsigned i = 0; i < a->field_n; i++) {
		if (a->field[i].reported)
			continue;
		while (j < b->field_n && b->field[j].reported)
			j++;
		if (j == b->field_n || strcmp(a->field[i].name, b->field[j].name) != 0 || strcmp(a->field[i].value, b->field[j].value) != 0)
			return false;
		j++;
	}
	return strcmp(a->sentence, b->sentence) == 0;
}

/* The hash the message carries, found without the guard. */
static void
hash_of_message(const struct guard_sample *s, struct hash *out)
{
	struct message m;
	struct err e = ERR_INIT;
	const uint8_t *data;

	if (message_parse(s->message, s->len, &m, &e) != ERR_OK)
		die("%s", e.message);
	data = m.instruction[m.instruction_n - 1].data;
	memcpy(out->b, data + (data[0] == KT_VOTE ? KT_AT(vote, payload_hash) : KT_AT(execute, payload_hash)), 32);
}

static void
judge(struct tally *t, const struct guard_sample *s, const struct lie_move *m, const struct hash *real, const struct guard_card *good)
{
	static struct guard_card card;
	struct kt_proposal_account p;
	struct hash shown, named;
	char words[GUARD_TEXT], want[GUARD_TEXT + 40];
	struct err e = ERR_INIT;

	t->runs++;
	if (guard_describe(&s->config, &s->signer, s->message, s->len, &s->context, &card, &e) != ERR_OK) {
		t->refused++;
		if (e.code != ERR_REFUSED || e.message[0] == '\0')
			blame(t, "refused, but not as a refusal");
		return;
	}
	hash_of_message(s, &named);
	if (!hash_now(s, &p, &shown) || !hash_eq(&shown, &named) || !hash_eq(&card.payload_hash, &named)) {
		blame(t, "signs a hash that is not of what it shows");
		return;
	}
	guard_act_words(&p.act, words);
	(void)snprintf(want, sizeof want, "%s proposal %" PRIu64 ": %.150s", m->name, p.index, words);
	if (strcmp(card.sentence, want) != 0)
		blame(t, "the sentence is of another act");
	if (!hash_eq(&named, real)) {
		t->chain++; /* the chain has another hash, and refuses */
		return;
	}
	t->same++;
	if (!same_certain(&card, good))
		blame(t, "what it shows as certain is not the truth");
}

static void
round_of(const struct lie_kind *k, const struct lie_move *m, unsigned runs)
{
	static struct guard_sample real, s;
	static struct guard_card good;
	struct tally t = { .runs = 0 };
	struct err e = ERR_INIT;

	truth(&real, k);
	build(&real, m, &real.proposal);
	if (guard_describe(&real.config, &real.signer, real.message, real.len, &real.context, &good, &e) != ERR_OK) {
		CHECK(false, "%s of %s: the truth is described: %s", m->name, k->name, e.message);
		return;
	}
	for (unsigned i = 0; i < runs; i++) {
		struct kt_proposal_account believed;

		s = real;
		lie(&s);
		if (roll(2) && kt_proposal_decode(s.context.proposal.data, s.context.proposal.len, &believed, &e) == ERR_OK)
			build(&s, m, &believed);
		judge(&t, &s, m, &real.proposal.payload_hash, &good);
	}
	CHECK(t.bad == 0 && t.refused > 0 && t.chain + t.same > 0,
		"%s of %s: %u lies, %u refused here, %u by the chain, %u about nothing that is signed%s%s", m->name, k->name, t.runs,
		t.refused, t.chain, t.same, t.bad > 0 ? "; " : "", t.first);
}

int
main(void)
{
	const char *more = getenv("KEYTURN_LIES");
	unsigned long runs = more != NULL ? strtoul(more, NULL, 10) : RUNS;

	if (!solana_init())
		return 1;
	for (unsigned k = 0; k < KIND_N; k++)
		for (unsigned m = 0; m < MOVE_N; m++)
			round_of(&kinds[k], &moves[m], (unsigned)(runs / (KIND_N * MOVE_N)) + 1);
	return test_done();
}
