/* web3_check.c - reads the lines of cases.mjs and compares each with what the
 * client makes of the same input.  One TAP line per kind of case on stdout.
 *     web3_check LEAST < cases     fails where a kind has fewer than LEAST */
#define _GNU_SOURCE 1
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "solana/keyturn.h"
#include "solana/loader.h"
#include "solana/system.h"

enum { FIELDS_MAX = 12, BYTES_MAX = 4096 };

/* The fields of one line behind its kind, and reading them. */
struct line {
	char *field[FIELDS_MAX];
	size_t n;
	bool bad; /* a field did not read as what it must be */
};

static size_t
bytes_of(struct line *l, size_t i, uint8_t out[BYTES_MAX])
{
	const char *s = i < l->n ? l->field[i] : "?";
	size_t len = strcmp(s, "-") == 0 ? 0 : strlen(s) / 2;

	if (len > BYTES_MAX || (len > 0 && !text_unhex(out, len, s))) {
		l->bad = true;
		return 0;
	}
	return len;
}

static void
fixed(struct line *l, size_t i, uint8_t *out, size_t len)
{
	uint8_t all[BYTES_MAX];

	if (bytes_of(l, i, all) == len)
		memcpy(out, all, len);
	else
		l->bad = true;
}

static struct pubkey
key(struct line *l, size_t i)
{
	struct pubkey k = { { 0 } };

	fixed(l, i, k.b, 32);
	return k;
}

static struct hash
hash(struct line *l, size_t i)
{
	struct hash h = { { 0 } };

	fixed(l, i, h.b, 32);
	return h;
}

static uint64_t
number(struct line *l, size_t i)
{
	struct err e = ERR_INIT;
	uint64_t v = 0;

	if (i >= l->n || text_u64(l->field[i], UINT64_MAX, &v, &e) != ERR_OK)
		l->bad = true;
	return v;
}

static const char *
word(struct line *l, size_t i)
{
	if (i >= l->n)
		l->bad = true;
	return i >= l->n ? "" : strcmp(l->field[i], "-") == 0 ? "" : l->field[i];
}

static bool
same(struct line *l, size_t i, const void *p, size_t len)
{
	uint8_t want[BYTES_MAX];

	return bytes_of(l, i, want) == len && !l->bad && memcmp(want, p, len) == 0;
}

/* --- addresses --- */

static bool
check_base58(struct line *l)
{
	struct pubkey k = key(l, 0), back;
	struct err e = ERR_INIT;
	char text[PUBKEY_TEXT];

	return strcmp(pubkey_text(text, &k), word(l, 1)) == 0 && pubkey_parse(word(l, 1), &back, &e) == ERR_OK &&
		pubkey_eq(&k, &back);
}

static bool
check_address(struct line *l)
{
	struct pubkey k;
	struct err e = ERR_INIT;

	if (pubkey_parse(word(l, 0), &k, &e) != ERR_OK)
		return strcmp(word(l, 1), "refused") == 0;
	return same(l, 1, k.b, 32);
}

static bool
check_curve(struct line *l)
{
	struct pubkey k = key(l, 0);

	return pubkey_on_curve(&k) == (number(l, 1) == 1);
}

static bool
check_derive(struct line *l)
{
	static uint8_t bytes[16][BYTES_MAX];
	struct pubkey program = key(l, 0), found;
	char *rest = l->n > 1 ? l->field[1] : NULL, *item;
	struct seed seeds[16];
	size_t n = 0;
	uint8_t bump;

	if (rest != NULL && strcmp(rest, "none") != 0)
		while (n < 16 && (item = strsep(&rest, ",")) != NULL) {
			struct line one = { { item }, 1, false };

			seeds[n] = (struct seed){ bytes[n], bytes_of(&one, 0, bytes[n]) };
			n++;
		}
	return pubkey_derive(seeds, n, &program, &found, &bump) && same(l, 2, found.b, 32) && number(l, 3) == bump;
}

static bool
check_programdata(struct line *l)
{
	struct pubkey program = key(l, 0), found = loader_program_data(&program);

	return same(l, 1, found.b, 32);
}

static bool
check_seed(struct line *l)
{
	struct pubkey base = key(l, 0), owner = key(l, 2), found;

	pubkey_with_seed(&base, word(l, 1), &owner, &found);
	return same(l, 3, found.b, 32);
}

