#include "fuzz/fuzz.h"
#include "solana/elf.h"
#include "solana/loader.h"

static void
put(uint8_t *p, uint64_t v, size_t width)
{
	for (size_t i = 0; i < width; i++)
		p[i] = (uint8_t)(v >> 8 * i);
}

/* Headers that both parsers come far with, to be spoiled: the sections of an
 * old program at 192, and the two segments of a new one. */
static void
sample(uint8_t p[512], uint32_t version)
{
	memset(p, 0, 512);
	memcpy(p, "\177ELF\2\1\1", 7);
	put(p + 16, 3, 2);
	put(p + 18, 247, 2);
	put(p + 20, 1, 4);
	put(p + 24, version == 3 ? 0x100000000 : 176, 8);
	put(p + 32, 64, 8);
	put(p + 40, 192, 8);
	put(p + 48, version, 4);
	put(p + 52, 64, 2);
	put(p + 54, 56, 2);
	put(p + 56, 2, 2);
	put(p + 58, 64, 2);
	put(p + 60, 3, 2);
	put(p + 62, 2, 2);
	for (unsigned i = 0; i < 2; i++) {
		uint8_t *h = p + 64 + 56 * i;

		put(h, 1, 4);
		put(h + 4, i == 0 ? 4 : 1, 4);
		put(h + 8, 176 + 8 * i, 8);
		put(h + 16, (uint64_t)i << 32, 8);
		put(h + 24, (uint64_t)i << 32, 8);
		put(h + 32, i == 0 ? 8 : 16, 8);
		put(h + 40, i == 0 ? 8 : 16, 8);
	}
	memcpy(p + 400, "\0.text\0.bss", 12);
	put(p + 256, 1, 4);
	put(p + 256 + 16, 176, 8);
	put(p + 256 + 24, 176, 8);
	put(p + 256 + 32, 16, 8);
	put(p + 320 + 24, 400, 8);
	put(p + 320 + 32, 12, 8);
	p[511] = 1;
}

static void
check(const uint8_t *p, size_t len)
{
	uint8_t *exact = malloc(len == 0 ? 1 : len);
	struct elf_info info;
	struct err e = ERR_INIT;

	HOLDS(exact != NULL);
	memcpy(exact, p, len);
	if (elf_check(exact, len, &info, &e) == ERR_OK)
		HOLDS(info.sbpf_version <= 3 && info.code_len > 0 && info.code_len % 8 == 0 && info.code_len <= len &&
			info.len <= len && info.len == code_trim(exact, len));
	else
		HOLDS(e.code == ERR_USAGE && e.message[0] != '\0');
	free(exact);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	uint8_t file[512];

	check(data, len);
	for (uint32_t version = 0; version <= 3; version += 3) {
		sample(file, version);
		if (len == 0)
			check(file, sizeof file);
		fuzz_patch(file, sizeof file, data, len);
		check(file, len > 0 ? sizeof file - data[0] % 16 : sizeof file);
	}
	return 0;
}
