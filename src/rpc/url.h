#ifndef RPC_URL_H
#define RPC_URL_H

/* url.h - an endpoint's address taken apart.  Pure: it is read before there is
 * a network, because the signer is told of the endpoint when it is forked.
 *
 * Stricter than the standard: ASCII alone, no blank, no backslash, no second '@', a host of
 * letters, digits, '-', '.' and '_', or an IPv6 address in brackets.  So what
 * is shown and what libcurl connects to cannot be two hosts. */

#include <stdbool.h>
#include <stddef.h>

struct url_part {
	const char *at; /* in the text taken apart */
	size_t len;     /* bytes; 0: it has none */
};

struct url {
	bool tls;
	struct url_part host; /* with its brackets, never empty */
	struct url_part port, path; /* the path begins with '/', and ends before query and fragment */
};

/* url_parse takes apart `s`, which *out borrows.  False for what is no http or https address. */
bool url_parse(const char *s, struct url *out);

/* url_is_loopback: it leads to this machine, by its name. */
bool url_is_loopback(const struct url *u);

#endif
