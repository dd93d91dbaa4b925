#include "solana/elf_layout.h"

#include <string.h>

#include "base/wire.h"
#include "solana/elf_headers.h"
#include "solana/loader.h"

enum { TYPE_DYNAMIC_SEGMENT = 2, TYPE_SYMTAB = 2, TYPE_STRTAB = 3, TYPE_DYNAMIC = 6, TYPE_DYNSYM = 11 };
enum { DT_SYMTAB = 6, DT_REL = 17, DT_RELSZ = 18, DT_RELENT = 19, DT_COUNT = 35, DYN = 16, REL = 16, SYM = 24, NAME = 17 };

struct look { /* a file of version 0 to 2, which elf_check took */
	const uint8_t *p;
	size_t len;
	struct elf_header h;
	struct elf_part names; /* of sections */
	uint64_t dynamic[DT_COUNT];
	struct elf_layout *out;
};

static struct elf_part
section(const struct look *l, unsigned i)
{
	return elf_section_read(l->p + l->h.shoff + (size_t)ELF_SHDR * i);
}

static struct elf_span
span_of(const struct elf_part *s)
{
	return (struct elf_span){ (size_t)s->offset, (size_t)s->size, s->addr };
}

/* --- what the program reads ------------------------------------------------- */

static bool
overlap(const struct elf_span *a, const struct elf_span *b)
{
	return a->len > 0 && b->len > 0 && a->at < b->at + b->len && b->at < a->at + a->len;
}

/* Keeps data in the file's order. */
static enum err_code
add_data(struct elf_layout *o, struct elf_span s, struct err *e)
{
	unsigned at = o->data_n;

	if (s.len == 0)
		return ERR_OK;
	if (o->data_n >= ELF_DATA_SPANS)
		return err_set(e, ERR_USAGE, "program has more than %u sections of read-only data", ELF_DATA_SPANS);
	for (unsigned i = 0; i < o->data_n; i++)
		if (overlap(&s, &o->data[i]))
			return err_set(e, ERR_USAGE, "sections at %zu and %zu overlap", s.at, o->data[i].at);
	if (overlap(&s, &o->code))
		return err_set(e, ERR_USAGE, "data at %zu overlaps the code at %zu", s.at, o->code.at);
	for (; at > 0 && o->data[at - 1].at > s.at; at--)
		o->data[at] = o->data[at - 1];
	o->data[at] = s;
	o->data_n++;
	return ERR_OK;
}

static bool
is_data(const char *name)
{
	return strcmp(name, ".rodata") == 0 || strcmp(name, ".data.rel.ro") == 0 || strcmp(name, ".eh_frame") == 0;
}

