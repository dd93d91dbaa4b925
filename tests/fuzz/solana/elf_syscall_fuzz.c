#include "elf_made.h"
#include "fuzz/fuzz.h"
#include "solana/elf_syscall.h"

static void
check_span(const struct elf_span *s, size_t len)
{
	HOLDS(s->at <= len && s->len <= len - s->at);
}

static void
check(const uint8_t *p, size_t len)
{
	uint8_t *exact = malloc(len == 0 ? 1 : len);
	static struct elf_imports o;
	struct elf_layout l;
	struct err e = ERR_INIT;

	HOLDS(exact != NULL);
	if (len > 0)
		memcpy(exact, p, len);
	if (elf_layout(exact, len, &l, &e) == ERR_OK) {
		check_span(&l.code, len);
		HOLDS(l.code.len == l.info.code_len && l.data_n <= ELF_DATA_SPANS);
		for (unsigned i = 0; i < l.data_n; i++) {
			check_span(&l.data[i], len);
			HOLDS(l.data[i].at + l.data[i].len <= l.code.at || l.code.at + l.code.len <= l.data[i].at);
			HOLDS(i == 0 || l.data[i - 1].at + l.data[i - 1].len <= l.data[i].at);
		}
		if (elf_imports(exact, &l, &o, &e) == ERR_OK)
			for (size_t i = 0; i < o.n; i++)
				HOLDS(o.import[i].calls > 0 && (i == 0 || o.import[i - 1].hash < o.import[i].hash) &&
					memchr(o.import[i].name, '\0', sizeof o.import[i].name) != NULL);
		else
			HOLDS(e.code == ERR_USAGE && e.message[0] != '\0');
	} else
		HOLDS(e.code == ERR_USAGE && e.message[0] != '\0');
	free(exact);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct made_import imports[] = { { "sol_log_", 0 }, { "nonsense", 1 } };
	static const uint64_t code[] = { UINT64_C(0xffffffff00000085), UINT64_C(0x207559bd00000085), UINT64_C(0x95) };
	struct made_program m = { .code = code, .code_n = 3, .data = "data", .data_len = 4, .import = imports, .import_n = 2 };
	struct buf b = BUF_INIT(MADE_MAX);

	check(data, len);
	for (m.version = 0; m.version <= 3; m.version += 3) {
		made_elf(&b, &m);
		fuzz_patch(b.p, b.len, data, len);
		check(b.p, len > 0 ? b.len - data[0] % 16 : b.len);
	}
	buf_wipe(&b);
	return 0;
}
