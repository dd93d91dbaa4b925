#include "gov/backend.h"

#include "world_sample.h"

/* Folds the multisig, the record and proposals 1 to n in a scrambled order. */
static void
fold(struct gov_world *w, const struct gov_multisig *m, unsigned n)
{
	struct gov_record r = sample_gov_record(m);
	struct err e = ERR_INIT;
	bool ok = gov_native.fold(w, &sample_program, &m->address, m->raw, m->raw_len, 7, &e) == ERR_OK &&
		gov_native.fold(w, &sample_program, &r.address, r.raw, r.raw_len, 9, &e) == ERR_OK;

	for (unsigned i = 0; ok && i < n; i++) {
		uint8_t raw[KT_PROPOSAL_LEN_MAX];
		uint64_t index = (i * 7) % n + 1;
		size_t len = sample_proposal_raw(raw, m, KT_KIND_UPGRADE, index, KT_STATUS_ACTIVE, 0);
		struct pubkey at = kt_proposal_address(&sample_program, &m->address, index);

		ok = gov_native.fold(w, &sample_program, &at, raw, len, 8, &e) == ERR_OK;
	}
	gov_world_sort(w);
	gov_record_wipe(&r);
	CHECK(ok && w->proposal_n == n && w->record_n == 1 && w->slot == 9, "%u proposals are folded", n);
}

static void
test_order(const struct gov_multisig *m)
{
	struct gov_world w = { 0 }, copy;
	bool ordered = true, found = true;

	fold(&w, m, 100);
	gov_world_copy(&copy, &w);
	gov_world_wipe(&w);
	for (size_t i = 0; i < 100; i++) {
		ordered = ordered && copy.proposal[i].index == 100 - i;
		found = found && gov_world_proposal(&copy, i + 1) != NULL && gov_world_proposal(&copy, i + 1)->index == i + 1;
	}
	CHECK(ordered, "newest first");
	CHECK(found && gov_world_proposal(&copy, 0) == NULL && gov_world_proposal(&copy, 101) == NULL, "each is found by index");
	CHECK(gov_world_record(&copy, &copy.record[0].program) == &copy.record[0] &&
		gov_world_record(&copy, &m->address) == NULL, "records are found by program");
	gov_world_wipe(&copy);
}

static void
test_twice(const struct gov_multisig *m)
{
	struct gov_world w = { 0 };
	uint8_t raw[KT_PROPOSAL_LEN_MAX];
	size_t len;
	struct pubkey at = kt_proposal_address(&sample_program, &m->address, 2);
	struct err e;

	fold(&w, m, 3);
	len = sample_proposal_raw(raw, m, KT_KIND_UPGRADE, 2, KT_STATUS_APPROVED, 7);
	CHECK(gov_native.fold(&w, &sample_program, &at, raw, len, 20, &e) == ERR_OK, "a newer reading of one");
	gov_world_sort(&w);
	CHECK(w.proposal_n == 3 && gov_world_proposal(&w, 2)->status == GOV_APPROVED, "replaces the older");
	gov_world_wipe(&w);
}

/* One proposal folded into a part. */
static void
fold_one(struct gov_world *part, const struct gov_multisig *m, uint64_t index, enum kt_status status)
{
	uint8_t raw[KT_PROPOSAL_LEN_MAX];
	size_t len = sample_proposal_raw(raw, m, KT_KIND_UPGRADE, index, status, 7);
	struct pubkey at = kt_proposal_address(&sample_program, &m->address, index);
	struct err e;

	if (gov_native.fold(part, &sample_program, &at, raw, len, 20, &e) != ERR_OK)
		die("%s", e.message);
}

