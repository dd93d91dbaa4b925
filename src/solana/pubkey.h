#ifndef SOLANA_PUBKEY_H
#define SOLANA_PUBKEY_H

/* pubkey.h - addresses, hashes and signatures: base58, derived addresses, SHA-256.
 *
 * Derivation: solana-sdk pubkey crate, create_program_address:
 *     SHA-256(seeds | program id | "ProgramDerivedAddress"), refused when the
 * result is on the curve.  "On the curve" is asked of libsodium by
 * crypto_core_ed25519_add(out, p, p): the only call that agrees with the
 * runtime; is_valid_point rejects 7 of 8 points that are on the curve. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct pubkey {
	uint8_t b[32];
};
struct hash {
	uint8_t b[32];
};
struct signature {
	uint8_t b[64];
};

#define PUBKEY_TEXT 45    /* base58 of 32 bytes: at most 44, and a NUL */
#define SIGNATURE_TEXT 89 /* of 64 bytes: at most 88, and a NUL */

/* Well-known addresses; the last is the feature gate of transactions of version 1. */
extern const struct pubkey PUBKEY_SYSTEM, PUBKEY_LOADER, PUBKEY_BUDGET, PUBKEY_CLOCK, PUBKEY_RENT,
	PUBKEY_INSTRUCTIONS, PUBKEY_FEATURE, PUBKEY_GATE_V1;

bool pubkey_eq(const struct pubkey *a, const struct pubkey *b);
bool pubkey_is_zero(const struct pubkey *a);
bool hash_eq(const struct hash *a, const struct hash *b);

/* pubkey_text writes base58 into `out` and returns it; signature_text likewise. */
char *pubkey_text(char out[PUBKEY_TEXT], const struct pubkey *k);
char *hash_text58(char out[PUBKEY_TEXT], const struct hash *h);
char *signature_text(char out[SIGNATURE_TEXT], const struct signature *s);

/* pubkey_parse reads base58 of exactly 32 bytes.  ERR_USAGE names the value and
 * what is wrong with it (character, length).  hash_parse58, signature_parse likewise. */
MUST_CHECK enum err_code pubkey_parse(const char *s, struct pubkey *out, struct err *e);
MUST_CHECK enum err_code hash_parse58(const char *s, struct hash *out, struct err *e);
MUST_CHECK enum err_code signature_parse(const char *s, struct signature *out, struct err *e);

/* pubkey_on_curve is true where a secret key can exist. */
bool pubkey_on_curve(const struct pubkey *k);

struct seed {
	const void *p; /* borrowed */
	size_t len;    /* 32 at most */
};

/* pubkey_derive finds the program derived address and its bump.  At most 15
 * seeds of 32 bytes; more is a broken invariant.  False if none of 256 bumps works. */
bool pubkey_derive(const struct seed *seeds, size_t n, const struct pubkey *program,
	struct pubkey *out, uint8_t *bump);

/* pubkey_with_seed is create_with_seed: SHA-256(base | seed | owner).  A seed
 * over 32 bytes, or an owner for which pubkey_may_own_seed is false (it ends in
 * the marker of derived addresses), is a broken invariant. */
bool pubkey_may_own_seed(const struct pubkey *owner);
void pubkey_with_seed(const struct pubkey *base, const char *seed, const struct pubkey *owner,
	struct pubkey *out);

/* sha256 over `n` pieces. */
void sha256(const struct seed *pieces, size_t n, struct hash *out);

/* signature_ok verifies a detached ed25519 signature. */
bool signature_ok(const struct signature *s, const void *message, size_t len, const struct pubkey *k);

/* solana_init starts libsodium once, before anything else here.  False when it cannot. */
bool solana_init(void);

#endif
