#include "fuzz/fuzz.h"
#include "rpc/cluster.h"
#include "rpc/transport.h"

/* The bytes of the Clock account, and the words of a user that name an endpoint. */
static void
endpoint(const uint8_t *p, size_t len)
{
	char *text = fuzz_text(p, len), shown[64];
	struct err e = ERR_INIT;

	memset(shown, 'x', sizeof shown);
	if (transport_url_show(text, shown, sizeof shown, &e) == ERR_OK) {
		HOLDS(memchr(shown, '\0', sizeof shown) != NULL);
		HOLDS(strpbrk(shown, "@?#\x1b\n") == NULL);
	} else {
		HOLDS(e.code != ERR_OK && e.message[0] != '\0');
	}
	HOLDS(cluster_moniker(text) != NULL);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t len)
{
	struct err e = ERR_INIT;
	uint64_t slot = 7;
	int64_t unix_s = 7;

	if (clock_sysvar_decode(p, len, &slot, &unix_s, &e) == ERR_OK)
		HOLDS(len == 40 && memcmp(&slot, p, 8) == 0 && memcmp(&unix_s, p + 32, 8) == 0);
	else
		HOLDS(len != 40 && slot == 7 && unix_s == 7);
	endpoint(p, len);
	return 0;
}
