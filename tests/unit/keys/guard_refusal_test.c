/* guard_refusal_test.c - what the guard does not describe, each with its reason. */

#include "guard_sample.h"

static struct guard_sample s;
static struct guard_card card;

static void
refused(const char *what, const char *reason)
{
	struct err e = ERR_INIT;
	enum err_code rc = guard_describe(&s.config, &s.signer, s.message, s.len, &s.context, &card, &e);

	CHECK(rc == ERR_REFUSED && strstr(e.message, reason) != NULL, "%s: %s", what, rc == ERR_OK ? card.sentence : e.message);
}

static const struct guard_case *
named(const char *name)
{
	for (size_t i = 0; i < GUARD_CASE_N; i++)
		if (strcmp(guard_cases[i].name, name) == 0)
			return &guard_cases[i];
	die("no case %s", name);
}

static void
take(const char *name)
{
	sample_case(&s, named(name));
}

static void
build(const struct pubkey *payer, const struct instruction *ix, size_t n)
{
	struct hash blockhash = { { 1 } };
	struct err e = ERR_INIT;

	if (message_build(payer, ix, n, &blockhash, s.message, &s.len, &e) != ERR_OK)
		die("%s", e.message);
}

/* --- the message as a whole --- */

static void
shapes(void)
{
	struct pubkey other = sample_member(3), nonce = sample_named(0x55), authority = sample_member(0);
	const struct account_meta advance_account[] = { { nonce, false, true }, { sample_named(0x56), false, false },
		{ authority, true, false } };
	const struct instruction advance = { PUBKEY_SYSTEM, advance_account, 3, (const uint8_t *)"\4\0\0\0", 4 };
	const struct instruction unknown = { sample_named(0x57), NULL, 0, (const uint8_t *)"x", 1 };
	struct system_ix pay, units;
	struct kt_ix vote;
	struct instruction ix[3];

	take("approve-upgrade");
	kt_vote_ix(&vote, &s.where, &s.signer, 14, KT_CHOICE_APPROVE, &s.proposal.payload_hash);
	ix[0] = advance;
	ix[1] = vote.ix;
	build(&s.signer, ix, 2);
	refused("a leading nonce advance", "durable nonce");
	ix[0] = vote.ix;
	build(&s.signer, ix, 2);
	refused("two acts", "2 acts");
	build(&other, ix, 1);
	refused("a vote another key pays for", "it must be");
	kt_vote_ix(&vote, &s.where, &other, 14, KT_CHOICE_APPROVE, &s.proposal.payload_hash);
	build(&other, &vote.ix, 1);
	refused("a message this key does not sign", "fee payer");
	kt_vote_ix(&vote, &s.where, &s.signer, 14, KT_CHOICE_APPROVE, &s.proposal.payload_hash);
	system_transfer(&pay, &s.signer, &other, 1000000);
	ix[1] = pay.ix;
	build(&s.signer, ix, 2);
	refused("a vote and a transfer", "2 acts");
	build(&s.signer, &pay.ix, 1);
	refused("a plain transfer", "no known act");
	build(&s.signer, &unknown, 1);
	refused("an unknown program", "does not sign for");
	budget_units(&units, 1000);
	ix[0] = units.ix;
	build(&s.signer, ix, 1);
	refused("a budget and nothing else", "nothing but");
	ix[1] = vote.ix;
	ix[2] = units.ix;
	build(&s.signer, ix, 3);
	refused("a budget after the act", "after an act");
	ix[1] = units.ix;
	ix[2] = vote.ix;
	build(&s.signer, ix, 3);
	refused("a budget given twice", "twice");
	budget_price(&units, 1000000000);
	ix[0] = units.ix;
	ix[1] = vote.ix;
	build(&s.signer, ix, 2);
	refused("a fee over the limit", "above the limit");
	s.len++;
	refused("a byte left over", "left over");
	s.len = 0;
	refused("an empty message", "ends");
}

