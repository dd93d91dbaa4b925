#ifndef PROGRAM_ABI_H
#define PROGRAM_ABI_H

/* abi.h - accounts, instructions and error numbers of the keyturn program.
 *
 * The only description there is: the program on the chain and the client both
 * include it, and keyturn-program(7) is written from it.  Needs <stdint.h> and
 * nothing else.
 *
 * Every account and every argument is a sequence of fields without padding,
 * integers little-endian.  A table row is X(offset, size, name, meaning); the
 * struct made from a table is all bytes, so its offsets are the wire's, and
 * each is asserted.  No bytes are ever cast to these structs: they exist for
 * KT_AT and KT_SIZE. */

#include <stdint.h>

#define KT_AT(table, field) ((uint32_t)__builtin_offsetof(struct kt_##table, field))
#define KT_SIZE(table, field) ((uint32_t)sizeof(((struct kt_##table *)0)->field))
#define KT_LEN(table) ((uint32_t)sizeof(struct kt_##table))

#define KT_FIELD(offset, size, name, meaning) uint8_t name[size];
#define KT_ASSERT_(table, offset, size, name) \
	_Static_assert(__builtin_offsetof(struct kt_##table, name) == (offset), #table "." #name);

/* --- numbers ---------------------------------------------------------- */

#define KT_ABI_VERSION 1u /* second byte of every account */
#define KT_MEMBERS_MAX 20u
#define KT_RING 16u                  /* versions a program record remembers */
#define KT_DESCRIPTION_MAX 140u      /* bytes of UTF-8 */
#define KT_CODE_LEN_MAX 2600000u     /* bytes of trimmed code: what one transaction can hash */
#define KT_BUFFER_LEN_MAX 3000000u   /* bytes of a buffer's ELF with its zero tail */
#define KT_TIMELOCK_MAX_S 7776000u   /* 90 days */
#define KT_TIMELOCK_DEFAULT_S 172800u /* 48 hours */
#define KT_WINDOW_MIN_S 3600u
#define KT_WINDOW_MAX_S 7776000u
#define KT_WINDOW_DEFAULT_S 1209600u /* 14 days */
#define KT_REACH_MIN_S 86400u
#define KT_REACH_MAX_S 7776000u
#define KT_REACH_DEFAULT_S 2592000u  /* 30 days */

/* Seeds of program derived addresses; the address under the program's id. */
#define KT_SEED_MULTISIG "multisig"   /* + create key */
#define KT_SEED_AUTHORITY "authority" /* + multisig */
#define KT_SEED_PROGRAM "program"     /* + multisig + governed program */
#define KT_SEED_PROPOSAL "proposal"   /* + multisig + u64 index */

/* First byte of an account. */
enum kt_account_tag {
	KT_ACCOUNT_CLOSED = 0,
	KT_ACCOUNT_MULTISIG = 1,
	KT_ACCOUNT_RECORD = 2,
	KT_ACCOUNT_PROPOSAL = 3,
};

/* --- who governs ------------------------------------------------------ */

enum kt_role {
	KT_ROLE_APPROVER = 1, /* may vote, propose and execute */
	KT_ROLE_OPERATOR = 2, /* may propose and execute, not vote */
};

/* One member: address on the curve, role. */
#define KT_MEMBER_FIELDS(X) \
	X( 0, 32, address, "member's address, on the curve") \
	X(32,  1, role,    "kt_role")
struct kt_member { KT_MEMBER_FIELDS(KT_FIELD) };

/* The numbers.  Followed by member_n members wherever it stands: in the
 * multisig, in create multisig and in the payload of a change.  Its hash is
 * SHA-256 over these 20 bytes and the member_n members that follow. */
#define KT_RULES_FIELDS(X) \
	X( 0, 1, member_n,           "members, 1 to 20") \
	X( 1, 1, threshold,          "approvals an act needs") \
	X( 2, 1, rollback_threshold, "approvals a rollback needs") \
	X( 3, 1, stop_number,        "cancel votes that stop an approved act") \
	X( 4, 4, timelock,           "s between the last needed approval and execution") \
	X( 8, 4, rollback_delay,     "s, the same for a rollback") \
	X(12, 4, window,             "s an act may be voted on, and again be executed") \
	X(16, 4, reach,              "s a version may have ended and still be gone back to")
struct kt_rules { KT_RULES_FIELDS(KT_FIELD) };

#define KT_MULTISIG_FIELDS(X) \
	X(  0,   1, tag,            "KT_ACCOUNT_MULTISIG") \
	X(  1,   1, version,        "KT_ABI_VERSION") \
	X(  2,   1, bump,           "of this address") \
	X(  3,   1, authority_bump, "of the authority") \
	X(  4,  32, create_key,     "signed the creation; has no power afterwards") \
	X( 36,  32, genesis_hash,   "the cluster this multisig is for") \
	X( 68,   8, epoch,          "u64, changes of the multisig so far") \
	X( 76,   8, proposal_count, "u64, index of the newest proposal") \
	X( 84,  20, rules,          "kt_rules") \
	X(104, 660, members,        "20 kt_member, unused ones zero")
struct kt_multisig { KT_MULTISIG_FIELDS(KT_FIELD) };
#define KT_MULTISIG_LEN 764u

/* --- what is governed ------------------------------------------------- */

enum kt_record_state {
	KT_RECORD_GOVERNED = 1,
	KT_RECORD_CLOSED = 2, /* handed over; adopting again goes on counting */
	KT_RECORD_SEALED = 3, /* made immutable; for ever */
};

enum kt_version_flag {
	KT_VERSION_ADOPTED = 1, /* found on chain, not deployed by an act */
	KT_VERSION_RETIRED = 2, /* may not be gone back to */
};

#define KT_VERSION_FIELDS(X) \
	X( 0,  8, number,    "u64, 1 for the first; the newest only grows") \
	X( 8, 32, code_hash, "SHA-256 of the code without trailing zeros") \
	X(40,  4, code_len,  "u32, bytes without trailing zeros") \
	X(44,  1, flags,     "kt_version_flag bits") \
	X(45,  8, slot,      "u64, of the deploy or adoption") \
	X(53,  8, began,     "i64, cluster unix time") \
	X(61,  8, ended,     "i64, cluster unix time; meaningful unless it is the newest of a governed program") \
	X(69,  8, proposal,  "u64, index of the act; 0 when adopted")
struct kt_version { KT_VERSION_FIELDS(KT_FIELD) };

#define KT_RECORD_FIELDS(X) \
	X(  0,    1, tag,       "KT_ACCOUNT_RECORD") \
	X(  1,    1, version,   "KT_ABI_VERSION") \
	X(  2,    1, bump,      "of this address") \
	X(  3,    1, state,     "kt_record_state") \
	X(  4,   32, multisig,  "") \
	X( 36,   32, program,   "the governed program") \
	X( 68,    8, newest,    "u64, number of the newest version") \
	X( 76,    1, version_n, "entries in use, 1 to 16") \
	X( 77, 1232, versions,  "16 kt_version, oldest first, the last one in use is the newest")
struct kt_record { KT_RECORD_FIELDS(KT_FIELD) };
#define KT_RECORD_LEN 1309u

/* --- acts ------------------------------------------------------------- */

enum kt_kind {
	KT_KIND_UPGRADE = 1,
	KT_KIND_ROLLBACK = 2,
	KT_KIND_MEMBERS = 3,            /* the whole new list and numbers */
	KT_KIND_HANDOVER = 4,           /* receiver signs the execution */
	KT_KIND_HANDOVER_MULTISIG = 5,  /* to the authority of another multisig of this program */
	KT_KIND_HANDOVER_UNCHECKED = 6, /* to an address nobody proves to hold */
	KT_KIND_IMMUTABLE = 7,
};

enum kt_status {
	KT_STATUS_ACTIVE = 1,
	KT_STATUS_APPROVED = 2,
	KT_STATUS_EXECUTED = 3,
	KT_STATUS_REJECTED = 4,
	KT_STATUS_CANCELLED = 5,
	KT_STATUS_WITHDRAWN = 6,
	/* expired, stale and superseded follow from times, epochs and versions */
};

/* Payload of KT_KIND_UPGRADE and KT_KIND_ROLLBACK. */
enum kt_deploy_flag {
	KT_DEPLOY_ONE_WAY = 1, /* upgrade: executing it retires all older versions */
	KT_DEPLOY_ADVANCE = 2, /* rollback made before the upgrade it undoes: starts from the next number */
};
#define KT_DEPLOY_FIELDS(X) \
	X(  0, 32, program,       "the governed program") \
	X( 32, 32, buffer,        "") \
	X( 64, 32, spill,         "receives the lamports left over") \
	X( 96,  8, from_number,   "u64, version the act starts from") \
	X(104, 32, from_hash,     "its code hash") \
	X(136,  8, target_number, "u64, rollback: the version gone back to; upgrade: 0") \
	X(144, 32, code_hash,     "of the code to be deployed") \
	X(176,  4, code_len,      "u32, bytes without trailing zeros") \
	X(180,  1, flags,         "kt_deploy_flag bits")
struct kt_deploy { KT_DEPLOY_FIELDS(KT_FIELD) };

/* Payload of the three handovers and of KT_KIND_IMMUTABLE. */
#define KT_HANDOVER_FIELDS(X) \
	X( 0, 32, program,     "the governed program") \
	X(32,  8, from_number, "u64, version the act starts from") \
	X(40, 32, from_hash,   "its code hash") \
	X(72, 32, receiver,    "new upgrade authority; KT_KIND_HANDOVER_MULTISIG: the other multisig; immutable: zero")
struct kt_handover { KT_HANDOVER_FIELDS(KT_FIELD) };

/* Payload of KT_KIND_MEMBERS: kt_rules and member_n kt_member. */
#define KT_PAYLOAD_MAX 680u

#define KT_PROPOSAL_FIELDS(X) \
	X(  0,   1, tag,          "KT_ACCOUNT_PROPOSAL") \
	X(  1,   1, version,      "KT_ABI_VERSION") \
	X(  2,   1, bump,         "of this address") \
	X(  3,   1, kind,         "kt_kind") \
	X(  4,  32, multisig,     "at the offset a record has it: one filter finds both") \
	X( 36,   1, status,       "kt_status") \
	X( 37,   1, holds_buffer, "1 while the authority holds the depositor's buffer") \
	X( 38,   8, index,        "u64, 1 for the first") \
	X( 46,   8, epoch,        "u64, of the multisig when proposed") \
	X( 54,  32, proposer,     "") \
	X( 86,  32, rent_payer,   "") \
	X(118,  32, depositor,    "buffer's authority before; zero for acts without buffer") \
	X(150,   4, lock,         "u32 s, timelock or rollback delay when proposed") \
	X(154,   4, window,       "u32 s, window when proposed") \
	X(158,   8, created_at,   "i64, cluster unix time") \
	X(166,   8, approved_at,  "i64, when the threshold was met; meaningful from KT_STATUS_APPROVED on") \
	X(174,   8, ended_at,     "i64, executed, rejected, cancelled or withdrawn") \
	X(182,   4, approvals,    "u32, bit i: member i approves now") \
	X(186,   4, rejections,   "u32, likewise") \
	X(190,   4, cancels,      "u32, likewise") \
	X(194,   4, approved_by,  "u32, approvals when the threshold was met") \
	X(198,  32, payload_hash, "what votes and execution must name; see KT_HASH_DOMAIN") \
	X(230,   2, payload_len,  "u16, by kind") \
	X(232,   1, description_len, "0 to 140")
struct kt_proposal { KT_PROPOSAL_FIELDS(KT_FIELD) };
#define KT_PROPOSAL_HEADER 233u /* then the payload, then the description; account ends there */
#define KT_PROPOSAL_LEN_MAX (KT_PROPOSAL_HEADER + KT_PAYLOAD_MAX + KT_DESCRIPTION_MAX)

/* The payload hash: SHA-256 over these, in order:
 *   KT_HASH_DOMAIN (16 bytes, no NUL) | program id 32 | genesis hash 32 |
 *   multisig 32 | index u64 | epoch u64 | hash of rules and members now 32 |
 *   kind u8 | payload_len u16 | payload | proposer 32 | depositor 32 |
 *   rent payer 32 | description_len u8 | description */
#define KT_HASH_DOMAIN "keyturn-act-v1\0"
#define KT_HASH_DOMAIN_LEN 16u

/* --- instructions ------------------------------------------------------
 *
 * First byte of the data.  Accounts in the order given, exactly that many;
 * s signer, w writable.  INSTRUCTIONS is the instructions sysvar. */

enum kt_instruction {
	KT_CREATE_MULTISIG = 1,
	KT_ADOPT = 2,
	KT_PROPOSE = 3,
	KT_VOTE = 4,
	KT_EXECUTE = 5,
	KT_RECLAIM = 6,
	KT_CLOSE = 7,
};

/* create multisig: payer sw, create key s, multisig w, System, INSTRUCTIONS.
 * Followed by kt_rules and member_n kt_member. */
#define KT_CREATE_ARGS(X) \
	X(0,  1, tag,          "KT_CREATE_MULTISIG") \
	X(1, 32, genesis_hash, "the cluster's genesis hash")
struct kt_create { KT_CREATE_ARGS(KT_FIELD) };

/* adopt: payer sw, member s, current upgrade authority s (our authority: no
 * signature), multisig, authority, record w, program, program data w, loader,
 * System, INSTRUCTIONS. */
#define KT_ADOPT_ARGS(X) \
	X(0,  1, tag,       "KT_ADOPT") \
	X(1,  4, code_len,  "u32, bytes on chain without trailing zeros") \
	X(5, 32, code_hash, "of the bytes on chain")
struct kt_adopt { KT_ADOPT_ARGS(KT_FIELD) };

/* propose: proposer s, rent payer sw, multisig w, proposal w, System,
 * INSTRUCTIONS; then
 *   upgrade, rollback: depositor s, authority, record, program, program data,
 *                      buffer w, spill, loader
 *   members:           nothing
 *   handovers:         record, receiver (KT_KIND_HANDOVER_MULTISIG: the other multisig)
 *   immutable:         record
 * Followed by the payload, u8 description length, description. */
#define KT_PROPOSE_ARGS(X) \
	X(0, 1, tag,   "KT_PROPOSE") \
	X(1, 8, index, "u64, proposal_count + 1") \
	X(9, 1, kind,  "kt_kind")
struct kt_propose { KT_PROPOSE_ARGS(KT_FIELD) };

/* vote: member s, multisig, proposal w, INSTRUCTIONS. */
enum kt_choice {
	KT_CHOICE_APPROVE = 1,
	KT_CHOICE_REJECT = 2,
	KT_CHOICE_CANCEL = 3,
	KT_CHOICE_WITHDRAW = 4, /* by the proposer, while active; an operator too */
};
#define KT_VOTE_ARGS(X) \
	X(0,  1, tag,          "KT_VOTE") \
	X(1,  1, choice,       "kt_choice") \
	X(2, 32, payload_hash, "of the act as seen")
struct kt_vote { KT_VOTE_ARGS(KT_FIELD) };

/* execute: member s, multisig w, proposal w, INSTRUCTIONS; then
 *   upgrade, rollback:  authority, record w, program w, program data w,
 *                       buffer w, spill w, Rent, Clock, loader
 *   members:            nothing
 *   handover:           authority, record w, program, program data w, receiver s, loader
 *   handover multisig:  authority, record w, program, program data w, other
 *                       multisig, its authority, loader
 *   handover unchecked: authority, record w, program, program data w, receiver, loader
 *   immutable:          authority, record w, program, program data w, loader */
#define KT_EXECUTE_ARGS(X) \
	X(0,  1, tag,          "KT_EXECUTE") \
	X(1, 32, payload_hash, "of the act as seen")
struct kt_execute { KT_EXECUTE_ARGS(KT_FIELD) };

/* reclaim, by anybody: multisig, authority, proposal w, record, buffer w,
 * depositor, loader, INSTRUCTIONS. */
#define KT_RECLAIM_ARGS(X) X(0, 1, tag, "KT_RECLAIM")
struct kt_reclaim { KT_RECLAIM_ARGS(KT_FIELD) };

/* close, by the rent payer or a member: closer s, multisig, proposal w,
 * rent payer w, INSTRUCTIONS. */
#define KT_CLOSE_ARGS(X) X(0, 1, tag, "KT_CLOSE")
struct kt_close { KT_CLOSE_ARGS(KT_FIELD) };

/* --- errors: Custom(n) of a refused instruction ------------------------ */

#define KT_ERRORS(X) \
	X(100, BAD_INSTRUCTION,       "instruction data is malformed") \
	X(101, BAD_ACCOUNT_COUNT,     "wrong number of accounts") \
	X(102, NOT_TOP_LEVEL,         "called by another program") \
	X(103, DURABLE_NONCE,         "the transaction uses a durable nonce") \
	X(104, NOT_SIGNER,            "a required signature is missing") \
	X(105, NOT_WRITABLE,          "an account must be writable") \
	X(106, WRONG_ADDRESS,         "an account is not at its derived address") \
	X(107, WRONG_OWNER,           "an account is owned by another program") \
	X(108, WRONG_TAG,             "an account is of another type") \
	X(109, WRONG_SIZE,            "an account has the wrong size") \
	X(110, WRONG_VERSION,         "an account is of another version of this program") \
	X(111, WRONG_SYSVAR,          "an account is not the sysvar it should be") \
	X(112, WRONG_LOADER,          "an account is not the upgradeable loader") \
	X(113, WRONG_SYSTEM,          "an account is not the System program") \
	X(114, DUPLICATE_ACCOUNT,     "two accounts that must differ are the same") \
	X(115, WRONG_MULTISIG,        "an account belongs to another multisig") \
	X(116, BAD_CLOCK,             "the chain's clock is negative") \
	X(117, ALREADY_EXISTS,        "the account exists already") \
	X(120, MEMBER_COUNT,          "members must be 1 to 20") \
	X(121, MEMBER_ROLE,           "a member's role is unknown") \
	X(122, MEMBER_DUPLICATE,      "a member is listed twice") \
	X(123, MEMBER_OFF_CURVE,      "a member's address is not on the curve") \
	X(124, THRESHOLD,             "threshold must be 1 to the number of approvers") \
	X(125, ROLLBACK_THRESHOLD,    "rollback threshold must be threshold to the number of approvers") \
	X(126, STOP_NUMBER,           "stop number must be 1 to approvers - threshold + 1") \
	X(127, TIMELOCK,              "timelock must be at most 90 days") \
	X(128, ROLLBACK_DELAY,        "rollback delay must be at most the timelock") \
	X(129, WINDOW,                "window must be 1 hour to 90 days") \
	X(130, REACH,                 "reach must be 1 to 90 days") \
	X(140, NOT_MEMBER,            "the signer is no member") \
	X(141, NOT_APPROVER,          "the signer may not vote") \
	X(142, NOT_PROPOSER,          "only the proposer may withdraw") \
	X(143, HASH_MISMATCH,         "the act is not the one that was seen") \
	X(144, NOT_ACTIVE,            "the act is not open for votes") \
	X(145, NOT_APPROVED,          "the act is not approved") \
	X(146, VOTING_EXPIRED,        "the window for votes is over") \
	X(147, TIMELOCK_NOT_OVER,     "the timelock is not over") \
	X(148, EXECUTION_EXPIRED,     "the window for execution is over") \
	X(149, STALE,                 "the multisig has changed since the act was proposed") \
	X(150, SUPERSEDED,            "the version the act starts from is no longer the newest") \
	X(151, INDEX,                 "proposal index must be the next one") \
	X(152, KIND,                  "unknown kind of act") \
	X(153, DESCRIPTION,           "description is longer than 140 bytes or not UTF-8") \
	X(154, ALREADY_VOTED,         "the member's vote is already that") \
	X(155, THRESHOLD_NOT_MET,     "approvals are fewer than the threshold") \
	X(160, NOT_GOVERNED,          "the program is not governed by this multisig") \
	X(161, ALREADY_RECORDED,      "the program is already recorded") \
	X(162, OWN_PROGRAM,           "the governance program cannot govern itself") \
	X(163, WRONG_PROGRAM_DATA,    "program data is not at its derived address or not program data") \
	X(164, WRONG_AUTHORITY,       "upgrade authority is not the one expected") \
	X(165, NOT_A_BUFFER,          "account is not a loader buffer") \
	X(166, BUFFER_AUTHORITY,      "buffer's authority is not the depositor") \
	X(167, BUFFER_HELD,           "the buffer is already held by this authority") \
	X(168, CODE_LEN,              "code length is 0, above 2,600,000, or beyond the account") \
	X(169, CODE_NOT_TRIMMED,      "code ends in a zero byte") \
	X(170, TAIL_NOT_ZERO,         "bytes after the code are not zero") \
	X(171, CODE_HASH,             "code hash is not the one proposed") \
	X(172, NO_ROOM,               "program data is too small for the buffer") \
	X(173, BUFFER_TOO_LARGE,      "buffer is larger than 3,000,000 bytes") \
	X(174, SPILL,                 "spill is off the curve and not System-owned, or one of the accounts involved") \
	X(175, WRONG_BUFFER,          "buffer is not the one proposed") \
	X(176, IMMUTABLE,             "the program has no upgrade authority") \
	X(180, NO_SUCH_VERSION,       "target is not in the record's ring") \
	X(181, TARGET_RETIRED,        "target is retired") \
	X(182, TARGET_IS_NEWEST,      "target is the newest version") \
	X(183, OUT_OF_REACH,          "target ended longer ago than the reach") \
	X(184, SAME_CODE,             "the way back leads to the code it starts from") \
	X(185, FLAGS,                 "flags are not of this kind of act") \
	X(186, NOT_YET,               "the version the act starts from is not deployed yet") \
	X(190, RECEIVER,              "receiver is zero, ours, or not what the kind of handover needs") \
	X(200, NOT_DEAD,              "the act can still be executed or voted on") \
	X(201, NO_BUFFER_HELD,        "the act holds no buffer") \
	X(202, HOLDS_BUFFER,          "the act still holds a buffer: reclaim it first") \
	X(203, TOO_EARLY_TO_CLOSE,    "closed at the earliest one window after its end") \
	X(204, CHANGE_IS_KEPT,        "an executed change of the multisig is never closed") \
	X(205, NOT_CLOSER,            "only the rent payer or a member may close") \
	X(206, WRONG_RENT_PAYER,      "refund must go to the rent payer") \
	X(207, READ_BACK,             "after the loader ran, the account is not what it should be")
enum kt_error {
#define X(number, name, text) KT_E_##name = number,
	KT_ERRORS(X)
#undef X
};

/* --- events: sol_log_data of one field, a hint, never a proof ---------- */

#define KT_EVENT_FIELDS(X) \
	X( 0,  1, instruction, "kt_instruction") \
	X( 1,  1, detail,      "choice or kind") \
	X( 2,  1, status,      "of the proposal afterwards") \
	X( 3, 32, multisig,    "") \
	X(35,  8, index,       "u64, proposal; 0 where there is none") \
	X(43, 32, member,      "who signed")
struct kt_event { KT_EVENT_FIELDS(KT_FIELD) };

/* --- every offset and size as stated ----------------------------------- */

#define X(o, s, n, m) KT_ASSERT_(member, o, s, n)
KT_MEMBER_FIELDS(X)
#undef X
#define X(o, s, n, m) KT_ASSERT_(rules, o, s, n)
KT_RULES_FIELDS(X)
#undef X
#define X(o, s, n, m) KT_ASSERT_(multisig, o, s, n)
KT_MULTISIG_FIELDS(X)
#undef X
#define X(o, s, n, m) KT_ASSERT_(version, o, s, n)
KT_VERSION_FIELDS(X)
#undef X
#define X(o, s, n, m) KT_ASSERT_(record, o, s, n)
KT_RECORD_FIELDS(X)
#undef X
#define X(o, s, n, m) KT_ASSERT_(deploy, o, s, n)
KT_DEPLOY_FIELDS(X)
#undef X
#define X(o, s, n, m) KT_ASSERT_(handover, o, s, n)
KT_HANDOVER_FIELDS(X)
#undef X
#define X(o, s, n, m) KT_ASSERT_(proposal, o, s, n)
KT_PROPOSAL_FIELDS(X)
#undef X
#define X(o, s, n, m) KT_ASSERT_(create, o, s, n)
KT_CREATE_ARGS(X)
#undef X
#define X(o, s, n, m) KT_ASSERT_(adopt, o, s, n)
KT_ADOPT_ARGS(X)
#undef X
#define X(o, s, n, m) KT_ASSERT_(propose, o, s, n)
KT_PROPOSE_ARGS(X)
#undef X
#define X(o, s, n, m) KT_ASSERT_(vote, o, s, n)
KT_VOTE_ARGS(X)
#undef X
#define X(o, s, n, m) KT_ASSERT_(execute, o, s, n)
KT_EXECUTE_ARGS(X)
#undef X
#define X(o, s, n, m) KT_ASSERT_(event, o, s, n)
KT_EVENT_FIELDS(X)
#undef X
_Static_assert(sizeof(struct kt_member) == 33, "member");
_Static_assert(sizeof(struct kt_rules) == 20, "rules");
_Static_assert(sizeof(struct kt_version) == 77, "version");
_Static_assert(sizeof(struct kt_deploy) == 181, "deploy");
_Static_assert(sizeof(struct kt_handover) == 104, "handover");
_Static_assert(sizeof(struct kt_multisig) == KT_MULTISIG_LEN, "multisig");
_Static_assert(sizeof(struct kt_record) == KT_RECORD_LEN, "record");
_Static_assert(sizeof(struct kt_proposal) == KT_PROPOSAL_HEADER, "proposal");
_Static_assert(sizeof(struct kt_rules) + KT_MEMBERS_MAX * sizeof(struct kt_member) == KT_PAYLOAD_MAX, "payload");
_Static_assert(sizeof(struct kt_event) == 75, "event");

#endif
