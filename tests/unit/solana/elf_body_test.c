#include "solana/elf_body.h"
#include "test.h"

#include "../../elf_made.h"

#define LDDW 0x118u
#define AT(addr) ((uint64_t)(uint32_t)(addr) << 32)

/* Two spans of data with a hole between them, and ten instructions; the code of versions 0 to 2 is in the file's middle. */
static uint64_t insn[10];
static uint8_t data[48];

static struct elf_body
body(uint32_t version)
{
	uint64_t base = version == 3 ? 0 : 0x100000000;
	struct elf_body o = { .is_program = true, .insn = insn, .insn_n = 10, .data = data, .data_n = sizeof data };

	o.l.info.sbpf_version = version;
	o.l.code = (struct elf_span){ 0x1000, 80, version == 3 ? 0x100000000 : 0x100001000 };
	o.l.data[0] = (struct elf_span){ 0x2000, 32, base + 0x2000 };
	o.l.data[1] = (struct elf_span){ 0x3000, 16, base + 0x3000 };
	o.l.data_n = 2;
	return o;
}

static const struct {
	const char *fact;
	uint32_t version;
	uint64_t first, second; /* instructions 4 and 5 */
	enum elf_target want;
	size_t to;
} rows[] = {
	{ "data", 3, LDDW | AT(0x2008), 0, ELF_TO_DATA, 8 },
	{ "the last byte of data", 3, LDDW | AT(0x201f), 0, ELF_TO_DATA, 31 },
	{ "the byte behind it", 3, LDDW | AT(0x2020), 0, ELF_TO_NOTHING, 0 },
	{ "the second span, counted behind the first", 3, LDDW | AT(0x3004), 0, ELF_TO_DATA, 36 },
	{ "the byte behind that", 3, LDDW | AT(0x3010), 0, ELF_TO_NOTHING, 0 },
	{ "code", 3, LDDW | AT(0x18), AT(1), ELF_TO_CODE, 3 },
	{ "the middle of an instruction", 3, LDDW | AT(0x1c), AT(1), ELF_TO_NOTHING, 0 },
	{ "the end of the code", 3, LDDW | AT(0x50), AT(1), ELF_TO_NOTHING, 0 },
	{ "an address whose upper half is another", 3, LDDW | AT(0x2008), AT(5), ELF_TO_NOTHING, 0 },
	{ "data, before it is relocated", 0, LDDW | AT(0x2008), 0, ELF_TO_DATA, 8 },
	{ "data, as it is in memory", 0, LDDW | AT(0x2008), AT(1), ELF_TO_DATA, 8 },
	{ "code, before it is relocated", 0, LDDW | AT(0x1018), 0, ELF_TO_CODE, 3 },
	{ "data, as version 2 loads it", 2, 0x1b4 | AT(0x3004), 0x1f7 | AT(0), ELF_TO_DATA, 36 },
	{ "code, as version 2 loads it", 2, 0x1b4 | AT(0x1018), 0x1f7 | AT(1), ELF_TO_CODE, 3 },
	{ "two halves for two registers", 2, 0x1b4 | AT(0x3004), 0x2f7 | AT(0), ELF_TO_NOTHING, 0 },
	{ "a lower half alone", 2, 0x1b4 | AT(0x3004), 0x95, ELF_TO_NOTHING, 0 },
	{ "in version 2, lddw, which it has not", 2, LDDW | AT(0x3004), 0, ELF_TO_NOTHING, 0 },
	{ "in version 3, halves, which it has not", 3, 0x1b4 | AT(0x3004), 0x1f7 | AT(0), ELF_TO_NOTHING, 0 },
	{ "a call of a function", 3, 0x1085 | AT(-3), 0, ELF_TO_CODE, 2 },
	{ "a call of the one behind the last", 3, 0x1085 | AT(5), 0, ELF_TO_NOTHING, 0 },
	{ "a jump back", 3, 0x155 | (uint64_t)0xfffe << 16, 0, ELF_TO_CODE, 3 },
	{ "a system call", 3, 0x85 | AT(2), 0, ELF_TO_NOTHING, 0 },
};

static void
targets(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct elf_body o = body(rows[i].version);
		size_t to = 0;
		enum elf_target t;

		insn[4] = rows[i].first;
		insn[5] = rows[i].second;
		t = elf_body_target(&o, 4, &to);
		CHECK(t == rows[i].want && (t == ELF_TO_NOTHING || to == rows[i].to), "v%u: %s: %d, %zu", rows[i].version, rows[i].fact, (int)t, to);
	}
	insn[9] = LDDW | AT(0x2008);
	struct elf_body o = body(3);
	size_t to;

	CHECK(elf_body_target(&o, 9, &to) == ELF_TO_NOTHING, "a lower half at the code's end leads nowhere");
}

/* Addresses in data: all of it in version 3, the upper half where they are relocated. */
static void
pointers(void)
{
	struct elf_body o = body(3), old = body(0);
	size_t to = 0;

	memcpy(data, "\x18\0\0\0\1\0\0\0" "\0\0\0\0\x04\x30\0\0", 16);
	CHECK(elf_body_pointer(&o, 0, &to) == ELF_TO_CODE && to == 3, "v3: an address of code: %zu", to);
	CHECK(elf_body_pointer(&old, 8, &to) == ELF_TO_DATA && to == 36, "v0: the upper half has it: %zu", to);
}

/* What is compared: an address is not a number, and a number is all of itself. */
static void
tokens(void)
{
	uint64_t code[] = { LDDW | AT(8), 0, LDDW | AT(16), 0, LDDW, AT(7), LDDW | AT(16), AT(7), 0x95 };
	uint64_t words[4] = { 0, 0x100000010, 16, 0x100000004 };
	struct made_program m = { .version = 3, .code = code, .code_n = 9, .data = words, .data_len = sizeof words };
	struct buf elf = BUF_INIT(MADE_MAX);
	struct elf_body o;

	made_elf(&elf, &m);
	elf_body_make(&o, elf.p, elf.len);
	CHECK(o.is_program && o.token[0] == o.token[2], "two addresses are alike: where they lead is asked afterwards");
	CHECK(o.token[4] != o.token[6], "two numbers are not");
	CHECK(o.token[0] != o.token[4], "nor is an address a number of the same lower half, without it");
	CHECK(o.pointer_n == 1 && o.pointer[0] == 8, "an address of code in data is one, a number and half an instruction is none: %zu", o.pointer_n);
	CHECK(o.shape[8] == 0 && o.data[8] == 16 && o.shape[16] == 16, "and it alone is left out of what is compared");
	elf_body_wipe(&o);
	buf_wipe(&elf);
}

int
main(void)
{
	targets();
	pointers();
	tokens();
	return test_done();
}
