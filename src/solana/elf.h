#ifndef SOLANA_ELF_H
#define SOLANA_ELF_H

/* elf.h - is this file a loadable Solana program?
 *
 * Source: sbpf elf.rs (strict parser for v3), SIMD-0178, SIMD-0189, SIMD-0500. */

#include "base/err.h"
#include <stddef.h>
#include <stdint.h>

struct elf_info {
	uint32_t sbpf_version; /* e_flags: 0 to 3 */
	uint64_t entry;
	size_t code_len;       /* bytes of executable code */
	size_t len;            /* bytes up to the last one that is not zero */
};

/* elf_check reads the header and, for version 3, the program headers.
 * ERR_USAGE for what the loader would refuse, with the reason and the value. */
MUST_CHECK enum err_code elf_check(const uint8_t *p, size_t len, struct elf_info *out, struct err *e);

#endif
