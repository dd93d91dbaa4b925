#include "solana/elf_syscall.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/wire.h"
#include "solana/elf_headers.h"

enum { OP_LDDW = 0x18, OP_CALL = 0x85, REL = 16, SYM = 24, RELOC_CALL = 10, RELOC_MAX = 10, TYPE_FUNCTION = 2 };

static const struct elf_syscall known[] = {
	{ "abort", ELF_GATE_NONE },
	{ "sol_panic_", ELF_GATE_NONE },
	{ "sol_log_", ELF_GATE_NONE },
	{ "sol_log_64_", ELF_GATE_NONE },
	{ "sol_log_pubkey", ELF_GATE_NONE },
	{ "sol_log_compute_units_", ELF_GATE_NONE },
	{ "sol_log_data", ELF_GATE_NONE },
	{ "sol_create_program_address", ELF_GATE_NONE },
	{ "sol_try_find_program_address", ELF_GATE_NONE },
	{ "sol_sha256", ELF_GATE_NONE },
	{ "sol_keccak256", ELF_GATE_NONE },
	{ "sol_blake3", ELF_GATE_NONE },
	{ "sol_sha512", ELF_GATE_SHA512 },
	{ "sol_secp256k1_recover", ELF_GATE_NONE },
	{ "sol_poseidon", ELF_GATE_NONE },
	{ "sol_curve_validate_point", ELF_GATE_NONE },
	{ "sol_curve_group_op", ELF_GATE_NONE },
	{ "sol_curve_multiscalar_mul", ELF_GATE_NONE },
	{ "sol_curve_decompress", ELF_GATE_BLS12_381 },
	{ "sol_curve_pairing_map", ELF_GATE_BLS12_381 },
	{ "sol_alt_bn128_group_op", ELF_GATE_NONE },
	{ "sol_alt_bn128_compression", ELF_GATE_NONE },
	{ "sol_big_mod_exp", ELF_GATE_BIG_MOD_EXP },
	{ "sol_get_clock_sysvar", ELF_GATE_NONE },
	{ "sol_get_epoch_schedule_sysvar", ELF_GATE_NONE },
	{ "sol_get_rent_sysvar", ELF_GATE_NONE },
	{ "sol_get_epoch_rewards_sysvar", ELF_GATE_NONE },
	{ "sol_get_last_restart_slot", ELF_GATE_NONE },
	{ "sol_get_sysvar", ELF_GATE_NONE },
	{ "sol_get_epoch_stake", ELF_GATE_NONE },
	{ "sol_get_fees_sysvar", ELF_GATE_RETIRED },
	{ "sol_memcpy_", ELF_GATE_NONE },
	{ "sol_memmove_", ELF_GATE_NONE },
	{ "sol_memset_", ELF_GATE_NONE },
	{ "sol_memcmp_", ELF_GATE_NONE },
	{ "sol_get_processed_sibling_instruction", ELF_GATE_NONE },
	{ "sol_get_stack_height", ELF_GATE_NONE },
	{ "sol_set_return_data", ELF_GATE_NONE },
	{ "sol_get_return_data", ELF_GATE_NONE },
	{ "sol_invoke_signed_c", ELF_GATE_NONE },
	{ "sol_invoke_signed_rust", ELF_GATE_NONE },
	{ "sol_alloc_free_", ELF_GATE_RETIRED },
	{ "sol_remaining_compute_units", ELF_GATE_REMAINING_UNITS },
};

/* --- names ------------------------------------------------------------------ */

static uint32_t
turn(uint32_t v, int bits)
{
	return v << bits | v >> (32 - bits);
}

/* murmur3_x86_32. */
uint32_t
elf_syscall_hash(const char *name, size_t len)
{
	struct rd r = rd_from((const uint8_t *)name, len);
	uint32_t h = 0, k = 0;

	while (r.left >= 4) {
		uint32_t word = turn(rd_u32(&r) * 0xcc9e2d51u, 15) * 0x1b873593u;

		h = turn(h ^ word, 13) * 5 + 0xe6546b64u;
	}
	for (size_t i = r.left; i-- > 0;)
		k = k << 8 | r.p[i];
	h ^= turn(k * 0xcc9e2d51u, 15) * 0x1b873593u;
	h ^= (uint32_t)len;
	h = (h ^ h >> 16) * 0x85ebca6bu;
	h = (h ^ h >> 13) * 0xc2b2ae35u;
	return h ^ h >> 16;
}

const struct elf_syscall *
elf_syscall_find(uint32_t hash)
{
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (elf_syscall_hash(known[i].name, strlen(known[i].name)) == hash)
			return &known[i];
	return NULL;
}

