#include "rpc/url.h"

#include <string.h>
#include <strings.h>

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define PORT_MAX 65535u

/* What neither a terminal nor two parsers could take in two ways. */
static bool
is_plain(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s <= ' ' || (unsigned char)*s >= 0x7f || *s == '\\')
			return false;
	return true;
}

/* Takes the host off the front of `p`; what is left is ":PORT" or nothing. */
static bool
take_host(struct url_part *p, struct url_part *host)
{
	size_t n;

	if (p->len > 0 && p->at[0] == '[') {
		n = 1 + strspn(p->at + 1, DIGITS "abcdefABCDEF:.");
		if (n == 1 || n >= p->len || p->at[n] != ']')
			return false;
		n++;
	} else {
		n = strspn(p->at, DIGITS LETTERS "-._");
	}
	*host = (struct url_part){ p->at, n };
	*p = (struct url_part){ p->at + n, p->len - n };
	return n > 0;
}

static bool
take_port(struct url_part p, struct url_part *port)
{
	unsigned n = 0;

	*port = (struct url_part){ p.at, 0 };
	if (p.len == 0)
		return true;
	if (p.at[0] != ':' || p.len < 2 || p.len > 6 || strspn(p.at + 1, DIGITS) < p.len - 1)
		return false;
	*port = (struct url_part){ p.at + 1, p.len - 1 };
	for (size_t i = 0; i < port->len; i++)
		n = n * 10 + (unsigned)(port->at[i] - '0');
	return n <= PORT_MAX;
}

bool
url_parse(const char *s, struct url *out)
{
	struct url_part p;
	const char *at;

	out->tls = strncasecmp(s, "https://", 8) == 0;
	if ((!out->tls && strncasecmp(s, "http://", 7) != 0) || !is_plain(s))
		return false;
	s += out->tls ? 8 : 7;
	p = (struct url_part){ s, strcspn(s, "/?#") };
	out->path = (struct url_part){ s + p.len, strcspn(s + p.len, "?#") };
	at = memchr(s, '@', p.len);
	if (at != NULL)
		p = (struct url_part){ at + 1, p.len - (size_t)(at + 1 - s) };
	return take_host(&p, &out->host) && take_port(p, &out->port);
}

static bool
ends_in(const struct url_part *host, const char *end)
{
	size_t n = strlen(end);

	return host->len >= n && memcmp(host->at + host->len - n, end, n) == 0;
}

bool
url_is_loopback(const struct url *u)
{
	const struct url_part *h = &u->host;
	bool numbers = h->len > 4 && memcmp(h->at, "127.", 4) == 0 && strspn(h->at, DIGITS ".") >= h->len; /* no name such as 127.example.com */

	return numbers || ends_in(h, ".localhost") || (h->len == strlen("localhost") && ends_in(h, "localhost")) ||
		(h->len == strlen("[::1]") && ends_in(h, "[::1]"));
}
