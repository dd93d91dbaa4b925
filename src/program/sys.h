#ifndef PROGRAM_SYS_H
#define PROGRAM_SYS_H

/* sys.h - the system calls of the virtual machine, by their real names, and
 * the structures they read.  On chain the linker turns each call into the
 * hash of its name; the unit tests link functions of the same names.
 *
 * Every function returns 0 for success unless it says otherwise.  A failed
 * call by CPI never returns: the whole transaction ends. */

#include <stdint.h>

struct sys_slice {
	const uint8_t *p;
	uint64_t len; /* bytes */
};

struct sys_meta {
	const uint8_t *key;
	uint8_t is_writable, is_signer;
};

struct sys_instruction {
	const uint8_t *program;
	const struct sys_meta *meta;
	uint64_t meta_n;
	const uint8_t *data;
	uint64_t data_len;
};

/* Key, lamports, data and owner must be the pointers into the input region
 * (SIMD-0459); the struct itself lies on the stack. */
struct sys_info {
	const uint8_t *key;
	uint8_t *lamports;
	uint64_t data_len;
	uint8_t *data;
	const uint8_t *owner;
	uint64_t rent_epoch;
	uint8_t is_signer, is_writable, executable;
};

struct sys_signer {
	const struct sys_slice *seed;
	uint64_t seed_n;
};

_Static_assert(sizeof(struct sys_slice) == 16, "slice");
_Static_assert(sizeof(struct sys_meta) == 16, "meta");
_Static_assert(sizeof(struct sys_instruction) == 40, "instruction");
_Static_assert(sizeof(struct sys_info) == 56, "info");
_Static_assert(sizeof(struct sys_signer) == 16, "signer");

/* Copy, move, fill; compare stores 0 in *result when equal.  One range never
 * spans two accounts. */
uint64_t sol_memcpy_(uint8_t *to, const uint8_t *from, uint64_t len);
uint64_t sol_memmove_(uint8_t *to, const uint8_t *from, uint64_t len);
uint64_t sol_memset_(uint8_t *to, uint8_t byte, uint64_t len);
uint64_t sol_memcmp_(const uint8_t *a, const uint8_t *b, uint64_t len, int32_t *result);

/* SHA-256 of the slices one after the other into 32 bytes. */
uint64_t sol_sha256(const struct sys_slice *slice, uint64_t n, uint8_t *out);

/* Address of seeds (the bump among them) under `program`; 1 when that is on
 * the curve, and so no address. */
uint64_t sol_create_program_address(const struct sys_slice *seed, uint64_t n,
	const uint8_t *program, uint8_t *out);

/* 0 when the point is on the curve (0 = ed25519). */
uint64_t sol_curve_validate_point(uint64_t curve, const uint8_t *point, uint8_t *result);

uint64_t sol_invoke_signed_c(const struct sys_instruction *ix, const struct sys_info *info,
	uint64_t info_n, const struct sys_signer *signer, uint64_t signer_n);

/* slot, epoch start, epoch, leader schedule epoch, unix time (i64). */
uint64_t sol_get_clock_sysvar(uint64_t *five);

/* lamports per byte, threshold (bits of a double), burn percentage (low byte). */
uint64_t sol_get_rent_sysvar(uint64_t *three);

/* 1 at the top level, more when called by another program. */
uint64_t sol_get_stack_height(void);

uint64_t sol_log_(const char *text, uint64_t len);
uint64_t sol_log_data(const struct sys_slice *slice, uint64_t n);
uint64_t sol_set_return_data(const uint8_t *p, uint64_t len);

#endif