/* The same instructions in a message of version 1. */
static void
as_version_1(void)
{
	static struct account_meta meta[MESSAGE_INSTRUCTIONS_MAX][INSTRUCTION_ACCOUNTS_MAX];
	struct message_config c = { .has_units = true, .units = 200000, .has_data = true, .data_len = 1u << 20 };
	struct instruction ix[MESSAGE_INSTRUCTIONS_MAX];
	static uint8_t out[PACKET_V1_MAX];
	struct err e = ERR_INIT;
	struct message m;
	size_t n = 0;

	CHECK(message_parse(s.message, s.len, &m, &e) == ERR_OK, "a sample parses");
	for (unsigned i = 0; i < m.instruction_n; i++) {
		const struct message_instruction *f = &m.instruction[i];

		if (pubkey_eq(&m.key[f->program], &PUBKEY_BUDGET))
			continue;
		for (unsigned k = 0; k < f->account_n; k++)
			meta[n][k] = (struct account_meta){ m.key[f->account[k]], message_is_signer(&m, f->account[k]),
				message_is_writable(&m, f->account[k]) };
		ix[n] = (struct instruction){ m.key[f->program], meta[n], f->account_n, f->data, f->data_len };
		n++;
	}
	CHECK(message_build_v1(&m.key[0], ix, n, &c, &m.blockhash, out, &s.len, &e) == ERR_OK && s.len <= sizeof s.message,
		"and is written as one of version 1");
	memcpy(s.message, out, s.len);
}

/* Version 0, as it is and with a lookup table behind it. */
static void
version_0(void)
{
	take("approve-upgrade");
	memmove(s.message + 1, s.message, s.len);
	s.message[0] = 0x80;
	s.message[s.len + 1] = 0;
	s.len += 2;
	refused("a version 0 message", "version 0");
	s.message[s.len - 1] = 1;
	memset(s.message + s.len, 0x44, 32);
	memset(s.message + s.len + 32, 0, 2);
	s.len += 34;
	refused("a version 0 message with a lookup table", "lookup");
	take("approve-upgrade");
	as_version_1();
	refused("a version 1 message", "version 1");
}

/* A signer or account that no instruction uses. */
static void
not_needed(void)
{
	struct pubkey other = sample_member(3);
	struct account_meta more = { other, true, true };
	struct instruction ix[2];
	struct loader_ix close_ix;
	struct message m;
	struct err e = ERR_INIT;
	size_t keys;

	take("buffer-close");
	loader_close(&close_ix, &(struct pubkey){ { 0x72 } }, &s.signer, &s.signer);
	ix[0] = (struct instruction){ PUBKEY_BUDGET, &more, 1, (const uint8_t *)"\2\0\1\0\0", 5 };
	ix[1] = close_ix.ix;
	build(&s.signer, ix, 2);
	refused("a signer in a budget instruction", "malformed");
	take("buffer-close");
	if (message_parse(s.message, s.len, &m, &e) != ERR_OK)
		die("%s", e.message);
	keys = 4 + 32u * m.key_n;
	memmove(s.message + keys + 32, s.message + keys, s.len - keys);
	memcpy(s.message + keys, other.b, 32);
	s.message[2]++; /* read-only, not signing */
	s.message[3]++;
	s.len += 32;
	refused("an account no instruction uses", "no instruction uses");
}

/* --- who and what --- */

static void
members(void)
{
	struct pubkey operator = sample_member(4), stranger = sample_member(77);
	struct kt_ix ix;

	take("approve-upgrade");
	s.signer = stranger;
	kt_vote_ix(&ix, &s.where, &stranger, 14, KT_CHOICE_APPROVE, &s.proposal.payload_hash);
	sample_build(&s, &ix.ix, 1);
	refused("a vote by no member", "no member");
	kt_execute_ix(&ix, &s.where, &stranger, 14, &s.proposal.act, &s.proposal.payload_hash);
	sample_build(&s, &ix.ix, 1);
	refused("an execution by no member", "no member");
	s.signer = operator;
	kt_vote_ix(&ix, &s.where, &operator, 14, KT_CHOICE_APPROVE, &s.proposal.payload_hash);
	sample_build(&s, &ix.ix, 1);
	refused("a vote by an operator", "does not vote");
	s.signer = sample_member(1);
	kt_vote_ix(&ix, &s.where, &s.signer, 14, KT_CHOICE_WITHDRAW, &s.proposal.payload_hash);
	sample_build(&s, &ix.ix, 1);
	refused("a withdrawal by another member", "only the proposer");
	s.signer = sample_member(0);
	kt_vote_ix(&ix, &s.where, &operator, 14, KT_CHOICE_APPROVE, &s.proposal.payload_hash);
	sample_build(&s, &ix.ix, 1);
	refused("a vote of somebody else", "");
}

