/* binaries_test.c - backups of program bytes: kept, proved, damaged, linked. */

#include "data/binaries.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "solana/loader.h"
#include "test.h"

static char folder[] = "/tmp/keyturn-binaries-XXXXXX";
static const uint8_t code[] = { 0x7f, 'E', 'L', 'F', 1, 2, 3, 0, 9, 0, 0, 0 };

static void
path_of(const struct hash *h, char out[256])
{
	char hex[65];

	text_hex(hex, h->b, 32);
	(void)snprintf(out, 256, "%s/binaries/%s.so", folder, hex);
}

static mode_t
mode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_mode & 07777 : 0;
}

static void
check_keeping(struct store *s, const struct hash *h)
{
	struct buf b = BUF_INIT(100), small = BUF_INIT(3);
	struct err e = ERR_INIT;
	char path[256], parent[256];

	path_of(h, path);
	(void)snprintf(parent, sizeof parent, "%s/binaries", folder);
	CHECK(binaries_check(s, h, &e) == ERR_NOT_FOUND, "nothing is saved at first");
	CHECK(binaries_keep(s, code, sizeof code, &e) == ERR_OK, "code is saved: %s", e.message);
	CHECK(mode_of(path) == 0600 && mode_of(parent) == 0700, "for nobody else to read");
	CHECK(binaries_read(s, h, &b, &e) == ERR_OK && b.len == 9 && memcmp(b.p, code, 9) == 0, "without its trailing zeros");
	CHECK(binaries_read(s, h, &small, &e) == ERR_MISMATCH, "a file larger than asked for is no backup");
	CHECK(binaries_keep(s, code, 9, &e) == ERR_OK, "saving it again is no error");
	CHECK(file_replace(path, "\x7f" "ELG", 4, 0600, &e) == ERR_OK, "the file is damaged");
	CHECK(binaries_check(s, h, &e) == ERR_MISMATCH, "which is noticed");
	CHECK(strstr(e.hint, "remove") != NULL, "with what to do");
	CHECK(binaries_keep(s, code, sizeof code, &e) == ERR_OK && binaries_check(s, h, &e) == ERR_OK, "saving mends it");
	CHECK(file_replace(path, "", 0, 0600, &e) == ERR_OK && binaries_check(s, h, &e) == ERR_MISMATCH, "an empty file is no backup");
	buf_wipe(&b);
	buf_wipe(&small);
}

static void
check_links(struct store *s, const struct hash *h)
{
	struct hash genesis = { { 1 } };
	struct pubkey multisig = { { 2 } };
	struct binary_link l = { .program = { { 3 } }, .version = 7, .code_hash = *h, .code_len = 9 }, got;
	struct err e = ERR_INIT;

	CHECK(binaries_find(s, &genesis, &multisig, &l.program, 7, &got, &e) == ERR_NOT_FOUND, "no version is linked at first");
	CHECK(binaries_link(s, &genesis, &multisig, &l, &e) == ERR_OK, "a version is linked: %s", e.message);
	CHECK(binaries_find(s, &genesis, &multisig, &l.program, 7, &got, &e) == ERR_OK && hash_eq(&got.code_hash, h) &&
		got.code_len == 9, "and found");
	CHECK(binaries_find(s, &genesis, &multisig, &l.program, 8, &got, &e) == ERR_NOT_FOUND, "another version is not");
	l.code_hash.b[0] ^= 1;
	CHECK(binaries_link(s, &genesis, &multisig, &l, &e) == ERR_OK &&
		binaries_find(s, &genesis, &multisig, &l.program, 7, &got, &e) == ERR_OK &&
		hash_eq(&got.code_hash, &l.code_hash), "the last word counts");
}

int
main(void)
{
	struct clock host = clock_system();
	struct store *s = NULL;
	struct err e = ERR_INIT;
	struct hash h;
	char tidy[300];

	if (mkdtemp(folder) == NULL || !solana_init() || store_open(folder, &host, &s, NULL, &e) != ERR_OK)
		return 1;
	code_hash(code, sizeof code, &h);
	check_keeping(s, &h);
	check_links(s, &h);
	store_free(s);
	path_of(&h, tidy);
	(void)unlink(tidy);
	return test_done();
}
