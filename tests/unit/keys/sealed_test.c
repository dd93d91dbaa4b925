/* sealed_test.c - the encrypted key file: every field by its offset, made again
 * here from libsodium's own primitives, and what is refused. */

#include "keys/sealed.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "keys/secret.h"
#include "test.h"

static const char pass[] = "correct horse battery";
enum { PASS_LEN = sizeof pass - 1 };
static uint8_t *key, *opened;

static void
make(uint8_t out[SEALED_LEN])
{
	struct sealed_head h = { .cost = { 1, SEALED_KIB_MIN } };
	uint8_t seed[32], address[32];
	struct err e = ERR_INIT;

	for (unsigned i = 0; i < 32; i++)
		seed[i] = (uint8_t)(i * 7 + 1);
	for (unsigned i = 0; i < 16; i++)
		h.salt[i] = (uint8_t)(0xa0 + i);
	for (unsigned i = 0; i < 24; i++)
		h.nonce[i] = (uint8_t)(0xc0 + i);
	(void)crypto_sign_seed_keypair(address, key, seed);
	CHECK(sealed_make(&h, key, (const uint8_t *)pass, PASS_LEN, out, &e) == ERR_OK, "a file is made %s", e.message);
	CHECK(memcmp(h.address.b, address, 32) == 0, "with its address");
}

/* As keyturn.conf(5) has it. */
static void
by_hand(const uint8_t file[SEALED_LEN])
{
	uint8_t want[SEALED_LEN] = "keyturnK", sealing[32];

	want[8] = 1;
	want[12] = 1;
	want[17] = 0x20; /* 8192 */
	for (unsigned i = 0; i < 16; i++)
		want[20 + i] = (uint8_t)(0xa0 + i);
	for (unsigned i = 0; i < 24; i++)
		want[36 + i] = (uint8_t)(0xc0 + i);
	memcpy(want + 60, key + 32, 32);
	CHECK(crypto_pwhash_argon2id(sealing, 32, pass, PASS_LEN, want + 20, 1, 8u << 20,
		crypto_pwhash_argon2id_ALG_ARGON2ID13) == 0, "Argon2id");
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(want + 92, NULL, key, 32, want, 92, NULL, want + 36, sealing);
	CHECK(memcmp(want, file, SEALED_LEN) == 0, "the file is what its description makes by hand");
}

static enum err_code
open_with(const uint8_t *p, size_t len, const char *word, struct err *e)
{
	memset(opened, 0, SIGNER_KEY_LEN);
	return sealed_open(p, len, (const uint8_t *)word, strlen(word), opened, e);
}

static void
opens(const uint8_t file[SEALED_LEN])
{
	struct err e = ERR_INIT;

	CHECK(sealed_is(file, SEALED_LEN) && !sealed_is((const uint8_t *)"[1,2", 4), "it is told from Solana's form");
	CHECK(open_with(file, SEALED_LEN, pass, &e) == ERR_OK && memcmp(opened, key, 64) == 0, "it opens %s", e.message);
	CHECK(open_with(file, SEALED_LEN, "correct horse batterz", &e) == ERR_KEY, "another passphrase: %s", e.message);
	CHECK(open_with(file, SEALED_LEN, "", &e) == ERR_KEY, "none: %s", e.message);
}

static void
damaged(const uint8_t file[SEALED_LEN])
{
	uint8_t bad[SEALED_LEN + 1];
	unsigned taken = 0;
	struct err e = ERR_INIT;
	struct sealed_head h;

	for (size_t i = 20; i < SEALED_LEN; i++) {
		memcpy(bad, file, SEALED_LEN);
		bad[i] ^= (uint8_t)(1u << (i % 8));
		taken += open_with(bad, SEALED_LEN, pass, &e) != ERR_KEY;
	}
	CHECK(taken == 0, "a bit changed in any of its last 120 bytes is refused");
	for (size_t len = 0; len < SEALED_LEN; len++)
		taken += sealed_head_decode(file, len, &h, &e) != ERR_KEY;
	memcpy(bad, file, SEALED_LEN);
	bad[SEALED_LEN] = 0;
	CHECK(taken == 0, "so is every prefix");
	CHECK(sealed_head_decode(bad, SEALED_LEN + 1, &h, &e) == ERR_KEY, "and one byte more: %s", e.message);
	bad[12] = 2; /* passes are authenticated too */
	CHECK(open_with(bad, SEALED_LEN, pass, &e) == ERR_KEY, "another number of passes: %s", e.message);
}

