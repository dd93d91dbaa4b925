#include "fuzz/fuzz.h"
#include "solana/security_txt.h"

static void
check(const uint8_t *p, size_t len)
{
	static struct security_txt_raw raw;
	struct security_txt t;
	struct err e = ERR_INIT;
	uint8_t *exact = malloc(len == 0 ? 1 : len);

	HOLDS(exact != NULL);
	if (len > 0)
		memcpy(exact, p, len);
	security_txt_find(exact, len, &raw);
	HOLDS(raw.len <= SECURITY_TXT_MAX && raw.len <= len && (raw.found || !raw.ended));
	if (security_txt_parse(&raw, &t, &e) == ERR_OK) {
		HOLDS(raw.found && raw.ended && t.n > 0 && t.n <= SECURITY_TXT_FIELDS);
		for (size_t i = 0; i < t.n; i++)
			HOLDS(strlen(t.field[i].name) < SECURITY_TXT_NAME && t.field[i].value >= raw.bytes &&
				t.field[i].value + strlen(t.field[i].value) < raw.bytes + raw.len);
	} else
		HOLDS(e.code == (raw.found ? ERR_WIRE : ERR_NOT_FOUND) && e.message[0] != '\0');
	free(exact);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char sample[] = "code=======BEGIN SECURITY.TXT V1=======\0name\0Ledger\0contacts\0email:a@b.c\0=======END SECURITY.TXT V1=======\0code";
	uint8_t bytes[1600];
	size_t n = 40;

	check(data, len);
	memcpy(bytes, sample, sizeof sample);
	fuzz_patch(bytes, sizeof sample, data, len);
	check(bytes, sizeof sample);
	/* the input between the marks */
	memcpy(bytes, sample, n);
	if (len < 1400) {
		if (len > 0)
			memcpy(bytes + n, data, len);
		memcpy(bytes + n + len, sample + 76, sizeof sample - 76);
		check(bytes, n + len + sizeof sample - 76);
	}
	return 0;
}
