#include "keyturn_sample.h"
#include "solana/loader.h"

/* kt_ix_decode against what the builders make, and against everything near it. */

static struct pubkey id, multisig, payer;
static struct hash hash;

struct shape {
	const char *name;
	void (*build)(struct kt_ix *s);
	const char *free; /* places where another key is another legal call: 'a' is 0 */
};

static struct kt_where
where(void)
{
	return (struct kt_where){ id, multisig };
}

static void
create(struct kt_ix *s)
{
	struct pubkey from = sample_named(0x21), key = sample_named(0x22);
	struct kt_governance g = sample_governance();

	kt_create_ix(s, &id, &from, &key, &hash, &g);
}

static void
adopt(struct kt_ix *s)
{
	struct pubkey from = sample_named(0x21), member = sample_named(0x22), now = sample_named(0x23), program = sample_named(0x71);
	struct kt_where w = where();

	kt_adopt_ix(s, &w, &from, &member, &now, &program, 1234, &hash);
}

static void
adopt_ours(struct kt_ix *s)
{
	struct pubkey from = sample_named(0x21), member = sample_named(0x22), program = sample_named(0x71);
	struct pubkey now = kt_authority_address(&id, &multisig);
	struct kt_where w = where();

	kt_adopt_ix(s, &w, &from, &member, &now, &program, 1234, &hash);
}

static void
propose(struct kt_ix *s, enum kt_kind kind)
{
	struct pubkey member = sample_named(0x21), rent = sample_named(0x22), depositor = sample_named(0x23);
	struct kt_act a = sample_act(kind);
	struct kt_where w = where();

	kt_propose_ix(s, &w, &member, &rent, &depositor, 15, &a, "why", 3);
}

static void
execute(struct kt_ix *s, enum kt_kind kind)
{
	struct pubkey member = sample_named(0x21);
	struct kt_act a = sample_act(kind);
	struct kt_where w = where();

	kt_execute_ix(s, &w, &member, 14, &a, &hash);
}

#define OF_KIND(what, name, kind) static void what##_##name(struct kt_ix *s) { what(s, kind); }
OF_KIND(propose, upgrade, KT_KIND_UPGRADE)
OF_KIND(propose, rollback, KT_KIND_ROLLBACK)
OF_KIND(propose, members, KT_KIND_MEMBERS)
OF_KIND(propose, handover, KT_KIND_HANDOVER)
OF_KIND(propose, multisig, KT_KIND_HANDOVER_MULTISIG)
OF_KIND(propose, unchecked, KT_KIND_HANDOVER_UNCHECKED)
OF_KIND(propose, immutable, KT_KIND_IMMUTABLE)
OF_KIND(execute, upgrade, KT_KIND_UPGRADE)
OF_KIND(execute, members, KT_KIND_MEMBERS)
OF_KIND(execute, handover, KT_KIND_HANDOVER)
OF_KIND(execute, multisig, KT_KIND_HANDOVER_MULTISIG)
OF_KIND(execute, unchecked, KT_KIND_HANDOVER_UNCHECKED)
OF_KIND(execute, immutable, KT_KIND_IMMUTABLE)

static void
vote(struct kt_ix *s)
{
	struct pubkey member = sample_named(0x21);
	struct kt_where w = where();

	kt_vote_ix(s, &w, &member, 14, KT_CHOICE_REJECT, &hash);
}

static struct kt_proposal_account
stored(void)
{
	struct kt_proposal_account p = { .index = 14, .depositor = sample_named(0x24), .rent_payer = sample_named(0x25) };

	p.act = sample_act(KT_KIND_UPGRADE);
	return p;
}

static void
reclaim(struct kt_ix *s)
{
	struct kt_proposal_account p = stored();
	struct kt_where w = where();

	kt_reclaim_ix(s, &w, &p);
}

