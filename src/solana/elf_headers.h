#ifndef SOLANA_ELF_HEADERS_H
#define SOLANA_ELF_HEADERS_H

/* elf_headers.h - the headers of an ELF64 file as they are written, unjudged.
 *
 * File header.                 Program header.        Section header.
 *    0  16  e_ident               0 u32  p_type          0 u32  sh_name
 *   16  u16 e_type                4 u32  p_flags         4 u32  sh_type
 *   18  u16 e_machine             8 u64  p_offset        8 u64  sh_flags
 *   20  u32 e_version            16 u64  p_vaddr        16 u64  sh_addr
 *   24  u64 e_entry              24 u64  p_paddr        24 u64  sh_offset
 *   32  u64 e_phoff              32 u64  p_filesz       32 u64  sh_size
 *   40  u64 e_shoff              40 u64  p_memsz        40 ...  16 bytes
 *   48  u32 e_flags              48 u64  p_align        56 u64  sh_entsize
 *   52  u16 e_ehsize, e_phentsize, e_phnum, e_shentsize, e_shnum, e_shstrndx */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ELF_EHDR = 64, ELF_PHDR = 56, ELF_SHDR = 64, ELF_INSN = 8, ELF_STRICT = 3 /* the first version with strict headers */ };
#define ELF_REGION UINT64_C(0x100000000) /* where code of version 3 is; below it the read-only data */

struct elf_header {
	uint16_t type, machine, ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
	uint32_t version, flags;
	uint64_t entry, phoff, shoff;
};

struct elf_part { /* a program or a section header, as far as it counts */
	uint32_t name, type;
	uint64_t flags, addr, paddr, offset, size, memsz;
};

/* Each reads that many bytes at `p`: ELF_EHDR, ELF_PHDR, ELF_SHDR. */
struct elf_header elf_header_read(const uint8_t *p);
struct elf_part elf_segment_read(const uint8_t *p);
struct elf_part elf_section_read(const uint8_t *p);

/* elf_part_inside says whether its bytes are all in a file of `len`. */
bool elf_part_inside(const struct elf_part *s, size_t len);

/* elf_name copies the NUL-terminated name at `at` of the table `names`, which is
 * inside the file `p`, cut to size - 1 bytes; false when the table does not hold
 * it, or it is longer. */
bool elf_name(const uint8_t *p, const struct elf_part *names, uint32_t at, char *out, size_t size);

#endif
