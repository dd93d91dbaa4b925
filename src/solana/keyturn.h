#ifndef SOLANA_KEYTURN_H
#define SOLANA_KEYTURN_H

/* keyturn.h - the governance program's accounts and instructions as bytes.
 *
 * Wire formats: program/abi.h, the only description.  Pure; the guard, the
 * native backend and the tests share it. */

#include "program/abi.h"
#include "solana/message.h"

struct kt_person {
	struct pubkey address;
	enum kt_role role;
};
/* Members and numbers, as they stand in the multisig and in the payload of a change. */
struct kt_governance {
	uint8_t member_n, threshold, rollback_threshold, stop_number;
	uint32_t timelock_s, rollback_delay_s, window_s, reach_s;
	struct kt_person member[KT_MEMBERS_MAX];
};
struct kt_multisig_account {
	uint8_t bump, authority_bump;
	struct pubkey create_key;
	struct hash genesis_hash;
	uint64_t epoch, proposal_count;
	struct kt_governance governance;
};
struct kt_version_entry {
	uint64_t number, slot, proposal;
	struct hash code_hash;
	uint32_t code_len;
	bool adopted, retired;
	int64_t began, ended; /* cluster unix time, s */
};
struct kt_record_account {
	uint8_t bump;
	enum kt_record_state state;
	struct pubkey multisig, program;
	uint64_t newest;
	uint8_t version_n;
	struct kt_version_entry version[KT_RING]; /* oldest first */
};
/* What an act does; `kind` says which part counts. */
struct kt_deploy_act {
	struct pubkey program, buffer, spill;
	uint64_t from_number, target_number;
	struct hash from_hash, code_hash;
	uint32_t code_len;
	bool one_way, advance;
};
struct kt_handover_act {
	struct pubkey program, receiver;
	uint64_t from_number;
	struct hash from_hash;
};
struct kt_act {
	enum kt_kind kind;
	struct kt_deploy_act deploy;     /* upgrade, rollback */
	struct kt_handover_act handover; /* handovers, immutable */
	struct kt_governance members;    /* members */
};
struct kt_proposal_account {
	uint8_t bump;
	enum kt_status status;
	bool holds_buffer;
	struct pubkey multisig, proposer, rent_payer, depositor;
	uint64_t index, epoch;
	uint32_t lock_s, window_s;
	int64_t created_at, approved_at, ended_at;
	uint32_t approvals, rejections, cancels, approved_by; /* bit i: member i */
	struct hash payload_hash; /* as stored; compare with kt_payload_hash */
	struct kt_act act;
	size_t description_len;
	char description[KT_DESCRIPTION_MAX + 1]; /* untrusted; NUL added */
};

/* Decoders: whole account data.  ERR_WIRE for any other tag, version, size,
 * unknown enum value, or a count out of range. */
/* kt_unreadable adds to an error what it means where the account is of our
 * program: unknown tag, version or size, and what to do.  The decoders do. */
enum err_code kt_unreadable(struct err *e);
MUST_CHECK enum err_code kt_multisig_decode(const uint8_t *p, size_t len, struct kt_multisig_account *out, struct err *e);
MUST_CHECK enum err_code kt_record_decode(const uint8_t *p, size_t len, struct kt_record_account *out, struct err *e);
MUST_CHECK enum err_code kt_proposal_decode(const uint8_t *p, size_t len, struct kt_proposal_account *out, struct err *e);

/* Addresses under the governance program `id`. */
struct pubkey kt_multisig_address(const struct pubkey *id, const struct pubkey *create_key);
struct pubkey kt_authority_address(const struct pubkey *id, const struct pubkey *multisig);
struct pubkey kt_record_address(const struct pubkey *id, const struct pubkey *multisig, const struct pubkey *program);
struct pubkey kt_proposal_address(const struct pubkey *id, const struct pubkey *multisig, uint64_t index);

/* kt_governance_check applies design rule 1 with the program's own error
 * numbers; 0 when legal, else enum kt_error. */
unsigned kt_governance_check(const struct kt_governance *g);
unsigned kt_approvers(const struct kt_governance *g);

/* kt_act_program is the program an act concerns; zero for a change of members. */
struct pubkey kt_act_program(const struct kt_act *a);
/* kt_person_of is the member with that address, NULL none (`g` may be NULL); kt_role_name "approver", "operator". */
const struct kt_person *kt_person_of(const struct kt_governance *g, const struct pubkey *k);
const char *kt_role_name(enum kt_role r);

