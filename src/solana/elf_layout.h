#ifndef SOLANA_ELF_LAYOUT_H
#define SOLANA_ELF_LAYOUT_H

/* elf_layout.h - where in a program file its code, its read-only data and the
 * tables of what it imports are.
 *
 * Version 3 has two segments and no tables.  Versions 0 to 2 have sections, and
 * the tables are found as the loader finds them: PT_DYNAMIC, else SHT_DYNAMIC;
 * DT_REL by program header, else by section; DT_SYMTAB by section; the names in
 * .dynstr.  Source: sbpf elf.rs and elf_parser/mod.rs. */

#include "base/buf.h"
#include "solana/elf.h"

struct elf_span {
	size_t at, len; /* in the file */
	uint64_t vaddr; /* where the program finds its first byte */
};

#define ELF_DATA_SPANS 16u
struct elf_layout {
	struct elf_info info;
	struct elf_span code;                 /* whole instructions */
	struct elf_span data[ELF_DATA_SPANS]; /* read-only data, in the file's order, none overlapping another or the code */
	unsigned data_n;
	struct elf_span relocs, symbols, names; /* of versions 0 to 2; len 0 where there is none */
};

/* elf_extent is how long a file is by its own headers, at least `len`: its last few bytes may
 * be zeros that were trimmed. */
size_t elf_extent(const uint8_t *p, size_t len);
/* elf_restore puts those zeros back, without which the loader does not take the file; false
 * where there is no room for them. */
MUST_CHECK bool elf_restore(struct buf *code);

/* elf_layout finds them in a file of `len` bytes.  ERR_USAGE for what elf_check
 * refuses, for parts that overlap, and for tables that are not there as said. */
MUST_CHECK enum err_code elf_layout(const uint8_t *p, size_t len, struct elf_layout *out, struct err *e);

#endif