/* --- instructions, written the way the cases write them --- */

static void
write_hex(struct buf *b, const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		(void)buf_fmt(b, "%02x", p[i]);
	if (len == 0)
		(void)buf_text(b, "-");
}

static bool
reads_as(const struct instruction *ix, const char *want)
{
	struct buf b = BUF_INIT(65536);
	bool equal;

	write_hex(&b, ix->program.b, 32);
	(void)buf_text(&b, ix->account_n == 0 ? "/none" : "/");
	for (size_t i = 0; i < ix->account_n; i++) {
		(void)buf_text(&b, i == 0 ? "" : ",");
		write_hex(&b, ix->account[i].key.b, 32);
		(void)buf_fmt(&b, "%c%c", ix->account[i].signer ? 's' : '-', ix->account[i].writable ? 'w' : '-');
	}
	(void)buf_text(&b, "/");
	write_hex(&b, ix->data, ix->data_len);
	equal = strcmp(buf_str(&b), want) == 0;
	buf_wipe(&b);
	return equal;
}

/* In a message paid for by a stranger, as a node gets it. */
static bool
in_message(const struct instruction *ix, struct message *m)
{
	static uint8_t bytes[PACKET_MAX]; /* the parsed message borrows from it */
	struct pubkey payer = { { 0xfe, 1 } };
	struct hash blockhash = { { 3 } };
	struct err e = ERR_INIT;
	size_t len = 0;

	return message_build(&payer, ix, 1, &blockhash, bytes, &len, &e) == ERR_OK && message_parse(bytes, len, m, &e) == ERR_OK;
}

/* Decoded where the cases put no account at its seed: refused for that alone. */
static bool
system_decoded(const struct instruction *ix)
{
	struct message m;
	struct system_call c;
	struct err e = ERR_INIT;

	if (!in_message(ix, &m))
		return false;
	if (ix->data[0] >= SYSTEM_ALLOCATE_WITH_SEED)
		return system_ix_decode(&m, 0, &c, &e) == ERR_REFUSED && strstr(e.message, "not at its seed") != NULL;
	return system_ix_decode(&m, 0, &c, &e) == ERR_OK && (uint8_t)c.tag == ix->data[0];
}

static bool
loader_decoded(const struct instruction *ix)
{
	struct message m;
	struct loader_call c;
	struct err e = ERR_INIT;

	return in_message(ix, &m) && loader_ix_decode(&m, 0, &c, &e) == ERR_OK && (uint8_t)c.tag == ix->data[0];
}

#define SYSTEM_CASE(name, last, ...) \
	static bool \
	check_##name(struct line *l) \
	{ \
		struct system_ix s; \
		struct pubkey k0 = key(l, 0), k1 = { { 0 } }, owner = { { 0 } }; \
		(void)k0, (void)k1, (void)owner; \
		__VA_ARGS__; \
		return reads_as(&s.ix, word(l, last)) && system_decoded(&s.ix); \
	}
SYSTEM_CASE(create, 5, k1 = key(l, 1); owner = key(l, 4); system_create(&s, &k0, &k1, number(l, 2), number(l, 3), &owner))
SYSTEM_CASE(transfer, 3, k1 = key(l, 1); system_transfer(&s, &k0, &k1, number(l, 2)))
SYSTEM_CASE(allocate, 5, k1 = key(l, 1); owner = key(l, 4);
	system_allocate_with_seed(&s, &k0, &k1, word(l, 2), number(l, 3), &owner))
SYSTEM_CASE(assign, 4, k1 = key(l, 1); owner = key(l, 3); system_assign_with_seed(&s, &k0, &k1, word(l, 2), &owner))
#undef SYSTEM_CASE

#define BUDGET_CASE(name, call) \
	static bool \
	check_##name(struct line *l) \
	{ \
		struct system_ix s; \
		call; \
		return reads_as(&s.ix, word(l, 1)); \
	}
BUDGET_CASE(units, budget_units(&s, (uint32_t)number(l, 0)))
BUDGET_CASE(price, budget_price(&s, number(l, 0)))
BUDGET_CASE(datasize, budget_data(&s, (uint32_t)number(l, 0)))
#undef BUDGET_CASE