static void
test_merge(const struct gov_multisig *m)
{
	struct gov_world w = { 0 }, part = { 0 };
	const uint8_t *kept;
	bool ordered = true;

	fold(&w, m, 64);
	kept = gov_world_proposal(&w, 3)->raw;
	fold(&part, m, 0);
	part.part = true;
	part.cluster_unix_s = 77;
	fold_one(&part, m, 5, KT_STATUS_APPROVED);
	fold_one(&part, m, 65, KT_STATUS_ACTIVE);
	fold_one(&part, m, 66, KT_STATUS_ACTIVE);
	part.gone = mem_new(2, sizeof *part.gone);
	part.gone[part.gone_n++] = 9;
	part.gone[part.gone_n++] = 64;
	gov_world_merge(&w, &part);
	for (size_t i = 1; i < w.proposal_n; i++)
		ordered = ordered && w.proposal[i - 1].index > w.proposal[i].index;
	CHECK(w.proposal_n == 64 && ordered && w.proposal[0].index == 66, "two are new, two are gone, newest first");
	CHECK(gov_world_proposal(&w, 9) == NULL && gov_world_proposal(&w, 64) == NULL, "those gone are not found");
	CHECK(gov_world_proposal(&w, 5)->status == GOV_APPROVED && gov_world_proposal(&w, 3)->raw == kept, "what is newer replaces, the rest stays as it was");
	CHECK(w.record_n == 1 && w.slot == 20 && w.cluster_unix_s == 77 && w.multisig.raw != NULL && part.proposal == NULL && part.multisig.raw == NULL,
		"records, multisig and clock are the part's, which is empty");
	fold(&part, m, 0);
	part.part = true;
	gov_world_merge(&w, &part);
	CHECK(w.proposal_n == 64, "a part without news changes no proposal");
	gov_world_wipe(&w);
}

static struct rpc_account
account(const struct pubkey *at, uint8_t *data, size_t len)
{
	return (struct rpc_account){ .address = *at, .exists = true, .owner = sample_program, .data = data, .len = len };
}

/* What an endpoint gives is taken only where it belongs. */
static void
test_take(const struct gov_multisig *m)
{
	struct gov_world w = { 0 };
	uint8_t raw[KT_PROPOSAL_LEN_MAX], record[KT_RECORD_LEN];
	size_t len = sample_proposal_raw(raw, m, KT_KIND_UPGRADE, 2, KT_STATUS_ACTIVE, 0);
	struct pubkey two = kt_proposal_address(&sample_program, &m->address, 2);
	struct pubkey three = kt_proposal_address(&sample_program, &m->address, 3), other = sample_named(5);
	struct rpc_account a = account(&two, raw, len);
	struct err e = ERR_INIT;

	fold(&w, m, 1);
	CHECK(native_take(&w, &sample_program, &m->address, &a, 5, &e) == ERR_OK, "a proposal at its address");
	a.address = three;
	CHECK(native_take(&w, &sample_program, &m->address, &a, 5, &e) == ERR_WIRE, "at another's address: %s", e.message);
	a.address = two;
	a.owner = other;
	CHECK(native_take(&w, &sample_program, &m->address, &a, 5, &e) == ERR_WIRE, "of another owner: %s", e.message);
	a.owner = sample_program;
	raw[KT_AT(proposal, multisig)] ^= 1;
	CHECK(native_take(&w, &sample_program, &m->address, &a, 5, &e) == ERR_WIRE, "of another multisig: %s", e.message);
	raw[KT_AT(proposal, multisig)] ^= 1;
	for (unsigned tag = 0, refused = 0; tag < 256; tag++) {
		raw[0] = (uint8_t)tag;
		refused += native_take(&w, &sample_program, &m->address, &a, 5, &e) == ERR_WIRE;
		if (tag == 255)
			CHECK(refused == 255, "every tag but its own is refused");
	}
	raw[0] = KT_ACCOUNT_PROPOSAL;
	for (size_t n = 0, refused = 0; n <= len; n++) {
		a.len = n;
		refused += native_take(&w, &sample_program, &m->address, &a, 5, &e) == ERR_WIRE;
		if (n == len)
			CHECK(refused == len, "every shorter prefix is refused");
	}
	sample_record_of_act(record);
	a = account(&other, record, sizeof record);
	CHECK(native_take(&w, &sample_program, &m->address, &a, 5, &e) == ERR_WIRE, "a record elsewhere: %s", e.message);
	gov_world_wipe(&w);
}

