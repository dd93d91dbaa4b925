#include "program/link_object.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

enum { SECTIONS_MAX = 4096, MACHINE_BPF = 247, SYMBOL_LEN = 24, REL_LEN = 16 };

static uint16_t
u16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t
u32(const uint8_t *p)
{
	return (uint32_t)u16(p) | (uint32_t)u16(p + 2) << 16;
}

static uint64_t
u64(const uint8_t *p)
{
	return (uint64_t)u32(p) | (uint64_t)u32(p + 4) << 32;
}

static bool
is_inside(const struct link_object *o, uint64_t offset, uint64_t size)
{
	return offset <= o->len && size <= o->len - offset;
}

/* ELF64 header: 16 ident, 16 u16 type, 18 u16 machine, 40 u64 section table,
 * 58 u16 entry size, 60 u16 entries, 62 u16 section of the names. */
static enum err_code
check_header(const struct link_object *o, struct err *e)
{
	static const uint8_t ident[7] = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT };

	if (o->len < sizeof(Elf64_Ehdr) || memcmp(o->bytes, ident, sizeof ident) != 0)
		return err_set(e, ERR_WIRE, "%s: not a 64-bit little-endian ELF", o->path);
	if (u16(o->bytes + 16) != ET_REL || u16(o->bytes + 18) != MACHINE_BPF)
		return err_set(e, ERR_WIRE, "%s: type %u machine %u, not a relocatable BPF object",
			o->path, u16(o->bytes + 16), u16(o->bytes + 18));
	if (u16(o->bytes + 58) != sizeof(Elf64_Shdr) || u16(o->bytes + 60) > SECTIONS_MAX ||
		!is_inside(o, u64(o->bytes + 40), (uint64_t)u16(o->bytes + 60) * sizeof(Elf64_Shdr)))
		return err_set(e, ERR_WIRE, "%s: bad section table", o->path);
	return ERR_OK;
}

/* Section header i: 0 u32 name, 4 u32 type, 8 u64 flags, 24 u64 offset,
 * 32 u64 size, 40 u32 link, 44 u32 info, 48 u64 align, 56 u64 entry size. */
static const uint8_t *
header(const struct link_object *o, uint32_t i)
{
	return o->bytes + u64(o->bytes + 40) + (uint64_t)i * sizeof(Elf64_Shdr);
}

/* A string of a string table section, NULL when it is not all there. */
static const char *
string(const struct link_object *o, uint32_t table, uint32_t offset)
{
	const uint8_t *h;
	uint64_t at, size;

	if (table >= o->section_n || u32(header(o, table) + 4) != SHT_STRTAB)
		return NULL;
	h = header(o, table);
	at = u64(h + 24);
	size = u64(h + 32);
	if (!is_inside(o, at, size) || offset >= size ||
		!memchr(o->bytes + at + offset, 0, size - offset))
		return NULL;
	return (const char *)o->bytes + at + offset;
}