#define LOADER_CASE(name, last, ...) \
	static bool \
	check_##name(struct line *l) \
	{ \
		struct loader_ix s; \
		struct pubkey a = key(l, 0), b = key(l, 1), c = { { 0 } }, d = { { 0 } }; \
		uint8_t bytes[BYTES_MAX]; \
		size_t len = 0; \
		(void)c, (void)d, (void)bytes, (void)len; \
		__VA_ARGS__; \
		return reads_as(&s.ix, word(l, last)) && loader_decoded(&s.ix); \
	}
LOADER_CASE(initbuffer, 2, loader_initialize_buffer(&s, &a, &b))
LOADER_CASE(write, 4, len = bytes_of(l, 3, bytes); loader_write(&s, &a, &b, (uint32_t)number(l, 2), bytes, len))
LOADER_CASE(deploy, 5, c = key(l, 2); d = key(l, 3); loader_deploy(&s, &a, &b, &c, &d, number(l, 4)))
LOADER_CASE(extend, 3, loader_extend(&s, &a, &b, (uint32_t)number(l, 2)))
LOADER_CASE(authority, 3, c = key(l, 2); loader_set_authority(&s, &a, &b, &c, false))
LOADER_CASE(checked, 3, c = key(l, 2); loader_set_authority(&s, &a, &b, &c, true))
LOADER_CASE(closebuffer, 3, c = key(l, 2); loader_close(&s, &a, &b, &c))
#undef LOADER_CASE

/* --- accounts --- */

static bool
check_account(struct line *l)
{
	static uint8_t p[BYTES_MAX];
	size_t len = bytes_of(l, 0, p);
	const char *who = word(l, 2);
	struct loader_account a;
	struct err e = ERR_INIT;

	if (loader_decode(p, len, &a, &e) != ERR_OK || (uint64_t)a.tag != number(l, 1) || a.slot != number(l, 3))
		return false;
	if (a.tag == LOADER_PROGRAM)
		return same(l, 2, a.program_data.b, 32);
	return a.has_authority == (strcmp(who, "none") != 0) && (!a.has_authority || same(l, 2, a.authority.b, 32)) &&
		same(l, 4, a.code, a.code_len);
}

static bool
check_codehash(struct line *l)
{
	static uint8_t p[BYTES_MAX];
	size_t len = bytes_of(l, 0, p);
	struct hash h;

	code_hash(p, len, &h);
	return code_trim(p, len) == number(l, 1) && same(l, 2, h.b, 32);
}

static bool
check_payloadhash(struct line *l)
{
	static uint8_t m[BYTES_MAX], p[BYTES_MAX];
	struct pubkey id = key(l, 0), multisig = key(l, 1);
	size_t m_len = bytes_of(l, 2, m), p_len = bytes_of(l, 3, p);
	struct kt_multisig_account account;
	struct kt_proposal_account proposal;
	struct err e = ERR_INIT;
	struct hash h;

	if (kt_multisig_decode(m, m_len, &account, &e) != ERR_OK || kt_proposal_decode(p, p_len, &proposal, &e) != ERR_OK)
		return false;
	kt_payload_hash(&id, &account, &multisig, &proposal, &h);
	return same(l, 4, h.b, 32) && hash_eq(&h, &proposal.payload_hash);
}

/* Field by field from the offsets of abi.h. */
static bool
check_record(struct line *l)
{
	static uint8_t p[BYTES_MAX];
	size_t len = bytes_of(l, 0, p);
	struct kt_record_account r;
	struct err e = ERR_INIT;

	if (kt_record_decode(p, len, &r, &e) != ERR_OK || r.bump != p[2] || (unsigned)r.state != p[3] ||
	    memcmp(r.multisig.b, p + 4, 32) != 0 || memcmp(r.program.b, p + 36, 32) != 0 || r.version_n != p[76])
		return false;
	for (unsigned i = 0; i < r.version_n; i++) {
		const struct kt_version_entry *v = &r.version[i];
		uint8_t again[77];
		struct wr w = wr_to(again, sizeof again);

		wr_u64(&w, v->number);
		wr_bytes(&w, v->code_hash.b, 32);
		wr_u32(&w, v->code_len);
		wr_u8(&w, (uint8_t)((v->adopted ? 1 : 0) | (v->retired ? 2 : 0)));
		wr_u64(&w, v->slot);
		wr_i64(&w, v->began);
		wr_i64(&w, v->ended);
		wr_u64(&w, v->proposal);
		if (memcmp(again, p + 77 + 77 * i, 77) != 0)
			return false;
	}
	return true;
}

