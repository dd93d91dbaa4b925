#ifndef KEYS_SEALED_H
#define KEYS_SEALED_H

/* sealed.h - the encrypted key file, format 1: a key under a passphrase.  No I/O.
 *
 *     0  8   "keyturnK"
 *     8  u32 format = 1
 *    12  u32 passes of Argon2id, 1 to 16
 *    16  u32 its memory in KiB, 8192 to 1048576
 *    20  16  salt
 *    36  24  nonce of XChaCha20-Poly1305
 *    60  32  address, in the clear, so that it can be told without the passphrase
 *    92  48  the seed sealed: 32 bytes and the tag of 16
 *   140      end
 *
 * Integers are little-endian.  The sealing key is Argon2id version 1.3, one
 * lane, of the passphrase's bytes and the salt, 32 bytes long.  Bytes 0 to 91
 * are authenticated with the seed, so no field can be exchanged unseen.
 *
 * Argon2id's working memory is libsodium's own.  It is locked for as long as it
 * is used where the system allows that much (RLIMIT_MEMLOCK, CAP_IPC_LOCK).
 * Where it does not, the key is opened all the same and those pages may reach
 * swap: they hold what the passphrase was hashed into, against which guesses
 * can be tried more cheaply; encrypt swap, or raise the limit.  Passphrase,
 * sealing key and seed are in locked memory always. */

#include <stdbool.h>

#include "keys/signer_file.h"
#include "solana/pubkey.h"

#define SEALED_LEN 140u
#define SEALED_PASSES_MAX 16u
#define SEALED_KIB_MIN 8192u
#define SEALED_KIB_MAX 1048576u
#define SEALED_PASSPHRASE_MAX 1024u /* bytes */

/* What a guess of the passphrase costs. */
struct sealed_cost {
	uint32_t passes, kib;
};
#define SEALED_COST_DEFAULT { .passes = 3, .kib = 262144 } /* 256 MiB: under a second */

struct sealed_head {
	struct sealed_cost cost;
	uint8_t salt[16], nonce[24];
	struct pubkey address;
};

/* sealed_is: does it begin as an encrypted key file does? */
bool sealed_is(const uint8_t *p, size_t len);
/* sealed_cost_check refuses (ERR_USAGE) what the format has no room for. */
MUST_CHECK enum err_code sealed_cost_check(const struct sealed_cost *c, struct err *e);
/* sealed_head_decode reads all but the seed.  ERR_KEY: length, format, a number
 * out of bounds.  Nothing is authentic yet. */
MUST_CHECK enum err_code sealed_head_decode(const uint8_t *p, size_t len, struct sealed_head *out, struct err *e);

/* sealed_open decrypts into `key`; `key` and `pass` are locked memory.  ERR_KEY when the
 * passphrase is another one or the file was changed (they cannot be told
 * apart), or there is no memory for Argon2id. */
MUST_CHECK enum err_code sealed_open(const uint8_t *p, size_t len, const uint8_t *pass, size_t pass_len,
	uint8_t key[SIGNER_KEY_LEN], struct err *e);
/* sealed_make encrypts `key` (locked memory, as `pass` is) with the cost, salt and nonce of `h`; its address is set. */
MUST_CHECK enum err_code sealed_make(struct sealed_head *h, const uint8_t key[SIGNER_KEY_LEN], const uint8_t *pass,
	size_t pass_len, uint8_t out[SEALED_LEN], struct err *e);

#endif
