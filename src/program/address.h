#ifndef PROGRAM_ADDRESS_H
#define PROGRAM_ADDRESS_H

/* address.h - this program's derived addresses.  A bump is searched for once,
 * when an account is made, and stored; afterwards every address is derived
 * again from the stored one. */

#include "program/context.h"

/* Seeds of one address and the bump; borrows what it is made from, and must
 * stay where it is (the last seed points into it). */
struct seeds {
	struct sys_slice part[4];
	uint32_t n;
	uint8_t bump;
};

void seeds_multisig(struct seeds *s, const uint8_t *create_key);
void seeds_authority(struct seeds *s, const uint8_t *multisig);
void seeds_record(struct seeds *s, const uint8_t *multisig, const uint8_t *program);
void seeds_proposal(struct seeds *s, const uint8_t *multisig, const uint8_t *index);

/* seeds_find searches the bump and wants `key` to be the address:
 * KT_E_WRONG_ADDRESS. */
uint64_t seeds_find(struct seeds *s, const uint8_t *program_id, const uint8_t *key);

/* seeds_bump searches the bump of an address nobody passes yet. */
uint64_t seeds_bump(struct seeds *s, const uint8_t *program_id);

/* seeds_address derives the address with `bump` into 32 bytes:
 * KT_E_WRONG_ADDRESS where there is none. */
uint64_t seeds_address(struct seeds *s, uint8_t bump, const uint8_t *program_id, uint8_t *out);

/* seeds_check wants `key` to be the address with `bump`: KT_E_WRONG_ADDRESS. */
uint64_t seeds_check(struct seeds *s, uint8_t bump, const uint8_t *program_id,
	const uint8_t *key);

/* seeds_signer lends the seeds to a CPI that signs with them. */
void seeds_signer(const struct seeds *s, struct sys_signer *out);

/* address_is_program_data: `key` is where the loader keeps the code of
 * `program`. */
bool address_is_program_data(const uint8_t *key, const uint8_t *program);

#endif
