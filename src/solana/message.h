#ifndef SOLANA_MESSAGE_H
#define SOLANA_MESSAGE_H

/* message.h - build and parse transaction messages.
 *
 * Source: solana-sdk message crate (legacy, v0), SIMD-0385 and SIMD-0296 (v1).
 * Building writes legacy messages, and version 1 for bulk; parsing reads all
 * three (a v0 message with lookup tables is refused by name).
 *
 *     legacy: u8 required signatures, u8 read-only signed, u8 read-only
 *     unsigned, compact count + 32-byte keys, 32-byte blockhash, compact count
 *     of instructions, each u8 program index, compact count + u8 account
 *     indices, compact length + data.   v0: 0x80 first, lookups last.
 *     v1: 0x81, the three counts, u32 mask of what is set, blockhash, u8
 *     instructions, u8 keys, keys, 4 bytes for each bit set (fee 0 and 1,
 *     compute units 2, account data 3, heap 4), each instruction's u8 program
 *     index, u8 accounts, u16 length; then each one's accounts and data.
 * A transaction is a compact count, signatures, message; of version 1 it is the
 * message, then the signatures without a count. */

#include "base/wire.h"
#include "solana/pubkey.h"

#define PACKET_MAX 1232u        /* bytes of a signed legacy or v0 transaction */
#define PACKET_V1_MAX 4096u     /* of one of version 1 */
#define MESSAGE_KEYS_MAX 64u
#define MESSAGE_INSTRUCTIONS_MAX 64u
#define INSTRUCTION_ACCOUNTS_MAX 64u
#define SIGNERS_MAX 12u

struct account_meta {
	struct pubkey key;
	bool signer, writable;
};

/* An instruction to be put into a message; what it points to is borrowed. */
struct instruction {
	struct pubkey program;
	const struct account_meta *account;
	size_t account_n;
	const uint8_t *data;
	size_t data_len;
};

/* A parsed or built message.  `data` of an instruction points into `bytes`. */
struct message_instruction {
	uint8_t program;                            /* index into key */
	uint8_t account_n;
	uint8_t account[INSTRUCTION_ACCOUNTS_MAX];  /* indices into key */
	const uint8_t *data;                        /* borrowed from the parsed bytes */
	size_t data_len;
};
enum message_version { MESSAGE_LEGACY, MESSAGE_V0, MESSAGE_V1 };
#define MESSAGE_V0_FIRST 0x80u /* a message's first byte, that of legacy ones being below */
#define MESSAGE_V1_FIRST 0x81u

/* What a message of version 1 asks for by itself; absent ones are zero, which
 * for units and data means none at all. */
struct message_config {
	bool has_fee, has_units, has_data, has_heap;
	uint64_t fee; /* priority fee in lamports */
	uint32_t units, data_len, heap;
};
struct message {
	enum message_version version;
	struct message_config config; /* all absent but in version 1 */
	uint8_t signer_n, readonly_signed_n, readonly_unsigned_n;
	uint8_t key_n, instruction_n;
	struct pubkey key[MESSAGE_KEYS_MAX];
	struct hash blockhash;
	struct message_instruction instruction[MESSAGE_INSTRUCTIONS_MAX];
};

/* compact-u16: 1 to 3 bytes, minimal. */
void wr_compact(struct wr *w, uint16_t v);
uint16_t rd_compact(struct rd *r); /* sticky failure also for non-minimal forms */

/* message_build writes a legacy message: fee payer first, keys merged (signer
 * and writable or-ed) and ordered signer-writable, signer, writable, rest, in
 * order of first mention, a program before its accounts.  ERR_USAGE when it cannot fit with its signatures
 * into PACKET_MAX, or a limit above is passed.  *len is the bytes written. */
MUST_CHECK enum err_code message_build(const struct pubkey *payer, const struct instruction *ix, size_t n,
	const struct hash *blockhash, uint8_t out[PACKET_MAX], size_t *len, struct err *e);

/* message_build_v1 writes one of version 1, else as message_build, into PACKET_V1_MAX. */
MUST_CHECK enum err_code message_build_v1(const struct pubkey *payer, const struct instruction *ix, size_t n,
	const struct message_config *c, const struct hash *blockhash, uint8_t out[PACKET_V1_MAX], size_t *len,
	struct err *e);

/* message_parse reads a whole message and checks it as a node sanitizes it:
 * counts, indices, no duplicate key, program never index 0, nothing left over.
 * ERR_WIRE otherwise; *out is then unspecified. */
MUST_CHECK enum err_code message_parse(const uint8_t *p, size_t len, struct message *out, struct err *e);

bool message_is_signer(const struct message *m, uint8_t index);
bool message_is_writable(const struct message *m, uint8_t index);

/* message_is_nonce: instruction 0 is System's AdvanceNonce (data begins 04 00 00 00). */
bool message_is_nonce(const struct message *m);

/* message_match refuses (ERR_REFUSED, with the reason) unless instruction
 * `instruction` of `m` is exactly `want`: program, data, and every account at
 * its place with its flags.  A flag more than wanted is refused too, unless
 * the account is the fee payer or another instruction of the message names it. */
MUST_CHECK enum err_code message_match(const struct message *m, unsigned instruction, const struct instruction *want,
	struct err *e);

/* A signed transaction around a message. */
struct transaction {
	uint8_t bytes[PACKET_V1_MAX];
	size_t len;                 /* bytes in use */
	size_t message;             /* offset of the message */
	size_t message_len;
	size_t signature;           /* offset of the first signature */
	uint8_t signer_n;
};

/* transaction_start wraps a message with its signatures all zero. */
MUST_CHECK enum err_code transaction_start(const uint8_t *message, size_t len, struct transaction *out,
	struct err *e);
/* transaction_parse reads the message of a signed transaction as the cluster
 * gives it; ERR_WIRE when it is none.  `out` borrows `wire`. */
MUST_CHECK enum err_code transaction_parse(const uint8_t *wire, size_t len, struct message *out, struct err *e);
/* transaction_sign puts `s` at the place of `key`; ERR_KEY when it is no signer or `s` does not verify. */
MUST_CHECK enum err_code transaction_sign(struct transaction *t, const struct pubkey *key,
	const struct signature *s, struct err *e);
/* transaction_put puts `s` at the place of signer `i`, unlooked at: for many that
 * the signer process made, where the cluster's own check is enough. */
void transaction_put(struct transaction *t, unsigned i, const struct signature *s);
/* transaction_id is the first signature, which names the transaction. */
struct signature transaction_id(const struct transaction *t);

#endif
