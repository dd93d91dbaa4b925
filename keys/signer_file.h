#ifndef KEYS_SIGNER_FILE_H
#define KEYS_SIGNER_FILE_H

/* signer_file.h - the Solana CLI's keypair file: a JSON array of 64 numbers,
 * the 32 bytes of the seed and the 32 of the address that follows from it; or
 * the same key encrypted (sealed.h).
 *
 * Read in the child only.  The text and the key are in memory of sodium_malloc;
 * no error ever quotes a byte of the file. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define SIGNER_KEY_LEN 64u
#define SIGNER_FILE_MAX 4096u /* bytes */

/* signer_file_read reads the key at `path`, "-" standard input, into `key`,
 * which is locked memory.  The passphrase of an encrypted one is asked for on
 * the terminal where `may_ask`, three times at most.  ERR_KEY with the reason
 * and the cure; ERR_CANCELLED when no passphrase is given. */
MUST_CHECK enum err_code signer_file_read(const char *path, bool may_ask, uint8_t key[SIGNER_KEY_LEN],
	struct err *e);
/* signer_file_address tells the address alone, of an encrypted file without its
 * passphrase: as the file says, which only opening it proves. */
MUST_CHECK enum err_code signer_file_address(const char *path, uint8_t address[32], bool *encrypted, struct err *e);
/* signer_file_new makes `path`, 0600, durable before it returns, with `len`
 * bytes.  ERR_KEY when anything is there already; a failure leaves nothing. */
MUST_CHECK enum err_code signer_file_new(const char *path, const uint8_t *p, size_t len, struct err *e);
/* signer_file_text writes `key` as solana-keygen does into locked memory of
 * SIGNER_FILE_MAX bytes and returns its length. */
size_t signer_file_text(uint8_t *out, const uint8_t key[SIGNER_KEY_LEN]);

/* signer_file_parse reads the text of such a file; both halves must agree. */
MUST_CHECK enum err_code signer_file_parse(const uint8_t *p, size_t len, uint8_t key[SIGNER_KEY_LEN],
	struct err *e);

#endif
