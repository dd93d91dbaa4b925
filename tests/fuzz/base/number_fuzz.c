#include "base/text.h"
#include "fuzz/fuzz.h"

#include <inttypes.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *s = fuzz_text(data, len), out[TEXT_SHORT];
	struct err e = ERR_INIT;
	uint32_t seconds = 0, again = 0;
	uint64_t v = 0, any = 0;

	if (text_duration(s, &seconds, &e) == ERR_OK)
		HOLDS(text_duration(text_span(out, seconds), &again, &e) == ERR_OK && again == seconds);
	else
		HOLDS(e.message[0] != '\0' && text_is_utf8((const uint8_t *)e.message, strlen(e.message)));
	if (text_u64(s, UINT64_MAX, &v, &e) == ERR_OK) {
		char back[24];
		const char *digits = s + strspn(s, "0");

		(void)snprintf(back, sizeof back, "%" PRIu64, v);
		HOLDS(strcmp(back, *digits == '\0' ? "0" : digits) == 0);
	}
	if (len >= sizeof any)
		memcpy(&any, data, sizeof any);
	HOLDS(strlen(text_countdown(out, any)) < TEXT_SHORT && strlen(text_ago(out, any)) < TEXT_SHORT);
	HOLDS(strlen(text_sol(out, any)) < TEXT_SHORT && strlen(text_rfc3339(out, (int64_t)any)) < TEXT_SHORT);
	free(s);
	return 0;
}
