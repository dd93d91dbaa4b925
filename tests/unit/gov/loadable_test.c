#include "gov/loadable.h"

#include "../../elf_made.h"
#include "test.h"

static struct elf_imports imports;

static void
import(const char *name)
{
	struct elf_import *i = &imports.import[imports.n++];

	i->hash = elf_syscall_hash(name, strlen(name));
	i->known = elf_syscall_find(i->hash);
	i->calls = 1;
	(void)snprintf(i->name, sizeof i->name, "%s", name);
}

static const struct {
	const char *name;
	uint32_t version;
	enum gate only_v3;
	const char *import; /* beside sol_log_ */
	enum gate gate;     /* of sol_sha512 */
	enum err_code rc;
	const char *says, *next;
} rows[] = {
	{ "what every chain knows is taken", 3, GATE_OFF, "sol_memcpy_", GATE_OFF, ERR_OK, "", "" },
	{ "version 0 too", 0, GATE_OFF, "sol_memcpy_", GATE_OFF, ERR_OK, "", "" },
	{ "but not once only version 3 is", 0, GATE_ON, "sol_memcpy_", GATE_OFF, ERR_REFUSED, "SIMD-0500", "--arch v3" },
	{ "an unknown name is refused by it, v3", 3, GATE_OFF, "sol_teleport", GATE_OFF, ERR_REFUSED,
		"sol_teleport, which no cluster knows: the program would be deployed, and fail", "correct its name" },
	{ "an unknown name is refused by it, v0", 0, GATE_OFF, "sol_teleport", GATE_OFF, ERR_REFUSED,
		"sol_teleport, which no cluster knows: the loader would refuse it", "--anyway" },
	{ "a new one waits for its feature", 3, GATE_OFF, "sol_sha512", GATE_OFF, ERR_REFUSED, "not active", "s512oDwgx8hjMnaQjXfqqrZroVj4HvC6TkN3iSSWXCh" },
	{ "pending is not active", 3, GATE_OFF, "sol_sha512", GATE_PENDING, ERR_REFUSED, "pending", "s512oDwg" },
	{ "active is taken", 3, GATE_OFF, "sol_sha512", GATE_ON, ERR_OK, "", "" },
	{ "features that were not read decide nothing", 3, GATE_OFF, "sol_sha512", GATE_UNKNOWN, ERR_RPC, "not read", "" },
	{ "a retired one is refused", 0, GATE_OFF, "sol_alloc_free_", GATE_ON, ERR_REFUSED, "takes any more", "newer SDK" },
};

/* The bytes themselves: every call they make is judged, and what is no program is told so. */
static void
test_code(void)
{
	uint64_t code[2] = { (uint64_t)elf_syscall_hash("sol_log_", 8) << 32 | 0x85, 0x95 };
	struct made_program m = { .version = 3, .code = code, .code_n = 2 };
	struct loadable l = { .sbpf = { GATE_ON, GATE_ON, GATE_ON, GATE_OFF }, .call = { GATE_OFF } };
	struct buf elf = BUF_INIT(MADE_MAX);
	struct err e = ERR_INIT;

	made_elf(&elf, &m);
	CHECK(loadable_code(elf.p, elf.len, &l, &e) == ERR_OK, "a program is taken: %s", e.message);
	made_zeros(&elf, 100);
	CHECK(loadable_code(elf.p, elf.len, &l, &e) == ERR_OK, "and with zeros behind it, as a buffer has it: %s", e.message);
	code[0] = (uint64_t)0xdeadbeef << 32 | 0x85;
	made_elf(&elf, &m);
	CHECK(loadable_code(elf.p, elf.len, &l, &e) == ERR_REFUSED && strstr(e.message, "0xdeadbeef") != NULL, "a call nobody knows: %s", e.message);
	CHECK(loadable_code(elf.p, elf.len - 8, &l, &e) == ERR_USAGE && strstr(e.hint, "whole") != NULL, "cut off: %s; %s", e.message, e.hint);
	elf.p[48] = 9;
	CHECK(loadable_code(elf.p, elf.len, &l, &e) == ERR_REFUSED && strstr(e.message, "SBPF v9 is unknown") != NULL, "a version nobody knows: %s", e.message);
	buf_wipe(&elf);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct loadable l = { .sbpf_version = rows[i].version, .imports = &imports };
		struct err e = ERR_INIT;
		enum err_code rc;

		imports.n = 0;
		import("sol_log_");
		import(rows[i].import);
		for (unsigned g = 0; g < SBPF_GATES; g++)
			l.sbpf[g] = g == SBPF_ONLY_V3 ? rows[i].only_v3 : GATE_ON;
		l.call[ELF_GATE_SHA512] = rows[i].gate;
		rc = loadable_judge(&l, &e);
		CHECK(rc == rows[i].rc && strstr(e.message, rows[i].says) != NULL && strstr(e.hint, rows[i].next) != NULL, "%s: %s; %s",
			rows[i].name, e.message, e.hint);
	}
	test_code();
	return test_done();
}
