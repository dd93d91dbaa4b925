#include "program/link_image.h"

#include <stdlib.h>
#include <string.h>

#define CODE_BASE 0x100000000ull
#define IMAGE_LEN_MAX ((size_t)10485715) /* what a program data account can hold */

enum { HEADERS_LEN = 64 + 2 * 56, NULL_PAD = 8, SBPF_VERSION = 3 };
enum { OP_LDDW = 0x18, OP_CALL = 0x85, OP_CALLX = 0x8d, REGISTER_MAX = 9 };
enum { RELOC_64_64 = 1, RELOC_ABS64 = 2, RELOC_CALL = 10 };

static const char tail_mark[8] = { '\n', 'k', 'e', 'y', 't', 'u', 'r', 'n' };

/* What the virtual machine offers; a name it does not know would only fail
 * when it is called. */
static const char *const syscalls[] = {
	"abort", "sol_panic_", "sol_log_", "sol_log_64_", "sol_log_pubkey",
	"sol_log_compute_units_", "sol_log_data", "sol_sha256", "sol_keccak256", "sol_blake3",
	"sol_memcpy_", "sol_memmove_", "sol_memset_", "sol_memcmp_",
	"sol_create_program_address", "sol_try_find_program_address", "sol_invoke_signed_c",
	"sol_get_clock_sysvar", "sol_get_rent_sysvar", "sol_get_sysvar", "sol_set_return_data",
	"sol_get_return_data", "sol_get_stack_height", "sol_get_processed_sibling_instruction",
	"sol_curve_validate_point",
};

struct layout {
	struct link_object *object;
	uint32_t object_n;
	uint64_t text_len, rodata_len;
	uint8_t *text, *rodata; /* inside the image */
};

