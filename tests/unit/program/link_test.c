/* The linker: what it writes, what it refuses and by which name, and that no
 * spoiled object makes it read or write a byte too far. */
#include "object.h"
#include "program/link_image.h"
#include "test.h"

#include <elf.h>
#include <stdlib.h>

static struct err error;

static enum err_code
link2(const struct object *a, const struct object *b, size_t len, struct link_image *image)
{
	const struct object *in[2] = { a, b };
	struct link_object o[2] = { { .path = NULL } };
	uint8_t *copy[2] = { NULL, NULL };
	uint32_t n = b ? 2 : 1;
	enum err_code rc = ERR_OK;

	error = (struct err)ERR_INIT;
	image->bytes = NULL;
	for (uint32_t i = 0; i < n && rc == ERR_OK; i++) {
		copy[i] = malloc(in[i]->len ? in[i]->len : 1); /* exact: ASan sees a byte too far */
		if (!copy[i])
			abort();
		memcpy(copy[i], in[i]->file, in[i]->len);
		rc = link_object_read(&o[i], i ? "b.o" : "a.o", copy[i], in[i]->len, &error);
	}
	if (rc == ERR_OK)
		rc = link_image_build(o, n, len, image, &error);
	for (uint32_t i = 0; i < n; i++) {
		link_object_free(&o[i]);
		free(copy[i]);
	}
	return rc;
}

static uint64_t
get(const uint8_t *p, size_t len)
{
	uint64_t v = 0;

	while (len-- > 0)
		v = v << 8 | p[len];
	return v;
}

static void
test_image(void)
{
	struct object o;
	struct link_image i, again;
	const uint8_t *rodata, *text;

	object_init(&o);
	object_write(&o);
	CHECK(link2(&o, NULL, 0, &i) == ERR_OK, "a good object links%s", error.message);
	rodata = i.bytes + 176;
	text = rodata + get(i.bytes + 64 + 32, 8);
	CHECK(get(i.bytes + 48, 4) == 3 && get(i.bytes + 18, 2) == 247 && get(i.bytes + 56, 2) == 2, "SBPF version 3, two segments");
	CHECK(get(i.bytes + 24, 8) == 0x100000000ull, "entry at the first instruction");
	CHECK(get(i.bytes + 64 + 8, 8) == 176 && get(i.bytes + 64 + 16, 8) == 0, "read-only data at 0, right after the headers");
	CHECK(get(i.bytes + 120 + 8, 8) == (uint64_t)(text - i.bytes) && get(i.bytes + 120 + 16, 8) == 0x100000000ull, "code behind it");
	CHECK(get(rodata, 8) == 0 && memcmp(rodata + 12, "text", 4) == 0, "the null page is empty");
	CHECK(text[1] == 0 && get(text + 4, 4) == link_syscall_hash("sol_log_"), "a system call by its hash");
	CHECK(text[8 + 1] == 0x10 && get(text + 12, 4) == 4, "a call of a function, four instructions on");
	CHECK(text[16 + 1] == 3 && get(text + 20, 4) == 0, "callx has its register where version 3 wants it");
	CHECK(get(text + 28, 4) == 12 && get(text + 36, 4) == 0, "an address with its addend");
	CHECK(get(rodata + 24, 8) == 8 && get(rodata + 32, 8) == 0x100000000ull + 48, "two pointers in a table");
	CHECK(i.bytes[i.len - 1] != 0, "the file ends in no zero");
	CHECK(link2(&o, NULL, 0, &again) == ERR_OK && again.len == i.len && memcmp(again.bytes, i.bytes, i.len) == 0, "the same again");
	link_image_free(&again);
	CHECK(link2(&o, NULL, 4096, &again) == ERR_OK && again.len == 4096, "filled up to 4,096 bytes");
	CHECK(memcmp(again.bytes + 176, rodata, 40) == 0 && again.bytes[176 + 40] != 0, "behind the read-only data");
	link_image_free(&again);
	CHECK(link2(&o, NULL, i.len - 8, &again) == ERR_USAGE && link2(&o, NULL, 4097, &again) == ERR_USAGE, "not to fewer, nor to 4,097");
	link_image_free(&i);
	CHECK(link_syscall_hash("abort") == 0xb6fc1a11 && link_syscall_hash("sol_log_") == 0x207559bd &&
		link_syscall_hash("sol_panic_") == 0x686093bb, "hashes of known names");
}