const char *
elf_gate_address(enum elf_gate g)
{
	static const char *const address[ELF_GATES] = {
		[ELF_GATE_SHA512] = "s512oDwgx8hjMnaQjXfqqrZroVj4HvC6TkN3iSSWXCh",
		[ELF_GATE_BIG_MOD_EXP] = "expH2ppKPW2ANEdEmAjfhSEcnBQJfmoX4FjuNpe9ttg",
		[ELF_GATE_REMAINING_UNITS] = "5TuppMutoyzhUSfuYdhgzD47F92GL1g89KpCZQKqedxP",
		[ELF_GATE_BLS12_381] = "b1sgUiJ3qu7hYm3tNDyyqZNQd6gLGJmJppnLNa93PCQ",
	};

	return address[g];
}

char *
elf_import_text(char out[ELF_IMPORT_TEXT], const struct elf_import *i)
{
	if (i->name[0] != '\0')
		(void)text_safe(out, ELF_IMPORT_TEXT, i->name, strlen(i->name), false);
	else if (i->known != NULL)
		(void)snprintf(out, ELF_IMPORT_TEXT, "%s", i->known->name);
	else
		(void)snprintf(out, ELF_IMPORT_TEXT, "0x%08x", i->hash);
	return out;
}

/* --- imports ------------------------------------------------------------------- */

/* Counts one more place that calls `hash`; the list stays sorted. */
static enum err_code
add(struct elf_imports *o, uint32_t hash, const char *name, struct err *e)
{
	size_t low = 0, high = o->n;
	struct elf_import *i;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (o->import[mid].hash < hash)
			low = mid + 1;
		else
			high = mid;
	}
	i = &o->import[low];
	if (low < o->n && i->hash == hash) {
		i->calls++;
		return ERR_OK;
	}
	if (o->n >= ELF_IMPORTS_MAX)
		return err_set(e, ERR_USAGE, "program imports more than %u system calls", ELF_IMPORTS_MAX);
	memmove(i + 1, i, (o->n - low) * sizeof *i);
	o->n++;
	i->hash = hash;
	i->calls = 1;
	i->known = elf_syscall_find(hash);
	(void)snprintf(i->name, sizeof i->name, "%s", name != NULL ? name : i->known != NULL ? i->known->name : "");
	return ERR_OK;
}

static enum err_code
from_code(const uint8_t *p, const struct elf_layout *l, struct elf_imports *o, struct err *e)
{
	struct rd r = rd_from(p + l->code.at, l->code.len);

	while (r.left >= ELF_INSN) {
		uint8_t opcode = rd_u8(&r), registers = rd_u8(&r);

		(void)rd_u16(&r);
		if (opcode == OP_CALL && registers >> 4 == 0) {
			if (add(o, rd_u32(&r), NULL, e) != ERR_OK)
				return e->code;
		} else {
			(void)rd_u32(&r);
			if (opcode == OP_LDDW)
				(void)rd_u64(&r); /* its second half is no instruction */
		}
	}
	return ERR_OK;
}

/* Relocation: u64 offset, u32 type, u32 symbol.
 * Symbol: u32 name, u8 info, u8 other, u16 section, u64 value, u64 size. */
static enum err_code
from_relocs(const uint8_t *p, const struct elf_layout *l, struct elf_imports *o, struct err *e)
{
	struct elf_part names = { .offset = l->names.at, .size = l->names.len };
	struct rd r = rd_from(p + l->relocs.at, l->relocs.len);
	char name[ELF_IMPORT_NAME];

	for (unsigned no = 0; r.left >= REL; no++) {
		uint64_t offset = rd_u64(&r), value;
		uint32_t type = rd_u32(&r), symbol = rd_u32(&r), at;
		struct rd s;
		uint8_t info;

		if (type > RELOC_MAX || (type != 0 && type != 1 && type != 8 && type != RELOC_CALL))
			return err_set(e, ERR_USAGE, "relocation %u at %llu is of unknown type %u", no, (unsigned long long)offset, type);
		if (type != RELOC_CALL)
			continue;
		if (symbol >= l->symbols.len / SYM)
			return err_set(e, ERR_USAGE, "relocation %u names symbol %u of %zu", no, symbol, l->symbols.len / SYM);
		s = rd_from(p + l->symbols.at + (size_t)SYM * symbol, SYM);
		at = rd_u32(&s);
		info = rd_u8(&s);
		(void)rd_u8(&s);
		(void)rd_u16(&s);
		value = rd_u64(&s);
		if ((info & 0xf) == TYPE_FUNCTION && value != 0)
			continue; /* a function of its own */
		if (!elf_name(p, &names, at, name, sizeof name))
			return err_set(e, ERR_USAGE, "relocation %u names symbol %u, whose name is not in .dynstr", no, symbol);
		if (add(o, elf_syscall_hash(name, strlen(name)), name, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

enum err_code
elf_imports(const uint8_t *p, const struct elf_layout *l, struct elf_imports *out, struct err *e)
{
	memset(out, 0, sizeof *out);
	return l->info.sbpf_version == ELF_STRICT ? from_code(p, l, out, e) : from_relocs(p, l, out, e);
}
