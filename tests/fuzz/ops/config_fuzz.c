#include "fuzz/fuzz.h"

#include "ops/config.h"

/* Whatever stands in a configuration, its values stay within their room and an
 * error carries no control character. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t len)
{
	static struct config c;
	struct err e = ERR_INIT;
	char *text = malloc(len + 1);

	HOLDS(text != NULL);
	memcpy(text, p, len);
	text[len] = '\0';
	memset(&c, 0, sizeof c);
	if (config_parse(&c, "keyturn.conf", text, &e) != ERR_OK)
		for (const char *s = e.message; *s != '\0'; s++)
			HOLDS((unsigned char)*s >= 0x20 && *s != 0x7f);
	config_parse_solana(&c, text);
	for (int k = 0; k < CONFIG_COUNT; k++)
		HOLDS(memchr(c.value[k], '\0', CONFIG_VALUE_MAX) != NULL);
	HOLDS(c.governance_n <= CONFIG_GOVERNANCES_MAX);
	free(text);
	return 0;
}
