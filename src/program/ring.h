#ifndef PROGRAM_RING_H
#define PROGRAM_RING_H

/* ring.h - the versions a program record remembers: kt_record's bytes, whose
 * entries stand oldest first without gaps, the newest last. */

#include "program/abi.h"
#include "program/bytes.h"

enum { RING_NONE = 0xff };

/* What becomes the newest version. */
struct ring_version {
	const uint8_t *code_hash; /* 32 bytes, not inside the record */
	uint32_t code_len;
	uint8_t flags;
	uint64_t slot, now, proposal;
};

/* ring_append makes `v` the newest version under the next number.  The one
 * it leaves has ended (unless `fresh`: nothing was running); an older entry
 * of the same hash goes, else the oldest when all 16 are in use. */
void ring_append(uint8_t *record, const struct ring_version *v, bool fresh);

/* ring_retire_old retires every version but the newest. */
void ring_retire_old(uint8_t *record);

/* ring_retire_newest retires the newest, before another is appended. */
void ring_retire_newest(uint8_t *record);

/* ring_close ends the newest version at `now`, retires all and sets `state`. */
void ring_close(uint8_t *record, uint8_t state, uint64_t now);

/* ring_newest is the newest entry. */
const uint8_t *ring_newest(const uint8_t *record);

/* is_ring_newest: version `number` (8 bytes) with `hash` is the newest. */
bool is_ring_newest(const uint8_t *record, const uint8_t *number, const uint8_t *hash);

/* ring_order compares the version an act starts from with the newest:
 * KT_E_SUPERSEDED when that is past, or another code; KT_E_NOT_YET when it
 * has not been deployed yet. */
uint64_t ring_order(const uint8_t *record, const uint8_t *number, const uint8_t *hash);

/* ring_target finds the version a rollback goes back to, in a record whose
 * newest may or may not be it: NO_SUCH_VERSION, TARGET_RETIRED. */
uint64_t ring_target(const uint8_t *record, const uint8_t *number, const uint8_t *hash,
	const uint8_t **entry);

/* ring_reach checks that a target may be deployed at `now`: not the newest,
 * and ended less than `reach` s ago. */
uint64_t ring_reach(const uint8_t *record, const uint8_t *entry, uint64_t now, uint32_t reach);

#endif
