#ifndef GOV_SBPF_H
#define GOV_SBPF_H

/* sbpf.h - does the loader take code of an SBPF version now?  Pure: the chain's
 * feature gates, judged.
 *
 * The loader takes versions 0 up to the highest whose gate is active, and with
 * SIMD-0500 nothing below 3, neither to deploy nor to make immutable.
 * Source: agave program-runtime (min and max of enabled_sbpf_versions) and
 * feature-set; SIMD-0161, 0166, 0173 and 0174, 0178 and 0189, 0500. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A feature gate, as its account says. */
enum gate { GATE_UNKNOWN, GATE_OFF, GATE_PENDING, GATE_ON };

/* sbpf_gate_state reads the account; `is_feature`: it is there and the feature program's. */
enum gate sbpf_gate_state(bool is_feature, const uint8_t *data, size_t len);

enum sbpf_gate { SBPF_V1, SBPF_V2, SBPF_V3, SBPF_ONLY_V3, SBPF_GATES };
/* sbpf_gate_address is where the gate's account is, in base58. */
const char *sbpf_gate_address(enum sbpf_gate g);

enum sbpf_taken { SBPF_TAKEN, SBPF_REFUSED, SBPF_UNKNOWN };
/* sbpf_judge says whether code of `version` is taken, and why in `words`. */
enum sbpf_taken sbpf_judge(uint32_t version, const enum gate gate[SBPF_GATES], char *words, size_t size);

#endif
