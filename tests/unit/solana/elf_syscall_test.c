#include "elf_made.h"
#include "solana/elf_syscall.h"
#include "solana/pubkey.h"
#include "test.h"

#include <stdlib.h>

#define CALL(hash) (0x85u | (uint64_t)(uint32_t)(hash) << 32)
#define EXIT UINT64_C(0x95)

/* Known answers of agave's syscall hashes, from its own sources and tests. */
static const struct {
	const char *name;
	uint32_t hash;
} hashes[] = {
	{ "abort", 0xb6fc1a11 }, { "sol_panic_", 0x686093bb }, { "sol_log_", 0x207559bd }, { "sol_sha256", 0x11f49d86 },
	{ "sol_keccak256", 0xd7793abb }, { "sol_blake3", 0x174c5122 }, { "sol_poseidon", 0xc4947c21 },
	{ "sol_try_find_program_address", 0x48504a38 }, { "sol_curve_decompress", 0x080c98b0 }, { "sol_big_mod_exp", 0x780e4c15 },
	{ "sol_get_sysvar", 0x13c1b505 }, { "sol_remaining_compute_units", 0xedef5aee }, { "sol_sha512", 0x9229cdcc },
	{ "sol_get_processed_sibling_instruction", 0xadb8efc8 }, { "sol_get_epoch_stake", 0x5be92f4a },
	{ "sol_get_fees_sysvar", 0x3b97b73c }, { "sol_get_clock_sysvar", 0xd56b5fe9 },
};

static void
names(void)
{
	unsigned right = 0;
	struct err e = ERR_INIT;
	struct pubkey k;

	for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
		const struct elf_syscall *s = elf_syscall_find(hashes[i].hash);
		bool ok = elf_syscall_hash(hashes[i].name, strlen(hashes[i].name)) == hashes[i].hash && s != NULL &&
			strcmp(s->name, hashes[i].name) == 0;

		right += ok;
		if (!ok)
			CHECK(ok, "%s is 0x%08x and known", hashes[i].name, hashes[i].hash);
	}
	CHECK(right == sizeof hashes / sizeof hashes[0], "%u names hash as agave does, and are found", right);
	CHECK(elf_syscall_find(elf_syscall_hash("sol_log", 7)) == NULL, "a name that is nearly one is unknown");
	CHECK(elf_syscall_find(0x9229cdcc)->gate == ELF_GATE_SHA512, "a new one has its feature");
	for (unsigned g = 0; g < ELF_GATES; g++)
		CHECK(pubkey_parse(elf_gate_address((enum elf_gate)g), &k, &e) == ERR_OK, "feature %u has an address", g);
}

static bool
read_imports(const struct buf *b, struct elf_layout *l, struct elf_imports *o, struct err *e)
{
	return elf_layout(b->p, b->len, l, e) == ERR_OK && elf_imports(b->p, l, o, e) == ERR_OK;
}

static const struct elf_import *
find(const struct elf_imports *o, const char *name)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->import[i].hash == elf_syscall_hash(name, strlen(name)))
			return &o->import[i];
	return NULL;
}

static void
strict(void)
{
	const uint64_t code[] = { CALL(0x207559bd), CALL(0xdeadbeef), 0x18, CALL(0x11111111), CALL(0x207559bd),
		0x1085u | UINT64_C(0xffffffff) << 32, EXIT };
	struct made_program m = { .version = 3, .code = code, .code_n = 7, .data = "hello", .data_len = 5 };
	struct buf b = BUF_INIT(MADE_MAX);
	struct elf_imports o = { .n = 0 };
	struct elf_layout l;
	struct err e = ERR_INIT;
	char text[ELF_IMPORT_TEXT];

	made_elf(&b, &m);
	CHECK(read_imports(&b, &l, &o, &e) && o.n == 2, "v3: two system calls, %zu; %s", o.n, e.message);
	CHECK(find(&o, "sol_log_") != NULL && find(&o, "sol_log_")->calls == 2, "v3: how often each is called");
	CHECK(o.import[1].hash == 0xdeadbeef && o.import[1].known == NULL &&
		strcmp(elf_import_text(text, &o.import[1]), "0xdeadbeef") == 0, "v3: an unknown one is its hash");
	CHECK(l.code.len == 56 && l.data_n == 1 && l.data[0].len == 8 && l.data[0].vaddr == 0 && l.code.vaddr == 0x100000000,
		"v3: code and data are where the headers say");
	buf_wipe(&b);
}

