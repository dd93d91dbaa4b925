#ifndef PROGRAM_CODE_H
#define PROGRAM_CODE_H

/* code.h - the loader's accounts and the code in them, proved before it is
 * recorded or deployed.  agave: loader-v3-interface/src/state.rs
 *
 *   program       0 u32 tag = 2, 4 address of program data
 *   program data  0 u32 tag = 3, 4 u64 slot, 12 u8 authority present,
 *                 13 authority, 45 code
 *   buffer        0 u32 tag = 1, 4 u8 authority present, 5 authority, 37 code
 *
 * Code is the ELF with its trailing zeros taken off; an account holds it with
 * any number of zeros behind. */

#include "program/context.h"

enum { CODE_PROGRAM_DATA_HEADER = 45, CODE_BUFFER_HEADER = 37 };

/* code_program checks the account of the governed program `key` (32 bytes)
 * and its program data at the derived address: WRONG_ADDRESS, WRONG_OWNER,
 * WRONG_TAG; WRONG_PROGRAM_DATA. */
uint64_t code_program(const struct account *program, const uint8_t *key,
	const struct account *program_data);

/* code_authority wants `authority` (32 bytes) to be the upgrade authority in
 * checked program data: IMMUTABLE, WRONG_AUTHORITY. */
uint64_t code_authority(const struct account *program_data, const uint8_t *authority);

/* code_is_buffer checks that `a` is a loader buffer at `key`: WRONG_BUFFER,
 * NOT_A_BUFFER. */
uint64_t code_is_buffer(const struct account *a, const uint8_t *key);

/* code_buffer is code_is_buffer for one that can hold `code_len` bytes of
 * code, and whose bytes, zeros included, fit the program data:
 * BUFFER_TOO_LARGE, CODE_LEN, NO_ROOM. */
uint64_t code_buffer(const struct account *a, const uint8_t *key, uint32_t code_len,
	const struct account *program_data);

/* is_code_buffer_of: `authority` may write and deploy the checked buffer. */
bool is_code_buffer_of(const struct account *a, const uint8_t *authority);

/* code_prove proves that the bytes from `header` on are code of `code_len`
 * bytes with that hash and zeros behind it: CODE_LEN, CODE_NOT_TRIMMED,
 * TAIL_NOT_ZERO, CODE_HASH.  Half a compute unit a byte. */
uint64_t code_prove(const struct account *a, uint32_t header, uint32_t code_len,
	const uint8_t *hash);

/* What must be seen again in the program data after a deploy: the hash has
 * been proved on the buffer moments before, and no transaction could pay for
 * hashing twice, so the ends of the code are compared. */
enum { CODE_MARK = 64 };
struct code_mark {
	uint8_t first[CODE_MARK], last[CODE_MARK];
	uint32_t len, code_len;
};

/* code_mark keeps both ends of the code in a proved buffer. */
void code_mark(const struct account *buffer, uint32_t code_len, struct code_mark *out);

/* code_deployed: KT_E_READ_BACK unless program data carries slot, authority
 * and the marked code followed by zero, and the buffer's lamports are gone. */
uint64_t code_deployed(const struct account *program_data, const struct account *buffer,
	const uint8_t *authority, uint64_t slot, const struct code_mark *mark);

#endif
