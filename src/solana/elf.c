#include "solana/elf.h"

#include <string.h>

#include "base/text.h"
#include "solana/elf_headers.h"
#include "solana/loader.h"

enum {
	NAME_MAX_LEN = 16, MACHINE_BPF = 247, MACHINE_SBPF = 263, TYPE_DYN = 3, TYPE_LOAD = 1,
	FLAG_X = 1, FLAG_R = 4, FLAG_SECTION_W = 1
};

/* --- version 3: program headers only --- */

static enum err_code
check_segment(const struct elf_part *s, unsigned no, uint64_t vaddr, uint64_t offset, size_t len, struct err *e)
{
	if (s->type != TYPE_LOAD)
		return err_set(e, ERR_USAGE, "program header %u is of type %u, not LOAD", no, s->type);
	if (s->addr != vaddr || s->paddr != vaddr)
		return err_set(e, ERR_USAGE, "program header %u loads at 0x%llx, not 0x%llx", no, (unsigned long long)s->addr,
			(unsigned long long)vaddr);
	if (s->offset != offset || s->offset >= len || s->offset % ELF_INSN != 0)
		return err_set(e, ERR_USAGE, "program header %u begins at %llu, not %llu, of %zu bytes", no,
			(unsigned long long)s->offset, (unsigned long long)offset, len);
	if (!elf_part_inside(s, len) || s->size % ELF_INSN != 0 || s->size != s->memsz || s->memsz >= ELF_REGION)
		return err_set(e, ERR_USAGE, "program header %u has %llu bytes in the file and %llu in memory", no,
			(unsigned long long)s->size, (unsigned long long)s->memsz);
	return ERR_OK;
}

static enum err_code
check_strict(const uint8_t *p, size_t len, const struct elf_header *h, struct elf_info *out, struct err *e)
{
	static const uint8_t ident[16] = { 0x7f, 'E', 'L', 'F', 2, 1, 1 };
	struct elf_part s = { .size = 0 };
	size_t at = ELF_EHDR + (size_t)ELF_PHDR * h->phnum;
	unsigned no = 0;

	if (memcmp(p, ident, sizeof ident) != 0 || h->machine != MACHINE_BPF || h->version != 1)
		return err_set(e, ERR_USAGE, "file header of machine %u is not that of a version 3 program", h->machine);
	if (h->phoff != ELF_EHDR || h->ehsize != ELF_EHDR || h->phentsize != ELF_PHDR || h->phnum < 1 || at >= len)
		return err_set(e, ERR_USAGE, "program headers: %u of %u bytes at %llu", h->phnum, h->phentsize,
			(unsigned long long)h->phoff);
	s = elf_segment_read(p + ELF_EHDR);
	if (s.flags == FLAG_R) { /* read-only data, which may be left out */
		if (h->phnum < 2)
			return err_set(e, ERR_USAGE, "program has no code segment");
		if (check_segment(&s, no, 0, at, len, e) != ERR_OK)
			return e->code;
		at += (size_t)s.size;
		s = elf_segment_read(p + ELF_EHDR + ELF_PHDR * ++no);
	}
	if (s.flags != FLAG_X)
		return err_set(e, ERR_USAGE, "program header %u has flags %llu", no, (unsigned long long)s.flags);
	if (check_segment(&s, no, ELF_REGION, at, len, e) != ERR_OK)
		return e->code;
	if (h->entry < ELF_REGION || h->entry - ELF_REGION >= s.size || h->entry % ELF_INSN != 0)
		return err_set(e, ERR_USAGE, "entry 0x%llx is outside the code", (unsigned long long)h->entry);
	out->code_len = (size_t)s.size;
	return ERR_OK;
}

/* --- versions 0 to 2: section headers --- */

static bool
starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static enum err_code
check_section(const struct elf_part *s, const char *name, unsigned no, size_t len, struct err *e)
{
	if (!elf_part_inside(s, len))
		return err_set(e, ERR_USAGE, "section %u of %llu bytes at %llu is outside the file of %zu bytes", no,
			(unsigned long long)s->size, (unsigned long long)s->offset, len);
	if (starts(name, ".bss") || ((s->flags & FLAG_SECTION_W) && starts(name, ".data") && !starts(name, ".data.rel")))
		return err_set(e, ERR_USAGE, "program has writable data in section %u", no);
	return ERR_OK;
}

