#ifndef KEYS_GUARD_CARD_H
#define KEYS_GUARD_CARD_H

/* guard_card.h - what the files of the guard share and nobody else needs: one
 * description under way, and the card filled line by line.
 *
 * A line that does not fit counts but is not written; guard_describe then
 * refuses, so that nothing is ever left out of a card. */

#include "keys/guard.h"
#include "solana/loader.h"

#define GUARD_PRICE_HIGH 1000000u /* lamports of priority fee worth a warning */

struct guarding {
	const struct guard_config *config;
	const struct guard_context *context;
	const struct pubkey *signer;
	const struct message *m;
	unsigned first;  /* index of the first instruction that is no budget */
	struct guard_card *card;
	const struct pubkey *beside; /* the key that signs beside the payer; NULL when the payer's own */
	const char *role;            /* what it signs as; NULL: nothing a second key is asked for */
	uint64_t room;               /* bytes of account space the message makes somebody pay for */
};

#define GUARD_RENT_PER_BYTE 6960u /* lamports: the highest rate there ever was, whatever the endpoint says */

/* guard_role: `key` signs as `role` in what is described, and may do so beside
 * a payer who is somebody else. */
void guard_role(struct guarding *g, const struct pubkey *key, const char *role);

/* card_sentence writes the one sentence of the card. */
void card_sentence(struct guard_card *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* card_field adds a line the bytes bind; card_change one with a before;
 * card_reported one that is only as good as the endpoint. */
void card_field(struct guard_card *c, const char *name, const char *fmt, ...) PRINTF_LIKE(3, 4);
void card_change(struct guard_card *c, const char *name, const char *before, const char *after);
void card_reported(struct guard_card *c, const char *name, const char *fmt, ...) PRINTF_LIKE(3, 4);
void card_flag(struct guard_card *c, enum guard_weight w, const char *fmt, ...) PRINTF_LIKE(3, 4);
void card_address(struct guard_card *c, const char *name, const struct pubkey *k);
void card_confirm(struct guard_card *c, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* card_unbound marks the lines from `from` on as only reported. */
void card_unbound(struct guard_card *c, unsigned from);

/* One family of instructions each: fills the card or refuses. */
MUST_CHECK enum err_code guard_governance(struct guarding *g, struct err *e);
MUST_CHECK enum err_code guard_loader(struct guarding *g, struct err *e);

/* guard_act describes what an act does, from the act and the accounts before:
 * `m` never NULL, `r` NULL when the act concerns no recorded program. */
void guard_act(struct guarding *g, const struct kt_act *a, const struct kt_multisig_account *m,
	const struct kt_record_account *r, const struct pubkey *depositor, uint64_t index);
/* guard_members lists numbers and members, with their before unless `old` is NULL. */
void guard_members(struct guard_card *c, const struct kt_governance *old, const struct kt_governance *now);
/* guard_act_words is the act in a few words: "upgrade 7xKq... to 3f2a91c0". */
void guard_act_words(const struct kt_act *a, char out[GUARD_TEXT]);

#endif
