#include "solana/elf_body.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/wire.h"
#include "solana/elf_headers.h"
#include "solana/elf_syscall.h"

enum { OP_LDDW = 0x18, OP_MOV32 = 0xb4, OP_HOR64 = 0xf7, OP_CALL = 0x85, CLASS_JMP = 5, CLASS_JMP32 = 6, REL = 16, SYM = 24, RELOC_RELATIVE = 8, RELOC_CALL = 10 };
#define CALL_FUNCTION UINT64_C(0x1085) /* source register 1: a function of its own */
#define ADDRESS_MARK (UINT64_C(0xadd4e55) << 32)

static uint32_t
u32_at(const uint8_t *p)
{
	struct rd r = rd_from(p, 4);

	return rd_u32(&r);
}

static uint64_t
u64_at(const uint8_t *p)
{
	struct rd r = rd_from(p, 8);

	return rd_u64(&r);
}

/* --- where things lead ------------------------------------------------------------ */

static uint8_t
opcode(uint64_t insn)
{
	return (uint8_t)insn;
}

static uint32_t
immediate(uint64_t insn)
{
	return (uint32_t)(insn >> 32);
}

static bool
is_function_call(uint64_t insn)
{
	return opcode(insn) == OP_CALL && (insn >> 12 & 0xf) == 1;
}

static bool
is_jump(const struct elf_body *o, uint64_t insn)
{
	uint8_t op = opcode(insn), class = op & 7;

	return (class == CLASS_JMP || (class == CLASS_JMP32 && o->l.info.sbpf_version == ELF_STRICT)) && (op & 0xf0) != 0x80 &&
		(op & 0xf0) != 0x90;
}

/* Instruction `i` and the next load 64 bits, which may be an address: lddw, or what version 2 has
 * in its place, mov32 and hor64 of one register (SIMD-0173). */
static bool
loads_wide(const struct elf_body *o, size_t i)
{
	uint64_t low = o->insn[i], high = i + 1 < o->insn_n ? o->insn[i + 1] : 0;

	if (o->l.info.sbpf_version == 2)
		return opcode(low) == OP_MOV32 && opcode(high) == OP_HOR64 && (low >> 8 & 0xf) == (high >> 8 & 0xf);
	return opcode(low) == OP_LDDW && i + 1 < o->insn_n;
}

static enum elf_target
to_instruction(const struct elf_body *o, size_t from, int64_t distance, size_t *to)
{
	int64_t at = (int64_t)from + 1 + distance;

	if (at < 0 || at >= (int64_t)o->insn_n)
		return ELF_TO_NOTHING;
	*to = (size_t)at;
	return ELF_TO_CODE;
}

static enum elf_target
to_address(const struct elf_body *o, uint64_t addr, size_t *to)
{
	const struct elf_span *code = &o->l.code;
	size_t before = 0;

	if (o->l.info.sbpf_version != ELF_STRICT && addr < ELF_REGION)
		addr += ELF_REGION;
	if (addr >= code->vaddr && addr - code->vaddr < code->len) {
		*to = (size_t)(addr - code->vaddr) / ELF_INSN;
		return (addr - code->vaddr) % ELF_INSN == 0 ? ELF_TO_CODE : ELF_TO_NOTHING;
	}
	for (unsigned i = 0; i < o->l.data_n; before += o->l.data[i++].len) {
		const struct elf_span *d = &o->l.data[i];

		if (addr < d->vaddr || addr - d->vaddr >= d->len)
			continue;
		*to = before + (size_t)(addr - d->vaddr);
		return ELF_TO_DATA;
	}
	return ELF_TO_NOTHING;
}

enum elf_target
elf_body_target(const struct elf_body *o, size_t i, size_t *to)
{
	uint64_t insn = o->insn[i];

	if (is_function_call(insn))
		return to_instruction(o, i, (int32_t)immediate(insn), to);
	if (is_jump(o, insn))
		return to_instruction(o, i, (int16_t)(uint16_t)(insn >> 16), to);
	if (loads_wide(o, i))
		return to_address(o, immediate(insn) | (uint64_t)immediate(o->insn[i + 1]) << 32, to);
	return ELF_TO_NOTHING;
}

