#include "solana/message.h"

#include <string.h>

/* --- compact-u16 --- */

void
wr_compact(struct wr *w, uint16_t v)
{
	uint32_t left = v;

	for (; left > 0x7f; left >>= 7)
		wr_u8(w, (uint8_t)(left | 0x80));
	wr_u8(w, (uint8_t)left);
}

uint16_t
rd_compact(struct rd *r)
{
	uint32_t v = 0;

	for (unsigned i = 0; i < 3; i++) {
		uint8_t b = rd_u8(r);

		v |= (uint32_t)(b & 0x7f) << 7 * i;
		if (b < 0x80) {
			if ((i > 0 && b == 0) || v > UINT16_MAX)
				r->short_read = true;
			return rd_done(r) ? (uint16_t)v : 0;
		}
	}
	r->short_read = true;
	return 0;
}

/* --- building --- */

/* The keys of a message being built, in order of first mention. */
struct keys {
	struct account_meta meta[MESSAGE_KEYS_MAX];
	size_t n;
	bool over;
};

static void
mention(struct keys *k, const struct pubkey *key, bool signer, bool writable)
{
	for (size_t i = 0; i < k->n; i++) {
		if (!pubkey_eq(&k->meta[i].key, key))
			continue;
		k->meta[i].signer |= signer;
		k->meta[i].writable |= writable;
		return;
	}
	if (k->n == MESSAGE_KEYS_MAX) {
		k->over = true;
		return;
	}
	k->meta[k->n++] = (struct account_meta){ .key = *key, .signer = signer, .writable = writable };
}

static int
group(const struct account_meta *m)
{
	return (m->signer ? 0 : 2) + (m->writable ? 0 : 1);
}

/* Into the message's order, in place of first mention; counts per group in `count`. */
static void
order(struct keys *k, uint8_t count[4])
{
	struct account_meta sorted[MESSAGE_KEYS_MAX];
	size_t n = 0;

	for (int g = 0; g < 4; g++) {
		count[g] = 0;
		for (size_t i = 0; i < k->n; i++)
			if (group(&k->meta[i]) == g) {
				sorted[n++] = k->meta[i];
				count[g]++;
			}
	}
	memcpy(k->meta, sorted, n * sizeof sorted[0]);
}

static uint8_t
place(const struct keys *k, const struct pubkey *key)
{
	size_t i = 0;

	while (i < k->n && !pubkey_eq(&k->meta[i].key, key))
		i++;
	if (i == k->n)
		die("a key of a message has no place");
	return (uint8_t)i;
}

static enum err_code
collect(struct keys *k, const struct pubkey *payer, const struct instruction *ix, size_t n, struct err *e)
{
	if (n > MESSAGE_INSTRUCTIONS_MAX)
		return err_set(e, ERR_USAGE, "%zu instructions, a message has at most %u", n, MESSAGE_INSTRUCTIONS_MAX);
	mention(k, payer, true, true);
	for (size_t i = 0; i < n; i++) {
		if (ix[i].account_n > INSTRUCTION_ACCOUNTS_MAX)
			return err_set(e, ERR_USAGE, "instruction %zu has %zu accounts, at most %u are allowed", i,
				ix[i].account_n, INSTRUCTION_ACCOUNTS_MAX);
		mention(k, &ix[i].program, false, false); /* before its accounts, as @solana/web3.js does */
		for (size_t j = 0; j < ix[i].account_n; j++)
			mention(k, &ix[i].account[j].key, ix[i].account[j].signer, ix[i].account[j].writable);
		if (pubkey_eq(&ix[i].program, payer))
			return err_set(e, ERR_USAGE, "instruction %zu calls the fee payer as a program", i);
	}
	if (k->over)
		return err_set(e, ERR_USAGE, "more than %u different accounts in one message", MESSAGE_KEYS_MAX);
	return ERR_OK;
}

/* The keys in their order, and the three counts every version's header has: signers first. */
static enum err_code
arrange(struct keys *k, const struct pubkey *payer, const struct instruction *ix, size_t n, uint8_t head[3],
	struct err *e)
{
	uint8_t count[4];

	if (collect(k, payer, ix, n, e) != ERR_OK)
		return e->code;
	order(k, count);
	head[0] = (uint8_t)(count[0] + count[1]);
	head[1] = count[1];
	head[2] = count[3];
	return ERR_OK;
}

static void
write_instruction(struct wr *w, const struct keys *k, const struct instruction *ix)
{
	wr_u8(w, place(k, &ix->program));
	wr_compact(w, (uint16_t)ix->account_n);
	for (size_t j = 0; j < ix->account_n; j++)
		wr_u8(w, place(k, &ix->account[j].key));
	if (ix->data_len > PACKET_MAX) {
		w->overflow = true;
		return;
	}
	wr_compact(w, (uint16_t)ix->data_len);
	wr_bytes(w, ix->data, ix->data_len);
}

