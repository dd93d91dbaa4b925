#ifndef SOLANA_KEYTURN_WIRE_H
#define SOLANA_KEYTURN_WIRE_H

/* keyturn_wire.h - what the files of keyturn.h share and nobody else needs. */

#include "solana/keyturn.h"

#define KT_ACCOUNT_N_MAX 16u

/* kt_governance_put writes kt_rules and the members in use; kt_governance_get
 * reads them back.  ERR_WIRE for a count outside 1 to 20 or an unknown role. */
void kt_governance_put(struct wr *w, const struct kt_governance *g);
MUST_CHECK enum err_code kt_governance_get(struct rd *r, struct kt_governance *g, struct err *e);

/* kt_payload_len is the length `kind` says; 0 for members, where the payload says it. */
size_t kt_payload_len(enum kt_kind kind);
bool kt_kind_known(unsigned kind);

/* The builders under those of keyturn.h, with addresses given and not derived. */
struct kt_at {
	struct pubkey id, multisig, proposal;
};
void kt_vote_at(struct kt_ix *s, const struct kt_at *at, const struct pubkey *member, enum kt_choice choice,
	const struct hash *payload_hash);
void kt_execute_at(struct kt_ix *s, const struct kt_at *at, const struct pubkey *member, const struct kt_act *a,
	const struct hash *payload_hash);
void kt_reclaim_at(struct kt_ix *s, const struct kt_at *at, const struct pubkey *record, const struct pubkey *buffer,
	const struct pubkey *depositor);
void kt_close_at(struct kt_ix *s, const struct kt_at *at, const struct pubkey *closer, const struct pubkey *rent_payer);

#endif
