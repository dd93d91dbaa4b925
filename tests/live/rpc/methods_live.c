/* Every method in use, against the local chain. */
#include "live.h"

#include "rpc/cluster.h"

static uint64_t
number(struct live *l, struct rpc_call *c)
{
	struct err e = ERR_INIT;
	uint64_t n = UINT64_MAX;

	if (rpc_number_result(live_done(l, c), &n, &e) != ERR_OK)
		printf("# %s\n", e.message);
	rpc_call_free(c);
	return n;
}

static void
heights(struct live *l)
{
	struct err e = ERR_INIT;
	struct rpc_epoch epoch = { 0 };
	struct rpc_blockhash bh = { .slot = 0 };
	struct hash genesis;
	struct rpc_call *a = rpc_get_epoch(l->r, COMMITMENT_PROCESSED), *b = rpc_get_blockhash(l->r, COMMITMENT_FINALIZED),
		*g = rpc_get_genesis(l->r);

	(void)live_done(l, a), (void)live_done(l, b), (void)live_done(l, g);
	CHECK(rpc_epoch_result(a, &epoch, &e) == ERR_OK && epoch.slot > epoch.block_height && epoch.block_height > 0,
		"slot, height and epoch are read: %s", e.message);
	CHECK(rpc_blockhash_result(b, &bh, &e) == ERR_OK && bh.last_valid_height > epoch.block_height
		&& bh.last_valid_height <= epoch.block_height + 200, "a blockhash and its last valid height are read");
	CHECK(rpc_genesis_result(g, &genesis, &e) == ERR_OK && strcmp(cluster_name(&genesis), "local") == 0,
		"the genesis hash is read and is none of the public ones");
	rpc_call_free(a), rpc_call_free(b), rpc_call_free(g);
}

static void
put_account(struct live *l, uint8_t n, const struct pubkey *owner, size_t len)
{
	char json[4000], address[PUBKEY_TEXT], of[PUBKEY_TEXT], data[2000];
	uint8_t bytes[1000];
	struct pubkey k;

	memset(k.b, n, sizeof k.b);
	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)(n + i);
	text_base64(data, bytes, len);
	(void)snprintf(json, sizeof json, "{\"address\":\"%s\",\"lamports\":\"18446744073709551615\",\"owner\":\"%s\","
		"\"data\":\"%s\"}", pubkey_text(address, &k), pubkey_text(of, owner), data);
	(void)live_admin(l, "account", json);
}

static void
by_address(struct live *l, const struct pubkey *owner)
{
	struct pubkey key[3];
	struct rpc_accounts a = { .n = 0 };
	struct err e = ERR_INIT;
	struct rpc_call *c;

	for (uint8_t i = 0; i < 3; i++)
		memset(key[i].b, 0x41 + i, sizeof key[i].b);
	c = live_done(l, rpc_get_accounts(l->r, key, 3, (struct rpc_slice){ .on = false }, COMMITMENT_CONFIRMED, 1));
	CHECK(rpc_accounts_result(c, &a, &e) == ERR_OK && a.n == 3 && a.slot > 0, "three accounts by address: %s", e.message);
	CHECK(a.n == 3 && a.account[0].exists && a.account[0].len == 300 && a.account[0].data[299] == (uint8_t)(0x41 + 299)
		&& a.account[0].space == 300 && pubkey_eq(&a.account[0].owner, owner)
		&& a.account[0].lamports == UINT64_MAX, "the first is whole, its lamports beyond 2^53 are exact");
	CHECK(a.n == 3 && !a.account[2].exists && pubkey_eq(&a.account[2].address, &key[2]), "the missing one is told");
	rpc_accounts_free(&a);
	rpc_call_free(c);
	c = live_done(l, rpc_get_accounts(l->r, key, 2, (struct rpc_slice){ .offset = 290, .len = 20, .on = true },
		COMMITMENT_CONFIRMED, 0));
	CHECK(rpc_accounts_result(c, &a, &e) == ERR_OK && a.account[0].len == 10 && a.account[0].space == 300
		&& a.account[0].data[0] == (uint8_t)(0x41 + 290), "a slice at the end is short, the space is whole");
	rpc_accounts_free(&a);
	rpc_call_free(c);
}