/* One object that must be refused, with these words. */
static void
refused(struct object *o, const struct object *second, const char *words, const char *fact)
{
	struct link_image i;
	enum err_code rc;

	object_write(o);
	rc = link2(o, second, 0, &i);
	CHECK(rc != ERR_OK && strstr(error.message, words), "%s: %s", fact, error.message);
	link_image_free(&i);
}

static void
test_symbols(void)
{
	struct object o, p;
	uint32_t s;

	object_init(&o);
	s = object_symbol(&o, "sol_alloc_free_", STB_GLOBAL << 4, 0, 0);
	object_reloc(&o, OBJECT_REL_TEXT, 0, 10, s);
	refused(&o, NULL, "a.o: unknown system call sol_alloc_free_", "a system call there is not");
	object_init(&o);
	s = object_symbol(&o, "memcpy", STB_GLOBAL << 4, 0, 0);
	object_reloc(&o, OBJECT_REL_TEXT, 8, 10, s);
	refused(&o, NULL, "a.o: undefined symbol memcpy", "a function nobody wrote");
	object_init(&o);
	s = object_symbol(&o, "abort", STB_GLOBAL << 4, 0, 0);
	object_reloc(&o, OBJECT_REL_POINTERS, 0, 2, s);
	refused(&o, NULL, "system call abort has no address", "the address of a system call");
	object_init(&o);
	(void)object_symbol(&o, "sol_sha256", STB_GLOBAL << 4, OBJECT_TEXT, 48);
	refused(&o, NULL, "sol_sha256 has the name of a system call", "a function named like one");
	object_init(&p);
	object_write(&p);
	object_init(&o);
	refused(&o, &p, "b.o: symbol entrypoint is defined in a.o", "two of one name");
	object_init(&o);
	(void)object_symbol(&o, "maybe", STB_WEAK << 4, OBJECT_TEXT, 48);
	refused(&o, NULL, "weak symbol maybe", "a weak symbol");
	object_init(&o);
	(void)object_symbol(&o, "shared", STB_GLOBAL << 4, SHN_COMMON, 8);
	refused(&o, NULL, "common symbol shared", "a common symbol");
	object_init(&o);
	(void)object_symbol(&o, "fixed", STB_GLOBAL << 4, SHN_ABS, 8);
	refused(&o, NULL, "absolute symbol fixed", "an absolute symbol");
	object_init(&o);
	(void)object_symbol(&o, "beyond", STB_GLOBAL << 4, OBJECT_TEXT, 65);
	refused(&o, NULL, "beyond is outside", "a symbol past its section");
	object_init(&o);
	o.section[OBJECT_SYMBOLS].bytes[24 * 4 + 6] = OBJECT_RODATA;
	refused(&o, NULL, "entrypoint", "an entrypoint that is data");
	object_init(&o);
	o.section[OBJECT_SYMBOLS].size -= 24;
	refused(&o, NULL, "no function entrypoint", "no entrypoint");
}

static void
extra(struct object *o, const char *name, uint32_t type, uint64_t flags)
{
	struct object_section *s = &o->section[OBJECT_EXTRA];

	object_init(o);
	s->name = name;
	s->type = type;
	s->flags = flags;
	s->align = 1;
	s->size = 8;
	o->section_n = OBJECT_SECTIONS;
}

