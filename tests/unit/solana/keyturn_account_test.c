#include "keyturn_sample.h"

static bool
all(const uint8_t *p, uint8_t v)
{
	for (unsigned i = 0; i < 32; i++)
		if (p[i] != v)
			return false;
	return true;
}

static void
multisig(void)
{
	struct kt_governance g = sample_governance();
	struct kt_multisig_account m;
	uint8_t p[KT_MULTISIG_LEN + 1] = { 0 };
	struct err e = ERR_INIT;
	unsigned refused = 0;
	enum err_code rc;

	sample_multisig(p);
	rc = kt_multisig_decode(p, KT_MULTISIG_LEN, &m, &e);
	CHECK(rc == ERR_OK && m.bump == 254 && m.authority_bump == 253 && m.epoch == 6 && m.proposal_count == 14 &&
		all(m.create_key.b, 0xc1) && all(m.genesis_hash.b, 0xc2), "multisig: fields");
	CHECK(memcmp(&m.governance, &g, sizeof g) == 0, "multisig: members and numbers");
	for (size_t n = 0; n < KT_MULTISIG_LEN; n++)
		refused += kt_multisig_decode(p, n, &m, &e) == ERR_WIRE;
	CHECK(refused == KT_MULTISIG_LEN, "multisig: each of %u shorter prefixes is refused", refused);
	CHECK(kt_multisig_decode(p, KT_MULTISIG_LEN + 1, &m, &e) == ERR_WIRE, "multisig: a byte more is refused");
}

static void
record(void)
{
	struct kt_record_account r;
	uint8_t p[KT_RECORD_LEN + 1] = { 0 };
	struct err e = ERR_INIT;
	unsigned refused = 0;
	enum err_code rc;

	sample_record(p);
	rc = kt_record_decode(p, KT_RECORD_LEN, &r, &e);
	CHECK(rc == ERR_OK && r.bump == 252 && r.state == KT_RECORD_GOVERNED && r.newest == 7 && r.version_n == 3 &&
		all(r.multisig.b, 0xb1) && all(r.program.b, 0xb2), "record: fields");
	CHECK(r.version[0].number == 4 && r.version[0].adopted && !r.version[0].retired && r.version[1].retired &&
		!r.version[1].adopted, "record: flags of versions");
	CHECK(r.version[2].number == 7 && all(r.version[2].code_hash.b, 0xd2) && r.version[2].code_len == 1002 &&
		r.version[2].slot == 447552002 && r.version[2].began == 1790000002 && r.version[2].proposal == 6 &&
		r.version[1].ended == 1790000002, "record: the rest of a version");
	for (size_t n = 0; n < KT_RECORD_LEN; n++)
		refused += kt_record_decode(p, n, &r, &e) == ERR_WIRE;
	CHECK(refused == KT_RECORD_LEN, "record: each of %u shorter prefixes is refused", refused);
	CHECK(kt_record_decode(p, KT_RECORD_LEN + 1, &r, &e) == ERR_WIRE, "record: a byte more is refused");
}

static void
proposals(void)
{
	uint8_t p[KT_PROPOSAL_LEN_MAX + 1];
	struct kt_proposal_account a;
	struct err e = ERR_INIT;

	for (unsigned k = KT_KIND_UPGRADE; k <= KT_KIND_IMMUTABLE; k++) {
		struct kt_act want = sample_act((enum kt_kind)k);
		size_t len = sample_proposal(p, (enum kt_kind)k, "v7 \xc3\xa9"), refused = 0;
		enum err_code rc = kt_proposal_decode(p, len, &a, &e);

		CHECK(rc == ERR_OK && memcmp(&a.act, &want, sizeof want) == 0 && strcmp(a.description, "v7 \xc3\xa9") == 0 &&
			a.description_len == 5, "proposal: act and description of %s", kt_kind_name((enum kt_kind)k));
		for (size_t n = 0; n < len; n++)
			refused += kt_proposal_decode(p, n, &a, &e) == ERR_WIRE;
		CHECK(refused == len, "proposal: each of %zu shorter prefixes is refused, %s", len, kt_kind_name((enum kt_kind)k));
		p[len] = 0;
		CHECK(kt_proposal_decode(p, len + 1, &a, &e) == ERR_WIRE, "proposal: a byte more is refused, %s",
			kt_kind_name((enum kt_kind)k));
	}
	CHECK(kt_proposal_decode(p, sample_proposal(p, KT_KIND_UPGRADE, ""), &a, &e) == ERR_OK && a.bump == 251 &&
		a.status == KT_STATUS_APPROVED && a.holds_buffer && a.index == 14 && a.epoch == 6 && a.lock_s == 172800 &&
		a.window_s == 1209600, "proposal: small fields");
	CHECK(a.created_at == 1790000000 && a.approved_at == 1790000100 && a.ended_at == 1790000200, "proposal: times");
	CHECK(a.approvals == 5 && a.rejections == 8 && a.cancels == 2 && a.approved_by == 7, "proposal: votes");
	CHECK(all(a.multisig.b, 0xa1) && all(a.proposer.b, 0xa2) && all(a.rent_payer.b, 0xa3) && all(a.depositor.b, 0xa4) &&
		all(a.payload_hash.b, 0xa5), "proposal: addresses and hash");
}

