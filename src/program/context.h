#ifndef PROGRAM_CONTEXT_H
#define PROGRAM_CONTEXT_H

/* context.h - what every instruction starts from: its accounts, its data,
 * this program's id, and the chain's time. */

#include "program/account.h"

/* A check that failed ends the function with its error number. */
#define TRY(check) do { \
	uint64_t error_ = (check); \
	if (error_ != 0) \
		return error_; \
} while (0)

#define REQUIRE(condition, error) do { \
	if (!(condition)) \
		return KT_E_##error; \
} while (0)

struct context {
	const uint8_t *program_id;
	const uint8_t *data; /* of the instruction */
	uint64_t data_len;
	struct account account[ACCOUNTS_MAX];
	uint32_t account_n;
	uint64_t now;  /* cluster unix time, s; set by context_clock */
	uint64_t slot; /* likewise */
};

/* context_init reads the input region; `data` is the instruction's data, its
 * length is the word before it and the program id follows it.  Refuses what
 * account_entries refuses, and a call that is not at the top level. */
uint64_t context_init(struct context *c, uint8_t *input, const uint8_t *data);

/* What an instruction brings, as abi.h lists it. */
struct shape {
	uint32_t account_n;
	uint32_t people;  /* bit set of positions that may be the same account */
	uint8_t sysvar;   /* position of the instructions sysvar */
	uint8_t system;   /* of System, SHAPE_NONE where it is not passed */
	uint8_t loader;   /* likewise */
	uint8_t rent;     /* likewise; Clock follows it */
};
enum { SHAPE_NONE = 0xff };

/* context_begin is every instruction's first check: the number of accounts,
 * the constants among them, no durable nonce, and no two accounts the same. */
uint64_t context_begin(const struct context *c, const struct shape *s);

/* context_clock reads the time; KT_E_BAD_CLOCK when it is negative. */
uint64_t context_clock(struct context *c);

/* context_event logs kt_event: a hint for whoever watches, never a proof.
 * `index` is 8 bytes as in the account or NULL, `member` NULL for nobody. */
struct event {
	uint8_t detail, status; /* kt_choice or kt_kind; kt_status */
	const struct account *multisig, *member;
	const uint8_t *index;
};
void context_event(const struct context *c, const struct event *e);

/* nonce_leads is true when the transaction's first instruction, as the
 * instructions sysvar tells it, goes to System with data 04 00 00 00.  A
 * sysvar too short to say counts as true. */
bool nonce_leads(const uint8_t *sysvar, uint64_t len);

#endif
