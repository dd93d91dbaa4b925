#ifndef KEYS_SECRET_H
#define KEYS_SECRET_H

/* secret.h - memory for keys and passphrases: sodium_malloc, locked for sure,
 * left out of core dumps, wiped when freed. */

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* secret_new sets *out to `len` bytes.  ERR_KEY when they cannot be locked. */
MUST_CHECK enum err_code secret_new(uint8_t **out, size_t len, struct err *e);
void secret_free(uint8_t *p); /* NULL is fine */

#endif
