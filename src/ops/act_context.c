#include "ops/act_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum err_code
act_give(struct guard_account *to, const struct pubkey *address, const uint8_t *raw, size_t len, struct err *e)
{
	if (len > sizeof to->data)
		return err_set(e, ERR_WIRE, "an account of %zu bytes where at most %zu are expected", len, sizeof to->data);
	to->address = *address;
	to->len = len;
	memcpy(to->data, raw, len);
	return ERR_OK;
}

const struct guard_context *
act_context(const struct act *a)
{
	return &a->context;
}

struct act *
act_propose(struct session *s, const struct gov_world *w, const struct kt_act *what, const char *description,
	uint64_t rent_lamports, struct err *e)
{
	const struct gov_multisig *m = &w->multisig;
	struct pubkey program = kt_act_program(what);
	const struct gov_record *r = gov_world_record(w, &program);
	struct guard_context *x = mem_new(1, sizeof *x);
	struct act *a = NULL;
	struct gov_build b;

	x->rent_lamports = rent_lamports;
	x->cluster_now = w->cluster_unix_s;
	if (act_give(&x->multisig, &m->address, m->raw, m->raw_len, e) == ERR_OK
		&& (r == NULL || act_give(&x->record, &r->address, r->raw, r->raw_len, e) == ERR_OK)
		&& s->backend->propose(&b, &s->governance, w, what, signer_address(s->signer), description, e) == ERR_OK)
		a = act_instruction(s, "propose", &b.s.ix, 1, x, m->proposal_count + 1, NULL, NULL);
	if (a != NULL)
		act_once(a);
	free(x);
	return a;
}
