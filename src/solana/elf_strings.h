#ifndef SOLANA_ELF_STRINGS_H
#define SOLANA_ELF_STRINGS_H

/* elf_strings.h - the text in a changed range of data. */

#include "solana/elf_diff.h"

/* A string that a change touches: `at` and `len` of what is shown, `core` of that what changed. */
struct elf_text {
	size_t at, len, core_at, core_len;
};

/* elf_text_next finds the first run of at least 4 printable characters that has a byte
 * in [from, end) of the `n` bytes of data, with what stands around it as far as it fits.
 * False where there is none; *next is where to look on. */
bool elf_text_next(const uint8_t *data, size_t n, size_t from, size_t end, struct elf_text *out, size_t *next);

/* elf_text_is_new says that it does not occur in `other`: what only moved is no news. */
bool elf_text_is_new(const uint8_t *data, const struct elf_text *t, const uint8_t *other, size_t other_n);

/* elf_strings_add puts it into the list, once. */
void elf_strings_add(struct elf_strings *l, const uint8_t *data, const struct elf_text *t);

#endif