static uint32_t
get32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void
put(uint8_t *p, uint64_t v, size_t len)
{
	for (size_t i = 0; i < len; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

static uint32_t
turn(uint32_t v, int bits)
{
	return v << bits | v >> (32 - bits);
}

uint32_t
link_syscall_hash(const char *name)
{
	const uint8_t *p = (const uint8_t *)name;
	size_t len = strlen(name), i;
	uint32_t h = 0, k;

	for (i = 0; i + 4 <= len; i += 4) {
		k = turn(get32(p + i) * 0xcc9e2d51u, 15) * 0x1b873593u;
		h = turn(h ^ k, 13) * 5 + 0xe6546b64u;
	}
	k = 0;
	for (size_t j = len; j-- > i;)
		k = k << 8 | p[j];
	h ^= turn(k * 0xcc9e2d51u, 15) * 0x1b873593u;
	h ^= (uint32_t)len;
	h = (h ^ h >> 16) * 0x85ebca6bu;
	h = (h ^ h >> 13) * 0xc2b2ae35u;
	return h ^ h >> 16;
}

static bool
is_syscall(const char *name)
{
	for (size_t i = 0; i < sizeof syscalls / sizeof *syscalls; i++)
		if (strcmp(name, syscalls[i]) == 0)
			return true;
	return false;
}

static bool
is_definition(const struct link_symbol *s)
{
	return s->is_global && s->section != 0;
}

/* The definition of `name`, and in *where its object; NULL when there is none. */
static const struct link_symbol *
find(const struct layout *l, const char *name, const struct link_object **where)
{
	for (uint32_t i = 0; i < l->object_n; i++)
		for (uint32_t j = 0; j < l->object[i].symbol_n; j++) {
			const struct link_symbol *s = &l->object[i].symbol[j];
			if (is_definition(s) && strcmp(s->name, name) == 0) {
				*where = &l->object[i];
				return s;
			}
		}
	return NULL;
}

/* The first definition of a name is the only one, and no system call's. */
static enum err_code
check_symbols(const struct layout *l, struct err *e)
{
	for (uint32_t i = 0; i < l->object_n; i++)
		for (uint32_t j = 0; j < l->object[i].symbol_n; j++) {
			const struct link_symbol *s = &l->object[i].symbol[j];
			const struct link_object *where = NULL;
			if (!is_definition(s))
				continue;
			if (find(l, s->name, &where) != s)
				return err_set(e, ERR_REFUSED, "%s: symbol %s is defined in %s already",
					l->object[i].path, s->name, where ? where->path : "");
			if (is_syscall(s->name))
				return err_set(e, ERR_REFUSED, "%s: symbol %s has the name of a system call",
					l->object[i].path, s->name);
		}
	return ERR_OK;
}

static uint64_t
align_up(uint64_t v, uint64_t align)
{
	return (v + align - 1) & ~(align - 1);
}

static enum err_code
place(struct layout *l, struct err *e)
{
	l->rodata_len = NULL_PAD;
	for (uint32_t i = 0; i < l->object_n; i++)
		for (uint32_t j = 0; j < l->object[i].section_n; j++) {
			struct link_section *s = &l->object[i].section[j];
			uint64_t *end = s->kind == LINK_TEXT ? &l->text_len : &l->rodata_len;
			if (s->kind == LINK_NONE)
				continue;
			s->at = align_up(*end, s->align > 8 ? s->align : 8);
			*end = s->at + s->size;
			if (*end > IMAGE_LEN_MAX)
				return err_set(e, ERR_REFUSED, "%s: section %s makes the program larger than "
					"%zu bytes", l->object[i].path, s->name, IMAGE_LEN_MAX);
		}
	l->rodata_len = align_up(l->rodata_len, 8);
	if (l->text_len == 0)
		return err_set(e, ERR_REFUSED, "no code");
	return ERR_OK;
}

/* Bytes that no zero-tail rule or compressor makes small, the same each time. */
static void
fill(uint8_t *p, uint64_t len)
{
	uint32_t x = 0x6b657974u;

	for (uint64_t i = 0; i < len; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		p[i] = (uint8_t)(x >> 24) | 1;
	}
}

static uint64_t
file_len(const struct layout *l)
{
	return HEADERS_LEN + l->rodata_len + l->text_len + sizeof tail_mark;
}

static enum err_code
allocate(struct layout *l, size_t want, struct link_image *out, struct err *e)
{
	uint64_t used = l->rodata_len;

	if (want > 0) {
		if (want % 8 != 0 || want < file_len(l) || want > IMAGE_LEN_MAX)
			return err_set(e, ERR_USAGE, "cannot make a file of %zu bytes of one of %llu", want,
				(unsigned long long)file_len(l));
		l->rodata_len += want - file_len(l);
	}
	out->len = file_len(l);
	out->bytes = calloc(1, out->len);
	if (!out->bytes)
		die("out of memory");
	l->rodata = out->bytes + HEADERS_LEN;
	l->text = l->rodata + l->rodata_len;
	fill(l->rodata + used, l->rodata_len - used);
	for (uint32_t i = 0; i < l->object_n; i++)
		for (uint32_t j = 0; j < l->object[i].section_n; j++) {
			const struct link_section *s = &l->object[i].section[j];
			if (s->kind != LINK_NONE)
				memcpy((s->kind == LINK_TEXT ? l->text : l->rodata) + s->at,
					l->object[i].bytes + s->offset, s->size);
		}
	return ERR_OK;
}

/* The address of what relocation `r` names.  Undefined in every object:
 * *address stays 0 and *external is true. */
static enum err_code
resolve(const struct layout *l, const struct link_object *o, const struct link_reloc *r,
	uint64_t *address, bool *external, struct err *e)
{
	const struct link_symbol *s = &o->symbol[r->symbol];
	const struct link_object *where = o;
	const struct link_section *in;

	*address = 0;
	*external = false;
	if (s->section == 0 && !(s = find(l, s->name, &where))) {
		*external = true;
		return ERR_OK;
	}
	in = &where->section[s->section];
	if (in->kind == LINK_NONE)
		return err_set(e, ERR_REFUSED, "%s: symbol %s is in section %s, which is not loaded",
			where->path, s->name, in->name);
	*address = in->at + s->value + (in->kind == LINK_TEXT ? CODE_BASE : 0);
	return ERR_OK;
}

static enum err_code
undefined(const struct link_object *o, const struct link_reloc *r, struct err *e)
{
	const char *name = o->symbol[r->symbol].name;

	if (is_syscall(name))
		return err_set(e, ERR_REFUSED, "%s: system call %s has no address", o->path, name);
	if (strncmp(name, "sol_", 4) == 0)
		return err_set(e, ERR_REFUSED, "%s: unknown system call %s", o->path, name);
	return err_set(e, ERR_REFUSED, "%s: undefined symbol %s", o->path, name);
}

/* call: of a function, imm is the distance in instructions after this one,
 * src 1; of a system call, imm is the hash of its name, src 0. */
static enum err_code
relocate_call(const struct layout *l, const struct link_object *o, const struct link_reloc *r,
	uint8_t *insn, struct err *e)
{
	const char *name = o->symbol[r->symbol].name;
	uint64_t address, here = o->section[r->section].at + r->offset;
	int64_t target;
	bool external;
	enum err_code rc = resolve(l, o, r, &address, &external, e);

	if (rc != ERR_OK)
		return rc;
	if (external) {
		if (!is_syscall(name))
			return undefined(o, r, e);
		insn[1] &= 0x0f;
		put(insn + 4, link_syscall_hash(name), 4);
		return ERR_OK;
	}
	target = (int64_t)(address - CODE_BASE) + ((int64_t)(int32_t)get32(insn + 4) + 1) * 8;
	if (address < CODE_BASE || target < 0 || target >= (int64_t)l->text_len || target % 8 != 0)
		return err_set(e, ERR_REFUSED, "%s: call of %s, which is no function", o->path, name);
	insn[1] = (uint8_t)((insn[1] & 0x0f) | 0x10);
	put(insn + 4, (uint64_t)((target - (int64_t)here - 8) / 8), 4);
	return ERR_OK;
}

/* An address in two halves (lddw) or whole (a pointer in read-only data). */
static enum err_code
relocate_address(const struct layout *l, const struct link_object *o,
	const struct link_reloc *r, uint8_t *low, uint8_t *high, struct err *e)
{
	uint64_t address, addend = (uint64_t)get32(high) << 32 | get32(low);
	bool external;
	enum err_code rc = resolve(l, o, r, &address, &external, e);

	if (rc != ERR_OK)
		return rc;
	if (external)
		return undefined(o, r, e);
	address += addend;
	if (address - (address >= CODE_BASE ? CODE_BASE : 0) >
		(address >= CODE_BASE ? l->text_len : l->rodata_len))
		return err_set(e, ERR_REFUSED, "%s: reference to %s leaves the program", o->path,
			o->symbol[r->symbol].name);
	put(low, address, 4);
	put(high, address >> 32, 4);
	return ERR_OK;
}

static enum err_code
relocate(const struct layout *l, const struct link_object *o, const struct link_reloc *r,
	struct err *e)
{
	const struct link_section *s = &o->section[r->section];
	bool is_text = s->kind == LINK_TEXT;
	uint64_t need = is_text && r->type == RELOC_64_64 ? 16 : 8;
	uint8_t *p;

	if (need > s->size || r->offset > s->size - need || (is_text && r->offset % 8 != 0))
		return err_set(e, ERR_WIRE, "%s: relocation outside section %s", o->path, s->name);
	p = (is_text ? l->text : l->rodata) + s->at + r->offset;
	if (is_text && r->type == RELOC_CALL && p[0] == OP_CALL)
		return relocate_call(l, o, r, p, e);
	if (is_text && r->type == RELOC_64_64 && p[0] == OP_LDDW)
		return relocate_address(l, o, r, p + 4, p + 12, e);
	if (!is_text && r->type == RELOC_ABS64)
		return relocate_address(l, o, r, p, p + 4, e);
	return err_set(e, ERR_REFUSED, "%s: unknown relocation %u of %s in section %s", o->path,
		r->type, o->symbol[r->symbol].name, s->name);
}

static bool
has_reloc(const struct link_object *o, uint32_t section, uint64_t offset)
{
	for (uint32_t i = 0; i < o->reloc_n; i++)
		if (o->reloc[i].section == section && o->reloc[i].offset == offset)
			return true;
	return false;
}

/* What no relocation touched: a call inside its own section, and the call
 * through a register, which version 3 wants in the destination field. */
static enum err_code
check_calls(const struct layout *l, const struct link_object *o, uint32_t section,
	struct err *e)
{
	const struct link_section *s = &o->section[section];

	for (uint64_t at = 0; at < s->size; at += 8) {
		uint8_t *insn = l->text + s->at + at;
		int64_t target = (int64_t)at + 8 + (int64_t)(int32_t)get32(insn + 4) * 8;

		if (insn[0] == OP_CALL && !has_reloc(o, section, at) &&
			(insn[1] >> 4 != 1 || target < 0 || target >= (int64_t)s->size ||
				target == (int64_t)at))
			return err_set(e, ERR_REFUSED, "%s: call without a name in section %s at %llu",
				o->path, s->name, (unsigned long long)at);
		if (insn[0] == OP_CALLX) {
			uint32_t reg = get32(insn + 4) ? get32(insn + 4) : insn[1] & 0x0fu;
			if (reg > REGISTER_MAX)
				return err_set(e, ERR_REFUSED, "%s: call through register %u in section %s",
					o->path, reg, s->name);
			insn[1] = (uint8_t)reg;
			put(insn + 4, 0, 4);
		}
		if (insn[0] == OP_LDDW)
			at += 8;
	}
	return ERR_OK;
}

static enum err_code
relocate_object(const struct layout *l, const struct link_object *o, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (uint32_t i = 0; i < o->section_n && rc == ERR_OK; i++)
		if (o->section[i].kind == LINK_TEXT)
			rc = check_calls(l, o, i, e);
	for (uint32_t i = 0; i < o->reloc_n && rc == ERR_OK; i++)
		rc = relocate(l, o, &o->reloc[i], e);
	return rc;
}

/* Program header: type 1 (load), flags, file offset, two addresses, two sizes. */
static void
program_header(uint8_t *p, uint32_t flags, uint64_t offset, uint64_t address, uint64_t len)
{
	put(p, 1, 4);
	put(p + 4, flags, 4);
	put(p + 8, offset, 8);
	put(p + 16, address, 8);
	put(p + 24, address, 8);
	put(p + 32, len, 8);
	put(p + 40, len, 8);
	put(p + 48, 8, 8);
}

static void
write_headers(uint8_t *p, const struct layout *l, uint64_t entry)
{
	static const uint8_t ident[7] = { 0x7f, 'E', 'L', 'F', 2, 1, 1 };

	memcpy(p, ident, sizeof ident);
	put(p + 16, 3, 2);   /* shared object */
	put(p + 18, 247, 2); /* BPF */
	put(p + 20, 1, 4);
	put(p + 24, entry, 8);
	put(p + 32, 64, 8);  /* program headers */
	put(p + 48, SBPF_VERSION, 4);
	put(p + 52, 64, 2);
	put(p + 54, 56, 2);
	put(p + 56, 2, 2);
	program_header(p + 64, 4, HEADERS_LEN, 0, l->rodata_len);
	program_header(p + 64 + 56, 1, HEADERS_LEN + l->rodata_len, CODE_BASE, l->text_len);
	memcpy(l->text + l->text_len, tail_mark, sizeof tail_mark);
}

enum err_code
link_image_build(struct link_object *o, uint32_t n, size_t len, struct link_image *out,
	struct err *e)
{
	struct layout l = { .object = o, .object_n = n };
	const struct link_object *where = NULL;
	const struct link_symbol *entry;
	enum err_code rc;

	out->bytes = NULL;
	out->len = 0;
	if ((rc = check_symbols(&l, e)) != ERR_OK || (rc = place(&l, e)) != ERR_OK ||
		(rc = allocate(&l, len, out, e)) != ERR_OK)
		return rc;
	for (uint32_t i = 0; i < n; i++)
		if ((rc = relocate_object(&l, &o[i], e)) != ERR_OK)
			return rc;
	entry = find(&l, "entrypoint", &where);
	if (!entry || where->section[entry->section].kind != LINK_TEXT || entry->value % 8 != 0 ||
		entry->value >= where->section[entry->section].size)
		return err_set(e, ERR_REFUSED, "no function entrypoint");
	write_headers(out->bytes, &l, CODE_BASE + where->section[entry->section].at + entry->value);
	return ERR_OK;
}

void
link_image_free(struct link_image *i)
{
	free(i->bytes);
	i->bytes = NULL;
	i->len = 0;
}
