#include "ops/code_check.h"

#include <stdlib.h>

#include "base/buf.h"
#include "gov/loadable.h"

enum { KEY_CALLS = SBPF_GATES, KEYS = (int)SBPF_GATES + (int)ELF_GATES };

struct code_check {
	struct rpc_call *call; /* NULL: the file says enough */
	struct loadable facts;
	struct elf_imports imports;
	struct err err;        /* of the file */
};

static void
ask(struct code_check *c, struct session *s)
{
	struct rpc_slice head = { 0, 1, true };
	struct pubkey key[KEYS];
	struct err e = ERR_INIT;

	for (unsigned i = 0; i < KEYS; i++)
		if (pubkey_parse(i < KEY_CALLS ? sbpf_gate_address((enum sbpf_gate)i) : elf_gate_address((enum elf_gate)(i - KEY_CALLS)),
			&key[i], &e) != ERR_OK)
			die("%s", e.message);
	c->call = rpc_get_accounts(s->rpc, key, KEYS, head, s->commitment, 0);
}

struct code_check *
code_check_new(struct session *s, const uint8_t *file, size_t len)
{
	struct code_check *c = mem_new(1, sizeof *c);
	struct elf_layout l;

	if (elf_layout(file, len, &l, &c->err) != ERR_OK || elf_imports(file, &l, &c->imports, &c->err) != ERR_OK) {
		(void)err_hint(&c->err, "give the program's .so file whole, as the compiler wrote it");
		return c;
	}
	c->facts.sbpf_version = l.info.sbpf_version;
	c->facts.imports = &c->imports;
	ask(c, s);
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
	return c->call != NULL && rpc_pending(c->call);
}

static enum gate
gate_of(const struct rpc_account *a)
{
	return sbpf_gate_state(a->exists && pubkey_eq(&a->owner, &PUBKEY_FEATURE), a->data, a->len);
}

enum err_code
code_check_result(struct code_check *c, struct err *e)
{
	struct rpc_accounts a = { .n = 0 };
	enum err_code rc;

	if (c->err.code != ERR_OK) {
		*e = c->err;
		return e->code;
	}
	rc = rpc_accounts_result(c->call, &a, e);
	for (unsigned i = 0; rc == ERR_OK && i < SBPF_GATES; i++)
		c->facts.sbpf[i] = gate_of(&a.account[i]);
	for (unsigned i = 0; rc == ERR_OK && i < ELF_GATES; i++)
		c->facts.call[i] = gate_of(&a.account[KEY_CALLS + i]);
	rpc_accounts_free(&a);
	return rc == ERR_OK ? loadable_judge(&c->facts, e) : rc;
}