static const struct made_import imports[] = { { "sol_log_", 0 }, { "sol_nonsense\033[31m", 1 }, { "sol_log_", 2 } };
static const uint64_t calls[] = { CALL(0xffffffff), CALL(0xffffffff), CALL(0xffffffff), EXIT };
static const struct made_program old = { .version = 0, .code = calls, .code_n = 4, .data = "hello", .data_len = 5,
	.import = imports, .import_n = 3 };

static void
lenient(uint32_t version)
{
	struct made_program m = old;
	struct buf b = BUF_INIT(MADE_MAX);
	struct elf_imports o = { .n = 0 };
	struct elf_layout l;
	struct err e = ERR_INIT;
	char text[ELF_IMPORT_TEXT];
	const struct elf_import *bad;

	m.version = version;
	made_elf(&b, &m);
	CHECK(read_imports(&b, &l, &o, &e) && o.n == 2, "v%u: two system calls, %zu; %s", version, o.n, e.message);
	CHECK(find(&o, "sol_log_") != NULL && find(&o, "sol_log_")->calls == 2 && find(&o, "sol_log_")->known != NULL,
		"v%u: how often each is called", version);
	bad = find(&o, imports[1].name);
	CHECK(bad != NULL && bad->known == NULL && strchr(elf_import_text(text, bad), '\033') == NULL && strstr(text, "sol_nonsense") == text,
		"v%u: an unknown one is its name, made safe", version);
	CHECK(l.code.at == 64 && l.code.len == 32 && l.data_n == 1 && l.data[0].len == 5 && l.data[0].vaddr == 0x100000060,
		"v%u: code and data are where the sections say", version);
	m.import_n = 0;
	made_elf(&b, &m);
	CHECK(read_imports(&b, &l, &o, &e) && o.n == 0, "v%u: a file without a dynamic table imports nothing", version);
	buf_wipe(&b);
}

/* Where made_lenient puts them for `old`. */
enum { DYNSYM = 104, DYNSTR = DYNSYM + 4 * 24, REL = DYNSTR + 40, DYNAMIC = REL + 48, SECTIONS = DYNAMIC + 80 + 64 };
static const struct {
	const char *name;
	size_t at;
	uint64_t value;
	size_t width;
	bool good;
} spoiled[] = {
	{ "a relocation of type 2", REL + 8, 2, 4, false },
	{ "a relocation of no type", REL + 8, 0, 4, true },
	{ "a symbol that is not there", REL + 12, 4, 4, false },
	{ "a symbol that is defined is a function of its own", DYNSYM + 24 + 4, 2, 1, true },
	{ "a name beyond .dynstr", DYNSYM + 24, 1000, 4, false },
	{ "relocations of 15 bytes", DYNAMIC + 40, 15, 8, false },
	{ "no relocations", DYNAMIC + 40, 0, 8, false },
	{ "relocations of 2^64 - 16 bytes", DYNAMIC + 40, UINT64_MAX - 15, 8, false },
	{ "relocations of 24 bytes each", DYNAMIC + 56, 24, 8, false },
	{ "relocations nowhere", DYNAMIC + 24, 77777, 8, false },
	{ "a table of symbols nowhere", DYNAMIC + 8, 77777, 8, false },
	{ "a table of symbols that is a table of names", DYNAMIC + 8, DYNSTR, 8, false },
};

static void
spoil(void)
{
	struct buf b = BUF_INIT(MADE_MAX);

	for (size_t i = 0; i < sizeof spoiled / sizeof spoiled[0]; i++) {
		struct elf_imports o;
		struct elf_layout l;
		struct err e = ERR_INIT;
		bool ok;

		made_elf(&b, &old);
		made_at(&b, spoiled[i].at, spoiled[i].value, spoiled[i].width);
		ok = read_imports(&b, &l, &o, &e);
		CHECK(ok == spoiled[i].good && (ok || (e.code == ERR_USAGE && e.message[0] != '\0')), "%s: %s %s", spoiled[i].good ? "taken" : "refused",
			spoiled[i].name, e.message);
	}
	buf_wipe(&b);
}

