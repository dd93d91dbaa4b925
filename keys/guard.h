#ifndef KEYS_GUARD_H
#define KEYS_GUARD_H

/* guard.h - what do these bytes mean?  Runs in the signer process, before the key.
 *
 * The exact message is decoded into one sentence, fields and flags.  Refused
 * with a reason: unknown program or tag, left-over bytes, a leading nonce
 * advance, an account list that does not match, a lookup table, more than one
 * act, a signer that is not needed, a second signer in another part than a
 * create key, a program's own key, an authority given up, a receiver or a depositor, an amount above the limit given, a vote
 * whose hash is not that of the proposal handed over as context.
 *
 * Pure: no I/O, no allocation, no key. */

#include "solana/keyturn.h"

#define GUARD_FIELDS_MAX 80u
#define GUARD_FLAGS_MAX 16u
#define GUARD_TEXT 200u /* bytes of a text, NUL included */

struct guard_field {
	char name[24];
	char value[GUARD_TEXT];  /* safe to show */
	char before[GUARD_TEXT]; /* "" when there is no before */
	bool reported;           /* not bound by the bytes: as reported by the endpoint */
};

/* How a red flag weighs. */
enum guard_weight { GUARD_NOTE, GUARD_WARNING, GUARD_DANGER };

/* The card: everything a person must see before signing, made only from the
 * bytes to be signed, the configuration, and context the bytes bind. */
struct guard_card {
	char sentence[GUARD_TEXT];
	unsigned field_n;
	struct guard_field field[GUARD_FIELDS_MAX];
	unsigned flag_n;
	char flag[GUARD_FLAGS_MAX][GUARD_TEXT];
	enum guard_weight flag_weight[GUARD_FLAGS_MAX];
	char confirm[48];     /* what must be typed: the proposal's number, or a longer phrase; "" for none (buffer writes) */
	uint64_t cost_lamports; /* fees and transfers the bytes can cost the signer at most */
	struct hash digest;   /* SHA-256 of the message: names it for SIGN */
	struct hash payload_hash; /* zero when the message is about no act */
	bool opens_writes;        /* signing it lets buffer writes follow without a card each */
	uint32_t writes_n;        /* how many at most; what they cost is in cost_lamports */
	uint32_t write_fee;       /* priority fee of one at most, lamports */
	struct pubkey buffer;     /* to this buffer only */
};

/* Configuration, read before the fork; never from the network. */
struct guard_config {
	struct pubkey governance;  /* the governance program's address */
	struct pubkey multisig;    /* the one the user meant; zero: any */
	struct hash genesis_hash;  /* of the cluster the user meant; zero: none configured, votes are refused */
	char cluster[24];          /* its name on cards */
	bool no_input;             /* the signer asks for no passphrase: an encrypted key is refused */
	bool keeper;               /* the signer can be unlocked after a lock, see signer_lock */
	char endpoint[128];        /* for "as reported by" */
};

/* What the parent hands over with a message; each may be absent (len 0). */
#define GUARD_ACCOUNT_MAX 2048u
struct guard_account {
	struct pubkey address;
	size_t len;
	uint8_t data[GUARD_ACCOUNT_MAX];
};
struct guard_context {
	struct guard_account multisig; /* raw account */
	struct guard_account proposal; /* raw account; for votes, execute, reclaim, close */
	struct guard_account record;   /* raw account of the program's record */
	int64_t cluster_now;           /* unix s, as reported */
	uint64_t rent_lamports;        /* paid by the message's account creations, as reported */
	uint32_t bulk_n;               /* describing a single Write: so many are meant in all, 1 to GUARD_BULK_MAX */
	uint32_t write_fee;            /* priority fee that one of an upload's writes may pay, lamports */
};

/* guard_describe fills the card for `signer` signing `message`.  ERR_REFUSED
 * with the reason otherwise; *out is then unspecified. */
MUST_CHECK enum err_code guard_describe(const struct guard_config *g, const struct pubkey *signer,
	const uint8_t *message, size_t len, const struct guard_context *x, struct guard_card *out, struct err *e);

/* guard_is_write is ERR_OK when the message, legacy or of version 1, does
 * nothing but write pieces of `buffer`, paid and authorised by `signer`, for at
 * most `fee` lamports of priority fee; ERR_REFUSED otherwise. */
#define GUARD_WRITE_FEE_MAX 100000u /* lamports: no card lets a write pay more */
MUST_CHECK enum err_code guard_is_write(const struct pubkey *signer, const struct pubkey *buffer, uint32_t fee,
	const uint8_t *message, size_t len, struct err *e);

/* A file of KT_BUFFER_LEN_MAX bytes in the smallest pieces keyturn writes; of a
 * new buffer the bytes tell how large it is. */
#define GUARD_PIECE_LEN 900u
#define GUARD_BULK_MAX ((KT_BUFFER_LEN_MAX + GUARD_PIECE_LEN - 1u) / GUARD_PIECE_LEN)
/* guard_writes is how many writes one card lets follow for `pieces`: those, and
 * room to sign each again when it expires. */
uint32_t guard_writes(uint32_t pieces);

#endif
