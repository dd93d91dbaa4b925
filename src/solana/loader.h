#ifndef SOLANA_LOADER_H
#define SOLANA_LOADER_H

/* loader.h - accounts and instructions of the upgradeable loader (loader-v3).
 *
 * Source: solana-sdk loader-v3-interface crate, state.rs and instruction.rs
 * (bincode: u32 tag, little-endian, option = 1 byte).
 *
 *     Buffer       0 u32 tag = 1 | 4 u8 present | 5 authority | 37 code
 *     Program      0 u32 tag = 2 | 4 program data address          (36 bytes)
 *     ProgramData  0 u32 tag = 3 | 4 u64 slot | 12 u8 present | 13 authority | 45 code
 *
 * The 32 authority bytes exist even when absent, and may hold old bytes. */

#include "solana/message.h"

#define LOADER_BUFFER_HEADER 37u
#define LOADER_PROGRAM_LEN 36u
#define LOADER_PROGRAM_DATA_HEADER 45u
#define LOADER_ACCOUNT_MAX 10485760u /* bytes */
#define LOADER_WRITE_MAX 1012u       /* payload of one Write in a bare legacy transaction */
#define LOADER_EXTEND_MIN 10240u     /* SIMD-0431 */

struct loader_account {
	enum loader_tag { LOADER_UNINITIALIZED, LOADER_BUFFER, LOADER_PROGRAM, LOADER_PROGRAM_DATA } tag;
	bool has_authority;
	struct pubkey authority;    /* buffer, program data; zero when absent */
	struct pubkey program_data; /* program */
	uint64_t slot;              /* program data: last deploy */
	const uint8_t *code;        /* buffer, program data: borrowed from the input */
	size_t code_len;            /* bytes, padding included */
};

/* loader_decode reads any loader account; a header alone is enough (code_len 0).
 * ERR_WIRE for unknown tags, flags other than 0 and 1, short data. */
MUST_CHECK enum err_code loader_decode(const uint8_t *p, size_t len, struct loader_account *out, struct err *e);

/* loader_program_data derives the program data address of a program. */
struct pubkey loader_program_data(const struct pubkey *program);

/* code_trim is the length without trailing zero bytes; code_hash the SHA-256
 * of that much: what solana-verify prints. */
size_t code_trim(const uint8_t *code, size_t len);
void code_hash(const uint8_t *code, size_t len, struct hash *out);

/* Instructions.  Each fills `ix` and its storage `s`, which must outlive it. */
struct loader_ix {
	struct instruction ix;
	struct account_meta account[8];
	uint8_t data[LOADER_WRITE_MAX + 16];
};
void loader_initialize_buffer(struct loader_ix *s, const struct pubkey *buffer, const struct pubkey *authority);
void loader_write(struct loader_ix *s, const struct pubkey *buffer, const struct pubkey *authority,
	uint32_t offset, const uint8_t *p, size_t len); /* len at most LOADER_WRITE_MAX */
void loader_deploy(struct loader_ix *s, const struct pubkey *payer, const struct pubkey *program,
	const struct pubkey *buffer, const struct pubkey *authority, uint64_t max_len);
void loader_extend(struct loader_ix *s, const struct pubkey *program, const struct pubkey *payer, uint32_t more);
void loader_set_authority(struct loader_ix *s, const struct pubkey *target, const struct pubkey *current,
	const struct pubkey *next, bool checked); /* checked: next signs too */
void loader_close(struct loader_ix *s, const struct pubkey *buffer, const struct pubkey *recipient,
	const struct pubkey *authority);

/* The above, decoded back for the guard.  loader_ix_decode refuses (ERR_REFUSED,
 * with the reason) every other instruction of the loader, Upgrade among them
 * (only the governance program calls it), optional trailing bytes, anything left
 * over, and accounts or flags that are not the builder's. */
enum loader_instruction {
	LOADER_IX_INITIALIZE_BUFFER = 0, LOADER_IX_WRITE = 1, LOADER_IX_DEPLOY = 2, LOADER_IX_SET_AUTHORITY = 4,
	LOADER_IX_CLOSE = 5, LOADER_IX_EXTEND = 6, LOADER_IX_SET_AUTHORITY_CHECKED = 7
};
struct loader_call {
	enum loader_instruction tag;
	struct pubkey target;    /* buffer; of set authority: buffer or program data */
	struct pubkey authority; /* the one now */
	struct pubkey next;      /* set authority: the one then */
	struct pubkey program, payer; /* deploy, extend */
	struct pubkey recipient; /* close */
	uint64_t max_len;        /* deploy */
	uint32_t offset, more;   /* write; extend */
	const uint8_t *bytes;    /* write: borrowed from the message */
	size_t len;
};
MUST_CHECK enum err_code loader_ix_decode(const struct message *m, unsigned instruction, struct loader_call *out,
	struct err *e);

#endif