static enum err_code
find_parts(struct look *l, struct err *e)
{
	struct elf_layout *o = l->out;
	char name[NAME];

	for (unsigned i = 0; i < l->h.shnum; i++) {
		struct elf_part s = section(l, i);

		if (!elf_name(l->p, &l->names, s.name, name, sizeof name))
			continue;
		if (strcmp(name, ".text") == 0)
			o->code = span_of(&s);
		if (strcmp(name, ".dynstr") == 0 && s.type == TYPE_STRTAB)
			o->names = span_of(&s);
	}
	o->code.vaddr += ELF_REGION;
	for (unsigned i = 0; i < l->h.shnum; i++) {
		struct elf_part s = section(l, i);
		struct elf_span d = span_of(&s);

		d.vaddr = d.vaddr < ELF_REGION ? d.vaddr + ELF_REGION : d.vaddr;
		if (elf_name(l->p, &l->names, s.name, name, sizeof name) && is_data(name) && add_data(o, d, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* --- what it imports ---------------------------------------------------------- */

static struct elf_part
segment(const struct look *l, unsigned i)
{
	return elf_segment_read(l->p + l->h.phoff + (size_t)ELF_PHDR * i);
}

/* False for a file that has no dynamic table. */
static bool
find_dynamic(const struct look *l, struct elf_part *out)
{
	for (unsigned i = 0; i < l->h.phnum; i++) {
		*out = segment(l, i);
		if (out->type == TYPE_DYNAMIC_SEGMENT && elf_part_inside(out, l->len) && out->size % DYN == 0)
			return true;
		if (out->type == TYPE_DYNAMIC_SEGMENT)
			break;
	}
	for (unsigned i = 0; i < l->h.shnum; i++) {
		*out = section(l, i);
		if (out->type == TYPE_DYNAMIC)
			return true;
	}
	return false;
}

static void
read_dynamic(struct look *l, const struct elf_part *d)
{
	struct rd r = rd_from(l->p + d->offset, (size_t)d->size);

	while (r.left >= DYN) {
		uint64_t tag = rd_u64(&r), value = rd_u64(&r);

		if (tag == 0)
			break;
		if (tag < DT_COUNT)
			l->dynamic[tag] = value;
	}
}

/* Where in the file memory address `addr` is, by the program headers, else by a section that begins there. */
static bool
file_offset(const struct look *l, uint64_t addr, uint64_t *at)
{
	for (unsigned i = 0; i < l->h.phnum; i++) {
		struct elf_part s = segment(l, i);

		if (addr >= s.addr && addr - s.addr < s.memsz) {
			*at = addr - s.addr + s.offset;
			return true;
		}
	}
	for (unsigned i = 0; i < l->h.shnum; i++) {
		struct elf_part s = section(l, i);

		if (s.addr == addr) {
			*at = s.offset;
			return true;
		}
	}
	return false;
}

static enum err_code
find_relocs(struct look *l, struct err *e)
{
	struct elf_part s = { .size = l->dynamic[DT_RELSZ] };

	if (l->dynamic[DT_REL] == 0)
		return ERR_OK;
	if (l->dynamic[DT_RELENT] != REL || s.size == 0 || s.size % REL != 0)
		return err_set(e, ERR_USAGE, "relocations of %llu bytes, %llu each", (unsigned long long)s.size,
			(unsigned long long)l->dynamic[DT_RELENT]);
	if (!file_offset(l, l->dynamic[DT_REL], &s.offset) || !elf_part_inside(&s, l->len))
		return err_set(e, ERR_USAGE, "relocations at 0x%llx are not in the file", (unsigned long long)l->dynamic[DT_REL]);
	l->out->relocs = span_of(&s);
	return ERR_OK;
}

static enum err_code
find_symbols(struct look *l, struct err *e)
{
	if (l->dynamic[DT_SYMTAB] == 0)
		return ERR_OK;
	for (unsigned i = 0; i < l->h.shnum; i++) {
		struct elf_part s = section(l, i);

		if (s.addr != l->dynamic[DT_SYMTAB])
			continue;
		if ((s.type != TYPE_SYMTAB && s.type != TYPE_DYNSYM) || s.size % SYM != 0)
			break;
		l->out->symbols = span_of(&s);
		return ERR_OK;
	}
	return err_set(e, ERR_USAGE, "the table of symbols at 0x%llx is no section", (unsigned long long)l->dynamic[DT_SYMTAB]);
}

static enum err_code
find_imports(struct look *l, struct err *e)
{
	struct elf_part dynamic = { .size = 0 };

	if (l->h.phnum > 0 && (l->h.phentsize != ELF_PHDR || l->h.phoff > l->len || (size_t)ELF_PHDR * l->h.phnum > l->len - l->h.phoff))
		return err_set(e, ERR_USAGE, "program headers: %u of %u bytes at %llu", l->h.phnum, l->h.phentsize,
			(unsigned long long)l->h.phoff);
	if (!find_dynamic(l, &dynamic))
		return ERR_OK;
	if (dynamic.size % DYN != 0)
		return err_set(e, ERR_USAGE, "dynamic table of %llu bytes", (unsigned long long)dynamic.size);
	read_dynamic(l, &dynamic);
	return find_relocs(l, e) != ERR_OK ? e->code : find_symbols(l, e);
}

/* --- zeros at the end -------------------------------------------------------------- */

size_t
elf_extent(const uint8_t *p, size_t len)
{
	const uint64_t most = LOADER_ACCOUNT_MAX - LOADER_PROGRAM_DATA_HEADER;
	struct elf_header h;
	uint64_t end = 0;

	if (len <= ELF_EHDR || memcmp(p, "\177ELF", 4) != 0)
		return len;
	h = elf_header_read(p);
	if (h.flags != ELF_STRICT && h.shoff < most)
		end = h.shoff + (uint64_t)ELF_SHDR * h.shnum;
	for (unsigned i = 0; h.flags == ELF_STRICT && i < 2 && ELF_EHDR + (i + 1) * (size_t)ELF_PHDR <= len; i++) {
		struct elf_part s = elf_segment_read(p + ELF_EHDR + (size_t)ELF_PHDR * i);

		if (i < h.phnum && s.offset < most && s.size < most && s.offset + s.size > end)
			end = s.offset + s.size;
	}
	/* more than the end of the last header, or of the last instruction, cannot be zero */
	return end > len && end - len <= ELF_SHDR ? (size_t)end : len;
}

bool
elf_restore(struct buf *code)
{
	static const uint8_t zeros[ELF_SHDR];

	return buf_put(code, zeros, elf_extent(code->p, code->len) - code->len);
}

/* --- both kinds ------------------------------------------------------------------ */

static enum err_code
strict(const uint8_t *p, struct elf_layout *o, struct err *e)
{
	struct elf_part first = elf_segment_read(p + ELF_EHDR), second;

	if (first.flags == 1) { /* no read-only data */
		o->code = span_of(&first);
		return ERR_OK;
	}
	second = elf_segment_read(p + ELF_EHDR + ELF_PHDR);
	o->code = span_of(&second);
	return add_data(o, span_of(&first), e);
}

enum err_code
elf_layout(const uint8_t *p, size_t len, struct elf_layout *out, struct err *e)
{
	struct elf_layout o;
	struct look l = { .p = p, .len = len, .out = &o };
	enum err_code rc;

	memset(&o, 0, sizeof o);
	if (elf_check(p, len, &o.info, e) != ERR_OK)
		return e->code;
	l.h = elf_header_read(p);
	if (o.info.sbpf_version == ELF_STRICT) {
		rc = strict(p, &o, e);
	} else {
		l.names = section(&l, l.h.shstrndx);
		rc = find_parts(&l, e);
		if (rc == ERR_OK)
			rc = find_imports(&l, e);
	}
	if (rc == ERR_OK)
		*out = o;
	return rc;
}
