#ifndef PROGRAM_HANDOVER_H
#define PROGRAM_HANDOVER_H

/* handover.h - giving a program's upgrade authority away, or to nobody. */

#include "program/state.h"

struct handover {
	const struct account *multisig, *record;
	const struct account *receiver; /* NULL for KT_KIND_IMMUTABLE */
	const uint8_t *payload;         /* kt_handover */
	uint8_t kind;
};

/* handover_check wants the record in force, the version the act starts from
 * to be the newest, and a receiver that fits the kind. */
uint64_t handover_check(const struct context *c, const struct handover *h);

/* handover_execute checks it again with the accounts that come at execution
 * (authority at position `first`, as abi.h lists them), calls the loader,
 * reads back and closes or seals the record. */
uint64_t handover_execute(const struct context *c, struct handover *h, uint32_t first);

#endif