static void
by_program(struct live *l, const struct pubkey *owner)
{
	static const uint8_t first[] = { 0x42, 0x43 };
	struct rpc_filter f[] = { { .offset = 0, .bytes = first, .len = sizeof first }, { .offset = 300 } };
	struct rpc_accounts a = { .n = 0 };
	struct err e = ERR_INIT;
	struct rpc_call *c = live_done(l, rpc_get_program_accounts(l->r, owner, f, 2,
		(struct rpc_slice){ .offset = 0, .len = 16, .on = true }, COMMITMENT_CONFIRMED));

	CHECK(rpc_accounts_result(c, &a, &e) == ERR_OK && a.n == 1 && a.account[0].address.b[0] == 0x42
		&& a.account[0].len == 16, "accounts of a program by filter and slice: %s", e.message);
	rpc_accounts_free(&a);
	rpc_call_free(c);
	c = live_done(l, rpc_get_program_accounts(l->r, owner, NULL, 0, (struct rpc_slice){ .on = false },
		COMMITMENT_CONFIRMED));
	CHECK(rpc_accounts_result(c, &a, &e) == ERR_OK && a.n == 2, "all accounts of a program");
	rpc_accounts_free(&a);
	rpc_call_free(c);
}

static void
clock_account(struct live *l)
{
	struct rpc_accounts a = { .n = 0 };
	struct err e = ERR_INIT;
	struct cluster_time time = { .known = true, .mono_ms = clock_mono_ms(&l->clock) };
	struct rpc_call *c;

	(void)live_admin(l, "warp", "{\"unix\":1800000000}");
	c = live_done(l, rpc_get_accounts(l->r, &PUBKEY_CLOCK, 1, (struct rpc_slice){ .on = false }, COMMITMENT_PROCESSED, 0));
	CHECK(rpc_accounts_result(c, &a, &e) == ERR_OK && clock_sysvar_decode(a.account[0].data, a.account[0].len, &time.slot,
		&time.unix_s, &e) == ERR_OK, "the Clock sysvar is read");
	CHECK(time.unix_s >= 1800000000 && time.unix_s < 1800000600 && time.slot > 0, "it tells the chain's time");
	rpc_accounts_free(&a);
	rpc_call_free(c);
}

static void
about_transactions(struct live *l)
{
	struct transaction t;
	struct rpc_blockhash bh;
	struct rpc_outcome o;
	struct err e = ERR_INIT;
	struct rpc_call *c;
	uint64_t fee;

	live_transfer(l, 1000000, &t, &bh);
	fee = number(l, rpc_get_fee(l->r, t.bytes + t.message, t.len - t.message, COMMITMENT_CONFIRMED));
	CHECK(fee == 5000, "the fee of a message of one signature is 5000");
	CHECK(number(l, rpc_get_price(l->r, &l->payer, 1)) == 0, "no priority fee was paid of late");
	CHECK(number(l, rpc_get_rent(l->r, 165)) > 1000000, "the minimum balance is read");
	CHECK(number(l, rpc_get_balance(l->r, &l->payer, COMMITMENT_CONFIRMED)) == 5000000000u, "the balance is read");
	c = live_done(l, rpc_simulate(l->r, &t, true, COMMITMENT_CONFIRMED));
	CHECK(rpc_simulate_result(c, &o, &e) == ERR_OK && !o.failed && o.units == 150, "a simulation succeeds: %s", e.message);
	rpc_call_free(c);
	live_transfer(l, 6000000000u, &t, &bh);
	memset(t.bytes + 1, 0, 64);
	c = live_done(l, rpc_simulate(l->r, &t, false, COMMITMENT_CONFIRMED));
	CHECK(rpc_simulate_result(c, &o, &e) == ERR_OK && o.failed && o.instruction == 0 && o.has_custom && o.custom == 1,
		"a simulation without signatures says which instruction fails and how");
	CHECK(strstr(o.last_log, "insufficient lamports") != NULL, "and why: %s", o.last_log);
	rpc_call_free(c);
}