static void
context(void)
{
	take("approve-upgrade");
	memset(&s.config.genesis_hash, 0, 32);
	refused("no genesis hash configured", "no genesis hash");
	take("approve-upgrade");
	s.config.genesis_hash.b[0] ^= 1;
	refused("another cluster", "another cluster");
	take("create");
	s.config.genesis_hash.b[0] ^= 1;
	refused("a multisig for another cluster", "another cluster");
	take("approve-upgrade");
	s.config.governance.b[0] ^= 1;
	refused("another governance program", "does not sign for");
	take("approve-upgrade");
	s.context.multisig.len = 0;
	refused("no multisig handed over", "multisig account was not");
	take("approve-upgrade");
	s.context.proposal.len = 0;
	refused("no proposal handed over", "proposal account was not");
	take("approve-upgrade");
	s.context.record.len = 0;
	refused("no record handed over", "record");
	take("approve-upgrade");
	sample_le(AT(s.context.multisig.data, multisig, epoch), 7, 8);
	refused("an older epoch", "stale");
	take("approve-upgrade");
	s.context.proposal.data[KT_PROPOSAL_HEADER + KT_AT(deploy, code_hash)] ^= 1;
	refused("other code than the hash names", "hash");
	take("approve-upgrade");
	s.context.multisig.data[KT_AT(multisig, rules) + KT_AT(rules, threshold)] = 2;
	refused("another threshold than the hash names", "hash");
	take("approve-upgrade");
	sample_le(AT(s.context.proposal.data, proposal, lock), 0, 4);
	refused("a shorter lock than the multisig's", "delays");
	take("approve-upgrade");
	s.config.multisig = s.where.multisig;
	CHECK(guard_describe(&s.config, &s.signer, s.message, s.len, &s.context, &card, &(struct err)ERR_INIT) == ERR_OK,
		"the multisig that is configured");
	s.config.multisig.b[0] ^= 1;
	refused("another multisig than the one configured", "another multisig");
	take("adopt");
	s.config.multisig = sample_named(0x5f);
	refused("adoption by another multisig than the one configured", "another multisig");
	take("buffer-resume");
	s.context.bulk_n = 0;
	refused("a write no upload announced", "no upload");
	take("buffer-new");
	for (size_t i = 0; i + 8 <= s.len; i++) /* the bytes of its room, 700160 */
		if (memcmp(s.message + i, "\x00\xaf\x0a\x00\x00\x00\x00\x00", 8) == 0)
			sample_le(s.message + i, 3000038, 8);
	refused("a new buffer for more than keyturn writes", "keyturn writes at most 3000037");
	take("buffer-resume");
	s.context.bulk_n = GUARD_BULK_MAX + 1;
	refused("more writes than the largest file has pieces", "the largest needs 3334");
	s.context.bulk_n = UINT32_MAX;
	refused("as many writes as a number can say", "the largest needs 3334");
	take("extend");
	s.context.rent_lamports = UINT64_MAX;
	refused("a rent that makes no sense", "rent");
}

/* Puts a number in the place of one that the message has once. */
static void
amount(uint64_t was, uint64_t is)
{
	uint8_t bytes[8];
	unsigned n = 0;

	sample_le(bytes, was, 8);
	for (size_t i = 0; i + 8 <= s.len; i++)
		if (memcmp(s.message + i, bytes, 8) == 0) {
			sample_le(s.message + i, is, 8);
			n++;
		}
	CHECK(n == 1, "%llu is there once, not %u times", (unsigned long long)was, n);
}

