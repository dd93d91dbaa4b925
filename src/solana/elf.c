#include "solana/elf.h"

#include <string.h>

#include "base/wire.h"
#include "solana/loader.h"

/* ELF64 file header.           Program header.        Section header.
 *    0  16  e_ident               0 u32  p_type          0 u32  sh_name
 *   16  u16 e_type                4 u32  p_flags         4 u32  sh_type
 *   18  u16 e_machine             8 u64  p_offset        8 u64  sh_flags
 *   20  u32 e_version            16 u64  p_vaddr        16 u64  sh_addr
 *   24  u64 e_entry              24 u64  p_paddr        24 u64  sh_offset
 *   32  u64 e_phoff              32 u64  p_filesz       32 u64  sh_size
 *   40  u64 e_shoff              40 u64  p_memsz        40 ...  16 bytes
 *   48  u32 e_flags              48 u64  p_align        56 u64  sh_entsize
 *   52  u16 e_ehsize, e_phentsize, e_phnum, e_shentsize, e_shnum, e_shstrndx */
enum {
	EHDR = 64, PHDR = 56, SHDR = 64, INSN = 8, NAME_MAX_LEN = 16,
	MACHINE_BPF = 247, MACHINE_SBPF = 263, TYPE_DYN = 3, TYPE_LOAD = 1,
	FLAG_X = 1, FLAG_R = 4, FLAG_SECTION_W = 1, VERSION_STRICT = 3
};
static const uint64_t region = 0x100000000u; /* code of version 3; below it the read-only data */

struct header {
	uint16_t type, machine, ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
	uint32_t version, flags;
	uint64_t entry, phoff, shoff;
};
struct part { /* a program or a section header, as far as it counts */
	uint32_t name, type;
	uint64_t flags, addr, paddr, offset, size, memsz;
};

static struct header
read_header(const uint8_t *p)
{
	struct rd r = rd_from(p + 16, EHDR - 16);
	struct header h;

	h.type = rd_u16(&r);
	h.machine = rd_u16(&r);
	h.version = rd_u32(&r);
	h.entry = rd_u64(&r);
	h.phoff = rd_u64(&r);
	h.shoff = rd_u64(&r);
	h.flags = rd_u32(&r);
	h.ehsize = rd_u16(&r);
	h.phentsize = rd_u16(&r);
	h.phnum = rd_u16(&r);
	h.shentsize = rd_u16(&r);
	h.shnum = rd_u16(&r);
	h.shstrndx = rd_u16(&r);
	return h;
}

static struct part
read_segment(const uint8_t *p)
{
	struct rd r = rd_from(p, PHDR);
	struct part s = { .name = 0 };

	s.type = rd_u32(&r);
	s.flags = rd_u32(&r);
	s.offset = rd_u64(&r);
	s.addr = rd_u64(&r);
	s.paddr = rd_u64(&r);
	s.size = rd_u64(&r);
	s.memsz = rd_u64(&r);
	return s;
}

static struct part
read_section(const uint8_t *p)
{
	struct rd r = rd_from(p, SHDR);
	struct part s = { .paddr = 0 };

	s.name = rd_u32(&r);
	s.type = rd_u32(&r);
	s.flags = rd_u64(&r);
	s.addr = rd_u64(&r);
	s.offset = rd_u64(&r);
	s.size = s.memsz = rd_u64(&r);
	return s;
}

static bool
inside(const struct part *s, size_t len)
{
	return s->offset <= len && s->size <= len - s->offset;
}

/* --- version 3: program headers only --- */

static enum err_code
check_segment(const struct part *s, unsigned no, uint64_t vaddr, uint64_t offset, size_t len, struct err *e)
{
	if (s->type != TYPE_LOAD)
		return err_set(e, ERR_USAGE, "program header %u is of type %u, not LOAD", no, s->type);
	if (s->addr != vaddr || s->paddr != vaddr)
		return err_set(e, ERR_USAGE, "program header %u loads at 0x%llx, not 0x%llx", no, (unsigned long long)s->addr,
			(unsigned long long)vaddr);
	if (s->offset != offset || s->offset >= len || s->offset % INSN != 0)
		return err_set(e, ERR_USAGE, "program header %u begins at %llu, not %llu, of %zu bytes", no,
			(unsigned long long)s->offset, (unsigned long long)offset, len);
	if (!inside(s, len) || s->size % INSN != 0 || s->size != s->memsz || s->memsz >= region)
		return err_set(e, ERR_USAGE, "program header %u has %llu bytes in the file and %llu in memory", no,
			(unsigned long long)s->size, (unsigned long long)s->memsz);
	return ERR_OK;
}

