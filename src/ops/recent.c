#include "ops/recent.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

struct rpc_call *
recent_ask(struct session *s, const struct pubkey *program)
{
	enum commitment c = s->commitment < COMMITMENT_CONFIRMED ? COMMITMENT_CONFIRMED : s->commitment;

	return rpc_get_signatures(s->rpc, program, NULL, RECENT_LIMIT, c);
}

void
recent_take(struct rpc_call *call, uint64_t deployed_slot, struct recent *out)
{
	struct rpc_signature *s = mem_new(RECENT_LIMIT, sizeof *s);
	struct err ignored = ERR_INIT;
	size_t n = 0;

	*out = (struct recent){ .known = rpc_signatures_result(call, s, RECENT_LIMIT, &n, &ignored) == ERR_OK };
	for (size_t i = 0; out->known && i < n; i++) {
		if (s[i].slot <= deployed_slot)
			continue;
		out->n++;
		out->failed += s[i].failed;
		out->unreadable += s[i].unreadable;
	}
	free(s);
	rpc_call_free(call);
}

void
recent_words(const struct recent *r, char *out, size_t size)
{
	const char *least = r->n == RECENT_LIMIT ? "the newest " : "";

	if (!r->known)
		(void)snprintf(out, size, "not read");
	else if (r->n == 0)
		(void)snprintf(out, size, "none since this code was deployed");
	else if (r->unreadable > 0)
		(void)snprintf(out, size, "%s%u since this code was deployed, %u failed; %u of them because an account does not deserialize",
			least, r->n, r->failed, r->unreadable);
	else
		(void)snprintf(out, size, "%s%u since this code was deployed, %u failed", least, r->n, r->failed);
}
