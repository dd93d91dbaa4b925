#include "ops/session.h"

static int
sooner(int a, int b)
{
	return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

enum err_code
session_wait(struct session *s, const int *fds, bool *ready, unsigned n, int timeout_ms, struct err *e)
{
	rpc_turn(s->rpc);
	if (transport_wait(s->transport, fds, ready, n, sooner(timeout_ms, rpc_deadline_ms(s->rpc)), e) != ERR_OK)
		return e->code;
	rpc_turn(s->rpc);
	return ERR_OK;
}
