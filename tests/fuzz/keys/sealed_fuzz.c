#include "fuzz/fuzz.h"

#include "keys/sealed.h"

/* Any bytes; most of them made a file of the right beginning, length and format. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t len)
{
	uint8_t file[SEALED_LEN] = "keyturnK";
	struct sealed_head h = { .cost = { 0, 0 } };
	struct err e = ERR_INIT;
	enum err_code rc = sealed_head_decode(p, len, &h, &e);

	HOLDS(rc == ERR_OK || rc == ERR_KEY);
	HOLDS(rc != ERR_OK || (len == SEALED_LEN && sealed_is(p, len)));
	if (len < 2)
		return 0;
	file[8] = p[0] % 8 == 0 ? p[1] : 1;
	for (size_t i = 12; i < SEALED_LEN && i - 12 + 2 < len; i++)
		file[i] = p[i - 12 + 2];
	if (p[0] % 2 == 0) { /* numbers near their bounds */
		file[13] = file[14] = file[15] = 0;
		file[19] = 0;
		file[18] &= 0x1f;
	}
	rc = sealed_head_decode(file, SEALED_LEN, &h, &e);
	HOLDS(rc == ERR_OK || rc == ERR_KEY);
	if (rc == ERR_OK) {
		HOLDS(sealed_cost_check(&h.cost, &e) == ERR_OK);
		HOLDS(memcmp(h.salt, file + 20, 16) == 0 && memcmp(h.nonce, file + 36, 24) == 0);
		HOLDS(memcmp(h.address.b, file + 60, 32) == 0);
	}
	return 0;
}
