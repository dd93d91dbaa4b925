#include "data/store.h"
#include "fuzz/fuzz.h"

/* A label: what is taken is short and harmless on a terminal. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t len)
{
	char *text = fuzz_text(p, len);
	struct err e = ERR_INIT;

	if (store_label_check(text, &e) == ERR_OK) {
		HOLDS(strlen(text) < LABEL_MAX);
		for (const char *s = text; *s != '\0'; s++)
			HOLDS((unsigned char)*s >= 0x20 && (unsigned char)*s != 0x7f);
	} else {
		HOLDS(e.code == ERR_USAGE && e.message[0] != '\0');
	}
	free(text);
	return 0;
}
