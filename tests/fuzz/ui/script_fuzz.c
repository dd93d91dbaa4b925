/* Any bytes as a script: parsed or refused, never more than its limits. */

#include <stdint.h>
#include <stdlib.h>

#include "ui/script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = ERR_INIT;
	struct script s;

	if (script_parse((const char *)data, size, &s, &e) == ERR_OK && s.n > SCRIPT_STEPS_MAX)
		abort();
	script_wipe(&s);
	return 0;
}
