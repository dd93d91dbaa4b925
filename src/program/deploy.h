#ifndef PROGRAM_DEPLOY_H
#define PROGRAM_DEPLOY_H

/* deploy.h - upgrade and rollback: what must hold when they are proposed and
 * again when they are executed, and the two acts themselves. */

#include "program/state.h"

struct deploy {
	const struct account *multisig, *authority, *record, *program, *program_data;
	const struct account *buffer, *spill, *loader;
	const uint8_t *payload; /* kt_deploy */
	uint8_t kind;
	struct seeds seeds; /* of the authority; set by deploy_accounts */
};

/* deploy_accounts takes the six accounts from authority to spill at position
 * `first` on, and checks everything but the code itself and the versions.  The
 * spill may be any account whose position is in the set `people`, and else
 * none of the others.  The caller has set multisig, loader, payload, kind. */
uint64_t deploy_accounts(const struct context *c, struct deploy *d, uint32_t first,
	uint32_t people);

/* deploy_propose checks flags, order and target of a new act, the buffer's
 * authority, and last, because it costs most, the code. */
uint64_t deploy_propose(const struct context *c, const struct deploy *d,
	const struct account *depositor);

/* deploy_take moves the buffer from the depositor to our authority. */
uint64_t deploy_take(const struct deploy *d, const struct account *depositor);

/* deploy_execute checks all of it again on what is there now, has the loader
 * deploy the buffer, reads back, and records the version.  `proposal` is the
 * proposal account's data. */
uint64_t deploy_execute(const struct context *c, const struct deploy *d, uint8_t *proposal,
	const struct account *rent_and_clock);

/* is_deploy_superseded: the version the act starts from is past for ever, or
 * the record is closed.  `record` is its data. */
bool is_deploy_superseded(const uint8_t *record, const uint8_t *payload);

#endif
