#include "gov/sbpf.h"

#include <string.h>

#include "../../test.h"

#define _ GATE_OFF
#define P GATE_PENDING
#define X GATE_ON
#define U GATE_UNKNOWN

static const struct row {
	const char *fact;
	uint32_t version;
	enum gate gate[SBPF_GATES]; /* v1, v2, v3, only v3 */
	enum sbpf_taken want;
	const char *words;
} rows[] = {
	{ "v0 where nothing is active", 0, { _, _, _, _ }, SBPF_TAKEN, "SBPF v0, which the chain takes" },
	{ "v0 where everything newer is", 0, { X, X, X, _ }, SBPF_TAKEN, "SBPF v0, which the chain takes" },
	{ "v0 with SIMD-0500 pending", 0, { _, _, X, P }, SBPF_TAKEN, "SBPF v0, which the chain takes, but SIMD-0500 is pending and ends that" },
	{ "v0 with SIMD-0500", 0, { X, X, X, X }, SBPF_REFUSED, "SBPF v0; the chain takes only v3 since SIMD-0500" },
	{ "v1 by its own gate", 1, { X, _, _, _ }, SBPF_TAKEN, "SBPF v1, its feature is active" },
	{ "v1 by that of v2", 1, { _, X, _, _ }, SBPF_TAKEN, "SBPF v1, which the chain takes since SBPF v2 is active" },
	{ "v1 by that of v3", 1, { P, _, X, P }, SBPF_TAKEN,
		"SBPF v1, which the chain takes since SBPF v3 is active, but SIMD-0500 is pending and ends that" },
	{ "v1 by none", 1, { _, _, _, _ }, SBPF_REFUSED, "SBPF v1, its feature is not active" },
	{ "v1 not yet", 1, { P, _, _, _ }, SBPF_REFUSED, "SBPF v1, its feature is pending" },
	{ "v1 with SIMD-0500", 1, { X, X, X, X }, SBPF_REFUSED, "SBPF v1; the chain takes only v3 since SIMD-0500" },
	{ "v2 by its own gate", 2, { _, X, _, _ }, SBPF_TAKEN, "SBPF v2, its feature is active" },
	{ "v2 by that of v3", 2, { X, _, X, _ }, SBPF_TAKEN, "SBPF v2, which the chain takes since SBPF v3 is active" },
	{ "v2 not by that of v1", 2, { X, _, _, _ }, SBPF_REFUSED, "SBPF v2, its feature is not active" },
	{ "v2 with SIMD-0500", 2, { X, X, X, X }, SBPF_REFUSED, "SBPF v2; the chain takes only v3 since SIMD-0500" },
	{ "v3 by its own gate", 3, { _, _, X, _ }, SBPF_TAKEN, "SBPF v3, its feature is active" },
	{ "v3 with SIMD-0500", 3, { _, _, X, X }, SBPF_TAKEN, "SBPF v3, its feature is active" },
	{ "v3 not by those below", 3, { X, X, _, _ }, SBPF_REFUSED, "SBPF v3, its feature is not active" },
	{ "v3 not yet", 3, { X, X, P, _ }, SBPF_REFUSED, "SBPF v3, its feature is pending" },
	{ "v4", 4, { X, X, X, _ }, SBPF_REFUSED, "SBPF v4 is unknown" },
	{ "v4 with nothing read", 4, { U, U, U, U }, SBPF_REFUSED, "SBPF v4 is unknown" },
	{ "a gate that was not read", 0, { X, X, X, U }, SBPF_UNKNOWN, "the chain's features were not read" },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char words[200] = "";
		enum sbpf_taken got = sbpf_judge(rows[i].version, rows[i].gate, words, sizeof words);

		CHECK(got == rows[i].want && strcmp(words, rows[i].words) == 0, "%s: %d, %s", rows[i].fact, (int)got, words);
	}
	return test_done();
}
