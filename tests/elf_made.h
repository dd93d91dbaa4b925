#ifndef TESTS_ELF_MADE_H
#define TESTS_ELF_MADE_H

/* elf_made.h - program files made field by field, by the layout of the ELF64
 * specification and what the loader asks for. */

#include <string.h>

#include "base/buf.h"

enum { MADE_EHDR = 64, MADE_PHDR = 56, MADE_SHDR = 64, MADE_MAX = 8 << 20 };

struct made_import { const char *name; size_t at; /* instruction */ };
struct made_program {
	uint32_t version;
	const uint64_t *code; /* instructions as little-endian words */
	size_t code_n;
	const void *data;
	size_t data_len;
	const struct made_import *import; /* of versions 0 to 2 */
	size_t import_n;
};

static inline void
made_at(struct buf *b, size_t at, uint64_t v, size_t width)
{
	for (size_t i = 0; i < width; i++)
		b->p[at + i] = (uint8_t)(v >> 8 * i);
}

static inline void
made_put(struct buf *b, uint64_t v, size_t width)
{
	uint8_t raw[8];

	for (size_t i = 0; i < width; i++)
		raw[i] = (uint8_t)(v >> 8 * i);
	(void)buf_put(b, raw, width);
}

static inline void
made_zeros(struct buf *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		(void)buf_put(b, "", 1);
}

static inline size_t
made_align(struct buf *b)
{
	made_zeros(b, (8 - b->len % 8) % 8);
	return b->len;
}

static inline void
made_header(struct buf *b, const struct made_program *m, uint64_t entry, size_t headers)
{
	made_zeros(b, headers);
	memcpy(b->p, "\177ELF\2\1\1", 7);
	made_at(b, 16, 3, 2);
	made_at(b, 18, 247, 2);
	made_at(b, 20, 1, 4);
	made_at(b, 24, entry, 8);
	made_at(b, 48, m->version, 4);
	made_at(b, 52, MADE_EHDR, 2);
	made_at(b, 54, MADE_PHDR, 2);
	made_at(b, 58, MADE_SHDR, 2);
}

static inline void
made_code(struct buf *b, const struct made_program *m)
{
	for (size_t i = 0; i < m->code_n; i++)
		made_put(b, m->code[i], 8);
}

/* Version 3: read-only data, padded to 8, and code. */
static inline void
made_strict(struct buf *b, const struct made_program *m)
{
	size_t data = (m->data_len + 7) / 8 * 8, headers = MADE_EHDR + 2 * MADE_PHDR;

	made_header(b, m, 0x100000000, headers);
	made_at(b, 32, MADE_EHDR, 8);
	made_at(b, 56, 2, 2);
	for (unsigned i = 0; i < 2; i++) {
		size_t h = MADE_EHDR + (size_t)MADE_PHDR * i;
		uint64_t vaddr = (uint64_t)i << 32, size = i == 0 ? data : 8 * m->code_n;

		made_at(b, h, 1, 4);
		made_at(b, h + 4, i == 0 ? 4 : 1, 4);
		made_at(b, h + 8, i == 0 ? headers : headers + data, 8);
		made_at(b, h + 16, vaddr, 8);
		made_at(b, h + 24, vaddr, 8);
		made_at(b, h + 32, size, 8);
		made_at(b, h + 40, size, 8);
	}
	(void)buf_put(b, m->data, m->data_len);
	made_zeros(b, data - m->data_len);
	made_code(b, m);
}

static inline void
made_section(struct buf *b, size_t at, uint32_t name, uint32_t type, size_t offset, size_t size)
{
	made_at(b, at, name, 4);
	made_at(b, at + 4, type, 4);
	made_at(b, at + 16, offset, 8);
	made_at(b, at + 24, offset, 8);
	made_at(b, at + 32, size, 8);
}

/* Versions 0 to 2: .text, .rodata, .dynsym, .dynstr, .rel.dyn, .dynamic, .shstrtab, section headers. */
static inline void
made_lenient(struct buf *b, const struct made_program *m)
{
	static const char names[] = "\0.text\0.rodata\0.dynsym\0.dynstr\0.rel.dyn\0.dynamic\0.shstrtab";
	static const uint32_t name[8] = { 0, 1, 7, 15, 23, 31, 40, 49 }, type[8] = { 0, 1, 1, 11, 3, 9, 6, 3 };
	size_t at[9], name_at = 1, headers;

	made_header(b, m, MADE_EHDR, MADE_EHDR);
	at[1] = b->len;
	made_code(b, m);
	at[2] = b->len;
	(void)buf_put(b, m->data, m->data_len);
	at[3] = made_align(b);
	made_zeros(b, 24);
	for (size_t i = 0; i < m->import_n; i++) {
		made_put(b, name_at, 4);
		made_put(b, 0x10, 1);
		made_zeros(b, 19);
		name_at += strlen(m->import[i].name) + 1;
	}
	at[4] = b->len;
	made_zeros(b, 1);
	for (size_t i = 0; i < m->import_n; i++)
		(void)buf_put(b, m->import[i].name, strlen(m->import[i].name) + 1);
	at[5] = made_align(b);
	for (size_t i = 0; i < m->import_n; i++) {
		made_put(b, at[1] + 8 * m->import[i].at, 8);
		made_put(b, 10, 4);
		made_put(b, i + 1, 4);
	}
	at[6] = b->len;
	if (m->import_n > 0) {
		made_put(b, 6, 8), made_put(b, at[3], 8);
		made_put(b, 17, 8), made_put(b, at[5], 8);
		made_put(b, 18, 8), made_put(b, 16 * m->import_n, 8);
		made_put(b, 19, 8), made_put(b, 16, 8);
	}
	made_zeros(b, 16);
	at[7] = b->len;
	(void)buf_put(b, names, sizeof names);
	at[8] = b->len;
	headers = made_align(b);
	made_zeros(b, 8 * MADE_SHDR);
	for (unsigned i = 1; i < 8; i++)
		made_section(b, headers + (size_t)MADE_SHDR * i, name[i], type[i], at[i], i == 2 ? m->data_len :
			i == 4 ? name_at : i == 3 ? 24 * (m->import_n + 1) : at[i + 1] - at[i]);
	made_at(b, 40, headers, 8);
	made_at(b, 60, 8, 2);
	made_at(b, 62, 7, 2);
	(void)buf_put(b, "\1", 1); /* nothing of it is padding */
}

static inline void
made_elf(struct buf *b, const struct made_program *m)
{
	buf_reset(b);
	if (m->version == 3)
		made_strict(b, m);
	else
		made_lenient(b, m);
}

#endif
