#include "ops/session.h"

static int
sooner(int a, int b)
{
	return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

static void
turn(struct session *s)
{
	rpc_turn(s->rpc);
	for (unsigned i = 0; i < s->more_n; i++)
		rpc_turn(s->more[i]);
}

enum err_code
session_wait(struct session *s, const int *fds, bool *ready, unsigned n, int timeout_ms, struct err *e)
{
	turn(s);
	timeout_ms = sooner(timeout_ms, rpc_deadline_ms(s->rpc));
	for (unsigned i = 0; i < s->more_n; i++)
		timeout_ms = sooner(timeout_ms, rpc_deadline_ms(s->more[i]));
	if (transport_wait(s->transport, fds, ready, n, timeout_ms, e) != ERR_OK)
		return e->code;
	turn(s);
	return ERR_OK;
}

enum err_code
session_genesis(const struct session *s, struct rpc_call *call, struct err *e)
{
	return session_genesis_of(s, s->rpc, call, e);
}

enum err_code
session_genesis_of(const struct session *s, const struct rpc *r, struct rpc_call *call, struct err *e)
{
	char want[PUBKEY_TEXT], has[PUBKEY_TEXT];
	struct hash is;
	enum err_code rc = rpc_genesis_result(call, &is, e);

	if (rc != ERR_OK || hash_eq(&is, &s->genesis))
		return rc;
	(void)err_set(e, ERR_REFUSED, "%s is the cluster %s, configured is %s", rpc_url(r), hash_text58(has, &is),
		hash_text58(want, &s->genesis));
	return err_hint(e, "name the endpoint of the cluster you mean (-u), or check the genesis hash in the configuration; nothing was signed");
}
