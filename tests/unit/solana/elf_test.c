#include "solana/elf.h"
#include "solana/loader.h"
#include "test.h"

#include <stdlib.h>

/* Files made here field by field, by the layout of the ELF64 specification. */
enum { EHDR = 64, PHDR = 56, SHDR = 64 };

struct image {
	uint8_t p[1024];
	size_t len;
};

static void
put(struct image *f, size_t at, uint64_t v, size_t width)
{
	for (size_t i = 0; i < width; i++)
		f->p[at + i] = (uint8_t)(v >> 8 * i);
}

static void
file_header(struct image *f, uint32_t version, uint64_t entry)
{
	memset(f, 0, sizeof *f);
	memcpy(f->p, "\177ELF\2\1\1", 7);
	put(f, 16, 3, 2);
	put(f, 18, 247, 2);
	put(f, 20, 1, 4);
	put(f, 24, entry, 8);
	put(f, 32, EHDR, 8);
	put(f, 48, version, 4);
	put(f, 52, EHDR, 2);
	put(f, 54, PHDR, 2);
	put(f, 58, SHDR, 2);
}

static void
segment(struct image *f, unsigned no, uint32_t flags, uint64_t vaddr, uint64_t offset, uint64_t size)
{
	size_t at = EHDR + (size_t)PHDR * no;

	put(f, at, 1, 4);
	put(f, at + 4, flags, 4);
	put(f, at + 8, offset, 8);
	put(f, at + 16, vaddr, 8);
	put(f, at + 24, vaddr, 8);
	put(f, at + 32, size, 8);
	put(f, at + 40, size, 8);
}

/* Version 3: 16 bytes of read-only data at 176, 24 of code at 192. */
static void
strict(struct image *f)
{
	file_header(f, 3, 0x100000008);
	put(f, 56, 2, 2);
	segment(f, 0, 4, 0, 176, 16);
	segment(f, 1, 1, 0x100000000, 192, 24);
	f->len = 216;
	f->p[208] = 0x95;
}

/* Version 3 without read-only data: 16 bytes of code at 120. */
static void
code_only(struct image *f)
{
	file_header(f, 3, 0x100000000);
	put(f, 56, 1, 2);
	segment(f, 0, 1, 0x100000000, 120, 16);
	f->len = 136;
	f->p[128] = 0x95;
}

static void
section(struct image *f, unsigned no, uint32_t name, uint64_t flags, uint64_t offset, uint64_t size)
{
	size_t at = 128 + (size_t)SHDR * no;

	put(f, at, name, 4);
	put(f, at + 4, 1, 4);
	put(f, at + 8, flags, 8);
	put(f, at + 16, offset, 8);
	put(f, at + 24, offset, 8);
	put(f, at + 32, size, 8);
}

/* Version 0: code of 16 bytes at 64, names at 80, four sections at 128. */
static void
lenient(struct image *f)
{
	file_header(f, 0, 64);
	put(f, 40, 128, 8);
	put(f, 60, 4, 2);
	put(f, 62, 3, 2);
	memcpy(f->p + 80, "\0.text\0.data.rel.ro\0.shstrtab\0.bss\0.data\0", 41);
	section(f, 1, 1, 6, 64, 16);
	section(f, 2, 7, 3, 64, 8);
	section(f, 3, 20, 0, 80, 41);
	f->p[72] = 0x95;
	f->len = 384;
	f->p[383] = 1;
}

