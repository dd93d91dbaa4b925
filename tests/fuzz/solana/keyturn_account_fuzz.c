#include "fuzz/fuzz.h"
#include "unit/solana/keyturn_sample.h"

static void
governance_in_range(const struct kt_governance *g)
{
	unsigned bad = kt_governance_check(g);

	HOLDS(g->member_n >= 1 && g->member_n <= KT_MEMBERS_MAX && kt_approvers(g) <= g->member_n);
	HOLDS(bad == 0 || kt_error_text(bad) != NULL);
	HOLDS(bad != 0 || (kt_reject_number(g, KT_KIND_ROLLBACK) >= 1 && kt_needed(g, KT_KIND_MEMBERS) <= kt_approvers(g)));
}

static void
multisig(const uint8_t *data, size_t len)
{
	uint8_t p[KT_MULTISIG_LEN];
	struct kt_multisig_account m;
	struct err e = ERR_INIT;

	sample_multisig(p);
	fuzz_patch(p, sizeof p, data, len);
	if (kt_multisig_decode(p, sizeof p, &m, &e) == ERR_OK)
		governance_in_range(&m.governance);
	else
		HOLDS(e.code == ERR_WIRE);
}

static void
record(const uint8_t *data, size_t len)
{
	uint8_t p[KT_RECORD_LEN];
	struct kt_record_account r;
	struct err e = ERR_INIT;

	sample_record(p);
	fuzz_patch(p, sizeof p, data, len);
	if (kt_record_decode(p, sizeof p, &r, &e) == ERR_OK)
		HOLDS(r.version_n >= 1 && r.version_n <= KT_RING && r.version[r.version_n - 1].number == r.newest);
	else
		HOLDS(e.code == ERR_WIRE);
}

/* The payload, encoded again, is the same bytes. */
static void
same_payload(const struct kt_act *a, const uint8_t *p, size_t len)
{
	uint8_t again[KT_PAYLOAD_MAX];

	HOLDS(kt_payload_encode(a, again) == len && memcmp(again, p, len) == 0);
	if (a->kind == KT_KIND_MEMBERS)
		governance_in_range(&a->members);
}

static void
proposal(const uint8_t *data, size_t len)
{
	enum kt_kind kind = (enum kt_kind)(len == 0 ? 1 : data[0] % 7 + 1);
	uint8_t p[KT_PROPOSAL_LEN_MAX], raw[KT_MULTISIG_LEN];
	struct pubkey id = sample_named(1), at = sample_named(2);
	struct kt_multisig_account m;
	struct kt_proposal_account a;
	struct err e = ERR_INIT;
	struct hash h;
	size_t n = sample_proposal(p, kind, "because");

	fuzz_patch(p, n, data, len);
	if (kt_proposal_decode(p, n, &a, &e) != ERR_OK) {
		HOLDS(e.code == ERR_WIRE);
		return;
	}
	HOLDS(strlen(a.description) <= a.description_len && a.description_len <= KT_DESCRIPTION_MAX);
	same_payload(&a.act, p + KT_PROPOSAL_HEADER, n - KT_PROPOSAL_HEADER - a.description_len);
	sample_multisig(raw);
	HOLDS(kt_multisig_decode(raw, sizeof raw, &m, &e) == ERR_OK);
	kt_payload_hash(&id, &m, &at, &a, &h);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct kt_multisig_account m;
	struct kt_record_account r;
	struct kt_proposal_account p;
	struct kt_act a;
	struct err e = ERR_INIT;

	if (!solana_init())
		return 0;
	multisig(data, len);
	record(data, len);
	proposal(data, len);
	(void)kt_multisig_decode(data, len, &m, &e);
	(void)kt_record_decode(data, len, &r, &e);
	(void)kt_proposal_decode(data, len, &p, &e);
	if (len > 0 && kt_payload_decode((enum kt_kind)(data[0] % 9), data + 1, len - 1, &a, &e) == ERR_OK)
		same_payload(&a, data + 1, len - 1);
	return 0;
}
