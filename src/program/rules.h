#ifndef PROGRAM_RULES_H
#define PROGRAM_RULES_H

/* rules.h - who governs, and by which numbers.  Works on kt_rules with the
 * members behind it, wherever these bytes stand. */

#include "program/abi.h"
#include "program/bytes.h"

enum { RULES_NO_MEMBER = 0xff };

/* rules_len is the length of the numbers and their members, 0 when `avail`
 * bytes cannot hold them. */
uint32_t rules_len(const uint8_t *rules, uint64_t avail);

/* rules_check refuses numbers that could not govern, each by its own error.
 * The bytes are all there: rules_len said so. */
uint64_t rules_check(const uint8_t *rules);

/* rules_find is the position of `key` among the members, or RULES_NO_MEMBER. */
uint32_t rules_find(const uint8_t *rules, const uint8_t *key);

/* rules_approvers has bit i set when member i may vote. */
uint32_t rules_approvers(const uint8_t *rules);

/* rules_needed is how many approvals an act of `kind` needs. */
uint32_t rules_needed(const uint8_t *rules, uint8_t kind);

/* rules_reject is how many rejections make an act of `kind` impossible. */
uint32_t rules_reject(const uint8_t *rules, uint8_t kind);

/* rules_stop is how many cancel votes stop an approved act of `kind`. */
uint32_t rules_stop(const uint8_t *rules, uint8_t kind);

/* rules_lock is the s between the last needed approval and execution. */
uint32_t rules_lock(const uint8_t *rules, uint8_t kind);

/* bits_count is the number of bits set. */
static inline uint32_t
bits_count(uint32_t bits)
{
	uint32_t n = 0;

	for (; bits; bits &= bits - 1)
		n++;
	return n;
}

#endif
