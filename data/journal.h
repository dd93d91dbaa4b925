#ifndef DATA_JOURNAL_H
#define DATA_JOURNAL_H

/* journal.h - append-only: a row for every intent, signature and outcome,
 * before and after it happens.  An intent is durable when journal_intent
 * returns; nothing is sent before. */

#include "data/store.h"

enum journal_outcome { JOURNAL_OPEN, JOURNAL_LANDED, JOURNAL_FAILED, JOURNAL_EXPIRED, JOURNAL_UNKNOWN };

struct journal_intent {
	char action[24];          /* "approve", "buffer write", ... */
	struct hash genesis_hash;
	struct pubkey multisig, subject; /* subject: proposal, buffer, program */
	struct pubkey signer;
	uint64_t index;           /* proposal's number, 0 none */
	struct hash payload_hash; /* zero none */
	char detail[200];
};
struct journal_row {
	int64_t id, at;           /* host unix s */
	struct journal_intent intent;
	bool has_signature;
	struct signature signature; /* newest one sent for it */
	uint64_t last_valid_height; /* block height up to which that one may land */
	enum journal_outcome outcome;
	char reason[200];           /* of the outcome, as the chain or we put it; not made safe to show */
	uint64_t slot;              /* in which it landed or failed, 0 not known */
};

/* journal_intent adds a row without an outcome and writes its number to *id.  Here and below an unknown
 * intent, or a database that cannot be written, is ERR_STORE, and nothing is half written. */
MUST_CHECK enum err_code journal_intent(struct store *s, const struct journal_intent *i, int64_t *id, struct err *e);
/* journal_signature: `s` is about to be sent for intent `id`, which is open from then on. */
MUST_CHECK enum err_code journal_signature(struct store *s, int64_t id, const struct signature *sig,
	uint64_t last_valid_height, struct err *e);
/* journal_outcome adds what became of it, any but OPEN; the newest counts.  `reason` is text, NULL for none. */
MUST_CHECK enum err_code journal_outcome(struct store *s, int64_t id, enum journal_outcome o, uint64_t slot,
	const char *reason, struct err *e);

/* journal_open_rows calls fn for every intent without a final outcome (OPEN,
 * UNKNOWN), oldest first: what to look for after a crash. */
typedef void journal_fn(void *ctx, const struct journal_row *r);
MUST_CHECK enum err_code journal_open_rows(struct store *s, const struct hash *genesis, journal_fn *fn, void *ctx,
	struct err *e);
/* journal_find is the newest row of `action` on `subject`; ERR_NOT_FOUND. */
MUST_CHECK enum err_code journal_find(struct store *s, const struct hash *genesis, const char *action,
	const struct pubkey *subject, struct journal_row *out, struct err *e);
/* journal_search is a page of the rows of one cluster older than `before` (0: the newest), newest
 * first; with `text` those that have it in action, words, reason or an event (small and capital
 * letters are the same), or whose outcome ("failed"), proposal's number, subject, signer, multisig or signature it is. */
MUST_CHECK enum err_code journal_search(struct store *s, const struct hash *genesis, const char *text, int64_t before,
	unsigned limit, journal_fn *fn, void *ctx, struct err *e);
/* journal_span is journal_search among the rows numbered `low` to `high`, both of
 * them too, from either end: a large journal is searched in steps.  journal_last
 * is the number of the newest row of any cluster, 0 for none; they count up by one. */
MUST_CHECK enum err_code journal_span(struct store *s, const struct hash *genesis, const char *text, int64_t low,
	int64_t high, bool newest_first, unsigned limit, journal_fn *fn, void *ctx, struct err *e);
MUST_CHECK enum err_code journal_last(struct store *s, int64_t *id, struct err *e);
/* Lines about an intent that takes long.  journal_event adds one; journal_events
 * calls fn for each, oldest first. */
struct journal_event {
	int64_t at;       /* host unix s */
	char what[16];    /* "began", "resumed", ... */
	char text[200];
};
typedef void journal_event_fn(void *ctx, const struct journal_event *v);
MUST_CHECK enum err_code journal_event(struct store *s, int64_t id, const char *what, const char *text, struct err *e);
MUST_CHECK enum err_code journal_events(struct store *s, int64_t id, journal_event_fn *fn, void *ctx, struct err *e);

/* journal_outcome_name is the JSON word: "open", "landed", ... */
const char *journal_outcome_name(enum journal_outcome o);

#endif
