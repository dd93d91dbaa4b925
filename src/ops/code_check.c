#include "ops/code_check.h"

#include <stdlib.h>

#include "base/buf.h"

struct code_check {
	struct rpc_call *call;
	const uint8_t *file; /* borrowed */
	size_t len;
};

void
code_check_keys(struct pubkey key[CODE_CHECK_GATES])
{
	struct err e = ERR_INIT;

	for (unsigned i = 0; i < CODE_CHECK_GATES; i++)
		if (pubkey_parse(i < SBPF_GATES ? sbpf_gate_address((enum sbpf_gate)i) :
			elf_gate_address((enum elf_gate)(i - SBPF_GATES)), &key[i], &e) != ERR_OK)
			die("%s", e.message);
}

void
code_check_gates(const struct rpc_account account[CODE_CHECK_GATES], struct loadable *out)
{
	for (unsigned i = 0; i < CODE_CHECK_GATES; i++) {
		const struct rpc_account *a = &account[i];
		enum gate g = sbpf_gate_state(a->exists && pubkey_eq(&a->owner, &PUBKEY_FEATURE), a->data, a->len);

		*(i < SBPF_GATES ? &out->sbpf[i] : &out->call[i - SBPF_GATES]) = g;
	}
}

struct code_check *
code_check_new(struct session *s, const uint8_t *file, size_t len)
{
	struct code_check *c = mem_new(1, sizeof *c);
	struct rpc_slice head = { 0, 1, true };
	struct pubkey key[CODE_CHECK_GATES];

	c->file = file;
	c->len = len;
	code_check_keys(key);
	c->call = rpc_get_accounts(s->rpc, key, CODE_CHECK_GATES, head, s->commitment, 0);
	return c;
}

void
code_check_free(struct code_check *c)
{
	if (c == NULL)
		return;
	rpc_call_free(c->call);
	free(c);
}

bool
code_check_pending(const struct code_check *c)
{
	return rpc_pending(c->call);
}

enum err_code
code_check_result(struct code_check *c, struct err *e)
{
	struct rpc_accounts a = { .n = 0 };
	struct loadable gates;
	enum err_code rc = rpc_accounts_result(c->call, &a, e);

	if (rc == ERR_OK)
		code_check_gates(a.account, &gates);
	rpc_accounts_free(&a);
	return rc == ERR_OK ? loadable_code(c->file, c->len, &gates, e) : rc;
}