/* What an endpoint calls the rent is paid: no more of it than rent ever was. */
static void
deposits(void)
{
	const uint64_t buffer = (128u + 700160u) * 6960ull, program = (128u + 36u) * 6960ull;

	take("buffer-new");
	amount(3556800240, buffer);
	CHECK(guard_describe(&s.config, &s.signer, s.message, s.len, &s.context, &card, &(struct err)ERR_INIT) == ERR_OK,
		"the highest rent there was");
	amount(buffer, buffer + 1);
	refused("a buffer that takes more than its rent", "whose rent was never above");
	take("deploy");
	amount(833120, program);
	CHECK(guard_describe(&s.config, &s.signer, s.message, s.len, &s.context, &card, &(struct err)ERR_INIT) == ERR_OK,
		"the highest rent there was, of a program");
	amount(program, program + 1);
	refused("a program that takes more than its rent", "whose rent was never above");
}

/* The end of the message is that of the description. */
static void
hidden_words(void)
{
	take("propose-upgrade");
	s.message[s.len - 3] = '\0';
	refused("a description that goes on behind a NUL", "NUL in the description");
}

/* A description at its longest, of characters that are shown as three bytes each. */
static void
long_description(void)
{
	struct err e = ERR_INIT;
	struct kt_ix ix;
	char text[KT_DESCRIPTION_MAX + 1];
	unsigned lines = 0;
	size_t marks = 0;

	take("propose-immutable");
	memset(text, 0x1b, KT_DESCRIPTION_MAX);
	kt_propose_ix(&ix, &s.where, &s.signer, &s.signer, &s.proposal.depositor, 14, &s.proposal.act, text,
		KT_DESCRIPTION_MAX);
	sample_build(&s, &ix.ix, 1);
	CHECK(guard_describe(&s.config, &s.signer, s.message, s.len, &s.context, &card, &e) == ERR_OK,
		"a description of escapes is described %s", e.message);
	for (unsigned i = 0; i < card.field_n; i++)
		if (strcmp(card.field[i].name, "description") == 0 || strcmp(card.field[i].name, "goes on") == 0) {
			lines++;
			marks += strlen(card.field[i].value) / 3;
			CHECK(strchr(card.field[i].value, 0x1b) == NULL, "no escape reaches the card");
		}
	CHECK(lines == 3 && marks == KT_DESCRIPTION_MAX, "in %u lines all %zu of its characters", lines, marks);
}

/* The largest card there can be still fits: 20 members leave, 20 come. */
static void
largest_card(void)
{
	struct err e = ERR_INIT;
	struct kt_governance g = { .member_n = 20, .threshold = 1, .rollback_threshold = 1, .stop_number = 20,
		.timelock_s = 60, .rollback_delay_s = 0, .window_s = 7776000, .reach_s = 7776000 };
	struct kt_act a = { .kind = KT_KIND_MEMBERS };
	struct kt_ix ix;
	uint8_t *p;
	unsigned i;

	take("propose-members");
	p = AT(s.context.multisig.data, multisig, rules);
	for (i = 0; i < 20; i++)
		g.member[i] = (struct kt_person){ sample_member((uint8_t)(100 + i)), KT_ROLE_APPROVER };
	a.members = g;
	g.threshold = 12;
	g.rollback_threshold = 12;
	g.stop_number = 9;
	g.timelock_s = g.rollback_delay_s = 172800;
	g.window_s = 86400;
	for (i = 0; i < 20; i++)
		g.member[i].address = sample_member((uint8_t)i);
	sample_rules(p, &g);
	kt_propose_ix(&ix, &s.where, &s.signer, &s.signer, &(struct pubkey){ { 0 } }, 14, &a, "", 0);
	sample_build(&s, &ix.ix, 1);
	CHECK(guard_describe(&s.config, &s.signer, s.message, s.len, &s.context, &card, &e) == ERR_OK,
		"twenty members replaced are described: %u lines, %u flags %s", card.field_n, card.flag_n, e.message);
}

static void
expensive_write(const struct instruction *piece, const struct pubkey *buffer)
{
	struct message_config c = { .has_fee = true, .fee = GUARD_WRITE_FEE_MAX, .has_units = true, .units = 3000 };
	struct hash h = { { 4 } };
	static uint8_t out[PACKET_V1_MAX];
	struct err e = ERR_INIT;
	size_t len = 0;

	CHECK(message_build_v1(&s.signer, piece, 1, &c, &h, out, &len, &e) == ERR_OK &&
		guard_is_write(&s.signer, buffer, GUARD_WRITE_FEE_MAX, out, len, &e) == ERR_OK, "a fee at the limit in version 1");
	c.fee++;
	CHECK(message_build_v1(&s.signer, piece, 1, &c, &h, out, &len, &e) == ERR_OK &&
		guard_is_write(&s.signer, buffer, GUARD_WRITE_FEE_MAX, out, len, &e) == ERR_REFUSED, "not one above: %s", e.message);
}

