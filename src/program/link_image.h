#ifndef PROGRAM_LINK_IMAGE_H
#define PROGRAM_LINK_IMAGE_H

/* link_image.h - objects in, one SBPFv3 ELF out.
 *
 * The file: ELF header (e_flags 3), two program headers, read-only data
 * (loaded at 0), code (loaded at 0x100000000), and an 8-byte mark that is not
 * loaded: it ends in no zero, so that the file's SHA-256 is its code hash.
 * The first 8 bytes of read-only data are left empty: a null pointer is then
 * no object.  There are no sections, symbols or relocations. */

#include "program/link_object.h"

struct link_image {
	uint8_t *bytes;
	size_t len;
};

/* link_image_build lays out and relocates `n` objects in the order given and
 * writes the image, to be freed also after a failure.  With `len` above 0 the
 * read-only data is filled up so that the file has exactly that many bytes.
 * Refuses, by name: duplicate and undefined symbols, unknown system calls,
 * unknown relocations, a missing entrypoint. */
enum err_code link_image_build(struct link_object *o, uint32_t n, size_t len,
	struct link_image *out, struct err *e) MUST_CHECK;

void link_image_free(struct link_image *i);

/* link_syscall_hash is the number by which a system call of that name is
 * called (murmur3, 32 bits, seed 0). */
uint32_t link_syscall_hash(const char *name);

#endif
