#ifndef SOLANA_ELF_BODY_H
#define SOLANA_ELF_BODY_H

/* elf_body.h - a program's code and data in the form in which two are compared.
 *
 * Distances and addresses change with everything that moves, so an instruction is
 * compared without them (its token), and so are the addresses of code in data; where
 * they lead is asked afterwards: elf_body_target.  Relocations of versions 0 to 2 are
 * applied: a call of a system call carries its hash, a call of a function its distance. */

#include "solana/elf_layout.h"

enum elf_target { ELF_TO_NOTHING, ELF_TO_CODE, ELF_TO_DATA };

struct elf_body {
	const uint8_t *p;     /* the file; borrowed */
	size_t len;
	bool is_program;      /* false: all of it is `other`, and `why` says what is wrong */
	struct err why;
	struct elf_layout l;
	uint64_t *insn, *token; /* owned, as are the rest: instructions as words, and without what moves */
	size_t insn_n;
	uint8_t *data, *shape;  /* the spans of data one after another, and with addresses of code zeroed */
	size_t data_n;
	uint32_t *pointer;      /* offsets in data of those addresses, ascending */
	size_t pointer_n;
	uint8_t *other;         /* what is neither */
	size_t other_n;
};

/* elf_body_make prepares a file, wiped by elf_body_wipe. */
void elf_body_make(struct elf_body *o, const uint8_t *p, size_t len);
void elf_body_wipe(struct elf_body *o);
/* elf_body_none makes all of it `other`: for a comparison with what is no program. */
void elf_body_none(struct elf_body *o);

/* elf_body_target is where instruction `i` leads: to an instruction, or to an offset in
 * data.  elf_body_pointer is the same of the address at offset `at` of data. */
enum elf_target elf_body_target(const struct elf_body *o, size_t i, size_t *to);
enum elf_target elf_body_pointer(const struct elf_body *o, size_t at, size_t *to);

/* Where in the file an offset in data, or in other, is. */
size_t elf_body_data_at(const struct elf_body *o, size_t at);
size_t elf_body_other_at(const struct elf_body *o, size_t at);

#endif
