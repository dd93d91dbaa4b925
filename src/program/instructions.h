#ifndef PROGRAM_INSTRUCTIONS_H
#define PROGRAM_INSTRUCTIONS_H

/* instructions.h - the seven instructions, one .c each; abi.h tells accounts
 * and arguments.  Each checks everything first, then acts; 0 or a kt_error. */

#include "program/context.h"

uint64_t create_run(struct context *c);
uint64_t adopt_run(struct context *c);
uint64_t propose_run(struct context *c);
uint64_t vote_run(struct context *c);
uint64_t execute_run(struct context *c);
uint64_t reclaim_run(struct context *c);
uint64_t close_run(struct context *c);

/* entrypoint is what the runtime calls: the input region, and in it the
 * instruction's data (SIMD-0321). */
uint64_t entrypoint(uint8_t *input, const uint8_t *data);

#endif