static bool
has_prefix(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static enum err_code
classify(struct link_object *o, uint32_t i, struct err *e)
{
	struct link_section *s = &o->section[i];
	uint32_t type = u32(header(o, i) + 4);
	uint64_t flags = u64(header(o, i) + 8);
	bool is_pointers = has_prefix(s->name, ".data.rel.ro");

	if (!(flags & SHF_ALLOC) || s->size == 0)
		return ERR_OK;
	if (type == SHT_NOBITS || ((flags & SHF_WRITE) && !is_pointers))
		return err_set(e, ERR_REFUSED, "%s: writable data in section %s", o->path, s->name);
	if (type != SHT_PROGBITS || (flags & (SHF_TLS | SHF_COMPRESSED)))
		return err_set(e, ERR_REFUSED, "%s: section %s of type %u cannot be loaded", o->path,
			s->name, type);
	if (flags & SHF_EXECINSTR)
		s->kind = LINK_TEXT;
	else if (is_pointers || has_prefix(s->name, ".rodata"))
		s->kind = LINK_RODATA;
	else
		return err_set(e, ERR_REFUSED, "%s: unknown section %s", o->path, s->name);
	if (s->kind == LINK_TEXT && s->size % 8 != 0)
		return err_set(e, ERR_WIRE, "%s: section %s is %llu bytes, not whole instructions",
			o->path, s->name, (unsigned long long)s->size);
	if (s->align > 4096 || (s->align & (s->align - 1)))
		return err_set(e, ERR_WIRE, "%s: section %s has a bad alignment", o->path, s->name);
	return ERR_OK;
}

static enum err_code
read_sections(struct link_object *o, struct err *e)
{
	uint32_t names = u16(o->bytes + 62);
	enum err_code rc = ERR_OK;

	o->section_n = u16(o->bytes + 60);
	o->section = calloc(o->section_n ? o->section_n : 1, sizeof *o->section);
	if (!o->section)
		die("out of memory");
	for (uint32_t i = 0; i < o->section_n && rc == ERR_OK; i++) {
		struct link_section *s = &o->section[i];
		const uint8_t *h = header(o, i);

		s->name = string(o, names, u32(h));
		s->offset = u64(h + 24);
		s->size = u64(h + 32);
		s->align = u64(h + 48) ? u64(h + 48) : 1;
		if (!s->name)
			return err_set(e, ERR_WIRE, "%s: section %u has no name", o->path, i);
		if (u32(h + 4) != SHT_NOBITS && u32(h + 4) != SHT_NULL && !is_inside(o, s->offset, s->size))
			return err_set(e, ERR_WIRE, "%s: section %s is cut off", o->path, s->name);
		rc = classify(o, i, e);
	}
	return rc;
}

/* Symbol: 0 u32 name, 4 u8 type and binding, 6 u16 section, 8 u64 value. */
static enum err_code
read_symbol(struct link_object *o, uint32_t table, struct link_symbol *s, const uint8_t *p,
	struct err *e)
{
	uint32_t section = u16(p + 6), binding = p[4] >> 4, type = p[4] & 15;

	s->name = string(o, u32(header(o, table) + 40), u32(p));
	s->value = u64(p + 8);
	s->is_global = binding == STB_GLOBAL;
	s->section = section;
	if (!s->name)
		return err_set(e, ERR_WIRE, "%s: a symbol has no name", o->path);
	if (section == SHN_COMMON)
		return err_set(e, ERR_REFUSED, "%s: writable data: common symbol %s", o->path, s->name);
	if (section == SHN_ABS) {
		s->section = 0;
		return type == STT_FILE ? ERR_OK :
			err_set(e, ERR_REFUSED, "%s: absolute symbol %s", o->path, s->name);
	}
	if (binding != STB_LOCAL && binding != STB_GLOBAL)
		return err_set(e, ERR_REFUSED, "%s: weak symbol %s", o->path, s->name);
	if (section >= o->section_n)
		return err_set(e, ERR_WIRE, "%s: symbol %s is in section %u of %u", o->path, s->name,
			section, o->section_n);
	if (section != 0 && s->value > o->section[section].size)
		return err_set(e, ERR_WIRE, "%s: symbol %s is outside its section", o->path, s->name);
	if (type == STT_SECTION)
		s->name = o->section[section].name;
	return ERR_OK;
}

static enum err_code
read_symbols(struct link_object *o, uint32_t table, struct err *e)
{
	const struct link_section *t = &o->section[table];
	enum err_code rc = ERR_OK;

	if (o->symbol)
		return err_set(e, ERR_WIRE, "%s: two symbol tables", o->path);
	o->symbol_n = (uint32_t)(t->size / SYMBOL_LEN);
	o->symbol = calloc(o->symbol_n ? o->symbol_n : 1, sizeof *o->symbol);
	if (!o->symbol)
		die("out of memory");
	for (uint32_t i = 0; i < o->symbol_n && rc == ERR_OK; i++)
		rc = read_symbol(o, table, &o->symbol[i], o->bytes + t->offset + i * SYMBOL_LEN, e);
	return rc;
}

/* Relocations without addend: 0 u64 offset, 8 u32 type, 12 u32 symbol. */
static enum err_code
read_relocs(struct link_object *o, uint32_t table, struct err *e)
{
	const struct link_section *t = &o->section[table];
	uint32_t target = u32(header(o, table) + 44), n = (uint32_t)(t->size / REL_LEN);
	struct link_reloc *grown;

	if (target >= o->section_n)
		return err_set(e, ERR_WIRE, "%s: section %s relocates no section", o->path, t->name);
	if (o->section[target].kind == LINK_NONE)
		return ERR_OK;
	grown = realloc(o->reloc, ((size_t)o->reloc_n + n + 1) * sizeof *grown);
	if (!grown)
		die("out of memory");
	o->reloc = grown;
	for (uint32_t i = 0; i < n; i++) {
		const uint8_t *p = o->bytes + t->offset + (uint64_t)i * REL_LEN;
		struct link_reloc r = { u64(p), u32(p + 8), u32(p + 12), target };

		if (r.symbol == 0 || r.symbol >= o->symbol_n)
			return err_set(e, ERR_WIRE, "%s: section %s names symbol %u of %u", o->path, t->name,
				r.symbol, o->symbol_n);
		o->reloc[o->reloc_n++] = r;
	}
	return ERR_OK;
}

static enum err_code
each(struct link_object *o, uint32_t type, struct err *e,
	enum err_code (*read)(struct link_object *, uint32_t, struct err *))
{
	enum err_code rc = ERR_OK;

	for (uint32_t i = 0; i < o->section_n && rc == ERR_OK; i++)
		if (u32(header(o, i) + 4) == type)
			rc = read(o, i, e);
	return rc;
}

/* clang writes relocations with the addend in place; the other form, against
 * a section that is loaded, is not read and must not be passed over. */
static enum err_code
refuse_rela(struct link_object *o, uint32_t table, struct err *e)
{
	uint32_t target = u32(header(o, table) + 44);

	if (target < o->section_n && o->section[target].kind == LINK_NONE)
		return ERR_OK;
	return err_set(e, ERR_REFUSED, "%s: section %s has relocations with addends", o->path,
		o->section[table].name);
}

enum err_code
link_object_read(struct link_object *out, const char *path, const uint8_t *bytes, size_t len,
	struct err *e)
{
	enum err_code rc;

	memset(out, 0, sizeof *out);
	out->path = path;
	out->bytes = bytes;
	out->len = len;
	if ((rc = check_header(out, e)) != ERR_OK || (rc = read_sections(out, e)) != ERR_OK ||
		(rc = each(out, SHT_RELA, e, refuse_rela)) != ERR_OK ||
		(rc = each(out, SHT_SYMTAB, e, read_symbols)) != ERR_OK)
		return rc;
	return each(out, SHT_REL, e, read_relocs);
}

void
link_object_free(struct link_object *o)
{
	free(o->section);
	free(o->symbol);
	free(o->reloc);
	memset(o, 0, sizeof *o);
}
