#include "keyturn_sample.h"

static void
nothing(struct kt_governance *g)
{
	(void)g;
}

#define CHANGE(name, statement) static void name(struct kt_governance *g) { statement; }
CHANGE(no_member, g->member_n = 0)
CHANGE(too_many, g->member_n = 21)
CHANGE(no_role, g->member[1].role = (enum kt_role)0)
CHANGE(role_3, g->member[4].role = (enum kt_role)3)
CHANGE(twice, g->member[4].address = g->member[0].address)
CHANGE(off_curve, g->member[2].address = ((struct pubkey){ { 2 } }))
CHANGE(threshold_0, g->threshold = 0)
CHANGE(threshold_5, g->threshold = 5)
CHANGE(threshold_all, g->threshold = 4; g->stop_number = 1)
CHANGE(rollback_2, g->rollback_threshold = 2)
CHANGE(rollback_3, g->rollback_threshold = 3)
CHANGE(rollback_5, g->rollback_threshold = 5)
CHANGE(stop_0, g->stop_number = 0)
CHANGE(stop_1, g->stop_number = 1)
CHANGE(stop_3, g->stop_number = 3)
CHANGE(lock_90, g->timelock_s = 7776000)
CHANGE(lock_over, g->timelock_s = 7776001)
CHANGE(lock_0, g->timelock_s = g->rollback_delay_s = 0)
CHANGE(delay_equal, g->rollback_delay_s = g->timelock_s)
CHANGE(delay_over, g->rollback_delay_s = g->timelock_s + 1)
CHANGE(window_1h, g->window_s = 3600)
CHANGE(window_under, g->window_s = 3599)
CHANGE(window_90, g->window_s = 7776000)
CHANGE(window_over, g->window_s = 7776001)
CHANGE(reach_1d, g->reach_s = 86400)
CHANGE(reach_under, g->reach_s = 86399)
CHANGE(reach_over, g->reach_s = 7776001)

static const struct {
	const char *name;
	void (*change)(struct kt_governance *);
	unsigned error;
} rules[] = {
	{ "3 of 4 with an operator", nothing, 0 },
	{ "no member", no_member, KT_E_MEMBER_COUNT },
	{ "21 members", too_many, KT_E_MEMBER_COUNT },
	{ "a member without role", no_role, KT_E_MEMBER_ROLE },
	{ "a member of role 3", role_3, KT_E_MEMBER_ROLE },
	{ "a member twice", twice, KT_E_MEMBER_DUPLICATE },
	{ "a member off the curve", off_curve, KT_E_MEMBER_OFF_CURVE },
	{ "threshold 0", threshold_0, KT_E_THRESHOLD },
	{ "threshold above the approvers, though not above the members", threshold_5, KT_E_THRESHOLD },
	{ "threshold of all", threshold_all, 0 },
	{ "rollback threshold below the threshold", rollback_2, KT_E_ROLLBACK_THRESHOLD },
	{ "rollback threshold equal to the threshold", rollback_3, 0 },
	{ "rollback threshold above the approvers", rollback_5, KT_E_ROLLBACK_THRESHOLD },
	{ "stop number 0", stop_0, KT_E_STOP_NUMBER },
	{ "stop number 1", stop_1, 0 },
	{ "stop number above the reject number", stop_3, KT_E_STOP_NUMBER },
	{ "timelock of 90 days", lock_90, 0 },
	{ "timelock over 90 days", lock_over, KT_E_TIMELOCK },
	{ "no timelock", lock_0, 0 },
	{ "rollback delay equal to the timelock", delay_equal, 0 },
	{ "rollback delay above the timelock", delay_over, KT_E_ROLLBACK_DELAY },
	{ "window of an hour", window_1h, 0 },
	{ "window under an hour", window_under, KT_E_WINDOW },
	{ "window of 90 days", window_90, 0 },
	{ "window over 90 days", window_over, KT_E_WINDOW },
	{ "reach of a day", reach_1d, 0 },
	{ "reach under a day", reach_under, KT_E_REACH },
	{ "reach over 90 days", reach_over, KT_E_REACH },
};

static void
numbers(void)
{
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		struct kt_governance g = sample_governance();

		rules[i].change(&g);
		CHECK(kt_governance_check(&g) == rules[i].error, "%s: %s", rules[i].error == 0 ? "legal" : "illegal", rules[i].name);
	}
}