/* --- messages and transactions --- */

enum { META_MAX = 16, IX_MAX = 8 };

struct described {
	struct account_meta account[IX_MAX][META_MAX];
	uint8_t data[IX_MAX][BYTES_MAX];
	struct instruction ix[IX_MAX];
	size_t n;
};

static bool
read_metas(char *text, struct account_meta *out, size_t *n)
{
	char *item;

	*n = 0;
	if (strcmp(text, "none") == 0)
		return true;
	while ((item = strsep(&text, ",")) != NULL) {
		char flags[2];

		if (*n == META_MAX || strlen(item) != 66)
			return false;
		memcpy(flags, item + 64, 2);
		item[64] = '\0';
		if (!text_unhex(out[*n].key.b, 32, item))
			return false;
		out[*n].signer = flags[0] == 's';
		out[(*n)++].writable = flags[1] == 'w';
	}
	return true;
}

/* program/metas/data;program/metas/data... */
static bool
read_described(char *text, struct described *d)
{
	char *item;

	for (d->n = 0; (item = strsep(&text, ";")) != NULL; d->n++) {
		char *program = strsep(&item, "/"), *metas = strsep(&item, "/");
		struct line rest = { { item }, 1, item == NULL };
		struct instruction *ix = d->n < IX_MAX ? &d->ix[d->n] : NULL;

		if (ix == NULL || rest.bad || !text_unhex(ix->program.b, 32, program) ||
		    !read_metas(metas, d->account[d->n], &ix->account_n))
			return false;
		ix->account = d->account[d->n];
		ix->data = d->data[d->n];
		ix->data_len = bytes_of(&rest, 0, d->data[d->n]);
	}
	return true;
}

/* Every instruction of a parsed message is the one described. */
static bool
means(const struct message *m, const struct described *d)
{
	if (m->instruction_n != d->n)
		return false;
	for (unsigned i = 0; i < m->instruction_n; i++) {
		const struct message_instruction *x = &m->instruction[i];

		if (!pubkey_eq(&m->key[x->program], &d->ix[i].program) || x->account_n != d->ix[i].account_n ||
		    x->data_len != d->ix[i].data_len || memcmp(x->data, d->ix[i].data, x->data_len) != 0)
			return false;
		for (unsigned j = 0; j < x->account_n; j++) {
			const struct account_meta *want = &d->ix[i].account[j];

			if (!pubkey_eq(&m->key[x->account[j]], &want->key) || (want->signer && !message_is_signer(m, x->account[j])) ||
			    (want->writable && !message_is_writable(m, x->account[j])))
				return false;
		}
	}
	return true;
}

static bool
check_message(struct line *l)
{
	static struct described d;
	static uint8_t theirs[BYTES_MAX];
	uint8_t ours[PACKET_MAX];
	size_t len = bytes_of(l, 1, theirs), n = 0;
	struct pubkey payer = key(l, 2);
	struct hash blockhash = hash(l, 3);
	struct err e = ERR_INIT;
	struct message m;

	if (l->n < 6 || !read_described(l->field[5], &d) || message_parse(theirs, len, &m, &e) != ERR_OK)
		return false;
	if ((m.version == MESSAGE_V0) != (strcmp(word(l, 0), "v0") == 0) || message_is_nonce(&m) != (number(l, 4) == 1) || !means(&m, &d) ||
	    !pubkey_eq(&m.key[0], &payer) || !hash_eq(&m.blockhash, &blockhash))
		return false;
	if (message_build(&payer, d.ix, d.n, &blockhash, ours, &n, &e) != ERR_OK)
		return false;
	/* v0 is a version byte before, and no lookups behind, a legacy message */
	return m.version == MESSAGE_V0 ? n + 2 == len && memcmp(ours, theirs + 1, n) == 0 : n == len && memcmp(ours, theirs, n) == 0;
}

