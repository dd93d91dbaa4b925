#include "fuzz/fuzz.h"

#include <sodium.h>

#include "keys/keyfile.h"
#include "keys/signer_file.h"
#include "solana/pubkey.h"

/* Any text; every fourth one a good keypair file with a few bytes changed. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t len)
{
	static uint8_t *key;
	uint8_t seed[32] = { 1, 2, 3 }, pair[64], address[32];
	char text[KEYFILE_TEXT];
	struct err e = ERR_INIT;
	enum err_code rc;
	size_t n;

	if (!solana_init() || (key == NULL && (key = sodium_malloc(SIGNER_KEY_LEN)) == NULL))
		return 0;
	if (len > 0 && p[0] % 4 == 0) {
		(void)crypto_sign_seed_keypair(address, pair, seed);
		n = keyfile_text(text, pair);
		for (size_t i = 1; i + 1 < len && i < 9; i += 2)
			text[p[i] % n] = (char)p[i + 1];
		rc = signer_file_parse((const uint8_t *)text, n, key, &e);
	} else {
		rc = signer_file_parse(p, len, key, &e);
	}
	HOLDS(rc == ERR_OK || rc == ERR_KEY);
	if (rc == ERR_OK) {
		(void)crypto_sign_seed_keypair(address, pair, key);
		HOLDS(memcmp(pair, key, 64) == 0);
	}
	return 0;
}
