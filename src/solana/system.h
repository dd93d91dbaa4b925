#ifndef SOLANA_SYSTEM_H
#define SOLANA_SYSTEM_H

/* system.h - instructions of the System and ComputeBudget programs.
 *
 * Source: solana-sdk system-interface and compute-budget-interface crates.
 * System: u32 tag.  ComputeBudget: u8 tag, no accounts. */

#include "solana/message.h"

#define SYSTEM_ACCOUNT_EXTRA 128u /* bytes that rent is charged for beside an account's own; solana-rent's ACCOUNT_STORAGE_OVERHEAD */

struct system_ix {
	struct instruction ix;
	struct account_meta account[3];
	uint8_t data[160];
};

void system_create(struct system_ix *s, const struct pubkey *from, const struct pubkey *account,
	uint64_t lamports, uint64_t space, const struct pubkey *owner);
void system_transfer(struct system_ix *s, const struct pubkey *from, const struct pubkey *to, uint64_t lamports);

/* Of an account at pubkey_with_seed(base, seed, owner); base signs.  Seed at most 32 bytes. */
void system_allocate_with_seed(struct system_ix *s, const struct pubkey *account, const struct pubkey *base,
	const char *seed, uint64_t space, const struct pubkey *owner);
void system_assign_with_seed(struct system_ix *s, const struct pubkey *account, const struct pubkey *base,
	const char *seed, const struct pubkey *owner);

/* The four above, decoded back for the guard.  system_ix_decode refuses
 * (ERR_REFUSED, with the reason) every other instruction of the System program,
 * anything left over, other accounts and flags, and an account that is not at
 * pubkey_with_seed(base, seed, owner). */
enum system_tag { SYSTEM_CREATE = 0, SYSTEM_TRANSFER = 2, SYSTEM_ALLOCATE_WITH_SEED = 9, SYSTEM_ASSIGN_WITH_SEED = 10 };
struct system_call {
	enum system_tag tag;
	struct pubkey from;      /* create, transfer: pays */
	struct pubkey account;   /* created, paid, allocated, assigned */
	struct pubkey base, owner;
	uint64_t lamports, space;
	char seed[33];           /* raw bytes and a NUL; not made safe to show */
};
MUST_CHECK enum err_code system_ix_decode(const struct message *m, unsigned instruction, struct system_call *out,
	struct err *e);

#define BUDGET_UNITS_MAX 1400000u
void budget_units(struct system_ix *s, uint32_t units);
void budget_price(struct system_ix *s, uint64_t micro_lamports);
void budget_data(struct system_ix *s, uint32_t bytes); /* loaded accounts data limit */

/* budget_fee is the priority fee in lamports: ceil(price * units / 1e6). */
uint64_t budget_fee(uint64_t micro_lamports, uint32_t units);

/* What a message asks for; absent ones are zero.  False when a budget
 * instruction is malformed or given twice. */
struct budget {
	uint32_t units, data_len;
	uint64_t micro_lamports, fee; /* fee: the whole priority fee in lamports */
	bool has_units, has_data, has_price, has_fee;
};
bool budget_of(const struct message *m, struct budget *out);

#endif
