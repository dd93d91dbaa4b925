#ifndef KEYS_SIGNER_FILE_H
#define KEYS_SIGNER_FILE_H

/* signer_file.h - the Solana CLI's keypair file: a JSON array of 64 numbers,
 * the 32 bytes of the seed and the 32 of the address that follows from it.
 *
 * Read in the child only.  The text and the key are in memory of sodium_malloc;
 * no error ever quotes a byte of the file. */

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define SIGNER_KEY_LEN 64u
#define SIGNER_FILE_MAX 4096u /* bytes */

/* signer_file_read reads the key at `path`, "-" standard input, into `key`,
 * which is locked memory.  ERR_KEY with the reason and the cure. */
MUST_CHECK enum err_code signer_file_read(const char *path, uint8_t key[SIGNER_KEY_LEN], struct err *e);

/* signer_file_parse reads the text of such a file; both halves must agree. */
MUST_CHECK enum err_code signer_file_parse(const uint8_t *p, size_t len, uint8_t key[SIGNER_KEY_LEN],
	struct err *e);

#endif