static void
writes(void)
{
	struct pubkey buffer = sample_named(0x72), other = sample_named(0x73);
	struct loader_ix piece, elsewhere;
	struct system_ix price, units;
	struct instruction ix[3];
	struct err e = ERR_INIT;

	take("buffer-resume");
	CHECK(guard_is_write(&s.signer, &buffer, GUARD_WRITE_FEE_MAX, s.message, s.len, &e) == ERR_OK, "a write to the buffer announced");
	CHECK(guard_is_write(&s.signer, &other, GUARD_WRITE_FEE_MAX, s.message, s.len, &e) == ERR_REFUSED, "not to another: %s", e.message);
	CHECK(guard_is_write(&other, &buffer, GUARD_WRITE_FEE_MAX, s.message, s.len, &e) == ERR_REFUSED, "not by another key: %s", e.message);
	loader_write(&piece, &buffer, &s.signer, 0, (const uint8_t *)"x", 1);
	budget_units(&units, 1400000);
	budget_price(&price, 100000);
	ix[0] = units.ix;
	ix[1] = price.ix;
	ix[2] = piece.ix;
	build(&s.signer, ix, 3);
	CHECK(guard_is_write(&s.signer, &buffer, GUARD_WRITE_FEE_MAX, s.message, s.len, &e) == ERR_REFUSED, "not for a high fee: %s", e.message);
	ix[0] = piece.ix;
	build(&s.signer, ix, 1);
	CHECK(guard_is_write(&s.signer, &buffer, GUARD_WRITE_FEE_MAX, s.message, s.len, &e) == ERR_OK, "a bare write");
	ix[1] = piece.ix;
	build(&s.signer, ix, 2);
	CHECK(guard_is_write(&s.signer, &buffer, GUARD_WRITE_FEE_MAX, s.message, s.len, &e) == ERR_OK, "two pieces of it");
	as_version_1();
	CHECK(guard_is_write(&s.signer, &buffer, GUARD_WRITE_FEE_MAX, s.message, s.len, &e) == ERR_OK, "and in version 1");
	loader_write(&elsewhere, &other, &s.signer, 0, (const uint8_t *)"x", 1);
	ix[1] = elsewhere.ix;
	build(&s.signer, ix, 2);
	CHECK(guard_is_write(&s.signer, &buffer, GUARD_WRITE_FEE_MAX, s.message, s.len, &e) == ERR_REFUSED, "not a second one elsewhere: %s",
		e.message);
	as_version_1();
	CHECK(guard_is_write(&s.signer, &buffer, GUARD_WRITE_FEE_MAX, s.message, s.len, &e) == ERR_REFUSED, "nor in version 1: %s", e.message);
	expensive_write(&ix[0], &buffer);
	loader_close(&piece, &buffer, &s.signer, &s.signer);
	build(&s.signer, &piece.ix, 1);
	CHECK(guard_is_write(&s.signer, &buffer, GUARD_WRITE_FEE_MAX, s.message, s.len, &e) == ERR_REFUSED, "not a close: %s", e.message);
}

/* --- a second key beside the payer --- */

static bool
has_line(const char *name, const char *value)
{
	for (unsigned i = 0; i < card.field_n; i++)
		if (strcmp(card.field[i].name, name) == 0 && strcmp(card.field[i].value, value) == 0)
			return true;
	return false;
}

/* `who` is asked to sign what the sample's own signer pays. */
static void
beside(const char *name, const struct pubkey *who, const char *role)
{
	struct err e = ERR_INIT;
	char payer[PUBKEY_TEXT];
	enum err_code rc = guard_describe(&s.config, who, s.message, s.len, &s.context, &card, &e);

	CHECK(rc == ERR_OK && has_line("this key signs as", role) &&
		has_line("fee paid by", pubkey_text(payer, &s.signer)), "%s: a second key signs as %s %s", name, role,
		rc == ERR_OK ? "" : e.message);
}

