#ifndef PROGRAM_ACT_H
#define PROGRAM_ACT_H

/* act.h - what a proposal says: its payload, its description, and the hash
 * that votes and executions must name. */

#include "program/abi.h"
#include "program/bytes.h"

/* Payload and description as propose brings them. */
struct act_text {
	const uint8_t *payload, *description;
	uint32_t payload_len, description_len;
};

/* act_parse splits `len` bytes into payload of `kind`, u8 description length
 * and description, with nothing left over: KIND, BAD_INSTRUCTION,
 * MEMBER_COUNT, DESCRIPTION. */
uint64_t act_parse(const uint8_t *p, uint64_t len, uint8_t kind, struct act_text *out);

/* is_act_deploy: an upgrade or a rollback. */
static inline bool
is_act_deploy(uint8_t kind)
{
	return kind == KT_KIND_UPGRADE || kind == KT_KIND_ROLLBACK;
}

/* act_len is the length of a proposal account, from its header. */
static inline uint32_t
act_len(const uint8_t *proposal)
{
	return KT_PROPOSAL_HEADER + bytes_u16(proposal + KT_AT(proposal, payload_len)) +
		proposal[KT_AT(proposal, description_len)];
}

static inline uint8_t *
act_payload(uint8_t *proposal)
{
	return proposal + KT_PROPOSAL_HEADER;
}

/* act_hash hashes the act in `proposal` (a whole account of ours) as abi.h
 * says; `multisig` is the data of its multisig, whose rules and members are
 * part of what is hashed. */
void act_hash(const uint8_t *program_id, const uint8_t *multisig, const uint8_t *proposal,
	uint8_t *out);

/* is_utf8: well-formed, shortest form, no surrogates, at most U+10FFFF. */
bool is_utf8(const uint8_t *p, uint32_t len);

#endif