static const struct {
	const char *name;
	void (*make)(struct image *);
	size_t at;
	uint64_t value;
	size_t width; /* 0: unchanged */
	bool good;
} files[] = {
	{ "version 3", strict, 0, 0, 0, true },
	{ "version 3, code only", code_only, 0, 0, 0, true },
	{ "version 0", lenient, 0, 0, 0, true },
	{ "v3: type is not looked at", strict, 16, 2, 2, true },
	{ "v3: no magic", strict, 0, 0x7e, 1, false },
	{ "v3: 32 bits", strict, 4, 1, 1, false },
	{ "v3: big-endian", strict, 5, 2, 1, false },
	{ "v3: ident of version 0", strict, 6, 0, 1, false },
	{ "v3: an OS ABI", strict, 7, 3, 1, false },
	{ "v3: an ABI version", strict, 8, 1, 1, false },
	{ "v3: padding of ident", strict, 15, 1, 1, false },
	{ "v3: x86-64", strict, 18, 62, 2, false },
	{ "v3: the machine of old programs", strict, 18, 263, 2, false },
	{ "v3: file version 2", strict, 20, 2, 4, false },
	{ "v3: program headers elsewhere", strict, 32, 72, 8, false },
	{ "v3: header of 63 bytes", strict, 52, 63, 2, false },
	{ "v3: program headers of 57 bytes", strict, 54, 57, 2, false },
	{ "v3: no program header", strict, 56, 0, 2, false },
	{ "v3: read-only data but no code", strict, 56, 1, 2, false },
	{ "v3: three program headers move the data", strict, 56, 3, 2, false },
	{ "v3: 65,535 program headers", strict, 56, 65535, 2, false },
	{ "v3: data is no LOAD", strict, EHDR, 2, 4, false },
	{ "v3: data is writable", strict, EHDR + 4, 6, 4, false },
	{ "v3: data not after the headers", strict, EHDR + 8, 184, 8, false },
	{ "v3: data loaded elsewhere", strict, EHDR + 16, 8, 8, false },
	{ "v3: data at another physical address", strict, EHDR + 24, 8, 8, false },
	{ "v3: data of 15 bytes", strict, EHDR + 32, 15, 8, false },
	{ "v3: data larger in memory", strict, EHDR + 40, 24, 8, false },
	{ "v3: code is executable and readable", strict, EHDR + PHDR + 4, 5, 4, false },
	{ "v3: code beyond the file", strict, EHDR + PHDR + 32, 32, 8, false },
	{ "v3: code of 2^64 - 8 bytes", strict, EHDR + PHDR + 32, UINT64_MAX - 7, 8, false },
	{ "v3: code at offset 2^63", strict, EHDR + PHDR + 8, 1ull << 63, 8, false },
	{ "v3: code at the old address 0", strict, EHDR + PHDR + 16, 0, 8, false },
	{ "v3: entry at the first instruction", strict, 24, 0x100000000, 8, true },
	{ "v3: entry at the last instruction", strict, 24, 0x100000010, 8, true },
	{ "v3: entry behind the code", strict, 24, 0x100000018, 8, false },
	{ "v3: entry before the code", strict, 24, 0xfffffff8, 8, false },
	{ "v3: entry within an instruction", strict, 24, 0x100000004, 8, false },
	{ "v3: entry 2^64 - 8", strict, 24, UINT64_MAX - 7, 8, false },
	{ "version 4", strict, 48, 4, 4, false },
	{ "version 2^32 - 1", strict, 48, UINT32_MAX, 4, false },
	{ "v1 by the sections", lenient, 48, 1, 4, true },
	{ "v2 by the sections", lenient, 48, 2, 4, true },
	{ "v0: the older machine", lenient, 18, 263, 2, true },
	{ "v0: x86-64", lenient, 18, 62, 2, false },
	{ "v0: an executable", lenient, 16, 2, 2, false },
	{ "v0: 32 bits", lenient, 4, 1, 1, false },
	{ "v0: an OS ABI", lenient, 7, 3, 1, false },
	{ "v0: no sections", lenient, 60, 0, 2, false },
	{ "v0: sections of 63 bytes", lenient, 58, 63, 2, false },
	{ "v0: section headers beyond the file", lenient, 40, 129, 8, false },
	{ "v0: section headers at 2^64 - 1", lenient, 40, UINT64_MAX, 8, false },
	{ "v0: names in a section that is not there", lenient, 62, 4, 2, false },
	{ "v0: names beyond the file", lenient, 128 + 3 * SHDR + 24, 384, 8, false },
	{ "v0: no .text", lenient, 128 + SHDR, 8, 4, false },
	{ "v0: .text twice", lenient, 128 + 2 * SHDR, 1, 4, false },
	{ "v0: .bss", lenient, 128 + 2 * SHDR, 30, 4, false },
	{ "v0: writable .data", lenient, 128 + 2 * SHDR, 35, 4, false },
	{ "v0: a section beyond the file", lenient, 128 + 2 * SHDR + 32, 1000, 8, false },
	{ "v0: code loaded elsewhere", lenient, 128 + SHDR + 16, 72, 8, false },
	{ "v0: entry behind the code", lenient, 24, 80, 8, false },
	{ "v0: entry within an instruction", lenient, 24, 68, 8, false },
	{ "v0: a name outside the names is no name", lenient, 128 + 2 * SHDR, 5000, 4, true },
};