static void
close_it(struct kt_ix *s)
{
	struct pubkey member = sample_named(0x21);
	struct kt_proposal_account p = stored();
	struct kt_where w = where();

	kt_close_ix(s, &w, &member, &p);
}

static const struct shape shapes[] = {
	{ "create", create, "a" },
	{ "adopt", adopt, "abc" },
	{ "adopt what is ours", adopt_ours, "ab" },
	{ "propose upgrade", propose_upgrade, "abg" },
	{ "propose rollback", propose_rollback, "abg" },
	{ "propose members", propose_members, "ab" },
	{ "propose handover", propose_handover, "ab" },
	{ "propose handover to a multisig", propose_multisig, "ab" },
	{ "propose unchecked handover", propose_unchecked, "ab" },
	{ "propose immutable", propose_immutable, "ab" },
	{ "vote", vote, "abc" },
	{ "execute upgrade", execute_upgrade, "acij" },
	{ "execute members", execute_members, "abc" },
	{ "execute handover", execute_handover, "aci" },
	{ "execute handover to a multisig", execute_multisig, "ac" },
	{ "execute unchecked handover", execute_unchecked, "aci" },
	{ "execute immutable", execute_immutable, "ac" },
	{ "reclaim", reclaim, "cdef" },
	{ "close", close_it, "abcd" },
};
enum { SHAPES = sizeof shapes / sizeof shapes[0] };

/* The instruction as a node would see it, paid for by a stranger to it. */
static bool
message_of(const struct instruction *ix, size_t n, struct message *m, uint8_t bytes[PACKET_MAX])
{
	struct hash blockhash = { { 1 } };
	struct err e = ERR_INIT;
	size_t len = 0;

	return message_build(&payer, ix, n, &blockhash, bytes, &len, &e) == ERR_OK && message_parse(bytes, len, m, &e) == ERR_OK;
}

static bool
decodes(const struct instruction *ix, struct kt_call *c)
{
	uint8_t bytes[PACKET_MAX];
	struct err e = ERR_INIT;
	struct message m;

	if (!message_of(ix, 1, &m, bytes)) {
		printf("# no message\n");
		return false;
	}
	return kt_ix_decode(&m, 0, &id, c, &e) == ERR_OK;
}

/* Every place in turn holds another key with the same flags. */
static void
other_keys(const struct shape *shape)
{
	struct kt_ix s;
	struct kt_call c;
	unsigned wrong = 0, exact = 0, n;

	shape->build(&s);
	n = (unsigned)s.ix.account_n;
	for (unsigned i = 0; i < n; i++) {
		uint8_t bytes[PACKET_MAX];
		struct err e = ERR_INIT;
		struct message m;
		struct kt_ix want;
		bool may = strchr(shape->free, 'a' + (int)i) != NULL;

		shape->build(&want);
		shape->build(&s);
		s.account[i].key = sample_named(0x99);
		if (decodes(&s.ix, &c) != may)
			printf("# %s: account %u\n", shape->name, i), wrong++;
		exact += message_of(&s.ix, 1, &m, bytes) && message_match(&m, 0, &want.ix, &e) == ERR_REFUSED;
	}
	CHECK(wrong == 0, "%s: another key is refused at every place but the caller's own", shape->name);
	CHECK(exact == n, "%s: message_match refuses it at all %u", shape->name, n);
}

/* Every flag in turn is turned round. */
static void
other_flags(const struct shape *shape)
{
	struct kt_ix s;
	struct kt_call c;
	unsigned wrong = 0, tried = 0;

	shape->build(&s);
	for (size_t i = 0; i < s.ix.account_n; i++) {
		size_t same = 0; /* a key that stands twice has its flags or-ed: turn a single one only */

		for (size_t j = 0; j < s.ix.account_n; j++)
			same += pubkey_eq(&s.account[i].key, &s.account[j].key);
		if (same > 1)
			continue;
		s.account[i].signer = !s.account[i].signer;
		/* the unchecked and the signed handover differ by this flag alone */
		if (!(strstr(shape->name, "handover") != NULL && strstr(shape->name, "execute") != NULL && i == 8))
			wrong += decodes(&s.ix, &c), tried++;
		s.account[i].signer = !s.account[i].signer;
		s.account[i].writable = !s.account[i].writable;
		wrong += decodes(&s.ix, &c), tried++;
		s.account[i].writable = !s.account[i].writable;
	}
	CHECK(wrong == 0 && tried >= 7, "%s: each of %u flags turned round is refused", shape->name, tried);
}