static enum err_code
check_sections(const uint8_t *p, size_t len, const struct elf_header *h, struct elf_part *text, struct err *e)
{
	struct elf_part names = elf_section_read(p + h->shoff + (size_t)ELF_SHDR * h->shstrndx);
	unsigned found = 0;

	if (!elf_part_inside(&names, len))
		return err_set(e, ERR_USAGE, "section names are outside the file");
	for (unsigned i = 0; i < h->shnum; i++) {
		struct elf_part s = elf_section_read(p + h->shoff + (size_t)ELF_SHDR * i);
		char name[NAME_MAX_LEN + 1] = "";
		bool named = elf_name(p, &names, s.name, name, sizeof name);

		if (check_section(&s, named ? name : "", i, len, e) != ERR_OK)
			return e->code;
		if (named && strcmp(name, ".text") == 0) {
			*text = s;
			found++;
		}
	}
	return found == 1 ? ERR_OK : err_set(e, ERR_USAGE, "program has %u sections named .text, not one", found);
}

static enum err_code
check_lenient(const uint8_t *p, size_t len, const struct elf_header *h, struct elf_info *out, struct err *e)
{
	struct elf_part text = { .size = 0 };

	if (p[4] != 2 || p[5] != 1 || p[7] != 0)
		return err_set(e, ERR_USAGE, "file is not a 64-bit little-endian ELF without ABI");
	if ((h->machine != MACHINE_BPF && h->machine != MACHINE_SBPF) || h->type != TYPE_DYN)
		return err_set(e, ERR_USAGE, "file of machine %u and type %u is not a Solana program", h->machine, h->type);
	if (h->shentsize != ELF_SHDR || h->shnum == 0 || h->shstrndx >= h->shnum || h->shoff > len ||
	    (size_t)ELF_SHDR * h->shnum > len - h->shoff)
		return err_set(e, ERR_USAGE, "section headers: %u of %u bytes at %llu", h->shnum, h->shentsize,
			(unsigned long long)h->shoff);
	if (check_sections(p, len, h, &text, e) != ERR_OK)
		return e->code;
	if (text.addr != text.offset || text.size % ELF_INSN != 0)
		return err_set(e, ERR_USAGE, "code of %llu bytes is at 0x%llx in memory and 0x%llx in the file",
			(unsigned long long)text.size, (unsigned long long)text.addr, (unsigned long long)text.offset);
	if (h->entry < text.addr || h->entry - text.addr >= text.size || (h->entry - text.addr) % ELF_INSN != 0)
		return err_set(e, ERR_USAGE, "entry 0x%llx is outside the code", (unsigned long long)h->entry);
	out->code_len = (size_t)text.size;
	return ERR_OK;
}

static enum err_code
check(const uint8_t *p, size_t len, struct elf_info *out, struct err *e)
{
	struct elf_info info = { .len = code_trim(p, len) };
	struct elf_header h;
	char n[TEXT_SHORT];
	enum err_code rc;

	if (len < 4 || memcmp(p, "\177ELF", 4) != 0)
		return err_set(e, ERR_USAGE, "file of %s bytes is not an ELF", text_count(n, len));
	if (len <= ELF_EHDR)
		return err_set(e, ERR_USAGE, "file of %s bytes is cut off", text_count(n, len));
	if (info.len > LOADER_ACCOUNT_MAX - LOADER_PROGRAM_DATA_HEADER)
		return err_set(e, ERR_USAGE, "program of %s bytes does not fit an account", text_count(n, info.len));
	h = elf_header_read(p);
	info.sbpf_version = h.flags;
	info.entry = h.entry;
	if (h.flags > ELF_STRICT)
		return err_set(e, ERR_USAGE, "program asks for SBPF version %u, clusters run 0 to %d", h.flags,
			ELF_STRICT);
	rc = h.flags == ELF_STRICT ? check_strict(p, len, &h, &info, e) : check_lenient(p, len, &h, &info, e);
	if (rc == ERR_OK)
		*out = info;
	return rc;
}

enum err_code
elf_check(const uint8_t *p, size_t len, struct elf_info *out, struct err *e)
{
	if (check(p, len, out, e) == ERR_OK)
		return ERR_OK;
	return err_hint(e, "give the program's .so file whole, as the compiler wrote it");
}