static enum err_code
check_strict(const uint8_t *p, size_t len, const struct header *h, struct elf_info *out, struct err *e)
{
	static const uint8_t ident[16] = { 0x7f, 'E', 'L', 'F', 2, 1, 1 };
	struct part s = { .size = 0 };
	size_t at = EHDR + (size_t)PHDR * h->phnum;
	unsigned no = 0;

	if (memcmp(p, ident, sizeof ident) != 0 || h->machine != MACHINE_BPF || h->version != 1)
		return err_set(e, ERR_USAGE, "file header of machine %u is not that of a version 3 program", h->machine);
	if (h->phoff != EHDR || h->ehsize != EHDR || h->phentsize != PHDR || h->phnum < 1 || at >= len)
		return err_set(e, ERR_USAGE, "program headers: %u of %u bytes at %llu", h->phnum, h->phentsize,
			(unsigned long long)h->phoff);
	s = read_segment(p + EHDR);
	if (s.flags == FLAG_R) { /* read-only data, which may be left out */
		if (h->phnum < 2)
			return err_set(e, ERR_USAGE, "program has no code segment");
		if (check_segment(&s, no, 0, at, len, e) != ERR_OK)
			return e->code;
		at += (size_t)s.size;
		s = read_segment(p + EHDR + PHDR * ++no);
	}
	if (s.flags != FLAG_X)
		return err_set(e, ERR_USAGE, "program header %u has flags %llu", no, (unsigned long long)s.flags);
	if (check_segment(&s, no, region, at, len, e) != ERR_OK)
		return e->code;
	if (h->entry < region || h->entry - region >= s.size || h->entry % INSN != 0)
		return err_set(e, ERR_USAGE, "entry 0x%llx is outside the code", (unsigned long long)h->entry);
	out->code_len = (size_t)s.size;
	return ERR_OK;
}

/* --- versions 0 to 2: section headers --- */

/* The name of a section, cut; false when the table of names does not hold it. */
static bool
section_name(const uint8_t *p, const struct part *names, uint32_t at, char out[NAME_MAX_LEN + 1])
{
	size_t n = 0;

	if (at >= names->size)
		return false;
	while (n < NAME_MAX_LEN && at + n < names->size && p[names->offset + at + n] != '\0') {
		out[n] = (char)p[names->offset + at + n];
		n++;
	}
	out[n] = '\0';
	return at + n < names->size && p[names->offset + at + n] == '\0';
}

static bool
starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static enum err_code
check_section(const struct part *s, const char *name, unsigned no, size_t len, struct err *e)
{
	if (!inside(s, len))
		return err_set(e, ERR_USAGE, "section %u of %llu bytes at %llu is outside the file of %zu bytes", no,
			(unsigned long long)s->size, (unsigned long long)s->offset, len);
	if (starts(name, ".bss") || ((s->flags & FLAG_SECTION_W) && starts(name, ".data") && !starts(name, ".data.rel")))
		return err_set(e, ERR_USAGE, "program has writable data in section %u", no);
	return ERR_OK;
}

static enum err_code
check_sections(const uint8_t *p, size_t len, const struct header *h, struct part *text, struct err *e)
{
	struct part names = read_section(p + h->shoff + (size_t)SHDR * h->shstrndx);
	unsigned found = 0;

	if (!inside(&names, len))
		return err_set(e, ERR_USAGE, "section names are outside the file");
	for (unsigned i = 0; i < h->shnum; i++) {
		struct part s = read_section(p + h->shoff + (size_t)SHDR * i);
		char name[NAME_MAX_LEN + 1] = "";
		bool named = section_name(p, &names, s.name, name);

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
check_lenient(const uint8_t *p, size_t len, const struct header *h, struct elf_info *out, struct err *e)
{
	struct part text = { .size = 0 };

	if (p[4] != 2 || p[5] != 1 || p[7] != 0)
		return err_set(e, ERR_USAGE, "file is not a 64-bit little-endian ELF without ABI");
	if ((h->machine != MACHINE_BPF && h->machine != MACHINE_SBPF) || h->type != TYPE_DYN)
		return err_set(e, ERR_USAGE, "file of machine %u and type %u is not a Solana program", h->machine, h->type);
	if (h->shentsize != SHDR || h->shnum == 0 || h->shstrndx >= h->shnum || h->shoff > len ||
	    (size_t)SHDR * h->shnum > len - h->shoff)
		return err_set(e, ERR_USAGE, "section headers: %u of %u bytes at %llu", h->shnum, h->shentsize,
			(unsigned long long)h->shoff);
	if (check_sections(p, len, h, &text, e) != ERR_OK)
		return e->code;
	if (text.addr != text.offset || text.size % INSN != 0)
		return err_set(e, ERR_USAGE, "code of %llu bytes is at 0x%llx in memory and 0x%llx in the file",
			(unsigned long long)text.size, (unsigned long long)text.addr, (unsigned long long)text.offset);
	if (h->entry < text.addr || h->entry - text.addr >= text.size || (h->entry - text.addr) % INSN != 0)
		return err_set(e, ERR_USAGE, "entry 0x%llx is outside the code", (unsigned long long)h->entry);
	out->code_len = (size_t)text.size;
	return ERR_OK;
}

static enum err_code
check(const uint8_t *p, size_t len, struct elf_info *out, struct err *e)
{
	struct elf_info info = { .len = code_trim(p, len) };
	struct header h;
	enum err_code rc;

	if (len < 4 || memcmp(p, "\177ELF", 4) != 0)
		return err_set(e, ERR_USAGE, "file of %zu bytes is not an ELF", len);
	if (len <= EHDR)
		return err_set(e, ERR_USAGE, "file of %zu bytes is cut off", len);
	if (info.len > LOADER_ACCOUNT_MAX - LOADER_PROGRAM_DATA_HEADER)
		return err_set(e, ERR_USAGE, "program of %zu bytes does not fit an account", info.len);
	h = read_header(p);
	info.sbpf_version = h.flags;
	info.entry = h.entry;
	if (h.flags > VERSION_STRICT)
		return err_set(e, ERR_USAGE, "program asks for SBPF version %u, clusters run 0 to %d", h.flags,
			VERSION_STRICT);
	rc = h.flags == VERSION_STRICT ? check_strict(p, len, &h, &info, e) : check_lenient(p, len, &h, &info, e);
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