static void
not_beside(const char *what, const struct pubkey *who)
{
	struct pubkey payer = s.signer;

	s.signer = *who;
	refused(what, "no part in it");
	s.signer = payer;
}

static void
second_keys(void)
{
	struct pubkey create_key = sample_named(0xc1), authority = sample_member(9), program = sample_member(8),
		next = sample_member(7), buffer = sample_named(0x72);
	struct loader_ix ix;
	struct kt_ix g;

	take("create");
	beside("create", &create_key, "the create key");
	take("adopt");
	beside("adopt", &authority, "the upgrade authority that is given up");
	take("deploy");
	beside("deploy", &program, "the program's own key");
	CHECK(strstr(card.sentence, "by the payer alone") != NULL, "and is told who may upgrade it: %s", card.sentence);
	take("authority-checked");
	beside("authority-checked", &next, "the new authority");
	take("execute-handover");
	beside("execute-handover", &s.proposal.act.handover.receiver, "the receiver of the program");
	take("propose-upgrade");
	kt_propose_ix(&g, &s.where, &s.signer, &s.signer, &next, 14, &s.proposal.act, "x", 1);
	sample_build(&s, &g.ix, 1);
	beside("propose-upgrade", &next, "the depositor of the buffer");
	/* What a thief who pays would like to have signed. */
	loader_close(&ix, &buffer, &s.signer, &next);
	sample_build(&s, &ix.ix, 1);
	not_beside("a second key's buffer closed to the payer", &next);
	loader_set_authority(&ix, &program, &next, &s.signer, false);
	sample_build(&s, &ix.ix, 1);
	not_beside("a second key's program handed to the payer", &next);
	loader_set_authority(&ix, &program, &next, &s.signer, true);
	sample_build(&s, &ix.ix, 1);
	not_beside("the same, with the payer's consent", &next);
	loader_extend(&ix, &program, &next, 10240);
	sample_build(&s, &ix.ix, 1);
	not_beside("a second key that pays for room", &next);
	take("adopt");
	kt_adopt_ix(&g, &s.where, &next, &s.signer, &s.signer, &program, 1, &(struct hash){ { 1 } });
	sample_build(&s, &g.ix, 1);
	not_beside("a second key that pays the record's rent", &next);
	loader_write(&ix, &buffer, &next, 0, (const uint8_t *)"x", 1);
	s.context.bulk_n = 2;
	sample_build(&s, &ix.ix, 1);
	refused("a write by another key's authority", "not this key's");
}

/* --- what the endpoint says --- */

static void
reported(void)
{
	static const char *const paid[] = { "create", "adopt", "propose-upgrade", "deploy", "extend" };
	struct err e = ERR_INIT;
	unsigned unbound = 0;

	for (size_t i = 0; i < sizeof paid / sizeof paid[0]; i++) {
		uint64_t least;

		take(paid[i]);
		s.context.rent_lamports = 0;
		CHECK(guard_describe(&s.config, &s.signer, s.message, s.len, &s.context, &card, &e) == ERR_OK &&
			card.cost_lamports > 3480u * 128u, "%s is not free because the endpoint says so: %llu", paid[i],
			(unsigned long long)card.cost_lamports);
		least = card.cost_lamports;
		s.context.rent_lamports = 1ull << 40;
		CHECK(guard_describe(&s.config, &s.signer, s.message, s.len, &s.context, &card, &e) == ERR_OK &&
			card.cost_lamports > least, "%s costs more where it says more", paid[i]);
	}
	take("close");
	CHECK(guard_describe(&s.config, &s.signer, s.message, s.len, &s.context, &card, &e) == ERR_OK, "a close");
	for (unsigned i = 0; i < card.field_n; i++)
		unbound += strcmp(card.field[i].name, "description") == 0 && card.field[i].reported;
	CHECK(unbound == 1, "what is closed is only reported: no hash binds it");
}

int
main(void)
{
	if (!solana_init())
		return 1;
	shapes();
	version_0();
	not_needed();
	members();
	context();
	long_description();
	deposits();
	hidden_words();
	largest_card();
	writes();
	second_keys();
	reported();
	return test_done();
}