static void
other_lengths(const struct shape *shape)
{
	struct kt_ix s;
	struct kt_call c;
	unsigned wrong = 0;
	size_t len, n;

	shape->build(&s);
	len = s.ix.data_len;
	n = s.ix.account_n;
	for (s.ix.data_len = 0; s.ix.data_len < len; s.ix.data_len++)
		wrong += decodes(&s.ix, &c);
	s.data[len] = 0;
	s.ix.data_len = len + 1;
	wrong += decodes(&s.ix, &c);
	CHECK(wrong == 0, "%s: each of %zu shorter data and one byte more are refused", shape->name, len);
	shape->build(&s);
	for (s.ix.account_n = 0; s.ix.account_n < n; s.ix.account_n++)
		/* execute with its first four is that of members: only the proposal tells */
		if (s.ix.account_n != 4 || strncmp(shape->name, "execute", 7) != 0)
			wrong += decodes(&s.ix, &c);
	s.ix.account_n = n + 1;
	s.account[n] = (struct account_meta){ sample_named(0x98), false, false };
	wrong += decodes(&s.ix, &c);
	CHECK(wrong == 0, "%s: each of %zu fewer accounts and one more are refused", shape->name, n);
}

/* Any bit of the data: refused, or another call than before, never the same. */
static void
other_bits(const struct shape *shape)
{
	struct kt_ix s, back;
	struct kt_call c, before;
	unsigned same = 0, taken = 0;

	shape->build(&s);
	if (!decodes(&s.ix, &before))
		before.tag = (enum kt_instruction)99;
	for (size_t i = 0; i < s.ix.data_len * 8; i++) {
		s.data[i / 8] ^= (uint8_t)(1 << i % 8);
		if (decodes(&s.ix, &c)) {
			taken++;
			same += memcmp(&c, &before, sizeof c) == 0;
		}
		s.data[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	shape->build(&back);
	CHECK(same == 0 && before.tag != (enum kt_instruction)99 && memcmp(back.data, s.data, s.ix.data_len) == 0,
		"%s: no bit of the data can be flipped unseen (%u flips are other calls)", shape->name, taken);
}

static void
fields(void)
{
	struct pubkey member = sample_named(0x21), second = sample_named(0x22), third = sample_named(0x23);
	struct kt_act a = sample_act(KT_KIND_UPGRADE), h = sample_act(KT_KIND_HANDOVER);
	struct kt_governance g = sample_governance();
	struct pubkey proposal14 = kt_proposal_address(&id, &multisig, 14), record;
	struct kt_ix s;
	struct kt_call c;

	record = kt_record_address(&id, &multisig, &a.deploy.program);
	create(&s);
	CHECK(decodes(&s.ix, &c) && c.tag == KT_CREATE_MULTISIG && pubkey_eq(&c.signer, &member) &&
		pubkey_eq(&c.create_key, &second) && hash_eq(&c.genesis_hash, &hash) && memcmp(&c.governance, &g, sizeof g) == 0 &&
		pubkey_eq(&c.multisig, &s.account[2].key), "create: what the call says");
	adopt(&s);
	CHECK(decodes(&s.ix, &c) && c.tag == KT_ADOPT && pubkey_eq(&c.payer, &member) && pubkey_eq(&c.signer, &second) &&
		pubkey_eq(&c.authority_now, &third) && pubkey_eq(&c.program, &a.deploy.program) && c.code_len == 1234 &&
		hash_eq(&c.code_hash, &hash) && pubkey_eq(&c.record, &record) && pubkey_eq(&c.multisig, &multisig),
		"adopt: what the call says");
	propose_upgrade(&s);
	CHECK(decodes(&s.ix, &c) && c.tag == KT_PROPOSE && pubkey_eq(&c.signer, &member) && pubkey_eq(&c.payer, &second) &&
		pubkey_eq(&c.depositor, &third) && c.index == 15 && memcmp(&c.act, &a, sizeof a) == 0 &&
		strcmp(c.description, "why") == 0 && pubkey_eq(&c.buffer, &a.deploy.buffer), "propose: what the call says");
	vote(&s);
	CHECK(decodes(&s.ix, &c) && c.tag == KT_VOTE && c.choice == KT_CHOICE_REJECT && pubkey_eq(&c.signer, &member) &&
		hash_eq(&c.payload_hash, &hash) && pubkey_eq(&c.proposal, &proposal14), "vote: what the call says");
	execute_upgrade(&s);
	CHECK(decodes(&s.ix, &c) && c.tag == KT_EXECUTE && c.act.kind == KT_KIND_UPGRADE && hash_eq(&c.payload_hash, &hash) &&
		pubkey_eq(&c.program, &a.deploy.program) && pubkey_eq(&c.buffer, &a.deploy.buffer) &&
		pubkey_eq(&c.spill, &a.deploy.spill) && pubkey_eq(&c.proposal, &proposal14), "execute: what the call says");
	execute_handover(&s);
	CHECK(decodes(&s.ix, &c) && c.act.kind == KT_KIND_HANDOVER && pubkey_eq(&c.receiver, &h.handover.receiver),
		"execute: a receiver who signs makes it a handover");
	execute_unchecked(&s);
	CHECK(decodes(&s.ix, &c) && c.act.kind == KT_KIND_HANDOVER_UNCHECKED, "execute: one who does not, an unchecked one");
	reclaim(&s);
	CHECK(decodes(&s.ix, &c) && c.tag == KT_RECLAIM && pubkey_is_zero(&c.signer) && pubkey_eq(&c.record, &record) &&
		c.depositor.b[0] == 0x24 && pubkey_eq(&c.buffer, &a.deploy.buffer), "reclaim: what the call says");
	close_it(&s);
	CHECK(decodes(&s.ix, &c) && c.tag == KT_CLOSE && pubkey_eq(&c.signer, &member) && c.payer.b[0] == 0x25,
		"close: what the call says");
}

/* Flags beyond those wanted: only by paying, or by another instruction. */
static void
merged_flags(void)
{
	struct kt_act a = sample_act(KT_KIND_UPGRADE);
	struct kt_where w = where();
	struct kt_ix s;
	struct kt_call c;
	struct message m;
	struct err e = ERR_INIT;
	uint8_t bytes[PACKET_MAX];
	struct account_meta spill = { a.deploy.spill, false, true }, other = { sample_named(0x55), false, true };
	struct instruction two[2] = { { .program = PUBKEY_SYSTEM, .account = &spill, .account_n = 1 } };

	kt_vote_ix(&s, &w, &payer, 14, KT_CHOICE_APPROVE, &hash);
	CHECK(decodes(&s.ix, &c) && pubkey_eq(&c.signer, &payer), "a member who pays is writable, and that is fine");
	kt_propose_ix(&s, &w, &payer, &payer, &payer, 15, &a, "", 0);
	CHECK(decodes(&s.ix, &c) && pubkey_eq(&c.depositor, &payer), "one key may be proposer, rent payer and depositor");
	a.deploy.spill = payer;
	kt_propose_ix(&s, &w, &payer, &payer, &payer, 15, &a, "", 0);
	CHECK(decodes(&s.ix, &c), "and receive the spill");
	propose_upgrade(&s);
	two[1] = s.ix;
	CHECK(message_of(two, 2, &m, bytes) && kt_ix_decode(&m, 1, &id, &c, &e) == ERR_OK,
		"an account may be writable because another instruction of the message writes it");
	spill = other;
	s.account[12].writable = true;
	CHECK(message_of(two, 2, &m, bytes) && kt_ix_decode(&m, 1, &id, &c, &e) == ERR_REFUSED,
		"but not because another one is written");
	CHECK(kt_ix_decode(&m, 0, &id, &c, &e) == ERR_REFUSED, "another program's instruction is not ours");
	CHECK(kt_ix_decode(&m, 2, &id, &c, &e) == ERR_REFUSED, "nor one that is not there");
}

static void
descriptions(void)
{
	struct kt_act a = sample_act(KT_KIND_IMMUTABLE);
	struct pubkey member = sample_named(0x21);
	struct kt_where w = where();
	struct kt_ix s;
	struct kt_call c;
	char text[KT_DESCRIPTION_MAX];

	memset(text, 'x', sizeof text);
	kt_propose_ix(&s, &w, &member, &member, &member, 1, &a, text, sizeof text);
	CHECK(decodes(&s.ix, &c) && c.description_len == KT_DESCRIPTION_MAX, "a description of 140 bytes is taken");
	kt_propose_ix(&s, &w, &member, &member, &member, 1, &a, "\xc3", 1);
	CHECK(!decodes(&s.ix, &c), "a description that is no UTF-8 is refused");
	kt_propose_ix(&s, &w, &member, &member, &member, 1, &a, "Fix\0 and more", 13);
	CHECK(!decodes(&s.ix, &c), "a description with a NUL, which hides what stands behind it, is refused");
	kt_propose_ix(&s, &w, &member, &member, &member, 1, &a, "", 0);
	CHECK(decodes(&s.ix, &c) && c.description[0] == '\0', "no description is one");
}

/* What the design promises: each of these fits a transaction with both budget instructions. */
static void
sizes(void)
{
	uint8_t bytes[PACKET_MAX];
	struct hash blockhash = { { 1 } };
	struct pubkey member = sample_named(0x21), rent = sample_named(0x22), depositor = sample_named(0x23);
	struct kt_act a = sample_act(KT_KIND_MEMBERS);
	struct kt_where w = where();
	struct err e = ERR_INIT;
	char text[KT_DESCRIPTION_MAX] = "";
	struct kt_ix s;
	size_t len = 0;

	a.members.member_n = KT_MEMBERS_MAX;
	for (uint8_t i = 0; i < KT_MEMBERS_MAX; i++)
		a.members.member[i] = (struct kt_person){ sample_named(i), KT_ROLE_APPROVER };
	kt_propose_ix(&s, &w, &member, &rent, &depositor, 15, &a, text, sizeof text);
	CHECK(message_build(&member, &s.ix, 1, &blockhash, bytes, &len, &e) == ERR_OK,
		"20 members and 140 bytes of description with two signers fit one transaction, %zu bytes", len + 129);
	a = sample_act(KT_KIND_UPGRADE);
	kt_propose_ix(&s, &w, &member, &rent, &depositor, 15, &a, text, sizeof text);
	CHECK(message_build(&member, &s.ix, 1, &blockhash, bytes, &len, &e) == ERR_OK,
		"so does an upgrade with three signers, %zu bytes", len + 193);
}

int
main(void)
{
	if (!solana_init())
		return 1;
	id = sample_named(0x0a);
	multisig = sample_named(0x0b);
	payer = sample_named(0x0c);
	memset(hash.b, 0x0d, 32);
	for (unsigned i = 0; i < SHAPES; i++) {
		other_keys(&shapes[i]);
		other_flags(&shapes[i]);
		other_lengths(&shapes[i]);
		other_bits(&shapes[i]);
	}
	fields();
	merged_flags();
	descriptions();
	sizes();
	return test_done();
}
