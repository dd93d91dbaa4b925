#ifndef SOLANA_ELF_SYSCALL_H
#define SOLANA_ELF_SYSCALL_H

/* elf_syscall.h - the system calls a program imports, and those a cluster knows.
 *
 * A system call is the murmur3_32 hash of its name, seed 0.  In version 3 it is
 * in the instruction: opcode 0x85, source register 0.  In versions 0 to 2 a
 * relocation of type 10 names a symbol that is not defined.  What the loader
 * does not know it refuses to deploy in versions 0 to 2; in version 3 it is taken
 * and fails when it is called, so that it has to be found before.
 * Source: agave syscalls/src/lib.rs, create_program_runtime_environment_v1, and
 * sbpf elf.rs, verifier.rs. */

#include "solana/elf_layout.h"

/* What has to be so for a cluster to know it.  Gates that are active on every public
 * cluster, and in part removed from newer nodes, are not asked for. */
enum elf_gate {
	ELF_GATE_SHA512, ELF_GATE_BIG_MOD_EXP, ELF_GATE_REMAINING_UNITS, ELF_GATE_BLS12_381, ELF_GATES,
	ELF_GATE_NONE = ELF_GATES, /* known everywhere */
	ELF_GATE_RETIRED,          /* no cluster takes it any more */
};

struct elf_syscall {
	const char *name;
	enum elf_gate gate;
};

uint32_t elf_syscall_hash(const char *name, size_t len);
/* elf_syscall_find is what hash stands for, NULL for none that is known. */
const struct elf_syscall *elf_syscall_find(uint32_t hash);
/* elf_gate_address is where the gate's account is, in base58. */
const char *elf_gate_address(enum elf_gate g);

#define ELF_IMPORTS_MAX 128u
#define ELF_IMPORT_NAME 64u /* bytes with NUL; longer ones the loader does not resolve */
struct elf_import {
	uint32_t hash;
	unsigned calls;                  /* places in the code */
	const struct elf_syscall *known; /* NULL: by no cluster */
	char name[ELF_IMPORT_NAME];      /* as the file says, text from outside; "" in version 3 where it is not known */
};
struct elf_imports {
	struct elf_import import[ELF_IMPORTS_MAX]; /* by hash */
	size_t n;
};

/* elf_imports lists them.  ERR_USAGE for relocations the loader would refuse, and
 * for more than ELF_IMPORTS_MAX different ones. */
MUST_CHECK enum err_code elf_imports(const uint8_t *p, const struct elf_layout *l, struct elf_imports *out, struct err *e);

/* elf_import_text writes the name, or 0x and the hash, made safe to show; returns `out`. */
#define ELF_IMPORT_TEXT 200u
char *elf_import_text(char out[ELF_IMPORT_TEXT], const struct elf_import *i);

#endif
