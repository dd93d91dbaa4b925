#ifndef CLI_AUDIT_H
#define CLI_AUDIT_H

/* audit.h - what one key did to this governance program, from the chain. */

#include "cli/cli.h"

#define AUDIT_LIMIT_MAX 1000u

/* One transaction that the key signed. */
struct audit_row {
	struct rpc_signature about;
	bool decoded;          /* false: it does not call the governance program, or in a way that does not parse */
	char what[200];        /* in words, safe to show */
	struct kt_call call;   /* where decoded; the first one */
};
struct audit {
	struct audit_row *row; /* owned; newest first */
	size_t row_n, looked;  /* transactions that name the key, looked at */
	size_t signed_n;       /* of them signed by it */
	size_t other_n;        /* of those that do not call the governance program */
	struct pubkey key;
	bool all;              /* row has the others too */
	bool more;             /* older ones are there: go on before `last` */
	struct signature last;
};

/* audit_read looks at `limit` signatures of `key`, those before `before`
 * (NULL: newest).  `w` names proposals by their number; read whole.  With `all`
 * there are rows for transactions that do not call the governance program too. */
MUST_CHECK enum err_code audit_read(struct cli *c, const struct gov_world *w, const struct pubkey *key,
	const struct signature *before, unsigned limit, bool all, struct audit *out, struct err *e);
void audit_wipe(struct audit *a);
void audit_text(struct cli *c, const struct audit *a);
void audit_json(struct jsonout *j, const struct audit *a); /* array `transactions`, `looked`, `signed`, `others`, `before` */

/* audit_open_acts tells of every open act that carries the key's vote or that
 * it proposed, but for number `except` (0 none): with `j` as the array `open_acts`, else as text.  Returns how many. */
unsigned audit_open_acts(struct cli *c, const struct gov_world *w, const struct pubkey *key, uint64_t except, struct jsonout *j);

/* audit_stops lists the commands that vote against those of them that the key
 * did not vote against itself, as many as fit; returns how many there are. */
size_t audit_stops(const struct gov_world *w, const struct pubkey *key, uint64_t except, char *out, size_t size);

#endif
