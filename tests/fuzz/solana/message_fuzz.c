#include "fuzz/fuzz.h"
#include "solana/message.h"
#include "solana/system.h"

/* A legacy message of three signers and two instructions, to be spoiled. */
static size_t
sample(uint8_t out[PACKET_MAX])
{
	struct account_meta a[] = {
		{ { { 2 } }, true, true }, { { { 3 } }, true, false }, { { { 4 } }, false, true }, { { { 5 } }, false, false },
	};
	struct instruction ix[] = {
		{ PUBKEY_BUDGET, NULL, 0, (const uint8_t *)"\2\1\2\3\4", 5 }, { { { 9 } }, a, 4, (const uint8_t *)"data", 4 },
	};
	struct pubkey payer = { { 1 } };
	struct hash blockhash = { { 7 } };
	struct err e = ERR_INIT;
	size_t len = 0;

	HOLDS(message_build(&payer, ix, 2, &blockhash, out, &len, &e) == ERR_OK);
	return len;
}

static bool
same_meaning(const struct message *a, const struct message *b)
{
	if (a->instruction_n != b->instruction_n || !hash_eq(&a->blockhash, &b->blockhash) || !pubkey_eq(&a->key[0], &b->key[0]))
		return false;
	for (unsigned i = 0; i < a->instruction_n; i++) {
		const struct message_instruction *x = &a->instruction[i], *y = &b->instruction[i];

		if (x->account_n != y->account_n || x->data_len != y->data_len || memcmp(x->data, y->data, x->data_len) != 0 ||
		    !pubkey_eq(&a->key[x->program], &b->key[y->program]))
			return false;
		for (unsigned j = 0; j < x->account_n; j++)
			if (!pubkey_eq(&a->key[x->account[j]], &b->key[y->account[j]]) ||
			    message_is_signer(a, x->account[j]) != message_is_signer(b, y->account[j]) ||
			    message_is_writable(a, x->account[j]) != message_is_writable(b, y->account[j]))
				return false;
	}
	return true;
}

/* A message that parses, built anew from what it says, says the same. */
static void
build_again(const struct message *m)
{
	static struct account_meta meta[MESSAGE_INSTRUCTIONS_MAX][INSTRUCTION_ACCOUNTS_MAX];
	struct instruction ix[MESSAGE_INSTRUCTIONS_MAX];
	static uint8_t bytes[PACKET_V1_MAX];
	struct err e = ERR_INIT;
	struct message again;
	size_t len = 0;
	bool v1 = m->version == MESSAGE_V1;

	for (unsigned i = 0; i < m->instruction_n; i++) {
		const struct message_instruction *from = &m->instruction[i];

		for (unsigned j = 0; j < from->account_n; j++)
			meta[i][j] = (struct account_meta){ m->key[from->account[j]], message_is_signer(m, from->account[j]),
				message_is_writable(m, from->account[j]) };
		ix[i] = (struct instruction){ m->key[from->program], meta[i], from->account_n, from->data, from->data_len };
	}
	HOLDS((v1 ? message_build_v1(&m->key[0], ix, m->instruction_n, &m->config, &m->blockhash, bytes, &len, &e)
		: message_build(&m->key[0], ix, m->instruction_n, &m->blockhash, bytes, &len, &e)) == ERR_OK);
	HOLDS(message_parse(bytes, len, &again, &e) == ERR_OK && same_meaning(m, &again));
	HOLDS(!v1 || memcmp(&m->config, &again.config, sizeof m->config) == 0);
}

static void
parse(const uint8_t *p, size_t len)
{
	uint8_t *exact = malloc(len == 0 ? 1 : len);
	static struct transaction t;
	struct err e = ERR_INIT;
	struct message m, again;
	struct budget b;

	HOLDS(exact != NULL);
	memcpy(exact, p, len);
	if (message_parse(exact, len, &m, &e) == ERR_OK) {
		HOLDS(m.signer_n > 0 && m.key_n <= MESSAGE_KEYS_MAX && m.readonly_signed_n < m.signer_n);
		HOLDS(message_is_signer(&m, 0) && message_is_writable(&m, 0));
		(void)message_is_nonce(&m);
		(void)budget_of(&m, &b);
		build_again(&m);
		HOLDS(transaction_start(exact, len, &t, &e) == ERR_OK && t.len <= (m.version == MESSAGE_V1 ? PACKET_V1_MAX : PACKET_MAX));
		HOLDS(transaction_parse(t.bytes, t.len, &again, &e) == ERR_OK && same_meaning(&m, &again));
	} else
		HOLDS(e.code == ERR_WIRE && transaction_start(exact, len, &t, &e) == ERR_WIRE);
	HOLDS(transaction_parse(exact, len, &again, &e) == ERR_OK || e.code == ERR_WIRE);
	free(exact);
}

static void
compact(const uint8_t *data, size_t len)
{
	struct rd r = rd_from(data, len);
	uint16_t v = rd_compact(&r);
	uint8_t out[3];
	struct wr w = wr_to(out, sizeof out);

	if (!rd_done(&r))
		return;
	wr_compact(&w, v);
	HOLDS(w.len == len - r.left && memcmp(out, data, w.len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	uint8_t bytes[PACKET_MAX];
	size_t n = sample(bytes);

	if (!solana_init())
		return 0;
	parse(data, len);
	compact(data, len);
	if (len > 0) {
		fuzz_patch(bytes, n, data + 1, len - 1);
		parse(bytes, n - data[0] % 8);
	}
	return 0;
}
