#ifndef CLI_AUDIT_H
#define CLI_AUDIT_H

/* audit.h - what one key did to this governance program, from the chain. */

#include "cli/cli.h"

#define AUDIT_LIMIT_MAX 1000u

/* One transaction that the key signed and that calls the governance program. */
struct audit_row {
	struct rpc_signature about;
	bool decoded;          /* false: what it calls does not parse */
	char what[200];        /* in words, safe to show */
	struct kt_call call;   /* where decoded; the first one */
};
struct audit {
	struct audit_row *row; /* owned; newest first */
	size_t row_n, looked;  /* signatures looked at */
	bool more;             /* older ones are there: go on before `last` */
	struct signature last;
};

/* audit_read looks at `limit` signatures of `key`, those before `before`
 * (NULL: newest).  `w` names proposals by their number; read whole. */
MUST_CHECK enum err_code audit_read(struct cli *c, const struct gov_world *w, const struct pubkey *key,
	const struct signature *before, unsigned limit, struct audit *out, struct err *e);
void audit_wipe(struct audit *a);
void audit_text(struct cli *c, const struct audit *a);
void audit_json(struct jsonout *j, const struct audit *a); /* array `transactions`, `before`, `looked` */

/* audit_open_acts tells of every open act that carries the key's vote or that
 * it proposed: with `j` as the array `open_acts`, else as text.  Returns how many. */
unsigned audit_open_acts(struct cli *c, const struct gov_world *w, const struct pubkey *key, struct jsonout *j);

#endif
