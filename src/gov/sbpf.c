#include "gov/sbpf.h"

#include <stdio.h>

const char *
sbpf_gate_address(enum sbpf_gate g)
{
	static const char *const address[SBPF_GATES] = {
		[SBPF_V1] = "JE86WkYvTrzW8HgNmrHY7dFYpCmSptUpKupbo2AdQ9cG",
		[SBPF_V2] = "F6UVKh1ujTEFK3en2SyAL3cdVnqko1FVEXWhmdLRu6WP",
		[SBPF_V3] = "5cC3foj77CWun58pC51ebHFUWavHWKarWyR5UUik7dnC",
		[SBPF_ONLY_V3] = "B8JJXCy5amZyWG9r7EnUYLwzXSXTxG7GZ1qZ1qggo83g",
	};

	return address[g];
}

enum gate
sbpf_gate_state(bool is_feature, const uint8_t *data, size_t len)
{
	if (!is_feature || len == 0)
		return GATE_OFF;
	return data[0] == 1 ? GATE_ON : GATE_PENDING;
}

/* The lowest version at or above `version` whose gate is active; 0 none. */
static uint32_t
allowed_by(uint32_t version, const enum gate gate[SBPF_GATES])
{
	for (uint32_t v = version; v <= 3; v++)
		if (gate[SBPF_V1 + v - 1] == GATE_ON)
			return v;
	return 0;
}

enum sbpf_taken
sbpf_judge(uint32_t version, const enum gate gate[SBPF_GATES], char *words, size_t size)
{
	const char *soon = version < 3 && gate[SBPF_ONLY_V3] == GATE_PENDING ? ", but SIMD-0500 is pending and ends that" : "";
	uint32_t by;

	if (version > 3) {
		(void)snprintf(words, size, "SBPF v%u is unknown", version);
		return SBPF_REFUSED;
	}
	for (unsigned i = 0; i < SBPF_GATES; i++) {
		if (gate[i] != GATE_UNKNOWN)
			continue;
		(void)snprintf(words, size, "the chain's features were not read");
		return SBPF_UNKNOWN;
	}
	if (version < 3 && gate[SBPF_ONLY_V3] == GATE_ON) {
		(void)snprintf(words, size, "SBPF v%u; the chain takes only v3 since SIMD-0500", version);
		return SBPF_REFUSED;
	}
	if (version == 0) {
		(void)snprintf(words, size, "SBPF v0, which the chain takes%s", soon);
		return SBPF_TAKEN;
	}
	by = allowed_by(version, gate);
	if (by == version)
		(void)snprintf(words, size, "SBPF v%u, its feature is active%s", version, soon);
	else if (by > 0)
		(void)snprintf(words, size, "SBPF v%u, which the chain takes since SBPF v%u is active%s", version, by, soon);
	else
		(void)snprintf(words, size, "SBPF v%u, its feature is %s", version,
			gate[SBPF_V1 + version - 1] == GATE_PENDING ? "pending" : "not active");
	return by > 0 ? SBPF_TAKEN : SBPF_REFUSED;
}