static void
counting(void)
{
	struct kt_governance g = sample_governance();

	CHECK(kt_approvers(&g) == 4, "an operator is no approver");
	CHECK(kt_needed(&g, KT_KIND_UPGRADE) == 3 && kt_needed(&g, KT_KIND_ROLLBACK) == 4 && kt_needed(&g, KT_KIND_MEMBERS) == 3,
		"a rollback has a threshold of its own");
	CHECK(kt_reject_number(&g, KT_KIND_UPGRADE) == 2 && kt_reject_number(&g, KT_KIND_ROLLBACK) == 1, "reject number");
	CHECK(kt_stop_number(&g, KT_KIND_HANDOVER) == 2 && kt_stop_number(&g, KT_KIND_ROLLBACK) == 1,
		"a rollback is stopped only by its reject number");
}

static void
names(void)
{
	unsigned named = 0, texts = 0;

	for (unsigned i = KT_KIND_UPGRADE; i <= KT_KIND_IMMUTABLE; i++) {
		named++;
		for (unsigned k = KT_KIND_UPGRADE; k < i; k++)
			if (strcmp(kt_kind_name((enum kt_kind)i), kt_kind_name((enum kt_kind)k)) == 0)
				named--;
	}
	CHECK(named == 7 && strcmp(kt_kind_name(KT_KIND_IMMUTABLE), "immutable") == 0 && strcmp(kt_kind_name((enum kt_kind)9), "unknown") == 0,
		"seven kinds have names of their own, others none");
	for (unsigned n = 0; n < 400; n++)
		texts += kt_error_text(n) != NULL;
#define X(number, name, text) + 1
	CHECK(texts == 0 KT_ERRORS(X) && kt_error_text(147) != NULL && kt_error_text(99) == NULL,
		"all %u error numbers have words, others none", texts);
#undef X
}

static void
payloads(void)
{
	for (unsigned k = KT_KIND_UPGRADE; k <= KT_KIND_IMMUTABLE; k++) {
		struct kt_act a = sample_act((enum kt_kind)k), back;
		uint8_t mine[KT_PAYLOAD_MAX], other[KT_PAYLOAD_MAX];
		size_t len = kt_payload_encode(&a, mine), refused = 0;
		struct err e = ERR_INIT;

		CHECK(len == sample_payload(other, &a) && memcmp(mine, other, len) == 0, "payload of %s stands as abi.h says",
			kt_kind_name((enum kt_kind)k));
		CHECK(kt_payload_decode((enum kt_kind)k, mine, len, &back, &e) == ERR_OK && memcmp(&a, &back, sizeof a) == 0,
			"payload of %s comes back", kt_kind_name((enum kt_kind)k));
		for (size_t n = 0; n < len; n++)
			refused += kt_payload_decode((enum kt_kind)k, mine, n, &back, &e) == ERR_WIRE;
		CHECK(refused == len, "payload of %s: each of %zu shorter prefixes is refused", kt_kind_name((enum kt_kind)k), len);
	}
}

/* A count of members beyond the list, behind too few bytes and behind enough. */
static void
counts(void)
{
	static uint8_t p[KT_LEN(rules) + 255 * KT_LEN(member)];
	struct kt_act a;
	struct err e = ERR_INIT;
	unsigned refused = 0;

	for (unsigned n = KT_MEMBERS_MAX + 1; n <= 255; n++) {
		size_t len = KT_LEN(rules) + n * KT_LEN(member);

		p[0] = (uint8_t)n;
		refused += kt_payload_decode(KT_KIND_MEMBERS, p, 1, &a, &e) == ERR_WIRE;
		refused += kt_payload_decode(KT_KIND_MEMBERS, p, KT_LEN(rules), &a, &e) == ERR_WIRE;
		refused += kt_payload_decode(KT_KIND_MEMBERS, p, len, &a, &e) == ERR_WIRE;
	}
	CHECK(refused == 3 * 235, "21 to 255 members are refused, whatever follows");
}

