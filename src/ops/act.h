#ifndef OPS_ACT_H
#define OPS_ACT_H

/* act.h - one transaction a member signs, from intent to outcome.
 *
 * The steps, none of which blocks: check the cluster's genesis hash, read the
 * multisig, proposal and record again at the deciding commitment, see whether
 * the move is legal, take blockhash, priority price and fee, build, simulate
 * for exact limits, build again, have the signer describe the bytes: ACT_CARD.
 * After act_confirm: journal the intent, sign, journal the signature, send and
 * confirm, journal the outcome.  An ambiguous send is resolved by its effect
 * before anything is sent again.  The blockhash is renewed (and the bytes
 * described again) while the card waits; the card's words never change by
 * that, or the act fails and says so. */

#include "gov/preflight.h"
#include "ops/session.h"

enum act_phase {
	ACT_PREPARING,
	ACT_CARD,      /* act_card is to be shown and confirmed */
	ACT_SENDING,
	ACT_DONE,      /* landed, or found to have taken effect already */
	ACT_FAILED,    /* act_error says why; nothing is left in flight */
};

struct act;

/* A move on an existing proposal.  `expect` (NULL or a payload hash) is what
 * the person looked at: another one now is refused with ERR_REFUSED. */
struct act *act_move(struct session *s, enum gov_move move, uint64_t index, const struct hash *expect);
/* Any other single instruction, made by the caller (copied): create, adopt,
 * propose, extend, ...  `extra` are further signers by keypair in the same
 * transaction, such as a fresh create key: asked through `sign_extra`. */
typedef enum err_code act_sign_extra(void *ctx, const uint8_t *message, size_t len, const struct pubkey *key,
	struct signature *out, struct err *e);
struct act *act_instruction(struct session *s, const char *action, const struct instruction *ix, size_t n,
	const struct guard_context *context, uint64_t index, act_sign_extra *sign_extra, void *ctx);
/* act_once: where an earlier run was ended before it heard that the very same
 * landed, that is the end of this one too, and not done once more. */
void act_once(struct act *a);
/* act_also_sign lets the key `who` sign a move too: the receiver of a handover. */
void act_also_sign(struct act *a, const struct pubkey *who, act_sign_extra *sign_extra, void *ctx);
/* act_context is what the signer is told with the message; borrowed.  act_give
 * puts an account into one: ERR_WIRE when it is too large for any of ours. */
const struct guard_context *act_context(const struct act *a);
MUST_CHECK enum err_code act_give(struct guard_account *to, const struct pubkey *address, const uint8_t *raw, size_t len,
	struct err *e);
/* act_propose proposes `what` as the next number of `w`; `rent_lamports` is that
 * of the proposal's account.  NULL: *e says why not. */
struct act *act_propose(struct session *s, const struct gov_world *w, const struct kt_act *what, const char *description,
	uint64_t rent_lamports, struct err *e);
void act_free(struct act *a);

/* act_turn goes on as far as it can without waiting; call it once per turn of the loop.
 * act_deadline_ms is when to call it again at the latest, -1: a reply or the user comes first. */
enum act_phase act_turn(struct act *a);
int act_deadline_ms(const struct act *a);

const struct guard_card *act_card(const struct act *a);  /* from ACT_CARD on; borrowed */
void act_confirm(struct act *a);                         /* the person typed what the card asks */
const struct err *act_error(const struct act *a);        /* ACT_FAILED */
bool act_is_taken(const struct act *a);                  /* ACT_FAILED, as the account that it makes is there already */
/* ACT_FAILED, as something else landed first: the move was made or its act ended by others, or
 * a proposal took the number or the buffer.  An endpoint may show it only later. */
bool act_is_overtaken(const struct act *a);
bool act_signature(const struct act *a, struct signature *out);
uint64_t act_slot(const struct act *a);                  /* it landed in; 0 where it was not sent, or by an earlier run */
/* act_preflight is what was found before the card of an execution or a vote; n is 0 for others. */
const struct preflight *act_preflight(const struct act *a);
uint64_t act_fee_lamports(const struct act *a);          /* as the node said */
const char *act_step(const struct act *a);               /* words for the progress line */
/* act_before is what became of an earlier run of the same by the same key, in
 * words; "" where there was none, or nothing of it is worth a word. */
const char *act_before(const struct act *a);

#endif