static void
bounds(const uint8_t file[SEALED_LEN])
{
	static const struct {
		const char *what;
		uint32_t format, passes, kib;
		bool good;
	} rows[] = {
		{ "the smallest", 1, 1, 8192, true },
		{ "the largest", 1, 16, 1048576, true },
		{ "format 0", 0, 1, 8192, false },
		{ "format 2", 2, 1, 8192, false },
		{ "no pass", 1, 0, 8192, false },
		{ "17 passes", 1, 17, 8192, false },
		{ "2^32 - 1 passes", 1, UINT32_MAX, 8192, false },
		{ "8191 KiB", 1, 1, 8191, false },
		{ "1 GiB and 1 KiB", 1, 1, 1048577, false },
		{ "2^32 - 1 KiB", 1, 1, UINT32_MAX, false },
	};
	uint8_t bad[SEALED_LEN];
	struct sealed_head h;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const uint32_t v[3] = { rows[i].format, rows[i].passes, rows[i].kib };
		struct err e = ERR_INIT;
		struct sealed_cost c = { rows[i].passes, rows[i].kib };
		enum err_code rc;

		memcpy(bad, file, SEALED_LEN);
		for (unsigned k = 0; k < 12; k++)
			bad[8 + k] = (uint8_t)(v[k / 4] >> (k % 4 * 8));
		rc = sealed_head_decode(bad, SEALED_LEN, &h, &e);
		CHECK(rc == (rows[i].good ? ERR_OK : ERR_KEY), "%s: %s", rows[i].what, rc == ERR_OK ? "taken" : e.message);
		if (rows[i].format == 1)
			CHECK((sealed_cost_check(&c, &e) == ERR_OK) == rows[i].good, "and written as little");
	}
}

/* KiB this process has locked; -1 where it cannot be told. */
static long
locked_kib(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[200];
	long kib = -1;

	while (f != NULL && fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, "VmLck:", 6) == 0)
			kib = strtol(line + 6, NULL, 10);
	if (f != NULL)
		(void)fclose(f);
	return kib;
}

/* Locking Argon2id's memory for a while must not leave the secrets unlocked,
 * nor everything locked that is mapped later. */
static void
stays_locked(const uint8_t file[SEALED_LEN])
{
	uint8_t *word = NULL;
	struct err e = ERR_INIT;
	long before, after;
	void *later;

	if (secret_new(&word, SEALED_PASSPHRASE_MAX, &e) != ERR_OK)
		die("%s", e.message);
	memcpy(word, pass, PASS_LEN);
	before = locked_kib();
	CHECK(sealed_open(file, SEALED_LEN, word, PASS_LEN, opened, &e) == ERR_OK, "opened from locked memory %s", e.message);
	after = locked_kib();
	CHECK(before <= 0 || after > 0, "%ld KiB were locked, %ld are", before, after);
	later = malloc(8u << 20);
	CHECK(locked_kib() - after < 4096, "what is mapped later is not locked");
	free(later);
	secret_free(word);
}

static void
solana_form(void)
{
	uint8_t *text = NULL, edge[64];
	struct err e = ERR_INIT;
	size_t len;

	if (secret_new(&text, SIGNER_FILE_MAX, &e) != ERR_OK)
		die("%s", e.message);
	len = signer_file_text(text, key);
	CHECK(signer_file_parse(text, len, opened, &e) == ERR_OK && memcmp(opened, key, 64) == 0,
		"Solana's form is read as it is written %s", e.message);
	for (unsigned i = 0; i < 64; i++)
		edge[i] = (const uint8_t[]){ 0, 9, 10, 99, 100, 255 }[i % 6];
	len = signer_file_text(text, edge);
	CHECK(len > 20 && memcmp(text, "[0,9,10,99,100,255,0,", 21) == 0 && text[len - 1] == ']', "numbers of each length");
	secret_free(text);
}

int
main(void)
{
	static uint8_t file[SEALED_LEN];
	struct err e = ERR_INIT;

	if (!solana_init() || secret_new(&key, SIGNER_KEY_LEN, &e) != ERR_OK || secret_new(&opened, SIGNER_KEY_LEN, &e) != ERR_OK)
		return 1;
	make(file);
	by_hand(file);
	opens(file);
	damaged(file);
	bounds(file);
	stays_locked(file);
	solana_form();
	secret_free(key);
	secret_free(opened);
	return test_done();
}
