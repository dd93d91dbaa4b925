#include "rpc/libcurl.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/library.h"

#define SONAME "libcurl.so.4" /* of the headers this was built with */

static enum err_code
missing(struct err *e)
{
	(void)library_missing("network", e);
	return err_hint(e, "install libcurl 4 (Debian: libcurl4), then start keyturn again");
}

/* OpenSSL, where that is libcurl's TLS, need not list the texts of all its errors: those of TLS it lists by itself, and
 * why a certificate is not taken is no such text.  Nor its ciphers by name, which only encrypted key files need: TLS
 * asks for its own.  Half a millisecond and 0.9 MB less. */
static void
no_lists(void *library)
{
	const uint64_t no_error_texts = 0x01, no_cipher_names = 0x10; /* openssl/crypto.h, OPENSSL_INIT_NO_... */
	int (*init)(uint64_t options, const void *settings);

	if (library_find(library, "OPENSSL_init_crypto", &init))
		(void)init(no_error_texts | no_cipher_names, NULL);
}

enum err_code
libcurl_load(struct libcurl *out, struct err *e)
{
	void *library;

	/* librtmp and libldap bring GnuTLS, which libcurl's own TLS is not: no start of it, 0.7 MB less. */
	(void)setenv("GNUTLS_NO_IMPLICIT_INIT", "1", 0);
	library = library_open(SONAME);
	if (library == NULL)
		return missing(e);
#define X(name) if (!library_find(library, "curl_" #name, &out->name)) return missing(e);
	LIBCURL_CALLS(X)
#undef X
	no_lists(library);
	return ERR_OK;
}