static void
checking(void)
{
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		struct image f;
		struct elf_info info;
		struct err e = ERR_INIT;
		enum err_code rc;

		files[i].make(&f);
		put(&f, files[i].at, files[i].value, files[i].width);
		rc = elf_check(f.p, f.len, &info, &e);
		CHECK(rc == (files[i].good ? ERR_OK : ERR_USAGE) && (files[i].good || e.message[0] != '\0'), "ELF %s: %s",
			files[i].good ? "taken" : "refused", files[i].name);
	}
}

static void
prefixes(void)
{
	static void (*const make[])(struct image *) = { strict, code_only, lenient };

	for (unsigned i = 0; i < 3; i++) {
		struct image f;
		struct elf_info info;
		struct err e = ERR_INIT;
		unsigned refused = 0;

		make[i](&f);
		for (size_t n = 0; n < f.len; n++) {
			uint8_t *exact = malloc(n == 0 ? 1 : n); /* of its very size: ASan sees a byte too far */

			if (exact != NULL)
				memcpy(exact, f.p, n);
			refused += exact != NULL && elf_check(exact, n, &info, &e) == ERR_USAGE;
			free(exact);
		}
		CHECK(refused == f.len, "each of %u shorter files is refused", refused);
	}
}

static void
facts(void)
{
	struct image f;
	struct elf_info info;
	struct err e = ERR_INIT;
	bool ok;

	strict(&f);
	ok = elf_check(f.p, f.len, &info, &e) == ERR_OK;
	CHECK(ok && info.sbpf_version == 3 && info.entry == 0x100000008 && info.code_len == 24 && info.len == 209,
		"version, entry, code length, and length without trailing zeros");
	ok = elf_check(f.p, sizeof f.p, &info, &e) == ERR_OK;
	CHECK(ok && info.len == 209, "padding behind the program does not count");
	lenient(&f);
	ok = elf_check(f.p, f.len, &info, &e) == ERR_OK;
	CHECK(ok && info.sbpf_version == 0 && info.code_len == 16, "the same of an old one");
}

static void
too_large(void)
{
	size_t len = LOADER_ACCOUNT_MAX - LOADER_PROGRAM_DATA_HEADER + 1;
	uint8_t *p = calloc(len, 1);
	struct image f;
	struct elf_info info;
	struct err e = ERR_INIT;

	if (p == NULL)
		return;
	strict(&f);
	memcpy(p, f.p, f.len);
	CHECK(elf_check(p, len, &info, &e) == ERR_OK, "a file that is long only by its padding is taken");
	p[len - 1] = 1;
	CHECK(elf_check(p, len, &info, &e) == ERR_USAGE, "a program of 10,485,716 bytes is refused");
	free(p);
}

int
main(void)
{
	if (!solana_init())
		return 1;
	checking();
	prefixes();
	facts();
	too_large();
	return test_done();
}
