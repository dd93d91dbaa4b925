#ifndef PROGRAM_STATE_H
#define PROGRAM_STATE_H

/* state.h - this program's own accounts, checked before a byte of them is
 * believed: owner, tag, version, size, which multisig, and the address
 * derived again. */

#include "program/abi.h"
#include "program/address.h"

/* state_multisig checks a multisig account. */
uint64_t state_multisig(const struct context *c, const struct account *a);

/* state_member checks that `who` signs and is a member of multisig `m`, and
 * tells which: NOT_SIGNER, NOT_MEMBER. */
uint64_t state_member(const struct account *m, const struct account *who, uint32_t *position);

/* state_authority checks that `a` is the authority of multisig `m`, and
 * leaves the seeds it signs with in `s`. */
uint64_t state_authority(const struct context *c, const struct account *m,
	const struct account *a, struct seeds *s);

/* state_record checks a program record of multisig `m` for the governed
 * program `program` (32 bytes), in any state.  Where there is no account yet:
 * NOT_GOVERNED. */
uint64_t state_record(const struct context *c, const struct account *m,
	const struct account *a, const uint8_t *program);

/* state_governed is state_record, and KT_E_NOT_GOVERNED unless the record is
 * in force. */
uint64_t state_governed(const struct context *c, const struct account *m,
	const struct account *a, const uint8_t *program);

/* state_proposal checks a proposal of multisig `m`. */
uint64_t state_proposal(const struct context *c, const struct account *m,
	const struct account *a);

/* multisig_rules is kt_rules and its members inside a checked multisig. */
static inline uint8_t *
multisig_rules(const struct account *m)
{
	return account_data(m) + KT_AT(multisig, rules);
}

#endif
