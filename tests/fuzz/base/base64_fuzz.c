#include "base/text.h"
#include "fuzz/fuzz.h"

/* What decodes encodes to the same text; what was encoded decodes to the same bytes. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	size_t n = 0, want = text_base64_len(len);
	uint8_t *bytes = malloc(len + 1);
	char *s = fuzz_text(data, len), *text = malloc(want + 2 * len + 1);

	HOLDS(bytes != NULL && text != NULL);
	if (text_unbase64(bytes, len, &n, s, len)) {
		text_base64(text, bytes, n);
		HOLDS(strlen(text) == len && memcmp(text, s, len) == 0);
	}
	if (len % 2 == 0 && text_unhex(bytes, len / 2, s)) {
		text_hex(text, bytes, len / 2);
		for (size_t i = 0; i < len; i++)
			HOLDS((text[i] | 0x20) == (s[i] | 0x20));
	}
	text_base64(text, data, len);
	HOLDS(strlen(text) == want && text_unbase64(bytes, len, &n, text, want) && n == len && memcmp(bytes, data, len) == 0);
	HOLDS(len == 0 || !text_unbase64(bytes, len - 1, &n, text, want));
	text_hex(text, data, len);
	HOLDS(text_unhex(bytes, len, text) && memcmp(bytes, data, len) == 0);
	free(text);
	free(s);
	free(bytes);
	return 0;
}
