#include "keys/secret.h"

#include <sodium.h>

enum err_code
secret_new(uint8_t **out, size_t len, struct err *e)
{
	/* sodium_malloc goes on where mlock fails; sodium_mlock says so. */
	*out = sodium_malloc(len);
	if (*out != NULL && sodium_mlock(*out, len) == 0)
		return ERR_OK;
	sodium_free(*out);
	*out = NULL;
	(void)err_set(e, ERR_KEY, "no memory can be locked for the key");
	return err_hint(e, "raise the limit: ulimit -l 64");
}

void
secret_free(uint8_t *p)
{
	sodium_free(p);
}
