#include "rpc/rpc.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rpc/call.h"

static const char *const commitments[] = {
	[COMMITMENT_PROCESSED] = "processed", [COMMITMENT_CONFIRMED] = "confirmed", [COMMITMENT_FINALIZED] = "finalized",
};

const char *
commitment_name(enum commitment c)
{
	return commitments[c];
}

bool
commitment_parse(const char *s, enum commitment *out)
{
	for (int i = 0; i <= COMMITMENT_FINALIZED; i++)
		if (strcmp(s, commitments[i]) == 0) {
			*out = (enum commitment)i;
			return true;
		}
	return false;
}

struct rpc *
rpc_new(struct transport *t, const struct clock *c, const char *url)
{
	struct rpc *r = mem_new(1, sizeof *r);
	struct err unused = ERR_INIT;

	*r = (struct rpc){ .transport = t, .clock = *c, .url = mem_str(url), .next_id = 1,
		.limits = { .timeout_ms = 10000, .attempts = 5, .backoff_ms = 500, .total_ms = 60000 } };
	r->dice = clock_mono_ms(c) * 0x9e3779b97f4a7c15u | 1;
	if (transport_url_show(url, r->shown, sizeof r->shown, &unused) != ERR_OK)
		(void)snprintf(r->shown, sizeof r->shown, "an unusable address");
	return r;
}

void
rpc_free(struct rpc *r)
{
	if (r == NULL)
		return;
	while (r->call != NULL)
		call_detach(r->call);
	free(r->url);
	free(r);
}

const char *
rpc_url(const struct rpc *r)
{
	return r->shown;
}

void
rpc_limit(struct rpc *r, const struct rpc_limits *limits)
{
	r->limits = *limits;
}

void
rpc_patience(struct rpc *r, uint32_t timeout_ms)
{
	r->limits.timeout_ms = timeout_ms;
	r->limits.total_ms = timeout_ms < 10000 ? 60000 : timeout_ms * 6;
}

uint64_t
rpc_now_ms(const struct rpc *r)
{
	return clock_mono_ms(&r->clock);
}

int
rpc_deadline_ms(const struct rpc *r)
{
	uint64_t now = clock_mono_ms(&r->clock), least = UINT64_MAX;

	for (const struct rpc_call *c = r->call; c != NULL; c = c->next)
		if (c->state == CALL_WAITING && c->due_ms < least)
			least = c->due_ms;
	if (least == UINT64_MAX)
		return -1;
	if (least <= now)
		return 0;
	return least - now > INT_MAX ? INT_MAX : (int)(least - now);
}

void
rpc_turn(struct rpc *r)
{
	uint64_t now = clock_mono_ms(&r->clock);

	for (struct rpc_call *c = r->call, *next; c != NULL; c = next) {
		next = c->next;
		if (c->state == CALL_WAITING && c->due_ms <= now)
			call_post(c);
	}
}
