#ifndef PROGRAM_ACCOUNT_H
#define PROGRAM_ACCOUNT_H

/* account.h - the accounts of an instruction, where the runtime laid them.
 *
 * Input region, aligned form: u64 count, then per account either
 *    0 u8 position of an earlier, identical account, 7 pad
 * or
 *    0 u8 0xff, 1 is_signer, 2 is_writable, 3 executable, 4 pad 4,
 *    8 key 32, 40 owner 32, 72 u64 lamports, 80 u64 data length, 88 data,
 *    then 10,240 bytes to grow into, pad to 8, u64 rent epoch.
 * Then u64 length and bytes of the instruction's data, and the program id.
 * An account passed twice has one entry with the privileges of both. */

#include "program/bytes.h"

enum { ACCOUNTS_MAX = 16, ACCOUNT_GROWTH = 10240 };

struct account {
	uint8_t *entry; /* in the input region; 8-aligned */
};

/* account_entries finds the entries of all accounts of `input`.  Returns 0,
 * or KT_E_BAD_ACCOUNT_COUNT when there are more than `max` or a duplicate
 * names a position that is not before it. */
uint64_t account_entries(uint8_t *input, struct account *out, uint32_t max, uint32_t *n);

static inline const uint8_t *
account_key(const struct account *a)
{
	return a->entry + 8;
}

static inline uint8_t *
account_owner(const struct account *a)
{
	return a->entry + 40;
}

static inline uint64_t
account_word(const struct account *a, uint32_t at)
{
	uint64_t v;

	__builtin_memcpy(&v, __builtin_assume_aligned(a->entry + at, 8), sizeof v);
	return v;
}

static inline void
account_set_word(const struct account *a, uint32_t at, uint64_t v)
{
	__builtin_memcpy(__builtin_assume_aligned(a->entry + at, 8), &v, sizeof v);
}

static inline uint64_t
account_lamports(const struct account *a)
{
	return account_word(a, 72);
}

static inline void
account_set_lamports(const struct account *a, uint64_t lamports)
{
	account_set_word(a, 72, lamports);
}

static inline uint64_t
account_len(const struct account *a)
{
	return account_word(a, 80);
}

static inline void
account_set_len(const struct account *a, uint64_t len)
{
	account_set_word(a, 80, len);
}

static inline uint8_t *
account_data(const struct account *a)
{
	return a->entry + 88;
}

/* account_signed: KT_E_NOT_SIGNER unless the account signs. */
uint64_t account_signed(const struct account *a);

/* account_writable: KT_E_NOT_WRITABLE unless it may be written. */
uint64_t account_writable(const struct account *a);

/* account_vacant: KT_E_ALREADY_EXISTS unless System's and without data;
 * lamports sent there in advance do not matter. */
uint64_t account_vacant(const struct account *a);

/* account_ours checks owner, tag and version of an account of this program,
 * at least two bytes of it: WRONG_OWNER, WRONG_SIZE, WRONG_TAG,
 * WRONG_VERSION. */
uint64_t account_ours(const struct account *a, const uint8_t *program_id, uint8_t tag);

/* account_info fills what a CPI needs to know of the account as it is now. */
void account_info(const struct account *a, struct sys_info *out);

#endif
