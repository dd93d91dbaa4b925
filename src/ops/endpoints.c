#include "ops/endpoints.h"

#include <stdio.h>
#include <string.h>

enum {
	FIRST_MS = 3000, /* one that has not answered by then joins later */
	AGAIN_MS = 5000, /* before one that could not be asked is asked again */
};

void
endpoints_start(struct endpoints *x, const struct session *s)
{
	uint64_t now = clock_mono_ms(&s->clock);

	*x = (struct endpoints){ .s = s, .n = 1 + s->more_n, .until_ms = now + FIRST_MS };
	for (unsigned i = 0; i < x->n; i++) {
		struct endpoint *p = &x->at[i];

		p->rpc = i == 0 ? s->rpc : s->more[i - 1];
		p->ours = i == 0;
		p->genesis = i == 0 ? NULL : rpc_get_genesis(p->rpc);
		p->answered_ms = now;
		pace_start(&p->pace, now);
	}
}

void
endpoints_end(struct endpoints *x)
{
	for (unsigned i = 0; i < x->n; i++) {
		rpc_call_free(x->at[i].genesis);
		x->at[i].genesis = NULL;
	}
}

static enum err_code
take_genesis(struct endpoints *x, struct endpoint *p, uint64_t now, struct err *e)
{
	enum err_code rc = session_genesis_of(x->s, p->rpc, p->genesis, e);

	rpc_call_free(p->genesis);
	p->genesis = NULL;
	p->ours = rc == ERR_OK;
	p->ask_ms = now + AGAIN_MS;
	endpoint_note(p, rc == ERR_OK ? "" : e->message);
	return rc == ERR_REFUSED ? rc : ERR_OK;
}

enum err_code
endpoints_turn(struct endpoints *x, struct err *e)
{
	uint64_t now = clock_mono_ms(&x->s->clock);

	for (unsigned i = 0; i < x->n; i++) {
		struct endpoint *p = &x->at[i];

		if (p->genesis != NULL && !rpc_pending(p->genesis) && take_genesis(x, p, now, e) != ERR_OK)
			return e->code;
		if (p->genesis == NULL && !p->ours && now >= p->ask_ms)
			p->genesis = rpc_get_genesis(p->rpc);
	}
	return ERR_OK;
}

bool
endpoints_pending(const struct endpoints *x)
{
	bool pending = false;

	for (unsigned i = 0; i < x->n; i++)
		pending = pending || (x->at[i].genesis != NULL && x->at[i].ask_ms == 0);
	return pending && clock_mono_ms(&x->s->clock) < x->until_ms;
}

bool
endpoint_is_used(const struct endpoint *p)
{
	return p->ours && !p->out;
}

unsigned
endpoints_used(const struct endpoints *x)
{
	unsigned n = 0;

	for (unsigned i = 0; i < x->n; i++)
		n += endpoint_is_used(&x->at[i]);
	return n;
}

struct endpoint *
endpoints_asked(struct endpoints *x)
{
	for (unsigned i = 0; i < x->n; i++)
		if (x->at[i].ours && !x->at[i].down)
			return &x->at[i];
	return &x->at[0];
}

void
endpoint_note(struct endpoint *p, const char *text)
{
	(void)snprintf(p->trouble, sizeof p->trouble, "%.*s", (int)sizeof p->trouble - 1, text);
	if (text[0] == '\0')
		return;
	memcpy(p->last, p->trouble, sizeof p->last);
	p->troubles++;
}

const char *
endpoints_trouble(const struct endpoints *x)
{
	for (unsigned i = 0; i < x->n; i++)
		if (x->at[i].trouble[0] != '\0')
			return x->at[i].trouble;
	return "";
}