static void
prefixes(void)
{
	struct made_program m = old;
	struct buf b = BUF_INIT(MADE_MAX);

	for (m.version = 0; m.version <= 3; m.version++) {
		unsigned refused = 0;

		made_elf(&b, &m);
		for (size_t n = 0; n < b.len; n++) {
			uint8_t *exact = malloc(n == 0 ? 1 : n); /* of its very size: ASan sees a byte too far */
			struct elf_layout l;
			struct elf_imports o;
			struct err e = ERR_INIT;

			if (exact != NULL)
				memcpy(exact, b.p, n);
			refused += exact != NULL && (elf_layout(exact, n, &l, &e) != ERR_OK || elf_imports(exact, &l, &o, &e) != ERR_OK);
			free(exact);
		}
		/* of the old ones only the last byte is no part of it */
		CHECK(refused == b.len - (m.version == 3 ? 0 : 1), "v%u: each of %u shorter files is refused", m.version, refused);
	}
	buf_wipe(&b);
}

/* What is trimmed off a file, where the account's own zeros begin, is put back; no more than that. */
static void
restored(void)
{
	struct made_program m = old;
	struct buf b = BUF_INIT(MADE_MAX), cut = BUF_INIT(MADE_MAX), small = BUF_INIT(40);

	for (m.version = 0; m.version <= 3; m.version += 3) {
		size_t len;

		made_elf(&b, &m);
		len = b.len -= m.version == 0; /* the byte that says that nothing of it is padding */
		while (len > 0 && b.p[len - 1] == 0)
			len--;
		buf_reset(&cut);
		(void)buf_put(&cut, b.p, len);
		CHECK(len < b.len && elf_extent(cut.p, cut.len) == b.len && elf_restore(&cut) && cut.len == b.len && memcmp(cut.p, b.p, b.len) == 0,
			"v%u: %zu zeros at the end are put back", m.version, b.len - len);
		CHECK(elf_restore(&cut) && cut.len == b.len, "v%u: and only once", m.version);
		buf_reset(&cut);
		(void)buf_put(&cut, b.p, len / 2);
		CHECK(elf_restore(&cut) && cut.len == len / 2, "v%u: half a file stays one", m.version);
	}
	(void)buf_text(&small, "no ELF");
	CHECK(elf_restore(&small) && small.len == 6 && elf_extent(small.p, 0) == 0, "what is no ELF is left as it is");
	buf_wipe(&b);
	buf_wipe(&cut);
	buf_wipe(&small);
}

static void
too_many(void)
{
	static uint64_t code[ELF_IMPORTS_MAX + 2];
	struct made_program m = { .version = 3, .code = code, .code_n = ELF_IMPORTS_MAX + 1, .data = "", .data_len = 0 };
	struct buf b = BUF_INIT(MADE_MAX);
	struct elf_imports o = { .n = 0 };
	struct elf_layout l;
	struct err e = ERR_INIT;

	for (size_t i = 0; i < ELF_IMPORTS_MAX + 1; i++)
		code[i] = CALL(1 + i);
	code[ELF_IMPORTS_MAX] = EXIT;
	made_elf(&b, &m);
	CHECK(read_imports(&b, &l, &o, &e) && o.n == ELF_IMPORTS_MAX, "%u different ones are counted", ELF_IMPORTS_MAX);
	code[ELF_IMPORTS_MAX] = CALL(5000);
	made_elf(&b, &m);
	CHECK(!read_imports(&b, &l, &o, &e) && e.code == ERR_USAGE, "one more is refused: %s", e.message);
	buf_wipe(&b);
}

int
main(void)
{
	if (!solana_init())
		return 1;
	names();
	strict();
	for (uint32_t v = 0; v < 3; v++)
		lenient(v);
	spoil();
	prefixes();
	restored();
	too_many();
	return test_done();
}