/* The payload hash, put together here from the account's own bytes. */
static void
payload_hash(void)
{
	for (unsigned k = KT_KIND_UPGRADE; k <= KT_KIND_IMMUTABLE; k++) {
		uint8_t m[KT_MULTISIG_LEN], p[KT_PROPOSAL_LEN_MAX], rules_hash[32], want[32];
		struct pubkey id = sample_named(0x11), at = sample_named(0x12);
		struct kt_multisig_account multisig;
		struct kt_proposal_account proposal;
		struct err e = ERR_INIT;
		struct hash h;
		size_t len = sample_proposal(p, (enum kt_kind)k, "why");
		size_t payload_len = len - KT_PROPOSAL_HEADER - 3;
		crypto_hash_sha256_state s;

		sample_multisig(m);
		(void)crypto_hash_sha256(rules_hash, m + 84, 20 + 5 * 33);
		(void)crypto_hash_sha256_init(&s);
		(void)crypto_hash_sha256_update(&s, (const uint8_t *)"keyturn-act-v1\0\0", 16);
		(void)crypto_hash_sha256_update(&s, id.b, 32);
		(void)crypto_hash_sha256_update(&s, m + 36, 32);
		(void)crypto_hash_sha256_update(&s, at.b, 32);
		(void)crypto_hash_sha256_update(&s, p + 38, 16);
		(void)crypto_hash_sha256_update(&s, rules_hash, 32);
		(void)crypto_hash_sha256_update(&s, p + 3, 1);
		(void)crypto_hash_sha256_update(&s, p + 230, 2);
		(void)crypto_hash_sha256_update(&s, p + 233, payload_len);
		(void)crypto_hash_sha256_update(&s, p + 54, 32);
		(void)crypto_hash_sha256_update(&s, p + 118, 32);
		(void)crypto_hash_sha256_update(&s, p + 86, 32);
		(void)crypto_hash_sha256_update(&s, (const uint8_t *)"\3why", 4);
		(void)crypto_hash_sha256_final(&s, want);
		bool read = kt_multisig_decode(m, sizeof m, &multisig, &e) == ERR_OK &&
			kt_proposal_decode(p, len, &proposal, &e) == ERR_OK;
		kt_payload_hash(&id, &multisig, &at, &proposal, &h);
		CHECK(read && memcmp(h.b, want, 32) == 0, "payload hash of %s is the one abi.h describes", kt_kind_name((enum kt_kind)k));
	}
}

/* Every field the hash is said to bind changes it. */
static void
hash_binds(void)
{
	uint8_t m[KT_MULTISIG_LEN], p[KT_PROPOSAL_LEN_MAX];
	struct pubkey id = sample_named(1), at = sample_named(2);
	struct kt_multisig_account multisig;
	struct kt_proposal_account proposal;
	struct err e = ERR_INIT;
	struct hash before, h;
	size_t len = sample_proposal(p, KT_KIND_ROLLBACK, "abc");

	sample_multisig(m);
	bool read = kt_multisig_decode(m, sizeof m, &multisig, &e) == ERR_OK && kt_proposal_decode(p, len, &proposal, &e) == ERR_OK;
	kt_payload_hash(&id, &multisig, &at, &proposal, &before);
#define BOUND(what, field, change) do { \
	__typeof__(field) was = field; \
	change; \
	kt_payload_hash(&id, &multisig, &at, &proposal, &h); \
	CHECK(read && !hash_eq(&h, &before), "payload hash binds %s", what); \
	field = was; \
} while (0)
	BOUND("the program's id", id.b[31], id.b[31] ^= 1);
	BOUND("the multisig's address", at.b[0], at.b[0] ^= 1);
	BOUND("the genesis hash", multisig.genesis_hash.b[3], multisig.genesis_hash.b[3] ^= 1);
	BOUND("a member", multisig.governance.member[4].address.b[0], multisig.governance.member[4].address.b[0] ^= 1);
	BOUND("a member's role", multisig.governance.member[4].role, multisig.governance.member[4].role = KT_ROLE_APPROVER);
	BOUND("the threshold", multisig.governance.threshold, multisig.governance.threshold--);
	BOUND("the reach", multisig.governance.reach_s, multisig.governance.reach_s++);
	BOUND("the index", proposal.index, proposal.index++);
	BOUND("the epoch", proposal.epoch, proposal.epoch++);
	BOUND("the kind", proposal.act.kind, proposal.act.kind = KT_KIND_UPGRADE);
	BOUND("the buffer", proposal.act.deploy.buffer.b[9], proposal.act.deploy.buffer.b[9] ^= 1);
	BOUND("the spill", proposal.act.deploy.spill.b[9], proposal.act.deploy.spill.b[9] ^= 1);
	BOUND("the target", proposal.act.deploy.target_number, proposal.act.deploy.target_number++);
	BOUND("the code length", proposal.act.deploy.code_len, proposal.act.deploy.code_len++);
	BOUND("the flags", proposal.act.deploy.advance, proposal.act.deploy.advance = false);
	BOUND("the proposer", proposal.proposer.b[0], proposal.proposer.b[0] ^= 1);
	BOUND("the depositor", proposal.depositor.b[0], proposal.depositor.b[0] ^= 1);
	BOUND("the rent payer", proposal.rent_payer.b[0], proposal.rent_payer.b[0] ^= 1);
	BOUND("the description", proposal.description[2], proposal.description[2] ^= 1);
	BOUND("its length", proposal.description_len, proposal.description_len--);
}

int
main(void)
{
	if (!solana_init())
		return 1;
	numbers();
	counting();
	names();
	payloads();
	counts();
	payload_hash();
	hash_binds();
	return test_done();
}
