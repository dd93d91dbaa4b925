#ifndef GOV_NATIVE_H
#define GOV_NATIVE_H

/* native.h - what the files of the native backend share: our program's accounts
 * as the shapes every backend gives, and the reader. */

#include "gov/backend.h"

/* native_multisig, native_record, native_proposal decode raw bytes into the
 * neutral shapes, with a copy of the bytes.  ERR_WIRE when they do not parse or
 * name another multisig than `m`.  The address is not verified here. */
MUST_CHECK enum err_code native_multisig(struct gov_multisig *out, const struct pubkey *program,
	const struct pubkey *address, const uint8_t *raw, size_t len, uint64_t slot, struct err *e);
MUST_CHECK enum err_code native_record(struct gov_record *out, const struct gov_multisig *m,
	const struct pubkey *address, const uint8_t *raw, size_t len, uint64_t slot, struct err *e);
MUST_CHECK enum err_code native_proposal(struct gov_proposal *out, const struct pubkey *program,
	const struct gov_multisig *m, const struct pubkey *address, const uint8_t *raw, size_t len, uint64_t slot,
	struct err *e);

/* native_fold is the backend's fold. */
MUST_CHECK enum err_code native_fold(struct gov_world *w, const struct pubkey *program, const struct pubkey *address,
	const uint8_t *raw, size_t len, uint64_t slot, struct err *e);

/* native_take folds an account an endpoint gave after verifying owner, tag and
 * derived address. */
MUST_CHECK enum err_code native_take(struct gov_world *w, const struct pubkey *program, const struct pubkey *multisig,
	const struct rpc_account *a, uint64_t slot, struct err *e);

/* native_read_all to native_free are the backend's reads under way, with the contracts of
 * struct gov_backend's members of the same names. */
struct gov_reader *native_read_all(struct rpc *r, const struct pubkey *program, const struct pubkey *multisig,
	const struct gov_world *known, enum commitment c);
struct gov_reader *native_read_more(struct rpc *r, const struct pubkey *program, const struct pubkey *multisig,
	const struct gov_world *known, enum commitment c);
struct gov_reader *native_read_one(struct rpc *r, const struct pubkey *program, const struct pubkey *multisig,
	uint64_t index, const struct pubkey *program_hint, enum commitment c, uint64_t min_slot);
enum gov_progress native_turn(struct gov_reader *r);
enum err_code native_result(struct gov_reader *r, struct gov_world *out, struct err *e);
void native_free(struct gov_reader *r);

/* native_can_move: may the act, as it was at the clock of `w`, still change? */
bool native_can_move(const struct gov_world *w, const struct gov_proposal *p);

/* native_ended picks those acts of `w`, said to be over, that a warm read asks
 * for again.  An endpoint that says so once of an act would else hide it for
 * ever, from every other endpoint too.  The newest come every time, older ones
 * of the newest NATIVE_AMONG in turns: `turn` is any number that changes. */
#define NATIVE_AMONG 256u
#define NATIVE_ENDED_MAX 16u
size_t native_ended(const struct gov_world *w, uint64_t turn, const struct gov_proposal *out[NATIVE_ENDED_MAX]);

#endif
