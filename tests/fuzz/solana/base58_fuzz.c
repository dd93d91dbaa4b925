#include "fuzz/fuzz.h"
#include "solana/pubkey.h"

/* One spelling for each value: what parses is written the same, and back. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *s = fuzz_text(data, len), text[PUBKEY_TEXT], long_text[SIGNATURE_TEXT];
	struct err e = ERR_INIT;
	struct signature sig = { { 0 } }, sig_back;
	struct pubkey k = { { 0 } }, back;
	struct hash h;

	if (pubkey_parse(s, &k, &e) == ERR_OK)
		HOLDS(strcmp(pubkey_text(text, &k), s) == 0);
	if (hash_parse58(s, &h, &e) == ERR_OK)
		HOLDS(strcmp(hash_text58(text, &h), s) == 0);
	if (signature_parse(s, &sig, &e) == ERR_OK)
		HOLDS(strcmp(signature_text(long_text, &sig), s) == 0);
	memcpy(k.b, data, len < 32 ? len : 32);
	HOLDS(pubkey_parse(pubkey_text(text, &k), &back, &e) == ERR_OK && pubkey_eq(&k, &back));
	memcpy(sig.b, data, len < 64 ? len : 64);
	HOLDS(signature_parse(signature_text(long_text, &sig), &sig_back, &e) == ERR_OK && memcmp(&sig, &sig_back, 64) == 0);
	free(s);
	return 0;
}