static bool
check_transaction(struct line *l)
{
	static uint8_t message[BYTES_MAX];
	char *rest = l->n > 0 ? l->field[0] : NULL, *item;
	size_t len = bytes_of(l, 1, message);
	struct transaction t;
	struct err e = ERR_INIT;

	if (transaction_start(message, len, &t, &e) != ERR_OK)
		return false;
	while (rest != NULL && (item = strsep(&rest, ",")) != NULL) {
		uint8_t seed[32], secret[64];
		struct pubkey k;
		struct signature s;

		if (!text_unhex(seed, 32, item))
			return false;
		(void)crypto_sign_seed_keypair(k.b, secret, seed);
		(void)crypto_sign_detached(s.b, NULL, message, len, secret);
		if (transaction_sign(&t, &k, &s, &e) != ERR_OK)
			return false;
	}
	return same(l, 2, t.bytes, t.len);
}

/* --- calls: built, and then decoded from a message --- */

static bool
decoded(const struct kt_ix *s, const struct pubkey *id, enum kt_instruction tag)
{
	struct err e = ERR_INIT;
	struct message m;
	struct kt_call c;

	if (!in_message(&s->ix, &m))
		return s->ix.data_len > 600; /* 20 members and three strangers do not fit one transaction */
	return kt_ix_decode(&m, 0, id, &c, &e) == ERR_OK && c.tag == tag;
}

static bool
read_act(struct line *l, size_t kind, size_t payload, struct kt_act *a)
{
	static uint8_t p[BYTES_MAX];
	size_t len = bytes_of(l, payload, p);
	struct err e = ERR_INIT;

	return kt_payload_decode((enum kt_kind)number(l, kind), p, len, a, &e) == ERR_OK;
}

static bool
check_create_multisig(struct line *l)
{
	struct pubkey id = key(l, 0), payer = key(l, 1), create = key(l, 2);
	struct hash genesis = hash(l, 3);
	static uint8_t p[BYTES_MAX];
	size_t len = bytes_of(l, 4, p);
	struct err e = ERR_INIT;
	struct kt_act a;
	struct kt_ix s;

	if (kt_payload_decode(KT_KIND_MEMBERS, p, len, &a, &e) != ERR_OK)
		return false;
	kt_create_ix(&s, &id, &payer, &create, &genesis, &a.members);
	return reads_as(&s.ix, word(l, 5)) && decoded(&s, &id, KT_CREATE_MULTISIG);
}

static bool
check_adopt(struct line *l)
{
	struct kt_where w = { key(l, 0), key(l, 1) };
	struct pubkey payer = key(l, 2), member = key(l, 3), now = key(l, 4), program = key(l, 5);
	struct hash h = hash(l, 7);
	struct kt_ix s;

	kt_adopt_ix(&s, &w, &payer, &member, &now, &program, (uint32_t)number(l, 6), &h);
	return reads_as(&s.ix, word(l, 8)) && decoded(&s, &w.id, KT_ADOPT);
}

static bool
check_propose(struct line *l)
{
	struct kt_where w = { key(l, 0), key(l, 1) };
	struct pubkey proposer = key(l, 2), rent = key(l, 3), depositor = key(l, 4);
	static uint8_t text[BYTES_MAX];
	size_t len = bytes_of(l, 8, text);
	struct kt_act a;
	struct kt_ix s;

	if (!read_act(l, 6, 7, &a))
		return false;
	kt_propose_ix(&s, &w, &proposer, &rent, &depositor, number(l, 5), &a, (const char *)text, len);
	return reads_as(&s.ix, word(l, 9)) && decoded(&s, &w.id, KT_PROPOSE);
}

static bool
check_vote(struct line *l)
{
	struct kt_where w = { key(l, 0), key(l, 1) };
	struct pubkey member = key(l, 2);
	struct hash h = hash(l, 5);
	struct kt_ix s;

	kt_vote_ix(&s, &w, &member, number(l, 3), (enum kt_choice)number(l, 4), &h);
	return reads_as(&s.ix, word(l, 6)) && decoded(&s, &w.id, KT_VOTE);
}

static bool
check_execute(struct line *l)
{
	struct kt_where w = { key(l, 0), key(l, 1) };
	struct pubkey member = key(l, 2);
	struct hash h = hash(l, 6);
	struct kt_act a;
	struct kt_ix s;

	if (!read_act(l, 4, 5, &a))
		return false;
	kt_execute_ix(&s, &w, &member, number(l, 3), &a, &h);
	return reads_as(&s.ix, word(l, 7)) && decoded(&s, &w.id, KT_EXECUTE);
}

