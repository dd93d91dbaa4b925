#include "program/act.h"

#include "program/context.h"
#include "program/rules.h"

static uint64_t
payload_len(const uint8_t *p, uint64_t avail, uint8_t kind, uint32_t *len)
{
	switch (kind) {
	case KT_KIND_UPGRADE:
	case KT_KIND_ROLLBACK:
		*len = KT_LEN(deploy);
		break;
	case KT_KIND_MEMBERS:
		REQUIRE(avail >= KT_LEN(rules), BAD_INSTRUCTION);
		REQUIRE(p[0] >= 1 && p[0] <= KT_MEMBERS_MAX, MEMBER_COUNT);
		*len = KT_LEN(rules) + KT_LEN(member) * p[0];
		break;
	case KT_KIND_HANDOVER:
	case KT_KIND_HANDOVER_MULTISIG:
	case KT_KIND_HANDOVER_UNCHECKED:
	case KT_KIND_IMMUTABLE:
		*len = KT_LEN(handover);
		break;
	default:
		return KT_E_KIND;
	}
	REQUIRE(avail > *len, BAD_INSTRUCTION);
	return 0;
}

uint64_t
act_parse(const uint8_t *p, uint64_t len, uint8_t kind, struct act_text *out)
{
	TRY(payload_len(p, len, kind, &out->payload_len));
	out->payload = p;
	out->description_len = p[out->payload_len];
	out->description = p + out->payload_len + 1;
	REQUIRE(len == (uint64_t)out->payload_len + 1 + out->description_len, BAD_INSTRUCTION);
	REQUIRE(out->description_len <= KT_DESCRIPTION_MAX, DESCRIPTION);
	REQUIRE(is_utf8(out->description, out->description_len), DESCRIPTION);
	return 0;
}

static void
field(struct sys_slice *s, const uint8_t *p, uint64_t len)
{
	s->p = p;
	s->len = len;
}

void
act_hash(const uint8_t *program_id, const uint8_t *multisig, const uint8_t *proposal,
	uint8_t *out)
{
	const uint8_t *rules = multisig + KT_AT(multisig, rules);
	uint32_t rules_n = KT_LEN(rules) + KT_LEN(member) * rules[KT_AT(rules, member_n)];
	uint32_t payload_n = bytes_u16(proposal + KT_AT(proposal, payload_len));
	uint8_t rules_hash[HASH_LEN];
	struct sys_slice whole = { rules, rules_n }, s[15];

	(void)sol_sha256(&whole, 1, rules_hash);
	field(&s[0], (const uint8_t *)KT_HASH_DOMAIN, KT_HASH_DOMAIN_LEN);
	field(&s[1], program_id, KEY_LEN);
	field(&s[2], multisig + KT_AT(multisig, genesis_hash), HASH_LEN);
	field(&s[3], proposal + KT_AT(proposal, multisig), KEY_LEN);
	field(&s[4], proposal + KT_AT(proposal, index), KT_SIZE(proposal, index));
	field(&s[5], proposal + KT_AT(proposal, epoch), KT_SIZE(proposal, epoch));
	field(&s[6], rules_hash, HASH_LEN);
	field(&s[7], proposal + KT_AT(proposal, kind), KT_SIZE(proposal, kind));
	field(&s[8], proposal + KT_AT(proposal, payload_len), KT_SIZE(proposal, payload_len));
	field(&s[9], proposal + KT_PROPOSAL_HEADER, payload_n);
	field(&s[10], proposal + KT_AT(proposal, proposer), KEY_LEN);
	field(&s[11], proposal + KT_AT(proposal, depositor), KEY_LEN);
	field(&s[12], proposal + KT_AT(proposal, rent_payer), KEY_LEN);
	field(&s[13], proposal + KT_AT(proposal, description_len), 1);
	field(&s[14], proposal + KT_PROPOSAL_HEADER + payload_n,
		proposal[KT_AT(proposal, description_len)]);
	(void)sol_sha256(s, 15, out);
}

/* Bytes that must follow a lead byte, and the range of the first of them,
 * which is where overlong forms, surrogates and U+110000 up are refused. */
static uint32_t
utf8_follow(uint8_t lead, uint8_t *low, uint8_t *high)
{
	*low = 0x80;
	*high = 0xbf;
	if (lead < 0x80)
		return 0;
	if (lead >= 0xc2 && lead <= 0xdf)
		return 1;
	if (lead >= 0xe0 && lead <= 0xef) {
		*low = lead == 0xe0 ? 0xa0 : 0x80;
		*high = lead == 0xed ? 0x9f : 0xbf;
		return 2;
	}
	if (lead >= 0xf0 && lead <= 0xf4) {
		*low = lead == 0xf0 ? 0x90 : 0x80;
		*high = lead == 0xf4 ? 0x8f : 0xbf;
		return 3;
	}
	return UINT32_MAX;
}

bool
is_utf8(const uint8_t *p, uint32_t len)
{
	uint8_t low, high;

	for (uint32_t i = 0; i < len;) {
		uint32_t n = utf8_follow(p[i++], &low, &high);
		if (n > len - i)
			return false;
		for (; n > 0; n--, i++) {
			if (p[i] < low || p[i] > high)
				return false;
			low = 0x80;
			high = 0xbf;
		}
	}
	return true;
}