/* kt_needed: approvals `kind` needs; kt_reject_number, kt_stop_number: votes that end it. */
unsigned kt_needed(const struct kt_governance *g, enum kt_kind kind);
unsigned kt_reject_number(const struct kt_governance *g, enum kt_kind kind);
unsigned kt_stop_number(const struct kt_governance *g, enum kt_kind kind);

/* kt_payload_encode writes the act's payload, returns its length (at most KT_PAYLOAD_MAX). */
size_t kt_payload_encode(const struct kt_act *a, uint8_t out[KT_PAYLOAD_MAX]);
MUST_CHECK enum err_code kt_payload_decode(enum kt_kind kind, const uint8_t *p, size_t len, struct kt_act *out, struct err *e);

/* kt_payload_hash recomputes what votes on `p` must name, under governance `m`. */
void kt_payload_hash(const struct pubkey *id, const struct kt_multisig_account *m, const struct pubkey *multisig,
	const struct kt_proposal_account *p, struct hash *out);

/* Instructions: each fills s->ix and its storage. */
struct kt_ix {
	struct instruction ix;
	struct account_meta account[16];
	uint8_t data[PACKET_MAX];
};
struct kt_where { /* the addresses every instruction needs; borrowed for the call */
	struct pubkey id, multisig;
};
void kt_create_ix(struct kt_ix *s, const struct pubkey *id, const struct pubkey *payer, const struct pubkey *create_key,
	const struct hash *genesis, const struct kt_governance *g);
void kt_adopt_ix(struct kt_ix *s, const struct kt_where *w, const struct pubkey *payer, const struct pubkey *member,
	const struct pubkey *current_authority, const struct pubkey *program, uint32_t code_len, const struct hash *code_hash);
/* Description: at most KT_DESCRIPTION_MAX bytes of UTF-8. */
void kt_propose_ix(struct kt_ix *s, const struct kt_where *w, const struct pubkey *proposer, const struct pubkey *rent_payer,
	const struct pubkey *depositor, uint64_t index, const struct kt_act *a, const char *description, size_t description_len);
void kt_vote_ix(struct kt_ix *s, const struct kt_where *w, const struct pubkey *member, uint64_t index,
	enum kt_choice choice, const struct hash *payload_hash);
void kt_execute_ix(struct kt_ix *s, const struct kt_where *w, const struct pubkey *member, uint64_t index,
	const struct kt_act *a, const struct hash *payload_hash);
void kt_reclaim_ix(struct kt_ix *s, const struct kt_where *w, const struct kt_proposal_account *p);
void kt_close_ix(struct kt_ix *s, const struct kt_where *w, const struct pubkey *closer, const struct kt_proposal_account *p);

/* Instructions decoded back, for the guard.  Account keys are taken from the
 * message; kt_ix_decode checks count, tag, enum values, lengths and that
 * nothing is left over, and that every constant and derived account stands at
 * its place with the right signer and writable flags.  ERR_REFUSED says which is not.
 *
 * What only stored data can tell is left to the caller, who then rebuilds the
 * instruction and asks message_match: vote, execute and close take the proposal's
 * address from the message, reclaim the record's and the buffer's too.  Execute
 * shows its kind by its accounts only: act.kind is KT_KIND_UPGRADE for a
 * rollback as well, and of act.deploy and act.handover only addresses are set. */
struct kt_call {
	enum kt_instruction tag;
	enum kt_choice choice;                 /* vote */
	struct pubkey signer;                  /* payer of create; member, proposer, closer otherwise; reclaim: zero */
	struct pubkey payer, create_key, multisig, proposal, program, authority_now, depositor, receiver;
	struct pubkey record, buffer, spill;   /* reclaim; propose and execute of a deploy */
	struct hash payload_hash, genesis_hash, code_hash;
	uint64_t index;                        /* propose */
	uint32_t code_len;
	struct kt_governance governance;       /* create */
	struct kt_act act;                     /* propose; execute: see below */
	size_t description_len;
	char description[KT_DESCRIPTION_MAX + 1];
};
MUST_CHECK enum err_code kt_ix_decode(const struct message *m, unsigned instruction, const struct pubkey *id,
	struct kt_call *out, struct err *e);

/* kt_error_text is the program's words for Custom(n), NULL when unknown;
 * kt_kind_name "upgrade", "handover_multisig"..., "unknown". */
const char *kt_error_text(unsigned n);
const char *kt_kind_name(enum kt_kind k);
/* kt_takes_buffer is true for the kinds that deploy code: upgrade and rollback. */
bool kt_takes_buffer(enum kt_kind kind);

#endif