enum elf_target
elf_body_pointer(const struct elf_body *o, size_t at, size_t *to)
{
	/* in versions 0 to 2 the upper half has the address, to be relocated */
	return to_address(o, o->l.info.sbpf_version == ELF_STRICT ? u64_at(o->data + at) : u32_at(o->data + at + 4), to);
}

/* --- code --------------------------------------------------------------------------- */

/* What a relocated call calls; `index` of the symbol. */
static uint64_t
relocated(const struct elf_body *o, size_t i, uint32_t index)
{
	const struct elf_layout *l = &o->l;
	struct elf_part names = { .offset = l->names.at, .size = l->names.len };
	char name[ELF_IMPORT_NAME];
	struct rd r;
	uint32_t at;
	uint64_t value;
	uint8_t info;

	if (index >= l->symbols.len / SYM)
		return o->insn[i];
	r = rd_from(o->p + l->symbols.at + (size_t)SYM * index, SYM);
	at = rd_u32(&r);
	info = rd_u8(&r);
	(void)rd_u8(&r);
	(void)rd_u16(&r);
	value = rd_u64(&r) + ELF_REGION - l->code.vaddr;
	if ((info & 0xf) == 2 && value < l->code.len)
		return CALL_FUNCTION | (uint64_t)(uint32_t)(value / ELF_INSN - i - 1) << 32;
	if (!elf_name(o->p, &names, at, name, sizeof name))
		return o->insn[i];
	return OP_CALL | (uint64_t)elf_syscall_hash(name, strlen(name)) << 32;
}

static void
relocate_code(struct elf_body *o)
{
	struct rd r = rd_from(o->p + o->l.relocs.at, o->l.relocs.len);

	for (size_t i = 0; i < o->insn_n; i++)
		if (opcode(o->insn[i]) == OP_CALL && immediate(o->insn[i]) != UINT32_MAX)
			o->insn[i] = CALL_FUNCTION | (uint64_t)immediate(o->insn[i]) << 32;
	while (r.left >= REL) {
		uint64_t offset = rd_u64(&r) + ELF_REGION - o->l.code.vaddr;
		uint32_t type = rd_u32(&r), symbol = rd_u32(&r);

		if (type == RELOC_CALL && offset < o->l.code.len && offset % ELF_INSN == 0 && opcode(o->insn[offset / ELF_INSN]) == OP_CALL)
			o->insn[offset / ELF_INSN] = relocated(o, (size_t)offset / ELF_INSN, symbol);
	}
}

static uint64_t
token_of(const struct elf_body *o, size_t i)
{
	uint64_t insn = o->insn[i];
	size_t to;

	if (is_function_call(insn))
		return CALL_FUNCTION;
	if (is_jump(o, insn))
		return insn & ~(UINT64_C(0xffff) << 16);
	if (loads_wide(o, i) && elf_body_target(o, i, &to) != ELF_TO_NOTHING)
		return (insn & UINT32_MAX) | ADDRESS_MARK;
	return insn;
}

static void
make_code(struct elf_body *o)
{
	o->insn_n = o->l.code.len / ELF_INSN;
	o->insn = mem_new(o->insn_n + 1, sizeof *o->insn);
	o->token = mem_new(o->insn_n + 1, sizeof *o->token);
	for (size_t i = 0; i < o->insn_n; i++)
		o->insn[i] = u64_at(o->p + o->l.code.at + i * ELF_INSN);
	if (o->l.info.sbpf_version != ELF_STRICT)
		relocate_code(o);
	for (size_t i = 0; i < o->insn_n; i++)
		o->token[i] = token_of(o, i);
}

/* --- data --------------------------------------------------------------------------- */

static void
add_pointer(struct elf_body *o, size_t at)
{
	if (o->pointer_n % 256 == 0)
		o->pointer = mem_grow(o->pointer, o->pointer_n + 256, sizeof *o->pointer);
	o->pointer[o->pointer_n++] = (uint32_t)at;
}