static bool
check_reclaim(struct line *l)
{
	struct kt_where w = { key(l, 0), key(l, 1) };
	struct kt_proposal_account p = { .index = number(l, 2), .depositor = key(l, 5) };
	struct kt_ix s;

	if (!read_act(l, 3, 4, &p.act))
		return false;
	kt_reclaim_ix(&s, &w, &p);
	return reads_as(&s.ix, word(l, 6)) && decoded(&s, &w.id, KT_RECLAIM);
}

static bool
check_close(struct line *l)
{
	struct kt_where w = { key(l, 0), key(l, 1) };
	struct pubkey closer = key(l, 2);
	struct kt_proposal_account p = { .index = number(l, 3), .rent_payer = key(l, 4) };
	struct kt_ix s;

	kt_close_ix(&s, &w, &closer, &p);
	return reads_as(&s.ix, word(l, 5)) && decoded(&s, &w.id, KT_CLOSE);
}

static struct kind {
	const char *name;
	bool (*check)(struct line *);
	unsigned seen, wrong;
} kinds[] = {
	{ "base58", check_base58, 0, 0 }, { "address", check_address, 0, 0 }, { "curve", check_curve, 0, 0 },
	{ "edge", check_curve, 0, 0 },
	{ "derive", check_derive, 0, 0 }, { "programdata", check_programdata, 0, 0 }, { "seed", check_seed, 0, 0 },
	{ "message", check_message, 0, 0 }, { "transaction", check_transaction, 0, 0 },
	{ "create", check_create, 0, 0 }, { "transfer", check_transfer, 0, 0 }, { "allocate", check_allocate, 0, 0 },
	{ "assign", check_assign, 0, 0 }, { "units", check_units, 0, 0 }, { "price", check_price, 0, 0 },
	{ "datasize", check_datasize, 0, 0 }, { "initbuffer", check_initbuffer, 0, 0 }, { "write", check_write, 0, 0 },
	{ "deploy", check_deploy, 0, 0 }, { "extend", check_extend, 0, 0 }, { "authority", check_authority, 0, 0 },
	{ "checked", check_checked, 0, 0 }, { "closebuffer", check_closebuffer, 0, 0 }, { "account", check_account, 0, 0 },
	{ "codehash", check_codehash, 0, 0 }, { "payloadhash", check_payloadhash, 0, 0 }, { "record", check_record, 0, 0 },
	{ "kt-create", check_create_multisig, 0, 0 }, { "kt-adopt", check_adopt, 0, 0 }, { "kt-propose", check_propose, 0, 0 },
	{ "kt-vote", check_vote, 0, 0 }, { "kt-execute", check_execute, 0, 0 }, { "kt-reclaim", check_reclaim, 0, 0 },
	{ "kt-close", check_close, 0, 0 },
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* One line; false when its kind is unknown. */
static bool
one(char *text)
{
	struct line l = { .n = 0 };
	char *copy = mem_str(text), *name = strsep(&text, " "), *field;

	while (l.n < FIELDS_MAX && (field = strsep(&text, " ")) != NULL)
		l.field[l.n++] = field;
	for (unsigned i = 0; i < KINDS; i++) {
		if (strcmp(kinds[i].name, name) != 0)
			continue;
		kinds[i].seen++;
		if (!kinds[i].check(&l) || l.bad) {
			if (kinds[i].wrong++ == 0)
				(void)fprintf(stderr, "differs: %.2000s\n", copy);
		}
		free(copy);
		return true;
	}
	(void)fprintf(stderr, "unknown: %.100s\n", copy);
	free(copy);
	return false;
}

int
main(int argc, char **argv)
{
	struct err e = ERR_INIT;
	uint64_t least = 1;
	char *text = NULL;
	size_t size = 0;
	ssize_t len;
	bool good = true;

	if (!solana_init() || (argc > 1 && text_u64(argv[1], UINT32_MAX, &least, &e) != ERR_OK))
		return 2;
	while ((len = getline(&text, &size, stdin)) > 0) {
		text[len - 1] = '\0';
		good &= one(text);
	}
	free(text);
	for (unsigned i = 0; i < KINDS; i++) {
		bool ok = kinds[i].wrong == 0 && kinds[i].seen >= least;

		printf("%sok - %s: %u cases, %u differ\n", ok ? "" : "not ", kinds[i].name, kinds[i].seen, kinds[i].wrong);
		good &= ok;
	}
	return good ? 0 : 1;
}