static void
history(struct live *l)
{
	struct transaction t;
	struct rpc_blockhash bh;
	struct rpc_signature list[4], about;
	struct buf wire = BUF_INIT(4096);
	struct err e = ERR_INIT;
	struct signature id, none;
	size_t n = 0;
	struct sender *s;
	struct rpc_call *c;

	for (int i = 0; i < 2; i++) {
		live_transfer(l, 1000000 + (uint64_t)i, &t, &bh);
		s = sender_new(l->r, &l->clock, &t, bh.last_valid_height, COMMITMENT_CONFIRMED, false);
		CHECK(live_send(l, s) == SENDER_LANDED && sender_slot(s) > 0, "a transfer lands: %s", sender_trouble(s));
		sender_free(s);
	}
	id = transaction_id(&t);
	c = live_done(l, rpc_get_signatures(l->r, &l->payer, NULL, 4, COMMITMENT_PROCESSED));
	CHECK(rpc_signatures_result(c, list, 4, &n, &e) == ERR_OK && n == 3 && memcmp(&list[0].signature, &id, 64) == 0
		&& !list[0].failed && list[0].time > 1500000000, "signatures of an address, newest first: %s", e.message);
	rpc_call_free(c);
	c = live_done(l, rpc_get_signatures(l->r, &l->payer, &id, 1, COMMITMENT_CONFIRMED));
	CHECK(rpc_signatures_result(c, list, 4, &n, &e) == ERR_OK && n == 1 && memcmp(&list[0].signature, &id, 64) != 0,
		"the next page begins behind the last one");
	rpc_call_free(c);
	c = live_done(l, rpc_get_transaction(l->r, &id, COMMITMENT_CONFIRMED));
	CHECK(rpc_transaction_result(c, &wire, &about, &e) == ERR_OK && wire.len == t.len
		&& memcmp(wire.p, t.bytes, t.len) == 0 && !about.failed, "a transaction comes back byte by byte: %s", e.message);
	rpc_call_free(c);
	memset(none.b, 3, sizeof none.b);
	c = live_done(l, rpc_get_transaction(l->r, &none, COMMITMENT_CONFIRMED));
	CHECK(rpc_transaction_result(c, &wire, &about, &e) == ERR_NOT_FOUND, "an unknown one is not found");
	rpc_call_free(c);
	buf_wipe(&wire);
}

static void
unknown_blockhash(struct live *l)
{
	struct pubkey owner = { .b = { 1 } };
	struct system_ix ix;
	struct hash bh = { .b = { 5 } };
	uint8_t message[PACKET_MAX];
	struct err e = ERR_INIT;
	size_t len = 0;
	uint64_t fee = 7;
	struct rpc_call *c;

	system_transfer(&ix, &l->payer, &owner, 5);
	CHECK(message_build(&l->payer, &ix.ix, 1, &bh, message, &len, &e) == ERR_OK, "a message with a strange blockhash");
	c = live_done(l, rpc_get_fee(l->r, message, len, COMMITMENT_CONFIRMED));
	CHECK(rpc_number_result(c, &fee, &e) == ERR_CHAIN && fee == 0, "has no fee: %s", e.message);
	rpc_call_free(c);
}

int
main(void)
{
	struct pubkey owner;
	struct live l;
	struct transport_stats stats;

	live_open(&l);
	memset(owner.b, 0x33, sizeof owner.b);
	put_account(&l, 0x41, &owner, 300);
	put_account(&l, 0x42, &owner, 300);
	heights(&l);
	by_address(&l, &owner);
	by_program(&l, &owner);
	clock_account(&l);
	about_transactions(&l);
	unknown_blockhash(&l);
	history(&l);
	stats = transport_stats(l.t);
	CHECK(stats.connections <= 8, "%llu requests over %llu connections", (unsigned long long)stats.requests,
		(unsigned long long)stats.connections);
	live_close(&l);
	return test_done();
}
