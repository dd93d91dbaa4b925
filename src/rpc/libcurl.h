#ifndef RPC_LIBCURL_H
#define RPC_LIBCURL_H

/* libcurl.h - libcurl as a table of its functions, loaded when it is first needed.
 *
 * It brings some thirty libraries, and half of a cold start went into loading
 * them before the first frame.  Loading them late is also safer: the signer is
 * forked before, so the process that holds the key never maps network code. */

#include <curl/curl.h>

#include "base/err.h"

#define LIBCURL_CALLS(X) \
	X(global_init) X(global_cleanup) X(slist_append) X(slist_free_all) \
	X(easy_init) X(easy_reset) X(easy_cleanup) X(easy_setopt) X(easy_getinfo) X(easy_strerror) \
	X(multi_init) X(multi_cleanup) X(multi_setopt) X(multi_add_handle) X(multi_remove_handle) \
	X(multi_socket_action) X(multi_info_read)

struct libcurl {
#define X(name) __typeof__(&curl_##name) name;
	LIBCURL_CALLS(X)
#undef X
};

/* libcurl_load fills the table; ERR_INTERNAL where the library is missing or
 * lacks one of them.  It stays loaded until the process ends: what it brings
 * has work to do at the exit. */
MUST_CHECK enum err_code libcurl_load(struct libcurl *out, struct err *e);

#endif
