#ifndef OPS_STAGE_STATE_H
#define OPS_STAGE_STATE_H

/* stage_state.h - what the files of stage share: stage.c finds and makes the
 * buffer and has its card signed, stage_write.c writes it and reads it back. */

#include "ops/stage.h"
#include "ops/upload.h"

enum step { STEP_LOOK, STEP_CREATE, STEP_COMPARE, STEP_HASH, STEP_CARD, STEP_WRITE, STEP_OVER };

enum {
	PAGE = 128 * 1024,    /* bytes of the buffer read at a time */
	LOOK_AGAIN_MS = 700,  /* before reading back once more */
	PAGE_DEAD_MS = 30000, /* without a page read, of an endpoint that does not answer */
	LOOKS_MAX = 60,       /* for a buffer that the newest state has */
	EVENTS_MAX = 60,      /* lines of one run in the journal */
	TOLD_MS = 30000,      /* between two of the same endpoint's trouble */
	PROGRESS_MS = 10000,  /* between two of how far it is */
	ROUNDS_MAX = 5,       /* writings after which no more was there than before: each is paid for */
	CARD_HASH_MS = 20000, /* the card's message is not signed with an older blockhash */
};

struct stage {
	struct session *s; /* borrowed, like file */
	const uint8_t *file;
	size_t len;
	struct hash code;
	struct pubkey buffer;
	char seed[STAGE_SEED];
	unsigned counter;
	enum step step;
	enum stage_phase phase;

	struct act *act;                   /* creation */
	struct rpc_call *look, *rent, *hash, *genesis, *cost, *balance; /* cost: recent priority fees */
	struct rpc_blockhash blockhash;
	uint64_t hash_at_ms, rent_lamports, price;
	uint64_t has_lamports;             /* the key, UINT64_MAX not known */
	struct guard_card card;            /* of the first write, where the buffer is there already */
	bool refused, taken, seen;         /* the creation was; as something is there; and the buffer was seen there */
	unsigned looks;
	uint64_t look_again_ms;
	bool has_card, confirmed, opened;  /* opened: a card that lets writes follow was signed */
	int64_t row;
	char *path;                        /* owned; of the file, NULL not known */
	bool lost;                         /* it failed as the buffer is gone, or another's now */
	bool only;                         /* the buffer was named: no other is taken */
	unsigned events, renewed_told, told_n[ENDPOINTS_MAX];
	uint64_t told_ms[ENDPOINTS_MAX], watched_ms;

	bool has_v1;                       /* the cluster takes version 1, and so did the endpoint */
	struct pieces pieces;
	struct endpoints endpoints;
	struct upload *upload;
	struct upload_count before;        /* of uploads that ended */
	struct rpc_call *page;
	uint64_t slot;                     /* the buffer is read as of this or later: it was seen, or written */
	size_t page_at;                    /* bytes of code read so far */
	uint64_t page_ms;                  /* the last page was read */
	unsigned rounds;                   /* since more was there than ever */
	size_t most_there;                 /* pieces */
	uint64_t page_again_ms, began_ms, ended_ms;
	size_t there_at_start;
	struct err refusal;                /* of a write; the buffer is looked at for the reason */
	struct err err;
};

/* --- stage_journal.c */

enum stage_phase stage_fail(struct stage *g);
/* stage_done: the buffer holds the file. */
void stage_done(struct stage *g);
/* stage_journal writes the intent once, before anything is sent. */
MUST_CHECK enum err_code stage_journal(struct stage *g);
/* stage_event adds a line to it, where it is written; stage_watch those that a turn brings. */
void stage_event(struct stage *g, const char *what, const char *fmt, ...) PRINTF_LIKE(3, 4);
void stage_watch(struct stage *g);
/* The buffer that was named is of other code, or is not there or not ours: both fail. */
enum stage_phase stage_other_code(struct stage *g);
enum stage_phase stage_not_there(struct stage *g, const struct rpc_account *b);

/* --- stage_cost.c */

/* stage_can_pay: does the key hold `deposit` lamports, and what the pieces that lack cost? */
MUST_CHECK enum err_code stage_can_pay(struct stage *g, uint64_t deposit);

/* --- stage_write.c */

/* stage_cut cuts the file anew; `fresh`: the buffer is zero. */
void stage_cut(struct stage *g, bool fresh);
/* stage_check_head: somebody else's now, or gone; what is written to it would be lost. */
MUST_CHECK enum err_code stage_check_head(struct stage *g, const struct rpc_account *a);
/* stage_compare begins reading the buffer. */
void stage_compare(struct stage *g);
enum stage_phase stage_on_compare(struct stage *g);
enum stage_phase stage_on_write(struct stage *g);
void stage_write(struct stage *g);

#endif
