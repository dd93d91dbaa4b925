#include "object.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

static void
put(uint8_t *p, uint64_t v, size_t len)
{
	for (size_t i = 0; i < len; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

static uint8_t *
grow(struct object_section *s, size_t len)
{
	uint8_t *p = s->bytes + s->size;

	if (s->size + len > sizeof s->bytes)
		abort();
	s->size += len;
	return p;
}

static uint32_t
name(struct object *o, const char *text)
{
	struct object_section *s = &o->section[OBJECT_NAMES];
	uint32_t at = (uint32_t)s->size;

	memcpy(grow(s, strlen(text) + 1), text, strlen(text) + 1);
	return at;
}

uint32_t
object_symbol(struct object *o, const char *text, uint8_t info, uint16_t section, uint64_t value)
{
	struct object_section *s = &o->section[OBJECT_SYMBOLS];
	uint32_t index = (uint32_t)(s->size / 24), at = name(o, text);
	uint8_t *p = grow(s, 24);

	put(p, at, 4);
	p[4] = info;
	put(p + 6, section, 2);
	put(p + 8, value, 8);
	return index;
}

void
object_reloc(struct object *o, uint32_t table, uint64_t offset, uint32_t type, uint32_t symbol)
{
	uint8_t *p = grow(&o->section[table], 16);

	put(p, offset, 8);
	put(p + 8, type, 4);
	put(p + 12, symbol, 4);
}

static void
section(struct object *o, uint32_t i, const char *text, uint32_t type, uint64_t flags)
{
	o->section[i].name = text;
	o->section[i].type = type;
	o->section[i].flags = flags;
	o->section[i].align = 8;
	if (o->section_n <= i)
		o->section_n = i + 1;
}

static void
insn(struct object *o, uint8_t op, uint8_t regs, uint32_t imm)
{
	uint8_t *p = grow(&o->section[OBJECT_TEXT], 8);

	p[0] = op;
	p[1] = regs;
	put(p + 4, imm, 4);
}

void
object_init(struct object *o)
{
	uint32_t log, text, helper;

	memset(o, 0, sizeof *o);
	section(o, OBJECT_TEXT, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR);
	section(o, OBJECT_RODATA, ".rodata", SHT_PROGBITS, SHF_ALLOC);
	section(o, OBJECT_POINTERS, ".data.rel.ro", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE);
	section(o, OBJECT_SYMBOLS, ".symtab", SHT_SYMTAB, 0);
	section(o, OBJECT_NAMES, ".strtab", SHT_STRTAB, 0);
	section(o, OBJECT_REL_TEXT, ".rel.text", SHT_REL, 0);
	section(o, OBJECT_REL_POINTERS, ".rel.data.rel.ro", SHT_REL, 0);
	o->section[OBJECT_SYMBOLS].link = OBJECT_NAMES;
	o->section[OBJECT_REL_TEXT].info = OBJECT_TEXT;
	o->section[OBJECT_REL_POINTERS].info = OBJECT_POINTERS;
	(void)grow(&o->section[OBJECT_NAMES], 1);
	insn(o, 0x85, 0x10, UINT32_MAX);
	insn(o, 0x85, 0x10, UINT32_MAX);
	insn(o, 0x8d, 0x00, 3);
	insn(o, 0x18, 0x01, 4);
	insn(o, 0x00, 0x00, 0);
	insn(o, 0x95, 0x00, 0);
	insn(o, 0xb7, 0x00, 0);
	insn(o, 0x95, 0x00, 0);
	memcpy(grow(&o->section[OBJECT_RODATA], 12), "pad\0text\0\0\0", 12);
	(void)grow(&o->section[OBJECT_POINTERS], 16);
	(void)grow(&o->section[OBJECT_SYMBOLS], 24);
	text = object_symbol(o, "", STB_LOCAL << 4 | STT_SECTION, OBJECT_RODATA, 0);
	log = object_symbol(o, "sol_log_", STB_GLOBAL << 4, 0, 0);
	helper = object_symbol(o, "helper", STB_LOCAL << 4 | STT_FUNC, OBJECT_TEXT, 48);
	(void)object_symbol(o, "entrypoint", STB_GLOBAL << 4 | STT_FUNC, OBJECT_TEXT, 0);
	object_reloc(o, OBJECT_REL_TEXT, 0, 10, log);
	object_reloc(o, OBJECT_REL_TEXT, 8, 10, helper);
	object_reloc(o, OBJECT_REL_TEXT, 24, 1, text);
	object_reloc(o, OBJECT_REL_POINTERS, 0, 2, text);
	object_reloc(o, OBJECT_REL_POINTERS, 8, 2, helper);
}

void
object_write(struct object *o)
{
	uint32_t at = 64, names[OBJECT_SECTIONS] = { 0 };
	uint8_t *h;

	memset(o->file, 0, sizeof o->file);
	for (uint32_t i = 1; i < o->section_n; i++)
		names[i] = name(o, o->section[i].name);
	memcpy(o->file, "\177ELF\2\1\1", 7);
	put(o->file + 16, ET_REL, 2);
	put(o->file + 18, 247, 2);
	put(o->file + 58, 64, 2);
	put(o->file + 60, o->section_n, 2);
	put(o->file + 62, OBJECT_NAMES, 2);
	h = o->file + OBJECT_MAX - 64 * OBJECT_SECTIONS;
	put(o->file + 40, (uint64_t)(h - o->file), 8);
	for (uint32_t i = 1; i < o->section_n; i++) {
		const struct object_section *s = &o->section[i];
		uint8_t *p = h + 64 * i;
		put(p, names[i], 4);
		put(p + 4, s->type, 4);
		put(p + 8, s->flags, 8);
		put(p + 24, at, 8);
		put(p + 32, s->size, 8);
		put(p + 40, s->link, 4);
		put(p + 44, s->info, 4);
		put(p + 48, s->align, 8);
		if (at + s->size > (size_t)(h - o->file))
			abort();
		memcpy(o->file + at, s->bytes, s->size);
		at += ((uint32_t)s->size + 7) & ~7u;
	}
	o->len = (size_t)(h - o->file) + 64 * (size_t)o->section_n;
}