static void
add(struct gov_world *w, const struct gov_multisig *m, uint64_t index, enum kt_kind kind, enum kt_status status, bool holds)
{
	uint8_t raw[KT_PROPOSAL_LEN_MAX];
	struct pubkey at = kt_proposal_address(&sample_program, &m->address, index);
	size_t len = sample_proposal_raw(raw, m, kind, index, status, 0);
	struct err e;

	raw[KT_AT(proposal, holds_buffer)] = holds;
	if (gov_native.fold(w, &sample_program, &at, raw, len, 8, &e) != ERR_OK)
		die("%s", e.message);
}

/* What can still change keeps its bytes; new members are kept apart and copied with the rest. */
static void
test_shed(const struct gov_multisig *m)
{
	struct gov_world w = { 0 }, copy;
	struct kt_act act;
	const struct gov_proposal *p;

	fold(&w, m, 1);
	add(&w, m, 2, KT_KIND_UPGRADE, KT_STATUS_APPROVED, true);
	add(&w, m, 3, KT_KIND_UPGRADE, KT_STATUS_REJECTED, true);
	add(&w, m, 4, KT_KIND_UPGRADE, KT_STATUS_EXECUTED, false);
	add(&w, m, 5, KT_KIND_MEMBERS, KT_STATUS_EXECUTED, false);
	gov_world_sort(&w);
	gov_world_shed(&w);
	for (uint64_t i = 1; i <= 5; i++)
		CHECK((gov_world_proposal(&w, i)->raw == NULL) == (i > 3), "proposal %llu %s", (unsigned long long)i,
			i > 3 ? "never changes and lets go of its bytes" : "can still change and keeps them");
	gov_world_copy(&copy, &w);
	gov_world_wipe(&w);
	p = gov_world_proposal(&copy, 5);
	gov_proposal_act(p, &act);
	CHECK(p->act.members != NULL && act.kind == KT_KIND_MEMBERS && act.members.member_n == p->act.members->member_n &&
		act.members.member_n > 0, "a change of members keeps whom it names");
	gov_proposal_act(gov_world_proposal(&copy, 4), &act);
	CHECK(gov_world_proposal(&copy, 4)->act.members == NULL && act.kind == KT_KIND_UPGRADE && act.deploy.code_len > 0,
		"and an upgrade names none");
	gov_world_wipe(&copy);
}

static void
test_nul(const struct gov_multisig *m)
{
	static const char text[] = "Fix\0 drain";
	uint8_t raw[KT_PROPOSAL_LEN_MAX];
	struct pubkey at = kt_proposal_address(&sample_program, &m->address, 1);
	size_t len = sample_proposal_raw(raw, m, KT_KIND_IMMUTABLE, 1, KT_STATUS_ACTIVE, 0) - *AT(raw, proposal, description_len);
	struct gov_world w = { 0 };
	struct err e;

	*AT(raw, proposal, description_len) = sizeof text - 1;
	memcpy(raw + len, text, sizeof text - 1);
	if (gov_native.fold(&w, &sample_program, &m->address, m->raw, m->raw_len, 7, &e) != ERR_OK ||
		gov_native.fold(&w, &sample_program, &at, raw, len + sizeof text - 1, 8, &e) != ERR_OK)
		die("%s", e.message);
	CHECK(strcmp(w.proposal[0].description, "Fix\1 drain") == 0, "a NUL in a description hides nothing: %s", w.proposal[0].description);
	gov_world_wipe(&w);
}

int
main(void)
{
	struct gov_multisig m = sample_gov_multisig();

	test_order(&m);
	test_twice(&m);
	test_merge(&m);
	test_take(&m);
	test_shed(&m);
	test_nul(&m);
	gov_multisig_wipe(&m);
	return test_done();
}
