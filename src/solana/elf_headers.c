#include "solana/elf_headers.h"

#include "base/wire.h"

struct elf_header
elf_header_read(const uint8_t *p)
{
	struct rd r = rd_from(p + 16, ELF_EHDR - 16);
	struct elf_header h;

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

struct elf_part
elf_segment_read(const uint8_t *p)
{
	struct rd r = rd_from(p, ELF_PHDR);
	struct elf_part s = { .name = 0 };

	s.type = rd_u32(&r);
	s.flags = rd_u32(&r);
	s.offset = rd_u64(&r);
	s.addr = rd_u64(&r);
	s.paddr = rd_u64(&r);
	s.size = rd_u64(&r);
	s.memsz = rd_u64(&r);
	return s;
}

struct elf_part
elf_section_read(const uint8_t *p)
{
	struct rd r = rd_from(p, ELF_SHDR);
	struct elf_part s = { .paddr = 0 };

	s.name = rd_u32(&r);
	s.type = rd_u32(&r);
	s.flags = rd_u64(&r);
	s.addr = rd_u64(&r);
	s.offset = rd_u64(&r);
	s.size = s.memsz = rd_u64(&r);
	return s;
}

bool
elf_part_inside(const struct elf_part *s, size_t len)
{
	return s->offset <= len && s->size <= len - s->offset;
}

bool
elf_name(const uint8_t *p, const struct elf_part *names, uint32_t at, char *out, size_t size)
{
	size_t n = 0;

	out[0] = '\0';
	if (at >= names->size)
		return false;
	while (n + 1 < size && at + n < names->size && p[names->offset + at + n] != '\0') {
		out[n] = (char)p[names->offset + at + n];
		n++;
	}
	out[n] = '\0';
	return at + n < names->size && p[names->offset + at + n] == '\0';
}