static int
by_offset(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static void
find_relocated(struct elf_body *o)
{
	struct rd r = rd_from(o->p + o->l.relocs.at, o->l.relocs.len);
	size_t to;

	while (r.left >= REL) {
		uint64_t offset = rd_u64(&r);
		uint32_t type = rd_u32(&r);

		(void)rd_u32(&r);
		if (type == RELOC_RELATIVE && to_address(o, offset, &to) == ELF_TO_DATA && to + 8 <= o->data_n)
			add_pointer(o, to);
	}
	if (o->pointer_n > 0)
		qsort(o->pointer, o->pointer_n, sizeof *o->pointer, by_offset);
}

static void
find_pointers(struct elf_body *o)
{
	size_t to, n = 0;

	if (o->l.info.sbpf_version != ELF_STRICT)
		find_relocated(o);
	else
		for (size_t at = 0; at + 8 <= o->data_n; at += 8)
			if (elf_body_pointer(o, at, &to) == ELF_TO_CODE)
				add_pointer(o, at);
	for (size_t i = 0; i < o->pointer_n; i++) /* one that overlaps the one before is none */
		if (n == 0 || o->pointer[i] >= o->pointer[n - 1] + 8)
			o->pointer[n++] = o->pointer[i];
	o->pointer_n = n;
}

static void
make_data(struct elf_body *o)
{
	for (unsigned i = 0; i < o->l.data_n; i++)
		o->data_n += o->l.data[i].len;
	o->data = mem_new(o->data_n + 1, 1);
	o->shape = mem_new(o->data_n + 1, 1);
	for (size_t i = 0, at = 0; i < o->l.data_n; at += o->l.data[i++].len)
		memcpy(o->data + at, o->p + o->l.data[i].at, o->l.data[i].len);
	find_pointers(o);
	memcpy(o->shape, o->data, o->data_n);
	for (size_t i = 0; i < o->pointer_n; i++)
		memset(o->shape + o->pointer[i], 0, 8);
}

size_t
elf_body_data_at(const struct elf_body *o, size_t at)
{
	for (unsigned i = 0; i < o->l.data_n; at -= o->l.data[i++].len)
		if (at < o->l.data[i].len || i + 1 == o->l.data_n)
			return o->l.data[i].at + at;
	return at;
}

/* --- what is neither ------------------------------------------------------------------ */

/* The part, code or data, that begins first at or behind `at`; NULL for none. */
static const struct elf_span *
next_part(const struct elf_body *o, size_t at)
{
	const struct elf_span *best = o->l.code.len > 0 && o->l.code.at >= at ? &o->l.code : NULL;

	for (unsigned i = 0; i < o->l.data_n; i++)
		if (o->l.data[i].at >= at && (best == NULL || o->l.data[i].at < best->at))
			best = &o->l.data[i];
	return best;
}

static void
make_other(struct elf_body *o)
{
	size_t at = 0;

	o->other = mem_new(o->len + 1, 1);
	while (at < o->len) {
		const struct elf_span *s = o->is_program ? next_part(o, at) : NULL;
		size_t end = s != NULL ? s->at : o->len;

		memcpy(o->other + o->other_n, o->p + at, end - at);
		o->other_n += end - at;
		at = s != NULL ? s->at + s->len : o->len;
	}
}

size_t
elf_body_other_at(const struct elf_body *o, size_t at)
{
	size_t from = 0;
	const struct elf_span *s;

	while (o->is_program && (s = next_part(o, from)) != NULL && at >= s->at - from) {
		at -= s->at - from;
		from = s->at + s->len;
	}
	return from + at;
}

void
elf_body_make(struct elf_body *o, const uint8_t *p, size_t len)
{
	memset(o, 0, sizeof *o);
	o->p = p;
	o->len = len;
	o->is_program = elf_layout(p, len, &o->l, &o->why) == ERR_OK;
	if (o->is_program) {
		make_code(o);
		make_data(o);
	}
	make_other(o);
}

void
elf_body_none(struct elf_body *o)
{
	const uint8_t *p = o->p;
	size_t len = o->len;
	struct err why = o->why;

	elf_body_wipe(o);
	o->p = p;
	o->len = len;
	o->why = why;
	make_other(o);
}

void
elf_body_wipe(struct elf_body *o)
{
	free(o->insn);
	free(o->token);
	free(o->data);
	free(o->shape);
	free(o->pointer);
	free(o->other);
	memset(o, 0, sizeof *o);
}