enum err_code
message_build(const struct pubkey *payer, const struct instruction *ix, size_t n, const struct hash *blockhash,
	uint8_t out[PACKET_MAX], size_t *len, struct err *e)
{
	struct keys k = { .n = 0, .over = false };
	struct wr w = wr_to(out, PACKET_MAX);
	uint8_t head[3] = { 0 };

	if (arrange(&k, payer, ix, n, head, e) != ERR_OK)
		return e->code;
	wr_bytes(&w, head, sizeof head);
	wr_compact(&w, (uint16_t)k.n);
	for (size_t i = 0; i < k.n; i++)
		wr_bytes(&w, k.meta[i].key.b, 32);
	wr_bytes(&w, blockhash->b, 32);
	wr_compact(&w, (uint16_t)n);
	for (size_t i = 0; i < n; i++)
		write_instruction(&w, &k, &ix[i]);
	if (!wr_done(&w) || head[0] > SIGNERS_MAX || w.len + 1 + 64u * head[0] > PACKET_MAX)
		return err_set(e, ERR_USAGE, "transaction of %zu instructions, %zu accounts and %zu signatures is over %u bytes",
			n, k.n, (size_t)head[0], PACKET_MAX);
	*len = w.len;
	return ERR_OK;
}

/* --- building, version 1 --- */

static uint32_t
config_mask(const struct message_config *c)
{
	return (c->has_fee ? 3u : 0u) | (c->has_units ? 4u : 0u) | (c->has_data ? 8u : 0u) | (c->has_heap ? 16u : 0u);
}

static void
write_config(struct wr *w, const struct message_config *c)
{
	if (c->has_fee)
		wr_u64(w, c->fee);
	if (c->has_units)
		wr_u32(w, c->units);
	if (c->has_data)
		wr_u32(w, c->data_len);
	if (c->has_heap)
		wr_u32(w, c->heap);
}

/* All heads, then all bodies. */
static void
write_instructions_v1(struct wr *w, const struct keys *k, const struct instruction *ix, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		wr_u8(w, place(k, &ix[i].program));
		wr_u8(w, (uint8_t)ix[i].account_n);
		wr_u16(w, ix[i].data_len > PACKET_V1_MAX ? UINT16_MAX : (uint16_t)ix[i].data_len);
	}
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < ix[i].account_n; j++)
			wr_u8(w, place(k, &ix[i].account[j].key));
		wr_bytes(w, ix[i].data, ix[i].data_len);
	}
}

enum err_code
message_build_v1(const struct pubkey *payer, const struct instruction *ix, size_t n, const struct message_config *c,
	const struct hash *blockhash, uint8_t out[PACKET_V1_MAX], size_t *len, struct err *e)
{
	struct keys k = { .n = 0, .over = false };
	struct wr w = wr_to(out, PACKET_V1_MAX);
	uint8_t head[3] = { 0 };

	if (arrange(&k, payer, ix, n, head, e) != ERR_OK)
		return e->code;
	wr_u8(&w, MESSAGE_V1_FIRST);
	wr_bytes(&w, head, sizeof head);
	wr_u32(&w, config_mask(c));
	wr_bytes(&w, blockhash->b, 32);
	wr_u8(&w, (uint8_t)n);
	wr_u8(&w, (uint8_t)k.n);
	for (size_t i = 0; i < k.n; i++)
		wr_bytes(&w, k.meta[i].key.b, 32);
	write_config(&w, c);
	write_instructions_v1(&w, &k, ix, n);
	if (!wr_done(&w) || head[0] > SIGNERS_MAX || w.len + 64u * head[0] > PACKET_V1_MAX)
		return err_set(e, ERR_USAGE, "transaction of %zu instructions, %zu accounts and %zu signatures is over %u bytes",
			n, k.n, (size_t)head[0], PACKET_V1_MAX);
	*len = w.len;
	return ERR_OK;
}

/* --- asking --- */

bool
message_is_signer(const struct message *m, uint8_t index)
{
	return index < m->signer_n;
}

bool
message_is_writable(const struct message *m, uint8_t index)
{
	if (index < m->signer_n)
		return index < m->signer_n - m->readonly_signed_n;
	return index < m->key_n - m->readonly_unsigned_n;
}

bool
message_is_nonce(const struct message *m)
{
	const struct message_instruction *ix = &m->instruction[0];

	return m->instruction_n > 0 && pubkey_eq(&m->key[ix->program], &PUBKEY_SYSTEM) && ix->data_len >= 4 &&
		memcmp(ix->data, "\4\0\0\0", 4) == 0;
}