static void
test_sections(void)
{
	struct object o;

	extra(&o, ".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE);
	refused(&o, NULL, "a.o: writable data in section .data", "written data");
	extra(&o, ".bss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE);
	refused(&o, NULL, "writable data in section .bss", "zero data");
	extra(&o, ".tdata", SHT_PROGBITS, SHF_ALLOC | SHF_TLS);
	refused(&o, NULL, "section .tdata", "thread-local data");
	extra(&o, ".init_array", SHT_INIT_ARRAY, SHF_ALLOC);
	refused(&o, NULL, "section .init_array", "constructors");
	extra(&o, ".eh_frame", SHT_PROGBITS, SHF_ALLOC);
	refused(&o, NULL, "unknown section .eh_frame", "a section that would be loaded");
	extra(&o, ".rela.text", SHT_RELA, 0);
	o.section[OBJECT_EXTRA].info = OBJECT_TEXT;
	refused(&o, NULL, "section .rela.text has relocations with addends", "the other kind of relocation");
	extra(&o, ".symtab2", SHT_SYMTAB, 0);
	refused(&o, NULL, "two symbol tables", "a second symbol table");
	extra(&o, ".text.odd", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR);
	o.section[OBJECT_EXTRA].size = 12;
	refused(&o, NULL, "not whole instructions", "half an instruction");
	extra(&o, ".rodata.x", SHT_PROGBITS, SHF_ALLOC);
	o.section[OBJECT_EXTRA].align = 24;
	refused(&o, NULL, "bad alignment", "an alignment that is no power of two");
}

static void
test_relocations(void)
{
	struct object o;

	object_init(&o);
	object_reloc(&o, OBJECT_REL_TEXT, 24, 4, 1);
	refused(&o, NULL, "a.o: unknown relocation 4 of .rodata in section .text", "an unknown relocation");
	object_init(&o);
	object_reloc(&o, OBJECT_REL_TEXT, 40, 1, 1);
	refused(&o, NULL, "unknown relocation 1", "an address where no load is");
	object_init(&o);
	object_reloc(&o, OBJECT_REL_TEXT, 48, 10, 3);
	refused(&o, NULL, "unknown relocation 10 of helper", "a call where none is");
	object_init(&o);
	object_reloc(&o, OBJECT_REL_TEXT, 56, 1, 1);
	refused(&o, NULL, "relocation outside section .text", "an address over the end");
	object_init(&o);
	object_reloc(&o, OBJECT_REL_POINTERS, 9, 2, 1);
	refused(&o, NULL, "relocation outside section .data.rel.ro", "a pointer over the end");
	object_init(&o);
	object_reloc(&o, OBJECT_REL_TEXT, UINT64_MAX - 7, 1, 1);
	refused(&o, NULL, "outside", "an offset that wraps");
	object_init(&o);
	object_reloc(&o, OBJECT_REL_TEXT, 8, 10, 99);
	refused(&o, NULL, "names symbol 99", "a symbol there is not");
	object_init(&o);
	object_reloc(&o, OBJECT_REL_TEXT, 0, 10, 1);
	refused(&o, NULL, "which is no function", "a call of data");
	object_init(&o);
	o.section[OBJECT_TEXT].bytes[28] = 200;
	refused(&o, NULL, "leaves the program", "an addend past the end");
	object_init(&o);
	o.section[OBJECT_TEXT].bytes[20] = 11;
	refused(&o, NULL, "through register 11", "callx through a register there is not");
	object_init(&o);
	o.section[OBJECT_REL_TEXT].size = 16;
	refused(&o, NULL, "call without a name in section .text at 8", "a call nothing resolves");
}

static void
test_header(void)
{
	static const struct { uint32_t at; uint8_t value; const char *words; } rows[] = {
		{ 0, 0, "not a 64-bit" }, { 4, 1, "not a 64-bit" }, { 5, 2, "not a 64-bit" },
		{ 16, 2, "not a relocatable" }, { 18, 62, "not a relocatable" }, { 58, 40, "section table" },
		{ 61, 0xff, "section table" }, { 47, 0x80, "section table" }, { 62, 200, "no name" },
	};
	struct object o;
	struct link_image i;

	for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
		object_init(&o);
		object_write(&o);
		o.file[rows[k].at] = rows[k].value;
		CHECK(link2(&o, NULL, 0, &i) == ERR_WIRE && strstr(error.message, rows[k].words), "byte %u: %s", rows[k].at, error.message);
		link_image_free(&i);
	}
}

/* Every shorter file, every byte with every bit turned, and pairs of bytes:
 * linked or refused, but in bounds.  ASan and UBSan are the judges. */
static void
test_spoiled(void)
{
	struct object good, o;
	struct link_image i;
	uint32_t linked = 0, tried = 0, whole = 0, x = 1;

	object_init(&good);
	object_write(&good);
	o = good;
	for (o.len = 0; o.len < good.len; o.len++)
		whole += link2(&o, NULL, 0, &i) == ERR_OK;
	CHECK(whole == 0, "no file cut short links");
	for (size_t at = 0; at < good.len; at++)
		for (uint32_t bit = 0; bit < 8; bit++) {
			o = good;
			o.file[at] ^= (uint8_t)(1u << bit);
			linked += link2(&o, NULL, 0, &i) == ERR_OK;
			tried++;
			link_image_free(&i);
		}
	for (uint32_t k = 0; k < 20000; k++) {
		o = good;
		for (uint32_t j = 0; j < 3; j++) {
			x = x * 1664525u + 1013904223u;
			o.file[(x >> 8) % good.len] = (uint8_t)(x >> 24);
		}
		linked += link2(&o, NULL, 0, &i) == ERR_OK;
		tried++;
		link_image_free(&i);
	}
	CHECK(linked > 0 && linked < tried, "%u spoiled objects in bounds, %u of them link", tried, linked);
}

int
main(void)
{
	test_image();
	test_symbols();
	test_sections();
	test_relocations();
	test_header();
	test_spoiled();
	return test_done();
}
