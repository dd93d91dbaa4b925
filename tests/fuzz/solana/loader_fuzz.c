#include "fuzz/fuzz.h"
#include "solana/loader.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	uint8_t *exact = malloc(len == 0 ? 1 : len);
	struct loader_account a;
	struct err e = ERR_INIT;

	HOLDS(exact != NULL);
	memcpy(exact, data, len);
	if (len > 4) /* a tag that is mostly known */
		exact[1] = exact[2] = exact[3] = 0, exact[0] %= 5;
	if (loader_decode(exact, len, &a, &e) == ERR_OK) {
		size_t header = a.tag == LOADER_BUFFER ? LOADER_BUFFER_HEADER : LOADER_PROGRAM_DATA_HEADER;

		HOLDS(a.tag <= LOADER_PROGRAM_DATA && (a.has_authority || pubkey_is_zero(&a.authority)));
		if (a.tag == LOADER_BUFFER || a.tag == LOADER_PROGRAM_DATA)
			HOLDS(a.code == exact + header && a.code_len == len - header && code_trim(a.code, a.code_len) <= a.code_len);
		else
			HOLDS(a.code_len == 0);
	} else
		HOLDS(e.code == ERR_WIRE);
	free(exact);
	return 0;
}