static const struct {
	const char *name;
	enum { M, R, P } account;
	size_t at;
	uint8_t value;
} spoiled[] = {
	{ "multisig with a record's tag", M, KT_AT(multisig, tag), KT_ACCOUNT_RECORD },
	{ "multisig closed", M, KT_AT(multisig, tag), KT_ACCOUNT_CLOSED },
	{ "multisig of version 2", M, KT_AT(multisig, version), 2 },
	{ "multisig without members", M, KT_AT(multisig, rules), 0 },
	{ "multisig of 21 members", M, KT_AT(multisig, rules), 21 },
	{ "multisig of 255 members", M, KT_AT(multisig, rules), 255 },
	{ "multisig with a member of role 0", M, KT_AT(multisig, rules), 6 },
	{ "multisig with a member of role 3", M, KT_AT(multisig, members) + 32, 3 },
	{ "record with a multisig's tag", R, KT_AT(record, tag), KT_ACCOUNT_MULTISIG },
	{ "record of version 0", R, KT_AT(record, version), 0 },
	{ "record of state 0", R, KT_AT(record, state), 0 },
	{ "record of state 4", R, KT_AT(record, state), 4 },
	{ "record of no version", R, KT_AT(record, version_n), 0 },
	{ "record of 17 versions", R, KT_AT(record, version_n), 17 },
	{ "record whose newest is another", R, KT_AT(record, newest), 8 },
	{ "record with one version too few", R, KT_AT(record, version_n), 2 },
	{ "record with versions out of order", R, KT_AT(record, versions), 6 },
	{ "record with a version twice", R, KT_AT(record, versions), 5 },
	{ "record with an unknown flag", R, KT_AT(record, versions) + KT_AT(version, flags), 4 },
	{ "proposal with a record's tag", P, KT_AT(proposal, tag), KT_ACCOUNT_RECORD },
	{ "proposal of version 2", P, KT_AT(proposal, version), 2 },
	{ "proposal of kind 0", P, KT_AT(proposal, kind), 0 },
	{ "proposal of kind 8", P, KT_AT(proposal, kind), 8 },
	{ "proposal of kind members with a deploy's payload", P, KT_AT(proposal, kind), KT_KIND_MEMBERS },
	{ "proposal of kind immutable with a deploy's payload", P, KT_AT(proposal, kind), KT_KIND_IMMUTABLE },
	{ "proposal of status 0", P, KT_AT(proposal, status), 0 },
	{ "proposal of status 7", P, KT_AT(proposal, status), 7 },
	{ "proposal with buffer flag 2", P, KT_AT(proposal, holds_buffer), 2 },
	{ "proposal with a vote of member 20", P, KT_AT(proposal, approvals) + 2, 0x10 },
	{ "proposal with a cancel of member 31", P, KT_AT(proposal, cancels) + 3, 0x80 },
	{ "proposal with a member who approves and rejects", P, KT_AT(proposal, rejections), 0x9 },
	{ "proposal with a member who approves and cancels", P, KT_AT(proposal, cancels), 0x3 },
	{ "proposal with a longer payload than it has", P, KT_AT(proposal, payload_len), 182 },
	{ "proposal with a payload of 65,461 bytes", P, KT_AT(proposal, payload_len) + 1, 255 },
	{ "proposal with a longer description than it has", P, KT_AT(proposal, description_len), 4 },
	{ "proposal with an unknown flag of a deploy", P, KT_PROPOSAL_HEADER + KT_AT(deploy, flags), 4 },
	{ "upgrade with the flag of a rollback", P, KT_PROPOSAL_HEADER + KT_AT(deploy, flags), KT_DEPLOY_ADVANCE },
};

static void
refusing(void)
{
	for (size_t i = 0; i < sizeof spoiled / sizeof spoiled[0]; i++) {
		uint8_t p[1400];
		struct kt_multisig_account m;
		struct kt_record_account r;
		struct kt_proposal_account a;
		struct err e = ERR_INIT;
		enum err_code rc;
		size_t len;

		if (spoiled[i].account == M)
			sample_multisig(p);
		else if (spoiled[i].account == R)
			sample_record(p);
		len = spoiled[i].account == P ? sample_proposal(p, KT_KIND_UPGRADE, "abc") : 0;
		p[spoiled[i].at] = spoiled[i].value;
		rc = spoiled[i].account == M ? kt_multisig_decode(p, KT_MULTISIG_LEN, &m, &e) :
			spoiled[i].account == R ? kt_record_decode(p, KT_RECORD_LEN, &r, &e) : kt_proposal_decode(p, len, &a, &e);
		CHECK(rc == ERR_WIRE && e.message[0] != '\0', "refused: %s", spoiled[i].name);
	}
}

static void
long_description(void)
{
	char text[KT_DESCRIPTION_MAX + 2];
	uint8_t p[KT_PROPOSAL_LEN_MAX + 1];
	struct kt_proposal_account a;
	struct err e = ERR_INIT;
	size_t len;

	memset(text, 'x', sizeof text);
	text[KT_DESCRIPTION_MAX] = '\0';
	len = sample_proposal(p, KT_KIND_UPGRADE, text);
	CHECK(kt_proposal_decode(p, len, &a, &e) == ERR_OK && strcmp(a.description, text) == 0, "140 bytes of description are read");
	p[KT_AT(proposal, description_len)]++;
	CHECK(kt_proposal_decode(p, len + 1, &a, &e) == ERR_WIRE, "141 are refused");
}

int
main(void)
{
	if (!solana_init())
		return 1;
	multisig();
	record();
	proposals();
	refusing();
	long_description();
	return test_done();
}
