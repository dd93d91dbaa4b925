#include "rpc/url.h"
#include "fuzz/fuzz.h"

#include <stdio.h>

static bool
is_within(const char *s, const struct url_part *p)
{
	return p->at >= s && p->at + p->len <= s + strlen(s);
}

static bool
is_same(const struct url_part *a, const struct url_part *b)
{
	return a->len == b->len && memcmp(a->at, b->at, a->len) == 0;
}

/* Put together from its parts it is the same address: nothing of it was taken in two ways. */
static void
check_parts(const char *s, const struct url *u)
{
	size_t size = strlen(s) + 16;
	char *again = malloc(size);
	struct url v;

	HOLDS(again != NULL && is_within(s, &u->host) && is_within(s, &u->port) && is_within(s, &u->path) && u->host.len > 0);
	(void)snprintf(again, size, "%s://%.*s%s%.*s%.*s", u->tls ? "https" : "http", (int)u->host.len, u->host.at, u->port.len > 0 ? ":" : "",
		(int)u->port.len, u->port.at, (int)u->path.len, u->path.at);
	HOLDS(url_parse(again, &v) && v.tls == u->tls && is_same(&v.host, &u->host) && is_same(&v.port, &u->port) && is_same(&v.path, &u->path));
	HOLDS(url_is_loopback(&v) == url_is_loopback(u));
	free(again);
}

/* This machine: by numbers alone, in brackets, or below localhost. */
static bool
may_be_local(const struct url_part *h)
{
	return strspn(h->at, "0123456789.") >= h->len || h->at[0] == '[' ||
		(h->len >= 9 && memcmp(h->at + h->len - 9, "localhost", 9) == 0 && (h->len == 9 || h->at[h->len - 10] == '.'));
}

static void
check_one(const char *s)
{
	struct url u;

	if (!url_parse(s, &u))
		return;
	check_parts(s, &u);
	HOLDS(!url_is_loopback(&u) || may_be_local(&u.host));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const begin[] = { "", "http://", "https://", "http://127.", "http://localhost", "https://user@", "http://[" };
	char *s = fuzz_text(data, len);

	for (size_t i = 0; i < sizeof begin / sizeof begin[0]; i++) {
		size_t size = strlen(s) + 16;
		char *whole = malloc(size);

		HOLDS(whole != NULL);
		(void)snprintf(whole, size, "%s%s", begin[i], s);
		check_one(whole);
		free(whole);
	}
	free(s);
	return 0;
}
